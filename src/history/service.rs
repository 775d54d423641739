//! The use case: a trader asks what happened to a code.

use vocabulary::{HsCode, Period};

use super::change::{self, CodeChange};
use crate::{
    fact::{Fact, Facts},
    platform::fault::Fault,
    tariff::{Measures, Nomenclature},
};

/// Tells what happened within `span` to the line that `code` names and to the measures on it and on the codes above it, oldest first.
///
/// # Errors
/// Faults when the database cannot be reached.
pub async fn changes_of(
    (nomenclature, measures, facts): (&Nomenclature, &Measures, &Facts),
    code: &HsCode,
    span: Period,
) -> Result<Vec<CodeChange>, Fault> {
    let line = nomenclature.history(code, span).await?;
    let path = path(code);
    let own = path.last().copied().unwrap_or(*code);
    let mut changes: Vec<CodeChange> = change::of_line(own, line).collect();
    changes.extend(change::of_measures(measures.recorded(Some(&path)).await?, span));
    // Those of one day stay in the order of lines first, then measures.
    changes.sort_by_key(|change| change.day);
    let notices = facts.notices_naming(code.chapter().as_str()).await?;
    let notices: Vec<Fact> = notices.into_iter().map(|(notice, _)| notice).collect();
    Ok(changes.into_iter().map(|change| change.announced_by(&notices)).collect())
}

/// Returns the codes from the chapter down to `code`, padded to the ten digits that lines have.
fn path(code: &HsCode) -> Vec<HsCode> {
    let digits = code.significant();
    let above = [2, 4, 6, 8, 10].into_iter().filter_map(|length| digits.get(..length));
    let mut path: Vec<HsCode> = above.chain([digits]).filter_map(|digits| format!("{digits:0<10}").parse().ok()).collect();
    path.dedup();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_chapter_is_said_of_its_lines() {
        let shown = |code: &str| path(&code.parse().expect("a code")).iter().map(HsCode::to_string).collect::<Vec<_>>();
        assert_eq!(shown("0901210010"), ["0900000000", "0901000000", "0901210000", "0901210010"]);
        assert_eq!(shown("0901"), ["0900000000", "0901000000"]);
    }
}
