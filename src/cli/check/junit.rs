//! `--format junit`: the report that test runners write and build servers read. A file is a suite,
//! a finding a case that failed; a note in which nothing was found has one case, which passed.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::rules::Severity;

use super::json::{Diagnostic, Note};
use super::tell::Told;
use super::trouble::Trouble;

/// How a case ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Passed,
    Failed,
    /// It could not be run.
    Errored,
    /// Something was left out, or what was found is too slight to fail the run: the report agrees
    /// with the exit status.
    Skipped,
}

/// An attribute.
type Attribute = (&'static str, String);

struct Case {
    name: String,
    line: Option<usize>,
    end: End,
    /// The severity of a finding.
    kind: &'static str,
    message: String,
    /// The message with its place before it.
    details: String,
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

impl Suite {
    fn count(&self, end: End) -> usize {
        self.cases.iter().filter(|case| case.end == end).count()
    }
}

/// Writes the report. Findings of at least the severity `min` are failures.
pub(super) fn write(told: &Told, min: Severity, to: &mut dyn Write) -> io::Result<()> {
    let suites = suites(told, min);
    let all = suites.iter().collect::<Vec<_>>();
    let mut writer = Writer::new_with_indent(&mut *to, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attributes(borrowed(&counts("prep-ls", &all)))
        .write_inner_content(|writer| {
            suites
                .iter()
                .try_for_each(|suite| write_suite(writer, suite))
        })?;
    writeln!(to)
}

fn write_suite<W: Write>(writer: &mut Writer<W>, suite: &Suite) -> io::Result<()> {
    writer
        .create_element("testsuite")
        .with_attributes(borrowed(&counts(&suite.name, &[suite])))
        .write_inner_content(|writer| {
            suite
                .cases
                .iter()
                .try_for_each(|case| write_case(writer, suite, case))
        })?;
    Ok(())
}

fn write_case<W: Write>(writer: &mut Writer<W>, suite: &Suite, case: &Case) -> io::Result<()> {
    let mut attributes = vec![
        ("name", valid(&case.name)),
        ("classname", valid(&suite.name)),
        ("file", valid(&suite.name)),
    ];
    attributes.extend(case.line.map(|line| ("line", line.to_string())));
    let element = writer
        .create_element("testcase")
        .with_attributes(borrowed(&attributes));
    let end = match case.end {
        End::Passed => {
            element.write_empty()?;
            return Ok(());
        }
        End::Failed => "failure",
        End::Errored => "error",
        End::Skipped => "skipped",
    };
    element.write_inner_content(|writer| {
        let mut attributes = vec![("message", valid(&case.message))];
        if case.end != End::Skipped {
            // The schema that most readers follow gives `skipped` a message alone.
            attributes.push(("type", case.kind.to_owned()));
        }
        writer
            .create_element(end)
            .with_attributes(borrowed(&attributes))
            .write_text_content(BytesText::new(&valid(&case.details)))?;
        Ok(())
    })?;
    Ok(())
}

fn counts(name: &str, suites: &[&Suite]) -> Vec<Attribute> {
    let count = |end| {
        let counts = suites.iter().map(|suite| suite.count(end));
        counts.sum::<usize>().to_string()
    };
    let cases: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    vec![
        ("name", valid(name)),
        ("tests", cases.to_string()),
        ("failures", count(End::Failed)),
        ("errors", count(End::Errored)),
        ("skipped", count(End::Skipped)),
    ]
}

fn borrowed(attributes: &[Attribute]) -> impl Iterator<Item = (&str, &str)> {
    attributes
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
}

/// A text without the characters that XML 1.0 cannot hold in any way. The writer escapes the rest.
fn valid(text: &str) -> String {
    text.replace(
        |c: char| {
            c < ' ' && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}')
        },
        "\u{fffd}",
    )
}

/// The suites: what could not be done, the configurations, then the notes in their order.
fn suites(told: &Told, min: Severity) -> Vec<Suite> {
    let mut suites = Suites::default();
    for trouble in &told.troubles {
        let name = trouble.path.as_deref().unwrap_or("prep-ls");
        suites.of(name).push(errored(trouble));
    }
    let notes: HashSet<&str> = told.report.notes.iter().map(Note::path).collect();
    let (in_notes, in_configurations): (Vec<_>, Vec<_>) = told
        .report
        .diagnostics
        .iter()
        .partition(|found| notes.contains(found.path.as_str()));
    for found in in_configurations {
        suites.of(&found.path).push(failed(found, min));
    }
    for note in &told.report.notes {
        suites.of(note.path());
    }
    for found in in_notes {
        suites.of(&found.path).push(failed(found, min));
    }
    for suite in &mut suites.all {
        if suite.cases.is_empty() {
            suite.cases.push(Case {
                name: "no findings".to_owned(),
                line: None,
                end: End::Passed,
                kind: "",
                message: String::new(),
                details: String::new(),
            });
        }
    }
    suites.all
}

#[derive(Default)]
struct Suites {
    all: Vec<Suite>,
    places: HashMap<String, usize>,
}

impl Suites {
    /// The cases of a file.
    fn of(&mut self, name: &str) -> &mut Vec<Case> {
        let place = match self.places.get(name) {
            Some(&place) => place,
            None => {
                self.places.insert(name.to_owned(), self.all.len());
                self.all.push(Suite {
                    name: name.to_owned(),
                    cases: Vec::new(),
                });
                self.all.len() - 1
            }
        };
        &mut self.all[place].cases
    }
}

fn failed(found: &Diagnostic, min: Severity) -> Case {
    let start = found.range.start;
    Case {
        name: format!(
            "{} in line {}, column {}",
            found.rule, start.line, start.column
        ),
        line: Some(start.line),
        end: if found.severity >= min {
            End::Failed
        } else {
            End::Skipped
        },
        kind: found.severity.as_str(),
        message: found.message.clone(),
        details: format!(
            "{}:{}:{}: {}",
            found.path, start.line, start.column, found.message
        ),
    }
}

fn errored(trouble: &Trouble) -> Case {
    let start = trouble.range.map(|range| range.start);
    let place = match (&trouble.path, start) {
        (Some(path), Some(start)) => format!("{path}:{}:{}: ", start.line, start.column),
        _ => String::new(),
    };
    Case {
        name: if trouble.configuration {
            "the configuration can be read".to_owned()
        } else if trouble.fatal {
            "the check can run".to_owned()
        } else {
            "nothing is left out".to_owned()
        },
        line: start.map(|start| start.line),
        end: if trouble.fatal {
            End::Errored
        } else {
            End::Skipped
        },
        kind: "error",
        message: trouble.message.clone(),
        details: format!("{place}{}", trouble.message),
    }
}
