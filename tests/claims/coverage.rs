//! What the posting asks for, and where the note answers.

use std::path::Path;

use prep_ls::config::Profile;
use prep_ls::coverage;
use prep_ls::document::Document;
use prep_ls::rules::Severity;

use super::{assert_none, found};

/// Whether a requirement is covered by a line of the résumé highlights.
fn covers(requirement: &str, evidence: &str) -> bool {
    let text = format!(
        "# Interview Prep: Orrin Wells – Clerk\n## Job Overview\n**Key Responsibilities:**\n- {requirement}\n\
         ## Resume Highlights\n- {evidence}\n"
    );
    let document = Document::new(&text, Some(Path::new("a.prep.md")), Profile::default());
    let grammar = document.profile().grammar.clone();
    let table = coverage::table(document.note(), &grammar);
    assert!(!table.is_empty(), "{requirement}");
    table.iter().all(|requirement| requirement.is_covered())
}

#[test]
fn requirements_are_met_by_stems_abbreviations_and_synonyms() {
    let mut wrong = Vec::new();
    for (requirement, evidence, covered) in [
        ("Kubernetes", "K8s for nine services", true),
        ("K8s", "Kubernetes for nine services", true),
        ("Intensive care nursing", "Three years on an ICU", true),
        ("ICU", "Intensive care in Leeds", true),
        (
            "Generally accepted accounting principles",
            "US GAAP for nine companies",
            true,
        ),
        ("Continuous integration", "CI in four repositories", true),
        ("Stock control", "Stocktakes in three depots", true),
        (
            "Mentoring of apprentices",
            "I mentored four apprentices",
            true,
        ),
        (
            "Organise exhibitions",
            "Organized an exhibition of weavers",
            true,
        ),
        ("HPLC", "UHPLC methods for nine peptides", true),
        (
            "Heavy goods vehicles",
            "Drove an HGV through the Alps",
            true,
        ),
        ("Bartending", "Cocktails for 200 guests on Saturdays", true),
        // A kind is met by its brand, and one brand not by another.
        ("Azure", "AWS for nine services", false),
        ("Kubernetes", "Nine services in Kotlin", false),
        ("Palliative care visits", "Taught chemistry in Leeds", false),
        ("Falconry", "Zookeeper with 14 owls", false),
        // One word of several is chance where a name is missing.
        ("Welsh interpreting", "French in the evening", false),
        // "Excellent" is not Excel.
        ("Excel", "An excellent night shift", false),
    ] {
        if covers(requirement, evidence) != covered {
            wrong.push(format!("{requirement} | {evidence}: not {covered}"));
        }
    }
    assert_none(&wrong);
}

#[test]
fn soft_skills_alone_ask_for_nothing() {
    for requirement in [
        "Excellent communication skills",
        "Team player with a positive attitude",
        "Attention to detail",
        "Ability to work under pressure",
        "3+ years of experience",
        "Proactive, flexible and reliable",
        "Willing to learn",
    ] {
        assert!(covers(requirement, "Nine owls"), "{requirement}");
    }
}

#[test]
fn requirements_are_cut_at_commas_and_sentences_and_answered_where_they_are_met() {
    let text = "# Interview Prep: Orrin Wells – Engineer\n\
        ## Job Overview\n\
        **Requirements:** Kotlin, Terraform, PostgreSQL\n\
        **Key Responsibilities:**\n\
        - Tune slow queries. Write Welsh manuals.\n\n\
        **Nice to have:**\n\
        - Falconry\n\
        ## Why This Job Is a Fit\n\
        - Two years of Kotlin\n\
        ## Concepts to Review\n\
        - PostgreSQL isolation levels\n\
        ## Strategic Advice\n\
        - Terraform is what they love\n";
    let document = Document::new(text, Some(Path::new("a.prep.md")), Profile::default());
    let grammar = document.profile().grammar.clone();
    let table = coverage::table(document.note(), &grammar);
    let rows: Vec<(&str, bool, bool, Vec<&str>)> = table
        .iter()
        .map(|requirement| {
            let answers = requirement.answers.iter();
            (
                &text[requirement.range.clone()],
                requirement.nice,
                requirement.is_covered(),
                answers.map(|answer| &text[answer.range.clone()]).collect(),
            )
        })
        .collect();
    let expected: [(&str, bool, bool, Vec<&str>); 6] = [
        ("Kotlin", false, true, vec!["Two years of Kotlin"]),
        ("Terraform", false, false, vec![]),
        (
            "PostgreSQL",
            false,
            true,
            vec!["PostgreSQL isolation levels"],
        ),
        ("Tune slow queries", false, false, vec![]),
        ("Write Welsh manuals", false, false, vec![]),
        ("Falconry", true, false, vec![]),
    ];
    assert_eq!(rows, expected);
    // Advice to oneself answers nothing: Terraform is open. What is nice to have is a hint.
    let severities: Vec<Severity> = found(text, "", &["uncovered-requirement"])
        .iter()
        .map(|finding| finding.severity)
        .collect();
    assert_eq!(
        severities,
        [
            Severity::Info,
            Severity::Info,
            Severity::Info,
            Severity::Hint
        ]
    );
}

#[test]
fn the_answer_that_shares_most_stands_first() {
    let text = "# Interview Prep: Orrin Wells – Nurse\n## Job Overview\n**Key Responsibilities:**\n\
        - Wound care and dialysis at home\n\
        ## Resume Highlights\n- Dialysis on Tuesdays\n- Wounds, dialysis and home visits in the valley\n";
    let document = Document::new(text, Some(Path::new("a.prep.md")), Profile::default());
    let grammar = document.profile().grammar.clone();
    let table = coverage::table(document.note(), &grammar);
    let answers: Vec<&str> = table[0]
        .answers
        .iter()
        .map(|answer| &text[answer.range.clone()])
        .collect();
    assert_eq!(
        answers,
        [
            "Wounds, dialysis and home visits in the valley",
            "Dialysis on Tuesdays"
        ]
    );
    assert!(table[0].answers[0].weight > table[0].answers[1].weight);
}
