//! Who is asking: people and services, their devices and sessions, and the tokens by which a request says whose it is.
//!
//! Others may use [`Caller`] (found in the context of a request), the guards [`SignedIn`], [`FreshSession`] and [`StaffSession`], and
//! [`Identity`] (the use cases); [`PersonOrProvenMachine`] guards what moves money. A trader signs in with a phone number and a code
//! ([`Phones`]), staff with a password and an app ([`staff`]); whoever adds another way begins a session with [`Sessions::begin`] and says
//! by what [`Means`]. Nothing public needs any of it (row ID-N1).
//!
//! How much each may ask for is counted at the door ([`RateGate`]). What we hold about a person they may have and have taken away
//! ([`Erasures`]), and most of it goes by itself ([`Retention`]).
//!
//! An access token is believed for ten minutes without asking anybody; a list in memory, fed by the outbox, names the sessions that
//! ended meanwhile. A refresh token is bound to a key that its device keeps, and shown once; `docs/decisions/0011` says what happens
//! when an answer is lost, and when a token is stolen.

pub mod alert;
mod approval;
mod attempt;
mod caller;
pub mod code;
mod deed;
mod erasure;
mod graphql;
mod hashing;
mod key;
mod limit;
mod machine;
pub mod oidc;
pub mod passkey;
pub mod phone;
mod policy;
mod role;
mod service;
mod session;
mod sign_in;
pub mod sms;
pub mod staff;
mod token;
mod watch;

pub use approval::{Approval, Approvals, Approved, NotApproved};
pub use attempt::{Attempt, Attempts, By, SORTS_MAX};
pub use caller::{Caller, Possession, Subject, SubjectError};
pub use deed::{Somebody, reference};
pub use erasure::{EXPORT_BYTES_MAX, ErasureRefusal, Erasures, ExportedData, Forgotten, HeldPart, Holder, ITEMS_MAX, Retention};
pub use graphql::{
    Door, ErasureMutation, ErasureQuery, FreshSession, IdentityMutation, IdentityQuery, MachineMutation, OidcMutation,
    PasskeyMutation, PasskeyOptions, PersonOrProvenMachine, PhoneMutation, RateGate, RoleMutation, RoleQuery, SignedIn,
    StaffMutation, StaffQuery, StaffSession, digits, issuer, signed_in_person,
};
pub use hashing::{Hasher, SALT_BYTES};
pub use key::{KeyRefusal, KeyRole, KeySet, Keyring, ListedKey, SigningKey, Vault};
pub use limit::{Allowance, Ceilings};
pub use machine::{KeyKind, MACHINES_MAX, Machine, MachineKey, MachineName, MachineRefusal, Machines, Scopes};
pub use policy::{Gate, Policies};
pub use role::{
    Acting, CHANGED as ROLE_CHANGED, Companies, GrantsRequest, NewGrant, RoleGrant, RoleRefusal, Roles, StaffRole, Stage,
};
pub use service::{Ground, Identity, IdentitySettings};
pub use session::{
    DeviceName, ENDED, Ending, Means, MeansError, NewDevice, RefreshRefusal, Revocations, SESSIONS_MAX, Session, Sessions,
    Standing, THEFT_SUSPECTED, TokenPair,
};
pub use sign_in::{PhoneAsk, Phones, SignInRefusal};
pub use token::{
    ACCESS_SECONDS, Access, AccessTokens, DeviceKey, DeviceKeyError, Expected, LEEWAY_SECONDS, PROOF_SECONDS, ProofRefusal,
    Proven, Thumbprint, Unverified, check,
};
pub use watch::Watch;
