//! The links of a note that lead out of it, for editors that open them with a click.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::note::{LinkForm, Target};

use super::Snapshot;
use super::navigate::{Away, Names, Subject};

/// A link with what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLink {
    /// Where its target is written, in bytes of the note's text.
    pub range: Range<usize>,
    /// Where it leads.
    pub to: LinkedTo,
    /// What to show before it is opened.
    pub tooltip: String,
    /// The note that a wiki link names, which may lie in another folder: whoever knows the folders knows better.
    pub named: Option<Away>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkedTo {
    /// An address, as written.
    Address(String),
    /// A file, which may not exist, with the heading in it.
    File(PathBuf, Option<String>),
    /// An offset of the note itself.
    Here(usize),
}

/// The links of a note in order. `path` is the note's own: without it, links to files lead nowhere.
/// Nothing is looked up; a wiki link by name means the file of that name in the same folder.
pub fn document_links(snapshot: &Snapshot, path: Option<&Path>) -> Vec<DocumentLink> {
    let Some(names) = Names::of(snapshot) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for segment in &snapshot.note.segments {
        let links = segment.value.links();
        let targets = links
            .links
            .iter()
            // Editors know an address in the text by themselves.
            .filter(|link| !link.form.is_by_label() && link.form != LinkForm::Bare)
            .map(|link| &link.target);
        let definitions = links
            .definitions
            .iter()
            .filter(|definition| !definition.footnote);
        for target in targets.chain(definitions.map(|definition| &definition.target)) {
            let written = segment.value.str(target.span);
            if let Some((to, tooltip)) = leads_to(&names, target, written, path) {
                let named = match names.target(target) {
                    Some(Subject::Away(away)) if away.wiki => Some(away),
                    _ => None,
                };
                found.push(DocumentLink {
                    range: target.span.at(segment.start),
                    to,
                    tooltip,
                    named,
                });
            }
        }
    }
    found.sort_by_key(|link| link.range.start);
    found
}

fn leads_to(
    names: &Names<'_>,
    target: &Target,
    written: &str,
    path: Option<&Path>,
) -> Option<(LinkedTo, String)> {
    if target.external {
        // `<a@b.c>` is an address without its scheme.
        let mail = !written.contains(':') && written.contains('@');
        let address = if mail {
            format!("mailto:{written}")
        } else {
            written.to_owned()
        };
        let tooltip = if mail {
            format!("Write to {written}")
        } else {
            format!("Open {written}")
        };
        return Some((LinkedTo::Address(address), tooltip));
    }
    let subject = names.target(target)?;
    if let Subject::Away(away) = subject {
        let file = away.file_from(path?)?;
        let name = file
            .file_name()
            .map_or(String::new(), |name| name.to_string_lossy().into_owned());
        let tooltip = match away.fragment.as_deref() {
            Some(fragment) if !fragment.is_empty() => format!("Open {name} at “{fragment}”"),
            _ => format!("Open {name}"),
        };
        return Some((LinkedTo::File(file, away.fragment), tooltip));
    }
    let place = names.declarations(&subject).into_iter().next()?;
    let tooltip = match subject {
        Subject::Heading(index) => format!("Go to “{}”", names.anchors.names()[index].text),
        Subject::Story(index) => format!("Go to the story “{}”", names.stories[index].name()),
        _ => "Go to the top".to_owned(),
    };
    Some((LinkedTo::Here(place.selection.start), tooltip))
}

#[cfg(test)]
mod tests {
    use crate::ide::testing::snapshot;

    use super::*;

    #[test]
    fn targets_are_found_from_the_notes_own_path() {
        let (snapshot, _) = snapshot(
            "# Interview Prep: Fern Legal – Associate\n$0[a](../b%20c.md#D) <https://x.example/y> [[people]] [[#job overview]]\n[d][e] https://z.example <a@b.example> [f](#none) [g](/abs.md)\n\n[e]: mailto:h@i.example\n## Job Overview\n",
        );
        let text = snapshot.text.to_string_lossless();
        let links = document_links(&snapshot, Some(Path::new("/notes/fern/prep.md")));
        let found: Vec<String> = links
            .iter()
            .map(|link| {
                let to = match &link.to {
                    LinkedTo::Address(address) => address.clone(),
                    LinkedTo::File(path, fragment) => format!("{} {fragment:?}", path.display()),
                    LinkedTo::Here(at) => {
                        format!("here: {}", text[*at..].lines().next().unwrap_or_default())
                    }
                };
                format!("{} → {to} ({})", &text[link.range.clone()], link.tooltip)
            })
            .collect();
        assert_eq!(
            found,
            [
                "../b%20c.md#D → /notes/b c.md Some(\"D\") (Open b c.md at “D”)",
                "https://x.example/y → https://x.example/y (Open https://x.example/y)",
                "people → /notes/fern/people.md None (Open people.md)",
                "#job overview → here: Job Overview (Go to “Job Overview”)",
                "a@b.example → mailto:a@b.example (Write to a@b.example)",
                "mailto:h@i.example → mailto:h@i.example (Open mailto:h@i.example)",
            ]
        );
    }
}
