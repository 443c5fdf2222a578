//! A case of a rule's fixture.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use prep_ls::config::{self, Profile};
use prep_ls::document::Document;
use prep_ls::fix;
use prep_ls::grammar::numbers;
use prep_ls::rules::{Companies, Finding, Resume, Surroundings};

/// Line ends and what stands before the text: all ways in which a case is saved.
pub(crate) const VARIANTS: [(&str, &str); 4] =
    [("\n", ""), ("\r\n", ""), ("\r", ""), ("\r\n", "\u{feff}")];

pub(crate) struct Case {
    pub(crate) rule: String,
    pub(crate) name: String,
    options: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) marks: Vec<Mark>,
    /// What fixes make of the text: safe ones, or the one of a number.
    pub(crate) fixed: Vec<(Option<usize>, String)>,
    pub(crate) profile: Profile,
}

pub(crate) struct Mark {
    start: (usize, usize),
    end: (usize, usize),
    pub(crate) severity: Option<String>,
    pub(crate) message: String,
}

impl Case {
    pub(crate) fn parse(rule: &str, source: &str) -> Self {
        let (name, body) = source.split_once('\n').unwrap_or((source, ""));
        let mut case = Case {
            rule: rule.to_owned(),
            name: name.trim().to_owned(),
            options: Vec::new(),
            text: String::new(),
            marks: Vec::new(),
            fixed: Vec::new(),
            profile: Profile::default(),
        };
        let mut lines = 0;
        for line in body.trim_end_matches('\n').lines() {
            if let Some(option) = line.strip_prefix("%% ") {
                let (key, value) = option.split_once(" = ").unwrap_or((option, ""));
                case.options.push((key.to_owned(), value.to_owned()));
            } else if let Some(which) = line.strip_prefix("--- after ") {
                let number = which.strip_prefix("fix ");
                let number = number.map(|number| number.parse().expect("a number of a fix"));
                assert!(number.is_some() || which == "safe fixes", "{case}: {line}");
                case.fixed.push((number, String::new()));
            } else if let Some((_, fixed)) = case.fixed.last_mut() {
                *fixed += &format!("{line}\n");
            } else if let Some(mark) = Mark::parse(line, lines) {
                match case.marks.last_mut().filter(|_| mark.message == "and") {
                    Some(last) => last.end = mark.end,
                    None => case.marks.push(mark),
                }
            } else {
                lines += 1;
                case.text += &format!("{line}\n");
            }
        }
        let open = case.option("open").map(str::to_owned);
        let texts = case.fixed.iter_mut().map(|(_, fixed)| fixed);
        for text in texts.chain([&mut case.text]) {
            text.truncate(text.trim_end_matches('\n').len());
            text.push('\n');
        }
        if open.is_some() {
            case.text.pop();
        }
        if open.as_deref() == Some("both") {
            for (_, fixed) in &mut case.fixed {
                fixed.pop();
            }
        }
        case.profile = case.profile();
        case
    }

    fn option(&self, name: &str) -> Option<&str> {
        let mut options = self.options.iter();
        let option = options.find(|(key, _)| key == name);
        option.map(|(_, value)| value.as_str())
    }

    /// The note's path.
    pub(crate) fn path(&self) -> &Path {
        Path::new(self.option("path").unwrap_or("case.prep.md"))
    }

    fn profile(&self) -> Profile {
        let mut toml = String::new();
        let mut today = None;
        for (key, value) in &self.options {
            match key.as_str() {
                "config" => toml += &format!("{value}\n"),
                "level" => toml += &format!("rules.{} = \"{value}\"\n", self.rule),
                "today" => today = Some(value.parse().expect("a date")),
                "path" | "open" | "resume" | "companies" | "elsewhere" => {}
                _ => panic!("{self}: there is no option `{key}`"),
            }
        }
        if toml.is_empty() && today.is_none() {
            return Profile::default();
        }
        let config = config::load(&toml).expect("a configuration").config;
        Profile::new(config, None, today).0
    }

    pub(crate) fn surroundings(&self) -> Arc<Surroundings> {
        let list = |name| self.option(name).unwrap_or_default().split(", ");
        let list = |name| {
            list(name)
                .filter(|item| !item.is_empty())
                .map(str::to_owned)
        };
        Arc::new(Surroundings {
            companies: Arc::new(Companies::new(list("companies").collect())),
            resume: self.option("resume").map(|text| Resume {
                name: "resume.md".to_owned(),
                numbers: numbers::values(text),
            }),
            elsewhere: list("elsewhere").collect(),
            ..Surroundings::default()
        })
    }

    /// What the rule finds in a text, among all that is found.
    pub(crate) fn findings(&self, text: &str) -> Vec<Finding> {
        let mut document = Document::new(text, Some(self.path()), self.profile.clone());
        document.set_surroundings(self.surroundings());
        let report = document.check();
        assert_eq!(report.panicked, Vec::<&str>::new(), "{self}");
        let findings = report.findings.into_iter();
        findings
            .filter(|finding| finding.rule.name == self.rule)
            .collect()
    }

    /// What safe fixes make of a text, or the first finding's fix of a number.
    pub(crate) fn fix(&self, text: &str, number: Option<usize>) -> Option<String> {
        let Some(number) = number else {
            return Some(fix::to_fixpoint(text.to_owned(), |text| self.findings(text)).text);
        };
        let findings = self.findings(text);
        let fix = findings.first()?.fixes().into_iter().nth(number - 1)?;
        Some(fix::apply(text, &fix.edits))
    }
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "tests/rules/{}.md: {}", self.rule, self.name)
    }
}

impl Mark {
    pub(crate) fn parse(line: &str, below: usize) -> Option<Self> {
        let bare = line.trim_start_matches(' ');
        let start = line.len() - bare.len();
        let rest = bare.trim_start_matches('^');
        let carets = bare.len() - rest.len();
        if carets == 0 || below == 0 || !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        let (severity, message) = match rest.trim().split_once(':') {
            Some((severity, message)) => (severity, message.trim()),
            None if rest.trim() == "and" => ("", "and"),
            None => (rest.trim(), ""),
        };
        Some(Mark {
            start: (below - 1, start),
            end: (below - 1, start + carets),
            severity: (!severity.is_empty()).then(|| severity.to_owned()),
            message: message.to_owned(),
        })
    }

    /// Where it is in a text with some line end and something before it.
    pub(crate) fn range(&self, text: &str, ending: &str, before: &str) -> Range<usize> {
        let at = |(line, column): (usize, usize)| {
            let mut lines = text[before.len()..].split(ending);
            let above = lines.by_ref().take(line);
            let start = before.len() + above.map(|line| line.len() + ending.len()).sum::<usize>();
            let line = lines.next().unwrap_or_default();
            let char = line.char_indices().nth(column);
            start + char.map_or(line.len(), |(at, _)| at)
        };
        at(self.start)..at(self.end)
    }

    pub(crate) fn is_met_by(&self, finding: &Finding, range: Range<usize>) -> bool {
        let severity = finding.severity.as_str();
        finding.range == range
            && self
                .severity
                .as_deref()
                .is_none_or(|wanted| wanted == severity)
            && finding.message().contains(&self.message)
    }
}

/// A text with some line end and something before it.
pub(crate) fn save(text: &str, ending: &str, before: &str) -> String {
    format!("{before}{}", text.replace('\n', ending))
}
