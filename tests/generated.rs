//! Files that are made from the code are those that the code makes today.
//!
//! `UPDATE=1 cargo test --test generated` writes them.

#[path = "generated/textmate.rs"]
mod textmate;

use std::path::Path;

use prep_ls::rules::{Group, RULES};
use serde_json::{Map, Value};

fn check(path: &str, wanted: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(&file, wanted).expect("the file can be written");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == wanted,
        "{path} is out of date: run `UPDATE=1 cargo test --test generated`"
    );
}

/// The table of `docs/reliability.md` is what `fuzz/run` wrote down.
#[test]
fn the_hours_of_the_fuzzers_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let hours = std::fs::read_to_string(root.join("fuzz/hours.tsv")).expect("the log is there");
    let mut targets: std::collections::BTreeMap<&str, [u64; 3]> = Default::default();
    for line in hours.lines() {
        let [_, target, seconds, inputs, _] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line:?} is no line of fuzz/hours.tsv");
        };
        let total = targets.entry(target).or_default();
        total[0] += seconds.parse::<u64>().expect("seconds");
        total[1] += inputs.parse::<u64>().expect("a number");
        total[2] += 1;
    }
    let mut table =
        String::from("| target | hours | inputs | runs |\n| --- | ---: | ---: | ---: |\n");
    let mut sum = [0; 3];
    let row = |name: &str, [seconds, inputs, runs]: [u64; 3]| {
        let hours = seconds as f64 / 3600.0;
        format!("| {name} | {hours:.2} | {inputs} | {runs} |\n")
    };
    for (name, total) in &targets {
        table += &row(name, *total);
        sum.iter_mut().zip(total).for_each(|(sum, one)| *sum += one);
    }
    table += &row("all", sum);
    let page = std::fs::read_to_string(root.join("docs/reliability.md")).expect("a page");
    let (begin, end) = (
        "<!-- hours: UPDATE=1 cargo test --test generated -->\n\n",
        "\n<!-- /hours -->",
    );
    let (before, rest) = page.split_once(begin).expect("the table begins");
    let (_, behind) = rest.split_once(end).expect("the table ends");
    check(
        "docs/reliability.md",
        &format!("{before}{begin}{table}{end}{behind}"),
    );
}

#[test]
fn the_schema_is_current() {
    check("prep.schema.json", &prep_ls::config::schema());
}

#[test]
fn the_schema_of_status_is_current() {
    check("docs/status.schema.json", &prep_ls::cli::status_schema());
}

#[test]
fn the_settings_of_the_editors_are_current() {
    check(
        "editors/vscode/settings.schema.json",
        &prep_ls::config::editor_settings(),
    );
}

/// `node scripts/settings.mjs` in `editors/vscode` writes them there, beside the extension's own.
#[test]
fn the_extension_for_vs_code_contributes_these_settings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode");
    let manifest = std::fs::read_to_string(folder.join("package.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let groups = manifest["contributes"]["configuration"].as_array();
    let mut found: Map<String, Value> = groups
        .expect("groups of settings")
        .iter()
        .flat_map(|group| group["properties"].as_object().expect("settings").clone())
        .collect();
    for own in ["prep-ls.path", "prep-ls.trace.server"] {
        assert!(found.remove(own).is_some(), "{own}");
    }
    let wanted: Value = serde_json::from_str(&prep_ls::config::editor_settings()).expect("JSON");
    assert!(
        Value::Object(found) == wanted["properties"],
        "editors/vscode/package.json is out of date: run `node scripts/settings.mjs` there"
    );
}

/// Which registry a machine takes packages from is its own affair, and no host of one is written down.
#[test]
fn the_lock_file_of_the_extension_names_no_place_to_download_from() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode");
    let lock = std::fs::read_to_string(folder.join("package-lock.json")).expect("a lock file");
    let lock: Value = serde_json::from_str(&lock).expect("JSON");
    let packages = lock["packages"].as_object().expect("packages");
    assert!(packages.len() > 10);
    for (name, package) in packages {
        assert_eq!(package["resolved"], Value::Null, "{name}");
        assert!(
            name.is_empty() || package["integrity"].is_string(),
            "{name}"
        );
    }
}

#[test]
fn the_grammar_for_vs_code_is_current() {
    check("grammars/prep.tmLanguage.json", &textmate::grammar());
}

#[test]
fn the_pages_of_the_rules_are_current() {
    let mut index = String::from(
        "# The rules\n\nMade from the doc comments in `src/rules/`; `prep-ls explain RULE` shows the same page.\n",
    );
    for group in Group::ALL {
        if RULES.iter().all(|rule| rule.group != group) {
            continue;
        }
        index.push_str(&format!(
            "\n## {}\n\n| rule | default | what it reports |\n| --- | --- | --- |\n",
            group.as_str()
        ));
        for rule in RULES.iter().filter(|rule| rule.group == group) {
            let level = rule
                .severity
                .map_or("off", prep_ls::rules::Severity::as_str);
            index.push_str(&format!(
                "| [`{0}`]({0}.md) | {level} | {1} |\n",
                rule.name,
                rule.summary()
            ));
        }
    }
    check("docs/rules/README.md", &index);
    for rule in RULES {
        check(&format!("docs/rules/{}.md", rule.name), &rule.docs());
    }
}

#[test]
fn no_page_is_left_of_a_rule_that_is_gone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    for entry in std::fs::read_dir(folder).expect("docs/rules is there") {
        let name = entry
            .expect("the entry is readable")
            .file_name()
            .into_string()
            .expect("names are ASCII");
        let rule = name.trim_end_matches(".md");
        assert!(
            rule == "README" || prep_ls::rules::rule(rule).is_some(),
            "docs/rules/{name} is of no rule"
        );
    }
}
