//! Diagnostics as JSON, written straight into the message that carries them.
//!
//! What a diagnostic says is written once for as long as its finding is kept; from version to version only the
//! positions are written anew. With a thousand findings that is most of what a keystroke costs.

use std::fmt::Write as _;
use std::str::FromStr as _;

use lsp_types::Uri;
use serde_json::{Value, json};

use crate::rules::{Finding, Severity};
use crate::text::{Positions, Text};

use super::capabilities::Client;
use super::to_proto::SOURCE;

/// Findings as a JSON array of diagnostics of a document. The findings must always be written for the same client, as
/// those of a server are.
pub(super) fn diagnostics<'a>(
    text: &Text,
    uri: &Uri,
    findings: impl Iterator<Item = &'a Finding>,
    client: &Client,
) -> String {
    let mut positions = text.positions(client.encoding);
    // Most take less; memory that is not written costs nothing.
    let mut out = String::with_capacity(2 + findings.size_hint().0 * 320);
    out.push('[');
    for finding in findings {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str("{\"range\":");
        range(&mut positions, &finding.range, &mut out);
        out.push_str(match finding.severity {
            Severity::Error => ",\"severity\":1",
            Severity::Warning => ",\"severity\":2",
            Severity::Info => ",\"severity\":3",
            Severity::Hint => ",\"severity\":4",
        });
        out.push_str(finding.rendered.get_or_init(|| rest(finding, client)));
        let related = finding.related();
        if client.related_information && related.len() > 0 {
            out.push_str(",\"relatedInformation\":[");
            for (number, related) in related.enumerate() {
                if number > 0 {
                    out.push(',');
                }
                let (uri, message) = (json!(uri), json!(related.message));
                let _ = write!(out, "{{\"location\":{{\"uri\":{uri},\"range\":");
                range(&mut positions, &related.range, &mut out);
                let _ = write!(out, "}},\"message\":{message}}}");
            }
            out.push(']');
        }
        out.push('}');
    }
    out.push(']');
    out
}

fn range(positions: &mut Positions<'_>, range: &std::ops::Range<usize>, out: &mut String) {
    out.push_str("{\"start\":");
    position(positions, range.start, out);
    out.push_str(",\"end\":");
    position(positions, range.end, out);
    out.push('}');
}

fn position(positions: &mut Positions<'_>, offset: usize, out: &mut String) {
    let position = positions.of(offset);
    out.push_str("{\"line\":");
    number(position.line, out);
    out.push_str(",\"character\":");
    number(position.character, out);
    out.push('}');
}

/// Writes a number without the machinery that `format!` brings, which costs ten times as much.
fn number(mut number: u32, out: &mut String) {
    let mut digits = [0; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend(digits[at..].iter().map(|&digit| char::from(digit)));
}

/// All of a diagnostic that does not depend on where it is, nor on its severity.
fn rest(finding: &Finding, client: &Client) -> Box<str> {
    let mut out = format!(
        ",\"code\":{},\"source\":{},\"message\":{}",
        json!(finding.rule.name),
        json!(SOURCE),
        json!(finding.message())
    );
    let page = client.code_description.then(|| finding.rule.url());
    if let Some(href) = page.filter(|href| Uri::from_str(href).is_ok()) {
        let _ = write!(out, ",\"codeDescription\":{}", json!({ "href": href }));
    }
    if client.diagnostic_data && !finding.data.is_empty() {
        let _ = write!(out, ",\"data\":{}", Value::Object(finding.data.clone()));
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::to_proto;
    use super::*;
    use crate::config::Profile;
    use crate::document::Document;
    use crate::text::{Change, Encoding};

    /// A note with findings of many rules, among them ones with related places, data, and words that JSON escapes.
    const NOTE: &str = "# Interview Prep: Quay \"Bakery\" – Baker 🥖\r\n\r\n## Job Overview\r\n\r\n**Position:** Pilot\r\n\
        **Key Responsibilities:**\r\n\r\n- Keep the ⚓ moorings\\safe\r\n- Ensure the security of guests\r\n\r\n\
        ## Why This Job Is a Fit\r\n\r\n- 🥖 Strong focus on security and best practices\r\n- [x]\r\n\r\n\
        ## Company Summary\r\n\r\nTODO\r\n\r\n## Company Summary\r\n\r\n- [a](gone.md#x)\r\n";

    #[test]
    fn what_is_written_is_what_the_protocols_types_say() {
        let everything = Client {
            related_information: true,
            code_description: true,
            diagnostic_data: true,
            ..Client::default()
        };
        let uri = Uri::from_str("file:///a.prep.md").expect("a URI");
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for client in [everything.clone(), Client::default()] {
                let client = Client { encoding, ..client };
                let path = Some(Path::new("a.prep.md"));
                let mut document = Document::new(NOTE, path, Profile::default());
                // The second time what was kept is written, at other places.
                for typed in ["", "\r\nA line above all."] {
                    let at = document
                        .text()
                        .position(NOTE.find("\r\n").unwrap_or(0), encoding);
                    let change = Change {
                        range: Some((at, at)),
                        text: typed.to_owned(),
                    };
                    document.apply(&[change], encoding).expect("it applies");
                    let findings = document.check().findings;
                    assert!(findings.len() > 5, "{findings:?}");
                    let text = document.text();
                    let written = diagnostics(text, &uri, findings.iter(), &client);
                    let mut pages = to_proto::Pages::default();
                    let typed = findings.iter();
                    let typed = typed.map(|finding| {
                        to_proto::diagnostic(text, &uri, finding, &client, &mut pages)
                    });
                    let typed = json!(typed.collect::<Vec<_>>());
                    let written: Value = serde_json::from_str(&written).expect("JSON");
                    assert_eq!(written, typed, "{encoding:?}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_written_whole() {
        for (given, digits) in [(0, "0"), (7, "7"), (10, "10"), (u32::MAX, "4294967295")] {
            let mut out = String::new();
            number(given, &mut out);
            assert_eq!(out, digits);
        }
    }
}
