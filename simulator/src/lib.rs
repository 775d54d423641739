//! A stand-in for payment providers: a real HTTP server on loopback that takes cards and mobile money as providers do, and keeps a log of
//! what truly happened. The product embeds it as the provider `simulated`; the fault tests compare our books with its log.
//!
//! It shares no code with the adapters in `gateway/`: what both understood wrongly alike would pass every test.
//! It never pays anybody, speaks to loopback addresses only, and has no place in production.
//!
//! Everything that goes wrong is planned ([`Plan`]) and drawn from one seed and from what was asked, never from the order in which
//! requests happen to arrive: the same seed and the same calls meet the same faults.

mod answer;
mod chance;
mod clock;
mod control;
mod courier;
mod currency;
mod fault;
mod mobile;
mod page;
mod payer;
mod plan;
mod routes;
mod server;
mod stripe;
mod truth;
mod world;

pub use clock::Clock;
pub use courier::Sent;
pub use payer::Deed;
pub use plan::{FaultPlan, HookPlan, PayerPlan, Plan, PlanError, RepaymentPlan, WalletPlan};
pub use server::{Settings, Simulator, StartError};
pub use truth::{Entry, Kind, Provider};
