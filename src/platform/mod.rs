//! What every slice stands on: clock, database, outbox, editions, withdrawals, data sets, faults, refusals, quotas, pages, imports. It names no slice.

pub mod clock;
pub mod database;
pub mod dataset;
pub mod download;
pub mod edition;
pub mod fault;
pub mod graphql;
pub mod health;
pub mod identifier;
pub mod import;
pub mod message;
pub mod outbox;
pub mod pagination;
pub mod published_keys;
pub mod quota;
pub mod random;
pub mod recorded;
pub mod refusal;
pub mod request;
pub mod secret;
pub mod spreadsheet;
pub mod stored;
pub mod telemetry;
pub mod withdrawal;
