//! Configuration from anybody: what is wrong in it is told with a place in it, and the rest of it works.

use std::ops::Range;

use prep_ls::config::{self, Profile};
use prep_ls::document::Document;
use serde_json::Value;

use super::BREAK;
use super::support::{a_note, check, within};

/// A note that gives every kind of setting something to decide.
const NOTE: &str = "---\nstatus: applied\n---\n# Interview Prep: Harbour Clinic – Staff Nurse\n\n## Job Overview\n\n**Position:** Staff Nurse\n**Requirements:**\n- patient safety, wound care\n\n## Why This Job Is a Fit\n\n- Strong focus on patient safety and best practices\n\n## Questions to Ask Them\n\n- What are the next steps?\n\n## Ask the panel\n\n- Who leads nights?\n";

/// A first byte that says what the rest is: a `prep.toml`, an editor's settings as JSON, or the front matter of a note. A `prep.toml`
/// may have a [`BREAK`] and a note behind it.
pub(crate) fn config(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    match kind % 3 {
        0 => file(rest),
        1 => sent(rest),
        _ => front_matter(rest),
    }
}

fn file(data: &[u8]) {
    let mut pieces = data.splitn(2, |&byte| byte == BREAK);
    let text = String::from_utf8_lossy(pieces.next().unwrap_or_default()).into_owned();
    let note = pieces.next().map(String::from_utf8_lossy);
    let loaded = match config::load(&text) {
        Ok(loaded) => loaded,
        Err(error) => {
            in_file(&text, &error.range, &error.message);
            assert!(error.line >= 1 && error.column >= 1);
            assert!(
                error.line <= text.matches('\n').count() + 1,
                "{error} in {text:?}"
            );
            return;
        }
    };
    for problem in &loaded.problems {
        in_file(&text, &problem.range, &problem.message);
    }
    let (profile, _) = Profile::new(loaded.config, Some("prep.toml".into()), None);
    let note = note.as_deref().unwrap_or(NOTE);
    let mut document = Document::new(note, Some(a_note()), profile);
    for finding in check(&mut document, note).findings {
        within(note, &finding.range, finding.rule.name);
        assert!(!finding.message().trim().is_empty(), "{finding:?}");
    }
}

fn in_file(text: &str, range: &Range<usize>, message: &str) {
    within(text, range, message);
    assert!(
        !message.trim().is_empty(),
        "nothing is said about {range:?} in {text:?}"
    );
}

fn sent(data: &[u8]) {
    let Ok(settings) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    let told = match config::check_sent(&settings) {
        Ok(None) => return,
        Ok(Some(told)) | Err(told) => told,
    };
    assert!(!told.trim().is_empty(), "{settings}");
}

fn front_matter(data: &[u8]) {
    let yaml = String::from_utf8_lossy(data);
    let text = format!("---\n{yaml}\n---\n\n# Interview Prep: Harbour Clinic – Staff Nurse\n");
    let mut document = Document::new(&text, Some(a_note()), Profile::default());
    if let Some(front) = &document.note().front_matter {
        for entry in &front.entries {
            within(&text, &entry.key_range, "key");
            for (value, range) in &entry.values {
                within(&text, range, value);
            }
        }
    }
    for finding in check(&mut document, &text).findings {
        within(&text, &finding.range, finding.rule.name);
    }
}
