//! The documentation is true: its commands are run and print what it shows, its settings are read, its links lead
//! somewhere.

mod links;
mod pages;
mod tour;

use std::path::PathBuf;

use pages::{Block, Page, pages};

fn root() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

/// Everything that is wrong, at once.
fn assert_none(wrong: Vec<String>) {
    assert!(
        wrong.is_empty(),
        "{} wrong\n\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

/// `$ command` in a block marked `console`, and what it prints. `...` alone in a line stands for any lines, within one for
/// anything. A block marked `md,write=FILE` is what the reader puts into a file, `md,append=FILE` what they add to it, and
/// `diff,change=FILE` what they change.
#[test]
fn every_command_prints_what_is_shown() {
    let mut wrong = Vec::new();
    let mut commands = 0;
    for page in pages() {
        if !page.blocks.iter().any(|block| block.is("console")) {
            continue;
        }
        let mut tour = tour::Tour::new(&page.name);
        for block in &page.blocks {
            match block.language() {
                "console" => {
                    for step in tour::steps(&block.text) {
                        commands += 1;
                        if let Err(found) = tour.run(&step) {
                            wrong.push(format!(
                                "{}:{}: $ {}\nexpected\n{}\nfound\n{found}",
                                page.name, block.line, step.command, step.shown
                            ));
                        }
                    }
                }
                _ => tour.type_in(block),
            }
        }
    }
    assert_none(wrong);
    assert!(commands > 15, "only {commands} commands were found");
}

#[test]
fn every_setting_that_is_shown_is_one() {
    let mut tried = 0;
    let mut wrong = Vec::new();
    for page in pages() {
        let settings = page.blocks.iter().filter(|block| block.is("toml,prep"));
        for Block { line, text, .. } in settings {
            tried += 1;
            match prep_ls::config::load(text) {
                Ok(loaded) if loaded.problems.is_empty() => {}
                Ok(loaded) => wrong.push(format!("{}:{line}: {:?}", page.name, loaded.problems)),
                Err(error) => wrong.push(format!("{}:{line}: {error:?}", page.name)),
            }
        }
    }
    assert_none(wrong);
    assert!(tried > 5, "only {tried} blocks of settings were found");
}

#[test]
fn every_json_that_is_shown_can_be_read() {
    let mut wrong = Vec::new();
    for page in pages() {
        for block in page.blocks.iter().filter(|block| block.is("json")) {
            if let Err(error) = serde_json::from_str::<serde_json::Value>(&block.text) {
                wrong.push(format!("{}:{}: {error}", page.name, block.line));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn every_link_leads_somewhere() {
    let mut links = 0;
    let mut wrong = Vec::new();
    for page in pages() {
        for link in &page.links {
            links += 1;
            wrong.extend(links::broken(&page, link).map(|why| format!("{}: {why}", page.name)));
        }
    }
    assert_none(wrong);
    assert!(links > 100, "only {links} links were found");
}

#[test]
fn every_page_is_in_the_summary_and_every_rule_has_its_page_there() {
    let summary = std::fs::read_to_string(root().join("docs/SUMMARY.md")).expect("it is there");
    let mut wrong = Vec::new();
    for Page { name, .. } in pages() {
        let Some(path) = name
            .strip_prefix("docs/")
            .filter(|path| *path != "SUMMARY.md")
        else {
            continue;
        };
        if !summary.contains(&format!("({path})")) {
            let title = path
                .trim_end_matches(".md")
                .rsplit('/')
                .next()
                .unwrap_or(path);
            wrong.push(format!("docs/SUMMARY.md lacks `- [{title}]({path})`"));
        }
    }
    assert_none(wrong);
}
