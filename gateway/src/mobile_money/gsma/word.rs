//! The words of the specification, as far as they are known.

use payment::DeclineReason;
use serde_json::Value;

use crate::{answer::Refused, holder::HolderName, json};

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

/// Reads a name (`subjectName`): the full one where it is told, else its parts, else the one in the native language.
pub(super) fn holder(name: &Value) -> Option<HolderName> {
    let told = |part: &str| json::text(name, part).and_then(HolderName::new);
    let parts = ["title", "firstName", "middleName", "lastName"].map(|part| json::text(name, part).unwrap_or_default());
    told("fullName").or_else(|| HolderName::new(&parts.join(" "))).or_else(|| told("nativeName"))
}

/// Takes a reference only where it cannot lead a request elsewhere.
pub(super) fn is_reference(id: &str) -> bool {
    let fits = (1..=255).contains(&id.len());
    fits && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_is_read_whole_or_from_its_parts() {
        let of = |name: Value| holder(&name).map(|name| name.as_str().to_owned());
        assert_eq!(of(json!({"fullName": "Dr Holder 1", "firstName": "Other"})).as_deref(), Some("Dr Holder 1"));
        assert_eq!(of(json!({"title": "Dr", "firstName": "Holder", "lastName": "1"})).as_deref(), Some("Dr Holder 1"));
        assert_eq!(of(json!({"fullName": " ", "nativeName": "持有人"})).as_deref(), Some("持有人"));
        for nothing in [json!({}), json!({"fullName": 7}), json!("Holder"), json!({"firstName": "", "lastName": " "})] {
            assert_eq!(of(nothing), None);
        }
    }
}
