//! The settings of each note: from the nearest `prep.toml`, the user's own file, and the editor.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde_json::Value;

use crate::config::{self, Config, LoadError, Loaded, Problem, Profile};

/// Where settings come from, with what was read.
#[derive(Clone, Debug)]
pub(super) struct Configs {
    /// The file of `--config`, which wins over all.
    explicit: Option<PathBuf>,
    /// What the editor sent on each way, with the keys of `prep.toml`.
    layers: [Value; 3],
    /// All of it together, as long as it is right.
    editor: Value,
    today: Option<Date>,
    /// The files that were read, with the last good contents of each.
    files: HashMap<PathBuf, ConfigFile>,
    /// The settings that were made of each file; none for notes without a file.
    profiles: HashMap<Option<PathBuf>, Profile>,
    /// What is wrong with the editor's settings.
    pub(super) editor_problem: Option<String>,
}

/// The ways in which an editor sends settings; later ones win.
#[derive(Clone, Copy, Debug)]
pub(super) enum Layer {
    /// `initializationOptions`.
    Options,
    /// `workspace/didChangeConfiguration`.
    Pushed,
    /// The answer to `workspace/configuration`.
    Asked,
}

/// A configuration file.
#[derive(Clone, Debug, Default)]
pub(super) struct ConfigFile {
    /// Its text when it was last read.
    pub(super) text: String,
    good: Option<Loaded>,
    /// Why it could not be read; the last good contents stay in force.
    pub(super) error: Option<LoadError>,
    /// What is wrong in it otherwise.
    pub(super) problems: Vec<Problem>,
}

impl Configs {
    pub(super) fn new(explicit: Option<PathBuf>, today: Option<Date>) -> Self {
        Configs {
            explicit,
            layers: [Value::Null, Value::Null, Value::Null],
            editor: Value::Null,
            today,
            files: HashMap::new(),
            profiles: HashMap::new(),
            editor_problem: None,
        }
    }

    /// Takes what the editor sends. True if something is different now.
    pub(super) fn set_editor(&mut self, layer: Layer, settings: Value) -> bool {
        // Some clients send `{"prep-ls": {…}}`, some what is in it.
        let settings = match settings {
            Value::Object(mut object) if object.contains_key("prep-ls") => {
                object.remove("prep-ls").unwrap_or_default()
            }
            other => other,
        };
        let settings = without_nulls(settings);
        let mut layers = self.layers.clone();
        let own = &mut layers[layer as usize];
        match layer {
            // It answers with all that is set: what it leaves out is set no longer.
            Layer::Asked | Layer::Options => *own = settings,
            // It tells of what has changed, and keeps quiet about the rest.
            Layer::Pushed => merge(own, settings),
        }
        if layers == self.layers {
            return false;
        }
        let mut merged = Value::Null;
        for settings in layers.iter().filter(|settings| settings.is_object()) {
            merge(&mut merged, settings.clone());
        }
        self.layers = layers;
        let told = config::check_sent(&merged);
        if told.is_ok() {
            self.editor = merged;
        }
        self.editor_problem = match told {
            Ok(problem) => {
                problem.map(|problem| format!("The editor's settings for prep-ls: {problem}"))
            }
            Err(error) => Some(format!(
                "The editor's settings for prep-ls are wrong, and left out: {error}. `prep-ls schema` says what is right."
            )),
        };
        true
    }

    /// The settings of a document; of one without a path those of the user and the editor.
    pub(super) fn profile(&mut self, path: Option<&Path>) -> Profile {
        let file = self
            .explicit
            .clone()
            .or_else(|| path.and_then(Path::parent).and_then(config::find))
            .or_else(config::user_file);
        if let Some(profile) = self.profiles.get(&file) {
            return profile.clone();
        }
        let values = file
            .as_ref()
            .and_then(|file| match self.files.get(file) {
                Some(known) => known.good.clone(),
                None => self.read(file),
            })
            .map_or(Value::Null, |loaded| loaded.values);
        let mut merged = values;
        if self.explicit.is_none() {
            merge(&mut merged, self.editor.clone());
        }
        let config = match merged {
            Value::Null => Config::default(),
            // Both halves were read before; together they are as good.
            values => serde_json::from_value(values).unwrap_or_default(),
        };
        // What is wrong with its globs was told with their places when the file was read.
        let (profile, _) = Profile::new(config, file.clone(), self.today);
        self.profiles.insert(file, profile.clone());
        profile
    }

    fn read(&mut self, file: &Path) -> Option<Loaded> {
        let known = self.files.entry(file.to_owned()).or_default();
        match read_bounded(file) {
            Ok(text) => {
                match config::load(&text) {
                    Ok(loaded) => {
                        known.problems = loaded.problems.clone();
                        known.good = Some(loaded);
                        known.error = None;
                    }
                    Err(error) => {
                        known.problems = Vec::new();
                        known.error = Some(error);
                    }
                }
                known.text = text;
            }
            Err(error) => {
                let message = format!("the file cannot be read: {error}");
                known.error = Some(LoadError {
                    line: 1,
                    column: 1,
                    range: 0..0,
                    message,
                });
            }
        }
        known.good.clone()
    }

    /// Reads the files anew, and forgets what was made of them.
    pub(super) fn reload(&mut self) {
        self.profiles.clear();
        self.files.retain(|file, _| file.is_file());
        let known: Vec<PathBuf> = self.files.keys().cloned().collect();
        for file in known {
            self.read(&file);
        }
    }

    /// Takes a file into account that no open note needs yet: what is wrong in it is worth telling.
    pub(super) fn watch(&mut self, file: &Path) {
        if self.explicit.is_none() && file.is_file() {
            self.files.entry(file.to_owned()).or_default();
        }
    }

    /// Tells one state of the settings from another.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut files: Vec<(&PathBuf, &str)> = self
            .files
            .iter()
            .map(|(path, file)| (path, file.text.as_str()))
            .collect();
        files.sort_unstable();
        let mut hasher = DefaultHasher::new();
        (files, self.editor.to_string()).hash(&mut hasher);
        hasher.finish()
    }

    /// The files that were read.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Path, &ConfigFile)> {
        self.files.iter().map(|(path, file)| (path.as_path(), file))
    }
}

/// The text of a configuration file, one byte more than is read at most.
fn read_bounded(file: &Path) -> std::io::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    let most = config::MAX_LEN as u64 + 1;
    std::fs::File::open(file)?
        .take(most)
        .read_to_string(&mut text)?;
    Ok(text)
}

/// Puts the values of one object over those of another, table by table.
fn merge(onto: &mut Value, from: Value) {
    match (onto, from) {
        (Value::Object(onto), Value::Object(from)) => {
            for (key, value) in from {
                merge(onto.entry(key).or_insert(Value::Null), value);
            }
        }
        (onto, from) => {
            if !from.is_null() {
                *onto = from;
            }
        }
    }
}

/// Editors send null for what is not set.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key, without_nulls(value)))
                .collect(),
        ),
        other => other,
    }
}
