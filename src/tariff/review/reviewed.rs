//! A source whose rows were held against the rules.

use std::collections::{BTreeMap, HashMap};

use duty::review::{Finding, Severity};
use sha2::{Digest, Sha256};
use vocabulary::Date;

use crate::platform::import::{FileError, Flaw, Identity, RowError, Rows, Source};

/// A source of which the rows that break a rule with an error are bad rows.
pub struct Reviewed<S> {
    source: S,
    /// By the place of the row among the good ones of the source.
    errors: HashMap<usize, RowError>,
    warnings: Vec<RowError>,
}

impl<S: Source> Reviewed<S> {
    /// Takes what was found of the rows of `source`, by their places among its good rows.
    pub(super) fn new(
        source: S,
        findings: Vec<(usize, Finding)>,
        named: impl Fn(&S::Row) -> String,
    ) -> Result<Reviewed<S>, FileError> {
        let mut by_place: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
        for (place, finding) in findings {
            by_place.entry(place).or_default().push(finding);
        }
        let file = source.identity().file_name;
        let (mut errors, mut warnings) = (HashMap::new(), Vec::new());
        for (place, (line, row)) in placed(source.rows()?).enumerate() {
            let Some(found) = by_place.remove(&place) else { continue };
            let shown = named(&row);
            let (refusing, told): (Vec<Finding>, Vec<Finding>) =
                found.into_iter().partition(|finding| finding.severity == Severity::Error);
            if !refusing.is_empty() {
                let reasons: Vec<String> = refusing.iter().map(Finding::to_string).collect();
                errors.insert(place, RowError::new(&file, line, reasons.join("; "), &shown));
            }
            warnings.extend(told.iter().map(|finding| RowError::new(&file, line, finding.to_string(), &shown)));
        }
        Ok(Reviewed { source, errors, warnings })
    }
}

/// Returns the good rows, each with the line it stands on: the one after the row before, where none of them runs over several.
fn placed<R>(rows: Rows<'_, R>) -> impl Iterator<Item = (u64, R)> {
    // The first line names the columns.
    let mut line = 1;
    rows.filter_map(move |row| match row {
        Ok(row) => {
            line += 1;
            Some((line, row))
        }
        Err(Flaw::Row(error)) => {
            line = error.line;
            None
        }
        Err(Flaw::File(_)) => None,
    })
}

impl<S: Source> Source for Reviewed<S> {
    type Row = S::Row;

    /// Which rows are good depends on what was found.
    fn identity(&self) -> Identity {
        let identity = self.source.identity();
        if self.errors.is_empty() {
            return identity;
        }
        let mut places: Vec<&usize> = self.errors.keys().collect();
        places.sort();
        let mut digits = hex::encode(Sha256::digest(format!("{places:?}")));
        digits.truncate(8);
        Identity { source: format!("{} without {digits}", identity.source), ..identity }
    }

    fn rows(&self) -> Result<Rows<'_, S::Row>, FileError> {
        let mut place = 0;
        Ok(Box::new(self.source.rows()?.map(move |row| {
            let row = row?;
            place += 1;
            self.errors.get(&(place - 1)).map_or(Ok(row), |error| Err(Flaw::Row(error.clone())))
        })))
    }

    fn edition_day(&self) -> Option<Date> {
        self.source.edition_day()
    }

    fn warnings(&self) -> &[RowError] {
        &self.warnings
    }
}
