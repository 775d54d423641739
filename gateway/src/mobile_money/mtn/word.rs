//! The words of MTN, as far as they are known.

use payment::DeclineReason;
use serde_json::Value;

use crate::{holder::HolderName, json};

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    Pending,
    Successful,
    Failed(DeclineReason),
}

/// Translates what is said with status 200, refusals included. A word that we do not know is not known (row MOM-07).
pub(super) fn standing(body: &Value) -> Option<Stands> {
    match json::text(body, "status")? {
        "PENDING" | "CREATED" => Some(Stands::Pending),
        "SUCCESSFUL" => Some(Stands::Successful),
        "FAILED" | "REJECTED" | "TIMEOUT" => {
            let reason = body.get("reason").unwrap_or(&Value::Null);
            reason_of(reason.as_str().or_else(|| json::text(reason, "code"))).map(Stands::Failed)
        }
        _ => None,
    }
}

/// Reads the name of a holder: the whole one where it is told, else its parts.
pub(super) fn holder(body: &Value) -> Option<HolderName> {
    let parts = ["given_name", "middle_name", "family_name"].map(|part| json::text(body, part).unwrap_or_default());
    json::text(body, "name").and_then(HolderName::new).or_else(|| HolderName::new(&parts.join(" ")))
}

fn reason_of(code: Option<&str>) -> Option<DeclineReason> {
    Some(match code? {
        "NOT_ENOUGH_FUNDS" | "LOW_BALANCE_OR_PAYEE_LIMIT_REACHED_OR_NOT_ALLOWED" => DeclineReason::Funds,
        "APPROVAL_REJECTED" => DeclineReason::Payer,
        "COULD_NOT_PERFORM_TRANSACTION" | "EXPIRED" => DeclineReason::TimedOut,
        "PAYER_LIMIT_REACHED" => DeclineReason::Limit,
        "PAYER_NOT_FOUND" | "PAYEE_NOT_FOUND" | "SENDER_ACCOUNT_NOT_ACTIVE" | "PAYEE_NOT_ALLOWED_TO_RECEIVE" => {
            DeclineReason::Means
        }
        "NOT_ALLOWED" | "NOT_ALLOWED_TARGET_ENVIRONMENT" | "INVALID_CURRENCY" | "INTERNAL_PROCESSING_ERROR" => {
            DeclineReason::Other
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_failure_is_one_only_for_a_reason_that_is_known() {
        let told = |status: &str, reason: Value| standing(&json!({"status": status, "reason": reason}));
        let funds = Some(Stands::Failed(DeclineReason::Funds));
        assert_eq!(told("FAILED", json!("NOT_ENOUGH_FUNDS")), funds);
        assert_eq!(told("FAILED", json!({"code": "NOT_ENOUGH_FUNDS", "message": "x"})), funds);
        assert_eq!(told("FAILED", json!("TI")), None);
        assert_eq!(told("FAILED", json!(null)), None);
        assert_eq!(told("SUCCESSFUL", json!("NOT_ENOUGH_FUNDS")), Some(Stands::Successful));
    }

    #[test]
    fn a_name_is_read_whole_or_from_its_parts() {
        let of = |body: Value| holder(&body).map(|name| name.as_str().to_owned());
        // As the sandbox of the provider answers.
        assert_eq!(of(json!({"name": "Sand Box", "given_name": "Sand", "family_name": "Box"})).as_deref(), Some("Sand Box"));
        assert_eq!(of(json!({"given_name": "Sand", "family_name": "Box"})).as_deref(), Some("Sand Box"));
        for nothing in [json!({}), json!({"given_name": ""}), json!({"name": null}), json!([])] {
            assert_eq!(of(nothing), None);
        }
    }

    proptest! {
        #[test]
        fn no_other_word_is_ever_money(status in "[A-Za-z_ ]{0,20}|successful|SUCCESSFUL.|.SUCCESSFUL") {
            prop_assume!(status != "SUCCESSFUL");
            prop_assert_ne!(standing(&json!({"status": status})), Some(Stands::Successful));
        }
    }
}
