//! What the rules of companies and mandates say no to.

use vocabulary::Timestamp;

use crate::{
    identity::{SignInRefusal, code::Amount, phone::PhoneError},
    platform::refusal,
};

/// Why a mandate is not made, changed or followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The caller has no such mandate, on either side.
    Unknown,
    /// The caller acts for no such company.
    CompanyUnknown,
    /// Nobody has seen yet that the company belongs to those who say so.
    CompanyNotConfirmed,
    /// The text is no taxpayer identification number.
    TinInvalid,
    /// The company with that number is confirmed already.
    TinTaken,
    /// The text is no name of a company.
    NameInvalid,
    /// The text is no reference of a consignment.
    ConsignmentInvalid,
    /// It would allow nothing.
    NothingAllowed,
    /// The ceilings of payments do not hold together.
    CapsInvalid,
    /// It would end before it begins, before now, or after more than two years.
    PeriodInvalid {
        /// The latest end there is.
        until: Timestamp,
    },
    /// Nobody acts for oneself by a mandate.
    Oneself,
    /// The last administrator cannot leave.
    LastAdministrator,
    /// There are as many as there may be.
    TooMany {
        /// How many that is.
        limit: usize,
    },
    /// Where it stands, this cannot be done.
    State {
        /// Where it stands.
        state: &'static str,
    },
    /// Its principal stopped it.
    Frozen,
    /// It does not hold yet.
    NotYet {
        /// From when on it does.
        from: Timestamp,
    },
    /// It does not allow this.
    Scope {
        /// What was tried.
        act: &'static str,
    },
    /// It is for another consignment.
    OtherConsignment,
    /// It allows payments in another currency.
    Currency {
        /// In which.
        currency: &'static str,
    },
    /// It is more than one payment may be.
    AbovePayment {
        /// What one may be.
        cap: Amount,
    },
    /// It is more than is left of the day.
    AboveDay {
        /// What a day may be.
        cap: Amount,
        /// What is left of it; nothing where it is used up.
        left: Option<Amount>,
    },
    /// Nothing allows the caller to act for them.
    NoMandate,
    /// The number cannot be used.
    Phone(PhoneError),
    /// The person did not approve it.
    Approval(SignInRefusal),
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "MANDATE_UNKNOWN",
            Self::CompanyUnknown => "COMPANY_UNKNOWN",
            Self::CompanyNotConfirmed => "COMPANY_NOT_CONFIRMED",
            Self::TinInvalid => "TIN_INVALID",
            Self::TinTaken => "TIN_TAKEN",
            Self::NameInvalid => "COMPANY_NAME_INVALID",
            Self::ConsignmentInvalid => "CONSIGNMENT_INVALID",
            Self::NothingAllowed => "MANDATE_EMPTY",
            Self::CapsInvalid => "MANDATE_CAPS_INVALID",
            Self::PeriodInvalid { .. } => "MANDATE_PERIOD_INVALID",
            Self::Oneself => "MANDATE_ONESELF",
            Self::LastAdministrator => "COMPANY_LAST_ADMIN",
            Self::TooMany { .. } => "MANDATE_TOO_MANY",
            Self::State { .. } => "MANDATE_STATE",
            Self::Frozen => "MANDATE_FROZEN",
            Self::NotYet { .. } => "MANDATE_NOT_YET",
            Self::Scope { .. } => "MANDATE_SCOPE",
            Self::OtherConsignment => "MANDATE_CONSIGNMENT",
            Self::Currency { .. } => "MANDATE_CURRENCY",
            Self::AbovePayment { .. } => "MANDATE_PAYMENT_CAP",
            Self::AboveDay { .. } => "MANDATE_DAY_CAP",
            Self::NoMandate => "MANDATE_NONE",
            Self::Phone(refusal) => refusal.code(),
            Self::Approval(refusal) => refusal.code(),
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::PeriodInvalid { until } => vec![("until", until.to_string())],
            Self::TooMany { limit } => vec![("limit", limit.to_string())],
            Self::State { state } => vec![("state", (*state).to_owned())],
            Self::NotYet { from } => vec![("from", from.to_string())],
            Self::Scope { act } => vec![("act", (*act).to_owned())],
            Self::Currency { currency } => vec![("allowed", (*currency).to_owned())],
            Self::AbovePayment { cap } => vec![("limit", cap.to_string())],
            Self::AboveDay { cap, left } => {
                vec![("limit", cap.to_string()), ("left", left.map_or_else(|| "0".to_owned(), |left| left.to_string()))]
            }
            Self::Phone(refusal) => refusal.facts(),
            Self::Approval(refusal) => refusal.facts(),
            _ => Vec::new(),
        }
    }
}

impl From<SignInRefusal> for Refusal {
    fn from(refusal: SignInRefusal) -> Refusal {
        Refusal::Approval(refusal)
    }
}

impl From<PhoneError> for Refusal {
    fn from(refusal: PhoneError) -> Refusal {
        Refusal::Phone(refusal)
    }
}
