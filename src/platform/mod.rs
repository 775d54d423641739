//! What every slice stands on: clock, database, outbox, editions, faults, refusals, pages, imports. It names no slice.

pub mod clock;
pub mod database;
pub mod edition;
pub mod fault;
pub mod graphql;
pub mod health;
pub mod identifier;
pub mod import;
pub mod message;
pub mod outbox;
pub mod pagination;
pub mod recorded;
pub mod refusal;
pub mod request;
pub mod stored;
pub mod telemetry;
