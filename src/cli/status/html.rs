//! Where the notes stand, as a page.

use crate::cli::page::{self, escaped, items};
use crate::cli::term::count;
use crate::readiness::Stage;
use crate::report::{SectionState, StandingSection, When};

use super::text::stories_count;
use super::{Board, Row, START, day, days};

/// How much of what to do next is told of the next interview.
const STEPS: usize = 5;

/// The page.
pub(super) fn page(board: &Board) -> String {
    let mut body = head(board);
    body.push_str("<main>\n");
    if board.notes.is_empty() {
        body.push_str(&format!(
            "<section class=\"block\" aria-labelledby=\"none\">\n<h2 id=\"none\">No notes yet</h2>\n<p>{}</p>\n<p>{}</p>\n</section>\n",
            code(&board.nothing()),
            code(START)
        ));
    }
    if let Some(row) = board.next() {
        body.push_str(&next(row));
    }
    let (over, open): (Vec<&Row>, Vec<&Row>) = board.notes.iter().partition(|row| row.is_over());
    if !open.is_empty() {
        body.push_str(&table("notes", "Notes", &open, true));
    }
    if !over.is_empty() {
        body.push_str(&table("over", "Interviews that are over", &over, false));
    }
    for (number, (path, bank)) in board.banks.iter().enumerate() {
        body.push_str(&stories(board, number, path, bank));
    }
    body.push_str("</main>\n");
    body.push_str(&format!(
        "<footer>\n<p>Made by prep-ls {} on {}. This page needs nothing else: no script is in it, and nothing is loaded.</p>\n</footer>\n",
        env!("CARGO_PKG_VERSION"),
        day(board.today)
    ));
    page::page("Interview prep: where the notes stand", "status", &body)
}

/// A text in which what stands between backticks is code.
fn code(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    let pieces = pieces.map(|(at, piece)| match at % 2 {
        0 => escaped(piece),
        _ => format!("<code>{}</code>", escaped(piece)),
    });
    pieces.collect()
}

fn head(board: &Board) -> String {
    let of = |when: When| {
        let notes = board.notes.iter();
        notes.filter(|row| row.standing.when == when).count()
    };
    let told: Vec<String> = [
        (of(When::Ahead), "ahead"),
        (of(When::Undated), "without a date"),
        (of(When::Behind), "just behind"),
        (of(When::Over), "over"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{number} {what}"))
    .collect();
    let counts = match told.is_empty() {
        true => String::new(),
        false => format!(
            " · {}: {}",
            count(board.notes.len(), "note"),
            told.join(", ")
        ),
    };
    format!(
        "<header>\n<p class=\"kicker\">{}</p>\n<h1>Interview prep</h1>\n<p class=\"soft\">Where the notes stand{counts}</p>\n</header>\n",
        day(board.today)
    )
}

/// The next interview, with what is due.
fn next(row: &Row) -> String {
    let Some((date, left)) = row.standing.readiness.interview else {
        return String::new();
    };
    let standing = &row.standing;
    let name = match (&standing.company, &standing.role) {
        (Some(company), Some(role)) => {
            format!(
                "{}<br />\n<span class=\"soft\">{}</span>",
                page::name(company),
                page::name(role)
            )
        }
        _ => page::name(&row.name()),
    };
    let left = match left {
        0 => "Today".to_owned(),
        1 => "Tomorrow".to_owned(),
        more => format!("{more} days left"),
    };
    let told = format!(
        "<p class=\"kicker\">Next interview</p>\n<h2 id=\"next\">{name}</h2>\n<p>{}</p>\n",
        day(date)
    );
    let far = format!("<p class=\"left\">{left}</p>\n{}", state(row));
    // Where nothing is due, how far off and how ready it is takes the place of what is.
    let (one, other) = if standing.next.is_empty() {
        let nothing =
            "<p class=\"nothing\">Nothing is left to do. For the day itself: <code>prep-ls export";
        let nothing = format!("{nothing} {}</code></p>\n", escaped(&row.path));
        (told, format!("{far}{nothing}"))
    } else {
        let steps = standing.next.iter().take(STEPS).map(|todo| {
            format!(
                "{} <span class=\"soft\">(line {})</span>",
                escaped(&todo.text),
                todo.line
            )
        });
        let mut due = format!("<h3>Due next</h3>\n{}", items("ol", steps));
        if standing.next.len() > STEPS {
            due.push_str(&format!(
                "<p class=\"soft\">And {} more: <code>prep-ls check {}</code></p>\n",
                standing.next.len() - STEPS,
                escaped(&row.path)
            ));
        }
        (format!("{told}{far}"), due)
    };
    format!(
        "<section class=\"next\" aria-labelledby=\"next\">\n<div>\n{one}</div>\n<div>\n{other}</div>\n</section>\n"
    )
}

/// Readiness in words, as a bar, and in counts.
fn state(row: &Row) -> String {
    let readiness = &row.standing.readiness;
    let required: Vec<&StandingSection> = row
        .standing
        .sections
        .iter()
        .filter(|section| section.required)
        .collect();
    let pieces: String = required
        .iter()
        .map(|section| format!("<span class=\"piece {}\"></span>", class(section.state)))
        .collect();
    // What the bar shows, for those who do not see it.
    let told: Vec<String> = required
        .iter()
        .filter(|section| section.state != SectionState::Done)
        .map(|section| match section.state {
            SectionState::Open => format!(
                "{} has {}",
                section.title,
                count(section.warnings, "warning")
            ),
            state => format!("{} is {}", section.title, state.as_str()),
        })
        .collect();
    let label = match told.is_empty() {
        true => "All sections are done".to_owned(),
        false => told.join(", "),
    };
    let bar = match required.is_empty() {
        true => String::new(),
        false => format!(
            "<span class=\"bar\" role=\"img\" aria-label=\"{}\" title=\"{}\">{pieces}</span>",
            escaped(&label),
            escaped(&label)
        ),
    };
    format!(
        "<span class=\"stage\">{}</span>\n{bar}\n<span class=\"soft\">{} of {} done</span>\n",
        stage(readiness.stage),
        readiness.done,
        count(readiness.required, "section")
    )
}

fn class(state: SectionState) -> &'static str {
    match state {
        SectionState::Done => "done",
        SectionState::Open => "open",
        SectionState::Missing | SectionState::Empty => "none",
    }
}

fn stage(stage: Stage) -> String {
    let mark = match stage {
        Stage::NotStarted => "○",
        Stage::Begun => "◑",
        Stage::NearlyReady => "◕",
        Stage::Ready => "●",
    };
    format!(
        "<span aria-hidden=\"true\">{mark}</span> {}",
        stage.as_str()
    )
}

/// A table of notes. The roles are said, because on a narrow screen its rows become blocks.
fn table(id: &str, title: &str, rows: &[&Row], legend: bool) -> String {
    let heads = [
        "Note",
        "Interview",
        "Readiness",
        "Answered",
        "Warnings",
        "Due next",
    ];
    let mut out = format!(
        "<section class=\"block\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n<table class=\"board notes\" role=\"table\" aria-labelledby=\"{id}\">\n<thead role=\"rowgroup\">\n<tr role=\"row\">"
    );
    for head in heads {
        out.push_str(&format!(
            "<th scope=\"col\" role=\"columnheader\">{head}</th>"
        ));
    }
    out.push_str("</tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
    for row in rows {
        out.push_str(&table_row(row, &heads));
    }
    out.push_str("</tbody>\n</table>\n");
    if legend {
        out.push_str("<p class=\"legend\">The bar has a piece for each required section: <span><span class=\"piece done\"></span> done</span> <span><span class=\"piece open\"></span> has warnings</span> <span><span class=\"piece none\"></span> missing or empty</span> <span>Answered: what the posting asks for and the note has an answer to.</span></p>\n");
    }
    out.push_str("</section>\n");
    out
}

fn table_row(row: &Row, heads: &[&str]) -> String {
    let standing = &row.standing;
    let readiness = &standing.readiness;
    let company = standing.company.as_deref().unwrap_or("No company named");
    let role = standing.role.as_ref();
    let role = role.map_or(String::new(), |role| format!("<br />{}", page::name(role)));
    let interview = match readiness.interview {
        Some((date, left)) => format!(
            "<span class=\"when\">{}</span> <span class=\"soft\">{}</span>",
            date.strftime("%a %-d %b %Y"),
            days(left)
        ),
        None => "<span class=\"soft\">No date: add <code>interview_date</code> to the front matter</span>".to_owned(),
    };
    let answered = match readiness.requirements {
        0 => "<span class=\"soft\">none found</span>".to_owned(),
        all => format!("{} of {all}", readiness.answered),
    };
    let warnings = match readiness.warnings {
        0 => "none".to_owned(),
        some => format!("<span class=\"warn\">{some}</span>"),
    };
    let due = match standing.next.first() {
        _ if row.is_over() => "–".to_owned(),
        Some(todo) => escaped(&todo.text),
        None => "nothing".to_owned(),
    };
    let mut out = format!(
        "<tr role=\"row\">\n<th scope=\"row\" role=\"rowheader\"><strong>{}</strong>{role} <code>{}</code></th>\n",
        page::name(company),
        escaped(&row.path)
    );
    let cells = [interview, state(row), answered, warnings, due];
    for (head, cell) in heads[1..].iter().zip(cells) {
        let class = match *head {
            "Answered" | "Warnings" => " class=\"number\"",
            _ => "",
        };
        out.push_str(&format!(
            "<td role=\"cell\" data-head=\"{head}\"{class}>{cell}</td>\n"
        ));
    }
    out.push_str("</tr>\n");
    out
}

fn stories(board: &Board, number: usize, path: &str, bank: &crate::report::Bank) -> String {
    let id = format!("bank-{number}");
    let heads = ["Story", "Notes that name it", "Worth a look"];
    let mut out = format!(
        "<section class=\"block\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">Stories: {} in <code>{}</code></h2>\n<table class=\"board stories\" role=\"table\" aria-labelledby=\"{id}\">\n<thead role=\"rowgroup\">\n<tr role=\"row\">",
        stories_count(bank.stories.len()),
        escaped(path)
    );
    for head in heads {
        out.push_str(&format!(
            "<th scope=\"col\" role=\"columnheader\">{head}</th>"
        ));
    }
    out.push_str("</tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
    for story in &bank.stories {
        let title = story.title.as_ref();
        let title = title.map_or(String::new(), |title| format!(" {}", page::name(title)));
        let named = story
            .notes
            .iter()
            .map(|&note| page::name(&board.notes[note].name()));
        let named: Vec<String> = named.collect();
        let named = match named.is_empty() {
            true => "none".to_owned(),
            false => named.join(", "),
        };
        let remark = board.remark(bank, story).map_or("–".to_owned(), |remark| {
            format!("<span class=\"warn\">{}</span>", escaped(&remark))
        });
        out.push_str(&format!(
            "<tr role=\"row\">\n<th scope=\"row\" role=\"rowheader\"><strong>{}</strong>{title}</th>\n<td role=\"cell\" data-head=\"{}\">{named}</td>\n<td role=\"cell\" data-head=\"{}\">{remark}</td>\n</tr>\n",
            escaped(&story.id), heads[1], heads[2]
        ));
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
    out
}
