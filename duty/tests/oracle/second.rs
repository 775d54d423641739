//! The second calculation.

use std::collections::BTreeMap;

use duty::exact::RoundingMode;

use super::world::{GROUP, OAmount, OGoods, OMeasure, ORate, OTax, OTerm, OTerritory};

/// Amounts under way are counted in such parts of a cent.
const PARTS: i128 = 10_000_000_000_000_000;
/// Values of goods are counted in such parts of a cent: rates of exchange have four decimals.
const VALUE_PARTS: i128 = 10_000;

impl OTerritory {
    pub fn in_zandor(&self, amount: OAmount) -> Option<i128> {
        let (hundredths, euros) = amount?;
        Some(hundredths * if euros { self.euro? } else { VALUE_PARTS })
    }

    pub fn customs(&self, goods: &OGoods) -> Option<i128> {
        if goods.customs.is_some() {
            return self.in_zandor(goods.customs);
        }
        Some(self.in_zandor(goods.fob)? + self.in_zandor(goods.freight)? + self.in_zandor(goods.insurance)?)
    }
}

/// A quantity in millionths of the unit.
pub fn quantity(goods: &OGoods, unit: &str) -> Option<i128> {
    let own = |unit: &str| goods.quantities.iter().find(|(own, _)| *own == unit).map(|(_, thousandths)| *thousandths);
    if let Some(thousandths) = own(unit) {
        return Some(thousandths * 1_000);
    }
    match unit {
        "KGM" => own("GRM").or_else(|| own("TNE").map(|tonnes| tonnes * 1_000_000)),
        "NAR" => own("DZN").map(|dozens| dozens * 12_000),
        // Thousandths of litres, with thousandths of percent: a thousandth of their product is a hundredth of a thousandth of it.
        "LPA" => own("LTR").zip(own("ASV")).map(|(litres, strength)| litres * strength / 100),
        _ => None,
    }
}

/// How a tax stands on a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OSlot {
    NotDue,
    Due(i128),
    Missing,
}

pub fn amount(rate: &ORate, base: Option<i128>, lines: &[&OGoods], territory: &OTerritory) -> Option<i128> {
    let of = |rate: &ORate| amount(rate, base, lines, territory);
    match rate {
        ORate::Free => Some(0),
        ORate::Percent(thousandths) => Some(base? * thousandths * (PARTS / VALUE_PARTS / 100_000)),
        ORate::Flat(cents) => Some(cents * PARTS),
        ORate::Specific { amount, euros, size, unit } => {
            let mut counted = 0;
            for goods in lines {
                counted += quantity(goods, unit)?;
            }
            let each = if *euros { amount * territory.euro? } else { amount * VALUE_PARTS };
            Some(each * counted * (PARTS / VALUE_PARTS / 1_000_000) / size)
        }
        ORate::Sum(rates) => rates.iter().map(of).sum(),
        ORate::Less(one, other) => of(one).zip(of(other)).map(|(one, other)| (one - other).max(0)),
        ORate::Least(one, other) => of(one).zip(of(other)).map(|(one, other)| one.max(other)),
        ORate::Most(one, other) => of(one).zip(of(other)).map(|(one, other)| one.min(other)),
    }
}

pub fn rounded(parts: i128, tax: &OTax) -> i128 {
    let step = PARTS * tax.step;
    let (whole, rest) = (parts / step, parts % step);
    let up = match tax.mode {
        RoundingMode::HalfUp => rest * 2 >= step,
        RoundingMode::HalfEven => rest * 2 > step || (rest * 2 == step && whole % 2 == 1),
        RoundingMode::Down => false,
        RoundingMode::Up => rest > 0,
    };
    (whole + i128::from(up)) * tax.step
}

/// Shares cents by weights: first what is sure, then one each to those that are owed most.
pub fn shared(cents: i128, weights: &[i128]) -> Vec<i128> {
    let whole: i128 = weights.iter().sum();
    if whole == 0 || weights.len() == 1 {
        return (0..weights.len()).map(|place| if place == 0 { cents } else { 0 }).collect();
    }
    let mut shares: Vec<i128> = weights.iter().map(|weight| cents * weight / whole).collect();
    let mut owed: Vec<(i128, usize)> = weights.iter().map(|weight| cents * weight % whole).zip(0..).collect();
    owed.sort_by_key(|(rest, place)| (-rest, *place));
    let left = cents - shares.iter().sum::<i128>();
    for (_, place) in owed.iter().take(usize::try_from(left).expect("fewer than lines")) {
        shares[*place] += 1;
    }
    shares
}

/// By which law a tax is due: the place of a measure, or what holds for all goods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OLaw {
    Measure(usize),
    General,
}

pub fn is_from(measure: &OMeasure, country: &str) -> bool {
    measure.area.is_none_or(|area| area == country || (area == "G1" && GROUP.contains(&country)))
}

/// Chooses the law; `Err` where that cannot be said.
pub fn law(territory: &OTerritory, tax: usize, goods: &OGoods) -> Result<Option<OLaw>, ()> {
    let on_line = |measure: &OMeasure| goods.code.starts_with(measure.place) && is_from(measure, goods.country);
    let own = || territory.measures.iter().enumerate().filter(move |(_, measure)| measure.tax == tax && on_line(measure));
    let asked = |measure: &OMeasure| {
        goods.claim.is_some_and(|area| measure.claimed && area.is_none_or(|area| measure.area == Some(area)))
    };
    let claims = own().any(|(_, measure)| asked(measure));
    let mut best: Option<(_, Vec<usize>)> = None;
    for (place, measure) in own() {
        let counts = if claims { asked(measure) } else { !measure.claimed };
        if !counts || (measure.document && !goods.document) {
            continue;
        }
        let area = measure.area.map_or(0, |area| if area == "G1" { 1 } else { 2 });
        let rank = (measure.place.len(), area, measure.document);
        match &mut best {
            Some((top, places)) if *top == rank => places.push(place),
            Some((top, _)) if *top > rank => {}
            _ => best = Some((rank, vec![place])),
        }
    }
    if let Some((_, places)) = best {
        let alike = places.iter().all(|place| territory.measures[*place].rate == territory.measures[places[0]].rate);
        return if alike { Ok(Some(OLaw::Measure(places[0]))) } else { Err(()) };
    }
    match &territory.taxes[tax] {
        _ if claims => Err(()),
        OTax { general: Some(_), .. } => Ok(Some(OLaw::General)),
        OTax { required: true, .. } => Err(()),
        _ => Ok(None),
    }
}

/// What is due on each line, tax by tax; nothing where anything is missing on it.
pub fn second(territory: &OTerritory, lines: &[OGoods]) -> Vec<Option<BTreeMap<usize, i128>>> {
    let mut slots: Vec<Vec<OSlot>> = vec![Vec::new(); lines.len()];
    for (number, tax) in territory.taxes.iter().enumerate() {
        let laws: Vec<Result<Option<OLaw>, ()>> = lines.iter().map(|goods| law(territory, number, goods)).collect();
        let base = |line: usize| -> Option<i128> {
            let term = |term: &OTerm| match term {
                OTerm::Customs => territory.customs(&lines[line]),
                OTerm::Freight => territory.in_zandor(lines[line].freight),
                OTerm::Tax(other) => match slots[line][*other] {
                    OSlot::NotDue => Some(0),
                    OSlot::Due(cents) => Some(cents * VALUE_PARTS),
                    OSlot::Missing => None,
                },
            };
            tax.base.iter().map(term).sum()
        };
        let mut found: Vec<OSlot> = laws.iter().map(|law| if law.is_err() { OSlot::Missing } else { OSlot::NotDue }).collect();
        let mut done = vec![false; lines.len()];
        for first in 0..lines.len() {
            let Ok(Some(law)) = laws[first] else { continue };
            if done[first] {
                continue;
            }
            let together: Vec<usize> = if tax.whole_declaration {
                (first..lines.len()).filter(|line| laws[*line] == Ok(Some(law))).collect()
            } else {
                vec![first]
            };
            together.iter().for_each(|line| done[*line] = true);
            let rate = match law {
                OLaw::Measure(place) => &territory.measures[place].rate,
                OLaw::General => tax.general.as_ref().expect("it was chosen"),
            };
            let weights: Option<Vec<i128>> = together.iter().map(|line| base(*line)).collect();
            let goods: Vec<&OGoods> = together.iter().map(|line| &lines[*line]).collect();
            let whole = weights.as_ref().map(|weights| weights.iter().sum());
            let cents = amount(rate, whole, &goods, territory).map(|parts| rounded(parts, tax));
            // One line bears all of it, whatever its base; several need theirs to be known.
            let weights = weights.or_else(|| (together.len() == 1).then(|| vec![1]));
            match cents.zip(weights) {
                Some((cents, weights)) => {
                    for (line, share) in together.iter().zip(shared(cents, &weights)) {
                        found[*line] = OSlot::Due(share);
                    }
                }
                None => together.iter().for_each(|line| found[*line] = OSlot::Missing),
            }
        }
        slots.iter_mut().zip(found).for_each(|(slots, slot)| slots.push(slot));
    }
    let due = |(goods, slots): (&OGoods, &Vec<OSlot>)| {
        let answered = goods.claim.is_none_or(|area| {
            let asked = |measure: &&OMeasure| measure.claimed && area.is_none_or(|area| measure.area == Some(area));
            let on_line = |measure: &&OMeasure| goods.code.starts_with(measure.place) && is_from(measure, goods.country);
            territory.measures.iter().filter(on_line).any(|measure| asked(&measure))
        });
        territory.customs(goods).filter(|_| answered)?;
        let mut charges = BTreeMap::new();
        for (tax, slot) in slots.iter().enumerate() {
            match slot {
                OSlot::NotDue => {}
                OSlot::Due(cents) => drop(charges.insert(tax, *cents)),
                OSlot::Missing => return None,
            }
        }
        Some(charges)
    };
    lines.iter().zip(&slots).map(due).collect()
}
