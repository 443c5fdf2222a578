use std::collections::BTreeMap;

use super::*;

fn merged(toml: &str) -> (Grammar, Vec<OverlayError>) {
    let overlays: BTreeMap<String, SectionOverlay> =
        toml::from_str(toml).expect("the overlay is TOML");
    let mut data = Grammar::standard_data();
    let errors = data.merge(&overlays);
    (Grammar::new(data), errors)
}

fn ids(grammar: &Grammar) -> Vec<&str> {
    grammar
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect()
}

#[test]
fn snippets_become_plain_text() {
    for (snippet, plain) in [
        ("a", "a"),
        ("**Label:** $1", "**Label:** "),
        ("${1:Company} – ${2:Role}$0", "Company – Role"),
        ("costs \\$5 and a \\} brace", "costs $5 and a } brace"),
        ("a $ b", "a $ b"),
        ("${1}", ""),
    ] {
        assert_eq!(plain_snippet(snippet), plain, "{snippet}");
    }
}

#[test]
fn a_renamed_section_keeps_its_old_name() {
    let (grammar, errors) = merged(
        "[questions-to-ask]\ntitle = 'My questions'\naliases = ['Ask the panel']\nmin = 7\n",
    );
    assert_eq!(errors, []);
    let section = grammar.section("questions-to-ask");
    for heading in [
        "My Questions",
        "Questions to Ask Them",
        "4. Ask the Panel (short)",
    ] {
        assert_eq!(
            grammar.recognise(heading).map(|found| found.section),
            section,
            "{heading}"
        );
    }
    let questions = grammar.sections[section.expect("it is there")]
        .questions
        .clone()
        .expect("it counts questions");
    assert_eq!((questions.warn, questions.hint), (7, 7));
}

#[test]
fn sections_are_added_moved_and_dropped() {
    let (grammar, errors) = merged(
        "[references]\ntitle = 'References'\nafter = 'fit'\nrequired = true\n[pitch]\ndrop = true\n[concepts]\nafter = ''\n",
    );
    assert_eq!(errors, []);
    let ids = ids(&grammar);
    assert_eq!(ids[0], "concepts");
    let fit = ids.iter().position(|id| *id == "fit").expect("fit stays");
    assert_eq!(ids[fit + 1], "references");
    assert!(!ids.contains(&"pitch"));
    assert!(grammar.recognise("Elevator Pitch").is_none());
}

#[test]
fn what_is_wrong_is_told_and_the_rest_counts() {
    let (grammar, errors) =
        merged("[jobs]\nrequired = true\n[fit]\nafter = 'nowhere'\nrequired = false\n");
    let told: Vec<&str> = errors.iter().map(OverlayError::id).collect();
    assert_eq!(told, ["jobs", "fit"]);
    assert!(
        errors[0].to_string().contains("give it a title"),
        "{}",
        errors[0]
    );
    assert!(!grammar.sections[grammar.section("fit").expect("fit stays")].required);
    assert_eq!(ids(&grammar), ids(&Grammar::standard()));
}

#[test]
fn all_names_of_a_company_hold_its_needle() {
    let grammar = Grammar::standard();
    for company in [
        "Harbour Clinic",
        "Harris",
        "Harris & Sons",
        "Gas, Inc.",
        "The Fern",
        "The",
        "My Gym",
        "3M",
        "X",
        "I. Novak",
        "Éclair Co",
        "AT&T",
        "O'Neill",
        "Boss",
        "d.light",
        "株式会社 東",
    ] {
        let needle = grammar.company_needle(company);
        let names = grammar.company_names(company);
        assert!(
            names.keys().all(|key| key.contains(&needle)),
            "{company}: {needle:?}"
        );
        let headings = ["Why {}?", "About {}", "Working at {}", "{} at a Glance"];
        let headings = headings.map(|heading| grammar.key(&heading.replace("{}", company)));
        let named = headings.iter().filter(|key| names.contains_key(*key));
        assert!(
            named.clone().all(|key| key.contains(&needle)),
            "{company}: {needle:?}"
        );
    }
    assert_eq!(grammar.company_needle("Harris & Sons"), "harri");
    assert_eq!(grammar.company_needle("The Fern"), "");
}

#[test]
fn the_companys_name_names_sections() {
    let grammar = Grammar::standard();
    let names = grammar.company_names("Harbour Clinic");
    let section = |heading: &str| {
        names
            .get(&grammar.key(heading))
            .map(|found| grammar.sections[found.section].id.as_str())
    };
    assert_eq!(section("Why Harbour Clinic?"), Some("fit"));
    assert_eq!(section("About Harbour"), Some("company-summary"));
    assert_eq!(section("About Elm Street"), None);
    assert!(grammar.company_names("").is_empty());
}
