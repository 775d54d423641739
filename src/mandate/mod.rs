//! Who may act for whom: companies and their administrators, and mandates, which let somebody act for somebody else, no further than
//! both sides agreed and no longer than the principal lets it run. Rows ID-M4, ID-M5, ID-N4, ID-N5, PAY-N3, SEC-AZ-04.
//!
//! Another slice that does something in somebody's name asks [`Mandates::authorise`] in the unit of work of the act itself, and gets an
//! [`Authority`], which cannot be had otherwise. Nothing is remembered between two acts: what the principal stops is stopped at once.

mod acting;
mod companies;
mod company;
mod company_service;
mod granting;
mod graphql;
mod held;
#[allow(clippy::module_inception, reason = "the module is called after its main value")]
mod mandate;
mod party;
mod refusal;
mod rows;
mod scope;
mod service;
mod stopping;
mod store;

pub use acting::{Acting, Asking, Authority};
pub use company::{ADMINS_MAX, COMPANIES_MAX, Company, CompanyName, Standing, Tin};
pub use granting::{CHANGED, Held, MANDATES_MAX, Offer};
pub use graphql::{MandateMutation, MandateQuery};
pub use mandate::{Agent, LASTING_MAX, Mandate, PENDING_MAX, State, Use};
pub use party::{Party, Side};
pub use refusal::Refusal;
pub use scope::{Act, Consignment, PayCaps, Scopes};
pub use service::{MandateUse, Mandates, MandatesRequest};
pub use stopping::{MandateInbox, STOPPED};
