//! Code actions that silence a finding: for its line, its section, the note.

use serde_json::{Value, json};

use crate::code_actions::{FENCED, actions_at, applied, is_suppression, of_kind};
use crate::harness::{Client, codes};
use crate::notes::{CHEF, crlf};

/// The quick fixes at the placeholder of a note: it cannot be mended by a program.
fn offered(client: &mut Client, uri: &str) -> Vec<Value> {
    let offered = actions_at(client, uri, "TODO", json!(["quickfix"]));
    let mut of_rule = of_kind(&offered, "quickfix");
    of_rule.retain(|action| action["diagnostics"][0]["code"] == "placeholder");
    of_rule
}

#[test]
fn a_finding_is_silenced_for_the_line_the_section_or_the_note() {
    for note in [
        CHEF.to_owned(),
        crlf(CHEF),
        format!("---\nrole: Sous Chef\n---\n\n{CHEF}"),
    ] {
        let mut client = Client::start();
        let uri = client.open("chef.md", &note);
        let before = client.diagnostics(&uri);
        let offered = offered(&mut client, &uri);
        assert_eq!(offered.len(), 3, "{offered:#?}");
        let mut scopes = Vec::new();
        for action in &offered {
            assert!(
                is_suppression(action),
                "a placeholder has no other fix: {action}"
            );
            let after = applied(&mut client, &uri, action);
            for scope in ["ignore ", "ignore-section ", "ignore-file "] {
                if after.contains(&format!("<!-- prep-ls: {scope}placeholder -->")) {
                    scopes.push(scope);
                }
            }
            // Only a comment is put in; every line of the note is as it was.
            let mut lines = after.lines();
            for line in note.lines() {
                assert!(lines.any(|it| it == line), "{line:?} is lost in {after}");
            }
            if note.contains('\r') {
                assert_eq!(after.replace("\r\n", "").find('\n'), None, "{after:?}");
            }
            let silenced = client.open("silenced.md", &after);
            let left = client.diagnostics(&silenced);
            let mut expected = codes(&before);
            expected.retain(|code| *code != "placeholder");
            let mut left = codes(&left);
            left.sort_unstable();
            expected.sort_unstable();
            assert_eq!(left, expected, "{} gives {after}", action["title"]);
            client.close(&silenced);
        }
        scopes.sort_unstable();
        assert_eq!(scopes, ["ignore ", "ignore-file ", "ignore-section "]);
    }
}

#[test]
fn a_second_finding_of_the_list_is_silenced_with_it() {
    // A comment within a list would cut it in two: it goes above, and covers the list.
    let note = CHEF.replace("- Twelve years", "- TBD years");
    let mut client = Client::start();
    let uri = client.open("chef.md", &note);
    let offered = actions_at(&mut client, &uri, "TBD", json!(["quickfix"]));
    for action in offered
        .iter()
        .filter(|it| it["diagnostics"][0]["code"] == "placeholder")
    {
        let after = applied(&mut client, &uri, action);
        let silenced = client.open("silenced.md", &after);
        let found = client.diagnostics(&silenced);
        assert!(!codes(&found).contains(&"unused-suppression"), "{after}");
        assert!(
            !found
                .iter()
                .any(|it| it["code"] == "placeholder" && it["message"].to_string().contains("TBD")),
            "{} leaves it: {after}",
            action["title"]
        );
        client.close(&silenced);
    }
}

#[test]
fn a_finding_in_a_fenced_note_can_be_silenced() {
    let mut client = Client::start();
    let uri = client.open("law.md", FENCED);
    let offered = actions_at(&mut client, &uri, "• Six", json!(["quickfix"]));
    let silencing = offered.iter().filter(|it| is_suppression(it));
    for action in silencing {
        let code = action["diagnostics"][0]["code"]
            .as_str()
            .expect("a code")
            .to_owned();
        let after = applied(&mut client, &uri, action);
        let silenced = client.open("silenced.md", &after);
        let found = client.diagnostics(&silenced);
        let left = codes(&found);
        assert!(
            !left.contains(&code.as_str()),
            "{} gives {after}",
            action["title"]
        );
        assert!(!left.contains(&"unused-suppression"), "{after}");
        client.close(&silenced);
    }
}

#[test]
fn a_comment_without_use_can_be_deleted() {
    let mut client = Client::start();
    let clean = CHEF.replace("TODO name", "will name");
    let note = clean.replace("- 👩‍🍳", "<!-- prep-ls: ignore placeholder -->\n\n- 👩‍🍳");
    let uri = client.open("chef.md", &note);
    let found = client.diagnostics(&uri);
    assert!(codes(&found).contains(&"unused-suppression"), "{found:#?}");
    let offered = actions_at(&mut client, &uri, "<!-- prep-ls", json!(["quickfix"]));
    let fix = offered
        .iter()
        .find(|it| it["diagnostics"][0]["code"] == "unused-suppression" && !is_suppression(it))
        .expect("a fix");
    let after = applied(&mut client, &uri, fix);
    assert!(!after.contains("prep-ls"), "{after}");
}
