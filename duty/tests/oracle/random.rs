//! Random territories and goods: chance is the same on every run.

use duty::exact::RoundingMode;

use super::world::{CODES, COUNTRIES, OAmount, OGoods, OMeasure, ORate, OTax, OTerm, OTerritory, PLACES, UNITS};

pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both with it.
    pub fn within(&mut self, least: i128, most: i128) -> i128 {
        least + i128::from(self.next()) % (most - least + 1)
    }

    pub fn percent(&mut self, percent: i128) -> bool {
        self.within(1, 100) <= percent
    }

    pub fn of<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[usize::try_from(self.next() % several.len() as u64).expect("a small number")]
    }
}

pub fn random_rate(chance: &mut Chance, depth: u32) -> ORate {
    let specific = |chance: &mut Chance| ORate::Specific {
        amount: chance.within(0, 5_000),
        euros: chance.percent(20),
        size: *chance.of(&[1, 1, 10, 100, 1_000]),
        unit: chance.of::<&str>(&UNITS),
    };
    let two = |chance: &mut Chance| (Box::new(random_rate(chance, depth + 1)), Box::new(random_rate(chance, depth + 1)));
    match chance.within(0, if depth < 2 { 13 } else { 7 }) {
        0 => ORate::Free,
        1..=4 => ORate::Percent(chance.within(0, 60_000)),
        5 => ORate::Flat(chance.within(0, 10_000)),
        6 | 7 => specific(chance),
        8 | 9 => ORate::Sum((0..chance.within(2, 3)).map(|_| random_rate(chance, depth + 1)).collect()),
        10 => {
            let (one, other) = two(chance);
            ORate::Less(one, other)
        }
        11 => {
            let (one, other) = two(chance);
            ORate::Least(one, other)
        }
        _ => {
            let (one, other) = two(chance);
            ORate::Most(one, other)
        }
    }
}

pub fn random_tax(chance: &mut Chance, number: usize) -> OTax {
    let mut base: Vec<OTerm> = if chance.percent(90) { vec![OTerm::Customs] } else { Vec::new() };
    if chance.percent(10) {
        base.push(OTerm::Freight);
    }
    for other in 0..number {
        if chance.percent(40) {
            base.push(OTerm::Tax(other));
        }
    }
    OTax {
        base,
        mode: *chance.of(&[
            RoundingMode::HalfUp,
            RoundingMode::HalfUp,
            RoundingMode::HalfEven,
            RoundingMode::Down,
            RoundingMode::Up,
        ]),
        step: *chance.of(&[1, 1, 1, 5, 10, 100]),
        whole_declaration: chance.percent(20),
        required: chance.percent(15),
        general: chance.percent(50).then(|| random_rate(chance, 0)),
    }
}

pub fn random_territory(chance: &mut Chance) -> OTerritory {
    let count = usize::try_from(chance.within(1, 6)).expect("a small number");
    let taxes: Vec<OTax> = (0..count).map(|number| random_tax(chance, number)).collect();
    let mut measures = Vec::new();
    for _ in 0..chance.within(0, 10) {
        let claimed = chance.percent(30);
        let area = match chance.within(0, 9) {
            0..=4 if !claimed => None,
            0..=6 => Some("G1"),
            _ => Some("XA"),
        };
        measures.push(OMeasure {
            tax: usize::try_from(chance.next() % count as u64).expect("a small number"),
            place: chance.of::<&str>(&PLACES),
            area,
            claimed,
            document: chance.percent(20),
            rate: random_rate(chance, 0),
        });
    }
    OTerritory { taxes, measures, euro: chance.percent(85).then(|| chance.within(1, 50_000)) }
}

pub fn random_amount(chance: &mut Chance, most: i128, known: i128) -> OAmount {
    chance.percent(known).then(|| {
        let cents = *chance.of(&[0, 1, 99, 100, 12_345]) + chance.within(0, most);
        (cents, chance.percent(20))
    })
}

pub fn random_goods(chance: &mut Chance) -> OGoods {
    let customs = chance.percent(60);
    let mut quantities = Vec::new();
    for several in
        [["KGM", "TNE", "GRM"], ["NAR", "DZN", "NAR"], ["LTR", "LTR", "LTR"], ["ASV", "ASV", "ASV"], ["MTR", "MTR", "MTR"]]
    {
        if chance.percent(85) {
            // Strengths have one decimal, so that litres of pure alcohol are whole millionths.
            let quantity = if several[0] == "ASV" { chance.within(0, 1_000) * 100 } else { chance.within(0, 5_000_000) };
            quantities.push((*chance.of(&several), quantity));
        }
    }
    if chance.percent(15) {
        quantities.push(("LPA", chance.within(0, 1_000_000)));
    }
    OGoods {
        code: chance.of::<&str>(&CODES),
        country: chance.of::<&str>(&COUNTRIES),
        customs: if customs { random_amount(chance, 100_000_000, 100) } else { None },
        fob: random_amount(chance, 50_000_000, 93),
        freight: random_amount(chance, 1_000_000, 93),
        insurance: random_amount(chance, 100_000, 95),
        quantities,
        document: chance.percent(50),
        claim: chance.percent(25).then(|| *chance.of(&[None, None, Some("G1"), Some("XA")])),
    }
}
