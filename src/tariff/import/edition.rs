//! Which edition of a tariff a file holds, where the file does not say.

use std::fmt;

use vocabulary::{Date, Period};

/// An edition of a tariff: its name among those who use it, and the days it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its name (`CN 2019`), kept with the import.
    pub name: String,
    /// The days it is in force.
    pub validity: Period,
}

impl Edition {
    /// Names an edition that is in force from `valid_from` on.
    pub fn starting(name: &str, valid_from: Date) -> Edition {
        Edition { name: name.to_owned(), validity: Period::starting(valid_from) }
    }
}

impl fmt::Display for Edition {
    /// Writes what tells imports of several editions apart.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} from {}", self.name, self.validity.from())?;
        self.validity.until().map_or(Ok(()), |until| write!(formatter, " until {until}"))
    }
}
