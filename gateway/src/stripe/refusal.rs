//! How the card provider says no, and what that is worth.

use payment::Unsure;
use serde_json::Value;

use crate::{
    answer::{Answer, Refused, Untold},
    json,
};

/// A no of the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It has no such object: its own words, not those of something in between.
    NoSuchObject,
    /// The key was used for something else.
    KeyUsed,
    /// It does not take the request, and no try before may have had an effect.
    Refused(Refused),
    /// It does not take the request, but an earlier try may have had an effect; or the words are not the provider's.
    Doubtful,
}

/// Reads an error. After `doubt`, a no is no proof that nothing happened.
pub(super) fn read(status: u16, error: &Value, doubt: bool) -> Failure {
    let (kind, code) = (json::text(error, "type"), json::text(error, "code"));
    let failure = match (status, kind, code) {
        (404, Some("invalid_request_error"), Some("resource_missing")) => return Failure::NoSuchObject,
        (400, Some("idempotency_error"), _) => return Failure::KeyUsed,
        (_, None, _) => return Failure::Doubtful,
        (401 | 403, ..) => Refused::Credentials,
        (_, _, Some(code)) if is_about_the_sum(code) => Refused::Amount,
        (_, _, Some("charge_already_refunded" | "charge_disputed" | "payment_intent_unexpected_state")) => Refused::NotNow,
        (_, Some("invalid_request_error"), _) if json::text(error, "param") == Some("currency") => Refused::Amount,
        _ => Refused::Other,
    };
    if doubt { Failure::Doubtful } else { Failure::Refused(failure) }
}

fn is_about_the_sum(code: &str) -> bool {
    let codes = ["amount_too_small", "amount_too_large", "parameter_invalid_integer", "invalid_charge_amount"];
    code == "invalid_charge_amount_no_decimal_compatible" || codes.contains(&code)
}

impl Failure {
    /// What it means for an order that may be new: there is no object yet that could be missing.
    pub(super) fn of_a_new_order(self) -> Answer {
        match self {
            Failure::Refused(refused) => Answer::Refused(refused),
            Failure::NoSuchObject | Failure::KeyUsed | Failure::Doubtful => Answer::unsure(Unsure::Unreadable),
        }
    }

    /// What it means for an object that something is to be done with.
    pub(super) fn of_a_known_object(self) -> Answer {
        match self {
            Failure::NoSuchObject => Answer::NoSuchRequest,
            Failure::Refused(refused) => Answer::Refused(refused),
            Failure::KeyUsed | Failure::Doubtful => Answer::unsure(Unsure::Unreadable),
        }
    }

    /// What it means for an object that is asked about, or to be ended: that we are refused says nothing of it.
    pub(super) fn of_a_question(self) -> Untold {
        match self {
            Failure::NoSuchObject => Untold::NoSuchRequest,
            Failure::Refused(_) | Failure::KeyUsed | Failure::Doubtful => Untold::UNREADABLE,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_of_something_in_between_is_not_the_provider() {
        assert_eq!(read(404, &Value::Null, false), Failure::Doubtful);
        assert_eq!(read(404, &json!({"type": "invalid_request_error"}), false), Failure::Refused(Refused::Other));
        let missing = json!({"type": "invalid_request_error", "code": "resource_missing"});
        assert_eq!(read(404, &missing, false), Failure::NoSuchObject);
        assert_eq!(read(400, &missing, false), Failure::Refused(Refused::Other));
    }

    #[test]
    fn a_no_after_an_unanswered_try_is_no_proof() {
        let error = json!({"type": "invalid_request_error", "code": "amount_too_small"});
        assert_eq!(read(400, &error, false), Failure::Refused(Refused::Amount));
        assert_eq!(read(400, &error, true), Failure::Doubtful);
    }
}
