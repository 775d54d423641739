//! What the children of a payment make of what a provider says: repayments, disputes, payouts.

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChildHeard<E> {
    /// Something happened.
    Event(E),
    /// It was said before.
    Duplicate,
    /// It says less than what is known.
    Superseded,
    /// It contradicts what was confirmed; an officer should look, and nothing changes.
    Contradicts,
}
