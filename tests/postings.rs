//! Saved postings, whatever they look like: what is found in them, and the notes that are made of them.

#[path = "postings/fields.rs"]
mod fields;
#[path = "postings/hostile.rs"]
mod hostile;
#[path = "postings/notes.rs"]
mod notes;
