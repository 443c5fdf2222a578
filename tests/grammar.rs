//! The data of `grammars/`: sound in itself, and wide enough for what people write.

use std::collections::HashMap;

use prep_ls::grammar::{Grammar, How};

#[test]
fn no_name_belongs_to_two_sections() {
    let grammar = Grammar::standard();
    let mut owners: HashMap<String, &str> = HashMap::new();
    let data = Grammar::standard_data();
    for section in &data.sections {
        let names = [&section.title]
            .into_iter()
            .chain(&section.aliases)
            .chain(section.translations.values().flatten())
            .chain(&section.partial);
        for name in names.filter(|name| !name.contains('{')) {
            let owner = owners.entry(grammar.key(name)).or_insert(&section.id);
            assert_eq!(*owner, section.id, "“{name}” names two sections");
        }
    }
}

#[test]
fn every_name_is_recognised_as_its_own_section() {
    let grammar = Grammar::standard();
    let data = Grammar::standard_data();
    for (index, section) in data.sections.iter().enumerate() {
        let names = [&section.title]
            .into_iter()
            .chain(&section.aliases)
            .chain(section.translations.values().flatten());
        for name in names.filter(|name| !name.contains('{')) {
            let found = grammar.recognise(name);
            assert_eq!(
                found.map(|found| found.section),
                Some(index),
                "“{name}” of {}",
                section.id
            );
        }
    }
}

#[test]
fn every_required_section_is_complete() {
    let data = Grammar::standard_data();
    let required = data.sections.iter().filter(|section| section.required);
    assert_eq!(required.clone().count(), 8);
    for section in required {
        assert!(!section.purpose.is_empty(), "{} has no purpose", section.id);
        assert!(
            section.criteria.len() >= 3,
            "{} has few criteria",
            section.id
        );
        assert!(
            !section.snippet.trim().is_empty(),
            "{} has no skeleton",
            section.id
        );
        for language in ["de", "fr", "es", "pt", "ko", "zh", "ja"] {
            let names = section.translations.get(language).map_or(0, Vec::len);
            assert!(names >= 3, "{} has {names} names in {language}", section.id);
        }
    }
}

/// The headings of the notes that were read, as they stood there.
#[test]
fn headings_from_the_wild_are_recognised() {
    let grammar = Grammar::standard();
    let cases: &[(&str, &[&str])] = &[
        (
            "questions-to-ask",
            &[
                "Questions to Ask",
                "Questions to ask them",
                "Questions You Should Ask",
                "Questions for You to Ask",
                "Questions to Ask the Interviewer",
                "Questions TO ASK the Recruiter",
                "Strategic Questions to Ask",
                "Must-Ask Questions",
                "Do you have any questions for us?",
                "Sharp questions to ask back",
                "可以問面試官的問題",
                "그들에게 할 질문",
                "질문할 내용",
            ],
        ),
        (
            "predicted-questions",
            &[
                "Likely Questions for This Role",
                "Likely Interview Questions",
                "Expected Interview Questions",
                "Technical Questions",
                "Behavioral Questions",
                "Anticipated questions, with angles",
                "Predicted Questions (7-10)",
                "Potential Questions They’ll Ask",
                "Expected Questions & Answers",
                "예상 면접 질문",
                "必問題準備",
            ],
        ),
        (
            "company-summary",
            &[
                "Company Overview",
                "About the Company",
                "What They Do",
                "Company Profile",
                "Company Deep Dive",
                "Mission & Values",
                "Recent News & Developments",
                "Competitors",
                "회사 요약",
                "About the Hospital",
                "About the School",
            ],
        ),
        (
            "fit",
            &[
                "Why This Is a Fit",
                "Your Best Positioning",
                "My Angle",
                "YOUR NATURAL FIT",
                "核心定位",
                "이 직무가 적합한 이유",
            ],
        ),
        (
            "job-overview",
            &[
                "About the Role",
                "Role Snapshot",
                "At-a-glance",
                "Role Overview",
                "Job Description",
                "직무 개요",
            ],
        ),
        (
            "resume-highlights",
            &[
                "Key Differentiators",
                "Talking Points",
                "Top 5 Strengths for This Role",
                "3 Proof Points",
            ],
        ),
        (
            "concepts",
            &[
                "System-Design Prep",
                "30-Minute Study Guide",
                "Technical Prep Checklist",
                "알아둘/복습할 개념",
            ],
        ),
        (
            "strategic-advice",
            &[
                "Interview Strategy",
                "Final Reminders",
                "What NOT to bring up",
                "最後提醒",
                "전략적 조언",
            ],
        ),
        (
            "stories",
            &[
                "STAR Stories to Lead With",
                "Story Bank",
                "Stories To Prepare",
            ],
        ),
        (
            "gaps",
            &[
                "Gap Analysis & Mitigation",
                "Potential Concerns to Address",
                "Likely Concerns + Counters",
            ],
        ),
        (
            "checklist",
            &[
                "Prep Checklist",
                "Day-Of Cheat Sheet",
                "On the day of the Interview",
            ],
        ),
        (
            "logistics",
            &["Logistics", "Interview Details", "Interview Format"],
        ),
        (
            "debrief",
            &["Debrief", "Post-Interview Notes", "After-interview notes"],
        ),
        (
            "interviewers",
            &["Key People", "Interviewer Profile", "Panel Intel"],
        ),
        (
            "compensation",
            &["Comp & logistics", "Salary Strategy", "Salary Benchmarks"],
        ),
        (
            "pitch",
            &[
                "Elevator Pitch (30/60 seconds)",
                "Your Introduction (2-3 min)",
                "自我介紹",
            ],
        ),
        ("follow-up", &["Follow-up", "Thank You Email Template"]),
        ("sources", &["Sources", "Citations & Research Sources"]),
        ("plan", &["90-Day Framework", "30/60/90-Day Plan"]),
    ];
    let mut wrong = Vec::new();
    for (id, headings) in cases {
        for heading in *headings {
            let found = grammar
                .recognise(heading)
                .map(|found| grammar.sections[found.section].id.as_str());
            if found != Some(id) {
                wrong.push(format!("{heading}: {found:?}, and not {id}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ordinary_headings_are_no_misspellings() {
    let grammar = Grammar::standard();
    for heading in [
        "Interviews",
        "Job Review",
        "Company",
        "Story",
        "Resources",
        "Patch",
        "Plans",
        "Conclusion",
        "Concept",
        "Source",
    ] {
        let found = grammar.recognise_misspelled(heading);
        assert_eq!(found, None, "{heading}");
    }
    for (heading, id) in [
        ("Compny Summary", "company-summary"),
        ("Job Overveiw", "job-overview"),
        ("Strategic Advise", "strategic-advice"),
        (
            "4. Predicted Intervew Questions (draft)",
            "predicted-questions",
        ),
    ] {
        let found = grammar.recognise_misspelled(heading).expect(heading);
        assert_eq!(
            (grammar.sections[found.section].id.as_str(), found.how),
            (id, How::Misspelled),
            "{heading}"
        );
    }
}

#[test]
fn questions_begin_in_many_languages() {
    let grammar = Grammar::standard();
    for text in [
        "How is the ward staffed",
        "Describe a conflict",
        "Tell me about yourself",
        "Walk us through your last audit",
        "Wie groß ist das Team",
        "Pourquoi ce poste",
        "¿Cómo miden el éxito",
        "Compare leases and loans",
    ] {
        let found = grammar.opener(text).is_some();
        assert!(found, "{text}");
    }
    for text in [
        "Go syntax and idioms",
        "When I was in Leeds I led the night shift",
        "Whatever it takes",
        "I lead",
    ] {
        assert!(grammar.opener(text).is_none(), "{text}");
    }
}
