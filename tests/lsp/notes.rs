//! The notes of these tests, each with its faults.

/// A nurse's note that lacks five sections at two places, and has no other fault. It ends in the
/// section that the second place is after.
pub(crate) const NURSE: &str = "\
# Interview Prep: Birch Lane Hospital – Staff Nurse

## Job Overview

**Position:** Staff Nurse
**Location:** Leeds, on site
**Type:** Full-time, rotating shifts
**Posting Date:** 2026-11-02
**Key Responsibilities:**

- Care for twelve patients a shift on the surgical ward
- Hand over with SBAR

## Why This Job Is a Fit

- **Surgical wards:** five years on a ward of 24 beds, with the same kind of patients
- **Handovers:** introduced SBAR cards in 2024, so that a handover takes eight minutes

## Questions to Ask Them

1. How does Birch Lane staff the surgical ward at night?
2. Which team would I join, and who leads it?
3. What would the first six months have to bring for you to call them a success?
4. How do nurses at Birch Lane move on to specialist roles?
5. What has changed since the new recovery ward opened?
";

/// The sections that [`NURSE`] lacks, in standard order: id and title. The first three belong
/// after its fit, the others after its questions.
pub(crate) const NURSE_LACKS: [(&str, &str); 5] = [
    ("resume-highlights", "Resume Highlights for This Role"),
    ("company-summary", "Company Summary"),
    ("predicted-questions", "Predicted Interview Questions"),
    ("concepts", "Concepts To Know/Review"),
    ("strategic-advice", "Strategic Advice"),
];

/// The sections that it has.
pub(crate) const NURSE_HAS: [&str; 3] = [
    "Job Overview",
    "Why This Job Is a Fit",
    "Questions to Ask Them",
];

/// The titles of the required sections, in order.
pub(crate) const REQUIRED: [&str; 8] = [
    "Job Overview",
    "Why This Job Is a Fit",
    "Resume Highlights for This Role",
    "Company Summary",
    "Predicted Interview Questions",
    "Questions to Ask Them",
    "Concepts To Know/Review",
    "Strategic Advice",
];

/// A teacher's note with every kind of nesting. The comments say nothing about it: the tests do.
pub(crate) const TEACHER: &str = "\
---
company: Alder Street School
role: Chemistry Teacher
---

# Interview Prep: Alder Street School – Chemistry Teacher

## 1. **Job Overview**

**Position:** Chemistry Teacher
**Location:** Dortmund
- Type: Part-time, 18 lessons a week

Plan of the first lesson:

```python
print(\"## Company Summary\")
## Strategic Advice
```

## Resume Highlights for This Role 🧪

**Professional Summary**

- Nine years of chemistry, two of them as head of the laboratory

### Key Achievements

- Cut broken glass by half with a check-out board
- Brought 14 pupils to the regional finals
- Wrote the safety sheet that 6 schools use

## Predicted Interview Questions

### Technical

1. How do you teach the mole to a class of thirty?
2. Which experiments do you leave out, and why?

### Behavioral

- Tell me about a time a lesson went wrong.

Questions to Ask Them
---------------------

- Who looks after the laboratory?
- How many pupils choose chemistry?
- What do you expect of the first term?
";

/// The heading line that heads each section of [`TEACHER`], and the text that names it there.
pub(crate) const TEACHER_SECTIONS: [(&str, &str); 4] = [
    ("## 1. **Job Overview**", "Job Overview"),
    (
        "## Resume Highlights for This Role 🧪",
        "Resume Highlights for This Role",
    ),
    (
        "## Predicted Interview Questions",
        "Predicted Interview Questions",
    ),
    ("Questions to Ask Them\n-----", "Questions to Ask Them"),
];

/// Markdown that is no note, with all that would tempt.
pub(crate) const ORDINARY: &str = "\
# Greenhouse controller

TODO: describe [Company] and the <your name> file.

## Questions

• How is it installed?
• Where does it log?

## Company Summary

## 

- Position:
";

/// A chef's note with one placeholder, on a line that has characters of every width before it.
pub(crate) const CHEF: &str = "\
# Interview Prep: Grüne Gans – Sous Chef

## Why This Job Is a Fit

- 👩‍🍳 病棟 • 𝔸 café, TODO name the menu
- Twelve years at the stove
";

/// Text with its line ends turned into CRLF.
pub(crate) fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}
