//! `--format github`: workflow commands, of which GitHub Actions makes annotations.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::configs::absolute;
use crate::cli::term;
use crate::rules::Severity;

use super::json::Range;
use super::tell::Told;

/// Writes a command for each finding, and for what could not be done.
pub(super) fn write(told: &Told, to: &mut dyn Write) -> io::Result<()> {
    let workspace = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    let mut command = |kind: &str, place: Option<(&str, Option<Range>)>, title: &str, message| {
        let mut properties = Vec::new();
        if let Some((path, range)) = place {
            properties.push(("file", in_repository(path, workspace.as_deref())));
            properties.extend(range.iter().flat_map(places));
        }
        properties.push(("title", title.to_owned()));
        let properties: Vec<String> = properties
            .iter()
            .map(|(name, value)| format!("{name}={}", property(value)))
            .collect();
        writeln!(to, "::{kind} {}::{}", properties.join(","), data(message))
    };
    for trouble in &told.troubles {
        let kind = if trouble.fatal { "error" } else { "warning" };
        let place = trouble.path.as_deref().map(|path| (path, trouble.range));
        command(kind, place, "prep-ls", &trouble.message)?;
    }
    for found in &told.report.diagnostics {
        let kind = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info | Severity::Hint => "notice",
        };
        let place = Some((found.path.as_str(), Some(found.range)));
        command(kind, place, found.rule, &found.message)?;
    }
    Ok(())
}

/// A file as the pages of a repository name it. The runner takes relative paths to begin at the
/// workspace, wherever a step was run.
fn in_repository(path: &str, workspace: Option<&Path>) -> String {
    let below = workspace.and_then(|workspace| {
        let whole = absolute(Path::new(path));
        let rest = whole.strip_prefix(absolute(workspace)).ok()?;
        Some(rest.to_string_lossy().into_owned())
    });
    let path = below.unwrap_or_else(|| path.to_owned());
    if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path
    }
}

/// Columns hold within a line only: GitHub refuses them on a range of several.
fn places(range: &Range) -> Vec<(&'static str, String)> {
    let Range { start, end } = range;
    let mut places = vec![("line", start.line.to_string())];
    if start.line == end.line {
        places.push(("col", start.column.to_string()));
    }
    places.push(("endLine", end.line.to_string()));
    if start.line == end.line {
        places.push(("endColumn", end.column.to_string()));
    }
    places
}

/// Escapes what stands behind the last `::`.
fn data(text: &str) -> String {
    // The log of a run is shown in colours, as a terminal does.
    term::harmless(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the value of a property, which `:` and `,` would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("100 %: a,\r\nb %0A"), "100 %25: a,%0D%0Ab %250A");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }

    #[test]
    fn a_range_of_several_lines_has_no_columns() {
        let names = |text: &str| -> Vec<&str> {
            let range = Range::of(&Text::new(text), &(0..text.len()));
            places(&range).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names("ab"), ["line", "col", "endLine", "endColumn"]);
        assert_eq!(names("ab\nc"), ["line", "endLine"]);
    }

    #[test]
    fn paths_begin_at_the_workspace() {
        let here = std::env::current_dir().expect("there is a current folder");
        let parent = here.parent();
        let name = here.file_name().expect("it has a name").to_string_lossy();
        assert_eq!(in_repository("a/b.md", None), "a/b.md");
        assert_eq!(in_repository("./a/b.md", parent), format!("{name}/a/b.md"));
        assert_eq!(in_repository("a.md", Some(&here)), "a.md");
        assert_eq!(in_repository("a.md", Some(Path::new("/elsewhere"))), "a.md");
    }
}
