//! The words of Daraja, as far as they are known.

use payment::{DeclineReason, Standing};
use serde_json::Value;

/// Translates the result of a query. A code that we do not know is not known (row MOM-07).
pub(super) fn standing(code: &str) -> Option<Standing> {
    let declined = |reason| Some(Standing::Declined { reason });
    match code {
        "0" => Some(Standing::Captured),
        "1" => declined(DeclineReason::Funds),
        "1032" => declined(DeclineReason::Payer),
        "1037" | "1019" => declined(DeclineReason::TimedOut),
        "2001" => declined(DeclineReason::Authentication),
        _ => None,
    }
}

/// Reads a code that is a number or a text.
pub(super) fn code(body: &Value, name: &str) -> Option<String> {
    let value = body.get(name)?;
    value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))
}

/// Takes the id of a push only as the provider writes it.
pub(super) fn is_reference(id: &str) -> bool {
    let fits = (1..=100).contains(&id.len());
    fits && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn no_other_code_is_ever_money(told in "[0-9a-zA-Z .+-]{0,8}|00|0\\.0|-0| 0") {
            prop_assume!(told != "0");
            prop_assert_ne!(standing(&told), Some(Standing::Captured));
        }
    }

    #[test]
    fn a_code_of_any_type_is_read_and_nothing_else() {
        assert_eq!(code(&json!({"c": "0"}), "c").as_deref(), Some("0"));
        assert_eq!(code(&json!({"c": 0}), "c").as_deref(), Some("0"));
        assert_eq!(code(&json!({"c": 0.0}), "c"), None);
        assert_eq!(code(&json!({"c": null}), "c"), None);
    }
}
