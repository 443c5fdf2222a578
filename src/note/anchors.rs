//! What headings are linked to by: slugs as GitHub makes them, and their text as wiki links have it.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::OnceLock;

use unicode_normalization::char::is_combining_mark;

use super::Note;

/// The anchors of a note: its headings in order, and what it sets in HTML. It knows no places, so
/// that it can be made of an index as well as of a note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    names: Vec<AnchorName>,
    by_slug: HashMap<String, usize>,
    html_ids: Vec<String>,
    looked_up: LookedUp,
}

/// The names by what else they are found by, made when first asked for: most notes never are.
#[derive(Clone, Debug, Default)]
struct LookedUp(OnceLock<Tables>);

/// It follows from the names.
impl PartialEq for LookedUp {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for LookedUp {}

/// The first name of each text in lower case, each own anchor, and each sequence of words.
#[derive(Clone, Debug, Default)]
struct Tables {
    by_text: HashMap<String, usize>,
    by_custom: HashMap<String, usize>,
    by_words: HashMap<Vec<String>, usize>,
    html_ids: HashSet<String>,
    letters: usize,
}

impl Tables {
    fn of(names: &[AnchorName], html_ids: &[String]) -> Self {
        let mut tables = Tables {
            html_ids: html_ids.iter().cloned().collect(),
            letters: names.iter().map(|name| name.slug.len()).sum(),
            ..Tables::default()
        };
        for (index, name) in names.iter().enumerate() {
            let text = text_key(&name.text);
            tables.by_text.entry(text).or_insert(index);
            if let Some(custom) = &name.custom {
                tables.by_custom.entry(custom.clone()).or_insert(index);
            }
            let words = words(&name.text);
            tables.by_words.entry(words).or_insert(index);
        }
        tables
    }
}

impl Hash for Anchors {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The rest follows from these.
        (&self.names, &self.html_ids).hash(state);
    }
}

/// What one heading is linked to by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnchorName {
    /// Its text without markup.
    pub text: String,
    /// Its slug, with the number that tells it from an earlier one: `notes-1`.
    pub slug: String,
    /// The anchor that it sets itself, `{#here}`.
    pub custom: Option<String>,
}

/// How a fragment names a heading, the surest way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// By its text, in any case.
    Text,
    /// By its slug, in any case.
    Slug,
    /// By the anchor that it sets itself.
    Custom,
    /// By its words. Viewers differ in what becomes of emoji and punctuation.
    Words,
}

/// Where a heading is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorPlace {
    /// The index of the segment that it stands in.
    pub segment: usize,
    /// All of it, with its marks.
    pub range: Range<usize>,
    /// Its text, markup included.
    pub text: Range<usize>,
    /// Its node; none for a heading in a list or a quotation.
    pub node: Option<usize>,
}

impl Anchors {
    /// The anchors of headings, given by their text without markup and the anchor that they set
    /// themselves, in order.
    pub fn of<'a>(
        headings: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
        html_ids: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut anchors = Anchors::default();
        let mut count: HashMap<String, usize> = HashMap::new();
        for (index, (text, custom)) in headings.into_iter().enumerate() {
            let plain = slug(text);
            let mut own = plain.clone();
            while anchors.by_slug.contains_key(&own) {
                let count = count.entry(plain.clone()).or_default();
                *count += 1;
                own = format!("{plain}-{count}");
            }
            anchors.by_slug.insert(own.clone(), index);
            anchors.names.push(AnchorName {
                text: text.to_owned(),
                slug: own,
                custom: custom.map(str::to_owned),
            });
        }
        anchors.html_ids = html_ids.into_iter().map(str::to_owned).collect();
        anchors
    }

    /// The headings, in order.
    pub fn names(&self) -> &[AnchorName] {
        &self.names
    }

    /// The heading that a decoded fragment names, by its index, and how. `wiki` for a link that names
    /// headings by their text.
    pub fn find(&self, fragment: &str, wiki: bool) -> Option<(usize, NamedBy)> {
        let fragment = fragment.trim();
        if fragment.is_empty() {
            return None;
        }
        let tables = || self.tables();
        let lower = fragment.to_lowercase();
        let by_text = || {
            let found = tables().by_text.get(&text_key(fragment))?;
            Some((*found, NamedBy::Text))
        };
        let by_slug = || {
            let found = self
                .by_slug
                .get(fragment)
                .or_else(|| self.by_slug.get(&lower))?;
            Some((*found, NamedBy::Slug))
        };
        let by_custom = || {
            let found = tables().by_custom.get(fragment)?;
            Some((*found, NamedBy::Custom))
        };
        let by_words = || {
            let words = words(fragment);
            let found = tables().by_words.get(&words);
            found
                .filter(|_| !words.is_empty())
                .map(|found| (*found, NamedBy::Words))
        };
        if wiki {
            by_text()
                .or_else(by_slug)
                .or_else(by_custom)
                .or_else(by_words)
        } else {
            by_slug().or_else(by_custom).or_else(by_words)
        }
    }

    /// Whether a fragment leads anywhere: to a heading, to an anchor in HTML, to the top.
    pub fn has(&self, fragment: &str, wiki: bool) -> bool {
        let fragment = fragment.trim();
        is_top(fragment)
            || self.tables().html_ids.contains(fragment)
            || self.find(fragment, wiki).is_some()
    }

    /// How long the slugs of all headings are together, in bytes: what [`Anchors::nearest`] compares.
    pub fn letters(&self) -> usize {
        self.tables().letters
    }

    fn tables(&self) -> &Tables {
        let make = || Tables::of(&self.names, &self.html_ids);
        self.looked_up.0.get_or_init(make)
    }

    /// What a link writes behind `#` to name the heading of an index: its slug, or its text for a
    /// wiki link, where that names it and no other.
    pub fn fragment(&self, index: usize, wiki: bool) -> String {
        let name = &self.names[index];
        if !wiki {
            return name.slug.clone();
        }
        // These marks mean something in a wiki link.
        let plain = name.text.replace(['#', '^', '|', '[', ']', '\\'], " ");
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.find(&plain, true) {
            Some((found, _)) if found == index => plain,
            _ => name.slug.clone(),
        }
    }

    /// The heading whose slug is nearest to a fragment, by its index, if one is near.
    pub fn nearest(&self, fragment: &str) -> Option<usize> {
        let wanted = slug(fragment);
        let distances = self.names.iter().enumerate().map(|(index, name)| {
            let distance = strsim::osa_distance(&wanted, &name.slug);
            // One of them may go on where the other ends: "gaps" and "gaps-and-concerns".
            let (short, long) = if wanted.len() < name.slug.len() {
                (&wanted, &name.slug)
            } else {
                (&name.slug, &wanted)
            };
            let begins = short.len() > 3
                && long
                    .strip_prefix(short.as_str())
                    .is_some_and(|rest| rest.starts_with('-'));
            (if begins { 1 } else { distance }, index)
        });
        let (distance, index) = distances.min()?;
        let near = (wanted.chars().count() / 3).max(2);
        (distance <= near).then_some(index)
    }
}

/// A heading's text without the anchor that it sets itself, `{#here}`, and that anchor.
pub fn without_custom(text: &str) -> (&str, Option<&str>) {
    let custom = text
        .strip_suffix('}')
        .and_then(|text| text.rsplit_once("{#"))
        .filter(|(_, id)| !id.is_empty() && !id.contains([' ', '{']));
    match custom {
        Some((text, id)) => (text.trim_end(), Some(id)),
        None => (text, None),
    }
}

/// Whether a fragment means the top of a document: `#` and `#top`.
pub fn is_top(fragment: &str) -> bool {
    fragment.is_empty() || fragment.eq_ignore_ascii_case("top")
}

/// The slug of a heading's text as GitHub makes it: in lower case, letters, digits, marks, `-` and `_`
/// kept, a hyphen for each space, the rest dropped.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.trim().chars() {
        match char {
            ' ' => out.push('-'),
            '-' | '_' => out.push(char),
            _ if char.is_alphanumeric() || is_combining_mark(char) => {
                out.extend(char.to_lowercase())
            }
            _ => {}
        }
    }
    out
}

/// A text's words in lower case: what viewers agree on. Empty where there are none.
fn words(text: &str) -> Vec<String> {
    text.split(|char: char| {
        !(char.is_alphanumeric() || is_combining_mark(char)) || char == '\u{fe0f}'
    })
    .filter(|word| !word.is_empty())
    .map(str::to_lowercase)
    .collect()
}

/// A text in lower case, with single spaces.
fn text_key(text: &str) -> String {
    let text = text.to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Note {
    /// What can be linked to in the note, and where the headings among it are, by the same index.
    /// Costs some steps for each heading.
    pub fn anchors(&self) -> (Anchors, Vec<AnchorPlace>) {
        let mut places = Vec::new();
        for (index, segment) in self.segments.iter().enumerate() {
            for (number, heading) in segment.value.links().headings.iter().enumerate() {
                let own = number == 0 && segment.value.heading.is_some();
                let node = own.then(|| self.nodes.partition_point(|node| node.segment < index));
                places.push(AnchorPlace {
                    segment: index,
                    range: heading.span.at(segment.start),
                    text: heading.text_span.at(segment.start),
                    node: node.filter(|&node| {
                        self.nodes
                            .get(node)
                            .is_some_and(|node| node.segment == index)
                    }),
                });
            }
        }
        let all = || self.segments.iter().map(|segment| segment.value.links());
        let headings = all().flat_map(|links| {
            let headings = links.headings.iter();
            headings.map(|heading| (&*heading.text, heading.custom.as_deref()))
        });
        let html_ids = all().flat_map(|links| links.html_ids.iter().map(|(id, _)| &**id));
        (Anchors::of(headings, html_ids), places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_github() {
        for (text, wanted) in [
            ("Job Overview", "job-overview"),
            ("Concepts To Know/Review", "concepts-to-knowreview"),
            ("Gaps & Concerns", "gaps--concerns"),
            ("🎯 Why Us?", "-why-us"),
            ("3. Résumé – short", "3-résumé--short"),
            ("예상 면접 질문", "예상-면접-질문"),
            ("e\u{301}tat_civil", "e\u{301}tat_civil"),
            ("30/60/90-Day Plan", "306090-day-plan"),
            ("“Quoted”", "quoted"),
        ] {
            assert_eq!(slug(text), wanted, "{text}");
        }
    }

    #[test]
    fn headings_of_one_name_are_numbered() {
        let headings = ["Notes", "Notes", "Notes 1", "notes", "Notes-1"];
        let anchors = Anchors::of(headings.map(|text| (text, None)), []);
        let slugs: Vec<&str> = anchors.names().iter().map(|name| &*name.slug).collect();
        assert_eq!(
            slugs,
            ["notes", "notes-1", "notes-1-1", "notes-2", "notes-1-2"]
        );
    }

    #[test]
    fn fragments_name_headings_in_several_ways() {
        let headings = [
            ("🎯 Why Us?", None),
            ("Why us", None),
            ("Plan", Some("p")),
            ("Why Us", None),
        ];
        let anchors = Anchors::of(headings, ["html"]);
        for (fragment, wiki, wanted) in [
            ("-why-us", false, Some((0, NamedBy::Slug))),
            ("why-us", false, Some((1, NamedBy::Slug))),
            ("Why-Us-1", false, Some((3, NamedBy::Slug))),
            ("WHY US", true, Some((1, NamedBy::Text))),
            ("🎯 why  us?", true, Some((0, NamedBy::Text))),
            ("plan", true, Some((2, NamedBy::Text))),
            ("p", false, Some((2, NamedBy::Custom))),
            ("🎯-why-us", false, Some((0, NamedBy::Words))),
            ("html", false, None),
            ("", false, None),
            ("🎯", true, None),
        ] {
            assert_eq!(anchors.find(fragment, wiki), wanted, "{fragment}");
        }
        for fragment in ["html", "", "top", "plan"] {
            assert!(anchors.has(fragment, false), "{fragment}");
        }
        assert!(!anchors.has("plans", false));
        assert_eq!(anchors.nearest("plans"), Some(2));
        assert_eq!(anchors.nearest("salary"), None);
    }

    #[test]
    fn a_wiki_link_that_would_mean_another_heading_names_the_slug() {
        let headings = ["Notes", "NOTES", "A [b] #c"];
        let anchors = Anchors::of(headings.map(|text| (text, None)), []);
        assert_eq!(anchors.fragment(0, true), "Notes");
        assert_eq!(anchors.fragment(1, true), "notes-1");
        assert_eq!(anchors.fragment(2, true), "A b c");
        assert_eq!(anchors.fragment(1, false), "notes-1");
    }
}
