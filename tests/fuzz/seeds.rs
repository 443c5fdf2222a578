//! What fuzzing starts from: the fixtures, cut to the shape of each target's inputs.

use std::fs;
use std::path::Path;

use prep_ls::grammar::Grammar;
use prep_ls::rules::RULES;
use serde_json::{Value, json};

use crate::targets::BREAK;

/// A fuzzer learns little from what is longer.
const LONGEST: usize = 4096;

/// New texts of edits: what changes a note's structure.
const TYPED: &[&str] = &[
    "x",
    "",
    "\n",
    "\r\n",
    "#",
    "## ",
    "- ",
    "```\n",
    "```markdown\n",
    "---\n",
    "<!--",
    "-->",
    "[[",
    "](",
    "|",
    "> ",
    "\t",
    "?",
    "**",
    "<!-- prep-ls: ignore placeholder -->\n",
    "## STAR Stories\n",
    "## Questions to Ask Them\n- How?\n",
    "\u{feff}",
    "•",
    "😀",
    "    ",
    "company: Acme\n",
    "===\n",
    "1. ",
    "[x]: #y\n",
    "</div>",
    "<div>\n",
    "\\",
    "&amp;",
    "\u{301}",
];

/// The seeds of a target.
pub(crate) fn seeds(target: &str) -> Vec<Vec<u8>> {
    match target {
        "edits" => edits(),
        "positions" => positions(),
        "config" => configs(),
        "rpc" => sessions(),
        _ => notes().into_iter().map(String::into_bytes).collect(),
    }
}

/// Words that decide something, as libFuzzer reads them.
pub(crate) fn words() -> String {
    let grammar = Grammar::standard();
    let sections = grammar.sections.iter();
    let sections = sections.flat_map(|section| {
        [
            section.title.clone(),
            format!("## {}\n", section.title),
            section.id.clone(),
        ]
    });
    let rules = RULES.iter().map(|rule| rule.name.to_owned());
    let typed = TYPED.iter().map(|typed| (*typed).to_owned());
    let mut lines = String::new();
    for word in sections
        .chain(rules)
        .chain(typed)
        .filter(|word| !word.is_empty())
    {
        let escaped: String = word
            .bytes()
            .map(|byte| match byte {
                b'"' | b'\\' | ..b' ' | 0x7f.. => format!("\\x{byte:02x}"),
                byte => char::from(byte).to_string(),
            })
            .collect();
        lines.push_str(&format!("\"{escaped}\"\n"));
    }
    lines
}

fn texts(below: &Path, found: &mut Vec<String>) {
    let mut paths: Vec<_> = fs::read_dir(below)
        .expect("the folder is there")
        .map(|entry| entry.expect("the entry is readable").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            texts(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(fs::read_to_string(&path).expect("a fixture is UTF-8"));
        }
    }
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(LONGEST)].to_owned()
}

fn notes() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["tests/fixtures", "examples"] {
        texts(&root.join(folder), &mut found);
    }
    let mut cases = Vec::new();
    texts(&root.join("tests/rules"), &mut cases);
    // A file of cases is many notes, with marks under what is reported.
    for case in cases.iter().flat_map(|cases| cases.split("\n=== ")) {
        let lines = case.lines().skip(1);
        let lines = lines.filter(|line| !line.trim_start().starts_with("^^^"));
        found.push(lines.collect::<Vec<_>>().join("\n"));
    }
    let mut seeds: Vec<String> = found.iter().map(|text| cut(text)).collect();
    for text in found.iter().step_by(9) {
        seeds.push(cut(&text.replace('\n', "\r\n")));
        seeds.push(cut(&format!("```markdown\n{text}")));
        seeds.push(cut(&format!("\u{feff}{text}")));
    }
    seeds.sort();
    seeds.dedup();
    seeds
}

fn edits() -> Vec<Vec<u8>> {
    let mut number = 0usize;
    let mut next = move || {
        number = number.wrapping_mul(25_214_903_917).wrapping_add(11);
        number >> 16
    };
    let seed = |note: String| {
        let mut seed = note.into_bytes();
        for _ in 0..4 {
            let at = (next() % 0xfe_ff) as u16;
            let length = [0, 0, 0, 4, 12, 40][next() % 6];
            seed.push(BREAK);
            // No byte of a place may be a break.
            seed.extend(at.to_le_bytes().map(|byte| byte.min(0xfe)));
            seed.push(length);
            seed.extend(TYPED[next() % TYPED.len()].as_bytes());
        }
        seed
    };
    notes().into_iter().step_by(3).map(seed).collect()
}

fn positions() -> Vec<Vec<u8>> {
    let texts = notes().into_iter().step_by(7);
    let texts = texts.map(|text| text[..text.floor_char_boundary(200)].to_owned());
    let odd = [
        "",
        "a\u{2028}b\u{b}c\rd\r\ne",
        "\r\r\n\n\r",
        "😀한\u{301}•\r",
        "\u{feff}a\n",
        "x\0y\n",
    ];
    texts
        .chain(odd.map(str::to_owned))
        .zip((0..=250).cycle())
        .map(|(text, number)| {
            let mut seed = text.into_bytes();
            seed.push(BREAK);
            seed.extend([number % 5, 0, number % 9, 0, number % 7, 0, number % 11, 0]);
            seed.extend(TYPED[number as usize % TYPED.len()].as_bytes());
            seed
        })
        .collect()
}

fn configs() -> Vec<Vec<u8>> {
    let files = [
        "",
        "include = [\"interviews/**/*.md\"]\nexclude = [\"a{b\", \"[z\"]\nresume = \"resume.md\"\n",
        "[server]\ndebounce-ms = 150\ncalm-typing = true\nmax-files = 10\n",
        "[rules]\nunanswered-question = \"info\"\nstale-posting = { max-age = 90 }\nplaceholders = \"off\"\n",
        "[sections.questions-to-ask]\nmin = 5\naliases = [\"Ask the panel\"]\n",
        "[[topics]]\nname = \"patient safety\"\ncritical = true\nwords = [\"patient safety\", \"medication\"]\nspecifics = [\"five rights\", \"SBAR\"]\n",
        "[sections.panel]\ntitle = \"The Panel\"\nafter = \"job-overview\"\nrequired = true\n",
        "[features]\nlens = false\noutlines = true\n",
        "\u{feff}rules.placeholder = \"error\"\r\n",
        "resume = 3\n",
        "a = [[[[[[1]]]]]]\n",
        "[[[x",
    ];
    let sent = [
        "null",
        "{\"rules\": {\"placeholder\": \"off\"}, \"server\": {\"debounce-ms\": 0}}",
        "{\"include\": [\"a{b\"], \"trace\": {\"server\": \"off\"}}",
        "{\"sections\": {\"pitch\": {\"min\": 2}}, \"topics\": [{\"name\": \"x\"}]}",
    ];
    let front = [
        "company: Sankt Jörg\nrole: \"Nurse\"\nprep_ignore: [a, b]",
        "interview_date: 2026-12-01\nposting_date: \"31 June 2026\"\nprep: false",
        "a: *x\nb: &c [*c]\n? d\n: e",
        "a: {b: [c, {d: e}]}\nf: |\n  g\n h: >-\n   i",
        "company:\n  - A\n  - B\nresume: ../../etc/passwd",
        "prep: true\nstatus: \"\nrole: 'x",
    ];
    let mut seeds = Vec::new();
    for file in files {
        seeds.push([b"\0", file.as_bytes()].concat());
        seeds.push(
            [
                b"\0",
                file.as_bytes(),
                &[BREAK],
                b"# Interview Prep: A - B\n## Ask the panel\n- x?\n",
            ]
            .concat(),
        );
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("it is there");
    for block in readme.split("```toml\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        seeds.push([b"\0", block.as_bytes()].concat());
    }
    seeds.extend(sent.map(|sent| [b"\x01", sent.as_bytes()].concat()));
    seeds.extend(front.map(|front| [b"\x02", front.as_bytes()].concat()));
    seeds
}

/// Every request and notification that the server knows, in conversations.
fn sessions() -> Vec<Vec<u8>> {
    let note =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/nurse.prep.md"))
            .expect("it is there");
    let note = note[..note.floor_char_boundary(1500)].to_owned();
    let uri = "file:///n/a.prep.md";
    let document = json!({"uri": uri});
    let call = |id: i64, method: &str, params: Value| json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
    let tell =
        |method: &str, params: Value| json!({"jsonrpc": "2.0", "method": method, "params": params});
    let capabilities = [
        json!({}),
        json!({"general": {"positionEncodings": ["utf-8"]}, "textDocument": {"diagnostic": {}, "completion": {"completionItem": {"snippetSupport": true}}, "documentSymbol": {"hierarchicalDocumentSymbolSupport": true}, "hover": {"contentFormat": ["markdown"]}, "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}, "dataSupport": true, "resolveSupport": {"properties": ["edit"]}}, "publishDiagnostics": {"relatedInformation": true, "versionSupport": true}, "rename": {"prepareSupport": true}}, "window": {"workDoneProgress": true, "showDocument": {"support": true}}, "workspace": {"configuration": true, "applyEdit": true, "didChangeWatchedFiles": {"dynamicRegistration": true}, "workspaceFolders": true, "workspaceEdit": {"documentChanges": true}}}),
    ];
    let at = |line: u32, character: u32| json!({"textDocument": document, "position": {"line": line, "character": character}});
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    let requests = [
        (
            "textDocument/documentSymbol",
            json!({"textDocument": document}),
        ),
        (
            "textDocument/foldingRange",
            json!({"textDocument": document}),
        ),
        ("textDocument/completion", at(6, 0)),
        (
            "completionItem/resolve",
            json!({"label": "x", "data": {"uri": uri}}),
        ),
        ("textDocument/hover", at(0, 4)),
        ("textDocument/codeLens", json!({"textDocument": document})),
        (
            "textDocument/inlayHint",
            json!({"textDocument": document, "range": range}),
        ),
        ("textDocument/definition", at(3, 2)),
        (
            "textDocument/references",
            json!({"textDocument": document, "position": {"line": 2, "character": 4}, "context": {"includeDeclaration": true}}),
        ),
        ("textDocument/documentHighlight", at(0, 20)),
        ("textDocument/prepareRename", at(2, 4)),
        (
            "textDocument/rename",
            json!({"textDocument": document, "position": {"line": 2, "character": 4}, "newName": "New"}),
        ),
        (
            "textDocument/selectionRange",
            json!({"textDocument": document, "positions": [{"line": 3, "character": 1}]}),
        ),
        (
            "textDocument/documentLink",
            json!({"textDocument": document}),
        ),
        (
            "textDocument/codeAction",
            json!({"textDocument": document, "range": range, "context": {"diagnostics": []}}),
        ),
        (
            "codeAction/resolve",
            json!({"title": "x", "data": {"uri": uri, "id": "x", "version": 1, "range": range}}),
        ),
        ("textDocument/diagnostic", json!({"textDocument": document})),
        ("workspace/diagnostic", json!({"previousResultIds": []})),
        ("workspace/symbol", json!({"query": "ask"})),
        (
            "workspace/willRenameFiles",
            json!({"files": [{"oldUri": uri, "newUri": "file:///n/b.prep.md"}]}),
        ),
        (
            "workspace/executeCommand",
            json!({"command": "prep-ls.notes", "arguments": []}),
        ),
        (
            "workspace/executeCommand",
            json!({"command": "prep-ls.listSections", "arguments": [uri]}),
        ),
        (
            "workspace/executeCommand",
            json!({"command": "prep-ls.insertSection", "arguments": [uri, "pitch"]}),
        ),
        (
            "workspace/executeCommand",
            json!({"command": "prep-ls.insertMissingSections", "arguments": [uri]}),
        ),
        (
            "workspace/executeCommand",
            json!({"command": "prep-ls.sortSections", "arguments": [uri]}),
        ),
        (
            "workspace/executeCommand",
            json!({"command": "prep-ls.newNote", "arguments": [{"company": "A", "role": "B", "sections": "all"}]}),
        ),
        (
            "workspace/executeCommand",
            json!({"command": "prep-ls.showReadiness", "arguments": [uri]}),
        ),
        (
            "workspace/executeCommand",
            json!({"command": "prep-ls.explainRule", "arguments": ["placeholder"]}),
        ),
        (
            "workspace/executeCommand",
            json!({"command": "prep-ls.applyEdit", "arguments": [{"changes": {}}]}),
        ),
        ("nonsense", json!([1, "x"])),
        ("shutdown", Value::Null),
    ];
    let changes = [
        tell(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"range": range, "text": "# Interview Prep: A – B\n"}]}),
        ),
        tell(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": 1}, "contentChanges": [{"text": "## Pitch\n[[a]]\n"}]}),
        ),
        tell("textDocument/didSave", json!({"textDocument": document})),
        tell(
            "workspace/didChangeConfiguration",
            json!({"settings": {"prep-ls": {"rules": {"placeholder": "error"}}}}),
        ),
        tell(
            "workspace/didChangeWatchedFiles",
            json!({"changes": [{"uri": "file:///n/prep.toml", "type": 2}]}),
        ),
        tell(
            "workspace/didChangeWorkspaceFolders",
            json!({"event": {"added": [{"uri": "file:///m", "name": "m"}], "removed": []}}),
        ),
        tell(
            "workspace/didCreateFiles",
            json!({"files": [{"uri": "file:///n/c.md"}]}),
        ),
        tell(
            "workspace/didRenameFiles",
            json!({"files": [{"oldUri": uri, "newUri": "file:///n/b.prep.md"}]}),
        ),
        tell("workspace/didDeleteFiles", json!({"files": [{"uri": uri}]})),
        tell(
            "window/workDoneProgress/cancel",
            json!({"token": "prep-ls-1"}),
        ),
        tell("$/cancelRequest", json!({"id": 3})),
        tell("textDocument/didClose", json!({"textDocument": document})),
        json!({"jsonrpc": "2.0", "id": "prep-ls-1", "result": [{"rules": {"placeholder": "off"}}]}),
        json!({"jsonrpc": "2.0", "id": "prep-ls-2", "error": {"code": 1, "message": "no"}}),
        json!([]),
        json!({"id": 1.5, "method": "x"}),
    ];
    let mut seeds = Vec::new();
    let lines = |messages: &[Value]| {
        let lines: Vec<String> = messages.iter().map(Value::to_string).collect();
        lines.join("\n").into_bytes()
    };
    for capabilities in capabilities {
        let start = [
            call(
                1,
                "initialize",
                json!({"processId": null, "rootUri": "file:///n", "capabilities": capabilities, "workspaceFolders": [{"uri": "file:///n", "name": "n"}]}),
            ),
            tell("initialized", json!({})),
            tell(
                "textDocument/didOpen",
                json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": note}}),
            ),
        ];
        for (number, (method, params)) in requests.iter().enumerate() {
            let mut messages = start.to_vec();
            messages.push(call(2, method, params.clone()));
            messages.push(changes[number % changes.len()].clone());
            messages.push(call(3, method, params.clone()));
            seeds.push(lines(&messages));
        }
        let mut all = start.to_vec();
        all.extend(
            requests
                .iter()
                .zip(4..)
                .map(|((method, params), id)| call(id, method, params.clone())),
        );
        all.extend(changes.iter().cloned());
        seeds.push(lines(&all));
        let mut stream = vec![0];
        for message in &start {
            let body = message.to_string();
            stream.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
        }
        seeds.push(stream);
    }
    seeds.extend(
        [
            &b"\0Content-Length: 5\r\n\r\n{}"[..],
            b"\0\r\n\r\nX: y\r\n\r\n",
            b"{\n[\n\n1",
            b"\xff",
        ]
        .map(<[u8]>::to_vec),
    );
    seeds
}
