//! Reconciliation and the treasury day: files of banks and books of providers come in, are compared with our ledger, every difference has an
//! owner and takes two persons, and the day is closed, chained and signed. Rows REC-01 to REC-07, PAY-M4, PAY-M16, PAY-M17, PAY-N11, CR-17, INV-06.
//!
//! Others may use [`Treasury`] (the use cases) and [`Nightly`], which compares provider, ledger and notices by itself. The rules are the crate
//! `reconciliation`, without input or output; the ledger is read and posted in through [`crate::payment::Books`].

mod book;
mod closing;
mod comparing;
mod exception;
mod graphql;
mod intake;
mod ours;
mod parity;
mod refusal;
mod rows;
mod rules;
mod service;
mod store;
mod voucher;

pub use self::{
    book::Fetched,
    closing::{ChainReport, ClosedDay, Unsettled},
    comparing::Compared,
    exception::{KeptBreak, KeptProposal, Standing},
    graphql::{ReconciliationMutation, ReconciliationQuery},
    intake::{FileKind, Intake, IntakeError},
    parity::{Finding, Nightly, Subject},
    refusal::Refusal,
    rules::{Rules, RulesError},
    service::{Settings, Treasury},
    store::{BreakFilter, KeptDay},
};
