use std::path::{Path, PathBuf};

use super::*;
use crate::note::Globs;
use crate::rules::{Days, Level};

fn problems(text: &str) -> Vec<(String, String, Option<String>)> {
    let loaded = load(text).expect("the file can be read");
    loaded
        .problems
        .into_iter()
        .map(|problem| {
            (
                text[problem.range].to_owned(),
                problem.message,
                problem.instead,
            )
        })
        .collect()
}

#[test]
fn an_empty_file_is_the_defaults() {
    let loaded = load("").expect("nothing is wrong with it");
    assert_eq!(loaded.config, Config::default());
    assert_eq!(loaded.problems, []);
}

#[test]
fn names_that_are_none_have_a_place_and_a_suggestion() {
    let cases = [
        (
            "[rule]\n",
            "rule",
            "There is no setting `rule`: did you mean `rules`?",
        ),
        (
            "[server]\ndebounce = 5\n",
            "debounce",
            "There is no setting `debounce` in [server]: did you mean `debounce-ms`?",
        ),
        (
            "[rules]\nplaceholders = 'off'\n",
            "placeholders",
            "There is no rule `placeholders`: did you mean `placeholder`?",
        ),
        (
            "[sections.fit]\nalias = []\n",
            "alias",
            "There is no setting `alias` in [sections.fit]: did you mean `aliases`?",
        ),
    ];
    for (text, place, message) in cases {
        let found = problems(text);
        assert_eq!(
            (found[0].0.as_str(), found[0].1.as_str()),
            (place, message),
            "{text}"
        );
        assert!(found[0].2.is_some(), "{text}");
    }
    let found = problems("[sections.jobs]\nrequired = true\n");
    assert_eq!(found[0].0, "jobs");
    assert!(found[0].1.contains("give it a title"), "{found:?}");
}

#[test]
fn a_file_that_cannot_be_read_says_where() {
    for (text, line, column) in [
        ("a = \n", 1, 5),
        ("include = 5\n", 1, 11),
        ("\n[rules]\nplaceholder = 'loud'\n", 3, 15),
        ("[rules]\nplaceholder = 5\n", 2, 15),
        ("[rules]\nstale-posting = { level = 'loud' }\n", 2, 27),
        ("[rules]\nstale-posting = { max-age = -5 }\n", 2, 29),
        ("[rules]\nstale-posting.max-age = 'long'\n", 2, 25),
    ] {
        let error = load(text).expect_err("it is wrong");
        assert_eq!(
            (error.line, error.column),
            (line, column),
            "{text}: {error}"
        );
    }
}

#[test]
fn rules_have_options_beside_their_level() {
    let config = load(
        "[rules]\nstale-posting = { level = 'hint', max-age = 90 }\nstale-facts.max-age = 30\n",
    )
    .expect("it is right")
    .config;
    let set = config.rules["stale-posting"];
    assert_eq!(
        (set.level, set.max_age),
        (Some(Level::Hint), Some(Days(90)))
    );
    assert_eq!(config.rules["stale-facts"].level, None);
    let settings = Profile::new(config.clone(), None, None).0.settings;
    assert_eq!(settings.max_age("stale-facts", 365), 30);
    assert_eq!(settings.max_age("another", 365), 365);
    let json = serde_json::to_value(&config.rules).expect("plain JSON");
    assert_eq!(
        json,
        serde_json::json!({"stale-facts": {"max-age": 30}, "stale-posting": {"level": "hint", "max-age": 90}})
    );

    let found =
        problems("[rules]\nplaceholder = { max-age = 90 }\nstale-posting = { max-ages = 90 }\n");
    let told: Vec<(&str, &str)> = found
        .iter()
        .map(|(place, message, _)| (place.as_str(), message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "max-age",
                "The rule `placeholder` has no option `max-age`: delete it"
            ),
            (
                "max-ages",
                "There is no setting `max-ages` in [rules.stale-posting]: did you mean `max-age`?"
            ),
        ]
    );
    let error = load("[rules]\nstale-posting = { max-age = 0 }\n").expect_err("it is wrong");
    assert!(
        error.message.contains("a number of days such as 90"),
        "{error}"
    );
}

#[test]
fn what_a_file_leaves_out_keeps_its_default() {
    let config = load("[rules]\nplaceholder = 'hint'\n[server]\ncalm-typing = false\n")
        .expect("it is right")
        .config;
    assert_eq!(config.rules["placeholder"], Level::Hint.into());
    assert_eq!(
        config.server,
        Server {
            calm_typing: false,
            ..Server::default()
        }
    );
    assert_eq!(config.include, ["**/*.prep.md"]);
}

#[test]
fn globs_are_relative_to_the_file() {
    let config = load("include = ['interviews/**/*.md']\nexclude = ['**/old/**']\n")
        .expect("it is right")
        .config;
    let (profile, wrong) = Profile::new(config, Some(PathBuf::from("/home/a/prep.toml")), None);
    assert_eq!(wrong, Vec::<String>::new());
    for (path, globs) in [
        ("/home/a/interviews/acme.md", Globs::Included),
        ("/home/a/interviews/2026/acme.md", Globs::Included),
        ("/home/a/interviews/old/acme.md", Globs::Excluded),
        ("/home/a/other/acme.md", Globs::Neither),
        ("/home/b/interviews/acme.md", Globs::Neither),
    ] {
        assert_eq!(profile.globs(Path::new(path)), globs, "{path}");
    }
    let (profile, _) = Profile::new(Config::default(), None, None);
    assert_eq!(
        profile.globs(Path::new("/anywhere/acme.prep.md")),
        Globs::Included
    );
}
