//! Whether a document is a prep note at all. In any other Markdown the tool is silent.

use crate::grammar::{Grammar, How};

use super::Note;

/// What the user's globs say of a document's path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Globs {
    /// It matches `include`.
    Included,
    /// It matches `exclude`.
    Excluded,
    /// It matches neither, or has no path.
    #[default]
    Neither,
}

/// Which rule decided whether a document is a prep note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Front matter says `prep: true` or `prep: interview`.
    FrontMatter,
    /// The path matches `include`.
    Included,
    /// The title reads as a prep note's.
    Title,
    /// Enough standard sections were recognised: how many.
    Sections(usize),
    /// It is no prep note, and notes share its stories. Nothing in a file says so: whoever knows the files sets it.
    Bank,
    /// Front matter says `prep: false`.
    NotByFrontMatter,
    /// The path matches `exclude`.
    Excluded,
    /// Nothing says that it is one: how many different sections were recognised, and whether one
    /// of them is found in prep notes only.
    NothingSaysSo {
        /// Different standard sections among its headings.
        sections: usize,
        /// Whether one of them is found in prep notes only.
        evidence: bool,
    },
}

/// A document with this many different standard sections is a prep note, given evidence.
pub const ENOUGH_SECTIONS: usize = 3;

/// A document with this many required sections by name or by wording is a prep note, if the questions of
/// both sides are among them: few other documents hold what "they will ask" and what "I will ask".
pub const ENOUGH_BY_WORDING: usize = 6;

impl Verdict {
    /// Whether the document is a prep note.
    pub fn is_note(&self) -> bool {
        matches!(
            self,
            Verdict::FrontMatter | Verdict::Included | Verdict::Title | Verdict::Sections(_)
        )
    }

    /// The verdict on a document in which sections count by their wording as well, where nothing else
    /// says that it is a note.
    pub(super) fn by_wording(note: &Note, grammar: &Grammar) -> Option<Self> {
        let mut seen: Vec<usize> = Vec::new();
        let required = |spec: usize| grammar.sections[spec].required;
        for section in note
            .sections
            .iter()
            .filter(|section| required(section.spec))
        {
            push_once(&mut seen, section.spec);
        }
        let asks = seen
            .iter()
            .filter(|&&spec| grammar.sections[spec].questions.is_some())
            .count();
        (seen.len() >= ENOUGH_BY_WORDING && asks >= 2).then_some(Verdict::Sections(seen.len()))
    }

    pub(super) fn of(note: &Note, globs: Globs, grammar: &Grammar) -> Self {
        if let Some((value, _)) = note
            .front_matter
            .as_ref()
            .and_then(|front| front.value("prep"))
        {
            match value.to_ascii_lowercase().as_str() {
                "false" | "no" => return Verdict::NotByFrontMatter,
                "true" | "yes" | "interview" => return Verdict::FrontMatter,
                _ => {}
            }
        }
        match globs {
            Globs::Excluded => return Verdict::Excluded,
            Globs::Included => return Verdict::Included,
            Globs::Neither => {}
        }
        if note.title.as_ref().is_some_and(|title| title.reads_as_prep) {
            return Verdict::Title;
        }
        if note
            .title
            .as_ref()
            .is_some_and(|title| is_strangers(&title.text, grammar))
        {
            return Verdict::NothingSaysSo {
                sections: 0,
                evidence: false,
            };
        }
        let mut seen: Vec<usize> = Vec::new();
        let mut whole = false;
        let mut shares: Vec<usize> = Vec::new();
        for section in note
            .sections
            .iter()
            .filter(|section| section.how != How::Misspelled)
        {
            push_once(&mut seen, section.spec);
            if grammar.sections[section.spec].evidence {
                whole |= section.how != How::Partial;
                push_once(&mut shares, section.spec);
            }
        }
        // The name of a share of a section ("Open Questions") is weak evidence: it takes two.
        let evidence = whole || shares.len() >= 2;
        // A meeting has an agenda, actions and questions to ask as well: two sections must be such
        // that other documents lack or that every note should have.
        let telling = seen
            .iter()
            .filter(|&&spec| grammar.sections[spec].required || grammar.sections[spec].evidence);
        let evidence = evidence && telling.count() >= 2;
        if seen.len() >= ENOUGH_SECTIONS && evidence {
            Verdict::Sections(seen.len())
        } else {
            Verdict::NothingSaysSo {
                sections: seen.len(),
                evidence,
            }
        }
    }
}

/// Whether a title begins as that of a document for which somebody else is asked: an episode of a podcast, a scorecard.
fn is_strangers(title: &str, grammar: &Grammar) -> bool {
    let first = title.trim_start_matches(|char: char| !char.is_alphanumeric());
    grammar.title.strangers.iter().any(|own| {
        let (start, rest) = first.split_at_checked(own.len()).unwrap_or(("", ""));
        start.eq_ignore_ascii_case(own) && !rest.starts_with(char::is_alphabetic)
    })
}

fn push_once(list: &mut Vec<usize>, value: usize) {
    if !list.contains(&value) {
        list.push(value);
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Verdict::FrontMatter => write!(f, "its front matter says `prep: true`"),
            Verdict::Included => write!(f, "its path matches `include`"),
            Verdict::Title => write!(f, "its title reads as a prep note's"),
            Verdict::Sections(count) => write!(f, "{count} standard sections were recognised"),
            Verdict::Bank => write!(f, "it holds stories that prep notes share"),
            Verdict::NotByFrontMatter => write!(f, "its front matter says `prep: false`"),
            Verdict::Excluded => write!(f, "its path matches `exclude`"),
            Verdict::NothingSaysSo { sections, evidence } => {
                let sections = match sections {
                    0 => "no standard section was recognised".to_owned(),
                    1 => "only 1 standard section was recognised".to_owned(),
                    more if *more < ENOUGH_SECTIONS => {
                        format!("only {more} standard sections were recognised")
                    }
                    more => format!("{more} standard sections were recognised"),
                };
                if *evidence || sections.starts_with("no ") {
                    write!(
                        f,
                        "its title does not read as a prep note's, and {sections} ({ENOUGH_SECTIONS} make a note)"
                    )
                } else {
                    write!(
                        f,
                        "its title does not read as a prep note's, and {sections}, none of them about your own preparation"
                    )
                }
            }
        }
    }
}
