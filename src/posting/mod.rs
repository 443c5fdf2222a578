//! Job postings: what a saved one says, found and named.
//!
//! A posting comes as text, Markdown, HTML or JSON-LD (`schema.org/JobPosting`). Each is first made a page of lines; what the
//! lines say is read in one place. What is not sure is left out: a wrong name in a note is worse than a gap. The words that it
//! goes by stand in `grammars/posting.toml`.

mod company;
mod contact;
mod facts;
mod html;
mod json_ld;
mod labels;
mod line;
mod pay;
mod role;
mod said;
mod sections;
mod text;
mod words;

use crate::grammar::Grammar;

use line::Page;

/// A posting may be this long, in bytes.
pub const MAX_LEN: usize = 2_000_000;

/// What a posting says. What it does not say is none, or an empty list; texts are plain and on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posting {
    /// The job's title.
    pub role: Option<String>,
    /// The employer. None where an agency does not name it.
    pub company: Option<String>,
    /// Where the work is done.
    pub location: Option<String>,
    /// The kind of contract and its hours.
    pub employment: Option<String>,
    /// Whether the work is remote, hybrid or on site.
    pub mode: Option<String>,
    /// When it was posted; days as 2026-11-05, others as they are written.
    pub posted: Option<String>,
    /// Until when one may apply, likewise.
    pub closing: Option<String>,
    /// When interviews are held, likewise.
    pub interview: Option<String>,
    /// When the job begins, likewise.
    pub start: Option<String>,
    /// What it pays, as it is written.
    pub salary: Option<String>,
    /// The team or department.
    pub team: Option<String>,
    /// Whom the job reports to.
    pub reports_to: Option<String>,
    /// The posting's own number.
    pub reference: Option<String>,
    /// How senior the job is.
    pub level: Option<String>,
    /// Whom to ask, and how.
    pub contact: Option<String>,
    /// Where the posting stands.
    pub link: Option<String>,
    /// What is to be done.
    pub responsibilities: Vec<String>,
    /// What is asked for.
    pub requirements: Vec<String>,
    /// What is welcome and no must.
    pub nice: Vec<String>,
    /// What the company says of itself, in a few sentences.
    pub about: Vec<String>,
    /// The company's mission, in its words.
    pub mission: Option<String>,
    /// The company's values, in its words.
    pub values: Vec<String>,
}

/// What form a posting has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// A page.
    Html,
    /// JSON with a `JobPosting` in it.
    JsonLd,
}

/// Why a posting was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostingError {
    /// It is too long.
    #[error("it is longer than the {} MB that are read of a posting: save the posting alone, without the page round it", MAX_LEN / 1_000_000)]
    TooLong,
    /// There is nothing in it.
    #[error("it is empty: copy the posting's text into it")]
    Empty,
    /// It is JSON that holds no posting.
    #[error("it is JSON, and holds no `JobPosting`: save the page as HTML or as text")]
    NoJobPosting,
    /// There is nothing of a posting in it.
    #[error(
        "nothing in it reads as a job posting: it names no role, no duties and no requirements"
    )]
    NoPosting,
}

/// What a heading says of what stands below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Topic {
    Responsibilities,
    Requirements,
    Nice,
    Company,
    Mission,
    Values,
    Role,
    Pay,
    Contact,
    Aside,
}

impl Format {
    /// The form of a text, by the name of its file where that says so, else by the look of it.
    pub fn of(name: Option<&str>, text: &str) -> Self {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with(['{', '[']) && serde_json::from_str::<serde_json::Value>(start).is_ok()
        {
            return Format::JsonLd;
        }
        let extension = name
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("html" | "htm" | "xhtml") => return Format::Html,
            Some("md" | "markdown") => return Format::Markdown,
            _ => {}
        }
        if html::is_html(start) {
            return Format::Html;
        }
        let marked = |line: &str| {
            let line = line.trim_start();
            let level = line.len() - line.trim_start_matches('#').len();
            (1..=6).contains(&level) && line[level..].starts_with(' ')
                || line.starts_with("**") && line.trim_end_matches([' ', ':']).ends_with("**")
        };
        if start.starts_with("---\n") || start.lines().any(marked) {
            Format::Markdown
        } else {
            Format::Text
        }
    }
}

impl Posting {
    /// Reads a posting. The grammar is the one of the note that it is read for: its labels count.
    ///
    /// # Errors
    /// If it is empty or too long, is JSON of something else, or nothing in it is a posting's.
    pub fn read(text: &str, format: Format, grammar: &Grammar) -> Result<Self, PostingError> {
        if text.len() > MAX_LEN {
            return Err(PostingError::TooLong);
        }
        if text
            .trim_matches(|char: char| char.is_whitespace() || char == '\u{feff}')
            .is_empty()
        {
            return Err(PostingError::Empty);
        }
        let (page, given) = match format {
            Format::Text => (text::page(text, false), Posting::default()),
            Format::Markdown => (text::page(text, true), Posting::default()),
            Format::Html => html::page(text, grammar),
            Format::JsonLd => json_ld::page(text, grammar).ok_or(PostingError::NoJobPosting)?,
        };
        let posting = given.with(&page, grammar);
        if posting.is_none() {
            return Err(PostingError::NoPosting);
        }
        Ok(posting)
    }

    /// The same with what the lines of a page say where this one says nothing.
    fn with(self, page: &Page, grammar: &Grammar) -> Self {
        let mut posting = self;
        let lines = line::kept(page, grammar);
        let lines = labels::read(page, lines, grammar, &mut posting);
        sections::read(&lines, grammar, &mut posting);
        let hints = role::read(page, &lines, grammar, &mut posting);
        if company::is_agency(&lines) {
            // Who is named as the company may be the agency.
            posting.company = company::of_agency(&lines, &posting);
            posting.about.clear();
        } else if posting.company.is_none() {
            company::read(page, &lines, &hints, grammar, &mut posting);
        }
        sections::about(&lines, &mut posting);
        facts::read(&lines, grammar, &mut posting);
        pay::read(&lines, &mut posting);
        contact::read(&lines, grammar, &mut posting);
        posting
    }

    fn is_none(&self) -> bool {
        let is_job = self.role.as_deref().is_some_and(role::is_role)
            || self.role.is_some() && self.company.is_some();
        !is_job
            && (self.responsibilities.is_empty() || self.requirements.is_empty())
            && (self.company.is_none()
                || self.responsibilities.is_empty() && self.requirements.is_empty())
    }
}

/// A text on one line, without white space at its ends and without characters that show nothing.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let hidden = |char: char| {
        char.is_control() && !char.is_whitespace()
            || matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}')
    };
    for char in text.chars().filter(|char| !hidden(*char)) {
        if char.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(char);
        }
    }
    out.truncate(out.trim_end().len());
    out
}
