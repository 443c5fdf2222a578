//! Notes, workspaces and configurations of somebody who means no good: `docs/security.md`.

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

use crate::harness::{Client, array};

/// What must not be seen: a heading, a text and a number of files outside.
const SECRET: &str = "# Klaxon Heading\n\nKlaxon text with 424242\n";

/// A note with one link, and its offset.
fn linking(target: &str) -> (String, usize) {
    let note = format!(
        "# Interview Prep: Fern Legal – Associate\n\n## Resume Highlights\n\n- Raised 424242 by 31\n- {target}\n"
    );
    let at = note.find(target).expect("it is there") + 3;
    (note, at)
}

/// Every way out of a folder that a path knows.
fn ways_out(root: &std::path::Path) -> Vec<String> {
    let out = root.join("out/secret.md");
    let out = out.display();
    let mut ways = vec![
        "../out/secret.md".to_owned(),
        "./../out/secret.md".to_owned(),
        "sub/../../out/secret.md".to_owned(),
        "..%2Fout%2Fsecret.md".to_owned(),
        "%2e%2e/out/secret.md".to_owned(),
        format!("{out}"),
        format!("/{out}"),
        format!("file://{out}"),
        "~/secret.md".to_owned(),
        "~root/secret.md".to_owned(),
        "$HOME/secret.md".to_owned(),
        "..\\out\\secret.md".to_owned(),
        "C:\\out\\secret.md".to_owned(),
        "C:/out/secret.md".to_owned(),
        "C:secret.md".to_owned(),
        "\\\\host\\share\\secret.md".to_owned(),
        "//host/share/secret.md".to_owned(),
        "//?/C:/secret.md".to_owned(),
    ];
    if cfg!(unix) {
        ways.extend(
            [
                "link.md",
                "folder/secret.md",
                "chain.md",
                "folder/../out/secret.md",
            ]
            .map(str::to_owned),
        );
    }
    ways
}

/// A workspace `in` with links out of it, and a file outside.
fn trapped() -> Client {
    let builder = Client::builder()
        .folders(&["in"])
        .file("out/secret.md", SECRET)
        .file("home/secret.md", SECRET)
        .file("in/sub/x.md", "# Harmless\n")
        .file("in/prep.toml", "include = [\"../**/*.md\", \"/**/*.md\"]\n");
    let client = builder.spawn();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let link = |to: &str, at: &str| {
            symlink(client.root.join(to), client.root.join(at)).expect("a link")
        };
        link("out/secret.md", "in/link.md");
        link("out", "in/folder");
        link("in/link.md", "in/chain.md");
    }
    client
}

#[test]
fn no_way_leads_out_of_the_workspace() {
    let mut client = trapped();
    client.initialize();
    let ways = ways_out(&client.root);
    assert!(ways.len() > 15);
    let mut secrets = Vec::new();
    for way in &ways {
        for written in [
            format!("[there]({way}#klaxon-heading)"),
            format!("[[{way}#Klaxon Heading]]"),
            format!("![there]({way})"),
        ] {
            let (note, at) = linking(&written);
            let note = format!("---\nresume: '{}'\n---\n{note}", way.replace('\'', ""));
            let at = at + note.len() - linking(&written).0.len();
            let uri = client.open("in/a.prep.md", &note);
            // The link says where it leads; what stands there is not to be told.
            let told =
                json!([client.ask_at(&uri, at, "hover"), client.diagnostics(&uri)]).to_string();
            let told = told
                .replace("#klaxon-heading", "")
                .replace("#Klaxon Heading", "")
                .replace("“Klaxon Heading”", "");
            for secret in ["Klaxon", "klaxon text", "is not in", "resume", "résumé"] {
                if told.contains(secret) && !told.contains("There is no “") {
                    secrets.push(format!("{written}: {told}"));
                }
            }
            // A jump opens what the person asked for, at its beginning: where in it the heading stands would be read from it.
            let found = client.ask_at(&uri, at, "definition");
            let beginning =
                json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
            if found.to_string().contains("secret.md") && found[0]["targetRange"] != beginning {
                secrets.push(format!("{written} leads to {found}"));
            }
            client.close(&uri);
        }
        let typed = format!("[x]({way}#");
        let (note, at) = linking(&typed);
        let uri = client.open("in/a.prep.md", &note);
        let offered = client
            .ask_at(&uri, at + typed.len() - 3, "completion")
            .to_string();
        if offered.contains("Klaxon") {
            secrets.push(format!("{typed}: {offered}"));
        }
        client.close(&uri);
    }
    let symbols = client
        .ask("workspace/symbol", json!({"query": ""}))
        .to_string();
    assert!(!symbols.contains("Klaxon"), "{symbols}");
    let notes = client.ask(
        "workspace/executeCommand",
        json!({"command": "prep-ls.notes", "arguments": []}),
    );
    assert!(!notes.to_string().contains("secret"), "{notes}");
    assert!(secrets.is_empty(), "{}", secrets.join("\n"));
}

/// What a note would have a viewer do.
const PAYLOAD: &str = "[x](command:evil) ![i](https://t.example/p.png) <img src=https://t.example/q.png> <b>y</b> [r] \\[z](https://e.example) `[c](d)`";

/// Whether Markdown holds nothing that leads anywhere, but for pages of our own.
fn is_inert(markdown: &str) -> Result<(), String> {
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. })
                if dest_url.starts_with("https://github.com/prep-ls/prep-ls/") => {}
            Event::Start(Tag::Link { .. } | Tag::Image { .. })
            | Event::Html(_)
            | Event::InlineHtml(_) => {
                return Err(format!("{event:?} in {markdown}"));
            }
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn what_is_rendered_leads_nowhere() {
    let settings = format!(
        "[sections.job-overview]\npurpose = '''{PAYLOAD}'''\n[sections.extra]\ntitle = '''{PAYLOAD}'''\npurpose = '''{PAYLOAD}'''\n[[topics]]\nname = '''{PAYLOAD}'''\nwords = ['klaxon']\nspecifics = ['''{PAYLOAD}''']\n"
    );
    let note = format!(
        "---\ncompany: '{PAYLOAD}'\ninterview_date: 2026-11-29\n---\n# Interview Prep: {PAYLOAD} – {PAYLOAD}\n\n[r]: https://e.example\n\n## Job Overview\n\n{PAYLOAD}\n\n**Position:** {PAYLOAD}\n**Requirements:**\n- klaxon and {PAYLOAD}\n- security\n\n## Why This Job Is a Fit\n\n- klaxon security {PAYLOAD}\n- see [here](#job-overview) and [[#Job Overview]] and [away](b.md) and [[b]]\n\n## STAR Stories\n\n### S1: {PAYLOAD}\n- **Action:** {PAYLOAD}\n\n## {PAYLOAD}\n\n{PAYLOAD}\n\n<!-- prep-ls: ignore {PAYLOAD}, placeholder -->\n- TODO [{PAYLOAD}]\n"
    );
    let other = format!("# {PAYLOAD}\n\n{PAYLOAD}\n\n- {PAYLOAD}\n> {PAYLOAD}\n");
    let mut client = Client::builder()
        .may_show_messages()
        .file("prep.toml", &settings)
        .file("b.md", &other)
        .start();
    let uri = client.open("a.prep.md", &note);
    client.ask("workspace/symbol", json!({"query": ""}));
    let mut hovers = 0;
    for at in (0..note.len()).filter(|&at| note.is_char_boundary(at)) {
        let hover = client.ask_at(&uri, at, "hover");
        if let Some(markdown) = hover["contents"]["value"].as_str() {
            hovers += 1;
            assert_eq!(is_inert(markdown), Ok(()), "at {at}: {}", &note[at..]);
        }
    }
    assert!(hovers > 50, "{hovers}");
    for at in [
        note.len(),
        note.find("## STAR").expect("it is there") + 3,
        note.find("klaxon sec").expect("it is there") + 6,
    ] {
        let found = client.ask_at(&uri, at, "completion");
        for item in array(&found["items"]) {
            let item = client.ask("completionItem/resolve", item);
            if item["documentation"]["kind"] == "markdown" {
                let markdown = item["documentation"]["value"].as_str().expect("a text");
                assert_eq!(is_inert(markdown), Ok(()), "{item}");
            }
        }
    }
    client.close(&uri);
    client.barrier();
    while client
        .wire
        .take(|message| message["method"] == "textDocument/publishDiagnostics")
        .is_some()
    {}
}

#[test]
fn a_click_opens_pages_and_notes_and_runs_nothing() {
    let note = "# Interview Prep: Fern Legal – Associate\n\n[a](command:workbench.action.terminal.new) [b](vscode://x/y) [c](javascript:alert(1)) [d](file:///etc/passwd) [e](data:text/html,x) <ssh://x.example> [f](https://e.example/) <mailto:a@b.example>\n";
    let mut client = Client::start();
    let uri = client.open("a.prep.md", note);
    let links = array(&client.ask_of(&uri, "documentLink"));
    let targets: Vec<&str> = links
        .iter()
        .filter_map(|link| link["target"].as_str())
        .collect();
    assert_eq!(targets, ["https://e.example/", "mailto:a@b.example"]);
}

/// To open a named pipe is to wait for somebody who writes to it.
#[cfg(unix)]
#[test]
fn a_named_pipe_in_the_workspace_holds_nobody_up() {
    let mut client = Client::builder().file("b.md", "# There\n").spawn();
    for name in ["cv.md", "resume.md", "a.md", "prep.toml"] {
        let made = std::process::Command::new("mkfifo")
            .arg(client.root.join(name))
            .status();
        assert!(made.expect("mkfifo is there").success());
    }
    std::os::unix::fs::symlink(client.root.join("cv.md"), client.root.join("link.md"))
        .expect("a link");
    client.initialize();
    let uri = client.open("x.prep.md", "---\nresume: cv.md\n---\n# Interview Prep: Fern Legal – Associate\n\n[a](a.md#b) [[cv]] [l](link.md#x)\n");
    assert!(!client.diagnostics(&uri).is_empty());
    let symbols = client.ask("workspace/symbol", json!({"query": "there"}));
    assert_ne!(symbols, Value::Null);
    client.ask_at(&uri, 75, "hover");
}

/// A configuration of a megabyte is refused in words.
#[test]
fn a_configuration_may_not_be_endless() {
    let mut long = "include = [\n".to_owned();
    while long.len() < 1 << 20 {
        long.push_str("  \"**/*{a,b,c}*{d,e,f}*.md\",\n");
    }
    long.push_str("]\n");
    let mut client = Client::builder().push().file("prep.toml", &long).start();
    let config = client.uri("prep.toml");
    let uri = client.open("a.prep.md", "# Interview Prep: Fern Legal – Associate\n");
    assert!(!client.diagnostics(&uri).is_empty());
    let found = client.published(&config, |params| params["diagnostics"] != json!([]));
    let message = found[0]["message"].as_str().expect("a message");
    assert!(
        message.contains("more than the 262144 that prep-ls reads"),
        "{message}"
    );
}
