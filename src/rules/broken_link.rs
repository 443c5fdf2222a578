use std::cell::OnceCell;
use std::collections::HashSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::note::{
    Allowance, Anchors, Link, LinkForm, Note, SegmentRef, Target, is_top, label_key,
};
use crate::syntax::{BlockKind, Span};

use super::rule::{Severity, rule};
use super::{Edit, FileTarget, Findings, Fix, Nearest, Surroundings, WorkspaceCx};

rule! {
    /// Reports a link, an image, a wiki link or a footnote whose target does not exist.
    ///
    /// That is a heading that is not there (`#plan`, `[[#Plan]]`), a label or a footnote that is
    /// defined nowhere, a file that is missing, and a link with no target at all. Headings are found
    /// by their slugs, as GitHub makes them, and by their text, in any case. Addresses on the web
    /// and links in quotations are left alone, and so are files where nobody knows what is there.
    ///
    /// ## Why it matters
    ///
    /// Ten minutes before the call you follow the link to your story, and nothing happens.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Fern Legal – Associate
    /// ## Gaps & Concerns
    /// - Employment law: see [the plan](#concepts-to-learn)
    ///                                  ^^^^^^^^^^^^^^^^^^
    ///
    /// ## Concepts To Know
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Fern Legal – Associate
    /// ## Gaps & Concerns
    /// - Employment law: see [the plan](#concepts-to-know)
    ///
    /// ## Concepts To Know
    /// ```
    ///
    /// ## Source
    ///
    /// Renaming a heading by hand breaks the links to it, and nothing says so.
    pub(crate) static BROKEN_LINK = "broken-link", Links, Some(Severity::Warning), Workspace(check);
}

/// What of a path is encoded in a link.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'(')
    .add(b')')
    .add(b'<')
    .add(b'>')
    .add(b'?');

/// What the links of a note can lead to within it, each found when it is first asked for.
struct Own<'a> {
    note: &'a Note,
    anchors: OnceCell<Anchors>,
    labels: OnceCell<HashSet<(bool, String)>>,
    has_footnotes: OnceCell<bool>,
    label_letters: OnceCell<usize>,
    /// What may still be compared to find what is nearest to a name: names, and letters with letters.
    comparisons: Allowance,
    letters: Allowance,
}

/// Names that are compared with those that lead nowhere, at most: a hundred broken links in a note of a thousand headings are
/// each told what they may have meant, and a hundred thousand are only told that they are broken.
const MOST_COMPARISONS: usize = 100_000;

/// Letters that are compared with letters for that, at most. It is what a hundred thousand comparisons of names of thirty
/// letters take, a fifth of a second: names of a thousand letters are no names, and cost a thousand times as much.
const MOST_LETTERS: usize = 100_000_000;

impl Own<'_> {
    fn anchors(&self) -> &Anchors {
        self.anchors.get_or_init(|| self.note.anchors().0)
    }

    fn has_footnotes(&self) -> bool {
        let labels = || self.labels().iter().any(|(footnote, _)| *footnote);
        *self.has_footnotes.get_or_init(labels)
    }

    /// Whether so many names, of so many letters together, may be compared with one more.
    fn may_compare(&self, names: usize, letters: usize, wanted: &str) -> bool {
        self.comparisons.take(names) && self.letters.take(letters.saturating_mul(wanted.len()))
    }

    /// How long the labels are together, in bytes.
    fn label_letters(&self) -> usize {
        let letters = || self.labels().iter().map(|(_, key)| key.len()).sum();
        *self.label_letters.get_or_init(letters)
    }

    /// The keys of what is defined, with whether it is a footnote.
    fn labels(&self) -> &HashSet<(bool, String)> {
        self.labels.get_or_init(|| {
            let segments = self.note.segments.iter();
            let definitions = segments.flat_map(|segment| &segment.value.links().definitions);
            definitions
                .map(|definition| (definition.footnote, label_key(&definition.label)))
                .collect()
        })
    }
}

fn check(cx: &WorkspaceCx<'_, '_>, findings: &mut Findings) {
    let WorkspaceCx { note: cx, around } = cx;
    let own = Own {
        note: cx.note,
        anchors: OnceCell::new(),
        labels: OnceCell::new(),
        has_footnotes: OnceCell::new(),
        label_letters: OnceCell::new(),
        comparisons: Allowance::new(MOST_COMPARISONS),
        letters: Allowance::new(MOST_LETTERS),
    };
    for index in cx.with_links() {
        let at = cx.note.segment(index);
        let links = at.segment.links();
        let quotes = quotes(at);
        for link in &links.links {
            if is_quoted(&quotes, link.span) {
                continue;
            }
            match link.form {
                LinkForm::Auto | LinkForm::Bare | LinkForm::Shortcut => {}
                LinkForm::Footnote => footnote(&own, at, link, findings),
                LinkForm::Full | LinkForm::Collapsed => label(&own, at, link, findings),
                LinkForm::Inline | LinkForm::Wiki => {
                    let Target { path, fragment, .. } = &link.target;
                    if path.is_empty() && fragment.is_none() {
                        if link.form == LinkForm::Inline {
                            let what = if link.image { "image" } else { "link" };
                            let text = format!(
                                "This {what} has no target: put one between the brackets, or take it out"
                            );
                            findings.report(at.range(link.span), text);
                        }
                        continue;
                    }
                    target(around, &own, at, &link.target, findings);
                }
            }
        }
        for definition in links
            .definitions
            .iter()
            .filter(|definition| !definition.footnote)
        {
            target(around, &own, at, &definition.target, findings);
        }
    }
}

/// The block quotes that lie in no other, in order.
fn quotes(at: SegmentRef<'_>) -> Vec<Span> {
    let mut outermost: Vec<Span> = Vec::new();
    for block in &at.segment.chunk.blocks {
        let within = outermost
            .last()
            .is_some_and(|last| last.contains(block.span));
        if block.kind == BlockKind::Quote && !within {
            outermost.push(block.span);
        }
    }
    outermost
}

/// Whether a place is in a block quote: the links of a quoted posting belong to its page.
fn is_quoted(quotes: &[Span], span: Span) -> bool {
    let before = quotes.partition_point(|quote| quote.start <= span.start);
    before > 0 && quotes[before - 1].contains(span)
}

fn footnote(own: &Own<'_>, at: SegmentRef<'_>, link: &Link, findings: &mut Findings) {
    let label = &link.target.path;
    let labels = own.labels();
    // "[^a-z]" may be a pattern, where the note has no footnotes.
    let numbered = label.chars().all(|char| char.is_ascii_digit());
    if labels.contains(&(true, label_key(label))) || !(numbered || own.has_footnotes()) {
        return;
    }
    let text = format!(
        "The footnote “{label}” is defined nowhere: write `[^{label}]: …` on a line of its own"
    );
    let finding = findings.report(at.range(link.span), text);
    finding.with_data("target", format!("^{label}"));
    nearest_label(own, true, label, at, link, findings);
}

fn label(own: &Own<'_>, at: SegmentRef<'_>, link: &Link, findings: &mut Findings) {
    let label = &link.target.path;
    let before = at.segment.chunk.text[..link.span.start as usize]
        .chars()
        .next_back();
    // "rows[i][j]" is no link, though Markdown may take it for one.
    let glued = before.is_some_and(|char| char.is_alphanumeric() || matches!(char, ']' | ')'));
    if glued || own.labels().contains(&(false, label_key(label))) {
        return;
    }
    let text = format!(
        "The label “{label}” is defined nowhere: write `[{label}]: address` on a line of its own"
    );
    let finding = findings.report(at.range(link.target.span), text);
    finding.with_data("target", &**label);
    nearest_label(own, false, label, at, link, findings);
}

/// Offers the defined label that is nearest to one that is not.
fn nearest_label(
    own: &Own<'_>,
    footnote: bool,
    label: &str,
    at: SegmentRef<'_>,
    link: &Link,
    findings: &mut Findings,
) {
    let wanted = label_key(label);
    if wanted.chars().count() < 3
        || link.form == LinkForm::Collapsed
        || !own.may_compare(own.labels().len(), own.label_letters(), &wanted)
    {
        return;
    }
    let near = own
        .labels()
        .iter()
        .filter(|(of_footnote, _)| *of_footnote == footnote)
        .map(|(_, key)| (strsim::osa_distance(&wanted, key), key))
        .min();
    let Some((_, key)) = near.filter(|(distance, _)| *distance <= (wanted.len() / 3).max(1)) else {
        return;
    };
    if let Some(finding) = findings.last() {
        finding.with_fix(Fix {
            title: format!("Write “{key}”"),
            safe: false,
            edits: vec![Edit::replace(at.range(link.target.span), key.as_str())],
        });
    }
}

fn target(
    around: &Surroundings,
    own: &Own<'_>,
    at: SegmentRef<'_>,
    target: &Target,
    findings: &mut Findings,
) {
    if target.external {
        return;
    }
    if target.path.is_empty() {
        if let Some(fragment) = target.fragment.as_deref() {
            anchor(
                own,
                own.anchors(),
                at,
                target,
                fragment,
                "this note",
                findings,
            );
        }
        return;
    }
    match around.target(&target.path, target.wiki) {
        None | Some(FileTarget::Other) => {}
        Some(FileTarget::Markdown(anchors)) => {
            if let Some(fragment) = target.fragment.as_deref() {
                let file = format!("“{}”", target.path);
                anchor(own, anchors, at, target, fragment, &file, findings);
            }
        }
        Some(FileTarget::Missing(nearest)) => {
            let path = &target.path;
            let text = match nearest {
                Some(Nearest { path: near, .. }) => {
                    format!("There is no “{path}”: did you mean “{near}”?")
                }
                None => format!("There is no “{path}”: correct the path, or take the link out"),
            };
            let finding = findings.report(at.range(target.path_span), text);
            finding.with_data("target", &**path);
            if let Some(nearest) = nearest {
                finding.with_fixes(to_nearest(at, target, nearest));
            }
        }
    }
}

/// Leads a link to the file that it may have meant, and to the heading there that is most like the one it names. None
/// where it names a heading that the file does not have: whether that is the file is then in doubt.
fn to_nearest(at: SegmentRef<'_>, target: &Target, nearest: &Nearest) -> Option<Fix> {
    let path = &nearest.path;
    let bracketed = at.segment.chunk.text[..target.span.start as usize].ends_with('<');
    let written = if target.wiki || bracketed {
        path.clone()
    } else {
        utf8_percent_encode(path, PATH).to_string()
    };
    let mut title = format!("Link to “{path}”");
    let mut edits = vec![Edit::replace(at.range(target.path_span), written)];
    if let (Some(fragment), Some(anchors)) = (target.fragment.as_deref(), &nearest.anchors)
        && !leads_somewhere(anchors, fragment, target.wiki)
    {
        let heading = anchors.nearest(fragment)?;
        title = format!("Link to “{}” of “{path}”", anchors.names()[heading].text);
        edits.push(Edit::replace(
            at.range(target.fragment_span),
            anchors.fragment(heading, target.wiki),
        ));
    }
    Some(Fix {
        title,
        safe: false,
        edits,
    })
}

/// Whether a fragment names something, or something that only others can tell: `#^1a2b` marks a block for Obsidian,
/// `#:~:text=` a text for browsers.
fn leads_somewhere(anchors: &Anchors, fragment: &str, wiki: bool) -> bool {
    is_top(fragment) || fragment.starts_with(['^', ':']) || anchors.has(fragment, wiki)
}

fn anchor(
    own: &Own<'_>,
    anchors: &Anchors,
    at: SegmentRef<'_>,
    target: &Target,
    fragment: &str,
    place: &str,
    findings: &mut Findings,
) {
    if leads_somewhere(anchors, fragment, target.wiki) {
        return;
    }
    let range = if target.path.is_empty() {
        target.span
    } else {
        target.fragment_span
    };
    let near = own
        .may_compare(anchors.names().len(), anchors.letters(), fragment)
        .then(|| anchors.nearest(fragment))
        .flatten();
    let named = near.map(|index| anchors.names()[index].text.as_str());
    let text = match named {
        Some(named) => {
            format!("No heading of {place} is called “#{fragment}”: did you mean “{named}”?")
        }
        None => format!(
            "No heading of {place} is called “#{fragment}”: name one that is there, or take the link out"
        ),
    };
    let finding = findings.report(at.range(range), text);
    finding.with_data("target", format!("#{fragment}"));
    if let (Some(index), Some(named)) = (near, named) {
        finding.with_fix(Fix {
            title: format!("Link to “{named}”"),
            safe: false,
            edits: vec![Edit::replace(
                at.range(target.fragment_span),
                anchors.fragment(index, target.wiki),
            )],
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::document::Document;
    use crate::fix;

    use super::*;

    /// A folder with one note and one image.
    fn folder() -> Surroundings {
        let anchors = Arc::new(Anchors::of([("The Panel", None)], []));
        let people = || FileTarget::Markdown(Arc::clone(&anchors));
        let paths = [
            ("my people.md", people()),
            ("a.png", FileTarget::Other),
            (
                "poeple.md",
                FileTarget::Missing(Some(Nearest {
                    path: "my people.md".into(),
                    anchors: Some(Arc::clone(&anchors)),
                })),
            ),
        ];
        let names = [("my people", people()), ("gone", FileTarget::Missing(None))];
        Surroundings {
            paths: paths.map(|(path, to)| (path.to_owned(), to)).into(),
            names: names.map(|(name, to)| (name.to_owned(), to)).into(),
            ..Surroundings::default()
        }
    }

    #[test]
    fn names_of_a_thousand_letters_are_compared_with_few() {
        let suggested = |count: usize| {
            let long = "word ".repeat(400);
            let notes = (0..count).map(|number| {
                let slug = long.trim_end().replace(' ', "-");
                format!("## Part {number} {long}\n\n[a](#pert-{number}-{slug})\n\n")
            });
            let text = format!(
                "# Interview Prep: Fern Legal – Associate\n\n{}",
                notes.collect::<String>()
            );
            let mut document = Document::new(&text, None, crate::config::Profile::default());
            let found = document.check().findings.into_iter();
            let broken = found.filter(|finding| finding.rule.name == "broken-link");
            let broken: Vec<_> = broken.collect();
            assert_eq!(broken.len(), count);
            let meant = broken
                .iter()
                .filter(|finding| finding.text.contains("did you mean"));
            meant.count()
        };
        assert_eq!(suggested(2), 2);
        assert_eq!(suggested(30), 0);
    }

    #[test]
    fn files_are_looked_up_where_somebody_knows_them() {
        let text = "# Interview Prep: Fern Legal – Associate\n\n[a](my%20people.md#the-panel) [[my people#the panel]] ![b](a.png) [c](elsewhere.md#x)\n[d](poeple.md#the-pannel) [e](<my people.md#the-pannel>) [[gone]] [f](poeple.md#the-cellar)\n";
        let mut document = Document::new(text, None, crate::config::Profile::default());
        let broken = |document: &mut Document| -> Vec<crate::rules::Finding> {
            let found = document.check().findings.into_iter();
            found
                .filter(|finding| finding.rule.name == "broken-link")
                .collect()
        };
        assert_eq!(broken(&mut document), [], "nobody knows");
        document.set_surroundings(Arc::new(folder()));
        let found = broken(&mut document);
        let said: Vec<(&str, &str)> = found
            .iter()
            .map(|finding| (&text[finding.range.clone()], finding.text.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                (
                    "poeple.md",
                    "There is no “poeple.md”: did you mean “my people.md”?"
                ),
                (
                    "the-pannel",
                    "No heading of “my people.md” is called “#the-pannel”: did you mean “The Panel”?"
                ),
                (
                    "gone",
                    "There is no “gone”: correct the path, or take the link out"
                ),
                (
                    "poeple.md",
                    "There is no “poeple.md”: did you mean “my people.md”?"
                ),
            ]
        );
        let edits: Vec<Edit> = found
            .iter()
            .flat_map(|finding| finding.fixes())
            .flat_map(|fix| fix.edits)
            .collect();
        let fixed = fix::apply(text, &edits);
        assert!(
            fixed.contains("[d](my%20people.md#the-panel) [e](<my people.md#the-panel>)"),
            "{fixed}"
        );
        assert!(
            fixed.contains("[f](poeple.md#the-cellar)"),
            "a file without such a heading may not be the one: {fixed}"
        );
    }
}
