use crate::grammar::Grammar;
use crate::note::Note;

use super::names::{Of, compatible, in_field, in_front_matter};
use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports a note without a title, or with one that does not name company and role.
    ///
    /// A title that names neither is a warning, one that names only one of them an info. The fix
    /// takes what is missing from the front matter or from the fields of the note.
    ///
    /// ## Why it matters
    ///
    /// Notes for several interviews lie side by side. The title is what the list of notes, the
    /// search and you go by, and the first thing that is wrong in a copy made for the next company.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep
    ///   ^^^^^^^^^^^^^^
    ///
    /// ## Job Overview
    /// **Position:** Site Manager
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Baumgart & Co – Site Manager
    ///
    /// ## Job Overview
    /// **Position:** Site Manager
    /// ```
    ///
    /// ## Source
    ///
    /// The title of the notes prep-ls was made for, `Interview Prep: <Company> – <Role>`, which 30
    /// of the 32 notes that were read have.
    pub(crate) static MISSING_TITLE = "missing-title", Structure, Some(Severity::Warning), Note(check);
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let company = known(cx.note, cx.grammar, "company");
    let role = known(cx.note, cx.grammar, "role");
    // Of two names only the person can say which one belongs into the title.
    let agreed = |of: Of| match (in_front_matter(cx, of), in_field(cx, of)) {
        (Some(front), Some(field)) => compatible(&front.text, &field.text, of),
        _ => true,
    };
    let Some(title) = &cx.note.title else {
        let line = cx
            .text
            .line_range(cx.text.line_of(cx.note.layout.body.start));
        let start = cx.note.layout.body.start.min(line.end);
        let finding = findings.report(
            start..line.end.max(start),
            "The note has no title: begin it with `# Interview Prep: <company> – <role>`",
        );
        if let (Some(company), Some(role)) = (company, role)
            && agreed(Of::Company)
            && agreed(Of::Role)
        {
            let heading = format!(
                "# Interview Prep: {company} – {role}{}",
                cx.line_ending.repeat(2)
            );
            finding.with_fix(Fix {
                title: "Insert the title".into(),
                safe: false,
                edits: vec![Edit::insert(cx.note.layout.body.start, heading)],
            });
        }
        return;
    };
    // What stands in the title may name what the fields name, whichever way it is split.
    let holds = |name: &Option<String>| {
        name.as_ref().is_some_and(|name| {
            let (title, name) = (cx.grammar.key(&title.text), cx.grammar.key(name));
            !name.is_empty() && title.contains(&name)
        })
    };
    let has_company =
        title.company.is_some() && (title.role.is_some() || !holds(&role)) || holds(&company);
    let has_role = title.role.is_some() || holds(&role);
    let complete = |missing: &Option<String>, what: &str| {
        let missing = missing.as_ref()?;
        Some(Fix {
            title: format!("Add the {what} to the title"),
            safe: false,
            edits: vec![Edit::insert(title.range.end, format!(" – {missing}"))],
        })
    };
    match (has_company, has_role) {
        (true, true) => {}
        (false, false) => {
            let finding = findings.report(
                title.range.clone(),
                "The title names neither company nor role: say what the interview is for",
            );
            if let (Some(company), Some(role)) = (company, role)
                && agreed(Of::Company)
                && agreed(Of::Role)
            {
                finding.with_fix(Fix {
                    title: "Add company and role to the title".into(),
                    safe: false,
                    edits: vec![Edit::insert(
                        title.range.end,
                        format!(": {company} – {role}"),
                    )],
                });
            }
        }
        (has_company, _) => {
            let (what, fix) = if has_company {
                // What stands there may be no company at all: "Second round".
                let is_it = company.is_none() || holds(&company);
                (
                    "role",
                    complete(&role, "role").filter(|_| is_it && agreed(Of::Role)),
                )
            } else {
                let fix = complete(&company, "company");
                ("company", fix.filter(|_| agreed(Of::Company)))
            };
            let other = if has_company { "company" } else { "role" };
            // One name may be either, unless a field says which; and "Nurse, Acme" may be both.
            let sure = company.is_some() || role.is_some();
            if title.text.contains([',', '(', '，', '（']) {
                return;
            }
            let text = match &title.company {
                Some(name) if !sure => {
                    format!("The title names only “{name}”: name company and role")
                }
                _ => format!("The title names only the {other}: add the {what}"),
            };
            let finding = findings.report(title.range.clone(), text);
            finding.with_severity(Severity::Info);
            finding.with_fixes(fix);
        }
    }
}

/// What the front matter, or the field of that front-matter key, says.
fn known(note: &Note, grammar: &Grammar, key: &str) -> Option<String> {
    if let Some((value, _)) = note
        .front_matter
        .as_ref()
        .and_then(|front| front.value(key))
    {
        return Some(value.to_owned());
    }
    note.sections.iter().find_map(|section| {
        note.known_fields(section)
            .find_map(|(at, _, entry, label)| {
                let field =
                    &grammar.sections[section.spec].fields[label.meaning.field(section.spec)?];
                let value = at.segment.plain_value(entry);
                (field.front_matter.as_deref() == Some(key) && !value.is_empty())
                    .then(|| value.into_owned())
            })
    })
}
