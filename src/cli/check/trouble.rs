//! What could not be done. It is told on standard error as it happens, and kept for the formats
//! that have a place for it: a report without it would read as if all had gone well.

use crate::cli::configs::ConfigError;
use crate::cli::term;

use super::json::Range;

/// Something that could not be done, or was left out.
#[derive(Debug)]
pub(super) struct Trouble {
    /// Whether it makes the run fail.
    pub(super) fatal: bool,
    /// Whether a configuration is at fault.
    pub(super) configuration: bool,
    /// The file that it is about, as it was given.
    pub(super) path: Option<String>,
    /// The place in the file.
    pub(super) range: Option<Range>,
    /// What went wrong, and what to do.
    pub(super) message: String,
}

impl Trouble {
    /// Says on standard error what makes the run fail.
    pub(super) fn error(path: Option<String>, message: String) -> Self {
        term::error(&message);
        Trouble::quiet(true, path, message)
    }

    /// Says on standard error what was left out.
    pub(super) fn warning(path: Option<String>, message: String) -> Self {
        term::warning(&message);
        Trouble::quiet(false, path, message)
    }

    /// Says on standard error why a configuration does not count.
    pub(super) fn configuration(error: &ConfigError) -> Self {
        term::remark(&error.render());
        let mut trouble = Trouble::quiet(true, None, error.to_string());
        trouble.configuration = true;
        if let ConfigError::Broken { path, text, error } = error {
            trouble.path = Some(path.clone());
            trouble.range = Some(Range::of(text, &error.range));
            trouble.message = format!("this configuration cannot be read: {}", error.message);
        }
        trouble
    }

    fn quiet(fatal: bool, path: Option<String>, message: String) -> Self {
        Trouble {
            fatal,
            configuration: false,
            path,
            range: None,
            message,
        }
    }
}
