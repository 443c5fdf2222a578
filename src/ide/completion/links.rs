//! Targets of links: headings of this note after `](#`, `[[#`, and other notes after `](` and `[[`.

use std::ops::Range;

use super::super::Snapshot;
use super::super::navigate::ToldStory;
use super::cx::Cx;
use super::{Completion, CompletionKind, plain_item, story_ids};

/// Something that a link may lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTarget {
    /// What it is called in the list.
    pub label: String,
    /// What stands in the link.
    pub insert: String,
    /// A few words about it: a path, a title.
    pub detail: String,
}

/// What other files hold that a place of a note may name: the notes that a link may lead to, as each kind of link names
/// them, and the stories of the bank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkTargets {
    /// For `[[…]]`: names.
    pub wiki: Vec<LinkTarget>,
    /// For `](…)`: paths relative to the note, escaped as a target must be.
    pub paths: Vec<LinkTarget>,
    /// The headings of the note that the link names already: what stands behind the `#`.
    pub headings: Vec<LinkTarget>,
    /// The stories of the note's bank that have an id.
    pub stories: Vec<ToldStory>,
}

/// What somebody who knows the files is to fill [`LinkTargets`] with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedTargets {
    /// Notes, or headings of one.
    Link(WantedLinks),
    /// The stories of the bank.
    Stories,
}

/// What a link that is being typed may lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedLinks {
    /// Whether the link is a wiki link.
    pub wiki: bool,
    /// What is typed of the target, up to a `#`.
    pub typed: String,
    /// Whether the headings of what was typed are wanted, and not notes.
    pub headings: bool,
}

/// Which targets a completion at an offset may use; none where it offers nothing of other files.
pub fn wanted_targets(
    snapshot: &Snapshot,
    offset: usize,
    trigger: Option<char>,
) -> Option<WantedTargets> {
    if !snapshot.note.is_note() {
        return None;
    }
    let cx = Cx::new(snapshot, offset, trigger);
    if !cx.is_prose() {
        return None;
    }
    let Some(link) = Link::of(&cx) else {
        return story_ids::are_wanted(&cx).then_some(WantedTargets::Stories);
    };
    let (typed, headings) = match link.typed.split_once('#') {
        Some((path, _)) => (path, true),
        None => (link.typed, false),
    };
    (!headings || !typed.is_empty()).then(|| {
        WantedTargets::Link(WantedLinks {
            wiki: link.kind == Kind::Wiki,
            typed: typed.to_owned(),
            headings,
        })
    })
}

/// The place in a link where its target is typed.
pub(super) struct Link<'a> {
    kind: Kind,
    /// The target up to the cursor.
    typed: &'a str,
    /// All of the target.
    range: Range<usize>,
    /// What closes the link, where nothing does.
    close: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// `[[target]]`
    Wiki,
    /// `[text](target)`
    Inline,
}

impl<'a> Link<'a> {
    /// The link whose target the cursor is in, up to which nothing closes it.
    pub(super) fn of(cx: &'a Cx<'_>) -> Option<Link<'a>> {
        let wiki = cx.typed.rfind("[[").map(|at| (at + 2, Kind::Wiki));
        let inline = cx.typed.rfind("](").map(|at| (at + 2, Kind::Inline));
        let (start, kind) = wiki.max(inline)?;
        let typed = &cx.typed[start..];
        let (ends, closed): (&[char], &str) = match kind {
            Kind::Wiki => (&[']', '|', '['], "]]"),
            Kind::Inline => (&[')', '(', ' ', '\t', '<', '>'], ")"),
        };
        if typed.contains(ends) || kind == Kind::Inline && is_image(&cx.typed[..start - 2]) {
            return None;
        }
        // The rest of the target is replaced, too, where the link is closed behind it.
        let behind = &cx.rest;
        let end = behind
            .find(ends)
            .filter(|&at| behind[at..].starts_with(closed) || behind[at..].starts_with('|'));
        let fits = match cx.trigger {
            None => true,
            Some('[') => kind == Kind::Wiki && typed.is_empty(),
            Some('(') => kind == Kind::Inline && typed.is_empty(),
            Some('#') => typed.ends_with('#') && typed.find('#') == Some(typed.len() - 1),
            Some(_) => false,
        };
        // In the middle of a text, before which somebody types `[[`, only what follows at once counts.
        let end = match end {
            Some(at) if kind == Kind::Inline || !behind[..at].contains(char::is_whitespace) => at,
            Some(at) if !typed.is_empty() => at,
            _ if behind.starts_with(|char: char| char.is_alphanumeric()) => return None,
            _ => 0,
        };
        let closes = behind[end..].starts_with(closed) || behind[end..].starts_with('|');
        fits.then(|| Link {
            kind,
            typed,
            range: cx.line.start + start..cx.offset + end,
            close: if closes { "" } else { closed },
        })
    }
}

/// Whether a bracket that ends a text is an image's: `![description`.
fn is_image(before: &str) -> bool {
    let open = before.rfind('[');
    open.is_some_and(|at| before[..at].ends_with('!'))
}

/// What the link may lead to: headings first where a `#` was typed, notes first where none was.
pub(super) fn offer(
    cx: &Cx<'_>,
    link: &Link<'_>,
    targets: &LinkTargets,
    out: &mut Vec<Completion>,
) {
    if let Some(at) = link.typed.find('#').filter(|&at| at > 0) {
        of_another(link, at, targets, out);
        return;
    }
    if !link.typed.starts_with('#') {
        let targets = match link.kind {
            Kind::Wiki => &targets.wiki,
            Kind::Inline => &targets.paths,
        };
        for target in targets {
            let text = format!("{}{}", target.insert, link.close);
            // A path is found by the note's name as well.
            let filter = if target.label == target.insert {
                target.label.clone()
            } else if is_beginning(link.typed, &target.insert) {
                target.insert.clone()
            } else {
                target.label.clone()
            };
            out.push(Completion {
                detail: target.detail.clone(),
                filter,
                ..plain_item(
                    CompletionKind::Target,
                    &target.label,
                    link.range.clone(),
                    text,
                )
            });
        }
    }
    headings(cx, link, out);
    let typed = link.typed.to_lowercase();
    out.retain(|item| super::is_abbreviation(&typed, &item.filter.to_lowercase()));
}

fn is_beginning(typed: &str, of: &str) -> bool {
    !typed.is_empty() && of.to_lowercase().starts_with(&typed.to_lowercase())
}

/// The headings of another note, whose name or path is typed up to the `#`.
fn of_another(link: &Link<'_>, hash: usize, targets: &LinkTargets, out: &mut Vec<Completion>) {
    let (path, typed) = (&link.typed[..hash], &link.typed[hash + 1..]);
    for target in &targets.headings {
        let filter = match is_beginning(typed, &target.insert) {
            true => &target.insert,
            false => &target.label,
        };
        let text = format!("{path}#{}{}", target.insert, link.close);
        out.push(Completion {
            detail: target.detail.clone(),
            filter: format!("{path}#{filter}"),
            ..plain_item(
                CompletionKind::Target,
                &target.label,
                link.range.clone(),
                text,
            )
        });
    }
    let typed = link.typed.to_lowercase();
    out.retain(|item| super::is_abbreviation(&typed, &item.filter.to_lowercase()));
}

/// The note's own headings.
fn headings(cx: &Cx<'_>, link: &Link<'_>, out: &mut Vec<Completion>) {
    let note = &cx.snapshot.note;
    let (anchors, places) = note.anchors();
    for (index, place) in places.iter().enumerate() {
        let Some(node) = place.node.map(|node| &note.nodes[node]) else {
            continue;
        };
        let (at, heading) = note.heading(node);
        let name = &heading.name;
        let here = (cx.line.start..=cx.line.end).contains(&at.range(heading.span).start);
        let target = anchors.fragment(index, link.kind == Kind::Wiki);
        if here || target.is_empty() {
            continue;
        }
        let text = format!("#{target}{}", link.close);
        out.push(Completion {
            detail: format!("heading {} of this note", "#".repeat(node.level as usize)),
            // The heading's words, or what stands in the link, may be typed.
            filter: if is_beginning(link.typed, &format!("#{target}")) {
                format!("#{target}")
            } else {
                format!("#{name}")
            },
            ..plain_item(CompletionKind::Target, name, link.range.clone(), text)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::complete;
    use super::super::testing::{accepted, at, labels, labels_of, note, offers, triggered};
    use super::*;

    fn body(line: &str) -> String {
        note(&format!(
            "## Job Overview\n\nSee {line}.\n\n## Concepts To Know/Review\n\n### Drugs\n\n## Drugs\n"
        ))
    }

    #[test]
    fn headings_of_this_note() {
        assert_eq!(
            labels(&body("[a](#$0)")),
            [
                "Interview Prep: Harbour Clinic – Staff Nurse",
                "Job Overview",
                "Concepts To Know/Review",
                "Drugs",
                "Drugs"
            ]
        );
        for (line, label, expected) in [
            (
                "[a](#$0",
                "Concepts To Know/Review",
                "[a](#concepts-to-knowreview)",
            ),
            (
                "[a](#conc$0)",
                "Concepts To Know/Review",
                "[a](#concepts-to-knowreview)",
            ),
            ("[a]($0)", "Job Overview", "[a](#job-overview)"),
            ("[a](#job$0-view)", "Job Overview", "[a](#job-overview)"),
            (
                "[[#$0",
                "Concepts To Know/Review",
                "[[#Concepts To Know/Review]]",
            ),
            ("[[#job$0]]", "Job Overview", "[[#Job Overview]]"),
            ("[[$0", "Job Overview", "[[#Job Overview]]"),
            ("[[#Jo$0b|text]]", "Job Overview", "[[#Job Overview|text]]"),
        ] {
            assert_eq!(accepted(&body(line), label), body(expected), "{line:?}");
        }
        let drugs: Vec<String> = offers(&body("[a](#drugs$0)"))
            .into_iter()
            .map(|item| item.plain)
            .collect();
        assert_eq!(drugs, ["#drugs", "#drugs-1"]);
    }

    #[test]
    fn other_notes_come_first() {
        let target = |insert: &str| LinkTarget {
            label: "Fern Legal".into(),
            insert: insert.into(),
            detail: "notes/fern.prep.md".into(),
        };
        let targets = LinkTargets {
            wiki: vec![target("fern.prep")],
            paths: vec![target("../notes/fern.prep.md")],
            headings: vec![LinkTarget {
                label: "The Panel".into(),
                insert: "the-panel".into(),
                detail: String::new(),
            }],
            stories: Vec::new(),
        };
        let first = |line: &str| {
            let (snapshot, offset) = at(&body(line));
            let items = complete(&snapshot, offset, None, &targets).items;
            items.into_iter().next().map(|item| item.plain)
        };
        assert_eq!(first("[[$0"), Some("fern.prep]]".into()));
        assert_eq!(first("[[Fern$0]]"), Some("fern.prep".into()));
        assert_eq!(first("[a](../no$0)"), Some("../notes/fern.prep.md".into()));
        assert_eq!(first("[a](fern$0)"), Some("../notes/fern.prep.md".into()));
        assert_eq!(first("[[#J$0]]"), Some("#Job Overview".into()));
        assert_eq!(
            first("[[fern.prep#$0]]"),
            Some("fern.prep#the-panel".into())
        );
        assert_eq!(first("[a](b.md#pan$0"), Some("b.md#the-panel)".into()));
        assert_eq!(first("[a](b.md#x$0"), None);
    }

    #[test]
    fn somebody_else_is_asked_for_what_other_notes_hold() {
        let wanted = |line: &str, trigger| {
            let (snapshot, offset) = at(&body(line));
            match wanted_targets(&snapshot, offset, trigger)? {
                WantedTargets::Link(wanted) => Some((wanted.wiki, wanted.typed, wanted.headings)),
                WantedTargets::Stories => panic!("no link in {line}"),
            }
        };
        let some = |wiki, typed: &str, headings| Some((wiki, typed.to_owned(), headings));
        assert_eq!(wanted("[[$0", Some('[')), some(true, "", false));
        assert_eq!(wanted("[a](../x$0)", None), some(false, "../x", false));
        assert_eq!(wanted("[a](x.md#p$0)", None), some(false, "x.md", true));
        assert_eq!(wanted("[[x#$0", Some('#')), some(true, "x", true));
        for line in ["[a](#p$0)", "`[[$0`", "[a $0", "<!-- [[$0 -->"] {
            assert_eq!(wanted(line, None), None, "{line}");
        }
    }

    #[test]
    fn characters_bring_them_up_where_a_target_begins() {
        let up = |line: &str, trigger| !labels_of(&triggered(&body(line), trigger)).is_empty();
        assert!(up("[[$0", '[') && up("[a]($0)", '(') && up("[a](#$0", '#') && up("[[#$0", '#'));
        assert!(!up("[$0", '[') && !up("($0", '(') && !up("[a](#a-$0)", '-') && !up("[[a $0", ' '));
    }

    #[test]
    fn there_are_none_elsewhere() {
        for line in [
            "`[a](#$0)`",
            "[a](#b) $0",
            "![a]($0)",
            "[[a]] $0",
            "[[a|$0]]",
            "[a](b \"$0\")",
            "<!-- [[$0 -->",
            "[[$0word",
        ] {
            assert_eq!(labels(&body(line)), [""; 0], "{line:?}");
        }
        assert_eq!(labels("# A README\n\n[a](#$0)\n"), [""; 0]);
        assert_eq!(
            labels(&note("## Job Overview\n\n```\n[[#$0\n```\n")),
            [""; 0]
        );
    }
}
