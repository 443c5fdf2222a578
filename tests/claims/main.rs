//! What a note claims and what its posting asks for, over the public library: vague and concrete
//! talking points of many professions, words in other senses, topics of one's own; in `coverage.rs`
//! what answers a requirement, in `topics.rs` the data.

mod coverage;
mod topics;

use std::path::Path;

use prep_ls::config::{self, Profile};
use prep_ls::document::Document;
use prep_ls::rules::{Finding, Severity};

const VAGUE: &str = "vague-talking-point";
const MISSING: &str = "missing-talking-point";

/// What some rules find in a note, with a `prep.toml`.
fn found(text: &str, toml: &str, rules: &[&str]) -> Vec<Finding> {
    let config = config::load(toml).expect("a configuration").config;
    let profile = Profile::new(config, None, None).0;
    let mut document = Document::new(text, Some(Path::new("a.prep.md")), profile);
    let report = document.check();
    assert!(report.panicked.is_empty(), "{:?}", report.panicked);
    let findings = report.findings.into_iter();
    findings
        .filter(|finding| rules.contains(&finding.rule.name))
        .collect()
}

/// A note with one claim in its fit section.
fn fit(role: &str, claim: &str) -> String {
    format!("# Interview Prep: Orrin Wells – {role}\n## Why This Job Is a Fit\n- {claim}\n")
}

/// Fails with all that is wrong, not only the first of it.
fn assert_none(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Role, topic, a claim that every candidate makes, and twins of it that say something.
const TWINS: &[(&str, &str, &str, &[&str])] = &[
    (
        "Nurse",
        "patient-safety",
        "Patient safety is at the heart of everything I do.",
        &[
            "Patient safety: SBAR at every handover.",
            "Patient safety: three near misses written up since March.",
        ],
    ),
    (
        "Midwife",
        "infection-control",
        "I take infection control very seriously.",
        &["Infection control: hand hygiene audits on Mondays."],
    ),
    (
        "Teacher",
        "classroom",
        "Strong classroom management skills.",
        &[
            "Classroom management: a seating plan that changes every half term.",
            "Classroom management: detentions fell from 14 a week to 2.",
        ],
    ),
    (
        "Youth Worker",
        "safeguarding",
        "Safeguarding always comes first for me.",
        &["Safeguarding: deputy designated safeguarding lead, concerns logged in CPOMS."],
    ),
    (
        "Lawyer",
        "privacy",
        "A strong interest in privacy and data protection.",
        &[
            "Data protection: answered subject access requests for the county.",
            "Data protection: drafted the retention schedule with the archivist.",
        ],
    ),
    (
        "Site Manager",
        "site-safety",
        "Health and safety is my number one priority.",
        &[
            "Health and safety: a toolbox talk before every pour.",
            "Health and safety: 212 days without a lost shift.",
        ],
    ),
    (
        "Software Engineer",
        "security",
        "Strong focus on security and best practices in everything I build.",
        &[
            "Security: threat models before every release.",
            "Security: introduced mutual TLS between our services.",
            "Security: rotated every credential after the laptop theft.",
        ],
    ),
    (
        "Accountant",
        "finance",
        "Excellent at budget control and financial planning.",
        &[
            "Budget control: a rolling forecast for each cost centre.",
            "Budget control for €3.2m of castings.",
        ],
    ),
    (
        "Sales Manager",
        "sales",
        "Very good at managing the sales pipeline.",
        &[
            "Sales pipeline: MEDDIC for every deal.",
            "Sales pipeline of £400k, 112 % of target.",
        ],
    ),
    (
        "Chef",
        "hospitality",
        "Food safety matters a lot to me.",
        &["Food safety: HACCP and an allergen matrix beside the pass."],
    ),
    (
        "Lab Scientist",
        "quality-systems",
        "Quality control has always been important to me.",
        &[
            "Quality control: closed the CAPA on the balances.",
            "Quality control under ISO 17025.",
        ],
    ),
    (
        "HR Manager",
        "privacy",
        "I take the privacy of employees very seriously.",
        &["Privacy of employees: GDPR training for the line managers."],
    ),
    (
        "Head of Department",
        "leadership",
        "Leadership comes naturally to me.",
        &[
            "Leadership of nine people on nights.",
            "Leadership: rewrote the induction with the porters' union.",
        ],
    ),
    (
        "Restaurant Manager",
        "sustainability",
        "Sustainability is very important to me.",
        &["Sustainability: a waste audit in March."],
    ),
];

#[test]
fn a_vague_claim_of_each_profession_is_reported_and_its_concrete_twin_is_not() {
    let mut wrong = Vec::new();
    for (role, topic, vague, twins) in TWINS {
        let findings = found(&fit(role, vague), "", &[VAGUE]);
        let topics: Vec<&str> = findings
            .iter()
            .filter_map(|finding| finding.data["topic"].as_str())
            .collect();
        let warned = findings
            .iter()
            .all(|finding| finding.severity == Severity::Warning);
        if topics != [*topic] || !warned {
            wrong.push(format!("{role}: {vague}: {topics:?}"));
        }
        for twin in *twins {
            let findings = found(&fit(role, twin), "", &[VAGUE]);
            wrong.extend(
                findings
                    .iter()
                    .map(|finding| format!("{role}: {twin}: {}", finding.text)),
            );
        }
    }
    assert_none(&wrong);
}

#[test]
fn a_concrete_twin_answers_what_the_posting_asks_for() {
    let mut wrong = Vec::new();
    for (role, topic, vague, twins) in TWINS {
        let note = |claim: &str| {
            format!(
                "# Interview Prep: Orrin Wells – {role}\n## Job Overview\n**Key Responsibilities:**\n- Uphold {}\n\
                 ## Why This Job Is a Fit\n- {claim}\n",
                asked(topic)
            )
        };
        let findings = found(&note(vague), "", &[MISSING]);
        let one =
            |finding: &Finding| finding.data["topic"] == *topic && finding.related().len() == 1;
        if findings.len() != 1 || !findings.iter().all(one) {
            wrong.push(format!("{role}: {vague}: {findings:?}"));
        }
        for twin in *twins {
            let findings = found(&note(twin), "", &[MISSING]);
            wrong.extend(
                findings
                    .iter()
                    .map(|finding| format!("{role}: {twin}: {}", finding.text)),
            );
        }
    }
    assert_none(&wrong);
}

/// How a posting asks for a topic.
fn asked(topic: &str) -> &str {
    match topic {
        "patient-safety" => "patient safety",
        "infection-control" => "infection control",
        "classroom" => "classroom management",
        "site-safety" => "health and safety",
        "finance" => "budget control",
        "sales" => "sales pipeline",
        "hospitality" => "food safety",
        "quality-systems" => "quality control",
        other => other,
    }
}

#[test]
fn words_in_another_sense_raise_nothing() {
    let lines = [
        // To secure: to obtain.
        "Secured $2M in funding",
        "Secured buy-in from the trustees",
        "Secured approval for the new hall",
        "Secured a place on the trainee scheme",
        "Secured partnerships with schools",
        // Other securities.
        "Security guard at the arts centre",
        "Security officer on weekends",
        "Job security matters less than the people",
        "Social security advice on Tuesdays",
        "Helped families with social security",
        // Other people's.
        "Orrin Wells puts security first",
        "The company takes patient safety seriously",
        "They are known for leadership and mentoring",
        // Wishes and advice.
        "Keen to learn about security",
        "Interested in leadership",
        "Looking for more stakeholder management",
        "Mention patient safety early",
        "Don't be vague about compliance",
        // No topic at all.
        "Happy to work nights and weekends",
        "I can start at short notice",
        "I know the building well",
        "Native speaker of Spanish",
        "References available on request",
    ];
    let mut wrong = Vec::new();
    for line in lines {
        let findings = found(&fit("Clerk", line), "", &[VAGUE]);
        wrong.extend(
            findings
                .iter()
                .map(|finding| format!("{line}: {}", finding.text)),
        );
    }
    assert_none(&wrong);
}

#[test]
fn what_is_no_claim_raises_nothing() {
    for note in [
        "## Company Summary\n**Core Values:**\n- Security: always first\n- **Patient safety:** at heart\n",
        "## Predicted Interview Questions\n- How do you think about security?\n",
        "## Questions to Ask Them\n- Who cares for security here?\n",
        "## Concepts to Review\n- Security\n- Leadership\n",
        "## Strategic Advice\n- Show leadership\n",
        "## Why This Job Is a Fit\n> Strong focus on security.\n",
        "## Why This Job Is a Fit\n```\nStrong focus on security.\n```\n",
        "## Why This Job Is a Fit\n<!-- Strong focus on security. -->\n",
        "## Why This Job Is a Fit\n- What about security?\n",
        "## Resume Highlights\n**Skills**\n- Security, leadership, performance\n",
    ] {
        let note = format!("# Interview Prep: Orrin Wells – Clerk\n{note}");
        assert_eq!(found(&note, "", &[VAGUE]), [], "{note}");
    }
}

#[test]
fn a_topic_from_prep_toml_alone_is_raised_asked_for_and_made_concrete() {
    let toml = "[[topics]]\nname = \"Hive health\"\ncritical = true\nwords = [\"hive health\", \"healthy hives\"]\n\
        specifics = [\"mite wash\", \"brood frame chart\"]\nignore = [\"hive health magazine\"]\n";
    let note = |claim: &str| {
        format!(
            "# Interview Prep: Orrin Wells – Beekeeper\n## Job Overview\n**Key Responsibilities:**\n\
             - Hive health on forty stands\n## Why This Job Is a Fit\n- {claim}\n"
        )
    };
    let summary = |claim: &str, toml: &str| -> Vec<(&str, Severity)> {
        let findings = found(&note(claim), toml, &[VAGUE, MISSING]);
        assert!(
            findings
                .iter()
                .all(|finding| finding.data["topic"] == "hive-health"),
            "{findings:?}"
        );
        findings
            .iter()
            .map(|finding| (finding.rule.name, finding.severity))
            .collect()
    };
    let vague = "Healthy hives are what I am all about.";
    assert_eq!(
        summary(vague, toml),
        [(MISSING, Severity::Warning), (VAGUE, Severity::Warning)]
    );
    // What is not critical is information where it is missing.
    let light = toml.replace("true", "false");
    assert_eq!(
        summary(vague, &light),
        [(MISSING, Severity::Info), (VAGUE, Severity::Warning)]
    );
    assert_eq!(summary("Hive health: a mite wash each time.", toml), []);
    assert_eq!(
        summary("I like the hive health magazine.", toml),
        [(MISSING, Severity::Warning)]
    );
    // Without the file, nobody has heard of it.
    assert_eq!(summary(vague, ""), []);
    let data = &found(&note(vague), toml, &[VAGUE])[0].data;
    assert_eq!(
        data["specifics"],
        serde_json::json!(["mite wash", "brood frame chart"])
    );
}

#[test]
fn prep_toml_adds_to_shipped_topics() {
    let toml = "[[topics]]\nname = \"security\"\nwords = [\"night watch\"]\nspecifics = [\"lantern round\"]\n";
    let vague = fit("Guard", "Very good at the night watch.");
    let findings = found(&vague, toml, &[VAGUE]);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].data["topic"], "security");
    assert_eq!(found(&vague, "", &[VAGUE]), []);
    let concrete = fit("Guard", "Night watch: a lantern round, always.");
    assert_eq!(found(&concrete, toml, &[VAGUE]), []);
    // What is shipped stays.
    let shipped = fit("Guard", "Strong focus on security.");
    assert_eq!(found(&shipped, toml, &[VAGUE]).len(), 1);
}

#[test]
fn a_gap_is_found_in_every_form_that_people_give_it() {
    for skill in [
        "- Rust (basic)",
        "- Rust (in progress)",
        "- Rust: still learning",
        "- Kotlin, beginner Rust",
        "- Kotlin; basic Rust",
        "- Not yet familiar with Rust",
        "* Rust – currently learning",
        "| Rust | basic Rust |",
        "I am still learning Rust.",
    ] {
        let table = if skill.starts_with('|') {
            "| They want | I have |\n| --- | --- |\n"
        } else {
            ""
        };
        let note = format!(
            "# Interview Prep: Orrin Wells – Engineer\n## Company Summary\nThey have boats, and the \
             harbour is theirs.\n## Why This Job Is a Fit\n{table}{skill}\n## Concepts to Review\n- "
        );
        let count = |concept: &str| {
            found(&format!("{note}{concept}\n"), "", &["unplanned-gap"])
                .iter()
                .filter(|finding| finding.severity == Severity::Info)
                .count()
        };
        assert_eq!(count("Isolation levels"), 1, "{skill}");
        assert_eq!(count("Ownership in Rust"), 0, "{skill}");
    }
}
