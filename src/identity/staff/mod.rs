//! Staff: people of the administration, who sign in with a password and a second factor that is no SMS. Rows ID-M7, SEC-ADM-01,
//! SEC-OTP-04.
//!
//! There is nobody at first. The operator prints a token for the first account (`fingertip staff first-admin`); from then on staff invite
//! staff. What somebody of the staff may do is not said here: this is who they are, and how sure we are of it.

mod activation;
mod email;
mod lockout;
mod password;
mod recovery;
mod refusal;
mod renewal;
mod rows;
mod service;
mod sign_in;
mod store;
mod totp;

pub use activation::{ACTIVATION_LIFE, IssuedActivation};
pub use email::{DisplayName, Email, EmailError};
pub use refusal::StaffRefusal;
pub use renewal::Anew;
pub use service::{Activated, Activating, Enrolment, STAFF_LISTED_MAX, Staff, StaffMember};
pub use sign_in::{SecondFactor, StaffAsk};
