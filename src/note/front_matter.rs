//! Front matter: the YAML mapping at a note's top.

use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser};

/// The top-level keys of a note's front matter, with their places. Keys that mean nothing to
/// prep-ls are kept and left alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The entries in order.
    pub entries: Vec<FrontMatterEntry>,
}

/// One key of the front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatterEntry {
    /// The key.
    pub key: String,
    /// Where the key is, in bytes of the text.
    pub key_range: Range<usize>,
    /// Its scalar value, or those of its list; deeper structures have none.
    pub values: Vec<(String, Range<usize>)>,
}

impl FrontMatter {
    /// Reads YAML that begins at an offset of the text. What cannot be read ends the reading: the
    /// keys before it count, since a note is read while it is being typed.
    pub(crate) fn parse(yaml: &str, base: usize) -> Self {
        let mut found = FrontMatter::default();
        // Byte offsets of the characters that the parser counts.
        let offsets: Vec<usize> = yaml
            .char_indices()
            .map(|(at, _)| at)
            .chain([yaml.len()])
            .collect();
        let byte =
            |marker: &Marker| base + offsets.get(marker.index()).copied().unwrap_or(yaml.len());
        let mut depth = 0;
        let mut expects_key = true;
        for event in Parser::new_from_str(yaml) {
            let Ok((event, span)) = event else { break };
            let range = byte(&span.start)..byte(&span.end);
            match event {
                Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
                Event::MappingEnd | Event::SequenceEnd => {
                    depth -= 1;
                    if depth == 1 {
                        expects_key = true;
                    }
                }
                Event::Scalar(value, ..) if depth == 1 && expects_key => {
                    found.entries.push(FrontMatterEntry {
                        key: value.into_owned(),
                        key_range: range,
                        values: Vec::new(),
                    });
                    expects_key = false;
                }
                Event::Scalar(value, ..) if depth >= 1 => {
                    if let Some(entry) = found.entries.last_mut()
                        && depth <= 2
                        && !(value.is_empty() || value == "~" || value == "null")
                    {
                        entry.values.push((value.into_owned(), range));
                    }
                    if depth == 1 {
                        expects_key = true;
                    }
                }
                Event::Alias(_) if depth == 1 => expects_key = !expects_key,
                _ => {}
            }
        }
        found
    }

    /// The first value of a key, any case; `_` and `-` are one.
    pub fn value(&self, key: &str) -> Option<(&str, Range<usize>)> {
        let (value, range) = self.entry(key)?.values.first()?;
        Some((value, range.clone()))
    }

    /// The entry of a key, any case; `_` and `-` are one.
    pub fn entry(&self, key: &str) -> Option<&FrontMatterEntry> {
        let same = |other: &str| {
            other.len() == key.len()
                && other.chars().zip(key.chars()).all(|(a, b)| {
                    let fold = |char: char| {
                        if char == '-' {
                            '_'
                        } else {
                            char.to_ascii_lowercase()
                        }
                    };
                    fold(a) == fold(b)
                })
        };
        self.entries.iter().find(|entry| same(&entry.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_places() {
        let yaml = "company: Sankt Jörg\nRole: \"Nurse\"\ninterviewers:\n  - Ann\n  - Bo\nprep_ignore: [a, b]\nempty:\nnested:\n  deep: x\nlast: 2026-12-01\n";
        let front = FrontMatter::parse(yaml, 4);
        let text = format!("---\n{yaml}---\n");
        let values = |key: &str| -> Vec<String> {
            front.entry(key).map_or(vec![], |entry| {
                entry
                    .values
                    .iter()
                    .map(|(value, range)| {
                        assert!(
                            text[range.clone()].contains(value.as_str()),
                            "{value} at {range:?}"
                        );
                        value.clone()
                    })
                    .collect()
            })
        };
        assert_eq!(values("company"), ["Sankt Jörg"]);
        assert_eq!(values("role"), ["Nurse"]);
        assert_eq!(values("interviewers"), ["Ann", "Bo"]);
        assert_eq!(values("prep-ignore"), ["a", "b"]);
        assert!(values("empty").is_empty());
        assert_eq!(values("last"), ["2026-12-01"]);
    }

    #[test]
    fn what_cannot_be_read_ends_the_reading() {
        for yaml in [
            "a: b\n{{x}}: [",
            ":",
            "[",
            "- a\n- b\n",
            "\t",
            "a: *x\nb: c",
            "'",
            "? ",
            "a: &b [*b]\n",
        ] {
            let _ = FrontMatter::parse(yaml, 0);
        }
        assert_eq!(
            FrontMatter::parse("a: b\nc: [", 0)
                .value("a")
                .map(|(value, _)| value.to_owned()),
            Some("b".into())
        );
    }
}
