//! Phrases that give a careless note away: `grammars/phrases.toml`.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::{read, shipped};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Data {
    residue: ResidueData,
    placeholder: PlaceholderData,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ResidueData {
    refusals: Vec<String>,
    openers: Vec<String>,
    sign_offs: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PlaceholderData {
    marks: Vec<String>,
    names: Vec<String>,
    bracketed: Vec<String>,
    bracketed_tails: Vec<String>,
    bracketed_leads: Vec<String>,
    html_elements: Vec<String>,
}

/// The phrases, ready for matching.
#[derive(Debug)]
pub struct Phrases {
    residue: ResidueData,
    bracketed: Vec<String>,
    bracketed_tails: Vec<String>,
    bracketed_leads: Vec<String>,
    html_elements: Vec<String>,
    marks: AhoCorasick,
}

static SHIPPED: LazyLock<Phrases> = LazyLock::new(|| {
    let Data {
        residue,
        placeholder,
    } = read(shipped!("phrases"));
    let marks = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(placeholder.marks.iter().chain(&placeholder.names))
        .expect("a few short phrases make a small automaton");
    let fold = |phrases: Vec<String>| phrases.iter().map(|phrase| fold(phrase)).collect();
    Phrases {
        residue: ResidueData {
            refusals: fold(residue.refusals),
            openers: fold(residue.openers),
            sign_offs: fold(residue.sign_offs),
        },
        bracketed: fold(placeholder.bracketed),
        bracketed_tails: fold(placeholder.bracketed_tails),
        bracketed_leads: fold(placeholder.bracketed_leads),
        html_elements: placeholder.html_elements,
        marks,
    }
});

/// Lower case, and straight apostrophes for typographic ones.
fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|char| {
            if matches!(char, '’' | '‘') {
                '\''
            } else {
                char
            }
        })
        .collect()
}

impl Phrases {
    /// The shipped phrases.
    pub fn shipped() -> &'static Phrases {
        &SHIPPED
    }

    /// Whether a line begins like a generator's refusal or its request for input.
    pub fn is_refusal(&self, line: &str) -> bool {
        begins_with(line, &self.residue.refusals)
    }

    /// Whether a line begins like a generator's remark about the note.
    pub fn is_residue(&self, line: &str) -> bool {
        begins_with(line, &self.residue.openers)
    }

    /// Whether a line begins like a friendly closing line.
    pub fn is_sign_off(&self, line: &str) -> bool {
        begins_with(line, &self.residue.sign_offs)
    }

    /// The marks of unfinished text and the made-up names in a text, as byte ranges.
    pub fn marks<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.marks
            .find_iter(text)
            .map(|hit| hit.range())
            .filter(|range| {
                let before = text[..range.start].chars().next_back();
                let after = text[range.end..].chars().next();
                // `#TODO` and `$TODO` are a tag and a variable.
                let glued = |char: char| is_word(char) || matches!(char, '#' | '$' | '@');
                !before.is_some_and(glued) && !after.is_some_and(is_word)
            })
    }

    /// Whether what stands in brackets names something to be filled in.
    pub fn is_bracketed(&self, inside: &str) -> bool {
        let inside = fold(inside.trim());
        let tail = inside
            .rsplit_once(' ')
            .filter(|(_, tail)| self.bracketed_tails.iter().any(|word| word == tail));
        let is_noun = |text: &str| self.bracketed.iter().any(|word| word == text);
        // "[name of the recruiter]"
        let head = inside.split_once(" of ").map(|(head, _)| head);
        is_noun(&inside)
            || head.is_some_and(is_noun)
            || tail.is_some_and(|(noun, _)| is_noun(noun))
            || self.bracketed_leads.iter().any(|lead| {
                inside
                    .strip_prefix(lead.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            })
    }

    /// Whether HTML has an element of this name.
    pub fn is_html_element(&self, name: &str) -> bool {
        self.html_elements
            .iter()
            .any(|element| element.eq_ignore_ascii_case(name))
    }
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// Whether a line begins with one of some folded phrases, as whole words.
fn begins_with(line: &str, phrases: &[String]) -> bool {
    let line =
        line.trim_start_matches(|char: char| !char.is_alphanumeric() && !matches!(char, '(' | '¡'));
    // No phrase is longer, and a line may be.
    let end = line.char_indices().nth(80).map_or(line.len(), |(at, _)| at);
    let line = fold(&line[..end]);
    phrases.iter().any(|phrase| {
        line.strip_prefix(phrase.as_str()).is_some_and(|rest| {
            let unspaced = phrase
                .chars()
                .next_back()
                .is_some_and(|char| !char.is_ascii() || !char.is_alphanumeric());
            unspaced || !rest.chars().next().is_some_and(is_word)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_match_whole_words_at_the_start() {
        let phrases = Phrases::shipped();
        assert!(phrases.is_refusal("I’m ready to build your note, but first I need the posting."));
        assert!(phrases.is_residue("(The above markdown document is complete.)"));
        assert!(phrases.is_residue("As an AI language model, I cannot"));
        assert!(!phrases.is_residue("As an AI engineer, how do you evaluate models?"));
        assert!(phrases.is_sign_off("**Good luck** — go and get it!"));
        assert!(!phrases.is_sign_off("Good luckily"));
    }

    #[test]
    fn marks_stand_alone_and_in_capitals() {
        let phrases = Phrases::shipped();
        let marks = |text: &str| {
            phrases
                .marks(text)
                .map(|range| text[range].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            marks("TODO: ask; todo el equipo; TODOS; XYZ Corp"),
            ["TODO", "XYZ Corp"]
        );
        assert_eq!(marks("XXXL shirts and TBD_x"), Vec::<String>::new());
        assert!(phrases.is_bracketed("Company") && phrases.is_bracketed("your metric"));
        assert!(phrases.is_bracketed("Interviewer Name") && phrases.is_bracketed("INSERT DATE"));
        for fine in [
            "sic",
            "companywide",
            "year-on-year",
            "product-led",
            "name withheld",
            "title deed",
            "valued",
        ] {
            assert!(!phrases.is_bracketed(fine), "{fine}");
        }
    }
}
