//! The sheet for the day as a page.

use std::ops::Range;

use crate::cli::page::{self, escaped, items};
use crate::report::{CheatSheet, Fact, Piece};

use super::{day, missing, more, title};

/// The page.
pub(super) fn page(sheet: &CheatSheet, path: &str) -> String {
    let title = title(sheet, path);
    let (name, role) = match (&sheet.company, &sheet.role) {
        (Some(company), Some(role)) => (company.as_str(), Some(role)),
        _ => (title.as_str(), None),
    };
    let role = role.map_or(String::new(), |role| {
        format!("<p class=\"role\">{}</p>\n", page::name(role))
    });
    let day = day(sheet).map_or(String::new(), |(date, left)| {
        format!(
            "<p class=\"day\"><strong>{}</strong> {}</p>\n",
            escaped(&date),
            escaped(&left)
        )
    });
    let mut body = format!(
        "<header>\n<div>\n<h1>{}</h1>\n{role}</div>\n{day}</header>\n<main>\n",
        page::name(name)
    );
    if !sheet.logistics.is_empty() || !sheet.people.is_empty() {
        let people = match sheet.people.is_empty() {
            true => String::new(),
            false => format!(
                "<div class=\"wide\"><dt>With</dt><dd>{}</dd></div>\n",
                sheet
                    .people
                    .iter()
                    .map(|person| escaped(person))
                    .collect::<Vec<_>>()
                    .join("<br />")
            ),
        };
        body.push_str(&section(
            "interview",
            "facts",
            "The interview",
            &format!("<dl>\n{}{people}</dl>\n", facts(&sheet.logistics)),
        ));
    }
    for column in columns(sheet) {
        if !column.is_empty() {
            body.push_str(&format!("<div class=\"column\">\n{column}</div>\n"));
        }
    }
    body.push_str("</main>\n<footer>\n");
    if let Some(missing) = missing(sheet) {
        body.push_str(&format!("<p class=\"missing\">{}</p>\n", escaped(&missing)));
    }
    body.push_str("</footer>\n");
    page::page(&title, "sheet", &body)
}

/// What stands in the wide column and in the narrow one. What is to be told comes first in the wide one, what is to be asked and
/// avoided in the narrow one; the others go to whichever is shorter, so that all of it fits on one sheet of paper.
fn columns(sheet: &CheatSheet) -> [String; 2] {
    let wide = [stories(sheet), pitch(sheet)].concat();
    let narrow = [
        list(
            sheet,
            "questions",
            "Questions to ask",
            &sheet.questions,
            Piece::Questions,
        ),
        list(
            sheet,
            "flags",
            "Red flags to avoid",
            &sheet.red_flags,
            Piece::RedFlags,
        ),
    ]
    .concat();
    let mut columns = [wide, narrow];
    for piece in [numbers(sheet), job(sheet)] {
        let [wide, narrow] = [0, 1].map(|at| height(&columns[at], LETTERS[at]));
        columns[usize::from(narrow < wide)].push_str(&piece);
    }
    columns
}

/// About how many letters a line of each column has.
const LETTERS: [usize; 2] = [62, 42];

/// About how many lines some HTML takes.
fn height(html: &str, letters: usize) -> usize {
    let mut lines = 0;
    for line in html.lines() {
        // What stands between the tags.
        let texts = line.split('<').map(|piece| match piece.split_once('>') {
            Some((_, text)) => text.chars().count(),
            None => piece.chars().count(),
        });
        lines += texts.sum::<usize>().div_ceil(letters);
    }
    lines
}

fn section(id: &str, class: &str, name: &str, content: &str) -> String {
    let class = match class {
        "" => String::new(),
        class => format!(" class=\"{class}\""),
    };
    format!(
        "<section{class} aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{name}</h2>\n{content}</section>\n"
    )
}

fn facts(facts: &[Fact]) -> String {
    let facts = facts.iter().map(|fact| {
        format!(
            "<div><dt>{}</dt><dd>{}</dd></div>\n",
            escaped(&fact.label),
            escaped(&fact.value)
        )
    });
    facts.collect()
}

fn stories(sheet: &CheatSheet) -> String {
    if sheet.stories.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    for (number, story) in sheet.stories.iter().enumerate() {
        let name = [story.id.as_deref(), story.name.as_deref()];
        let name: Vec<&str> = name.into_iter().flatten().collect();
        let name = match name.is_empty() {
            true => format!("Story {}", number + 1),
            false => name.join(": "),
        };
        out.push_str(&format!(
            "<div class=\"story\">\n<h3>{}</h3>\n<dl>\n",
            escaped(&name)
        ));
        for part in &story.parts {
            out.push_str(&format!(
                "<dt>{}</dt><dd>{}</dd>\n",
                escaped(&part.label),
                escaped(&part.text)
            ));
        }
        out.push_str("</dl>\n");
        if !story.answers.is_empty() {
            let answers = escaped(&story.answers.join("; "));
            out.push_str(&format!("<p>Answers: {answers}</p>\n"));
        }
        out.push_str("</div>\n");
    }
    out.push_str(&rest(sheet, Piece::Stories));
    section("stories", "", "Stories", &out)
}

fn pitch(sheet: &CheatSheet) -> String {
    let paragraphs = sheet.pitch.iter();
    let paragraphs: String = paragraphs
        .map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph)))
        .collect();
    match paragraphs.is_empty() {
        true => paragraphs,
        false => section("pitch", "", "Pitch", &paragraphs),
    }
}

fn list(sheet: &CheatSheet, id: &str, name: &str, list: &[String], piece: Piece) -> String {
    if list.is_empty() {
        return String::new();
    }
    let tag = match piece {
        Piece::Questions => "ol",
        _ => "ul",
    };
    let mut out = items(tag, list.iter().map(|item| escaped(item)));
    out.push_str(&rest(sheet, piece));
    section(id, "", name, &out)
}

fn numbers(sheet: &CheatSheet) -> String {
    if sheet.numbers.is_empty() {
        return String::new();
    }
    let claims = sheet.numbers.iter();
    let claims = claims.map(|(claim, numbers)| with_bold(claim, numbers));
    section(
        "numbers",
        "",
        "Numbers worth remembering",
        &items("ul", claims),
    )
}

/// A text with some ranges of it in bold.
fn with_bold(text: &str, ranges: &[Range<usize>]) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for range in ranges.iter().filter(|range| range.end <= text.len()) {
        out.push_str(&escaped(&text[from..range.start]));
        out.push_str(&format!(
            "<strong>{}</strong>",
            escaped(&text[range.clone()])
        ));
        from = range.end;
    }
    out.push_str(&escaped(&text[from..]));
    out
}

fn job(sheet: &CheatSheet) -> String {
    if sheet.job.is_empty() && sheet.duties.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    if !sheet.job.is_empty() {
        out.push_str(&format!("<dl>\n{}</dl>\n", facts(&sheet.job)));
    }
    if !sheet.duties.is_empty() {
        out.push_str(&items("ul", sheet.duties.iter().map(|duty| escaped(duty))));
        out.push_str(&rest(sheet, Piece::Job));
    }
    section("job", "facts", "The job", &out)
}

/// How many more of a piece the note has.
fn rest(sheet: &CheatSheet, piece: Piece) -> String {
    more(sheet, piece).map_or(String::new(), |more| {
        format!("<p class=\"soft\">… {more}</p>\n")
    })
}
