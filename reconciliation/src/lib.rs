//! Our ledger against the providers' reports and the bank's statements, three ways, and the day closed over it (rows REC-01 to REC-07,
//! PAY-M16, PAY-M17, PAY-N11).
//!
//! 1. Files come in as bytes: [`statement`] reads camt.053, MT940 and CSV of banks, [`report`] reads CSV of providers. A file whose
//!    control totals do not hold is refused whole, with the line: a partial file never looks like a quiet day.
//! 2. [`match_day`] takes what is open on all three sides and returns what agrees and, for each line that does not, a [`Break`] of one
//!    of fourteen types. It is deterministic, and its memory grows with the lines.
//! 3. [`follow`] carries breaks from day to day: those of timing close by themselves, others are resolved by two persons
//!    ([`OpenBreak::propose`], [`Proposal::agree`]).
//! 4. [`DayStatement::close`] writes the day down per office, tax and agency, chained to the day before and signed; [`verify_chain`]
//!    finds whatever was changed after.
//!
//! No input or output, no wall clock, no framework, no floating point: money is whole minor units, and no panic on whatever comes in.

pub mod account;
mod amount;
mod breaks;
mod day;
mod digest;
mod following;
mod line;
pub mod matching;
mod moment;
mod policy;
pub mod report;
mod resolution;
mod sealed;
pub mod statement;
mod words;

pub use amount::Numbers;
pub use breaks::{Age, Break, BreakType, Outcome};
pub use day::{BankRow, BreakRow, DayStatement, Minor, Row, SharesError};
pub use digest::{FileDigest, Sha256Digest};
pub use following::{Closed, Followed, OpenBreak, follow};
pub use line::{BankLine, Kind, LedgerLine, LedgerLineId, OurId, Place, PlaceError, ProviderLine, Share, TaxType, Via};
pub use matching::{By, Day, Match, Side, match_day};
pub use moment::{DatePattern, Moments};
pub use policy::Policy;
pub use resolution::{Action, Proposal, Reason, ReasonError, Resolution, ResolutionRefusal};
pub use sealed::{ChainFault, CloseError, SealedDay, verify_chain};
pub use statement::{FileError, FileFault, Limits};
pub use words::{Account, Agency, Office, Provider, Reference, WordError};
