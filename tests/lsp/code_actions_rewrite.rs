//! Code actions that change the note's shape or put something into it, without anything being wrong.

use serde_json::json;

use crate::code_actions::{actions_at, applied, titled};
use crate::harness::Client;

#[test]
fn a_section_moves_over_its_neighbour_and_back() {
    let note = "# Interview Prep: Harbour Law – Paralegal\n\n## Why This Job Is a Fit\n\n- 🐟 140 hearings\n\n---\n\n## Questions to Ask Them\n\n### Court\n\n- Who checks the bundles?\n";
    let moved = "# Interview Prep: Harbour Law – Paralegal\n\n## Questions to Ask Them\n\n### Court\n\n- Who checks the bundles?\n\n---\n\n## Why This Job Is a Fit\n\n- 🐟 140 hearings\n";
    for ending in ["\n", "\r\n"] {
        let mut client = Client::start();
        let uri = client.open("law.md", &note.replace('\n', ending));
        let offered = actions_at(&mut client, &uri, "Why This", json!(["refactor.move"]));
        let up = titled(&offered, "Move the section “Why This Job Is a Fit” up");
        assert_eq!(up["disabled"]["reason"], "It is the first one.");
        let down = titled(&offered, "Move the section “Why This Job Is a Fit” down");
        let after = applied(&mut client, &uri, &down);
        assert_eq!(after, moved.replace('\n', ending));
        client.set_text(&uri, &after);
        let offered = actions_at(&mut client, &uri, "140", json!(["refactor"]));
        let up = titled(&offered, "Move the section “Why This Job Is a Fit” up");
        assert_eq!(applied(&mut client, &uri, &up), note.replace('\n', ending));
    }
    // Who cannot show a reason is shown nothing.
    let mut client = Client::builder()
        .without("/textDocument/codeAction/disabledSupport")
        .start();
    let uri = client.open("law.md", note);
    let offered = actions_at(&mut client, &uri, "Why This", json!(["refactor.move"]));
    assert_eq!(offered.len(), 1, "{offered:#?}");
}

#[test]
fn parts_become_headings_and_headings_parts() {
    let head = "# Interview Prep: Harbour Law – Paralegal\n\n## Questions to Ask Them\n\n";
    let bold = format!(
        "{head}**Team**\n\n- Who leads the office?\n\n**Growth**\n\n- Who became a solicitor?\n"
    );
    let items = format!(
        "{head}1. **Team**\n   - Who leads the office?\n2. **Growth**\n   - Who became a solicitor?\n"
    );
    let headings = format!(
        "{head}### Team\n\n- Who leads the office?\n\n### Growth\n\n- Who became a solicitor?\n"
    );
    let mut client = Client::start();
    for note in [&bold, &items] {
        let uri = client.open("law.md", note);
        let offered = actions_at(&mut client, &uri, "Growth", json!(["refactor"]));
        let action = titled(&offered, "Turn these 2 parts into sub-headings");
        assert_eq!(&applied(&mut client, &uri, &action), &headings);
        client.close(&uri);
    }
    let uri = client.open("law.md", &headings);
    let offered = actions_at(&mut client, &uri, "Team", json!(["refactor"]));
    let action = titled(&offered, "Turn these 2 sub-headings into bold lines");
    assert_eq!(applied(&mut client, &uri, &action), bold);
}

#[test]
fn a_behavioural_question_begins_a_story() {
    let note = "# Interview Prep: Harbour Law – Paralegal\n\n## Predicted Interview Questions\n\n- Tell me about a time you missed a deadline.\n- Why Harbour Law?\n";
    let mut client = Client::start();
    let uri = client.open("law.md", note);
    let offered = actions_at(&mut client, &uri, "Tell me", json!(["refactor"]));
    let action = titled(&offered, "Begin the story “A time you missed a deadline”");
    let after = applied(&mut client, &uri, &action);
    let link =
        "- Tell me about a time you missed a deadline. ([story](#a-time-you-missed-a-deadline))\n";
    assert!(after.contains(link), "{after}");
    let story = "\n## STAR Stories\n\n### A time you missed a deadline\n\n- **Situation:** \n- **Task:** \n- **Action:** \n- **Result:** \n";
    assert!(after.contains(story), "{after}");
    client.set_text(&uri, &after);
    let again = actions_at(&mut client, &uri, "Tell me", json!(["refactor"]));
    assert!(
        !again
            .iter()
            .any(|it| it["title"].to_string().contains("Begin the story"))
    );
    let other = actions_at(&mut client, &uri, "Why Harbour", json!(["refactor"]));
    assert!(
        !other
            .iter()
            .any(|it| it["title"].to_string().contains("Begin the story"))
    );
}

#[test]
fn a_requirement_is_a_gap_or_a_concept() {
    let note = "# Interview Prep: Harbour Law – Paralegal\n\n## Job Overview\n\n**Requirements:**\n\n- Bundles for the county court\n- Legal aid forms\n\n## Concepts To Know/Review\n\n1. Pre-action protocols\n";
    let mut client = Client::start();
    let uri = client.open("law.md", note);
    let offered = actions_at(&mut client, &uri, "Legal aid", json!(["refactor"]));
    let concept = titled(&offered, "Add it to “Concepts To Know/Review”");
    let after = applied(&mut client, &uri, &concept);
    assert_eq!(after, format!("{note}2. Legal aid forms\n"));
    let gap = titled(&offered, "Add it to “Gaps & Concerns”, a new section");
    let after = applied(&mut client, &uri, &gap);
    assert!(
        after.contains("\n## Gaps & Concerns\n\n- Legal aid forms\n"),
        "{after}"
    );
}

#[test]
fn one_more_question_comes_from_the_bank() {
    let note = "# Interview Prep: Harbour Law – Paralegal\n\n## Questions to Ask Them\n\n1. Who checks the bundles?\n";
    let mut client = Client::start();
    let uri = client.open("law.md", note);
    let mut texts = vec![note.to_owned()];
    for _ in 0..3 {
        let offered = actions_at(&mut client, &uri, "Who checks", json!(["refactor"]));
        let action = offered
            .iter()
            .find(|it| it["title"].to_string().contains("from the bank"))
            .expect("a question")
            .clone();
        let after = applied(&mut client, &uri, &action);
        let last = texts.last().expect("a text");
        let number = texts.len() + 1;
        assert!(after.contains(&format!("\n{number}. ")), "{after}");
        assert_eq!(after.lines().count(), last.lines().count() + 1);
        client.set_text(&uri, &after);
        texts.push(after);
    }
}
