//! What can be wrong with a chain, said with its place. Rules only.

use std::fmt;

use vocabulary::Timestamp;

use super::{
    digest::Digest,
    key::KeyId,
    person::{DatumReference, PersonReference},
};

/// Where a head was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the database.
    Stored,
    /// In a file of heads kept elsewhere.
    Exported {
        /// Which of the files given, from 1.
        file: usize,
        /// Which line with text, from 1.
        line: usize,
    },
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An entry does not hash to the hash beside it: it was edited.
    Edited {
        /// Where.
        sequence: i64,
    },
    /// An entry is not one: it was edited by somebody who did not know the format.
    Unreadable {
        /// Where.
        sequence: i64,
    },
    /// A column that is searched says something else than the entry.
    ColumnDiffers {
        /// Where.
        sequence: i64,
        /// Which column.
        column: &'static str,
    },
    /// An entry stands where it does not belong: it was moved, or others were inserted or deleted before it.
    Moved {
        /// Where it stands.
        sequence: i64,
        /// Where it says that it belongs.
        belongs: i64,
    },
    /// An entry does not follow from the one before it.
    Unlinked {
        /// Where.
        sequence: i64,
    },
    /// Entries are missing.
    Missing {
        /// The first.
        from: i64,
        /// The last.
        to: i64,
    },
    /// An entry is older than the one before it.
    Backdated {
        /// Where.
        sequence: i64,
        /// What it says.
        at: Timestamp,
        /// What the one before it says.
        after: Timestamp,
    },
    /// A line of a file of heads is no head.
    HeadUnreadable {
        /// Where.
        place: Place,
    },
    /// A head is of another chain.
    HeadOfAnotherChain {
        /// Where.
        place: Place,
        /// The place in the chain it names.
        sequence: i64,
    },
    /// A head is signed by a key that was not given.
    HeadByUnknownKey {
        /// Where.
        place: Place,
        /// The place in the chain it names.
        sequence: i64,
        /// The key it names.
        key: KeyId,
    },
    /// A head is not signed by the key it names.
    HeadForged {
        /// Where.
        place: Place,
        /// The place in the chain it names.
        sequence: i64,
    },
    /// An older head stands behind a newer one, or in its place.
    HeadReplayed {
        /// Where.
        place: Place,
        /// The place in the chain it names.
        sequence: i64,
        /// The place in the chain that a head there has to name, or come behind.
        expected: i64,
    },
    /// The chain hashed to something else when the head was signed: it was written anew.
    HeadDiffers {
        /// Where the head was read.
        place: Place,
        /// The place in the chain it names.
        sequence: i64,
        /// What the chain hashed to then.
        signed: Digest,
    },
    /// The chain was longer when the head was signed: its end was cut off.
    Truncated {
        /// Where the head was read.
        place: Place,
        /// The place in the chain it names.
        sequence: i64,
        /// Where the chain ends now.
        end: i64,
    },
    /// The tree of a day is not the signed one.
    DayDiffers {
        /// Where the head was read.
        place: Place,
        /// The place in the chain it names.
        sequence: i64,
        /// Which day.
        day: jiff::civil::Date,
    },
    /// The chain says that a head was signed there, and it is not stored any more.
    HeadMissing {
        /// The place in the chain.
        sequence: i64,
    },
    /// No head is as new as was asked for.
    HeadsTooOld {
        /// When the newest was signed.
        newest: Option<Timestamp>,
    },
    /// Personal data is not what was sealed.
    PersonalDataChanged {
        /// The entry that seals it.
        sequence: i64,
        /// Which piece.
        reference: DatumReference,
    },
    /// Personal data is gone, and no entry says that it was erased.
    PersonalDataLost {
        /// The entry that seals it.
        sequence: i64,
        /// Which piece.
        reference: DatumReference,
        /// Whose it was.
        person: PersonReference,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stored => formatter.write_str("in the database"),
            Self::Exported { file, line } => write!(formatter, "in file {file} of heads, line {line}"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { sequence } => write!(to, "entry {sequence} was edited: it does not hash to the hash beside it"),
            Self::Unreadable { sequence } => write!(to, "entry {sequence} was edited: it is not an entry"),
            Self::ColumnDiffers { sequence, column } => {
                write!(to, "entry {sequence} was edited: column {column} says something else than the entry")
            }
            Self::Moved { sequence, belongs } => write!(
                to,
                "entry {sequence} says that it is entry {belongs}: it was moved, or others were inserted or deleted before it"
            ),
            Self::Unlinked { sequence } => write!(to, "entry {sequence} does not follow from the one before it"),
            Self::Missing { from, to: last } if from == last => write!(to, "entry {from} is missing"),
            Self::Missing { from, to: last } => write!(to, "entries {from} to {last} are missing"),
            Self::Backdated { sequence, at, after } => {
                write!(to, "entry {sequence} is backdated: it says {at}, the one before it {after}")
            }
            Self::HeadUnreadable { place } => write!(to, "{place}: not a signed head"),
            Self::HeadOfAnotherChain { place, sequence } => write!(to, "{place}: the head at {sequence} is of another chain"),
            Self::HeadByUnknownKey { place, sequence, key } => {
                write!(to, "{place}: the head at {sequence} is signed by the key {key}, which was not given")
            }
            Self::HeadForged { place, sequence } => {
                write!(to, "{place}: the head at {sequence} is not signed by the key it names")
            }
            Self::HeadReplayed { place, sequence, expected } => {
                write!(to, "{place}: the head at {sequence} is an old one, where one at {expected} or later belongs")
            }
            Self::HeadDiffers { place, sequence, signed } => write!(
                to,
                "entry {sequence} hashed to {signed} when the head {place} was signed: the chain up to it was written anew"
            ),
            Self::Truncated { place, sequence, end } => {
                write!(to, "the chain ends at {end}, and had {sequence} entries when the head {place} was signed: it was cut off")
            }
            Self::DayDiffers { place, sequence, day } => {
                write!(to, "the tree of {day} is not the one in the head at {sequence} {place}")
            }
            Self::HeadMissing { sequence } => write!(to, "a head was signed at {sequence}, and is not stored any more"),
            Self::HeadsTooOld { newest: Some(newest) } => {
                write!(to, "the newest head is of {newest}, older than asked for: an older state may have been put in place")
            }
            Self::HeadsTooOld { newest: None } => to.write_str("there is no head, and so nothing signed"),
            Self::PersonalDataChanged { sequence, reference } => {
                write!(to, "the personal data {reference} is not what entry {sequence} sealed")
            }
            Self::PersonalDataLost { sequence, reference, person } => write!(
                to,
                "the personal data {reference} of {person}, sealed by entry {sequence}, is gone, and no entry says that it was erased"
            ),
        }
    }
}
