//! `--format sarif`, held against the schema of SARIF 2.1.0.

use boon::{Compiler, Draft, Schemas};
use serde_json::{Value, json};

use crate::lab::{Lab, PLACEHOLDER, Ran, clean, fixture};

const ARGS: [&str; 3] = ["check", "--format", "sarif"];

/// The log on standard output, which must follow the schema.
#[track_caller]
fn log(ran: &Ran) -> Value {
    let log = ran.json();
    let schema = include_str!("../data/sarif-schema-2.1.0.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    let id = schema["$id"].as_str().expect("it has a name").to_owned();
    let mut compiler = Compiler::new();
    compiler.set_default_draft(Draft::V7);
    compiler.enable_format_assertions();
    compiler.add_resource(&id, schema).expect("it is a schema");
    let mut schemas = Schemas::new();
    let index = compiler
        .compile(&id, &mut schemas)
        .expect("the schema is sound");
    if let Err(error) = schemas.validate(&log, index) {
        panic!("{error:#}\n{log:#}");
    }
    log
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"]
        .as_array()
        .expect("there is a list")
}

fn place(result: &Value) -> &Value {
    &result["locations"][0]["physicalLocation"]
}

#[test]
fn a_finding_is_a_result_with_its_rule() {
    let lab = Lab::with(&[("notes/a b.prep.md", PLACEHOLDER)]);
    let ran = lab.run(&[&ARGS[..], &["--select=placeholder"]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let log = log(&ran);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let [result] = &results(&log)[..] else {
        panic!("{log:#}");
    };
    assert_eq!(
        place(result),
        &json!({
            "artifactLocation": {"uri": "notes/a%20b.prep.md", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 4, "startColumn": 7, "endLine": 4, "endColumn": 10},
        })
    );
    assert_eq!(result["level"], "warning");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let base = run["originalUriBaseIds"]["%SRCROOT%"]["uri"].as_str();
    assert!(base.is_some_and(|base| base.starts_with("file:///") && base.ends_with("/work/")));

    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "prep-ls");
    assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
    let rules = driver["rules"].as_array().expect("there is a list");
    assert_eq!(rules.len(), prep_ls::rules::RULES.len());
    let index = result["ruleIndex"].as_u64().expect("it has an index");
    let rule = &rules[usize::try_from(index).expect("it is small")];
    assert_eq!(rule["id"], "placeholder");
    assert_eq!(rule["defaultConfiguration"]["level"], "warning");
    assert_eq!(rule["properties"]["tags"], json!(["completeness"]));
    let page = lab
        .run(&["explain", "placeholder", "--format=markdown"])
        .out;
    assert_eq!(rule["help"]["markdown"], page);
    let off = rules
        .iter()
        .find(|rule| rule["id"] == "unanswered-question")
        .expect("it is listed");
    assert_eq!(off["defaultConfiguration"]["enabled"], false);
}

#[test]
fn every_note_gives_a_sound_log() {
    let lab = Lab::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/notes");
    for entry in std::fs::read_dir(folder).expect("the fixtures are there") {
        let name = entry.expect("it is readable").file_name();
        let name = name.to_string_lossy();
        lab.write(&name, fixture(&format!("notes/{name}")));
    }
    lab.write(
        "messy.prep.md",
        "```md\n# Interview Prep\n## Job Overview\n## Job Overview\n• a\n• b\n## Strategic Advise\nTODO\n",
    );
    let args = [&ARGS[..], &["--select"]].concat();
    let all: Vec<&str> = prep_ls::rules::RULES.iter().map(|rule| rule.name).collect();
    let log = log(&lab.run(&[&args[..], &[&all.join(",")]].concat()));
    let with = |key: &str| results(&log).iter().filter(|it| it[key].is_array()).count();
    assert!(results(&log).len() > 20);
    assert!(with("fixes") > 5 && with("relatedLocations") > 0);
}

#[test]
fn places_are_those_of_json_whatever_the_line_ends() {
    let lab = Lab::new();
    let text = format!("{PLACEHOLDER}• 𝒂 TODO\n• b\n");
    for (name, text) in [
        ("lf.md", text.clone()),
        ("crlf.md", text.replace('\n', "\r\n")),
        ("cr.md", text.replace('\n', "\r")),
        ("bom.md", format!("\u{feff}{text}")),
    ] {
        lab.write(name, text);
        let json = lab.run(&["check", name, "--format=json"]).json();
        let log = log(&lab.run(&["check", name, "--format=sarif"]));
        let wanted = json["diagnostics"].as_array().expect("there is a list");
        assert_eq!(results(&log).len(), wanted.len());
        for (result, wanted) in results(&log).iter().zip(wanted) {
            let (start, end) = (&wanted["range"]["start"], &wanted["range"]["end"]);
            let region = json!({
                "startLine": start["line"], "startColumn": start["column"],
                "endLine": end["line"], "endColumn": end["column"],
            });
            assert_eq!(place(result)["region"], region, "{name}");
            assert_eq!(result["ruleId"], wanted["rule"]);
            assert_eq!(result["message"]["text"], wanted["message"]);
        }
    }
}

#[test]
fn a_finding_that_moves_is_known_again() {
    let lab = Lab::new();
    let prints = |text: &str| -> Vec<String> {
        lab.write("a.md", text);
        let log = log(&lab.run(&["check", "a.md", "--format=sarif", "--select=placeholder"]));
        results(&log)
            .iter()
            .map(|result| result["partialFingerprints"]["prepLsLine/v1"].to_string())
            .collect()
    };
    let twice = format!("{PLACEHOLDER}- Or TODO, and TODO.\n- Or TODO, and TODO.\n");
    let before = prints(&twice);
    assert_eq!(before.len(), 5);
    let distinct: std::collections::BTreeSet<&String> = before.iter().collect();
    assert_eq!(distinct.len(), 5, "{before:?}");
    let moved = twice.replace("## Strategic", "## Notes\n\nA word.\n\n## Strategic");
    assert_eq!(prints(&moved), before);
    assert_eq!(prints(&moved.replace('\n', "\r\n")), before);
    assert_eq!(prints(&moved.replace("\n- ", "\n  -  ")), before);
    assert_ne!(prints(&moved.replace("Or", "And"))[1..], before[1..]);
}

#[test]
fn a_fix_is_told_with_its_edits() {
    let lab = Lab::with(&[("a.md", &format!("{PLACEHOLDER}\n• x\n• y\n"))]);
    let log = log(&lab.run(&[&ARGS[..], &["--select=pseudo-list"]].concat()));
    let fix = &results(&log)[0]["fixes"][0];
    assert_eq!(fix["properties"]["safe"], true);
    let change = &fix["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "a.md");
    let replacements = change["replacements"].as_array();
    assert!(replacements.is_some_and(|them| !them.is_empty()), "{fix:#}");
}

#[test]
fn what_is_wrong_in_a_configuration_is_told() {
    let lab = Lab::with(&[
        ("a.md", &clean()),
        ("prep.toml", "[rules]\nplace-holder = \"off\"\n"),
    ]);
    let found = log(&lab.run(&ARGS));
    assert_eq!(results(&found)[0]["ruleId"], "unknown-rule");
    assert_eq!(
        place(&results(&found)[0])["artifactLocation"]["uri"],
        "prep.toml"
    );

    lab.write("prep.toml", "[rules]\nplaceholder = 3\n");
    for args in [&[][..], &["--config", "prep.toml"]] {
        let ran = lab.run(&[&ARGS[..], args].concat());
        assert_eq!(ran.code, 2);
        let log = log(&ran);
        let invocation = &log["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        let told = &invocation["toolConfigurationNotifications"][0];
        assert_eq!(told["level"], "error");
        assert_eq!(place(told)["artifactLocation"]["uri"], "prep.toml");
        assert_eq!(place(told)["region"]["startLine"], 2);
    }
}

#[test]
fn what_could_not_be_read_is_told() {
    let lab = Lab::with(&[("a.md", &clean())]);
    lab.write("latin.prep.md", b"# Interview Prep: Caf\xe9\n");
    let ran = lab.run(&[&ARGS[..], &["a.md", "nowhere.md", "latin.prep.md"]].concat());
    assert_eq!(ran.code, 2);
    let log = log(&ran);
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let told = invocation["toolExecutionNotifications"].as_array();
    assert_eq!(told.map(Vec::len), Some(2), "{log:#}");
}

#[test]
fn a_file_elsewhere_has_a_whole_address() {
    let lab = Lab::with(&[("elsewhere/a.md", PLACEHOLDER), ("here/readme.txt", "")]);
    let mut command = lab.command();
    command
        .current_dir(lab.path("here"))
        .args(ARGS)
        .args(["--select=placeholder", "../elsewhere/a.md"]);
    let log = log(&crate::lab::ran(&mut command));
    let artifact = &place(&results(&log)[0])["artifactLocation"];
    let uri = artifact["uri"].as_str().expect("it has an address");
    assert!(
        uri.starts_with("file:///") && uri.ends_with("/work/elsewhere/a.md"),
        "{artifact}"
    );
    assert_eq!(artifact["uriBaseId"], Value::Null);
}

#[test]
fn standard_input_stands_under_its_name() {
    let lab = Lab::new();
    let args = ["--stdin-filename", "notes/new.prep.md"];
    let ran = lab.pipe(&[&ARGS[..], &args].concat(), PLACEHOLDER);
    let log = log(&ran);
    let artifact = &place(&results(&log)[0])["artifactLocation"];
    assert_eq!(artifact["uri"], "notes/new.prep.md");
}
