//! The use case: a trader asks what happened to a code.

use vocabulary::{HsCode, Period};

use super::change::{self, CodeChange};
use crate::{
    fact::{Fact, Facts},
    platform::fault::Fault,
    tariff::{Measures, Nomenclature},
};

/// How many changes are told; a line and what stands on it and above it have fewer in twenty years.
pub const CHANGES_MAX: usize = 200;

/// Tells what happened within `span` to the line that `code` names and to the measures on it and on the codes above it, oldest first;
/// the newest two hundred changes where there are more, the oldest day of them left out where only some of it would fit.
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
    let changes = newest(changes);
    let notices = facts.notices_naming(code.chapter().as_str()).await?;
    let notices: Vec<Fact> = notices.into_iter().map(|(notice, _)| notice).collect();
    Ok(changes.into_iter().map(|change| change.announced_by(&notices)).collect())
}

/// Returns the newest of `changes`, which stand in the order of their days: whole days, so that asking until the first of them misses
/// nothing.
fn newest(mut changes: Vec<CodeChange>) -> Vec<CodeChange> {
    let surplus = changes.len().saturating_sub(CHANGES_MAX);
    let Some(last_left_out) = surplus.checked_sub(1).map(|place| changes[place].day) else { return changes };
    let first = changes.iter().position(|change| change.day > last_left_out).unwrap_or(surplus);
    changes.split_off(first)
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
    use jiff::{ToSpan, civil::date};
    use vocabulary::Date;

    use super::*;
    use crate::{history::What, tariff::ChangeKind};

    fn changes(days: impl Iterator<Item = Date>) -> Vec<CodeChange> {
        let code = "0901".parse().expect("a code");
        days.map(|day| CodeChange { day, code, what: What::Line(ChangeKind::Added), act: None, notice: None }).collect()
    }

    #[test]
    fn the_newest_changes_are_told_and_no_day_by_halves() {
        let day = |number: usize| date(2000, 1, 1) + i64::try_from(number).expect("a small number").days();
        let one_a_day = changes((0..250).map(day));
        assert_eq!(newest(one_a_day.clone()), one_a_day[50..]);
        assert_eq!(newest(one_a_day[50..].to_vec()), one_a_day[50..]);
        let three_a_day = changes((0..300).map(|number| day(number / 3)));
        assert_eq!(newest(three_a_day.clone()), three_a_day[102..], "the day of which one change would not fit is left out");
        let all_on_one = changes((0..250).map(|_| day(0)));
        assert_eq!(newest(all_on_one).len(), CHANGES_MAX);
    }

    #[test]
    fn what_is_said_of_a_chapter_is_said_of_its_lines() {
        let shown = |code: &str| path(&code.parse().expect("a code")).iter().map(HsCode::to_string).collect::<Vec<_>>();
        assert_eq!(shown("0901210010"), ["0900000000", "0901000000", "0901210000", "0901210010"]);
        assert_eq!(shown("0901"), ["0900000000", "0901000000"]);
    }
}
