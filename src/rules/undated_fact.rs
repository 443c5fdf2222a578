use crate::dates::{self, Words};
use crate::note::{Entry, EntryKind, PartKind, Segment, SegmentRef};

use super::rule::{Severity, rule};
use super::{Findings, SectionCx};

rule! {
    /// Reports a piece of recent company news that does not say when it was.
    ///
    /// The news are what stands under "Recent Highlights", "Recent News" and the like. A year, a
    /// month, a season, "last spring" and a date in the heading above or in the link are enough.
    ///
    /// ## Why it matters
    ///
    /// News without a date cannot be told from history, neither by you on the day nor by whoever
    /// hears it.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Harbour Clinic – Staff Nurse
    /// ## Company Summary
    /// **Recent News:**
    /// - October 2026: stroke unit certified
    /// - Took over the day clinic in Bude
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Harbour Clinic – Staff Nurse
    /// ## Company Summary
    /// **Recent News:**
    /// - October 2026: stroke unit certified
    /// - Took over the day clinic in Bude last spring
    /// ```
    ///
    /// ## Source
    ///
    /// Preparation guides ask for at least two dated facts, the newest at most a year old (see
    /// `docs/sources.md`).
    pub(crate) static UNDATED_FACT = "undated-fact", Specificity, Some(Severity::Hint), Section(check), content: true;
}

fn check(cx: &SectionCx<'_>, findings: &mut Findings) {
    if cx.spec.id != "company-summary" || !cx.has_content() {
        return;
    }
    // The level of the heading under which news stand, and whether it is dated itself.
    let mut under: Option<u8> = None;
    for at in cx.segments() {
        if let Some(heading) = &at.segment.heading {
            if is_news(cx, &heading.meaning) {
                under = Some(heading.level);
            } else if under.is_some_and(|level| heading.level <= level) {
                under = None;
            }
            if dates::is_dated(&heading.name) {
                // "2026 so far": what stands below it is dated by it, and the next heading is not.
                continue;
            }
        }
        if under.is_some() {
            let items = at.segment.children(None);
            let items: Vec<&Entry> = items.map(|(_, entry)| entry).collect();
            let listed = items.iter().any(|entry| entry.kind.is_item());
            // Prose counts where it is all there is.
            let news =
                |entry: &&Entry| entry.kind.is_item() || !listed && entry.kind == EntryKind::Line;
            report(at, items.into_iter().filter(news).collect(), findings);
        } else {
            let mut news = named(cx, at.segment);
            if news.is_empty()
                && at
                    .segment
                    .parts
                    .iter()
                    .all(|part| !is_news(cx, &part.meaning))
            {
                news = bare(cx, at.segment);
            }
            report(at, news, findings);
        }
    }
}

fn is_news(cx: &SectionCx<'_>, meaning: &crate::grammar::Meaning) -> bool {
    let kind = cx.kind();
    let part = meaning.part(kind).map(|part| &cx.spec.parts[part]);
    // "Funding: family-owned" is a field of its own, and no news.
    let field = meaning.field(kind).map(|field| &cx.spec.fields[field]);
    part.is_some_and(|part| {
        part.id == "news" && field.is_none_or(|field| field.label == part.title)
    })
}

/// The entries that belong to a name within the segment that announces news.
fn named<'a>(cx: &SectionCx<'_>, segment: &'a Segment) -> Vec<&'a Entry> {
    let mut found = Vec::new();
    for part in segment
        .parts
        .iter()
        .filter(|part| is_news(cx, &part.meaning))
    {
        let naming = &segment.entries[part.entry as usize];
        if dates::is_dated(&part.name) || dates::is_dated(segment.str(naming.text)) {
            continue;
        }
        if part.kind == PartKind::Item {
            found.extend(segment.children(Some(part.entry)).map(|(_, entry)| entry));
            continue;
        }
        // The list right behind the name: what comes after it is said about other things.
        let behind = segment.children(None).map(|(_, entry)| entry);
        let behind = behind.filter(|entry| entry.span.start >= naming.span.end);
        found.extend(behind.take_while(|entry| entry.kind.is_item()));
    }
    for (index, entry) in segment.entries.iter().enumerate() {
        let Some(label) = entry.label.as_ref() else {
            continue;
        };
        let is_part = segment.part_named_by(index as u32).is_some();
        if is_part || entry.kind == EntryKind::Header || !is_news(cx, &label.meaning) {
            continue;
        }
        if segment.value(entry).trim().is_empty() {
            found.extend(segment.children(Some(index as u32)).map(|(_, child)| child));
        } else if entry.kind != EntryKind::Cell {
            found.push(entry);
        }
    }
    found
}

/// The items of a list under no name that tell news by their wording, where another one is dated:
/// "New head of nursing" beside "Theatre block opened, March 2026".
fn bare<'a>(cx: &SectionCx<'_>, segment: &'a Segment) -> Vec<&'a Entry> {
    let items = || {
        segment
            .children(None)
            .map(|(_, entry)| entry)
            .filter(|entry| entry.kind.is_item() && entry.label.is_none() && !entry.quoted)
    };
    if !items().any(|entry| dates::is_dated_to_the_month(segment.str(entry.span))) {
        return Vec::new();
    }
    let tells = |entry: &&Entry| {
        let text = segment.plain(entry);
        let mut held = Vec::new();
        cx.grammar.parts_by_words(&text, &mut held);
        let news = held
            .iter()
            .any(|&(section, part)| section == cx.kind() && cx.spec.parts[part].id == "news");
        let first = text.split_whitespace().next().unwrap_or_default();
        news || crate::grammar::Facts::shipped()
            .fresh
            .contains(&first.to_lowercase())
    };
    items().filter(tells).collect()
}

fn report(at: SegmentRef<'_>, entries: Vec<&Entry>, findings: &mut Findings) {
    for entry in entries {
        let text = at.segment.plain(entry);
        let says_something =
            text.split_whitespace().count() > 1 || !text.is_ascii() && text.chars().count() > 6;
        let skipped = entry.quoted
            || entry.question
            || entry.bold_only
            || matches!(
                entry.kind,
                EntryKind::Task(false) | EntryKind::Code | EntryKind::Cell
            )
            || text.ends_with([':', '：']);
        // "None that I found": a longer text with such a word in it says something else.
        let none = text.split_whitespace().count() <= 5 && Words::shipped().says_open(&text);
        if skipped || !says_something || none {
            continue;
        }
        // All of it: a date in a nested item or in a link's address will do.
        if dates::is_dated(at.str(entry.span)) || Words::shipped().names_source(&text) {
            continue;
        }
        let range = at.range(entry.text);
        findings.report(range, "This news has no date: add the month and the year");
    }
}
