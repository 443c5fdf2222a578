//! Commands that any client can have the server execute.

use serde_json::{Value, json};

use crate::harness::text::apply_edits;
use crate::harness::{Client, array};
use crate::notes::{NURSE, ORDINARY, REQUIRED, crlf};

fn run(client: &mut Client, command: &str, arguments: Value) -> Result<Value, Value> {
    let params = json!({"command": command, "arguments": arguments});
    client.wire.request("workspace/executeCommand", params)
}

/// The message of the error that a command ends in.
fn refused(client: &mut Client, command: &str, arguments: Value) -> String {
    let error = run(client, command, arguments).expect_err("an error");
    assert_eq!(error["code"], -32602, "{error}");
    error["message"].as_str().expect("a message").to_owned()
}

/// What the edit that the server last asked for makes of a document.
fn applied(client: &mut Client, uri: &str, nth: usize) -> String {
    let request = client.wire.wait_asked("workspace/applyEdit", nth);
    let changes = array(&request["params"]["edit"]["documentChanges"]);
    assert_eq!(changes.len(), 1, "{request}");
    assert_eq!(changes[0]["textDocument"]["uri"], uri);
    assert_eq!(changes[0]["textDocument"]["version"], client.version(uri));
    let edits = array(&changes[0]["edits"]);
    apply_edits(client.text(uri), &edits, client.encoding)
}

/// The headings of level 2 of a text.
fn headings(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect()
}

#[test]
fn sections_are_inserted_at_their_place() {
    let mut client = Client::start();
    for text in [NURSE.to_owned(), crlf(NURSE)] {
        let uri = client.open("nurse.md", &text);
        let nth = client.wire.count_asked("workspace/applyEdit");
        run(
            &mut client,
            "prep-ls.insertSection",
            json!([uri, "concepts"]),
        )
        .expect("no error");
        let after = applied(&mut client, &uri, nth);
        assert_eq!(headings(&after).last(), Some(&"Concepts To Know/Review"));
        run(&mut client, "prep-ls.insertMissingSections", json!([uri])).expect("no error");
        let after = applied(&mut client, &uri, nth + 1);
        assert_eq!(headings(&after), REQUIRED);
        assert_eq!(after.contains("\r\n"), text.contains("\r\n"));
        client.close(&uri);
    }
}

#[test]
fn the_sections_to_choose_from_are_listed_in_order() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    let result = run(&mut client, "prep-ls.listSections", json!([uri])).expect("no error");
    let sections = array(&result);
    let titles_of = |wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let chosen = sections.iter().filter(|section| wanted(section));
        chosen
            .map(|section| section["title"].as_str().expect("a title").to_owned())
            .collect()
    };
    assert_eq!(titles_of(&|section| section["required"] == true), REQUIRED);
    assert_eq!(
        titles_of(&|section| section["present"] == true),
        crate::notes::NURSE_HAS
    );
    let pitch = sections.iter().find(|section| section["id"] == "pitch");
    let pitch = pitch.expect("optional sections are listed, too");
    assert_eq!(pitch["required"], false);
    assert_eq!(pitch["present"], false);
}

#[test]
fn sections_are_sorted_once() {
    let mut client = Client::builder().may_show_messages().start();
    let (overview, rest) = NURSE.split_once("## Why").expect("two sections");
    let (title, overview) = overview.split_once("## Job").expect("a section");
    let mixed = format!("{title}## Why{rest}\n## Job{}\n", overview.trim_end());
    for text in [mixed.clone(), crlf(&mixed)] {
        let uri = client.open("nurse.md", &text);
        let nth = client.wire.count_asked("workspace/applyEdit");
        run(&mut client, "prep-ls.sortSections", json!([uri])).expect("no error");
        let after = applied(&mut client, &uri, nth);
        assert_eq!(headings(&after), crate::notes::NURSE_HAS);
        assert_eq!(after.replace("\r\n", "\n"), NURSE);
        client.set_text(&uri, &after);
        run(&mut client, "prep-ls.sortSections", json!([uri])).expect("no error");
        assert_eq!(client.wire.count_asked("workspace/applyEdit"), nth + 1);
        client.close(&uri);
    }
}

#[test]
fn a_new_note_is_written_where_there_is_none() {
    let mut client = Client::start();
    let wanted = json!({"company": "Quay Bakery", "role": "Head Baker"});
    let result = run(&mut client, "prep-ls.newNote", json!([wanted])).expect("no error");
    let text = result["text"].as_str().expect("a text").to_owned();
    assert!(text.starts_with("# Interview Prep: Quay Bakery – Head Baker\n\n## Job Overview\n"));
    assert_eq!(headings(&text), REQUIRED);
    let all = run(&mut client, "prep-ls.newNote", json!([{"sections": "all"}])).expect("no error");
    assert!(headings(all["text"].as_str().expect("a text")).len() > 15);
    run(&mut client, "prep-ls.newNote", json!([])).expect("no error");
    assert_eq!(client.wire.count_asked("workspace/applyEdit"), 0);

    // Into an empty document.
    let uri = client.open("empty.md", "\r\n");
    let wanted = json!({"uri": uri, "company": "Quay Bakery", "role": "Head Baker"});
    run(&mut client, "prep-ls.newNote", json!([wanted])).expect("no error");
    assert_eq!(applied(&mut client, &uri, 0), crlf(&text));

    // Into a new file.
    let fresh = client.uri("quay.prep.md");
    let wanted = json!({"uri": fresh, "company": "Quay Bakery", "role": "Head Baker"});
    run(&mut client, "prep-ls.newNote", json!([wanted])).expect("no error");
    let request = client.wire.wait_asked("workspace/applyEdit", 1);
    let changes = array(&request["params"]["edit"]["documentChanges"]);
    assert_eq!(changes[0]["kind"], "create", "{request}");
    assert_eq!(changes[0]["uri"], fresh);
    assert_eq!(changes[1]["edits"][0]["newText"], text);

    // Never over what is there.
    let nurse = client.open("nurse.md", NURSE);
    let message = refused(&mut client, "prep-ls.newNote", json!([{"uri": nurse}]));
    assert!(message.contains("is not empty"), "{message}");
}

#[test]
fn a_posting_becomes_a_note() {
    let mut client = Client::start();
    let posting = "<h1>Pastry Chef</h1><p>Quay Bakery is looking for a pastry chef.</p><ul><li>Location: Whitby</li></ul><h2>What you'll do</h2>\
        <ul><li>Laminate dough &amp; keep food hygiene records</li></ul><p>Interviews will be held on 3 December 2026.</p>";
    let wanted = json!({"posting": posting, "postingName": "job.html", "type": "Part-time"});
    let result = run(&mut client, "prep-ls.newNote", json!([wanted])).expect("no error");
    let text = result["text"].as_str().expect("a text");
    assert!(
        text.starts_with("# Interview Prep: Quay Bakery – Pastry Chef\n\n## Job Overview\n"),
        "{text}"
    );
    assert!(
        text.contains("**Type:** Part-time  \n")
            && text.contains("\n- Laminate dough & keep food hygiene records\n"),
        "{text}"
    );
    assert_eq!(result["name"], "quay-bakery-pastry-chef.prep.md");
    assert_eq!(result["gaps"], json!(["posting date"]));
    assert_eq!(result["company"], "Quay Bakery");
    assert_eq!(result["date"], "2026-12-03");

    // What is found in it, opened, are its gaps.
    let uri = client.open("quay.prep.md", text);
    let found = client.diagnostics(&uri);
    let codes: Vec<&str> = found
        .iter()
        .map(|found| found["code"].as_str().expect("a rule"))
        .collect();
    assert!(
        codes.contains(&"empty-section") && codes.contains(&"empty-field"),
        "{codes:?}"
    );
    assert!(
        codes
            .iter()
            .all(|code| matches!(*code, "empty-section" | "empty-field" | "unsourced-facts")),
        "{codes:?}"
    );

    // Into an empty document, with its line ends; what is given counts before what is read.
    let uri = client.open("empty.md", "\r\n");
    let wanted = json!({"uri": uri, "posting": posting, "company": "Other Bakery", "date": "4 December 2026"});
    run(&mut client, "prep-ls.newNote", json!([wanted])).expect("no error");
    let written = applied(&mut client, &uri, 0);
    assert!(
        written.starts_with("# Interview Prep: Other Bakery – Pastry Chef\r\n"),
        "{written}"
    );
    assert!(written.contains("**Date:** 2026-12-04"), "{written}");

    for (wanted, message) in [
        (json!({"posting": ""}), "is empty"),
        (
            json!({"posting": "Flour, water, salt."}),
            "nothing in it reads as a job posting",
        ),
        (
            json!({"posting": "x".repeat(2_000_001)}),
            "longer than the 2 MB",
        ),
        (
            json!({"posting": "{\"@type\": \"Recipe\"}"}),
            "holds no `JobPosting`",
        ),
        (
            json!({"company": "A", "date": "soon"}),
            "`date` must be a day",
        ),
    ] {
        let told = refused(&mut client, "prep-ls.newNote", json!([wanted]));
        assert!(told.contains(message), "{told}");
    }
}

#[test]
fn readiness_is_shown_and_returned() {
    let mut client = Client::builder().may_show_messages().start();
    let uri = client.open("nurse.md", NURSE);
    let result = run(&mut client, "prep-ls.showReadiness", json!([uri])).expect("no error");
    let line = "Begun: 3 of 8 sections done · 2 of 2 requirements answered · 2 warnings";
    assert_eq!(result["line"], line);
    assert_eq!(result["data"]["sectionsDone"], 3);
    assert_eq!(result["data"]["missing"][0], "resume-highlights");
    assert_eq!(result["data"]["daysLeft"], Value::Null);
    let text = result["text"].as_str().expect("a text");
    assert!(
        !text.contains("**") && text.contains("Missing: Resume"),
        "{text}"
    );
    let shown = client
        .wire
        .take(|message| message["method"] == "window/showMessage");
    assert_eq!(shown.expect("a message")["params"]["message"], line);

    let result = run(&mut client, "prep-ls.showReadiness", json!([uri, "fit"])).expect("no error");
    assert_eq!(result["line"], "Why This Job Is a Fit: Done · 2 items");
    let message = refused(&mut client, "prep-ls.showReadiness", json!([uri, "pitch"]));
    assert!(message.contains("no section `pitch`") && message.contains("insertSection"));
}

#[test]
fn a_rule_is_explained() {
    let mut client = Client::start();
    let result = run(&mut client, "prep-ls.explainRule", json!(["placeholder"])).expect("no error");
    let page = result["markdown"].as_str().expect("a page");
    assert!(page.starts_with("# placeholder\n"), "{page}");
    let request = client.wire.wait_asked("window/showDocument", 0);
    assert_eq!(request["params"]["external"], true);
    assert_eq!(request["params"]["uri"], result["uri"]);

    let mut client = Client::builder()
        .without("/window/showDocument")
        .may_show_messages()
        .start();
    run(&mut client, "prep-ls.explainRule", json!(["placeholder"])).expect("no error");
    client.barrier();
    let shown = client
        .wire
        .take(|message| message["method"] == "window/showMessage");
    let message = shown.expect("a message")["params"]["message"].to_string();
    assert!(message.contains("placeholder: Reports"), "{message}");
}

#[test]
fn what_is_wrong_with_an_argument_is_named_with_its_cure() {
    let mut client = Client::start();
    let nurse = client.open("nurse.md", NURSE);
    let other = client.open("readme.md", ORDINARY);
    let closed = client.uri("closed.md");
    let cases = [
        ("insertSection", json!([]), "argument 1 (`uri`) is missing"),
        (
            "insertSection",
            json!([nurse]),
            "argument 2 (`section`) is missing: send the id",
        ),
        (
            "insertSection",
            json!([nurse, 5]),
            "must be the id of a section",
        ),
        (
            "insertSection",
            json!([nurse, "fits"]),
            "`fits`: job-overview, ",
        ),
        (
            "insertMissingSections",
            json!([closed]),
            "is not open as Markdown: open it first",
        ),
        (
            "sortSections",
            json!([other]),
            "is no prep note: name it `*.prep.md`",
        ),
        ("showReadiness", json!([other]), "is no prep note"),
        (
            "newNote",
            json!([{"sections": "some"}]),
            "`required` or `all`",
        ),
        (
            "newNote",
            json!([{"firm": "Acme"}]),
            "argument 1 (`note`) must be an object",
        ),
        (
            "newNote",
            json!([{"uri": "git:/a.md"}]),
            "must be a file or an untitled document",
        ),
        ("explainRule", json!([]), "argument 1 (`rule`) is missing"),
        ("explainRule", json!(["placeholders"]), "`placeholder`"),
        ("applyEdit", json!([]), "argument 1 (`edit`) is missing"),
        ("notes", json!([7]), "argument 1 (`uri`) must be the URI"),
    ];
    for (command, arguments, wanted) in cases {
        let command = format!("prep-ls.{command}");
        let message = refused(&mut client, &command, arguments.clone());
        assert!(message.contains(wanted), "{command} {arguments}: {message}");
        assert!(message.contains(&command), "{message}");
    }
    let listed = array(&client.capability("/executeCommandProvider/commands"));
    assert_eq!(listed.len(), 9, "{listed:?}");
}

#[test]
fn the_notes_are_listed_with_whose_they_are_and_how_far() {
    let baker = "---\ninterview_date: 2026-12-01\n---\n# Interview Prep: Quay Bakery – Head Baker\n\n## Job Overview\n";
    let mut client = Client::builder()
        .may_show_messages()
        .file("nurse.md", NURSE)
        .file("done/baker.md", baker)
        .file("readme.md", ORDINARY)
        .start();
    let all = run(&mut client, "prep-ls.notes", json!([])).expect("no error");
    let rows = array(&all);
    let paths: Vec<&Value> = rows.iter().map(|row| &row["path"]).collect();
    assert_eq!(paths, ["done/baker.md", "nurse.md"]);
    assert_eq!(rows[0]["uri"], client.uri("done/baker.md"));
    assert_eq!(rows[0]["company"], "Quay Bakery");
    assert_eq!(rows[0]["role"], "Head Baker");
    assert_eq!(rows[0]["interview"], "2026-12-01");
    assert_eq!(rows[0]["daysLeft"], 9);
    assert_eq!(rows[0]["stage"], "Not started");
    assert_eq!(rows[0]["sectionsRequired"], 8);
    assert_eq!(rows[1]["interview"], Value::Null);

    // A note tells the same whether it is open or not, and an open one what it holds now.
    let uri = client.open("nurse.md", NURSE);
    let own = |row: &Value| array(row).first().cloned().unwrap_or_default();
    let one = run(&mut client, "prep-ls.notes", json!([uri])).expect("no error");
    assert_eq!(array(&one).len(), 1);
    assert_eq!(own(&one), rows[1]);
    let shown = run(&mut client, "prep-ls.showReadiness", json!([uri])).expect("no error");
    assert_eq!(own(&one)["line"], shown["line"]);
    assert_eq!(own(&one)["warnings"], shown["data"]["warnings"]);
    let emptied = NURSE.lines().next().expect("a title");
    client.set_text(&uri, &format!("{emptied}\n\n## Job Overview\n"));
    let now = run(&mut client, "prep-ls.notes", json!([uri])).expect("no error");
    assert_eq!(own(&now)["stage"], "Not started", "{now}");

    // What is no note is left out, open or not, there or not.
    let other = client.open("readme.md", ORDINARY);
    let closed = client.uri("done/baker.md");
    let gone = client.uri("gone.md");
    let some = run(&mut client, "prep-ls.notes", json!([other, closed, gone])).expect("no error");
    assert_eq!(array(&some), [rows[0].clone()]);
}

#[test]
fn a_client_that_can_do_nothing_gets_the_text_or_is_told_why_not() {
    let nothing = json!({"processId": null, "rootUri": null, "capabilities": {}});
    let mut client = Client::builder()
        .params(nothing)
        .may_show_messages()
        .start();
    let uri = client.open("nurse.md", NURSE);
    client.diagnostics(&uri);
    for command in ["prep-ls.insertMissingSections", "prep-ls.applyEdit"] {
        let argument = if command.ends_with("Edit") {
            json!({})
        } else {
            json!(uri)
        };
        let message = refused(&mut client, command, json!([argument]));
        assert!(message.contains("does not apply edits"), "{message}");
    }
    let fresh = client.uri("fresh.md");
    let message = refused(&mut client, "prep-ls.newNote", json!([{"uri": fresh}]));
    assert!(message.contains("creates no files"), "{message}");
    let result = run(&mut client, "prep-ls.newNote", json!([{}])).expect("no error");
    assert!(result["text"].is_string());
    let result = run(&mut client, "prep-ls.showReadiness", json!([uri])).expect("no error");
    assert!(result["line"].is_string());
    let result = run(&mut client, "prep-ls.explainRule", json!(["placeholder"])).expect("no error");
    assert!(result["text"].is_string());
    assert!(!array(&client.ask_of(&uri, "codeLens")).is_empty());
    assert_eq!(client.wire.asked, [Value::Null; 0]);
    client.close(&uri);
    client.next_publish(&uri);
}
