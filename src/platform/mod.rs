//! What every slice stands on: clock, database, outbox, faults, refusals, pages. It names no slice.

pub mod clock;
pub mod health;
pub mod request;
