//! What a rule is.

use super::cx::{NoteCx, SectionCx, SegmentCx, WorkspaceCx};
use super::finding::Findings;
use super::suppress::SuppressionCx;

/// A rule of the catalogue.
#[derive(Debug)]
pub struct Rule {
    /// Its name: kebab-case, stable, the code of its findings. It names the fault.
    pub name: &'static str,
    /// What kind of fault it finds.
    pub group: Group,
    /// The severity of its findings unless they say otherwise; none means off by default.
    pub severity: Option<Severity>,
    /// Whether it judges what is written, and so leaves the line that is being typed alone.
    pub content: bool,
    /// Whether its fixes only make the place for what the person is to write: the finding stays until that is written.
    pub placeholders: bool,
    /// The options that it has besides its level, as named in a configuration.
    pub options: &'static [&'static str],
    /// Its page, in Markdown, each line with the space that `///` puts before it.
    pub(super) page: &'static str,
    /// What it does, and what it may see.
    pub check: Check,
}

impl Rule {
    /// Its page: a title, what it does, why it matters in an interview, examples, source.
    pub fn docs(&self) -> String {
        let mut out = format!("# {}\n", self.name);
        for line in self.page.lines() {
            out.push_str(line.strip_prefix(' ').unwrap_or(line));
            out.push('\n');
        }
        out
    }

    /// The first sentence of its page.
    pub fn summary(&self) -> String {
        let docs = self.docs();
        let lines = docs.lines().skip(1).skip_while(|line| line.is_empty());
        lines
            .take_while(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Where its page can be read: in the repository's generated reference.
    pub fn url(&self) -> String {
        format!(
            "{}/blob/main/docs/rules/{}.md",
            env!("CARGO_PKG_HOMEPAGE"),
            self.name
        )
    }
}

/// What kind of fault a rule finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The note's shape.
    Structure,
    /// What is not there.
    Completeness,
    /// What is vague.
    Specificity,
    /// What is asked for and not answered.
    Coverage,
    /// What contradicts itself.
    Consistency,
    /// What is out of date, or due.
    Dates,
    /// What leads nowhere.
    Links,
    /// Suppressions and settings themselves.
    Suppressions,
}

impl Group {
    /// All groups, in the order of the catalogue.
    pub const ALL: [Group; 8] = [
        Group::Structure,
        Group::Completeness,
        Group::Specificity,
        Group::Coverage,
        Group::Consistency,
        Group::Dates,
        Group::Links,
        Group::Suppressions,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Structure => "structure",
            Group::Completeness => "completeness",
            Group::Specificity => "specificity",
            Group::Coverage => "coverage",
            Group::Consistency => "consistency",
            Group::Dates => "dates",
            Group::Links => "links",
            Group::Suppressions => "suppressions",
        }
    }
}

/// How much a finding matters. The greater the worse.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Polish.
    Hint,
    /// Worth a look.
    Info,
    /// Something an interviewer would notice.
    Warning,
    /// As a warning, and the user has made it one that stops the line.
    Error,
}

impl Severity {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A rule's check. Its type says what it may see, which decides when it must run again.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// One segment: kept for as long as the segment stays the same.
    Segment(fn(&SegmentCx<'_>, &mut Findings)),
    /// One section: kept for as long as its segments stay the same.
    Section(fn(&SectionCx<'_>, &mut Findings)),
    /// The whole note: run for every version.
    Note(fn(&NoteCx<'_>, &mut Findings)),
    /// The whole note and what lies round it: run for every version.
    Workspace(fn(&WorkspaceCx<'_, '_>, &mut Findings)),
    /// The suppressions and what they silenced: run last.
    Suppressions(fn(&SuppressionCx<'_>, &mut Findings)),
}

/// Declares a rule with its page: the doc comment is what `prep-ls explain`, hover and the
/// generated reference show, and its examples run as tests.
macro_rules! rule {
    (
        $(#[doc = $page:literal])+
        $vis:vis static $NAME:ident = $name:literal, $group:ident, $severity:expr, $check:ident($function:path)
        $(, content: $content:literal)? $(, placeholders: $placeholders:literal)? $(, options: [$($option:literal),+])?;
    ) => {
        $(#[doc = $page])+
        $vis static $NAME: $crate::rules::Rule = $crate::rules::Rule {
            name: $name,
            group: $crate::rules::Group::$group,
            severity: $severity,
            content: false $(|| $content)?,
            placeholders: false $(|| $placeholders)?,
            options: &[$($($option),+)?],
            page: concat!($($page, "\n"),+),
            check: $crate::rules::Check::$check($function),
        };
    };
}
pub(super) use rule;
