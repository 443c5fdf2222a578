//! `--format sarif`: SARIF 2.1.0, which code scanning services and editors read.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Map, Value, json};
use url::Url;

use crate::cli::configs::absolute;
use crate::cli::explain::sentence;
use crate::rules::{RULES, Rule, Severity};

use super::json::{Diagnostic, Fix, Range};
use super::tell::Told;
use super::trouble::Trouble;

/// The schema that the log follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of the folder that relative addresses begin at; services know it by this name.
const ROOT: &str = "%SRCROOT%";

/// Writes a log of one run.
pub(super) fn write(told: &Told, to: &mut dyn Write) -> io::Result<()> {
    let places = Places::here();
    let mut seen = HashMap::new();
    let results: Vec<Value> = told
        .report
        .diagnostics
        .iter()
        .map(|found| places.result(found, fingerprint(found, &mut seen)))
        .collect();
    let rules: Vec<Value> = RULES.iter().map(|rule| descriptor(rule)).collect();
    let mut run = json!({
        "tool": {"driver": {
            "name": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_HOMEPAGE"),
            "rules": rules,
        }},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "invocations": [places.invocation(&told.troubles)],
        "results": results,
    });
    if let Some(base) = &places.base {
        run["originalUriBaseIds"] = json!({ROOT: {"uri": base}});
    }
    let log = json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]});
    serde_json::to_writer_pretty(&mut *to, &log)?;
    writeln!(to)
}

/// What a rule is.
fn descriptor(rule: &Rule) -> Value {
    let summary = rule.summary();
    let level = rule.severity.map_or("note", level);
    json!({
        "id": rule.name,
        "shortDescription": {"text": sentence(rule)},
        "fullDescription": {"text": summary, "markdown": summary},
        "help": {"text": format!("{summary} See {}", rule.url()), "markdown": rule.docs()},
        "helpUri": rule.url(),
        "defaultConfiguration": {"enabled": rule.severity.is_some(), "level": level},
        "properties": {"tags": [rule.group.as_str()]},
    })
}

/// SARIF knows no hints.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

/// What a finding is known by when it has moved: the rule and the line it begins in, without its
/// indent, and which of those in the file that look the same it is.
fn fingerprint<'a>(found: &'a Diagnostic, seen: &mut HashMap<(&'a str, u64), u32>) -> String {
    let words: Vec<&str> = found.line.split_whitespace().collect();
    let hash = hash(&format!("{}\n{}", found.rule, words.join(" ")));
    let number = seen.entry((&found.path, hash)).or_default();
    *number += 1;
    format!("{hash:016x}:{number}")
}

/// FNV-1a. The standard library's hashers may differ from version to version, and a finding would
/// then be a new one after an update.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn region(range: &Range) -> Value {
    json!({
        "startLine": range.start.line,
        "startColumn": range.start.column,
        "endLine": range.end.line,
        "endColumn": range.end.column,
    })
}

/// Where files are.
struct Places {
    /// The address of the current folder, with a slash at its end.
    base: Option<String>,
}

impl Places {
    fn here() -> Self {
        Places {
            base: Url::from_directory_path(absolute(Path::new("")))
                .ok()
                .map(|url| strict(url.as_str())),
        }
    }

    /// The address of a file: relative to the current folder if it lies below it.
    fn artifact(&self, path: &str) -> Value {
        let Ok(url) = Url::from_file_path(absolute(Path::new(path))) else {
            return json!({"uri": strict(path)});
        };
        let url = strict(url.as_str());
        match self.base.as_deref().and_then(|base| url.strip_prefix(base)) {
            // Before the first slash a colon would end the name of a scheme.
            Some(rest) => json!({"uri": rest.replace(':', "%3A"), "uriBaseId": ROOT}),
            None => json!({"uri": url}),
        }
    }

    fn physical(&self, path: &str, range: Option<&Range>) -> Value {
        let mut place = json!({"artifactLocation": self.artifact(path)});
        if let Some(range) = range {
            place["region"] = region(range);
        }
        place
    }

    fn result(&self, found: &Diagnostic, fingerprint: String) -> Value {
        let mut result = json!({
            "ruleId": found.rule,
            "level": level(found.severity),
            "message": {"text": found.message},
            "locations": [{"physicalLocation": self.physical(&found.path, Some(&found.range))}],
            "partialFingerprints": {"prepLsLine/v1": fingerprint},
            "properties": {"severity": found.severity, "data": found.data},
        });
        if let Some(index) = RULES.iter().position(|rule| rule.name == found.rule) {
            result["ruleIndex"] = json!(index);
        }
        if !found.related.is_empty() {
            let related = found.related.iter().enumerate().map(|(index, related)| {
                json!({
                    "id": index + 1,
                    "physicalLocation": self.physical(&related.path, Some(&related.range)),
                    "message": {"text": related.message},
                })
            });
            result["relatedLocations"] = related.collect();
        }
        // A change without a replacement is none.
        if let Some(fix) = found.fix.as_ref().filter(|fix| !fix.edits.is_empty()) {
            result["fixes"] = json!([self.fix(&found.path, fix)]);
        }
        result
    }

    fn fix(&self, path: &str, fix: &Fix) -> Value {
        let replacements: Vec<Value> = fix
            .edits
            .iter()
            .map(|edit| {
                let mut replacement = json!({"deletedRegion": region(&edit.range)});
                if !edit.text.is_empty() {
                    replacement["insertedContent"] = json!({"text": edit.text});
                }
                replacement
            })
            .collect();
        json!({
            "description": {"text": fix.title},
            "artifactChanges": [{
                "artifactLocation": self.artifact(path),
                "replacements": replacements,
            }],
            "properties": {"safe": fix.safe},
        })
    }

    /// How the run went.
    fn invocation(&self, troubles: &[Trouble]) -> Value {
        let told = |configuration: bool| -> Vec<Value> {
            let those = troubles
                .iter()
                .filter(|trouble| trouble.configuration == configuration);
            those.map(|trouble| self.notification(trouble)).collect()
        };
        let mut invocation = Map::new();
        let successful = !troubles.iter().any(|trouble| trouble.fatal);
        invocation.insert("executionSuccessful".to_owned(), json!(successful));
        for (key, configuration) in [
            ("toolExecutionNotifications", false),
            ("toolConfigurationNotifications", true),
        ] {
            let told = told(configuration);
            if !told.is_empty() {
                invocation.insert(key.to_owned(), json!(told));
            }
        }
        if let Some(base) = &self.base {
            invocation.insert("workingDirectory".to_owned(), json!({"uri": base}));
        }
        Value::Object(invocation)
    }

    fn notification(&self, trouble: &Trouble) -> Value {
        let mut notification = json!({
            "level": if trouble.fatal { "error" } else { "warning" },
            "message": {"text": trouble.message},
        });
        if let Some(path) = &trouble.path {
            let place = self.physical(path, trouble.range.as_ref());
            notification["locations"] = json!([{"physicalLocation": place}]);
        }
        notification
    }
}

/// An address as RFC 3986 has it, which is stricter with paths than the addresses of browsers.
fn strict(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '[' | ']' | '|' | '^' | '\\' | ' ' | '"' | '<' | '>' | '`' | '{' | '}' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_where_the_file_lies_below() {
        let places = Places {
            base: Places::here().base,
        };
        for (path, uri) in [
            ("a b/é[1].md", "a%20b/%C3%A9%5B1%5D.md"),
            ("./x/../a:b.md", "a%3Ab.md"),
            ("50%#?.md", "50%25%23%3F.md"),
        ] {
            let wanted = json!({"uri": uri, "uriBaseId": ROOT});
            assert_eq!(places.artifact(path), wanted, "{path}");
        }
        if cfg!(unix) {
            assert_eq!(
                places.artifact("/else where/a.md"),
                json!({"uri": "file:///else%20where/a.md"})
            );
        }
    }

    #[test]
    fn the_hash_stays_what_it_was() {
        // Values of the algorithm's authors.
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
    }
}
