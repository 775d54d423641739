//! Rules that a draft of measures is held against before it is published, together with what stands. Row DUTY-M12.
//!
//! Each [`Rule`] has an id, a sentence and a severity: an error keeps the draft from being published, a warning is told. A country may
//! change the severity of a rule ([`Severities`]); it cannot make a rate readable by that.

mod book;
mod draft;
mod line;
mod measure;
mod rule;

pub use draft::{Draft, DraftArea, DraftBook, DraftLine, DraftMeasure, DraftQuota, DraftTax};
pub use rule::{Finding, RULES, Rule, Severities, Severity, Subject, UnknownRule};

/// Holds a draft against every rule: what is wrong, in the order of the rules.
pub fn review(draft: &Draft, severities: &Severities) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| rule.findings(draft, severities)).collect()
}
