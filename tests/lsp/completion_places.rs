//! Completion, place by place: the accepted item leaves exactly the document that is expected, for
//! clients with and without snippets, with an emoji before the cursor, and with CRLF. Nothing is
//! offered in code, in comments, in prose, or in what is no note.

use serde_json::{Value, json};

use crate::harness::text::{accept, cursor};
use crate::harness::{Client, array};
use crate::notes::crlf;

/// A place, and what becomes of it. The lines stand in [`NOTE`]; `$0` is the cursor.
struct Place {
    name: &'static str,
    /// The section's heading, and what stands in it.
    before: &'static str,
    /// The item to accept.
    label: &'static str,
    /// The same with the item accepted. What only clients without snippets have stands in `⟨…⟩`, the
    /// choice that one with snippets has first in `⟦…⟧`.
    after: &'static str,
    /// The character that brings the list up, if one does.
    trigger: Option<&'static str>,
}

/// What every place stands in: an emoji is before all of them, and two topics are asked for.
const NOTE: &str = "\
# Interview Prep: Harbour 🩺 Clinic – Staff Nurse

## Job Overview

**Posting Date:** 2 November 2026
**Key Responsibilities:**

- Keep patient safety high, with SBAR

";

const PLACES: &[Place] = &[
    Place {
        name: "a section",
        before: "## Gaps & Concerns\n\n- 🩺 none\n\n## Conc$0\n\n## Sources\n\n- a\n",
        label: "Concepts To Know/Review",
        after: "## Gaps & Concerns\n\n- 🩺 none\n\n## Concepts To Know/Review\n\n- \n- \n- \n- \n- \n\n## Sources\n\n- a\n",
        trigger: None,
    },
    Place {
        name: "a section after the space",
        before: "## Why This Job Is a Fit\n\n- 🩺 near\n\n## $0\n",
        label: "Concepts To Know/Review",
        after: "## Why This Job Is a Fit\n\n- 🩺 near\n\n## Concepts To Know/Review\n\n- \n- \n- \n- \n- \n",
        trigger: Some(" "),
    },
    Place {
        name: "a part as a heading",
        before: "## Resume Highlights for This Role\n\n- 🩺\n\n### $0\n",
        label: "Technical Skills Snapshot",
        after: "## Resume Highlights for This Role\n\n- 🩺\n\n### Technical Skills Snapshot\n\n- \n",
        trigger: Some("#"),
    },
    Place {
        name: "a part in bold",
        before: "## Strategic Advice\n\n- 🩺\n\n**Ton$0\n",
        label: "Tone & Focus",
        after: "## Strategic Advice\n\n- 🩺\n\n**Tone & Focus**\n\n- \n",
        trigger: None,
    },
    Place {
        name: "a label",
        before: "## Interview Logistics\n\n**Place:** 🩺\n**Tim$0\n",
        label: "Time Zone",
        after: "## Interview Logistics\n\n**Place:** 🩺\n**Time Zone:** \n",
        trigger: None,
    },
    Place {
        name: "a label with known values",
        before: "## Interview Logistics\n\n- **Place:** 🩺\n- $0\n",
        label: "Format",
        after: "## Interview Logistics\n\n- **Place:** 🩺\n- **Format:** ⟦Phone⟧\n",
        trigger: Some(" "),
    },
    Place {
        name: "a value",
        before: "## Interview Logistics\n\n**Place:** 🩺\n**Format:** 🩺, $0\n",
        label: "Video call",
        after: "## Interview Logistics\n\n**Place:** 🩺\n**Format:** 🩺, Video call\n",
        trigger: Some(" "),
    },
    Place {
        name: "a date",
        before: "## Interview Logistics\n\n**Date:** tom$0\n",
        label: "tomorrow",
        after: "## Interview Logistics\n\n**Date:** 23 November 2026\n",
        trigger: None,
    },
    Place {
        name: "a question to ask",
        before: "## Questions to Ask Them\n\n1. 🩺 Who leads the ward?\n$0\n",
        label: "How is the off-duty rota drawn up, and how far ahead can the team see or swap their shifts?",
        after: "## Questions to Ask Them\n\n1. 🩺 Who leads the ward?\n2. How is the off-duty rota drawn up, and how far ahead can the team see or swap their shifts?\n",
        trigger: None,
    },
    Place {
        name: "a question in a list within a list",
        before: "## Questions to Ask Them\n\n1. **Team 🩺**\n   - Who leads the ward?\n   - $0\n",
        label: "How is the off-duty rota drawn up, and how far ahead can the team see or swap their shifts?",
        after: "## Questions to Ask Them\n\n1. **Team 🩺**\n   - Who leads the ward?\n   - How is the off-duty rota drawn up, and how far ahead can the team see or swap their shifts?\n",
        trigger: Some(" "),
    },
    Place {
        name: "a predicted question",
        before: "## Predicted Interview Questions\n\n### Behavioral\n\n- 🩺\n-$0\n",
        label: "Tell us about a time you had to win support from somebody who owed you nothing.",
        after: "## Predicted Interview Questions\n\n### Behavioral\n\n- 🩺\n- Tell us about a time you had to win support from somebody who owed you nothing.\n",
        trigger: Some("-"),
    },
    Place {
        name: "a specific",
        before: "## Why This Job Is a Fit\n\n- 🩺 Keen on patient safety, with five ri$0 at every bed\n",
        label: "five rights",
        after: "## Why This Job Is a Fit\n\n- 🩺 Keen on patient safety, with five rights at every bed\n",
        trigger: None,
    },
    Place {
        name: "a specific behind a label",
        before: "## Why This Job Is a Fit\n\n- 🩺\n- **Patient safety:** $0\n",
        label: "SBAR",
        after: "## Why This Job Is a Fit\n\n- 🩺\n- **Patient safety:** SBAR\n",
        trigger: Some(" "),
    },
    Place {
        name: "a story",
        before: "## STAR Stories\n\n### Story 1: 🩺 Falls\n\n- **Situation:** A ward\n\n$0\n",
        label: "STAR story",
        after: "## STAR Stories\n\n### Story 1: 🩺 Falls\n\n- **Situation:** A ward\n\n### Story 2: \n\n- **Situation:** \n- **Task:** \n- **Action:** \n- **Result:** \n- **Reflection:** \n",
        trigger: None,
    },
    Place {
        name: "a story on a heading line",
        before: "## STAR Stories\n\n🩺\n\n### $0\n",
        label: "STAR story",
        after: "## STAR Stories\n\n🩺\n\n### Story 1: \n\n- **Situation:** \n- **Task:** \n- **Action:** \n- **Result:** \n- **Reflection:** \n",
        trigger: Some(" "),
    },
    Place {
        name: "a directive",
        before: "## Why This Job Is a Fit\n\n- 🩺 Near <!--$0\n",
        label: "prep-ls: ignore-section",
        after: "## Why This Job Is a Fit\n\n- 🩺 Near <!-- prep-ls: ignore-section -->\n",
        trigger: Some("-"),
    },
    Place {
        name: "a rule",
        before: "## Why This Job Is a Fit\n\n- 🩺 Near <!-- prep-ls: ignore weak-wording, $0 -->\n",
        label: "placeholder",
        after: "## Why This Job Is a Fit\n\n- 🩺 Near <!-- prep-ls: ignore weak-wording, placeholder -->\n",
        trigger: Some(" "),
    },
    Place {
        name: "an anchor",
        before: "## Why This Job Is a Fit\n\n- 🩺 [See](#$0\n",
        label: "Job Overview",
        after: "## Why This Job Is a Fit\n\n- 🩺 [See](#job-overview)\n",
        trigger: Some("#"),
    },
    Place {
        name: "a target",
        before: "## Why This Job Is a Fit\n\n- 🩺 [See]($0) below\n",
        label: "Job Overview",
        after: "## Why This Job Is a Fit\n\n- 🩺 [See](#job-overview) below\n",
        trigger: Some("("),
    },
    Place {
        name: "a wiki link",
        before: "## Why This Job Is a Fit\n\n- 🩺 [[$0]] below\n",
        label: "Job Overview",
        after: "## Why This Job Is a Fit\n\n- 🩺 [[#Job Overview]] below\n",
        trigger: Some("["),
    },
    Place {
        name: "a heading in a wiki link",
        before: "## Why This Job Is a Fit\n\n- 🩺 [[#job o$0\n",
        label: "Job Overview",
        after: "## Why This Job Is a Fit\n\n- 🩺 [[#Job Overview]]\n",
        trigger: None,
    },
];

/// Places above the title.
const FRONT: &[Place] = &[
    Place {
        name: "a key",
        before: "company: 🩺 Clinic\nint$0\nstage: Panel\n",
        label: "interview_date",
        after: "company: 🩺 Clinic\ninterview_date: \nstage: Panel\n",
        trigger: None,
    },
    Place {
        name: "a key with a list",
        before: "company: 🩺 Clinic\nprep_ig$0\n",
        label: "prep_ignore",
        after: "company: 🩺 Clinic\nprep_ignore: ⟦[]⟧\n",
        trigger: None,
    },
    Place {
        name: "a status",
        before: "company: 🩺 Clinic\nstatus:$0\n",
        label: "Scheduled",
        after: "company: 🩺 Clinic\nstatus: Scheduled\n",
        trigger: Some(":"),
    },
    Place {
        name: "a date",
        before: "company: 🩺 Clinic\ninterview_date: $0\n",
        label: "next Tuesday",
        after: "company: 🩺 Clinic\ninterview_date: 2026-11-24\n",
        trigger: Some(" "),
    },
    Place {
        name: "a rule",
        before: "company: 🩺 Clinic\nprep_ignore: [weak-wording, $0]\n",
        label: "placeholder",
        after: "company: 🩺 Clinic\nprep_ignore: [weak-wording, placeholder]\n",
        trigger: Some(" "),
    },
];

/// All places as whole documents: a place, the document with the cursor, and that after.
fn documents() -> impl Iterator<Item = (&'static Place, String, String)> {
    let body = PLACES.iter().map(|place| {
        let whole = |rest: &str| format!("{NOTE}{rest}");
        (place, whole(place.before), whole(place.after))
    });
    let front = FRONT.iter().map(|place| {
        let whole = |lines: &str| format!("---\n{lines}---\n\n{NOTE}");
        (place, whole(place.before), whole(place.after))
    });
    body.chain(front)
}

/// What a client with or without snippets has.
fn expected(after: &str, snippets: bool) -> String {
    let mut text = String::new();
    let mut rest = after;
    while let Some(at) = rest.find('⟦') {
        let end = rest.find('⟧').expect("the end of a choice");
        text.push_str(&rest[..at]);
        if snippets {
            text.push_str(&rest[at + '⟦'.len_utf8()..end]);
        }
        rest = &rest[end + '⟧'.len_utf8()..];
    }
    text + rest
}

/// What is offered at a fixture's cursor, on request or after a character.
fn offered(client: &mut Client, fixture: &str, trigger: Option<&str>) -> (String, Vec<Value>) {
    let (text, at) = cursor(fixture);
    let uri = client.open("place.md", &text);
    let context = match trigger {
        Some(trigger) => json!({"triggerKind": 2, "triggerCharacter": trigger}),
        None => json!({"triggerKind": 1}),
    };
    let position = crate::harness::text::position(&text, at, client.encoding);
    let answer = client.ask(
        "textDocument/completion",
        json!({"textDocument": {"uri": uri}, "position": position, "context": context}),
    );
    client.close(&uri);
    let items = array(&answer["items"]);
    assert!(items.len() <= 100, "{} items", items.len());
    (text, items)
}

fn client(snippets: bool) -> Client {
    let pointer = "/textDocument/completion/completionItem/snippetSupport";
    Client::builder().with(pointer, json!(snippets)).start()
}

#[test]
fn every_accepted_item_leaves_the_expected_document() {
    for snippets in [true, false] {
        let mut client = client(snippets);
        for (place, before, after) in documents() {
            let after = expected(&after, snippets);
            for (before, after) in [
                (before.clone(), after.clone()),
                (crlf(&before), crlf(&after)),
            ] {
                for trigger in [None].into_iter().chain(place.trigger.map(Some)) {
                    let (text, items) = offered(&mut client, &before, trigger);
                    let labels: Vec<&Value> = items.iter().map(|item| &item["label"]).collect();
                    let item = items.iter().find(|item| item["label"] == place.label);
                    let item = item.unwrap_or_else(|| {
                        panic!(
                            "{}, after {trigger:?}: no {:?} in {labels:?}",
                            place.name, place.label
                        )
                    });
                    let result = accept(&text, item, client.encoding);
                    assert_eq!(result, after, "{}, snippets: {snippets}", place.name);
                }
            }
        }
    }
}

#[test]
fn positions_are_counted_in_every_encoding() {
    for encoding in crate::harness::text::Encoding::ALL {
        let mut client = Client::builder()
            .with("/general/positionEncodings", json!([encoding.name()]))
            .start();
        for (place, before, after) in documents() {
            let (text, items) = offered(&mut client, &before, None);
            let item = items.iter().find(|item| item["label"] == place.label);
            let item = item.unwrap_or_else(|| panic!("{}", place.name));
            let result = accept(&text, item, client.encoding);
            assert_eq!(
                result,
                expected(&after, true),
                "{} in {encoding:?}",
                place.name
            );
        }
    }
}

#[test]
fn nothing_is_offered_in_code_or_in_a_comment() {
    let mut client = client(true);
    for place in PLACES {
        // The line of the cursor, in the same section.
        let (above, rest) = place.before.split_once("\n\n").expect("a heading");
        let line = rest.lines().find(|line| line.contains("$0"));
        let line = line.unwrap_or(place.before.lines().next().unwrap_or_default());
        let is_comment = line.contains("<!--");
        let mut wrapped = vec![
            format!("```text\n{line}\n```\n"),
            format!("~~~\n{line}\n~~~\n"),
            format!("- `x {line}`\n"),
        ];
        if !is_comment {
            wrapped.push(format!("<!--\n{line}\n-->\n"));
            wrapped.push(format!("- x <!-- see {line} -->\n"));
        }
        if line != "$0" {
            wrapped.push(format!("    {line}\n"));
        }
        for wrapped in wrapped {
            let fixture = format!("{NOTE}{above}\n\ntext\n\n{wrapped}");
            for trigger in [None].into_iter().chain(place.trigger.map(Some)) {
                let (_, items) = offered(&mut client, &fixture, trigger);
                assert_eq!(items, [Value::Null; 0], "{}: {wrapped:?}", place.name);
            }
        }
    }
}

#[test]
fn nothing_is_offered_in_prose() {
    let mut client = client(true);
    for place in PLACES {
        let (above, _) = place.before.split_once("\n\n").expect("a heading");
        let above = if above.starts_with("## ") {
            above
        } else {
            "## Sources"
        };
        for line in [
            "We talked at length, and then $0",
            "We tal$0ked",
            "- well-kept$0",
            "So # $0",
            "a * $0",
            "(see$0",
        ] {
            let fixture = format!("{NOTE}{above}\n\n{line}\n");
            for trigger in [
                None,
                Some(" "),
                Some("#"),
                Some("-"),
                Some("*"),
                Some("("),
                Some("["),
                Some(":"),
            ] {
                let (_, items) = offered(&mut client, &fixture, trigger);
                assert_eq!(
                    items,
                    [Value::Null; 0],
                    "{above}: {line:?} after {trigger:?}"
                );
            }
        }
    }
    // In the front matter: the value of a key that has no known ones, a comment.
    for line in ["salary: from $0", "# not$0", "  - item $0", "unknown: $0"] {
        let fixture = format!("---\n{line}\n---\n\n{NOTE}");
        let (_, items) = offered(&mut client, &fixture, None);
        assert_eq!(items, [Value::Null; 0], "{line:?}");
    }
}

#[test]
fn nothing_is_offered_in_what_is_no_note() {
    let mut client = client(true);
    for (place, before, _) in documents() {
        let title = NOTE.lines().next().unwrap_or_default();
        let ordinary = before.replacen(title, "# How We 🩺 Work", 1);
        let ordinary = ordinary.replacen("## Job Overview", "## Setup", 1);
        let refused = match before.strip_prefix("---\n") {
            Some(rest) => format!("---\nprep: false\n{rest}"),
            None => format!("---\nprep: false\n---\n{before}"),
        };
        for fixture in [ordinary, refused] {
            for trigger in [None].into_iter().chain(place.trigger.map(Some)) {
                let (_, items) = offered(&mut client, &fixture, trigger);
                assert_eq!(items, [Value::Null; 0], "{}: {fixture}", place.name);
            }
        }
    }
}

#[test]
fn items_are_what_editors_want() {
    let mut client = client(true);
    for (place, before, _) in documents() {
        let (_, items) = offered(&mut client, &before, None);
        for item in &items {
            assert!(
                item["filterText"].is_string() && item["sortText"].is_string(),
                "{item}"
            );
            assert!(item["labelDetails"]["description"].is_string(), "{item}");
            assert_eq!(item["insertTextMode"], 1, "{item}");
            assert!(
                item["documentation"].is_null(),
                "it comes when asked for: {item}"
            );
        }
        // The server knows no document any more, and yet what there is to read.
        let item = items.iter().find(|item| item["label"] == place.label);
        let item = item.unwrap_or_else(|| panic!("{}", place.name));
        let resolved = client.ask("completionItem/resolve", item.clone());
        assert_eq!(resolved["textEdit"], item["textEdit"]);
        assert_eq!(
            resolved["documentation"].is_null(),
            item["data"].is_null(),
            "{resolved}"
        );
    }
}

#[test]
fn only_a_list_that_was_cut_is_incomplete() {
    let mut client = client(true);
    let mut incomplete = |item: &str| {
        let text = format!("{NOTE}## Why This Job Is a Fit\n\n- Security, kept with {item}");
        let uri = client.open("long.md", &text);
        let answer = client.ask_at(&uri, text.len(), "completion");
        client.close(&uri);
        assert!(!array(&answer["items"]).is_empty(), "{item:?}");
        answer["isIncomplete"].clone()
    };
    assert_eq!(incomplete(""), json!(true));
    assert_eq!(incomplete("thr"), json!(false));
}

#[test]
fn a_whole_note_keeps_the_line_ends_and_a_byte_order_mark() {
    for snippets in [true, false] {
        let mut client = client(snippets);
        for (before, mark) in [("$0", ""), ("\u{feff}$0", "\u{feff}"), ("$0\r\n", "")] {
            let (text, items) = offered(&mut client, before, None);
            let note = accept(&text, &items[0], client.encoding);
            let title = if snippets {
                "# Interview Prep: Company – Role"
            } else {
                "# Interview Prep: [Company] – [Role]"
            };
            assert!(note.starts_with(&format!("{mark}{title}")), "{note:?}");
            if before.contains('\r') {
                assert_eq!(note.replace("\r\n", "").matches(['\r', '\n']).count(), 0);
            }
            let (_, items) = offered(&mut client, before, Some(" "));
            assert_eq!(items, [Value::Null; 0]);
        }
        for other in ["a$0", "```\n$0\n```\n", "<!-- $0 -->"] {
            let (_, items) = offered(&mut client, other, None);
            assert_eq!(items, [Value::Null; 0], "{other:?}");
        }
    }
}
