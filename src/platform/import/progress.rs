//! What an import tells whoever waits for it.

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The file is being read and checked; how many rows it has is not known yet.
    Checking,
    /// The good rows are being applied, or compared in a dry run.
    Applying {
        /// How many there are.
        rows: u64,
    },
}

/// How far an import has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file.
    pub file: &'a str,
    /// What is being done.
    pub stage: Stage,
    /// How many rows of this stage are done.
    pub rows_done: u64,
}
