//! The pages of the documentation, as far as they can be held to their word.

use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::root;

/// A page.
pub(crate) struct Page {
    /// Its path from the repository's root, with `/`.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) blocks: Vec<Block>,
    /// The targets of its links and images, as written.
    pub(crate) links: Vec<String>,
}

/// A fenced block.
pub(crate) struct Block {
    /// The line of the page that it begins on.
    pub(crate) line: usize,
    /// What stands behind the fence: `md,append=acme.md`.
    pub(crate) info: String,
    pub(crate) text: String,
}

impl Block {
    /// Whether it is marked so, or so and something else.
    pub(crate) fn is(&self, mark: &str) -> bool {
        let rest = self.info.strip_prefix(mark);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
    }

    pub(crate) fn language(&self) -> &str {
        self.info.split(',').next().unwrap_or_default()
    }

    /// What is given for a key: `append=acme.md`.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        let mut parts = self.info.split(',');
        parts.find_map(|part| part.strip_prefix(key)?.strip_prefix('='))
    }
}

/// All pages: the README, those of the repository's root, of `docs/` and of the editors.
pub(crate) fn pages() -> Vec<Page> {
    let root = root();
    let mut paths: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"]
        .map(|name| root.join(name))
        .into();
    below(&root.join("docs"), &mut paths);
    let editors = std::fs::read_dir(root.join("editors")).expect("it is there");
    let editors = editors.map(|entry| entry.expect("it can be read").path().join("README.md"));
    paths.extend(editors.filter(|path| path.is_file()));
    paths.sort();
    paths.iter().map(|path| read(&root, path)).collect()
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("it is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

fn read(root: &Path, path: &Path) -> Page {
    let text = std::fs::read_to_string(path).expect("pages are UTF-8");
    let name = path.strip_prefix(root).expect("it is below the root");
    let name = name.to_string_lossy().replace('\\', "/");
    let (mut blocks, mut links): (Vec<Block>, _) = (Vec::new(), Vec::new());
    let mut inside = false;
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                inside = true;
                blocks.push(Block {
                    line: text[..range.start].matches('\n').count() + 1,
                    info: info.to_string(),
                    text: String::new(),
                });
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(piece) if inside => {
                if let Some(block) = blocks.last_mut() {
                    block.text += &piece;
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push(dest_url.to_string());
            }
            _ => {}
        }
    }
    Page {
        name,
        path: path.to_owned(),
        blocks,
        links,
    }
}
