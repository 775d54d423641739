//! Ten thousand random consignments, each worked out by the engine and by a second calculation that shares nothing with it: whole
//! numbers alone, its own rates, its own choice of measures, its own rounding and sharing. They agree to the minor unit, and one says
//! that something is missing exactly when the other does.

use std::{collections::BTreeMap, sync::Arc};

use duty::{
    Book,
    area::{Areas, Member},
    compute,
    condition::{Condition, Flow},
    exact::RoundingMode,
    exchange::{ExchangeRate, ExchangeRates},
    goods::{Amount, Claim, Declaration, Goods},
    measure::{Kind, Measure, Measures, Printed},
    quota::Quotas,
    rate::Measured,
    tax::{BaseTerm, General, Level, Rounding, Tax, TaxSystem, Valuation},
    text::parse_rate,
};
use jiff::civil::date;
use vocabulary::{Currency, Date, Period};

const DAY: Date = date(2026, 11, 26);
const TERRITORIES: u64 = 1_000;
const DECLARATIONS: u64 = 10;
/// Amounts under way are counted in such parts of a cent.
const PARTS: i128 = 10_000_000_000_000_000;
/// Values of goods are counted in such parts of a cent: rates of exchange have four decimals.
const VALUE_PARTS: i128 = 10_000;

// ---- Chance, the same on every run.

struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both with it.
    fn within(&mut self, least: i128, most: i128) -> i128 {
        least + i128::from(self.next()) % (most - least + 1)
    }

    fn percent(&mut self, percent: i128) -> bool {
        self.within(1, 100) <= percent
    }

    fn of<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[usize::try_from(self.next() % several.len() as u64).expect("a small number")]
    }
}

// ---- What is published, in whole numbers.

#[derive(Clone, Debug, PartialEq)]
enum ORate {
    Free,
    /// In thousandths of a percent of the base.
    Percent(i128),
    Specific {
        /// In cents, or hundredths of a euro.
        amount: i128,
        euros: bool,
        size: i128,
        unit: &'static str,
    },
    Flat(i128),
    Sum(Vec<ORate>),
    Less(Box<ORate>, Box<ORate>),
    Least(Box<ORate>, Box<ORate>),
    Most(Box<ORate>, Box<ORate>),
}

#[derive(Clone, Debug, PartialEq)]
enum OTerm {
    Customs,
    Freight,
    Tax(usize),
}

#[derive(Clone, Debug)]
struct OTax {
    base: Vec<OTerm>,
    mode: RoundingMode,
    step: i128,
    whole_declaration: bool,
    required: bool,
    general: Option<ORate>,
}

#[derive(Clone, Debug)]
struct OMeasure {
    tax: usize,
    place: &'static str,
    /// A country, a group, or anywhere.
    area: Option<&'static str>,
    claimed: bool,
    document: bool,
    rate: ORate,
}

#[derive(Clone, Debug)]
struct OTerritory {
    taxes: Vec<OTax>,
    measures: Vec<OMeasure>,
    /// One euro, in ten thousandths; nothing where none is published.
    euro: Option<i128>,
}

// ---- What is declared, in whole numbers.

/// An amount in cents, or hundredths of a euro.
type OAmount = Option<(i128, bool)>;

#[derive(Clone, Debug)]
struct OGoods {
    code: &'static str,
    country: &'static str,
    customs: OAmount,
    fob: OAmount,
    freight: OAmount,
    insurance: OAmount,
    /// In thousandths of the unit.
    quantities: Vec<(&'static str, i128)>,
    document: bool,
    /// A preference; under this area where it names one.
    claim: Option<Option<&'static str>>,
}

const CODES: [&str; 4] = ["1001990010", "1001990020", "1001110000", "1002000000"];
const PLACES: [&str; 5] = ["10", "1001", "100199", "1001990010", "1002"];
/// The countries of the group `G1`.
const GROUP: [&str; 2] = ["XA", "XB"];
const COUNTRIES: [&str; 3] = ["XA", "XB", "XD"];
const UNITS: [&str; 5] = ["KGM", "NAR", "LTR", "LPA", "MTR"];

// ---- The second calculation.

impl OTerritory {
    fn in_zandor(&self, amount: OAmount) -> Option<i128> {
        let (hundredths, euros) = amount?;
        Some(hundredths * if euros { self.euro? } else { VALUE_PARTS })
    }

    fn customs(&self, goods: &OGoods) -> Option<i128> {
        if goods.customs.is_some() {
            return self.in_zandor(goods.customs);
        }
        Some(self.in_zandor(goods.fob)? + self.in_zandor(goods.freight)? + self.in_zandor(goods.insurance)?)
    }
}

/// A quantity in millionths of the unit.
fn quantity(goods: &OGoods, unit: &str) -> Option<i128> {
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
enum OSlot {
    NotDue,
    Due(i128),
    Missing,
}

fn amount(rate: &ORate, base: Option<i128>, lines: &[&OGoods], territory: &OTerritory) -> Option<i128> {
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

fn rounded(parts: i128, tax: &OTax) -> i128 {
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
fn shared(cents: i128, weights: &[i128]) -> Vec<i128> {
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
enum OLaw {
    Measure(usize),
    General,
}

fn is_from(measure: &OMeasure, country: &str) -> bool {
    measure.area.is_none_or(|area| area == country || (area == "G1" && GROUP.contains(&country)))
}

/// Chooses the law; `Err` where that cannot be said.
fn law(territory: &OTerritory, tax: usize, goods: &OGoods) -> Result<Option<OLaw>, ()> {
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
fn second(territory: &OTerritory, lines: &[OGoods]) -> Vec<Option<BTreeMap<usize, i128>>> {
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

// ---- Random territories and goods.

fn random_rate(chance: &mut Chance, depth: u32) -> ORate {
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

fn random_tax(chance: &mut Chance, number: usize) -> OTax {
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

fn random_territory(chance: &mut Chance) -> OTerritory {
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

fn random_amount(chance: &mut Chance, most: i128, known: i128) -> OAmount {
    chance.percent(known).then(|| {
        let cents = *chance.of(&[0, 1, 99, 100, 12_345]) + chance.within(0, most);
        (cents, chance.percent(20))
    })
}

fn random_goods(chance: &mut Chance) -> OGoods {
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

// ---- The same for the engine.

/// Writes a whole number of parts of ten as a decimal.
fn decimal(number: i128, places: usize) -> String {
    let digits = format!("{number:0>width$}", width = places + 1);
    let (whole, parts) = digits.split_at(digits.len() - places);
    if places == 0 { whole.to_owned() } else { format!("{whole}.{parts}") }
}

fn text(rate: &ORate) -> String {
    match rate {
        ORate::Free => "free".to_owned(),
        ORate::Percent(thousandths) => format!("{} %", decimal(*thousandths, 3)),
        ORate::Flat(cents) => format!("{} XTS flat", decimal(*cents, 2)),
        ORate::Specific { amount, euros, size, unit } => {
            format!("{} {}/{size} {unit}", decimal(*amount, 2), if *euros { "EUR" } else { "XTS" })
        }
        ORate::Sum(rates) => rates.iter().map(|rate| format!("({})", text(rate))).collect::<Vec<_>>().join(" + "),
        ORate::Less(one, other) => format!("({}) less ({})", text(one), text(other)),
        ORate::Least(one, other) => format!("({}) MIN ({})", text(one), text(other)),
        ORate::Most(one, other) => format!("({}) MAX ({})", text(one), text(other)),
    }
}

fn printed(rate: &ORate) -> Printed {
    let text = text(rate);
    let rate = parse_rate(&text, None).unwrap_or_else(|error| panic!("{text}: {error}"));
    Printed { text: text.into(), rate: Ok(Arc::new(rate)) }
}

struct Given {
    system: TaxSystem,
    measures: Measures,
    areas: Areas,
    exchange: ExchangeRates,
    quotas: Quotas,
}

fn code(tax: usize) -> String {
    format!("tax-{tax}")
}

fn given(territory: &OTerritory, chance: &mut Chance) -> Given {
    let term = |term: &OTerm| match term {
        OTerm::Customs => BaseTerm::Customs,
        OTerm::Freight => BaseTerm::Freight,
        OTerm::Tax(other) => BaseTerm::Tax(code(*other).parse().expect("a code")),
    };
    let tax = |(number, tax): (usize, &OTax)| Tax {
        code: code(number).parse().expect("a code"),
        flow: Flow::Import,
        base: tax.base.iter().map(term).collect(),
        rounding: Rounding { mode: tax.mode, step: u32::try_from(tax.step).expect("a small number") },
        level: if tax.whole_declaration { Level::Declaration } else { Level::Line },
        required: tax.required,
        general: tax.general.as_ref().map(|rate| General { rate: printed(rate), source_act: "an act".into() }),
    };
    let mut taxes: Vec<Tax> = territory.taxes.iter().enumerate().map(tax).collect();
    // The engine has to find the order by itself.
    for place in (1..taxes.len()).rev() {
        taxes.swap(place, usize::try_from(chance.next() % (place as u64 + 1)).expect("a small number"));
    }
    let measure = |(number, measure): (usize, &OMeasure)| Measure {
        id: format!("measure-{number}").parse().expect("an id"),
        code: measure.place.parse().expect("a code"),
        kind: if measure.claimed { Kind::Preference } else { Kind::Levy },
        tax: code(measure.tax).parse().expect("a code"),
        area: measure.area.map(|area| area.parse().expect("an area")),
        excluded: Vec::new(),
        condition: if measure.document { Condition::Document("D1".parse().expect("a document")) } else { Condition::Always },
        rate: Some(printed(&measure.rate)),
        source_act: "an act".into(),
    };
    let mut areas = Areas::default();
    for country in GROUP {
        let validity = Period::starting(date(2020, 1, 1));
        areas.add("G1".parse().expect("a group"), Member { country: country.parse().expect("a country"), validity });
    }
    let euro = territory.euro.map(|euro| ExchangeRate {
        currency: "EUR".parse().expect("a currency"),
        value: decimal(euro, 4).parse().expect("a number"),
        validity: Period::starting(date(2026, 1, 1)),
        source: "a bulletin".into(),
    });
    Given {
        system: TaxSystem::new(Currency::XTS, Valuation::Cif, taxes).expect("no tax is taken of a later one"),
        measures: territory.measures.iter().enumerate().map(measure).collect(),
        areas,
        exchange: euro.into_iter().collect(),
        quotas: Quotas::default(),
    }
}

fn declared(lines: &[OGoods]) -> Declaration {
    let amount = |amount: OAmount| {
        amount.map(|(hundredths, euros)| Amount {
            number: decimal(hundredths, 2).parse().expect("a number"),
            currency: if euros { "EUR" } else { "XTS" }.parse().expect("a currency"),
        })
    };
    let line = |own: &OGoods| {
        let mut goods = Goods::new(own.code.parse().expect("a code"), own.country.parse().expect("a country"));
        goods.values.customs = amount(own.customs);
        goods.values.fob = amount(own.fob);
        goods.values.freight = amount(own.freight);
        goods.values.insurance = amount(own.insurance);
        for (unit, thousandths) in &own.quantities {
            let measured = Measured::in_unit(unit.parse().expect("a unit"));
            goods.quantities.push((measured, decimal(*thousandths, 3).parse().expect("a number")));
        }
        if own.document {
            goods.documents.insert("D1".parse().expect("a document"));
        }
        goods.claim = own.claim.map(|area| {
            let area = area.map(|area| area.parse().expect("an area"));
            Claim { kind: Kind::Preference, area, quota: None }
        });
        goods
    };
    Declaration { flow: Flow::Import, day: DAY, lines: lines.iter().map(line).collect() }
}

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
