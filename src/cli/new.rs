//! `prep-ls new`: a new note from flags, from a saved posting, and from what is asked on a terminal.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use dialoguer::Input;
use dialoguer::console::Term;
use dialoguer::theme::ColorfulTheme;

use crate::dates;
use crate::draft::{Draft, draft};
use crate::grammar::Grammar;
use crate::posting::{Format, Posting};

use super::configs::{self, folder_of};
use super::{NewArgs, SectionsWanted, Status, read, term};

/// Runs `prep-ls new`.
///
/// # Errors
/// If there is nothing to write a note from, the posting cannot be read, the file is there already, or it cannot be written.
pub fn new(args: &NewArgs) -> anyhow::Result<Status> {
    if let Some(path) = &args.output {
        refuse_if_there(path)?;
    }
    let beside = args
        .output
        .as_deref()
        .map_or_else(|| Path::new("."), folder_of_output);
    let Some(source) = configs::of_folder(args.config.as_deref(), beside) else {
        return Ok(Status::Failed);
    };
    let grammar = &source.profile.grammar;
    let mut posting = match &args.posting {
        Some(path) => saved(path, grammar)?,
        None => Posting::default(),
    };
    given(args, &mut posting);
    let asks = !args.no_input && io::stdin().is_terminal() && io::stderr().is_terminal();
    if asks {
        ask(args, grammar, &mut posting)?;
    }
    if args.posting.is_none() && posting.company.is_none() && posting.role.is_none() {
        bail!(
            "there is nothing to write a note from: give --company and --role, or a saved posting with --posting FILE"
        );
    }
    let draft = draft(grammar, &posting, args.sections == SectionsWanted::All);
    if args.stdout {
        io::stdout().lock().write_all(draft.text.as_bytes())?;
    } else {
        let path = path_of(args.output.as_deref(), &draft.file_name);
        write(&path, &draft.text)?;
        writeln!(io::stdout().lock(), "{}", path.display())?;
    }
    tell(&draft, args.posting.is_some());
    Ok(Status::Clean)
}

/// Reads a saved posting; `-` is standard input.
fn saved(path: &Path, grammar: &Grammar) -> anyhow::Result<Posting> {
    let name = path.display().to_string();
    let (text, name) = if path == Path::new("-") {
        (
            read::text(io::stdin().lock(), "standard input")?,
            "standard input".to_owned(),
        )
    } else {
        (read::file(path)?, format!("`{name}`"))
    };
    let file_name = path.file_name().map(|name| name.to_string_lossy());
    let format = Format::of(file_name.as_deref(), &text);
    Posting::read(&text, format, grammar)
        .map_err(|error| anyhow::anyhow!("{name} was not read: {error}"))
}

/// What the flags say stands, whatever the posting says.
fn given(args: &NewArgs, posting: &mut Posting) {
    for (given, slot) in [
        (&args.company, &mut posting.company),
        (&args.role, &mut posting.role),
        (&args.location, &mut posting.location),
        (&args.r#type, &mut posting.employment),
    ] {
        let words = given
            .as_deref()
            .map(one_line)
            .filter(|words| !words.is_empty());
        if words.is_some() {
            *slot = words;
        }
    }
    if let Some(date) = args.date {
        posting.interview = Some(date.to_string());
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asks for what is not known yet. An empty answer leaves a gap.
fn ask(args: &NewArgs, grammar: &Grammar, posting: &mut Posting) -> anyhow::Result<()> {
    let theme = ColorfulTheme::default();
    let terminal = Term::stderr();
    let types = grammar.section("job-overview").and_then(|section| {
        let fields = &grammar.sections[section].fields;
        let field = fields.iter().find(|field| field.label == "Type")?;
        Some(
            field
                .values
                .iter()
                .take(3)
                .cloned()
                .collect::<Vec<_>>()
                .join(", "),
        )
    });
    let type_prompt = format!("Type ({}, …)", types.unwrap_or_default());
    let missing = [
        &posting.company,
        &posting.role,
        &posting.location,
        &posting.employment,
        &posting.interview,
    ];
    if missing.iter().any(|slot| slot.is_none()) {
        term::remark(&term::paint(
            term::DIM,
            "Enter leaves a gap to be filled in later.",
        ));
    }
    for (prompt, slot) in [
        ("Company, school, hospital, …", &mut posting.company),
        ("Role, as the posting calls it", &mut posting.role),
        ("Location", &mut posting.location),
        (type_prompt.as_str(), &mut posting.employment),
    ] {
        if slot.is_none() {
            let answer: String = Input::with_theme(&theme)
                .with_prompt(prompt)
                .allow_empty(true)
                .interact_text_on(&terminal)
                .context("nothing was written")?;
            *slot = Some(one_line(&answer)).filter(|answer| !answer.is_empty());
        }
    }
    if posting.interview.is_none() && args.date.is_none() {
        let answer: String = Input::with_theme(&theme)
            .with_prompt("Interview date, such as 2026-11-22")
            .allow_empty(true)
            .validate_with(|answer: &String| match answer.trim().is_empty() || dates::read(answer).day().is_some() {
                true => Ok(()),
                false => Err("it is no date: write year, month and day, such as 2026-11-22, or leave it empty"),
            })
            .interact_text_on(&terminal)
            .context("nothing was written")?;
        posting.interview = dates::read(&answer).day().map(|day| day.to_string());
    }
    Ok(())
}

/// The file that the note goes to.
fn path_of(output: Option<&Path>, file_name: &str) -> PathBuf {
    match output {
        None => PathBuf::from(file_name),
        Some(path) if is_folder(path) => path.join(file_name),
        // `notes/acme` is `notes/acme.prep.md`.
        Some(path) if path.extension().is_none() => path.with_extension("prep.md"),
        Some(path) => path.to_owned(),
    }
}

/// Whether a path is meant as a folder: it is one, or it ends in a slash.
fn is_folder(path: &Path) -> bool {
    let ends = path.to_string_lossy().ends_with(std::path::is_separator);
    ends || path.is_dir()
}

fn folder_of_output(path: &Path) -> &Path {
    if is_folder(path) {
        path
    } else {
        folder_of(path)
    }
}

/// Says so before anything is asked or read.
fn refuse_if_there(path: &Path) -> anyhow::Result<()> {
    let file = path_of(Some(path), "");
    if !is_folder(path) && file.symlink_metadata().is_ok() {
        bail!(there(&file));
    }
    Ok(())
}

fn there(path: &Path) -> String {
    format!(
        "`{}` is there already and was left as it is: give another name with --output",
        path.display()
    )
}

/// Writes a file that is not there yet, with the folders that it lies in: whole, or not at all.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |what: &Path| {
        format!(
            "the note could not be written to `{}`: give a place that you may write to with --output",
            what.display()
        )
    };
    if path.symlink_metadata().is_ok() {
        bail!(there(path));
    }
    fs::create_dir_all(folder).with_context(|| failed(folder))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".prep-ls-").suffix(".tmp");
    // As any other new file: what the user's mask leaves of it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder
        .tempfile_in(folder)
        .with_context(|| failed(folder))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .with_context(|| failed(path))?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => bail!(there(path)),
        Err(error) => Err(error.error).with_context(|| failed(path)),
    }
}

/// Says what is left to fill in.
fn tell(draft: &Draft, from_posting: bool) {
    let words = |names: &[&str]| {
        term::list(
            &names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
        )
    };
    if !draft.gaps.is_empty() {
        term::remark(&format!(
            "{} {}",
            term::paint(term::YELLOW, "To fill in:"),
            words(&draft.gaps)
        ));
    }
    if from_posting && !draft.absent.is_empty() {
        term::remark(&term::paint(
            term::DIM,
            &format!("Not found in the posting: {}", words(&draft.absent)),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_file_or_a_folder_as_it_is_written() {
        for (output, wanted) in [
            (None, "acme.prep.md"),
            (Some("notes/"), "notes/acme.prep.md"),
            (Some("notes/first"), "notes/first.prep.md"),
            (Some("notes/first.md"), "notes/first.md"),
            (Some("."), "./acme.prep.md"),
        ] {
            assert_eq!(
                path_of(output.map(Path::new), "acme.prep.md"),
                Path::new(wanted),
                "{output:?}"
            );
        }
    }
}
