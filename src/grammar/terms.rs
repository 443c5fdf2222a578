//! Words of a text as the rules compare them: by stem, whatever their ending and spelling. `build.rs` uses it as well.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use crate::syntax::Span;

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes of the text that its words were asked of. Without `'s`.
    pub span: Span,
    /// Its stem's hash: equal for "mentor" and "Mentoring", "organise" and "organized". Two stems
    /// among the some thousand words of a note share one of 2^64 hashes by no practical chance.
    pub stem: u64,
    /// How it is written.
    pub shape: Shape,
    /// Whether it opens a sentence or a clause: the first word, and one after `.`, `;`, `:`, `,`,
    /// a dash or a bracket.
    pub opens: bool,
    /// Whether nothing but a space, a hyphen, a slash, an ampersand or a quotation mark parts it
    /// from the word before, so that both may belong to one phrase.
    pub joined: bool,
}

impl Word {
    /// Whether it is written as a name or an abbreviation is: "ICU", "GitHub", "Lorenzo" within a
    /// sentence. Where one begins, every word has a capital.
    pub fn is_name(&self) -> bool {
        match self.shape {
            Shape::Capitals | Shape::Mixed => true,
            Shape::Capitalised => !self.opens,
            Shape::Lower | Shape::Number => false,
        }
    }
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `ward`
    Lower,
    /// `Ward`
    Capitalised,
    /// `ICU`, `ISO`; at least two letters.
    Capitals,
    /// `GitHub`, `K8s`, `Node.js`, `C++`: nobody writes an ordinary word so.
    Mixed,
    /// `12`, `3.5`, `10k`, `4x`, `1st`: begins with a digit.
    Number,
}

/// Adds a text's words to a list. Spans count from `base`.
pub fn words(text: &str, base: u32, out: &mut Vec<Word>) {
    let stemmer = Stemmer::create(Algorithm::English);
    cut(text, base, out, |word| stem_with(&stemmer, word));
}

/// The words of a text that is read once: their stems are not remembered.
pub(super) fn words_once(text: &str) -> Vec<Word> {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut found = Vec::new();
    cut(text, 0, &mut found, |word| stem_anew(&stemmer, word));
    found
}

fn cut(text: &str, base: u32, out: &mut Vec<Word>, stem: impl Fn(&str) -> u64) {
    let mut rest = 0;
    let mut first = true;
    loop {
        if let Some((own, shape)) = plain_word(text, rest) {
            out.push(Word {
                span: Span {
                    start: base + rest as u32 + 1,
                    end: base + (rest + 1 + own.len()) as u32,
                },
                stem: stem(own),
                shape,
                opens: first,
                joined: !first,
            });
            first = false;
            rest += 1 + own.len();
            continue;
        }
        let Some(found) = text[rest..].find(char::is_alphanumeric) else {
            return;
        };
        let start = rest + found;
        let end = start + word_len(&text[start..]);
        let between = &text[rest..start];
        let (breaks, joins) = self::between(between);
        let (opens, joined) = (first || breaks, !first && joins);
        let whole = &text[start..end];
        let own = ["'s", "’s", "'S", "’S"]
            .iter()
            .find_map(|tail| whole.strip_suffix(tail))
            .unwrap_or(whole);
        out.push(Word {
            span: Span {
                start: base + start as u32,
                end: base + (start + own.len()) as u32,
            },
            stem: stem(own),
            shape: shape(own),
            opens,
            joined,
        });
        first = false;
        rest = end;
    }
}

/// The word behind a space, if it is one of most words: of ASCII letters alone, with a space or nothing behind it. All that is else
/// to be looked at in a text of words is not to be looked at then, which is most of the work.
fn plain_word(text: &str, at: usize) -> Option<(&str, Shape)> {
    let behind = text.as_bytes().get(at..)?.strip_prefix(b" ")?;
    let len = behind.iter().position(|byte| !byte.is_ascii_alphabetic());
    let len = len.unwrap_or(behind.len());
    let ends = behind.get(len).is_none_or(|&byte| byte == b' ');
    let (first, others) = behind[..len].split_first()?;
    let upper = others.iter().filter(|byte| byte.is_ascii_uppercase());
    let upper = upper.count();
    let plural = others.ends_with(b"s");
    let shape = shape_by(
        first.is_ascii_uppercase(),
        upper,
        others.len() - upper,
        plural,
    );
    ends.then(|| (&text[at + 1..at + 1 + len], shape))
}

/// Whether what stands between two words parts two clauses, and whether it lets both belong to one
/// phrase.
pub fn between(text: &str) -> (bool, bool) {
    let joins = |char: char| {
        char.is_whitespace()
            || matches!(char, '-' | '\u{2010}' | '\u{2011}' | '/' | '&' | '*' | '_')
            || matches!(char, '\'' | '’' | '‘' | '"' | '“' | '”' | '`' | '+' | '#')
    };
    let possessive = text.strip_prefix("'s").or_else(|| text.strip_prefix("’s"));
    (
        text.contains(is_break),
        possessive.unwrap_or(text).chars().all(joins),
    )
}

/// The stem of a single word, as in [`Word::stem`].
pub fn stem(word: &str) -> u64 {
    stem_with(&Stemmer::create(Algorithm::English), word)
}

thread_local! {
    /// Stems of words that were asked for before: a note has some hundred different words, a stem
    /// costs half a microsecond, and rules about the whole note ask again with every keystroke.
    static STEMS: RefCell<FxHashMap<Box<str>, u64>> = RefCell::new(FxHashMap::default());
}

/// How many stems are remembered; about a megabyte. More than the words of English that people use.
const REMEMBERED: usize = 20_000;

fn stem_with(stemmer: &Stemmer, word: &str) -> u64 {
    STEMS.with_borrow_mut(|stems| {
        if let Some(&stem) = stems.get(word) {
            return stem;
        }
        let stem = stem_anew(stemmer, word);
        if stems.len() >= REMEMBERED {
            stems.clear();
        }
        stems.insert(word.into(), stem);
        stem
    })
}

fn stem_anew(stemmer: &Stemmer, word: &str) -> u64 {
    let folded = fold(word);
    let mut hasher = DefaultHasher::new();
    if folded.is_ascii() {
        let spelled = unify(&folded);
        // Snowball: a word of two letters has no ending.
        if spelled.len() > 2 {
            stemmer.stem(&spelled).hash(&mut hasher);
        } else {
            spelled.hash(&mut hasher);
        }
    } else {
        folded.hash(&mut hasher);
    }
    hasher.finish()
}

/// A word as phrases are compared letter by letter: in lower case, with straight apostrophes, in American spelling.
pub(super) fn spelled(word: &str) -> String {
    unify(&fold(word)).into_owned()
}

/// Lower case, with straight apostrophes.
fn fold(word: &str) -> Cow<'_, str> {
    if word
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    {
        return Cow::Borrowed(word);
    }
    if word.is_ascii() {
        return Cow::Owned(word.to_ascii_lowercase());
    }
    Cow::Owned(word.to_lowercase().replace('’', "'"))
}

/// American for British spelling, as far as endings tell.
fn unify(word: &str) -> Cow<'_, str> {
    // Most words have nothing of all this; a search in so short a text costs more than a look.
    let has = |letters: &[u8]| {
        word.as_bytes()
            .windows(letters.len())
            .any(|two| two == letters)
    };
    let (s, our, ae) = (has(b"is") || has(b"ys"), has(b"our"), has(b"ae"));
    let mut word = Cow::Borrowed(word);
    for (british, american) in [("is", "iz"), ("ys", "yz")].into_iter().filter(|_| s) {
        // Verbs only, and not "advise", "precise", "raise": at least four letters before.
        for tail in ["e", "es", "ed", "er", "ers", "ing", "ation", "ations"] {
            let stem = word
                .strip_suffix(tail)
                .and_then(|stem| stem.strip_suffix(british));
            if let Some(stem) =
                stem.filter(|stem| stem.len() > 3 && !stem.ends_with(['a', 'e', 'o', 'u']))
            {
                return Cow::Owned(format!("{stem}{american}{tail}"));
            }
        }
    }
    if our
        && let Some(at) = word.find("our").filter(|&at| at > 2)
        && word[at + 3..]
            .chars()
            .next()
            .is_none_or(|next| !matches!(next, 'c' | 'n' | 't' | 'g' | 'd'))
    {
        word = Cow::Owned(format!("{}or{}", &word[..at], &word[at + 3..]));
    }
    if let Some(stem) = word.strip_suffix("tre").filter(|stem| stem.len() > 1) {
        word = Cow::Owned(format!("{stem}ter"));
    }
    if ae && word.contains("ae") {
        word = Cow::Owned(word.replace("ae", "e"));
    }
    match word.strip_prefix("programme") {
        Some(rest @ ("" | "s")) => Cow::Owned(format!("program{rest}")),
        _ => word,
    }
}

/// How long the word at the beginning of a text is. Dots, plus signs and the like belong to it only
/// in the middle of names (`Node.js`) and numbers (`1,000`), and at the end of `C++` and `C#`.
fn word_len(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    let mut digit = false;
    while let Some((at, char)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let inner = match char {
            _ if char.is_alphanumeric() => true,
            '.' | ',' if digit => next.is_some_and(|next| next.is_ascii_digit()),
            // "Node.js", "e.g"; not "done.Then".
            '.' => next.is_some_and(char::is_lowercase),
            '\'' | '’' => next.is_some_and(char::is_alphabetic),
            '+' | '#' => {
                let rest = text[at..].trim_start_matches(['+', '#']);
                at <= 2 && !digit && !rest.starts_with(char::is_alphanumeric)
            }
            // A combining mark, or a variation selector within a word.
            _ => matches!(char, '\u{300}'..='\u{36f}' | '\u{200d}'),
        };
        if !inner {
            break;
        }
        digit = char.is_ascii_digit();
        end = at + char.len_utf8();
    }
    end
}

/// Whether a character parts clauses.
fn is_break(char: char) -> bool {
    matches!(
        char,
        '.' | '!'
            | '?'
            | ';'
            | ':'
            | ','
            | '–'
            | '—'
            | '('
            | ')'
            | '['
            | ']'
            | '…'
            | '|'
            | '•'
            | '→'
            | '。'
            | '，'
    )
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|char| char.is_alphabetic());
    if word.starts_with(|char: char| char.is_ascii_digit()) {
        return Shape::Number;
    }
    if word.ends_with(['+', '#']) || word.contains(|char: char| char.is_ascii_digit()) {
        return Shape::Mixed;
    }
    let Some(first) = letters.next() else {
        return Shape::Lower;
    };
    if first.is_uppercase() && word.contains('.') {
        return Shape::Mixed;
    }
    let (mut upper, mut lower) = (0, 0);
    for letter in letters {
        match letter.is_uppercase() {
            true => upper += 1,
            false => lower += 1,
        }
    }
    shape_by(first.is_uppercase(), upper, lower, word.ends_with('s'))
}

/// The shape of a word of letters: whether it begins with a capital, how many capitals and how many small letters follow.
fn shape_by(capital: bool, upper: usize, lower: usize, plural: bool) -> Shape {
    match (capital, upper, lower) {
        (true, 0, _) => Shape::Capitalised,
        // "ICU", and "ICUs", "PhD"'s kin.
        (true, 1.., 0) => Shape::Capitals,
        (true, 1.., 1) if plural => Shape::Capitals,
        (false, 0, _) => Shape::Lower,
        _ => Shape::Mixed,
    }
}

/// A set of stems.
pub type StemSet = HashSet<u64, BuildHasherDefault<AsItIs>>;
/// A map by stems.
pub type StemMap<V> = HashMap<u64, V, BuildHasherDefault<AsItIs>>;

/// Hashes a stem to itself: it is a hash already.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, stem: u64) {
        self.0 = stem;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, Shape)> {
        let mut found = Vec::new();
        words(text, 0, &mut found);
        found
            .iter()
            .map(|word| {
                let range = word.span.start as usize..word.span.end as usize;
                (text[range].to_owned(), word.shape)
            })
            .collect()
    }

    #[test]
    fn words_are_what_a_person_takes_for_one() {
        use Shape::*;
        for (text, wanted) in [
            (
                "on the ward",
                vec![("on", Lower), ("the", Lower), ("ward", Lower)],
            ),
            (
                "Node.js, C++ and C#.",
                vec![
                    ("Node.js", Mixed),
                    ("C++", Mixed),
                    ("and", Lower),
                    ("C#", Mixed),
                ],
            ),
            ("ISO 27001", vec![("ISO", Capitals), ("27001", Number)]),
            (
                "1,200 beds; 3.5x",
                vec![("1,200", Number), ("beds", Lower), ("3.5x", Number)],
            ),
            (
                "the ward’s ICUs",
                vec![("the", Lower), ("ward", Lower), ("ICUs", Capitals)],
            ),
            ("done.Then", vec![("done", Lower), ("Then", Capitalised)]),
            ("don't", vec![("don't", Lower)]),
            (
                "K8s on GitHub",
                vec![("K8s", Mixed), ("on", Lower), ("GitHub", Mixed)],
            ),
            ("naïve café", vec![("naïve", Lower), ("café", Lower)]),
            ("–", vec![]),
        ] {
            let wanted: Vec<(String, Shape)> = wanted
                .into_iter()
                .map(|(word, shape)| (word.to_owned(), shape))
                .collect();
            assert_eq!(all(text), wanted, "{text}");
        }
    }

    proptest::proptest! {
        /// Only behind a space is a word looked for in the short way.
        #[test]
        fn the_short_way_to_a_word_is_the_long_one(text in "[ a-zA-Zé0-9.,'’#+()-]{0,60}") {
            let (mut short, mut long) = (Vec::new(), Vec::new());
            words(&text, 7, &mut short);
            words(&text.replace(' ', "\t"), 7, &mut long);
            proptest::prop_assert_eq!(short, long);
        }
    }

    #[test]
    fn a_word_is_the_same_in_every_form_and_spelling() {
        for (one, other) in [
            ("mentor", "Mentoring"),
            ("organise", "organized"),
            ("behaviour", "behavior"),
            ("centre", "centers"),
            ("paediatric", "pediatric"),
            ("programme", "programs"),
            ("deployments", "deployed"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        for (one, other) in [("source", "sorce"), ("raise", "raize"), ("hour", "hor")] {
            assert_ne!(stem(one), stem(other), "{one} {other}");
        }
    }
}
