//! The words of the specification, as far as they are known.

use payment::DeclineReason;
use serde_json::Value;

use crate::{answer::Refused, json};

/// Where a request stands.
pub(super) enum Stands {
    Pending,
    Completed,
    Failed(DeclineReason),
}

/// Translates the code of a failure. A code that is not in the specification is not known (row MOM-07).
pub(super) fn reason(code: Option<&str>) -> Option<DeclineReason> {
    Some(match code? {
        "insufficientFunds" => DeclineReason::Funds,
        "requestDeclined" => DeclineReason::Payer,
        "requestingPartyAuthorisationError" => DeclineReason::TimedOut,
        "servicingPartyAuthorisationError" | "clientAuthorisationError" => DeclineReason::Authentication,
        "lessThanTransactionMinValue" | "greaterThanTransactionMaxValue" | "maxBalanceExceeded" => DeclineReason::Limit,
        "accountMaxTotalVolumeExceeded" | "accountMaxTotalValueExceeded" => DeclineReason::Limit,
        "dailyVolumeLimitExceeded"
        | "dailyValueLimitExceeded"
        | "weeklyVolumeLimitExceeded"
        | "weeklyValueLimitExceeded"
        | "monthlyVolumeLimitExceeded"
        | "monthlyValueLimitExceeded" => DeclineReason::Limit,
        "identifierError" | "currencyNotSupported" | "incorrectState" => DeclineReason::Means,
        "genericError" => DeclineReason::Other,
        _ => return None,
    })
}

/// Translates a no to an order.
pub(super) fn refused(body: &Value) -> Refused {
    match (json::text(body, "errorCategory"), json::text(body, "errorCode")) {
        (Some("authorisation"), _) => Refused::Credentials,
        (
            _,
            Some("currencyNotSupported" | "lessThanTransactionMinValue" | "greaterThanTransactionMaxValue" | "negativeValue"),
        ) => Refused::Amount,
        (Some("identification"), _) => Refused::Payer,
        _ => Refused::Other,
    }
}

/// Takes a reference only where it cannot lead a request elsewhere.
pub(super) fn is_reference(id: &str) -> bool {
    let fits = (1..=255).contains(&id.len());
    fits && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
