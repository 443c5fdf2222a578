//! Code actions: quick fixes and `source.fixAll.prep-ls`.

use serde_json::{Value, json};

use crate::harness::text::{self, apply_edits};
use crate::harness::{Client, array, with_code};
use crate::notes::{CHEF, NURSE, NURSE_LACKS, ORDINARY, crlf};

/// A note in a fence, with typed bullets: two findings that have a safe fix.
pub(crate) const FENCED: &str = "\
```markdown
# Interview Prep: Harbour Law – Paralegal

## Why This Job Is a Fit

• Six years of tenancy files
• 140 hearings prepared

## Questions to Ask Them

- Who checks the bundles before court?
```
";

/// The same without the fence, and with bullets that Markdown knows.
pub(crate) const UNFENCED: &str = "\
# Interview Prep: Harbour Law – Paralegal

## Why This Job Is a Fit

- Six years of tenancy files
- 140 hearings prepared

## Questions to Ask Them

- Who checks the bundles before court?
";

/// The actions for a range of a document, with the diagnostics there as an editor would send them.
pub(crate) fn actions(
    client: &mut Client,
    uri: &str,
    range: std::ops::Range<usize>,
    only: Value,
) -> Vec<Value> {
    let all = client.diagnostics(uri);
    let note = client.text(uri).to_owned();
    let here: Vec<Value> = all
        .into_iter()
        .filter(|diagnostic| {
            let at = text::bytes(&note, &diagnostic["range"], client.encoding);
            at.start <= range.end && range.start <= at.end
        })
        .collect();
    let mut context = json!({"diagnostics": here, "triggerKind": 1});
    if !only.is_null() {
        context["only"] = only;
    }
    let range = text::range(&note, range, client.encoding);
    let found = client.ask(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": uri}, "range": range, "context": context}),
    );
    array(&found)
}

/// The actions at some text of a document.
pub(crate) fn actions_at(client: &mut Client, uri: &str, what: &str, only: Value) -> Vec<Value> {
    let at = client.text(uri).find(what).expect("the place");
    actions(client, uri, at..at, only)
}

/// The text edits of an action in its document; resolves it where that is left to do.
fn edits(client: &mut Client, uri: &str, action: &Value) -> Vec<Value> {
    let mut action = action.clone();
    if action["edit"].is_null() {
        assert!(action["command"].is_null(), "no edit to take: {action}");
        action = client.ask("codeAction/resolve", action);
    }
    let edit = &action["edit"];
    if let Some(changes) = edit["documentChanges"].as_array() {
        assert!(
            edit.get("changes").is_none_or(Value::is_null),
            "one or the other: {edit}"
        );
        assert_eq!(changes.len(), 1, "{edit}");
        assert_eq!(changes[0]["textDocument"]["uri"], uri);
        assert_eq!(changes[0]["textDocument"]["version"], client.version(uri));
        return array(&changes[0]["edits"]);
    }
    let changes = edit["changes"].as_object().expect("changes");
    assert_eq!(changes.len(), 1, "{edit}");
    array(&changes[uri])
}

/// The text of a document after an action; the document itself is not changed.
pub(crate) fn applied(client: &mut Client, uri: &str, action: &Value) -> String {
    let edits = edits(client, uri, action);
    apply_edits(client.text(uri), &edits, client.encoding)
}

/// The actions of a kind, sub-kinds included.
pub(crate) fn of_kind(actions: &[Value], kind: &str) -> Vec<Value> {
    let mut found = actions.to_vec();
    found.retain(|action| {
        let given = action["kind"].as_str().unwrap_or_default();
        given
            .strip_prefix(kind)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    found
}

/// The quick fixes for a rule that do not silence it.
fn fixes(actions: &[Value], code: &str) -> Vec<Value> {
    let mut found = of_kind(actions, "quickfix");
    found.retain(|action| {
        let of_rule = array(&action["diagnostics"])
            .iter()
            .any(|it| it["code"] == code);
        of_rule && !is_suppression(action)
    });
    found
}

/// Whether an action silences a finding.
pub(crate) fn is_suppression(action: &Value) -> bool {
    let title = action["title"].as_str().expect("a title");
    title.starts_with("Ignore `")
}

/// The ids that a text lacks.
fn missing(client: &mut Client, text: &str) -> Vec<String> {
    let uri = client.open("missing.md", text);
    let found = with_code(&client.diagnostics(&uri), "missing-section");
    client.close(&uri);
    let ids = found.iter().flat_map(|it| array(&it["data"]["sections"]));
    ids.map(|id| id.as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn one_or_all_missing_sections_are_inserted_at_their_places() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    let offered = actions_at(&mut client, &uri, "Why This Job", Value::Null);
    let fixes = fixes(&offered, "missing-section");
    let mut left: Vec<Vec<String>> = Vec::new();
    for fix in &fixes {
        let after = applied(&mut client, &uri, fix);
        // Nothing of the note is lost or moved: its lines are there, in order.
        let mut lines = after.lines();
        for line in NURSE.lines() {
            assert!(lines.any(|it| it == line), "{line:?} is lost in {after}");
        }
        left.push(missing(&mut client, &after));
    }
    let all = NURSE_LACKS.map(|(id, _)| id);
    assert!(left.contains(&Vec::new()), "one inserts all: {left:?}");
    assert!(
        left.iter().any(|left| left.len() == 4),
        "one inserts one: {left:?}"
    );
    assert!(
        left.iter().any(|left| *left == all[3..]),
        "one fills the gap: {left:?}"
    );

    let one = fixes
        .iter()
        .find(|fix| {
            fix["title"]
                .as_str()
                .is_some_and(|it| it.contains("Resume Highlights"))
        })
        .expect("one for the first section");
    let after = applied(&mut client, &uri, one);
    let place = |title: &str| after.find(&format!("\n## {title}\n")).expect("the heading");
    assert!(place("Why This Job Is a Fit") < place("Resume Highlights for This Role"));
    assert!(place("Resume Highlights for This Role") < place("Questions to Ask Them"));
}

#[test]
fn a_fence_round_the_note_is_taken_away() {
    for (fenced, plain) in [
        (
            FENCED.to_owned(),
            UNFENCED.replace("- Six", "• Six").replace("- 140", "• 140"),
        ),
        (format!("```md\n{NURSE}"), NURSE.to_owned()),
        (crlf(&format!("```markdown\n{NURSE}```\n")), crlf(NURSE)),
    ] {
        let mut client = Client::start();
        let uri = client.open("fenced.md", &fenced);
        let offered = actions(&mut client, &uri, 0..0, Value::Null);
        let fixes = fixes(&offered, "fenced-note");
        assert_eq!(fixes.len(), 1, "{offered:#?}");
        assert_eq!(applied(&mut client, &uri, &fixes[0]), plain);
    }
}

#[test]
fn typed_bullets_become_items() {
    for ending in ["\n", "\r\n"] {
        let text = UNFENCED.replace("- Six", "• Six").replace("- 140", "• 140");
        let mut client = Client::start();
        let uri = client.open("law.md", &text.replace('\n', ending));
        let offered = actions_at(&mut client, &uri, "• Six", Value::Null);
        let fixes = fixes(&offered, "pseudo-list");
        assert_eq!(fixes.len(), 1, "{offered:#?}");
        let after = applied(&mut client, &uri, &fixes[0]);
        assert_eq!(after, UNFENCED.replace('\n', ending));
    }
}

#[test]
fn a_misspelled_section_is_renamed() {
    let text = NURSE.replace("Questions to Ask Them", "Qestions to Ask Them");
    let mut client = Client::start();
    let uri = client.open("nurse.md", &text);
    let offered = actions_at(&mut client, &uri, "Qestions", json!(["quickfix"]));
    let fixes = fixes(&offered, "misspelled-section");
    assert_eq!(fixes.len(), 1, "{offered:#?}");
    assert_eq!(applied(&mut client, &uri, &fixes[0]), NURSE);
}

#[test]
fn an_action_names_the_findings_that_it_mends() {
    let mut client = Client::start();
    let uri = client.open("law.md", FENCED);
    let all = 0..FENCED.len();
    let offered = actions(&mut client, &uri, all, Value::Null);
    let diagnostics = client.diagnostics(&uri);
    let mut preferred: Vec<Value> = Vec::new();
    for action in of_kind(&offered, "quickfix") {
        assert!(!action["title"].as_str().expect("a title").is_empty());
        let mended = array(&action["diagnostics"]);
        assert!(!mended.is_empty(), "{action}");
        for diagnostic in mended {
            assert!(
                diagnostics.contains(&diagnostic),
                "not a finding: {diagnostic}"
            );
            if action["isPreferred"] == true {
                assert!(
                    !preferred.contains(&diagnostic),
                    "two are preferred for {diagnostic}"
                );
                preferred.push(diagnostic);
            }
        }
    }
    // What an editor applies without asking is the fix, not silence.
    for action in &offered {
        assert!(
            !(action["isPreferred"] == true && is_suppression(action)),
            "{action}"
        );
    }
}

#[test]
fn every_quick_fix_mends_its_finding() {
    let mut client = Client::start();
    for (number, note) in [NURSE, FENCED, CHEF].into_iter().enumerate() {
        let uri = client.open(&format!("note-{number}.md"), note);
        let before = client.diagnostics(&uri);
        let offered = actions(&mut client, &uri, 0..note.len(), json!(["quickfix"]));
        for action in offered {
            let after = applied(&mut client, &uri, &action);
            assert_ne!(after, note, "{action}");
            let fixed = client.open("after.md", &after);
            let left = client.diagnostics(&fixed);
            for diagnostic in array(&action["diagnostics"]) {
                let was = with_code(&before, diagnostic["code"].as_str().expect("a code"));
                let still: Vec<&Value> = left
                    .iter()
                    .filter(|it| it["code"] == diagnostic["code"])
                    .collect();
                let same = still
                    .iter()
                    .filter(|it| it["message"] == diagnostic["message"])
                    .count();
                let had = was
                    .iter()
                    .filter(|it| it["message"] == diagnostic["message"])
                    .count();
                assert!(same < had, "{} leaves {diagnostic}", action["title"]);
            }
            client.close(&fixed);
        }
    }
}

#[test]
fn only_what_is_asked_for_is_offered() {
    let mut client = Client::start();
    let uri = client.open("law.md", FENCED);
    let all = 0..FENCED.len();
    for (only, some) in [
        (json!(["quickfix"]), true),
        (json!(["source"]), true),
        (json!(["source.fixAll"]), true),
        (json!(["source.fixAll.prep-ls"]), true),
        (json!(["source.organizeImports"]), false),
        (json!(["source.fixAll.eslint"]), false),
        (json!(["source.fixAll.prep"]), false),
        (json!(["refactor.extract"]), false),
        (json!(["quickfix", "source.fixAll"]), true),
        (json!([""]), true),
    ] {
        let offered = actions(&mut client, &uri, all.clone(), only.clone());
        assert_eq!(!offered.is_empty(), some, "{only}: {offered:#?}");
        for action in &offered {
            let fits = array(&only).iter().any(|wanted| {
                let wanted = wanted.as_str().expect("a kind");
                wanted.is_empty() || !of_kind(std::slice::from_ref(action), wanted).is_empty()
            });
            assert!(fits, "{only}: {action}");
        }
    }
    let offered = actions(&mut client, &uri, all, json!(["refactor"]));
    assert_eq!(
        of_kind(&offered, "refactor").len(),
        offered.len(),
        "{offered:#?}"
    );
}

#[test]
fn everything_safe_is_fixed_at_once_and_only_once() {
    for ending in ["\n", "\r\n"] {
        let mut client = Client::start();
        let uri = client.open("law.md", &FENCED.replace('\n', ending));
        for only in ["source.fixAll", "source.fixAll.prep-ls"] {
            let offered = actions(&mut client, &uri, 0..0, json!([only]));
            assert_eq!(offered.len(), 1, "{offered:#?}");
            assert_eq!(offered[0]["kind"], "source.fixAll.prep-ls");
        }
        let offered = actions(&mut client, &uri, 0..0, json!(["source.fixAll.prep-ls"]));
        let fixed = applied(&mut client, &uri, &offered[0]);
        assert_eq!(fixed, UNFENCED.replace('\n', ending));

        // What is not safe stays: no section is inserted unasked.
        client.set_text(&uri, &fixed);
        let again = actions(&mut client, &uri, 0..0, json!(["source.fixAll.prep-ls"]));
        for action in again {
            assert_eq!(applied(&mut client, &uri, &action), fixed);
        }
    }
}

#[test]
fn nothing_to_fix_offers_no_fix() {
    let mut client = Client::start();
    for text in [NURSE, CHEF, ORDINARY, ""] {
        let uri = client.open("note.md", text);
        let offered = actions(&mut client, &uri, 0..0, json!(["source.fixAll"]));
        for action in offered {
            assert_eq!(applied(&mut client, &uri, &action), text);
        }
        client.close(&uri);
    }
    let uri = client.open("README.md", ORDINARY);
    let offered = actions(&mut client, &uri, 0..ORDINARY.len(), Value::Null);
    assert_eq!(offered, [Value::Null; 0]);
}

#[test]
fn edits_are_of_the_kind_that_the_client_takes() {
    for versioned in [true, false] {
        let mut client = Client::builder()
            .with(
                "/workspace/workspaceEdit",
                json!({"documentChanges": versioned}),
            )
            .without("/textDocument/codeAction/resolveSupport")
            .start();
        let uri = client.open("law.md", FENCED);
        // A version that is not the first.
        client.replace(&uri, "140", "141");
        let offered = actions(&mut client, &uri, 0..FENCED.len(), Value::Null);
        assert!(!offered.is_empty());
        for action in &offered {
            // This client cannot resolve: the edit is there.
            assert!(action["edit"].is_object(), "{action}");
            let documents = action["edit"]["documentChanges"].is_array();
            assert_eq!(documents, versioned, "{action}");
            assert_ne!(applied(&mut client, &uri, action), client.text(&uri));
        }
    }
}

#[test]
fn edits_count_in_the_encoding_that_was_agreed() {
    let note = "# Interview Prep: 🐟 魚 – Filleter\n\n## 👩‍🍳 Why This Job Is a Fit\n\n  • 🔪🔪 knives\n  • 鮪 tuna\n";
    for encoding in text::Encoding::ALL {
        let mut client = Client::builder()
            .with("/general/positionEncodings", json!([encoding.name()]))
            .start();
        let uri = client.open("fish.md", note);
        let offered = actions_at(&mut client, &uri, "• 🔪", json!(["quickfix"]));
        let fix = &fixes(&offered, "pseudo-list")[0];
        assert_eq!(applied(&mut client, &uri, fix), note.replace('•', "-"));
    }
}

#[test]
fn actions_are_of_the_text_as_it_is() {
    // An editor may send diagnostics that are a version behind, or invented.
    let mut client = Client::start();
    let uri = client.open("law.md", FENCED);
    let stale = client.diagnostics(&uri);
    client.set_text(&uri, UNFENCED);
    let range = text::range(UNFENCED, 0..UNFENCED.len(), client.encoding);
    let invented =
        json!({"range": range, "message": "m", "code": "no-such-rule", "source": "other"});
    let diagnostics: Vec<Value> = stale.into_iter().chain([invented]).collect();
    let found = client.ask(
        "textDocument/codeAction",
        json!({
            "textDocument": {"uri": uri},
            "range": range,
            "context": {"diagnostics": diagnostics, "only": ["quickfix"]},
        }),
    );
    for action in array(&found) {
        let after = applied(&mut client, &uri, &action);
        assert!(after.contains("# Interview Prep: Harbour Law"), "{action}");
        let code = &array(&action["diagnostics"])[0]["code"];
        assert!(
            code != "fenced-note" && code != "pseudo-list",
            "mended already: {action}"
        );
    }
}

/// Asks for actions as an editor does of its own accord.
fn automatic(client: &mut Client, uri: &str, at: usize) -> Vec<Value> {
    let range = text::range(client.text(uri), at..at, client.encoding);
    let context = json!({"diagnostics": [], "triggerKind": 2});
    let found = client.ask(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": uri}, "range": range, "context": context}),
    );
    array(&found)
}

/// The error with which resolving an action is answered.
fn refused(client: &mut Client, action: Value) -> Value {
    let answer = client.wire.request("codeAction/resolve", action);
    json!(answer.expect_err("a refusal"))
}

/// The action of a title's beginning.
pub(crate) fn titled(actions: &[Value], title: &str) -> Value {
    let is = |action: &&Value| {
        action["title"]
            .as_str()
            .is_some_and(|it| it.starts_with(title))
    };
    let found = actions.iter().find(is);
    found
        .unwrap_or_else(|| panic!("no {title:?} in {actions:#?}"))
        .clone()
}

#[test]
fn a_quick_fix_brings_its_edit_along() {
    let mut client = Client::start();
    let uri = client.open("law.md", FENCED);
    let offered = actions(&mut client, &uri, 0..0, Value::Null);
    let fix = fixes(&offered, "fenced-note").remove(0);
    assert!(fix["edit"].is_object() && fix["data"].is_null(), "{fix}");
    // Asked for it all the same, it is what it was.
    assert_eq!(client.ask("codeAction/resolve", fix.clone()), fix);
}

#[test]
fn edits_are_worked_out_when_an_action_is_taken() {
    let mut client = Client::start();
    assert_eq!(
        client.capability("/codeActionProvider/resolveProvider"),
        true
    );
    let uri = client.open("law.md", FENCED);
    let only = json!(["source.fixAll"]);
    let offered = actions(&mut client, &uri, 0..0, only.clone());
    let mend = titled(&offered, "Apply ");
    assert!(mend["edit"].is_null(), "{mend}");
    assert!(mend["data"].is_object(), "{mend}");
    let resolved = client.ask("codeAction/resolve", mend.clone());
    assert!(resolved["edit"].is_object(), "{resolved}");
    for key in ["title", "kind"] {
        assert_eq!(resolved[key], mend[key], "{key}");
    }
    // Of another version nothing is known any more.
    client.replace(&uri, "140", "141");
    let answer = refused(&mut client, mend);
    assert_eq!(answer["code"], -32801, "{answer}");
    // And what nobody offered is not done.
    let mut invented = actions(&mut client, &uri, 0..0, only).remove(0);
    invented["data"]["id"] = json!("no-such-action");
    assert_eq!(refused(&mut client, invented.clone())["code"], -32801);
    invented["data"] = json!({"a": 1});
    assert_eq!(refused(&mut client, invented)["code"], -32602);
}

#[test]
fn a_light_bulb_means_that_something_is_wrong() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    client.diagnostics(&uri);
    for at in (0..NURSE.len()).step_by(16) {
        for action in automatic(&mut client, &uri, NURSE.floor_char_boundary(at)) {
            assert_eq!(action["kind"], "quickfix", "{action}");
        }
    }
}
