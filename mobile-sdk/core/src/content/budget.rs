//! How many results fit into so many bytes. The server has no such argument, so that the core asks for as few as fit even where each is as
//! large as results are. Row MOB-N3.

use crate::error::FingertipError;

/// The bytes of an answer without a result.
const EMPTY_BYTES: i64 = 300;
/// The bytes that a result has at most, as it is counted here: nine of ten have fewer than 700 before compression.
const RESULT_BYTES: i64 = 900;

/// Returns how many of the wanted results are asked for.
pub fn results(wanted: i64, budget_bytes: Option<i64>) -> Result<i64, FingertipError> {
    let Some(budget) = budget_bytes else { return Ok(wanted) };
    let fit = (budget - EMPTY_BYTES) / RESULT_BYTES;
    if fit < 1 {
        return Err(FingertipError::invalid(
            "budget_bytes",
            "BUDGET_TOO_SMALL",
            format!("must be {} or more", EMPTY_BYTES + RESULT_BYTES),
        ));
    }
    Ok(wanted.min(fit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_results_are_asked_for_as_fit() {
        assert_eq!(results(10, None), Ok(10));
        assert_eq!(results(10, Some(4_096)), Ok(4));
        assert_eq!(results(2, Some(4_096)), Ok(2));
        assert!(results(10, Some(1_000)).is_err());
    }
}
