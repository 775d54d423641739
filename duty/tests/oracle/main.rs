//! Ten thousand random consignments, each worked out by the engine and by a second calculation that shares nothing with it: whole
//! numbers alone, its own rates, its own choice of measures, its own rounding and sharing. They agree to the minor unit, and one says
//! that something is missing exactly when the other does.

mod engine;
mod random;
mod second;
mod world;

use std::collections::BTreeMap;

use duty::{Book, compute};

use self::{
    engine::{Given, code, declared, given},
    random::{Chance, random_goods, random_territory},
    second::second,
    world::OGoods,
};

const TERRITORIES: u64 = 1_000;
const DECLARATIONS: u64 = 10;

#[test]
fn ten_thousand_consignments_agree_with_a_second_calculation_to_the_minor_unit() {
    let mut chance = Chance(2026);
    let (mut known, mut missing, mut charged) = (0, 0, 0);
    for number in 0..TERRITORIES {
        let territory = random_territory(&mut chance);
        let Given { system, measures, areas, exchange, quotas } = given(&territory, &mut chance);
        let book = Book { system: &system, measures: &measures, areas: &areas, exchange: &exchange, quotas: &quotas };
        for _ in 0..DECLARATIONS {
            let lines: Vec<OGoods> = (0..chance.within(1, 4)).map(|_| random_goods(&mut chance)).collect();
            let wanted = second(&territory, &lines);
            let computation = compute(&book, &declared(&lines));
            for (place, (line, wanted)) in computation.lines.iter().zip(&wanted).enumerate() {
                let found = line.due.as_ref().ok().map(|due| {
                    let charge =
                        |charge: &duty::compute::Charge<'_>| (charge.tax.code.to_string(), i128::from(charge.amount.minor));
                    due.charges.iter().map(charge).collect::<BTreeMap<_, _>>()
                });
                let wanted = wanted.as_ref().map(|wanted| wanted.iter().map(|(tax, cents)| (code(*tax), *cents)).collect());
                assert_eq!(found, wanted, "line {place} in territory {number}: {territory:#?} {lines:#?} {:?}", line.due);
                charged += found.as_ref().map_or(0, BTreeMap::len);
                *(if found.is_some() { &mut known } else { &mut missing }) += 1;
            }
            let sum = |lines: &[Option<BTreeMap<usize, i128>>]| {
                lines.iter().map(|line| line.as_ref().map(|charges| charges.values().sum::<i128>())).sum::<Option<i128>>()
            };
            assert_eq!(computation.total.map(|total| i128::from(total.minor)), sum(&wanted), "the whole");
        }
    }
    // Both sides of the question are met often.
    assert!(known > 5_000 && missing > 5_000 && charged > 10_000, "{known} known, {missing} missing, {charged} charges");
}
