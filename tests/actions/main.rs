//! What holds for every code action, tried on every note that the tests have: the cases of the
//! rules, the variants of notes, the labelled notes of many professions.

mod fixes;
mod notes;
mod places;

// What cases say of a single rule is for tests/rules.rs.
#[allow(dead_code)]
#[path = "../rules/case.rs"]
mod case;
