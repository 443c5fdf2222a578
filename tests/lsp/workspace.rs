//! More than one note: the search over all, what follows the disk, files that are renamed, rules that look round.

use serde_json::{Value, json};

use crate::harness::{Client, array, with_code};

const ACME: &str = "# Interview Prep: Acme Dental – Hygienist\n\n## Company Summary\nAcme Dental runs four practices.\n\n## Questions to Ask Them\n- How is the day planned?\n";
const BORO: &str = "# Interview Prep: Boro Smiles – Hygienist\n\n## Company Summary\nBoro Smiles runs two practices.\n";

fn names(client: &mut Client, query: &str) -> Vec<String> {
    let found = client.ask("workspace/symbol", json!({"query": query}));
    let names = array(&found).into_iter();
    names
        .map(|symbol| symbol["name"].as_str().expect("a name").to_owned())
        .collect()
}

/// Asks until the names are the wanted ones: the server follows the disk by itself.
fn until(client: &mut Client, query: &str, wanted: &[&str]) {
    let limit = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let found = names(client, query);
        if found == wanted {
            return;
        }
        assert!(
            std::time::Instant::now() < limit,
            "{query}: {found:?}, not {wanted:?}"
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn symbols_are_found_in_all_notes_as_soon_as_they_are_asked_for() {
    let mut client = Client::builder()
        .file("acme.md", ACME)
        .file("done/boro smiles#50%😀.md", BORO)
        .file("readme.md", "# Read me\n\n## Company Summary\n")
        .file("drafts/x.md", &ACME.replace("Acme", "Hidden"))
        .file(".gitignore", "drafts/\n")
        .start();
    assert_eq!(
        names(&mut client, ""),
        ["Acme Dental – Hygienist", "Boro Smiles – Hygienist"]
    );
    assert_eq!(
        names(&mut client, "acme quest"),
        ["Acme Dental › Questions to Ask Them"]
    );
    let found = client.ask("workspace/symbol", json!({"query": "boro"}));
    let location = &found[0]["location"];
    assert_eq!(location["uri"], client.uri("done/boro smiles#50%😀.md"));
    assert_eq!(
        location["range"],
        json!({"start": {"line": 0, "character": 2}, "end": {"line": 0, "character": 41}})
    );
    assert_eq!(found[0]["containerName"], "done/boro smiles#50%😀.md");
}

/// Settings that come while the files are looked over have them looked over anew. Whoever asks in between gets all.
#[test]
fn a_question_waits_for_the_look_that_the_settings_asked_for() {
    let count = 400;
    let names_of: Vec<String> = (0..count).map(|at| format!("{at}.md")).collect();
    let settings = json!({"rules": {"placeholder": "hint"}});
    let builder = Client::builder().settings(settings);
    let builder = names_of
        .iter()
        .fold(builder, |builder, name| builder.file(name, ACME));
    let mut client = builder.start();
    assert_eq!(names(&mut client, "").len(), count);
}

#[test]
fn what_is_open_counts_instead_of_the_disk() {
    let mut client = Client::builder().file("acme.md", ACME).start();
    let uri = client.open("acme.md", ACME);
    client.replace(&uri, "Acme Dental – Hygienist", "Umber Clinic – Hygienist");
    assert_eq!(names(&mut client, ""), ["Umber Clinic – Hygienist"]);
    client.close(&uri);
    assert_eq!(names(&mut client, ""), ["Acme Dental – Hygienist"]);
}

#[test]
fn the_client_tells_of_changes() {
    let mut client = Client::builder().file("acme.md", ACME).start();
    let registered = client.wire.wait_asked("client/registerCapability", 0);
    assert!(
        registered.to_string().contains("**/*.{md,markdown}"),
        "{registered}"
    );
    client.write("boro.md", BORO);
    client.watched("boro.md", 1);
    assert_eq!(names(&mut client, "boro"), ["Boro Smiles – Hygienist"]);
    client.write("boro.md", &BORO.replace("Boro", "Bora"));
    client.watched("boro.md", 2);
    assert_eq!(names(&mut client, "bora"), ["Bora Smiles – Hygienist"]);
    std::fs::remove_file(client.root.join("boro.md")).expect("it is there");
    client.watched("boro.md", 3);
    assert_eq!(names(&mut client, ""), ["Acme Dental – Hygienist"]);
}

#[test]
fn the_server_watches_for_a_client_that_cannot() {
    let mut client = Client::builder()
        .without("/workspace/didChangeWatchedFiles")
        .file("acme.md", ACME)
        .start();
    assert_eq!(names(&mut client, ""), ["Acme Dental – Hygienist"]);
    client.write("new/boro.md", BORO);
    until(&mut client, "boro", &["Boro Smiles – Hygienist"]);
    std::fs::rename(client.root.join("new"), client.root.join("old")).expect("it is there");
    until(&mut client, "boro", &["Boro Smiles – Hygienist"]);
    std::fs::remove_dir_all(client.root.join("old")).expect("it is there");
    until(&mut client, "", &["Acme Dental – Hygienist"]);
}

#[test]
fn folders_come_and_go() {
    let mut client = Client::builder()
        .folders(&["one"])
        .file("one/acme.md", ACME)
        .file("two/boro.md", BORO)
        .start();
    assert_eq!(names(&mut client, ""), ["Acme Dental – Hygienist"]);
    let folder = |client: &Client, name: &str| json!({"uri": client.uri(name), "name": name});
    let event = json!({"added": [folder(&client, "two")], "removed": [folder(&client, "one")]});
    client.wire.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": event}),
    );
    assert_eq!(names(&mut client, ""), ["Boro Smiles – Hygienist"]);
}

#[test]
fn a_bound_that_is_met_is_told() {
    let mut client = Client::builder()
        .options(json!({"server": {"max-files": 1, "calm-typing": false}}))
        .may_show_messages()
        .file("acme.md", ACME)
        .file("boro.md", BORO)
        .start();
    assert_eq!(names(&mut client, "").len(), 1);
    let told = client.wire.claim(
        "word of the bound",
        crate::harness::wire::PATIENCE,
        |message| message["method"] == "window/showMessage",
    );
    let text = told["params"]["message"].as_str().expect("a text");
    assert!(
        text.contains("more than 1 Markdown files") && text.contains("max-files"),
        "{text}"
    );
}

#[test]
fn links_follow_a_file_that_is_renamed() {
    let note = format!("{ACME}\nSee [facts](research.md#news) and [[research]].\n");
    let mut client = Client::builder()
        .file("acme/note.md", &note)
        .file(
            "acme/research.md",
            "# Research\n\n## News\n\n[back](note.md)\n",
        )
        .file("other.md", "[r]: acme/research.md\n")
        .start();
    let files = json!([{"oldUri": client.uri("acme/research.md"), "newUri": client.uri("acme/the facts.md")}]);
    let edit = client.ask("workspace/willRenameFiles", json!({"files": files}));
    let mut found: Vec<(String, String)> = array(&edit["documentChanges"])
        .iter()
        .flat_map(|change| {
            let uri = change["textDocument"]["uri"]
                .as_str()
                .expect("a uri")
                .to_owned();
            array(&change["edits"]).into_iter().map(move |edit| {
                (
                    uri.clone(),
                    edit["newText"].as_str().expect("a text").to_owned(),
                )
            })
        })
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            (client.uri("acme/note.md"), "the facts".to_owned()),
            (client.uri("acme/note.md"), "the%20facts.md".to_owned()),
            (client.uri("other.md"), "acme/the%20facts.md".to_owned()),
        ]
    );
}

#[test]
fn another_notes_company_is_found_where_it_was_left() {
    let copy = "# Interview Prep: Boro Smiles – Hygienist\n\n## Company Summary\nBoro Smiles runs two practices.\n\n## Why This Job Is a Fit\n- Nine years of scaling suit Boro Smiles, and Acme Dental needs that.\n";
    let mut client = Client::builder().push().file("acme.md", ACME).start();
    let uri = client.open("boro.md", copy);
    let found = client.published(&uri, |params| {
        !with_code(&array(&params["diagnostics"]), "wrong-company").is_empty()
    });
    let found = with_code(&found, "wrong-company");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0]["range"],
        json!({"start": {"line": 6, "character": 46}, "end": {"line": 6, "character": 57}})
    );
    // Named as a competitor it is nobody's slip.
    client.replace(
        &uri,
        "and Acme Dental needs that",
        "unlike its competitor Acme Dental",
    );
    let version = client.version(&uri);
    let found = client.published(&uri, |params| params["version"] == version);
    assert_eq!(with_code(&found, "wrong-company"), Vec::<Value>::new());
}

#[test]
fn numbers_are_traced_to_the_resume_beside_the_note() {
    let note = "# Interview Prep: Acme Dental – Hygienist\n\n## Resume Highlights\n- Saw 1.2K+ patients a year and cut waiting by 40 %.\n";
    let mut client = Client::builder()
        .push()
        .file("acme/resume.md", "- 1,200 patients a year\n")
        .start();
    let uri = client.open("acme/note.md", note);
    let found = client.published(&uri, |params| {
        !with_code(&array(&params["diagnostics"]), "unverified-number").is_empty()
    });
    let found = with_code(&found, "unverified-number");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0]["message"],
        "“40 %” is not in resume.md: check it, or add it there (unverified-number)"
    );
}

#[test]
fn a_section_in_a_linked_file_of_the_folder_is_not_missing() {
    let note = "# Interview Prep: Acme Dental – Hygienist\n\n[What I found](research.md)\n\n## Job Overview\n**Position:** Hygienist\n";
    let research = "# Company Research\n\n## Company Summary\nAcme Dental runs four practices.\n";
    let mut client = Client::builder()
        .push()
        .file("acme/research.md", research)
        .start();
    let uri = client.open("acme/note.md", note);
    let found = client.published(&uri, |params| {
        let missing = with_code(&array(&params["diagnostics"]), "missing-section");
        !missing.is_empty() && !json!(missing).to_string().contains("company-summary")
    });
    assert!(
        json!(found).to_string().contains("strategic-advice"),
        "{found:?}"
    );
}

#[test]
fn a_client_that_pulls_gets_the_diagnostics_of_all_notes_once() {
    let mut client = Client::builder()
        .file("acme.md", ACME)
        .file("boro.md", BORO)
        .file("readme.md", "# Read me\n")
        .start();
    assert_eq!(
        client.capability("/diagnosticProvider/workspaceDiagnostics"),
        json!(true)
    );
    let report = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let items = array(&report["items"]);
    assert_eq!(items.len(), 2, "{report}");
    assert!(
        items
            .iter()
            .all(|item| item["kind"] == "full" && !array(&item["items"]).is_empty())
    );
    let previous: Vec<Value> = items
        .iter()
        .map(|item| json!({"uri": item["uri"], "value": item["resultId"]}))
        .collect();
    client.write("boro.md", "# No note any more\n");
    client.watched("boro.md", 2);
    let report = client.ask(
        "workspace/diagnostic",
        json!({"previousResultIds": previous}),
    );
    let mut kinds: Vec<(String, String)> = array(&report["items"])
        .iter()
        .map(|item| {
            (
                item["uri"].as_str().unwrap_or_default().to_owned(),
                item["kind"].to_string(),
            )
        })
        .collect();
    kinds.sort();
    assert_eq!(
        kinds[0],
        (client.uri("acme.md"), "\"unchanged\"".to_owned())
    );
    assert_eq!(kinds[1], (client.uri("boro.md"), "\"full\"".to_owned()));
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_or_in_circles_are_left_alone() {
    use std::os::unix::fs::symlink;
    let mut client = Client::builder()
        .folders(&["in"])
        .file("in/acme.md", ACME)
        .file("out/boro.md", BORO)
        .spawn();
    symlink(client.root.join("out"), client.root.join("in/out")).expect("a link");
    symlink(client.root.join("in"), client.root.join("in/again")).expect("a link");
    symlink(
        client.root.join("out/boro.md"),
        client.root.join("in/boro.md"),
    )
    .expect("a link");
    client.initialize();
    assert_eq!(names(&mut client, ""), ["Acme Dental – Hygienist"]);
}
