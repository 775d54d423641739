//! What came of recording many things at once, in every slice that records.

/// How many of the things given were recorded, and how many were there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// How many were new or changed.
    pub added: usize,
    /// How many were there already, word for word.
    pub unchanged: usize,
}
