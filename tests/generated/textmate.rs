//! `grammars/prep.tmLanguage.json`, by which VS Code colours notes: made from the data, like everything that names sections.
//!
//! It is injected into VS Code's Markdown grammar, at places inside paragraphs, headings and comments only, so that it
//! never takes a line away from that grammar. It cannot know whether a document is a note. So it names what hardly stands in
//! other Markdown: titles, names of more than one word, and labels in bold or before a colon.

use std::collections::BTreeSet;

use prep_ls::grammar::Grammar;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Phrases {
    placeholder: Placeholder,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Placeholder {
    marks: Vec<String>,
    names: Vec<String>,
    bracketed: Vec<String>,
    bracketed_tails: Vec<String>,
    bracketed_leads: Vec<String>,
}

pub(crate) fn grammar() -> String {
    let data = Grammar::standard_data();
    let sections = data.sections.iter().flat_map(|section| {
        let aliases = section.aliases.iter().chain(&section.partial);
        let long = aliases.filter(|alias| alias.split_whitespace().count() > 1);
        long.chain([&section.title])
    });
    let labels = data.sections.iter().flat_map(|section| {
        let fields = section.fields.iter().map(|field| &field.label);
        fields.chain(section.parts.iter().map(|part| &part.title))
    });
    let phrases: Phrases = toml::from_str(include_str!("../../grammars/phrases.toml"))
        .expect("the phrases are TOML of this shape");
    let placeholder = phrases.placeholder;

    let sections = alternatives(sections);
    let labels = alternatives(labels);
    let marks = alternatives(placeholder.marks.iter().chain(&placeholder.names));
    let bracketed = alternatives(&placeholder.bracketed);
    let tails = alternatives(&placeholder.bracketed_tails);
    let leads = alternatives(&placeholder.bracketed_leads);
    let grammar = json!({
        "$comment": "Made from the other files of this folder: UPDATE=1 cargo test --test generated",
        "scopeName": "markdown.prep.injection",
        "injectionSelector": "L:meta.paragraph.markdown - markup.inline.raw, L:markup.heading.markdown - markup.inline.raw, L:comment.block.html",
        "patterns": [
            { "include": "#section" },
            { "include": "#bold-label" },
            { "include": "#plain-label" },
            { "include": "#suppression" },
            { "include": "#placeholder" },
        ],
        "repository": {
            "section": {
                "comment": "A standard section: after the marks, numbering and ornament of its heading.",
                "match": format!("(?<=^# |^## |^### |^#### )(?:(?:\\d+|[A-Z]|[IVX]+)[.)]\\s+)?(?:[^\\p{{L}}\\p{{N}}\\s]+\\s*)?((?i:{sections}))(?=\\s*(?:$|[:(|*–—-]))"),
                "captures": { "1": { "name": "entity.name.type.section.prep" } },
            },
            "bold-label": {
                "match": format!("(?<=\\*\\*|__)((?i:{labels}))(?=:?\\*\\*|:?__)"),
                "captures": { "1": { "name": "variable.other.constant.label.prep" } },
            },
            "plain-label": {
                "match": format!("(?<=^|^- |^\\* |^\\+ )((?i:{labels}))(?=:(?:\\s|$))"),
                "captures": { "1": { "name": "variable.other.constant.label.prep" } },
            },
            "suppression": {
                "match": "(prep-ls):\\s*(ignore(?:-section|-file)?)\\b((?:[ ,]+[a-z][a-z-]*[a-z])*)",
                "captures": {
                    "1": { "name": "keyword.other.directive.prep" },
                    "2": { "name": "keyword.control.directive.prep" },
                    "3": { "name": "variable.other.constant.rule.prep" },
                },
            },
            "placeholder": {
                "comment": "Not in a link or a task: what stands in brackets there is none.",
                "match": format!("(?<![\\p{{L}}\\p{{N}}_])(?:{marks})(?![\\p{{L}}\\p{{N}}_])|\\{{\\{{[^{{}}\\n]{{1,60}}\\}}\\}}|\\[(?i:(?:{bracketed})(?: (?:{tails}))?|(?:{leads}) [^\\]\\n]{{1,60}})\\](?![(\\[:])"),
                "name": "keyword.control.placeholder.prep",
            },
        },
    });
    let mut text = serde_json::to_string_pretty(&grammar).expect("it is plain JSON");
    text.push('\n');
    text
}

/// The names as alternatives of a regular expression, longer ones first. Those with a gap for other words are left out.
fn alternatives<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let plain = |name: &&String| !name.contains(['{', '…', '*']);
    let unique: BTreeSet<String> = names
        .into_iter()
        .filter(plain)
        .map(|name| escape(name))
        .collect();
    let mut unique: Vec<String> = unique.into_iter().collect();
    unique.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    unique.join("|")
}

fn escape(name: &str) -> String {
    let mut escaped = String::new();
    for char in name.chars() {
        if "\\.+?()[]|^$/".contains(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}
