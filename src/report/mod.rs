//! What is told of notes outside of an editor: where each one stands, how they share their stories, and
//! the sheet for the day of an interview.
//!
//! Plain data, made of notes alone. How it looks is the business of whoever shows it.

mod cheat_sheet;
mod duties;
mod said;
mod standing;
mod stories;
mod story_parts;

pub use cheat_sheet::{CheatSheet, Fact, Piece, SheetStory, StoryPart};
pub use standing::{SectionState, Standing, StandingSection, Todo, When, by_interview};
pub use stories::{Bank, BankStory, Mentions};
