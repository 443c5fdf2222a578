//! How the items of a list begin, read off the line of one, and how the next one does.

use super::cx::{Cx, marker_len};

/// The beginning of an item's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lead {
    indent: String,
    marker: Marker,
    space: String,
    /// Whether it is a task.
    task: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Marker {
    Bullet(char),
    /// Its number, and what stands behind it.
    Number(usize, char),
}

impl Lead {
    /// The lead of a line; none where it is no item's.
    pub(super) fn of(line: &str) -> Option<Self> {
        let bare = line.trim_start_matches([' ', '\t']);
        let (indent, _) = line.split_at(line.len() - bare.len());
        let marker = &bare[..marker_len(bare)];
        let digits = marker.bytes().take_while(u8::is_ascii_digit).count();
        let mark = marker[digits..].chars().next()?;
        let after = &marker[digits + mark.len_utf8()..];
        let task = after.ends_with("] ");
        let space = if task {
            &after[..after.len() - "[ ] ".len()]
        } else {
            after
        };
        Some(Lead {
            indent: indent.to_owned(),
            marker: match marker[..digits].parse() {
                Ok(number) => Marker::Number(number, mark),
                Err(_) => Marker::Bullet(mark),
            },
            space: space.to_owned(),
            task,
        })
    }

    /// The lead of the next item, by the last item above the cursor within its section, with how that
    /// list counts: `1.` before each stays `1.`.
    pub(super) fn next(cx: &Cx<'_>, start: usize, indent: &str) -> Option<Self> {
        let text = &cx.snapshot.text;
        let first = text.line_of(start);
        let mut lines = (first..text.line_of(cx.line.start))
            .rev()
            .map(|line| text.slice(text.line_range(line)).into_owned())
            .take(MAX_LINES);
        let fits = |lead: &Lead| indent.is_empty() || lead.indent == indent;
        let mut blank = 0;
        let last = loop {
            let line = lines.next()?;
            if line.trim().is_empty() {
                blank += 1;
                // Far above, it is another list.
                if blank > 1 {
                    return None;
                }
                continue;
            }
            match Lead::of(&line) {
                Some(lead) if fits(&lead) => break lead,
                Some(_) => continue,
                // A line of an item that was wrapped.
                None if line.starts_with([' ', '\t']) => continue,
                None => return None,
            }
        };
        let Marker::Number(number, mark) = last.marker else {
            return Some(last);
        };
        let before = lines
            .filter_map(|line| Lead::of(&line))
            .find(|lead| lead.indent == last.indent);
        let same = before.is_some_and(|before| before.marker == last.marker);
        let next = if same { number } else { number + 1 };
        Some(Lead {
            marker: Marker::Number(next, mark),
            ..last
        })
    }

    /// The lead as it is written behind white space that stands there already.
    pub(super) fn behind(&self, indent: &str) -> String {
        let missing = self.indent.strip_prefix(indent).unwrap_or_default();
        let marker = match self.marker {
            Marker::Bullet(bullet) => bullet.to_string(),
            Marker::Number(number, mark) => format!("{number}{mark}"),
        };
        let task = if self.task { "[ ] " } else { "" };
        format!("{missing}{marker}{}{task}", self.space)
    }
}

/// The item above is looked for in so many lines.
const MAX_LINES: usize = 40;

#[cfg(test)]
mod tests {
    use super::super::testing::at;
    use super::*;

    #[test]
    fn a_list_goes_on_as_it_began() {
        for (above, indent, expected) in [
            ("- a", "", "- "),
            ("* a\n* b", "", "* "),
            ("1. a\n2. b", "", "3. "),
            ("3) a", "", "4) "),
            ("1. a\n1. b", "", "1. "),
            ("- [x] a", "", "- [ ] "),
            ("• a", "", "• "),
            ("1. **Team**\n   - a", "", "   - "),
            ("1. **Team**\n   - a", "   ", "- "),
            ("1.  a\n    wrapped", "", "2.  "),
            ("9. a\n\n10. b\n", "", "11. "),
        ] {
            let (snapshot, offset) = at(&format!("## A\n\n{above}\n{indent}$0"));
            let cx = Cx::new(&snapshot, offset, None);
            let lead = Lead::next(&cx, 0, indent).unwrap_or_else(|| panic!("after {above:?}"));
            assert_eq!(lead.behind(indent), expected, "after {above:?}");
        }
        for above in ["text", "- a\n\ntext", "- a\n\n", "## B"] {
            let (snapshot, offset) = at(&format!("## A\n\n{above}\n$0"));
            let cx = Cx::new(&snapshot, offset, None);
            assert_eq!(Lead::next(&cx, 0, ""), None, "after {above:?}");
        }
    }
}
