use super::*;

fn read(html: &str) -> Vec<(Kind, String)> {
    lines(html)
        .into_iter()
        .map(|line| (line.kind, line.text))
        .collect()
}

#[test]
fn what_a_page_shows_is_read_and_what_surrounds_it_is_not() {
    let html = "<nav>Home</nav><h1>Nurse</h1><script>if (a < b) {}</script><div id='cookie-bar'><p>We use cookies</p></div>\
        <p><b>Duties</b></p><ul><li>Plan &amp; give care<li><p>Keep <i>records</i></p></ul>\
        <dl><dt>Pay:</dt><dd>&pound;30</dd></dl><table><tr><th>Ward</th><td>B4</td></tr></table><p>One<br>• Two</p>";
    let text = |text: &str| text.to_owned();
    assert_eq!(
        read(html),
        [
            (Kind::Heading(1), text("Nurse")),
            (Kind::Strong, text("Duties")),
            (Kind::Item, text("Plan & give care")),
            (Kind::Item, text("Keep records")),
            (Kind::Pair(text("Pay")), text("£30")),
            (Kind::Pair(text("Ward")), text("B4")),
            (Kind::Text, text("One")),
            (Kind::Item, text("Two")),
        ]
    );
}

#[test]
fn a_table_of_criteria_is_read_by_its_columns() {
    let html = "<table><tr><th></th><th>Essential</th><th>Desirable</th></tr><tr><td>Training</td><td>PIN<br>Degree</td><td>Masters</td></tr></table>";
    let found: Vec<String> = lines(html).into_iter().map(|line| line.text).collect();
    assert_eq!(
        found,
        ["Essential", "PIN", "Degree", "Desirable", "Masters"]
    );
}

#[test]
fn an_element_that_is_never_closed_takes_nothing_with_it() {
    let found = read("<main><div class='share'><p>Tweet</div><h2>Nurse</h2></main><p>End");
    assert_eq!(
        found,
        [
            (Kind::Heading(2), "Nurse".to_owned()),
            (Kind::Text, "End".to_owned())
        ]
    );
}
