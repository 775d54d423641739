//! A payment intent as evidence: read by the few fields that matter, whatever else is there or missing.

use payment::{DeclineReason, Evidence, Standing, Unsure};
use serde_json::Value;
use vocabulary::{AttemptId, Currency, Money, Timestamp};

use super::{ATTEMPT, amount::from_units, is_reference};
use crate::json;

/// What is asked to be shown with an intent: the charge, for the time at which the payer agreed.
pub(super) fn expanded() -> Vec<String> {
    vec!["latest_charge".to_owned()]
}

/// Reads an intent. `beside` holds the error that it was shown with, if it was; `raw` is all that was received.
///
/// # Errors
/// It is none, or stands where we know of no such place: nothing is known then, least of all that money came.
pub(super) fn evidence(intent: &Value, beside: &Value, raw: &[u8]) -> Result<Evidence, Unsure> {
    let is_one = json::text(intent, "object").is_none_or(|object| object == "payment_intent");
    let reference = json::id(intent, "id").filter(|id| is_one && is_reference(id)).ok_or(Unsure::Unreadable)?;
    let declined = declined(intent).or_else(|| declined_beside(beside));
    let standing = standing(json::text(intent, "status"), declined).ok_or(Unsure::Unreadable)?;
    let amount = |name: &str| amount(intent, name);
    let attempt = intent.get("metadata").and_then(|metadata| json::text(metadata, ATTEMPT));
    Ok(Evidence {
        provider_reference: reference,
        standing,
        authorised: amount("amount_capturable").filter(|held| held.minor > 0),
        captured: amount("amount_received").filter(|taken| taken.minor > 0),
        attempt: attempt.and_then(|id| id.parse::<AttemptId>().ok()),
        live: intent.get("livemode").and_then(Value::as_bool).unwrap_or(false),
        payee: json::id(intent, "on_behalf_of"),
        occurred_at: occurred_at(intent),
        raw: raw.to_vec(),
    })
}

/// Translates a status. What we do not know is none of ours.
fn standing(status: Option<&str>, declined: Option<DeclineReason>) -> Option<Standing> {
    Some(match (status, declined) {
        (Some("requires_payment_method") | None, Some(reason)) => Standing::Declined { reason },
        (Some("requires_payment_method" | "requires_confirmation" | "requires_action"), _) => Standing::AwaitingPayer,
        (Some("processing"), _) => Standing::Pending,
        (Some("requires_capture"), _) => Standing::Authorised,
        (Some("succeeded"), _) => Standing::Captured,
        (Some("canceled"), _) => Standing::Cancelled,
        _ => return None,
    })
}

/// Reads why the last try of the payer failed.
fn declined(intent: &Value) -> Option<DeclineReason> {
    intent.get("last_payment_error").filter(|error| error.is_object()).map(reason)
}

/// Reads the error that an intent was shown with, where it is the bank's.
fn declined_beside(error: &Value) -> Option<DeclineReason> {
    (json::text(error, "type") == Some("card_error")).then(|| reason(error))
}

/// Translates the provider's reason. Source: the reference's lists of error codes and decline codes.
fn reason(error: &Value) -> DeclineReason {
    match (json::text(error, "code"), json::text(error, "decline_code")) {
        (_, Some("insufficient_funds")) => DeclineReason::Funds,
        (_, Some("card_velocity_exceeded" | "withdrawal_count_limit_exceeded")) => DeclineReason::Limit,
        (_, Some("authentication_required")) | (Some("payment_intent_authentication_failure" | "authentication_required"), _) => {
            DeclineReason::Authentication
        }
        (_, Some("expired_card" | "lost_card" | "stolen_card" | "card_not_supported" | "currency_not_supported"))
        | (Some("expired_card" | "incorrect_cvc" | "incorrect_number"), _) => DeclineReason::Means,
        (Some("payment_intent_payment_attempt_expired"), _) => DeclineReason::TimedOut,
        _ => DeclineReason::Other,
    }
}

/// Reads an amount in its currency: nothing where either is missing or cannot be.
pub(super) fn amount(object: &Value, name: &str) -> Option<Money> {
    let currency: Currency = json::text(object, "currency")?.to_ascii_uppercase().parse().ok()?;
    from_units(object.get(name)?.as_i64()?, currency)
}

/// Reads when the payer agreed, else when it was cancelled, else when it was made.
fn occurred_at(intent: &Value) -> Timestamp {
    let charge = intent.get("latest_charge").or_else(|| intent.pointer("/charges/data/0"));
    charge
        .and_then(|charge| json::second(charge, "created"))
        .or_else(|| json::second(intent, "canceled_at"))
        .or_else(|| json::second(intent, "created"))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn each_status_of_the_reference_has_its_place() {
        let stands = |status: &str| standing(Some(status), None);
        assert_eq!(stands("requires_action"), Some(Standing::AwaitingPayer));
        assert_eq!(stands("processing"), Some(Standing::Pending));
        assert_eq!(stands("requires_capture"), Some(Standing::Authorised));
        assert_eq!(stands("succeeded"), Some(Standing::Captured));
        assert_eq!(stands("canceled"), Some(Standing::Cancelled));
        let reason = DeclineReason::Funds;
        assert_eq!(standing(Some("requires_payment_method"), Some(reason)), Some(Standing::Declined { reason }));
        // A new try of the payer is under way: the last one's failure is past.
        assert_eq!(standing(Some("processing"), Some(reason)), Some(Standing::Pending));
        assert_eq!(standing(Some("succeeded"), Some(reason)), Some(Standing::Captured));
    }

    #[test]
    fn a_sum_beyond_what_floating_point_holds_survives() {
        let intent =
            json!({"id": "pi_1", "status": "succeeded", "amount_received": 9_007_199_254_740_993_i64, "currency": "eur"});
        let read = evidence(&intent, &intent, b"").expect("evidence");
        assert_eq!(read.captured, Some(Money::new(9_007_199_254_740_993, "EUR".parse().expect("a currency"))));
    }

    #[test]
    fn an_amount_that_is_no_whole_number_or_in_no_currency_is_none() {
        for (amount_received, currency) in
            [(json!(15.5), "eur"), (json!("1500"), "eur"), (json!(1_500), "zzz"), (json!(null), "eur")]
        {
            let intent = json!({"id": "pi_1", "status": "succeeded", "amount_received": amount_received, "currency": currency});
            let read = evidence(&intent, &intent, b"").expect("evidence");
            assert_eq!((read.standing, read.captured), (Standing::Captured, None), "{intent}");
        }
    }

    #[test]
    fn a_reference_that_would_lead_elsewhere_is_none() {
        for id in ["../refunds", "pi_1?x=1", "", "pi 1", "pi_\u{0}"] {
            assert_eq!(evidence(&json!({"id": id, "status": "succeeded"}), &Value::Null, b""), Err(Unsure::Unreadable), "{id}");
        }
    }

    proptest! {
        #[test]
        fn no_other_word_is_ever_money(status in "[a-zA-Z_ ]{0,24}|succeeded.|.succeeded|SUCCEEDED|Succeeded") {
            prop_assume!(status != "succeeded");
            let told = standing(Some(&status), None);
            prop_assert!(told != Some(Standing::Captured), "{status}");
        }
    }
}
