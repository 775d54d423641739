//! Why there is no answer, by the codes that an app of TypeScript knows (`error.ts`) and those of the phones.

use index_core::refusal::SearchRefusal;
use pack::{PackError, SearchFailure};

use crate::told::Told;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What an app can do about it (`INTEGRITY`, `INVALID`, `NOT_FOUND`, `UPGRADE_REQUIRED`).
    pub code: &'static str,
    /// What it is exactly, by the code that phones have for it.
    pub reason: &'static str,
    /// What happened, for logs.
    pub detail: String,
}

impl Fault {
    pub(crate) fn invalid(reason: &'static str, detail: impl ToString) -> Fault {
        Fault { code: "INVALID", reason, detail: detail.to_string() }
    }

    /// What cannot be read; what it says is not repeated.
    pub(crate) fn unread(field: &'static str, reason: &'static str) -> Fault {
        Fault { code: "INVALID", reason, detail: format!("{field} is missing or cannot be read") }
    }

    pub(crate) fn told(&self) -> Told {
        let fields = [("code", self.code), ("reason", self.reason), ("detail", &self.detail)];
        let error = fields.into_iter().map(|(name, text)| (name, Told::from(text))).collect();
        Told::Fields(vec![("error", Told::Fields(error))])
    }
}

impl From<PackError> for Fault {
    /// Damage and forgery alike are not to be believed; the rest says what to do.
    fn from(error: PackError) -> Fault {
        let (code, reason) = match error {
            PackError::RolledBack { .. } | PackError::NotNext { .. } | PackError::OtherPack => ("INVALID", "PACK_NOT_NEXT"),
            PackError::TooManyDeltas(_) | PackError::OtherBase => ("INVALID", "PACK_WHOLE_NEEDED"),
            PackError::Analysis { .. } => ("UPGRADE_REQUIRED", "UPGRADE_REQUIRED"),
            PackError::NotYet(_) => ("INVALID", "CLOCK_WRONG"),
            _ => ("INTEGRITY", "PACK_NOT_GENUINE"),
        };
        Fault { code, reason, detail: error.to_string() }
    }
}

impl From<SearchRefusal> for Fault {
    fn from(refusal: SearchRefusal) -> Fault {
        let reason = match refusal {
            SearchRefusal::QueryTooLong { .. } => "QUERY_TOO_LONG",
            SearchRefusal::TooManyClauses { .. } => "QUERY_TOO_COMPLEX",
            SearchRefusal::PageSize { .. } => "PAGE_SIZE_INVALID",
            SearchRefusal::Cursor => "CURSOR_INVALID",
        };
        Fault::invalid(reason, refusal)
    }
}

impl From<SearchFailure> for Fault {
    fn from(failure: SearchFailure) -> Fault {
        match failure {
            SearchFailure::Refused(refusal) => refusal.into(),
            SearchFailure::Pack(error) => error.into(),
        }
    }
}
