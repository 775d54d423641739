//! Roles as data: which officer has which, who said so and who agreed. Rows SEC-AZ-02 and SEC-AZ-06.
//!
//! Traders and services are what they are by signing in; for which companies somebody may speak, whoever knows companies says
//! ([`Companies`]). The roles of staff are granted by two persons and taken back by one, and the database is asked for them each time.

mod company;
mod grant;
mod refusal;
mod rows;
mod service;
mod staff;
mod store;

pub use company::{Acting, Companies};
pub use grant::{NewGrant, RoleGrant, Stage};
pub use refusal::RoleRefusal;
pub use service::{CHANGED, GrantsRequest, Roles};
pub use staff::StaffRole;
