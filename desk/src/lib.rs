//! When a reply is due, and how long it took: working hours, holidays, reply times as data, and the clock of an enquiry as a pure
//! function of what happened to it (WTO TFA 1.3). Rows DESK-M3, M4, M5, M12, M18, N1, N7.
//!
//! No input or output, no wall clock, no framework, no floating point. Whoever keeps enquiries turns its events into
//! [`clock::Moment`]s and calls [`clock::read`]; nothing about time is stored that the events do not say.

pub mod calendar;
pub mod clock;
pub mod figures;
pub mod ical;
pub mod minutes;
pub mod name;
pub mod policy;

pub use calendar::{Calendar, Timetable};
pub use clock::{Clock, Moment, read};
pub use minutes::Minutes;
pub use policy::{Matter, Policy, Targets, Urgency};
