//! The words of the trade as types: parse once at the edge, carry the type inward.
//!
//! Every crate names this one; it names none of ours. It does no input or output. With the feature `graphql` the types are
//! GraphQL scalars and enums as well, so that a wrong value is refused before a resolver runs.

mod article;
mod country;
mod hs_code;
mod identity;
mod language;
mod money;
mod period;
#[cfg(feature = "graphql")]
pub mod scalar;
mod script;
mod texts;
mod token;
mod word;

pub use article::{Article11, Article11Error};
pub use country::{AreaCode, AreaCodeError, CountryCode, CountryCodeError};
pub use hs_code::{HsCode, HsCodeError, HsLevel};
pub use identity::{
    AttemptId, ClaimId, CompanyId, DeviceId, EnquiryFileId, EnquiryId, IdentityIdError, MachineId, MachineKeyId, MandateId,
    NoticeId, PasskeyId, PaymentId, PaymentRequestId, PersonId, PlanId, RepaymentId, RoleGrantId, SessionId,
};
pub use language::{Language, LanguageError};
pub use money::{Currency, CurrencyError, Money, MoneyError};
pub use period::{Period, PeriodError};
pub use script::western_digit;
pub use texts::Texts;
pub use token::{AuthorityCode, AuthorityCodeError, FactId, FactIdError, PublicationId, PublicationIdError};
pub use word::WordError;

/// A calendar day, without a time of day or a zone (ISO 8601, `2026-03-01`).
pub type Date = jiff::civil::Date;

/// An instant, to the microsecond where it is stored.
pub type Timestamp = jiff::Timestamp;
