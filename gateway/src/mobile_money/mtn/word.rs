//! The words of MTN, as far as they are known.

use payment::DeclineReason;
use serde_json::Value;

use crate::json;

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

    proptest! {
        #[test]
        fn no_other_word_is_ever_money(status in "[A-Za-z_ ]{0,20}|successful|SUCCESSFUL.|.SUCCESSFUL") {
            prop_assume!(status != "SUCCESSFUL");
            prop_assert_ne!(standing(&json!({"status": status})), Some(Stands::Successful));
        }
    }
}
