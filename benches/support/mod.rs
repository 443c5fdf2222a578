//! Notes of any size, and figures.

use std::time::Duration;

pub(crate) mod peer;
pub(crate) mod server;

/// The sizes that are measured, with their names.
#[allow(dead_code)] // Each bench takes what it needs.
pub(crate) const SIZES: [(&str, usize); 4] = [
    ("8 KB", 8 << 10),
    ("100 KB", 100 << 10),
    ("1 MB", 1 << 20),
    ("10 MB", 10 << 20),
];

/// How often something is measured that takes as long as the note: less often for long notes.
#[allow(dead_code)] // As above.
pub(crate) fn rounds(size: usize) -> usize {
    match size {
        0..500_000 => 50,
        500_000..5_000_000 => 10,
        _ => 3,
    }
}

/// How many keystrokes are measured in a note.
#[allow(dead_code)] // As above.
pub(crate) fn keystrokes(size: usize) -> usize {
    match size {
        0..500_000 => 1_000,
        500_000..5_000_000 => 300,
        _ => 100,
    }
}

/// A prep note of about `size` bytes: the eight sections, each as long as it takes, with a
/// sub-heading after every twelve items, as a long note would have.
pub(crate) fn note(size: usize) -> String {
    let teacher = include_str!("../../examples/teacher.prep.md");
    let mut pieces = teacher.split("\n## ");
    let title = pieces.next().unwrap_or_default().to_owned();
    let sections: Vec<&str> = pieces.collect();
    let wanted = size.saturating_sub(title.len()) / sections.len().max(1);
    let mut text = title;
    let mut names = 0;
    for section in sections {
        let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
        let mut part = format!("\n## {heading}\n{}\n", body.trim_end());
        let items: Vec<&str> = body
            .lines()
            .filter(|line| line.starts_with("- ") || line.contains(". "))
            .collect();
        let mut number = 0;
        while part.len() < wanted && !items.is_empty() {
            if number % 12 == 0 {
                part.push_str(&format!("\n### Group {}\n\n", number / 12 + 1));
            }
            // Nobody asks the same thing a hundred times: each item names somebody else.
            part.push_str(items[number % items.len()].trim_end_matches('?'));
            let question = items[number % items.len()].ends_with('?');
            let mark = if question { "?" } else { "" };
            part.push_str(&format!(" with {}{mark}\n", name(&mut names)));
            number += 1;
        }
        text.push_str(&part);
    }
    text
}

/// A name that no other item has.
fn name(count: &mut u32) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "de", "fi", "go", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wa", "ze",
        "ju",
    ];
    *count += 1;
    let syllables = [0, 4, 8, 12, 16].map(|shift| SYLLABLES[(*count >> shift) as usize & 15]);
    let name = syllables.concat();
    format!("{}{}", name[..1].to_uppercase(), &name[1..])
}

/// The 50th and the 99th percentile.
#[allow(dead_code)] // As above.
pub(crate) fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    (at(50), at(99))
}

/// Milliseconds with three digits.
#[allow(dead_code)] // As above.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1000.0)
}
