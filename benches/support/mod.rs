//! Notes of any size, and figures.

use std::time::Duration;

pub(crate) mod server;

/// The sizes that are measured, with their names.
#[allow(dead_code)] // Each bench takes what it needs.
pub(crate) const SIZES: [(&str, usize); 3] =
    [("8 KB", 8 << 10), ("100 KB", 100 << 10), ("1 MB", 1 << 20)];

/// A prep note of about `size` bytes: the eight sections, each as long as it takes, with a
/// sub-heading after every twelve items, as a long note would have.
pub(crate) fn note(size: usize) -> String {
    let teacher = include_str!("../../examples/teacher.prep.md");
    let mut pieces = teacher.split("\n## ");
    let title = pieces.next().unwrap_or_default().to_owned();
    let sections: Vec<&str> = pieces.collect();
    let wanted = size.saturating_sub(title.len()) / sections.len().max(1);
    let mut text = title;
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
            part.push_str(items[number % items.len()]);
            part.push('\n');
            number += 1;
        }
        text.push_str(&part);
    }
    text
}

/// The 50th and the 99th percentile.
pub(crate) fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    (at(50), at(99))
}

/// Milliseconds with three digits.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1000.0)
}
