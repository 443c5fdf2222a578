//! Random texts, and edits of them.

use std::ops::Range;

use proptest::prelude::*;

/// How many cases are tried.
pub(super) fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(10_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Pieces that notes are made of, and pieces that no note should be made of.
const PIECES: &[&str] = &[
    "# Interview Prep: Harbour Clinic – Staff Nurse\n",
    "# Interview Prep\n",
    "## Job Overview\n",
    "## Why This Job Is a Fit\n",
    "## 3. Resume Highlights for This Role (short)\n",
    "## Company Summary\n",
    "## Compny Summary\n",
    "Company Overview\n---\n",
    "## Predicted Interview Questions\n",
    "### Technical\n",
    "### Story 1: Falls\n",
    "## STAR Stories\n",
    "**Type:** ",
    "[[#",
    "<!-- prep-ls: ignore ",
    "status: ",
    "1. ",
    "### Behavioral\n",
    "## ❓ Questions to Ask Them\n",
    "## Concepts To Know/Review\n",
    "## 전략적 조언\n",
    "# STAR Stories\n",
    "#\n",
    "## \n",
    "#### Deep\n",
    "**Position:** Nurse  \n",
    "**Location**: \n",
    "Type: Full-time\n",
    "- **Mission:** Care\n",
    "**Core Values:**\n",
    "Professional Summary  \n",
    "1. **Team & Structure**\n   - Who leads the ward?\n",
    "1. **Team**\n  • “Who leads?”\n",
    "• one\n• two\n",
    "– one\n– two\n",
    "- How are nights staffed?\n",
    "- Tell me about a time you failed.\n",
    "- \n",
    "- [ ] task\n- [x] done\n",
    "  - nested 😀 한국어\n",
    "* star\n",
    "| Field | Value |\n| --- | --- |\n| Position | Nurse |\n| Why? | |\n",
    "> quoted [Company]\n",
    "text with [Company] and TBD, {{date}}, <your best metric>\n",
    "[Company]: https://x.example\n",
    "[a](#job-overview) [[#Job Overview|b]] [c](#story-1) ![d](#gaps--concerns)\n",
    "[x][y] [y] [y][] [^1] “The leak”, S1 and STAR-2\n",
    "\n[y]: #s1-the-leak\n[^1]: two words\n",
    "## STAR Stories\n### S1: The leak\n",
    "**STAR-2 – Rota**\n- **S3:** x (S1)\n",
    "### Story\n### Story\n",
    "**Requirements:**\n- wound care with SBAR\n",
    "## Why This Job Is a Fit\n- Wound care: 40 a week, as Harbour Clinic’s wards do\n",
    "`code TODO` and [link](target) and [[wiki#x]]\n",
    "```rust\n## not a heading\n",
    "```\n",
    "~~~\n",
    "```markdown\n",
    "<!-- prep-ls: ignore placeholder, nonsense -->\n",
    "<!-- prep-ls: ignore-section empty-section -->\n",
    "<!-- prep-ls: ignore-file -->\n",
    "<!-- open\n",
    "-->\n",
    "<div>\n",
    "---\n",
    "---\ncompany: Acme\nprep_ignore: [placeholder]\n---\n",
    "===\n",
    "---\ninterview_date: 2026-11-23\nposting_date: \"31 June 2026\"\n---\n",
    "**Interview Date:** Mon, 30 Nov 2026, 9:30\n",
    "**Posting Date:** 2026-02-30\n",
    "- Posted: gestern\n",
    "**Recent News:**\n- won a prize\n- May 2019: 2025년 9월 moved\n",
    "## Interview Logistics\n- **Date:** 21.11.2026\n- [ ] bus\n",
    "\n",
    "\n\n",
    "    indented code\n",
    "## Gaps & Concerns\n- Rust (in progress)\n- payroll: still learning\n",
    "## Job Overview\n**Requirements:** security, K8s, SBAR; team player. Nice to have: mentoring\n",
    "**Key Responsibilities:**\n- Ensure patient safety, PCI DSS compliance & privacy\n",
    "## Resume Highlights\n**Skills**\n- basic SQL, Go (beginner)\n",
    "- Strong focus on security, safeguarding and best practices.\n",
    "- **Security:** threat models, ISO 27001’s controls & 14 VLANs\n",
    "- Responsible for various things, etc.; team player\n",
    "- *Security* and `security` or [security](security.md) security guard\n",
    "| They want | I have |\n| --- | --- |\n| privacy | leadership, basic GDPR |\n",
    "- **Situation:** security\n- **Task:** security\n- **Action:** We helped\n- **Result:** leadership\n",
    "**Red Flags to Watch:**\n- Vague on compliance – privacy\n",
    "> Strong focus on health and safety\n",
    "security",
    " leadership-and/or&mentoring ",
    "Good luck!\n",
    "Here is the updated note.\n",
    "I'm ready to build your note.\n",
    "a\u{2028}b\u{a0}c\u{301}\n",
    "\u{feff}",
    "no line end",
    "\r\n",
    "\r",
    "\t",
    "\\",
    "**",
    "[",
    "](",
    "|",
    ":",
    " ",
    "?",
    "#",
    "ﬀ",
    "İ",
];

/// A text, mostly of a note.
pub(super) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ];
    (
        proptest::collection::vec(piece, 0..14),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(pieces, titled, crlf)| {
            let mut text = if titled {
                PIECES[0].to_owned()
            } else {
                String::new()
            };
            text.push_str(&pieces.concat());
            if crlf {
                text.replace('\n', "\r\n")
            } else {
                text
            }
        })
}

/// An edit: where it starts and ends, as shares of the text, and the new text.
pub(super) type Share = (f64, f64, String);

/// A few edits.
pub(super) fn edits() -> impl Strategy<Value = Vec<Share>> {
    let new = prop_oneof![
        4 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        3 => Just(String::new()),
        3 => "[a-z#*•\\- \n]{1,3}",
    ];
    proptest::collection::vec((0.0..1.0f64, 0.0..0.2f64, new), 1..5)
}

/// The edit's byte range in a text, on character boundaries.
pub(super) fn place(text: &str, (start, len, _): &Share) -> Range<usize> {
    let at = |share: f64| text.floor_char_boundary((text.len() as f64 * share) as usize);
    let start_at = at(*start);
    start_at..at((start + len * len).min(1.0)).max(start_at)
}
