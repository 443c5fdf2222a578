//! Folding: sections, parts, lists, the front matter, fences.

use serde_json::{Value, json};

use crate::harness::text::lines;
use crate::harness::{Client, array};
use crate::notes::{ORDINARY, TEACHER, TEACHER_SECTIONS, crlf};

/// The folds of a text as first and last lines, checked for what must hold for any.
fn folds(client: &mut Client, text: &str) -> Vec<(usize, usize)> {
    let uri = client.open("note.md", text);
    let last = lines(text).len() - 1;
    let mut found: Vec<(usize, usize)> = array(&client.ask_of(&uri, "foldingRange"))
        .iter()
        .map(|fold| {
            let line = |key: &str| fold[key].as_u64().expect("a line") as usize;
            (line("startLine"), line("endLine"))
        })
        .collect();
    found.sort_unstable();
    client.close(&uri);
    for &(start, end) in &found {
        assert!(start < end, "nothing to fold from {start} to {end}");
        assert!(end <= last, "{end} lies below the last line {last}");
    }
    for (number, &(start, end)) in found.iter().enumerate() {
        for &(other, other_end) in &found[number + 1..] {
            let apart = other > end || start > other_end;
            assert!(
                apart || other_end <= end || start == other,
                "{start}–{end} and {other}–{other_end} cross"
            );
        }
    }
    let mut starts: Vec<usize> = found.iter().map(|fold| fold.0).collect();
    starts.dedup();
    // Editors that fold by line keep one of several that start there, and not always the same.
    assert_eq!(
        starts.len(),
        found.len(),
        "two folds start at one line: {found:?}"
    );
    found
}

/// The zero-based line on which some text stands.
fn line(text: &str, what: &str) -> usize {
    let at = text.find(what).unwrap_or_else(|| panic!("no {what:?}"));
    lines(text).partition_point(|line| line.start <= at) - 1
}

/// Asserts a fold from a line that ends between two others.
fn expect_fold(folds: &[(usize, usize)], from: usize, least: usize, most: usize, what: &str) {
    let fold = folds.iter().find(|fold| fold.0 == from);
    let (_, end) = fold.unwrap_or_else(|| panic!("no fold for {what} at {from}: {folds:?}"));
    assert!(
        (least..=most).contains(end),
        "{what} folds to {end}, not {least}..={most}"
    );
}

#[test]
fn headings_fold_to_the_end_of_what_they_head() {
    let mut client = Client::start();
    let folds = folds(&mut client, TEACHER);
    let last = line(TEACHER, "- What do you expect");
    let heads = TEACHER_SECTIONS.map(|(heading, _)| line(TEACHER, heading));
    let ends = [heads[1] - 1, heads[2] - 1, heads[3] - 1, last + 1];
    for ((head, end), (_, title)) in heads.into_iter().zip(ends).zip(TEACHER_SECTIONS) {
        // The blank lines before the next heading may stay visible.
        let content = (head..=end)
            .rev()
            .find(|&number| !TEACHER[lines(TEACHER)[number].clone()].is_empty())
            .expect("content");
        expect_fold(&folds, head, content, end, title);
    }
    let part = line(TEACHER, "### Technical");
    let next = line(TEACHER, "### Behavioral");
    expect_fold(&folds, part, next - 2, next - 1, "Technical");
}

#[test]
fn the_front_matter_fences_and_lists_fold() {
    let mut client = Client::start();
    let folds = folds(&mut client, TEACHER);
    expect_fold(&folds, 0, 2, 3, "the front matter");
    let fence = line(TEACHER, "```python");
    expect_fold(&folds, fence, fence + 2, fence + 3, "the fence");
    let list = line(TEACHER, "- Cut broken glass");
    expect_fold(&folds, list, list + 2, list + 3, "the list");
}

#[test]
fn line_ends_make_no_difference() {
    let mut client = Client::start();
    let expected = folds(&mut client, TEACHER);
    assert_eq!(folds(&mut client, &crlf(TEACHER)), expected);
    let without_end = TEACHER.trim_end();
    let shorter = folds(&mut client, without_end);
    assert_eq!(shorter.len(), expected.len());
}

#[test]
fn a_client_may_limit_the_number_of_folds() {
    let mut client = Client::builder()
        .with(
            "/textDocument/foldingRange",
            json!({"rangeLimit": 3, "lineFoldingOnly": true}),
        )
        .start();
    let uri = client.open("note.md", TEACHER);
    // A hint that servers are free to follow; the answer must be good either way.
    let folds = array(&client.ask_of(&uri, "foldingRange"));
    assert!(!folds.is_empty());
}

#[test]
fn ordinary_markdown_is_left_to_others() {
    let mut client = Client::start();
    for text in [ORDINARY, "", "```\na\n```\n"] {
        assert_eq!(folds(&mut client, text), []);
    }
    let uri = client.uri("never-opened.md");
    let params = json!({"textDocument": {"uri": uri}});
    if let Ok(folds) = client.wire.request("textDocument/foldingRange", params) {
        assert!(array(&folds).is_empty() || folds == Value::Null);
    }
}
