//! One good note, made worse in one way at a time: each way is found where it was done, and the good
//! note gives no warning.

use std::path::Path;

use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;
use prep_ls::rules::{Finding, Severity};

const GOOD: &str = include_str!("degraded/ferry-administrator.md");

/// What is found in a note on a day before its interview.
fn found(text: &str) -> Vec<Finding> {
    let today = jiff::civil::date(2026, 11, 22);
    let profile = Profile::new(Config::default(), None, Some(today)).0;
    let mut document = Document::new(text, Some(Path::new("a.prep.md")), profile);
    let report = document.check();
    assert!(report.panicked.is_empty(), "{:?}", report.panicked);
    report.findings
}

/// The good note with some pieces replaced.
fn degraded(pieces: &[(&str, &str)]) -> String {
    pieces.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    })
}

/// The pieces of a note at which a rule reports something.
fn places<'a>(text: &'a str, findings: &[Finding], rule: &str) -> Vec<&'a str> {
    let findings = findings.iter().filter(|finding| finding.rule.name == rule);
    findings
        .map(|finding| &text[finding.range.clone()])
        .collect()
}

/// What is at least a warning, by rule.
fn warnings(findings: &[Finding]) -> Vec<&'static str> {
    let warned = findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning);
    warned.map(|finding| finding.rule.name).collect()
}

#[test]
fn the_good_note_gives_no_warning() {
    let findings = found(GOOD);
    let told: Vec<String> = findings.iter().map(Finding::message).collect();
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn without_specifics_each_claim_on_security_is_vague_and_the_posting_is_not_answered() {
    let text = degraded(&[
        (
            "wrote the threat model of the ship network and cut it into six VLANs, so that the galley till no longer sees the bridge.",
            "Strong focus on security and best practices on board.",
        ),
        (
            "**Hardening:** moved 120 laptops to FIDO2 keys and passed the SOC 2 audit of March 2025 without a finding.",
            "**Compliance:** very good at security and compliance at all levels.",
        ),
        (
            "In May 2025 a handheld with passenger lists was gone from the Rauma office.",
            "Security on board was difficult.",
        ),
        (
            "Find out what was on it and close the hole, before the evening departure.",
            "Improve security.",
        ),
        (
            "I wiped it remotely, revoked its certificate and asked the three colleagues who had held it.",
            "A positive approach to security.",
        ),
        (
            "38 minutes from the call to the wipe, no list read, and full-disk encryption on all 75 devices a week later.",
            "Much better security.",
        ),
    ]);
    let findings = found(&text);
    assert_eq!(
        places(&text, &findings, "vague-talking-point"),
        [
            "**Security:** Strong focus on security and best practices on board.",
            "**Compliance:** very good at security and compliance at all levels.",
            // A story is one claim, and begins here.
            "**Situation:** Security on board was difficult.",
        ]
    );
    assert_eq!(
        places(&text, &findings, "missing-talking-point"),
        ["Ensure the security of crew and passenger systems"]
    );
    let missing = findings
        .iter()
        .find(|finding| finding.rule.name == "missing-talking-point");
    let missing = missing.expect("it is there");
    assert_eq!(missing.data["topic"], "security");
    let related: Vec<&str> = missing
        .related()
        .map(|related| &text[related.range.clone()])
        .collect();
    for place in places(&text, &findings, "vague-talking-point") {
        assert!(related.contains(&place), "{place} in {related:?}");
    }
}

#[test]
fn without_numbers_each_achievement_asks_for_one() {
    let text = degraded(&[
        (
            "cached the updates on board and cut the bill from 41,000 to 9,000 kroner a month.",
            "cached the updates on board and cut the bill.",
        ),
        (
            "moved 120 laptops to FIDO2 keys and passed the SOC 2 audit of March 2025 without a finding.",
            "moved the laptops to hardware keys.",
        ),
        (
            "brought eight terminals back within 50 minutes after the power cut of January 2024.",
            "brought the terminals back after the power cut of January 2024.",
        ),
        (
            "replaced 75 paper manifests by one screen, which saved the mates 20 minutes at each call.",
            "introduced a screen for the mates.",
        ),
        (
            "38 minutes from the call to the wipe, no list read, and full-disk encryption on all 75 devices a week later.",
            "It went well and everybody was happy.",
        ),
    ]);
    let findings = found(&text);
    assert_eq!(
        places(&text, &findings, "unquantified-achievement"),
        [
            "**Satellite bill:** cached the updates on board and cut the bill.",
            "**Hardening:** moved the laptops to hardware keys.",
            "**Winter storm:** brought the terminals back after the power cut of January 2024.",
            "**Handhelds:** introduced a screen for the mates.",
            "**Result:** It went well and everybody was happy.",
        ]
    );
    assert_eq!(warnings(&findings), Vec::<&str>::new());
}

#[test]
fn another_company_in_one_section_is_found_there() {
    let text = degraded(&[
        (
            "Sundet Ferries runs nine ferries",
            "Rauma Lines runs nine ferries",
        ),
        (
            "first electric ferry, the Sundet IX",
            "first electric ferry, the Rauma IX",
        ),
    ]);
    let findings = found(&text);
    assert_eq!(places(&text, &findings, "wrong-company"), ["Rauma Lines"]);
    assert_eq!(warnings(&findings), ["wrong-company"]);

    let text = degraded(&[(
        "**Position:** Systems Administrator",
        "**Company:** Rauma Lines  \n**Position:** Systems Administrator",
    )]);
    let findings = found(&text);
    assert_eq!(places(&text, &findings, "title-mismatch"), ["Rauma Lines"]);
    assert_eq!(warnings(&findings), ["title-mismatch"]);

    let text = degraded(&[(
        "**Position:** Systems Administrator",
        "**Position:** Purser",
    )]);
    let findings = found(&text);
    assert_eq!(places(&text, &findings, "title-mismatch"), ["Purser"]);
}

#[test]
fn questions_without_process_and_growth_are_told_so() {
    let text = degraded(&[
        (
            "**Team:** How do the two administrators in Ålesund and the crews share the work when a ferry calls at night?",
            "**Radio:** Which of the links to the islands fails most often in winter?",
        ),
        (
            "**Process:** Who decides when the Sundet IX may be updated, and how long is she at the quay?",
            "**Tickets:** What did the first summer without an app change for Sundet?",
        ),
        (
            "**Growth:** Which courses has the last administrator taken here, and what did she move on to?",
            "**Ships:** Which ferry still has its servers from the yard?",
        ),
    ]);
    let findings = found(&text);
    let themes: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.rule.name == "missing-question-theme")
        .collect();
    assert_eq!(themes.len(), 1);
    for theme in ["team", "growth"] {
        assert!(themes[0].text.contains(theme), "{}", themes[0].text);
    }
    assert!(!themes[0].text.contains("success"), "{}", themes[0].text);
    assert_eq!(
        places(&text, &findings, "missing-question-theme"),
        ["Questions to Ask Them"]
    );
}
