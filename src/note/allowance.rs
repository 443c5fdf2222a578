//! What may still be spent on something that is no more than a help, such as what a broken link may have meant.

use std::cell::Cell;

/// An amount that is used up.
#[derive(Debug)]
pub struct Allowance(Cell<usize>);

impl Allowance {
    /// An allowance of so much.
    pub fn new(amount: usize) -> Self {
        Allowance(Cell::new(amount))
    }

    /// Takes so much of it. False where that is not left: then nothing is, or who asks for little would go on for long after all.
    pub fn take(&self, amount: usize) -> bool {
        let left = self.0.get().checked_sub(amount);
        self.0.set(left.unwrap_or_default());
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_takes_the_rest() {
        let allowance = Allowance::new(10);
        assert!(allowance.take(7) && allowance.take(3));
        assert!(!allowance.take(1) && allowance.take(0));
        let allowance = Allowance::new(10);
        assert!(!allowance.take(11) && !allowance.take(1));
    }
}
