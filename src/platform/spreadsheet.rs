//! Cells that a spreadsheet must not take for formulas.
//!
//! An export is opened in a spreadsheet, where a cell that begins with `=` runs. An apostrophe before it makes it text to every
//! spreadsheet; our own importers take it away again, so that importing an export changes nothing.
//!
//! Source: OWASP, CSV injection; ASVS 5.0, V1.2.10.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula, in the letters of East Asian keyboards too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const GUARD: char = '\'';

/// Puts an apostrophe before a text that a spreadsheet would take for a formula, or that begins with such an apostrophe itself.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches(GUARD)) { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// Takes away the apostrophe that [`guarded`] put there.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix(GUARD).filter(|rest| is_formula(rest.trim_start_matches(GUARD))).unwrap_or(text)
}

fn is_formula(text: &str) -> bool {
    text.starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_would_run_is_text() {
        for formula in ["=1+1", "+999 100 0100", "-5 %", "@SUM(A1)", "\tx", "＝1"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for text in ["", "5 %", "'tis", "a=b", "''"] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn what_was_guarded_reads_as_before(text in "['=+@a -]{0,6}") {
            let guarded = guarded(&text);
            prop_assert!(!is_formula(&guarded));
            prop_assert_eq!(unguarded(&guarded), text.as_str());
        }
    }
}
