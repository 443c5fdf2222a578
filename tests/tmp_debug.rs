use prep_ls::{claims::Overview, config::Profile, document::Document};
#[test]
fn debug() {
    let Ok(path) = std::env::var("NOTE") else {
        return;
    };
    let source = std::fs::read_to_string(path).unwrap();
    let text: String = source
        .lines()
        .filter(|l| !l.starts_with("%%") && !l.trim_start().starts_with("^^^"))
        .map(|l| format!("{l}\n"))
        .collect();
    let doc = Document::new(&text, None, Profile::default());
    let g = &doc.profile().grammar;
    let o = Overview::of(doc.note(), g);
    println!("english {}", o.english);
    for j in &o.claims {
        let t: Vec<_> = j
            .topics
            .iter()
            .map(|&t| g.lexicon().topics[t as usize].id.as_str())
            .collect();
        println!(
            "{:?} {:?} {:?} names {:?} | {}",
            j.claim.part,
            t,
            j.concrete,
            (0..g.lexicon().topics.len() as u16)
                .filter(|&t| j.claim.names(t))
                .map(|t| g.lexicon().topics[t as usize].id.as_str())
                .collect::<Vec<_>>(),
            doc.text().slice(j.claim.range()).replace('\n', " ")
        );
    }
    for r in prep_ls::coverage::table(doc.note(), g) {
        println!(
            "REQ {} {:?} {:?} | {}",
            r.is_covered(),
            r.asks
                .iter()
                .map(|t| g.lexicon().topics[t.topic as usize].id.as_str())
                .collect::<Vec<_>>(),
            r.terms
                .iter()
                .map(|t| format!(
                    "{}{}{}",
                    r.at.segment.str(t.span),
                    if t.weight > 2 { "!" } else { "" },
                    if t.met { "+" } else { "-" }
                ))
                .collect::<Vec<_>>(),
            doc.text().slice(r.range.clone())
        );
    }
}
