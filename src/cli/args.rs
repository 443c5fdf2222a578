//! What can be said on the command line. The help texts are part of the product.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;

use crate::rules::{self, Severity};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "prep-ls",
    version,
    about = "Checks Markdown notes that prepare for a job interview, in the terminal and in editors",
    styles = STYLES,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "\
Examples:
  prep-ls check                   check every prep note below this folder
  prep-ls check --fix acme.md     mend what can be mended safely
  prep-ls new --posting job.html  begin a note with what a saved posting says
  prep-ls explain missing-part    what a rule is about
  prep-ls status                  where all notes stand, the next interview first
  prep-ls export acme.md          the day's cheat sheet
  prep-ls doctor acme.md          why a file is a prep note, or is none"
)]
pub struct Cli {
    /// When to use colour; `auto` means in a terminal only, and never where NO_COLOR is set
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check prep notes, and mend them
    Check(CheckArgs),
    /// Run the language server that editors talk to
    Server(ServerArgs),
    /// Write a new note: from a saved posting, from flags, or from what it asks
    New(NewArgs),
    /// Show the outline of a note
    Outline(OutlineArgs),
    /// Show where all notes stand, the next interview first
    Status(StatusArgs),
    /// Put what matters on the day on one page: a cheat sheet
    Export(ExportArgs),
    /// Explain a rule, or list all of them
    Explain(ExplainArgs),
    /// Tell which configuration counts, and what a file was taken for
    Doctor(DoctorArgs),
    /// Print the JSON Schema of prep.toml
    #[command(after_help = "\
Example:
  prep-ls schema > prep.schema.json    and `#:schema ./prep.schema.json` as the first line of prep.toml")]
    Schema,
    /// Print the completions for a shell
    #[command(after_help = "\
Examples:
  prep-ls completions bash > ~/.local/share/bash-completion/completions/prep-ls
  prep-ls completions fish > ~/.config/fish/completions/prep-ls.fish
  prep-ls completions zsh > ~/.zfunc/_prep-ls")]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page, or write one for each command
    #[command(after_help = "\
Examples:
  prep-ls man | man -l -                        read it
  prep-ls man --out ~/.local/share/man/man1     install all of them")]
    Man {
        /// Write a page for each command into this folder, which is made if it is not there
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// The arguments of `prep-ls check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  nothing was found at or above --min-severity
  1  something was; with --diff: something would be mended
  2  the check could not run: bad usage, an unreadable file, a broken prep.toml

Examples:
  prep-ls check                                     every prep note below this folder
  prep-ls check acme.md --min-severity info         one note, and be strict
  prep-ls check --select placeholder,empty-field    these rules only
  prep-ls check --diff                              what --fix would change
  prep-ls check --statistics                        how much there is of what
  prep-ls check --watch --select placeholder        again whenever a note is saved
  prep-ls check --format json | jq .summary         for scripts
  prep-ls check --format github                     for annotations in GitHub Actions
  prep-ls check --format sarif > prep-ls.sarif      for code scanning
  prep-ls check --stdin-filename acme.md < draft    what an editor has not saved yet")]
pub struct CheckArgs {
    /// Notes, or folders with notes: *.md and *.markdown below them that git does not ignore
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Mend what can be mended safely, then report the rest
    #[arg(long)]
    pub fix: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long)]
    pub diff: bool,
    /// Count the findings of each rule in place of listing them; in JSON, beside listing them
    #[arg(long, conflicts_with = "diff")]
    pub statistics: bool,
    /// Check again whenever a note or its configuration changes, until Ctrl-C
    #[arg(long, conflicts_with = "stdin_filename")]
    pub watch: bool,
    /// Run only these rules, those that are off by default included
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', value_parser = rule_name)]
    pub select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', value_parser = rule_name)]
    pub ignore: Vec<String>,
    /// The least severity that makes the exit status 1; everything is listed all the same
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = MinSeverity::Warning)]
    pub min_severity: MinSeverity,
    /// Use this configuration, whatever prep.toml lies near the notes
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The day it is, such as 2026-11-22, for rules about dates [env: PREP_LS_TODAY]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
    /// Check standard input as if it were this file; with --fix the mended text is printed
    #[arg(long, value_name = "NAME", conflicts_with = "paths")]
    pub stdin_filename: Option<PathBuf>,
    /// Print what was found and nothing else: no summary, no progress, no remarks
    #[arg(short, long)]
    pub quiet: bool,
    /// Check every note anew, and keep nothing of what was found
    #[arg(long)]
    pub no_cache: bool,
    /// Keep what was found there for the next run, in place of the user's cache folder
    /// [env: PREP_LS_CACHE_DIR]
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    pub cache_dir: Option<PathBuf>,
}

/// How `prep-ls check` prints what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: excerpts with the place underlined
    Text,
    /// For programs: one object, see the reference
    Json,
    /// For GitHub Actions: workflow commands that annotate the lines; info and hints as notices
    Github,
    /// For code scanning and viewers: SARIF 2.1.0 with fixes and the pages of the rules
    Sarif,
    /// For test reports: a suite for each file, a failure for each finding; what is below
    /// --min-severity is skipped
    Junit,
}

/// The severities as values of `--min-severity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MinSeverity {
    /// Polish, and all that is worse
    Hint,
    /// What is worth a look, and all that is worse
    Info,
    /// What an interviewer would notice, and errors
    Warning,
    /// What prep.toml makes an error
    Error,
}

impl From<MinSeverity> for Severity {
    fn from(min: MinSeverity) -> Self {
        match min {
            MinSeverity::Hint => Severity::Hint,
            MinSeverity::Info => Severity::Info,
            MinSeverity::Warning => Severity::Warning,
            MinSeverity::Error => Severity::Error,
        }
    }
}

/// The arguments of `prep-ls server`.
#[derive(Debug, Args)]
#[command(after_help = "\
Editors start the server by themselves; the README says how for each of them.

Examples:
  prep-ls server                           what an editor runs
  prep-ls server --debounce-ms 0           publish diagnostics at once, for tests
  prep-ls server --listen 127.0.0.1:9257   wait for one client there, for debugging")]
pub struct ServerArgs {
    /// Talk on standard input and output; this is the default, and accepted because some clients say it
    #[arg(long, conflicts_with = "listen")]
    pub stdio: bool,
    /// How long diagnostics wait after the last keystroke, in milliseconds; 0 publishes at once
    #[arg(long, value_name = "N")]
    pub debounce_ms: Option<u64>,
    /// Wait for a client at this address in place of standard input
    #[arg(long, value_name = "HOST:PORT")]
    pub listen: Option<String>,
    /// Use this configuration, whatever prep.toml lies near the notes
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// The arguments of `prep-ls new`.
#[derive(Debug, Args)]
#[command(after_help = "\
What is not known is left as a gap to fill in, and told on standard error; the path of the note is
printed on standard output. On a terminal it asks for what neither flags nor posting say. A file that
is there is never written over.

Examples:
  prep-ls new                                         ask, and write ./company-role.prep.md
  prep-ls new --posting job.html                      from a page saved in the browser
  prep-ls new --posting - < job.txt                   from standard input: text, Markdown, HTML or JSON-LD
  wl-paste | prep-ls new --posting - --output notes/  from the clipboard, into a folder
  prep-ls new --company 'Quay Bakery' --role Baker --date 2026-11-22 --no-input
  prep-ls new --posting job.md --stdout               look first, write nothing")]
pub struct NewArgs {
    /// Who the interview is with: a company, a school, a hospital
    #[arg(long, value_name = "NAME")]
    pub company: Option<String>,
    /// The role, as the posting calls it
    #[arg(long, value_name = "TITLE")]
    pub role: Option<String>,
    /// Where the work is done
    #[arg(long, value_name = "PLACE")]
    pub location: Option<String>,
    /// The kind of contract, such as 'Full-time, permanent'
    #[arg(long, value_name = "TYPE")]
    pub r#type: Option<String>,
    /// The day of the interview, such as 2026-11-22
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<Date>,
    /// A saved posting: text, Markdown, HTML, or JSON-LD with a JobPosting; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub posting: Option<PathBuf>,
    /// Which sections the note gets
    #[arg(long, value_enum, default_value_t = SectionsWanted::Required)]
    pub sections: SectionsWanted,
    /// Where it goes: a file, or a folder; made if it is not there [default: ./COMPANY-ROLE.prep.md]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Print the note and write no file
    #[arg(long, conflicts_with = "output")]
    pub stdout: bool,
    /// Never ask, on a terminal either
    #[arg(long)]
    pub no_input: bool,
    /// Use this configuration, whatever prep.toml lies near the note
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Which sections `prep-ls new` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SectionsWanted {
    /// Those that every note has
    Required,
    /// The optional ones, too
    All,
}

/// The arguments of `prep-ls outline`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  prep-ls outline acme.md
  prep-ls outline acme.md --format json | jq '.symbols[].children[].name'")]
pub struct OutlineArgs {
    /// The note
    pub file: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = OutlineFormat::Tree)]
    pub format: OutlineFormat,
    /// Use this configuration, whatever prep.toml lies near the note
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// How `prep-ls outline` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutlineFormat {
    /// For people
    Tree,
    /// For programs
    Json,
}

/// The arguments of `prep-ls status`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  all notes were looked at
  2  something could not be read: a path, a broken prep.toml

Examples:
  prep-ls status                                        every prep note below this folder
  prep-ls status --all                                  those whose interview is over, too
  prep-ls status --format html --output status.html     a page for the browser, or to print
  prep-ls status --format json | jq '.notes[0].next'    for scripts; docs/status.md has the contract")]
pub struct StatusArgs {
    /// Notes, or folders with notes: *.md and *.markdown below them that git does not ignore
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = StatusFormat::Text)]
    pub format: StatusFormat,
    /// List the notes whose interview was over 30 days ago or whose application is closed, too; json and html
    /// always hold them
    #[arg(long, visible_alias = "past")]
    pub all: bool,
    /// Write to this file, whole or not at all, in place of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Use this configuration, whatever prep.toml lies near the notes
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The day it is, such as 2026-11-22 [env: PREP_LS_TODAY]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
    /// No progress and no remarks
    #[arg(short, long)]
    pub quiet: bool,
}

/// How `prep-ls status` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    /// For people: a table
    Text,
    /// For programs: one object, see docs/status.md
    Json,
    /// For the browser and for paper: one page that needs nothing else
    Html,
}

/// The arguments of `prep-ls export`.
#[derive(Debug, Args)]
#[command(after_help = "\
All of it is the note's own words; what the note lacks is named at the end and never made up. The stories are
the three that answer most of what the posting asks for.

Examples:
  prep-ls export acme.md                                        read it in the terminal
  prep-ls export acme.md --format html --output acme.html       a page to print
  prep-ls export acme.md | lp                                   print the text")]
pub struct ExportArgs {
    /// The note
    #[arg(value_name = "NOTE")]
    pub file: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = ExportFormat::Cheatsheet)]
    pub format: ExportFormat,
    /// Write to this file, whole or not at all, in place of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Use this configuration, whatever prep.toml lies near the note
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The day it is, such as 2026-11-22 [env: PREP_LS_TODAY]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
}

/// How `prep-ls export` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Plain text, for the terminal
    Cheatsheet,
    /// One page for the browser and for paper
    Html,
}

/// The arguments of `prep-ls explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  prep-ls explain                  all rules, by group
  prep-ls explain empty-section    one rule: what, why, examples, options")]
pub struct ExplainArgs {
    /// The rule; all of them without it
    #[arg(value_name = "RULE", value_parser = rule_name)]
    pub rule: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
}

/// How `prep-ls explain` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For people
    Text,
    /// The page as it is
    Markdown,
    /// For programs
    Json,
}

/// The arguments of `prep-ls doctor`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  prep-ls doctor            the version, and the configuration that counts here
  prep-ls doctor acme.md    and whether it is a prep note, why, and what was recognised in it")]
pub struct DoctorArgs {
    /// A Markdown file
    pub file: Option<PathBuf>,
    /// Use this configuration, whatever prep.toml lies near the file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// A rule's name on the command line. A name that is none is told with the one that was meant.
fn rule_name(name: &str) -> Result<String, String> {
    let name = name.trim();
    match rules::rule(name) {
        Some(rule) => Ok(rule.name.to_owned()),
        None => Err(rules::unknown(name)),
    }
}

fn date(text: &str) -> Result<Date, String> {
    text.trim()
        .parse()
        .map_err(|_| "it is no date: write year, month and day, such as 2026-11-22".to_owned())
}

/// The day it is where neither the command line nor PREP_LS_TODAY says so.
///
/// # Errors
/// If PREP_LS_TODAY is no date.
pub(super) fn today(given: Option<Date>) -> anyhow::Result<Date> {
    if let Some(date) = given {
        return Ok(date);
    }
    match std::env::var("PREP_LS_TODAY") {
        Ok(text) if !text.trim().is_empty() => {
            date(&text).map_err(|cure| anyhow::anyhow!("PREP_LS_TODAY is `{text}`, and {cure}"))
        }
        _ => Ok(jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
