//! Reference codes from files: the lists of ISO and of the United Nations, as they are published in tables.

mod code_lists;
mod countries;
mod currencies;
mod locations;
mod target;
mod units;

pub use code_lists::CodeLists;
pub use countries::Countries;
pub use currencies::Currencies;
pub use locations::Locations;
pub use units::Units;

use super::code::Attributes;
use crate::platform::import::{Flaw, Record, one_line};

/// How long a name may be. The longest, of units, have about a hundred characters.
const NAME_CHARS_MAX: usize = 500;

/// Reads the name in `column`.
fn name(record: &Record, column: &str) -> Result<String, Flaw> {
    one_line(record.get(column), NAME_CHARS_MAX).map_err(|error| record.error(format!("{column} {error}")))
}

/// Reads the columns that hold something, each under the name of its attribute.
fn attributes(record: &Record, columns: &[(&str, &str)]) -> Result<Attributes, Flaw> {
    let mut attributes = Attributes::new();
    for (column, attribute) in columns.iter().filter(|(column, _)| !record.get(column).is_empty()) {
        attributes.insert((*attribute).to_owned(), name(record, column)?);
    }
    Ok(attributes)
}
