use super::*;

#[test]
fn a_blank_note_names_company_and_role() {
    let grammar = Grammar::standard();
    let note = blank(
        &grammar,
        Some("Quay {$1} Bakery"),
        Some(" Head  Baker\n"),
        false,
    );
    let title = note.lines().next().unwrap_or_default();
    assert_eq!(title, "# Interview Prep: Quay {$1} Bakery – Head Baker");
    let sections = |note: &str| note.lines().filter(|line| line.starts_with("## ")).count();
    assert_eq!(sections(&note), 8);
    assert!(note.ends_with('\n') && !note.ends_with("\n\n") && !note.contains("$1\n"));
    let whole = blank(&grammar, None, None, true);
    assert!(sections(&whole) > 15);
    assert_eq!(whole.lines().next(), Some(grammar.title.plain.as_str()));
    let half = blank(&grammar, Some("Quay Bakery"), None, false);
    assert!(half.starts_with("# Interview Prep: Quay Bakery – [Role]\n\n## "));
}

#[test]
fn a_posting_fills_the_skeleton_and_leaves_its_gaps() {
    let grammar = Grammar::standard();
    let posting = Posting {
        role: Some("Staff Nurse".into()),
        salary: Some("£31,049".into()),
        responsibilities: vec!["Plan *care*".into(), "# not a heading".into()],
        requirements: vec!["Location: on the ward".into(), "1. A PIN".into()],
        ..Posting::default()
    };
    let draft = draft(&grammar, &posting, false);
    assert!(
        draft.text.contains(
            "## Job Overview\n\n**Position:** Staff Nurse  \n**Location:**   \n**Type:**   \n**Salary:** £31,049  \n**Posting Date:**   \n**Key Responsibilities:**\n\n- Plan \\*care\\*\n- \\# not a heading\n\n**Requirements:**\n\n- Location on the ward\n- 1\\. A PIN\n\n## "
        ),
        "{}",
        draft.text
    );
    assert_eq!(draft.gaps, ["company", "location", "type", "posting date"]);
    assert_eq!(draft.file_name, "staff-nurse.prep.md");
}

#[test]
fn file_names_mean_the_same_on_every_system() {
    for (company, role, wanted) in [
        (
            Some("Marlowe Bay Hospital"),
            Some("Nurse"),
            "marlowe-bay-hospital-nurse.prep.md",
        ),
        (Some("St. Anne's / “CON”"), None, "st-annes-con.prep.md"),
        (None, Some("../../etc/passwd"), "etc-passwd.prep.md"),
        (Some("?"), None, "interview.prep.md"),
        (Some("Müller & Söhne"), None, "müller-söhne.prep.md"),
    ] {
        assert_eq!(file_name(company, role), wanted);
    }
}
