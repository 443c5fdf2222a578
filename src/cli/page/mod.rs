//! Pages for the browser and for paper: one file each, with its style sheet in it, without scripts, and with nothing to
//! load from elsewhere. What comes from a note goes through [`escaped`], always.

/// The style sheet of all pages.
pub(super) const STYLE: &str = include_str!("page.css");
/// What stands round the body.
const PAGE: &str = include_str!("page.html");

/// A page. The title is text; the body is HTML.
pub(super) fn page(title: &str, class: &str, body: &str) -> String {
    let title = escaped(title);
    let mut out = String::with_capacity(PAGE.len() + STYLE.len() + body.len());
    // In one pass: what was put in is not looked at again, whatever stands in a note.
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(match name {
            "title" => &title,
            "class" => class,
            "style" => STYLE,
            "version" => env!("CARGO_PKG_VERSION"),
            _ => body,
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A text as HTML, in an element or in an attribute between double quotes. Characters that HTML and XML know nothing of
/// are left out.
pub(super) fn escaped(text: &str) -> String {
    let known = |char: &char| !char.is_control() || matches!(char, '\t' | '\n');
    let unknown = |char: char| !known(&char) || matches!(char, '\u{fffe}' | '\u{ffff}');
    let kept: String = match text.contains(unknown) {
        true => text.chars().filter(|&char| !unknown(char)).collect(),
        false => text.to_owned(),
    };
    quick_xml::escape::escape(&kept).into_owned()
}

/// A name as HTML: in an order of its own, whichever way what stands beside it is read.
pub(super) fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(text))
}

/// Items of a list, each HTML.
pub(super) fn items(tag: &str, items: impl IntoIterator<Item = String>) -> String {
    let mut out = format!("<{tag}>\n");
    for item in items {
        out.push_str(&format!("<li>{item}</li>\n"));
    }
    out.push_str(&format!("</{tag}>\n"));
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn nothing_of_a_note_becomes_markup() {
        let text = "</style><script>alert('1')</script> & \"{{style}}\"\u{0}\u{1b}[31m";
        let page = page(text, "x", &format!("<p>{}</p>\n", escaped(text)));
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(page.matches("</style>").count(), 1);
        assert_eq!(page.matches("{{style}}").count(), 2, "both as text");
        assert!(!page.contains(['\u{0}', '\u{1b}']));
    }

    /// The lists of colours: light, dark, and on paper, which shares the light screen's names.
    fn themes() -> Vec<BTreeMap<&'static str, [f64; 3]>> {
        let lists = STYLE.split(":root {").skip(1);
        let themes: Vec<_> = lists
            .map(|list| {
                let list = list.split('}').next().expect("a list ends");
                let colours = list.lines().filter_map(|line| {
                    let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
                    let hex = value.trim_end_matches(';');
                    assert_eq!(hex.len(), 6, "{line}");
                    let part = |at: usize| {
                        let part = u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour");
                        f64::from(part) / 255.0
                    };
                    Some((name, [part(0), part(2), part(4)]))
                });
                colours.collect::<BTreeMap<_, _>>()
            })
            .collect();
        assert_eq!(themes.len(), 3, "light, dark, paper");
        assert!(themes.iter().all(|theme| theme.len() == 9), "{themes:?}");
        themes
    }

    /// Contrast as WCAG 2 has it: relative luminance, and the ratio of two.
    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let luminance = |colour: [f64; 3]| {
            let [red, green, blue] = colour.map(|part| match part <= 0.04045 {
                true => part / 12.92,
                false => ((part + 0.055) / 1.055).powf(2.4),
            });
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_and_bars_can_be_told_from_what_they_stand_on() {
        assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
        for theme in themes() {
            for surface in ["paper", "card", "tint"] {
                for (kind, names, least) in [
                    ("text", &["ink", "soft", "accent", "warn"][..], 4.5),
                    ("shape", &["edge", "accent", "warn"], 3.0),
                ] {
                    for name in names {
                        let found = contrast(theme[name], theme[surface]);
                        assert!(found >= least, "{kind} {name} on {surface}: {found:.2}");
                    }
                }
            }
        }
    }

    /// The test above means something only while the sheet uses these names as it believes.
    #[test]
    fn the_style_sheet_uses_its_colours_as_what_they_are() {
        let rules = STYLE.rsplit_once("*, *::before").expect("the rules").1;
        for declaration in rules.split(['{', ';', '}']) {
            let declaration = declaration.trim();
            let Some((property, value)) = declaration.split_once(':') else {
                continue;
            };
            let names = |wanted: &[&str]| {
                let used = value.split("var(--").skip(1);
                for used in used {
                    let name = used.split(')').next().unwrap_or_default();
                    assert!(wanted.contains(&name), "{declaration}");
                }
            };
            match property.trim() {
                "color" => names(&["ink", "soft", "accent", "warn"]),
                "background" => names(&["paper", "card", "tint", "accent", "warn"]),
                _ => {}
            }
            let named = ["#", "rgb", "hsl", "white", "black", "url(", "@import"];
            assert!(
                !named.iter().any(|word| value.contains(word)),
                "a colour of its own, or something from elsewhere: {declaration}"
            );
        }
        // Text on the fill of a bar's piece: there is none.
        assert_eq!(rules.matches("background: var(--accent)").count(), 1);
    }
}
