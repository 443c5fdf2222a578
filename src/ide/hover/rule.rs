//! Suppressions: what they cover, and the page of each rule they name.

use crate::note::{Scope, SegmentRef};
use crate::rules;

use super::super::plain::escaped;
use super::Hover;

/// What a suppression at an offset says: on a rule's name its page, elsewhere in the comment what
/// the comment covers.
pub(super) fn at(at: SegmentRef<'_>, offset: usize) -> Option<Hover> {
    let holds = |range: &std::ops::Range<usize>| range.start <= offset && offset <= range.end;
    let directive = at
        .segment
        .directives
        .iter()
        .find(|directive| holds(&at.range(directive.span)))?;
    for (name, span) in &directive.rules {
        let range = at.range(*span);
        if holds(&range) {
            let markdown = page(name);
            return Some(Hover { range, markdown });
        }
    }
    let range = at.range(directive.span);
    if let Some((word, span)) = &directive.unknown {
        let markdown = format!(
            "“{}” is no order: write `ignore`, `ignore-section` or `ignore-file`.",
            escaped(word)
        );
        return Some(Hover {
            range: at.range(*span),
            markdown,
        });
    }
    let what = match directive.rules.len() {
        0 => "Silences every rule".to_owned(),
        1 => format!("Silences `{}`", directive.rules[0].0),
        several => format!("Silences {several} rules"),
    };
    let place = match directive.scope {
        Scope::Next if directive.covers.is_some() => {
            "in the block after it: the whole list, table or paragraph"
        }
        Scope::Next => "in the block after it, but there is none here",
        Scope::Section => "in this section",
        Scope::File => "in the whole note",
    };
    Some(Hover {
        range,
        markdown: format!("{what} {place}."),
    })
}

/// The page of a rule, or that there is none of the name.
pub(super) fn page(name: &str) -> String {
    match rules::rule(name) {
        Some(rule) => format!("{}\n[Read it as a page]({})", rule.docs(), rule.url()),
        None => format!("{}.", escaped(rules::unknown(name).trim_end_matches('.'))),
    }
}
