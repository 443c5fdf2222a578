//! The search for notes and headings by a few letters of their names.

use rayon::prelude::*;

use std::path::{Path, PathBuf};

use super::index::{Entry, Index, Name, NameId, Place, Unit, letters};

/// What a query gives at most; the best come first. A person reads a dozen.
pub const MOST: usize = 256;

/// How many notes are given where no query is: an editor that asks for all of them narrows them down itself.
pub const MOST_NOTES: usize = 1_000;

/// A note or a heading that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name with what it lies in: `Acme › Questions to Ask Them`.
    pub name: String,
    /// The folder and file that it is in, as far as these lie below a folder of the workspace.
    pub container: String,
    /// Whether it is a note itself.
    pub is_note: bool,
    /// The file.
    pub path: PathBuf,
    /// Where its heading is.
    pub place: Place,
}

/// Finds notes and headings by a query: its words, each of whose letters must occur in order in the heading, in one
/// above it or in the company, and one at least in the heading itself. Without a query all notes are found.
pub fn search(index: &Index, query: &str, roots: &[PathBuf], unit: Unit) -> Vec<Found> {
    let terms: Vec<Term> = query
        .split(|char: char| char.is_whitespace() || matches!(char, '›' | '>' | '/' | '#'))
        .filter(|term| !term.is_empty())
        .take(8)
        .map(Term::new)
        .collect();
    let notes: Vec<(&Path, &Entry)> = index
        .files()
        .filter(|(_, entry)| entry.is_note)
        .map(|(path, entry)| (path, &**entry))
        .collect();
    if terms.is_empty() {
        let mut notes = notes;
        // The latest interviews first, then by path.
        notes.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.interview));
        return notes
            .iter()
            .take(MOST_NOTES)
            .map(|(path, entry)| found(index, path, entry, None, roots, unit))
            .collect();
    }
    // Each name is judged once, however many notes have it.
    let scores: Vec<Vec<u16>> = terms
        .iter()
        .map(|term| {
            let names = index.names.list.par_iter().with_min_len(2048);
            names.map(|name| term.score(name)).collect()
        })
        .collect();
    let score = |term: usize, name: NameId| {
        let score = scores[term].get(name as usize);
        score.copied().unwrap_or_default()
    };
    let order = |hit: &Hit| (std::cmp::Reverse(hit.score), hit.note, hit.heading);
    // A letter is met by most headings: what cannot be among the best is dropped on the way.
    let prune = |hits: &mut Vec<Hit>| {
        if hits.len() > MOST {
            hits.select_nth_unstable_by_key(MOST, order);
            hits.truncate(MOST);
        }
    };
    let mut hits: Vec<Hit> = notes
        .par_iter()
        .enumerate()
        .with_min_len(512)
        .fold(Vec::new, |mut hits, (number, (path, entry))| {
            note_hits(index, path, entry, &terms, &score, |heading, score| {
                hits.push(Hit {
                    score,
                    note: number as u32,
                    heading,
                });
            });
            if hits.len() > 8 * MOST {
                prune(&mut hits);
            }
            hits
        })
        .reduce(Vec::new, |mut hits, mut others| {
            hits.append(&mut others);
            prune(&mut hits);
            hits
        });
    prune(&mut hits);
    hits.sort_unstable_by_key(order);
    hits.iter()
        .map(|hit| {
            let (path, entry) = notes[hit.note as usize];
            found(
                index,
                path,
                entry,
                hit.heading.map(|at| at as usize),
                roots,
                unit,
            )
        })
        .collect()
}

struct Hit {
    score: u32,
    note: u32,
    /// None for the note itself.
    heading: Option<u32>,
}

fn note_hits(
    index: &Index,
    path: &Path,
    entry: &Entry,
    terms: &[Term],
    score: &dyn Fn(usize, NameId) -> u16,
    mut hit: impl FnMut(Option<u32>, u32),
) {
    let company = index.company_id(entry);
    let named = index.company(entry).is_some();
    // What the note itself is called: its company, or its file.
    let stem = || {
        path.file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default()
    };
    let own: Vec<u16> = (0..terms.len())
        .map(|term| match named {
            true => score(term, company),
            false => terms[term].score(&Name::of(stem())),
        })
        .collect();
    let title = entry.headings.get(entry.title as usize);
    let titled: Vec<u16> = (0..terms.len())
        .map(|term| own[term].max(title.map_or(0, |row| score(term, row.name))))
        .collect();
    if titled.iter().all(|&score| score > 0) {
        let total: u32 = titled.iter().map(|&score| u32::from(score)).sum();
        // A note before its headings.
        hit(None, total + 8);
    }
    for (number, row) in entry.headings.iter().chain(&entry.stories).enumerate() {
        if number as u32 == entry.title {
            continue;
        }
        let mut total = 0;
        let mut itself = false;
        for (term, own) in own.iter().enumerate() {
            let here = score(term, row.name);
            itself |= here > 0;
            let mut best = u32::from(here) * 2;
            if best == 0 {
                let above = std::iter::successors(entry.parent(number), |&up| entry.parent(up));
                // The title says what the company and the role say, and what every title says.
                let above = above.filter(|&up| up as u32 != entry.title);
                let above = above.map(|up| score(term, entry.headings[up].name)).max();
                best = u32::from(above.unwrap_or_default().max(*own));
            }
            if best == 0 {
                itself = false;
                break;
            }
            total += best;
        }
        if itself {
            // Sections before what lies in them.
            hit(
                Some(number as u32),
                total / 2 + u32::from(6 - row.level.min(6)),
            );
        }
    }
}

fn found(
    index: &Index,
    path: &Path,
    entry: &Entry,
    heading: Option<usize>,
    roots: &[PathBuf],
    unit: Unit,
) -> Found {
    let stem = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let mut parts = Vec::new();
    let mut at = heading;
    while let Some(number) = at {
        if number as u32 != entry.title {
            parts.extend(entry.row(number).map(|row| index.shown_name(row.name)));
        }
        at = entry.parent(number);
    }
    let note = index.company(entry).unwrap_or(stem).to_owned();
    let note = match (heading, index.role(entry)) {
        (None, Some(role)) => format!("{note} – {role}"),
        _ => note,
    };
    parts.push(&note);
    parts.reverse();
    let root = roots.iter().filter_map(|root| path.strip_prefix(root).ok());
    let below = root
        .min_by_key(|below| below.as_os_str().len())
        .unwrap_or(path);
    Found {
        name: parts.join(" › "),
        container: below.display().to_string(),
        is_note: heading.is_none(),
        path: path.to_owned(),
        place: entry.place(heading.unwrap_or(entry.title as usize), unit),
    }
}

/// A word of a query.
struct Term {
    letters: u64,
    /// Its characters in lower case, and whether each was written as a capital.
    chars: Vec<(char, bool)>,
}

impl Name {
    fn of(text: &str) -> Self {
        Name {
            text: text.into(),
            letters: letters(text),
        }
    }
}

impl Term {
    fn new(term: &str) -> Self {
        let chars = term.chars().map(|char| {
            let lower = char.to_lowercase().next().unwrap_or(char);
            (lower, char.is_uppercase())
        });
        Term {
            letters: letters(term),
            chars: chars.collect(),
        }
    }

    /// How well a name meets the term; 0 if its letters are not all there, in order.
    ///
    /// Each letter counts 1, and more where it continues the one before it, begins a word, or has the case
    /// that was asked for. A name that is met as a whole, or by a piece as it is, comes before one that is met
    /// here and there.
    fn score(&self, name: &Name) -> u16 {
        if self.letters & !name.letters != 0 {
            return 0;
        }
        // From each place where it may begin, greedily; the best counts. Names are short.
        let mut best = 0;
        let mut tried = 0;
        let mut previous = None;
        for (at, char) in name.text.char_indices() {
            let begins = previous.is_none_or(|before: char| !before.is_alphanumeric());
            previous = Some(char);
            if !same(char, self.chars[0].0) {
                continue;
            }
            tried += 1;
            if tried > 4 && !begins {
                continue;
            }
            match self.from(&name.text[at..], begins) {
                Some(score) => best = best.max(score + if at == 0 { 3 } else { 0 }),
                // What is not found from here is not found from further on.
                None => break,
            }
        }
        if best > 0 && name.text.chars().count() == self.chars.len() {
            best += 20;
        }
        best
    }

    fn from(&self, rest: &str, begins: bool) -> Option<u16> {
        let mut score: u16 = 0;
        let mut wanted = self.chars.iter().copied();
        let mut next = wanted.next();
        let mut word_start = begins;
        let mut run: u16 = 0;
        for char in rest.chars() {
            let Some((lower, capital)) = next else { break };
            if same(char, lower) {
                run += 1;
                score = score.saturating_add(1);
                if word_start {
                    score = score.saturating_add(6);
                }
                if run > 1 {
                    score = score.saturating_add(4);
                }
                if capital == char.is_uppercase() {
                    score = score.saturating_add(1);
                }
                next = wanted.next();
            } else {
                run = 0;
            }
            word_start = !char.is_alphanumeric();
        }
        next.is_none().then_some(score)
    }
}

fn same(char: char, lower: char) -> bool {
    // Most are ASCII, and there are a million of them.
    if char.is_ascii() {
        return char.to_ascii_lowercase() == lower;
    }
    char == lower || char.to_lowercase().next() == Some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Grammar;
    use crate::note::Globs;
    use crate::workspace::scan::Scanner;

    fn index() -> Index {
        let grammar = Grammar::standard();
        let mut scanner = Scanner::new(&grammar);
        let mut index = Index::default();
        let files = [
            (
                "/w/acme.md",
                "# Interview Prep: Acme – Nurse\n## Company Summary\n## Questions to Ask Them\n### Team\n## Quiet quests\n",
            ),
            (
                "/w/öl.md",
                "# Interview Prep: Öl & Gas – Welder\n## Questions to Ask Them\n",
            ),
            ("/w/readme.md", "# Read me\n## Questions about this\n"),
        ];
        for (path, text) in files {
            index.insert(path.into(), &scanner.scan(text, Globs::Neither));
        }
        index
    }

    fn names(query: &str) -> Vec<String> {
        let found = search(&index(), query, &["/w".into()], Unit::Utf16);
        found.into_iter().map(|found| found.name).collect()
    }

    #[test]
    fn words_of_the_company_and_of_headings_above_narrow_it() {
        assert_eq!(names(""), ["Acme – Nurse", "Öl & Gas – Welder"]);
        assert_eq!(
            names("questions"),
            [
                "Acme › Questions to Ask Them",
                "Öl & Gas › Questions to Ask Them"
            ]
        );
        assert_eq!(names("acme quest")[0], "Acme › Questions to Ask Them");
        assert_eq!(names("öl qta"), ["Öl & Gas › Questions to Ask Them"]);
        assert_eq!(names("ÖL"), ["Öl & Gas – Welder"]);
        assert_eq!(names("ask team"), ["Acme › Questions to Ask Them › Team"]);
        assert_eq!(names("nurse"), ["Acme – Nurse"]);
        assert_eq!(names("zzz"), Vec::<String>::new());
    }

    #[test]
    fn stories_are_found_by_id_and_title_whether_they_have_a_heading_or_not() {
        let text = "# Interview Prep: Acme – Nurse\n## STAR Stories\n### S1: The leak\n**STAR-2 – Rota swap**\n- **Situation:** x\n\n## Logistics\n**Interview Date:** 2026-03-04\n";
        let mut index = Index::default();
        let found = Scanner::new(&Grammar::standard()).scan(text, Globs::Neither);
        assert_eq!(
            found.interview.map(|day| day.to_string()).as_deref(),
            Some("2026-03-04")
        );
        index.insert("/w/acme.md".into(), &found);
        let search = |query: &str| search(&index, query, &["/w".into()], Unit::Utf16);
        let names = |query: &str| -> Vec<String> {
            search(query).into_iter().map(|found| found.name).collect()
        };
        assert_eq!(names("leak"), ["Acme › STAR Stories › S1: The leak"]);
        assert_eq!(
            names("rota swap"),
            ["Acme › STAR Stories › S1: The leak › STAR-2: Rota swap"]
        );
        let place = &search("STAR-2")[0].place;
        assert_eq!((place.line, place.columns.clone()), (3, 2..20));
    }

    #[test]
    fn places_count_as_the_client_does() {
        let found = search(&index(), "Öl", &["/w".into()], Unit::Utf16);
        let title = "Interview Prep: Öl & Gas – Welder";
        assert_eq!(
            found[0].place.columns,
            2..2 + title.encode_utf16().count() as u32
        );
        let found = search(&index(), "Öl", &["/w".into()], Unit::Utf8);
        assert_eq!(found[0].place.columns, 2..2 + title.len() as u32);
        assert_eq!(found[0].container, "öl.md");
    }

    #[test]
    fn the_better_match_comes_first() {
        let better = |query: &str, one: &str, other: &str| {
            let term = Term::new(query);
            let [a, b] = [one, other].map(|name| term.score(&Name::of(name)));
            assert!(a > b, "{query}: {one} {a}, {other} {b}");
        };
        better("quest", "Questions", "Quiet estate");
        better("ask", "Questions to Ask", "Tasks at hand");
        better("qta", "Questions to Ask", "Equitable");
        better("team", "Team", "Team and process");
        better("IT", "IT", "It depends");
        better("fit", "Why a fit", "Profit");
    }
}
