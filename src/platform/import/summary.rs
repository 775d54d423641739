//! What came of an import.

use std::fmt;

use serde::Serialize;

use super::{row::RowError, source::Identity};

/// How many bad rows are told one by one; the rest are counted.
pub const ERRORS_TOLD_MAX: usize = 50;

/// What came of one import.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The format.
    pub source: String,
    /// The file.
    pub file: String,
    /// The SHA-256 of what is in it.
    pub sha256: String,
    /// Whether nothing was stored, because only the difference was asked for.
    pub dry_run: bool,
    /// How many rows the file has, good and bad.
    pub rows: u64,
    /// How many rows were new or changed.
    pub added: u64,
    /// How many rows were there already.
    pub unchanged: u64,
    /// How many things a whole file no longer holds, and that were therefore taken back.
    pub withdrawn: u64,
    /// Whether a whole file took nothing back, because some of its rows are bad and may be what is missing.
    pub withdrawal_left: bool,
    /// How many rows an earlier run, cut off, had applied.
    pub resumed_after: u64,
    /// How many bad rows were set aside.
    pub quarantined: u64,
    /// How many bad rows were refused.
    pub refused: u64,
    /// How often something was to be warned of.
    pub warned: u64,
    /// How long it took.
    pub seconds: f64,
    /// The first fifty bad rows.
    pub errors: Vec<RowError>,
    /// The first fifty warnings.
    pub warnings: Vec<RowError>,
}

impl Summary {
    /// Begins the summary of an import.
    pub(super) fn new(identity: &Identity, dry_run: bool) -> Summary {
        Summary {
            source: identity.source.clone(),
            file: identity.file_name.clone(),
            sha256: identity.file_sha256.clone(),
            dry_run,
            rows: 0,
            added: 0,
            unchanged: 0,
            withdrawn: 0,
            withdrawal_left: false,
            resumed_after: 0,
            quarantined: 0,
            refused: 0,
            warned: 0,
            seconds: 0.0,
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Notes what is to be warned of.
    pub(super) fn warn(&mut self, warnings: &[RowError]) {
        self.warned = warnings.len() as u64;
        self.warnings = warnings.iter().take(ERRORS_TOLD_MAX).cloned().collect();
    }

    /// Returns how many rows are bad.
    pub fn bad_rows(&self) -> u64 {
        self.quarantined + self.refused
    }

    /// Returns how many rows are good.
    pub fn good_rows(&self) -> u64 {
        self.rows - self.bad_rows()
    }
}

impl fmt::Display for Summary {
    /// Writes the bad rows and the warnings, a line each, and a line for the whole.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for error in &self.errors {
            writeln!(formatter, "{error}")?;
        }
        let untold = self.bad_rows() - self.errors.len() as u64;
        if untold > 0 {
            writeln!(formatter, "… and {untold} more bad rows")?;
        }
        for warning in &self.warnings {
            writeln!(formatter, "warning: {warning}")?;
        }
        let untold = self.warned - self.warnings.len() as u64;
        if untold > 0 {
            writeln!(formatter, "… and {untold} more warnings")?;
        }
        let Summary { source, file, rows, added, unchanged, seconds, .. } = self;
        let (tense, nothing) = if self.dry_run { ("would be ", " (dry run: nothing was stored)") } else { ("", "") };
        write!(formatter, "{source} {file}: {rows} rows: {added} {tense}added, {unchanged} unchanged")?;
        for (count, word) in [(self.withdrawn, "withdrawn"), (self.quarantined, "set aside"), (self.refused, "refused")] {
            if count > 0 {
                write!(formatter, ", {count} {tense}{word}")?;
            }
        }
        if self.warned > 0 {
            write!(formatter, ", {} warned of", self.warned)?;
        }
        if self.withdrawal_left {
            write!(formatter, ", nothing {tense}withdrawn, because rows are bad")?;
        }
        if self.resumed_after > 0 {
            write!(formatter, ", {} applied earlier", self.resumed_after)?;
        }
        write!(formatter, ", {seconds:.1} s{nothing}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_bad_rows_first_and_the_sum_last() {
        let identity = Identity { source: "nomenclature".into(), file_name: "goods.csv".into(), file_sha256: "00".into() };
        let error = |line| RowError::new("goods.csv", line, "is empty", "");
        let summary =
            Summary { rows: 9, added: 4, unchanged: 3, quarantined: 2, errors: vec![error(7)], ..Summary::new(&identity, true) };
        assert_eq!(
            summary.to_string(),
            "goods.csv:7: is empty\n… and 1 more bad rows\nnomenclature goods.csv: 9 rows: 4 would be added, 3 unchanged, \
             2 would be set aside, 0.0 s (dry run: nothing was stored)"
        );
        let warned =
            Summary { quarantined: 0, errors: Vec::new(), warned: 2, warnings: vec![error(3)], dry_run: false, ..summary };
        assert_eq!(
            warned.to_string(),
            "warning: goods.csv:3: is empty\n… and 1 more warnings\nnomenclature goods.csv: 9 rows: 4 added, 3 unchanged, \
             2 warned of, 0.0 s"
        );
    }
}
