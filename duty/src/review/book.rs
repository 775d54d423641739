//! Rules on the entries of the tariff book.

use super::draft::Draft;
use crate::text::parse_condition;

pub(super) fn area_without_members(draft: &Draft, place: usize) -> Option<String> {
    let area = draft.book().areas.get(place).filter(|area| area.members.is_empty())?;
    Some(format!("group {} has no members", area.code))
}

pub(super) fn quota_of_nothing(draft: &Draft, place: usize) -> Option<String> {
    let quota = draft.book().quotas.get(place).filter(|_| !draft.measures().is_empty())?;
    let named = format!("quota {}", quota.order);
    let draws = |condition: &str| {
        condition.contains(&named) && parse_condition(condition).is_ok_and(|condition| condition.quotas().contains(&&quota.order))
    };
    let is_drawn_from = draft.measures().iter().any(|measure| draws(&measure.condition));
    (!is_drawn_from).then(|| format!("quota {} from {} is drawn from by no measure", quota.order, quota.validity.from()))
}

pub(super) fn tax_of_nothing(draft: &Draft, place: usize) -> Option<String> {
    let tax = draft.book().taxes.get(place).filter(|tax| !tax.has_general_rate && !draft.measures().is_empty())?;
    let has_measure = draft.measures().iter().any(|measure| measure.tax == tax.code && measure.kind.has_rate());
    (!has_measure).then(|| format!("tax {} has no rate anywhere", tax.code))
}
