//! Whether a link of a page leads somewhere. Addresses on the web are left alone: there is no network here.

use std::path::Path;
use std::sync::Arc;

use prep_ls::grammar::Grammar;
use prep_ls::note::{Globs, Note};
use prep_ls::syntax::Syntax;
use prep_ls::text::Text;

use crate::pages::Page;

/// What is wrong with a link.
pub(crate) fn broken(page: &Page, link: &str) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let folder = page.path.parent().expect("a page lies in a folder");
    let target = match path {
        "" => page.path.clone(),
        path => folder.join(path),
    };
    if !target.exists() {
        return Some(format!("`{link}` leads to no file"));
    }
    if fragment.is_empty() || target.extension().is_none_or(|extension| extension != "md") {
        return None;
    }
    (!has_heading(&target, fragment)).then(|| format!("`{link}` leads to no heading"))
}

fn has_heading(path: &Path, fragment: &str) -> bool {
    let text = std::fs::read_to_string(path).expect("pages are UTF-8");
    let text = Text::new(&text);
    let grammar: Arc<Grammar> = Grammar::standard();
    let note = Note::new(&text, &Syntax::parse(&text), &grammar, Globs::Neither);
    let (anchors, _) = note.anchors();
    // As the web does it: the slug, and nothing else.
    anchors.names().iter().any(|name| name.slug == fragment)
}
