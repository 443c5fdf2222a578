//! Suppressions: the directives, and the rules that they name, those first that are reported here.

use crate::rules::RULES;

use super::cx::Cx;
use super::docs::Docs;
use super::{Completion, CompletionKind, escaped, plain_item};

/// What a comment begins with that is addressed to prep-ls.
const ADDRESS: &str = "prep-ls:";

/// The directives, and what they cover.
const DIRECTIVES: [(&str, &str); 3] = [
    ("ignore", "the next block"),
    ("ignore-section", "this section"),
    ("ignore-file", "the whole note"),
];

/// What may stand in a comment whose inside begins at `open`, in bytes of the line.
pub(super) fn offer(cx: &Cx<'_>, open: usize, out: &mut Vec<Completion>) {
    let inside = &cx.typed[open..];
    let bare = inside.trim_start();
    match bare.strip_prefix(ADDRESS) {
        Some(body) => {
            let word = body.trim_start();
            if word.contains(char::is_whitespace) {
                rules(cx, word, out);
            } else if fits(cx, word) {
                let lead = if body.is_empty() { " " } else { "" };
                directives(cx, word, lead, out);
            }
        }
        None if ADDRESS.starts_with(bare) => {
            let fits = match cx.trigger {
                None => true,
                Some('-' | ' ') => bare.is_empty(),
                Some(_) => false,
            };
            if fits {
                let lead = if inside.is_empty() { " " } else { "" };
                directives(cx, bare, &format!("{lead}{ADDRESS} "), out);
            }
        }
        None => {}
    }
}

/// Whether a character that brought this up stands at the beginning of a word, or within one.
fn fits(cx: &Cx<'_>, word: &str) -> bool {
    match cx.trigger {
        None | Some('-') => true,
        Some(' ' | ':') => word.is_empty(),
        Some(_) => false,
    }
}

/// What closes the comment, where the line does not.
fn closing(cx: &Cx<'_>) -> &'static str {
    match cx.rest.find("-->") {
        Some(0) => " ",
        Some(_) => "",
        None => " -->",
    }
}

fn directives(cx: &Cx<'_>, word: &str, lead: &str, out: &mut Vec<Completion>) {
    if !behind(cx).trim().is_empty() {
        return;
    }
    let whole = lead.contains(ADDRESS);
    let close = closing(cx);
    for (name, covers) in DIRECTIVES {
        if !whole && !name.starts_with(word) {
            continue;
        }
        let range = cx.offset - word.len()..cx.offset;
        let text = format!("{lead}{name}{close}");
        let label = if whole {
            format!("{ADDRESS} {name}")
        } else {
            name.to_owned()
        };
        // The space that is typed next brings the rules up.
        let stop = format!("{lead}{name}$0{close}");
        out.push(Completion {
            detail: format!("suppress in {covers}"),
            snippet: stop,
            docs: Some(Docs::Text(format!(
                "**{name}**\n\n`<!-- {ADDRESS} {name} RULE -->` silences the rules that it names in {covers}. Without a name it silences all."
            ))),
            ..plain_item(CompletionKind::Rule, &label, range, text)
        });
    }
}

/// What stands behind the cursor within the comment.
fn behind<'a>(cx: &'a Cx<'_>) -> &'a str {
    cx.rest.split("-->").next().unwrap_or_default()
}

/// The rules that a directive does not name yet. `body` is the directive with what follows.
fn rules(cx: &Cx<'_>, body: &str, out: &mut Vec<Completion>) {
    let (directive, listed) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
    if !DIRECTIVES.iter().any(|(name, _)| *name == directive) {
        return;
    }
    let is_gap = |char: char| char == ',' || char.is_whitespace();
    let word = listed.rsplit(is_gap).next().unwrap_or_default();
    let rest = behind(cx);
    // In the middle of a name nobody wants another.
    if !fits(cx, word) || rest.starts_with(|char: char| char.is_alphanumeric() || char == '-') {
        return;
    }
    let before = &listed[..listed.len() - word.len()];
    let named: Vec<&str> = before.split(is_gap).chain(rest.split(is_gap)).collect();
    let near = near(cx, directive);
    let mut rules: Vec<_> = RULES
        .iter()
        .filter(|rule| !named.contains(&rule.name) && rule.name.starts_with(word))
        .collect();
    rules.sort_by_key(|rule| !near.contains(&rule.name));
    let close = closing(cx);
    for rule in rules {
        let reported = near.contains(&rule.name);
        let text = format!("{}{close}", rule.name);
        out.push(Completion {
            detail: if reported {
                format!("{}, reported here", rule.group.as_str())
            } else {
                rule.group.as_str().to_owned()
            },
            snippet: format!("{}$0{close}", escaped(rule.name)),
            docs: Some(Docs::Rule(rule.name.to_owned())),
            ..plain_item(
                CompletionKind::Rule,
                rule.name,
                cx.offset - word.len()..cx.offset,
                text,
            )
        });
    }
}

/// The rules that report something where a directive may silence it: in the note, or below the same
/// heading.
fn near(cx: &Cx<'_>, directive: &str) -> Vec<&'static str> {
    let note = &cx.snapshot.note;
    let range = match note.node_at(cx.line.start) {
        Some(node) if directive != "ignore-file" => note.node_range(node),
        _ => 0..usize::MAX,
    };
    let findings = cx.snapshot.findings.iter();
    findings
        .filter(|finding| range.contains(&finding.range.start))
        .map(|finding| finding.rule.name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{accepted, labels, labels_of, note, triggered};

    fn advice(line: &str) -> String {
        note(&format!(
            "## Strategic Advice\n\n{line}\n- Say TBD when it is open.\n"
        ))
    }

    #[test]
    fn directives() {
        for (line, label, expected) in [
            ("<!--$0", "prep-ls: ignore", "<!-- prep-ls: ignore -->"),
            ("<!-- $0", "prep-ls: ignore", "<!-- prep-ls: ignore -->"),
            ("<!-- $0 -->", "prep-ls: ignore", "<!-- prep-ls: ignore -->"),
            (
                "<!-- prep$0 -->",
                "prep-ls: ignore-file",
                "<!-- prep-ls: ignore-file -->",
            ),
            (
                "<!-- prep-ls:$0",
                "ignore-section",
                "<!-- prep-ls: ignore-section -->",
            ),
            (
                "<!-- prep-ls: ign$0",
                "ignore-section",
                "<!-- prep-ls: ignore-section -->",
            ),
            (
                "text <!-- prep-ls: $0-->",
                "ignore",
                "text <!-- prep-ls: ignore -->",
            ),
        ] {
            assert_eq!(accepted(&advice(line), label), advice(expected), "{line:?}");
        }
        for line in [
            "<!-- todo $0",
            "<!-- $0 todo -->",
            "<!-- prep-ls: $0 ignore -->",
            "a -- $0",
        ] {
            assert_eq!(labels(&advice(line)), [""; 0], "{line:?}");
        }
    }

    #[test]
    fn rules_those_reported_here_first() {
        let all = labels(&advice("<!-- prep-ls: ignore $0 -->"));
        assert_eq!(all.len(), crate::rules::RULES.len());
        let found = labels(&advice("<!-- prep-ls: ignore weak-wording, $0 -->"));
        assert!(found[..3].contains(&"placeholder".to_owned()), "{found:?}");
        for (line, expected) in [
            (
                "<!-- prep-ls: ignore $0",
                "<!-- prep-ls: ignore placeholder -->",
            ),
            (
                "<!-- prep-ls: ignore pla$0 -->",
                "<!-- prep-ls: ignore placeholder -->",
            ),
            (
                "<!-- prep-ls: ignore-file a, $0-->",
                "<!-- prep-ls: ignore-file a, placeholder -->",
            ),
        ] {
            assert_eq!(
                accepted(&advice(line), "placeholder"),
                advice(expected),
                "{line:?}"
            );
        }
    }

    #[test]
    fn those_that_are_listed_are_left_out() {
        let found = labels(&advice(
            "<!-- prep-ls: ignore weak-wording, $0, empty-field -->",
        ));
        for named in ["weak-wording", "empty-field"] {
            assert!(!found.contains(&named.to_owned()), "{named}");
        }
        for line in [
            "<!-- prep-ls: ignroe $0 -->",
            "<!-- prep-ls: ignore pla$0ceholder -->",
        ] {
            assert_eq!(labels(&advice(line)), [""; 0], "{line:?}");
        }
    }

    #[test]
    fn characters_bring_them_up() {
        let up = |line: &str, trigger| !labels_of(&triggered(&advice(line), trigger)).is_empty();
        assert!(up("<!--$0", '-') && up("<!-- $0 -->", ' ') && up("<!-- prep-ls:$0", ':'));
        assert!(up("<!-- prep-ls: $0", ' ') && up("<!-- prep-ls: ignore $0 -->", ' '));
        assert!(up("<!-- prep-ls: ignore missing-$0", '-') && up("<!-- prep-ls: ignore-$0", '-'));
        assert!(!up("<!-- a note $0", ' ') && !up("<!-- well-$0", '-') && !up("--$0", '-'));
    }

    #[test]
    fn not_in_code() {
        for fixture in [
            "```\n<!-- prep-ls: ignore $0 -->\n```",
            "`<!-- prep-ls: ignore $0 -->`",
            "    <!-- prep-ls: ignore $0 -->",
        ] {
            assert_eq!(
                labels(&note(&format!(
                    "## Strategic Advice\n\ntext\n\n{fixture}\n"
                ))),
                [""; 0]
            );
        }
        assert_eq!(
            labels("# A README\n\n<!-- prep-ls: ignore $0 -->\n"),
            [""; 0]
        );
    }
}
