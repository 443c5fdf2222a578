//! Growing selections.

use serde_json::{Value, json};

use crate::harness::text::{Encoding, position, slice};
use crate::harness::{Client, array};
use crate::navigate::LINKED;
use crate::notes::{ORDINARY, crlf};

fn steps<'t>(text: &'t str, range: &Value, encoding: Encoding) -> Vec<&'t str> {
    let mut found = Vec::new();
    let mut at = range;
    while at.is_object() {
        found.push(slice(text, &at["range"], encoding));
        at = &at["parent"];
    }
    for pair in found.windows(2) {
        assert!(
            pair[1].contains(pair[0]) && pair[1].len() > pair[0].len(),
            "{pair:?}"
        );
    }
    found
}

#[test]
fn each_place_has_its_own_and_each_step_holds_the_one_before() {
    for encoding in Encoding::ALL {
        for text in [LINKED.to_owned(), crlf(LINKED)] {
            let mut client = Client::builder()
                .with("/general/positionEncodings", json!([encoding.name()]))
                .start();
            let uri = client.open("note.prep.md", &text);
            let places = ["40 dressed", "leak](", "annual", "Lane’s"];
            let positions: Vec<Value> = places
                .iter()
                .map(|what| position(&text, text.find(what).expect("it") + 3, encoding))
                .collect();
            let found = client.ask(
                "textDocument/selectionRange",
                json!({"textDocument": {"uri": uri}, "positions": positions}),
            );
            let found = array(&found);
            assert_eq!(found.len(), places.len());
            let first = steps(&text, &found[0], encoding);
            assert_eq!(first[..2], ["dressed", "😀 40 dressed with NPWT"]);
            let item = first
                .iter()
                .position(|step| *step == "- Wounds: 😀 40 dressed with NPWT");
            let section = first
                .iter()
                .position(|step| step.starts_with("## Why This"));
            assert!(item < section, "{first:?}");
            for range in &found {
                assert_eq!(*steps(&text, range, encoding).last().expect("steps"), text);
            }
        }
    }
}

#[test]
fn ordinary_markdown_is_left_to_others() {
    let mut client = Client::start();
    let uri = client.open("README.md", ORDINARY);
    let params = json!({"textDocument": {"uri": uri}, "positions": [{"line": 0, "character": 1}]});
    let found = client.ask("textDocument/selectionRange", params);
    assert!(array(&found).is_empty(), "{found}");
}
