//! A small territory, worked out by hand: what is due, and what is said where something is missing.

use std::sync::Arc;

use duty::{
    Book, Computation,
    area::{Areas, Member},
    compare::{AssessedCharge, Assessment, Cause, Difference, compare},
    compute,
    condition::{Condition, Flow},
    exact::Exact,
    exchange::{ExchangeRate, ExchangeRates},
    fact::Need,
    goods::{Amount, Claim, Declaration, Goods},
    measure::{Kind, Measure, Measures, Printed},
    option::{Open, ways},
    quota::{Quota, QuotaState, Quotas},
    rate::{Counted, Measured, Per, Rate, Specific, Value},
    tax::{BaseTerm, General, Level, Rounding, Tax, TaxSystem, Valuation},
    trace::Trace,
    unit::Unit,
};
use jiff::civil::date;
use vocabulary::{Currency, Period};

fn exact(text: &str) -> Exact {
    text.parse().expect("a number")
}

fn printed(text: &str, rate: Rate) -> Printed {
    Printed { text: text.into(), rate: Ok(Arc::new(rate)) }
}

fn percent(percent: &str) -> Rate {
    Rate::percent(exact(percent))
}

fn per(amount: &str, unit: &str) -> Rate {
    let measured = Measured::in_unit(unit.parse().expect("a unit"));
    let per = vec![Per { size: Exact::ONE, measured, counted: Counted::All }];
    Rate::Specific(Specific { amount: exact(amount), currency: Currency::XTS, per })
}

fn tax(code: &str, base: &[&str]) -> Tax {
    Tax {
        code: code.parse().expect("a code"),
        flow: Flow::Import,
        base: base.iter().map(|term| term.parse::<BaseTerm>().expect("a term")).collect(),
        rounding: Rounding::MINOR_HALF_UP,
        level: Level::Line,
        required: false,
        general: None,
    }
}

fn general(text: &str, rate: Rate) -> Option<General> {
    Some(General { rate: printed(text, rate), source_act: "an act".into() })
}

/// Duty, excise and a fee on the declaration within bounds; VAT on all of them; a levy outside of the VAT.
fn system() -> TaxSystem {
    let fee = Rate::AtMost(Box::new(Rate::AtLeast(Box::new(percent("0.5")), Box::new(fixed("20")))), Box::new(fixed("2000")));
    let taxes = vec![
        Tax {
            general: general("16 %", percent("16")),
            ..tax("vat", &["customs-value", "tax:duty", "tax:anti-dumping", "tax:excise", "tax:fee"])
        },
        Tax { required: true, ..tax("duty", &["customs-value"]) },
        tax("anti-dumping", &["customs-value"]),
        Tax { level: Level::Declaration, general: general("0.5 % MIN 20 MAX 2000", fee), ..tax("fee", &["customs-value"]) },
        tax("excise", &["customs-value", "tax:duty"]),
        tax("road-levy", &[]),
    ];
    TaxSystem::new(Currency::XTS, Valuation::Cif, taxes).expect("a system without cycles")
}

fn fixed(amount: &str) -> Rate {
    Rate::Specific(Specific { amount: exact(amount), currency: Currency::XTS, per: Vec::new() })
}

fn measure(id: &str, code: &str, kind: Kind, tax: &str, rate: Rate) -> Measure {
    Measure {
        id: id.parse().expect("an id"),
        code: code.parse().expect("a code"),
        kind,
        tax: tax.parse().expect("a tax"),
        area: None,
        excluded: Vec::new(),
        condition: Condition::Always,
        rate: Some(printed("as printed", rate)),
        source_act: "an act".into(),
    }
}

struct Given {
    system: TaxSystem,
    measures: Measures,
    areas: Areas,
    exchange: ExchangeRates,
    quotas: Quotas,
}

impl Given {
    fn with(measures: Vec<Measure>) -> Given {
        let mut areas = Areas::default();
        let validity = Period::starting(date(2020, 1, 1));
        areas.add("MB".parse().expect("a group"), Member { country: "XC".parse().expect("a country"), validity });
        let exchange = ExchangeRate {
            currency: "EUR".parse().expect("a currency"),
            value: exact("2.4150"),
            validity: Period::new(date(2026, 11, 23), Some(date(2026, 11, 30))).expect("a week"),
            source: "a bulletin".into(),
        };
        let exchange = [exchange].into_iter().collect();
        Given { system: system(), measures: measures.into_iter().collect(), areas, exchange, quotas: Quotas::default() }
    }

    fn book(&self) -> Book<'_> {
        let Given { system, measures, areas, exchange, quotas } = self;
        Book { system, measures, areas, exchange, quotas }
    }

    fn compute(&self, lines: Vec<Goods>) -> Computation<'_> {
        compute(&self.book(), &declared(lines))
    }
}

fn declared(lines: Vec<Goods>) -> Declaration {
    Declaration { flow: Flow::Import, day: date(2026, 11, 26), lines }
}

fn goods(code: &str, country: &str, value: &str) -> Goods {
    let mut goods = Goods::new(code.parse().expect("a code"), country.parse().expect("a country"));
    goods.values.customs = Some(Amount { number: exact(value), currency: Currency::XTS });
    goods
}

fn measured(goods: Goods, quantity: &str, unit: &str) -> Goods {
    let unit: Unit = unit.parse().expect("a unit");
    let quantities = goods.quantities.iter().cloned().chain([(Measured::in_unit(unit), exact(quantity))]).collect();
    Goods { quantities, ..goods }
}

fn charges(computation: &Computation<'_>, line: usize) -> Vec<(String, i64)> {
    let due = computation.lines[line].due.as_ref().expect("all is known");
    due.charges.iter().map(|charge| (charge.tax.code.to_string(), charge.amount.minor)).collect()
}

fn needs(computation: &Computation<'_>, line: usize) -> Vec<Need> {
    assert_eq!(computation.total, None);
    computation.lines[line].due.as_ref().expect_err("something is missing").list().to_vec()
}

fn own(charges: &[(&str, i64)]) -> Vec<(String, i64)> {
    charges.iter().map(|(tax, minor)| ((*tax).to_owned(), *minor)).collect()
}

fn rum() -> Given {
    let excise = Rate::AtLeast(Box::new(percent("30")), Box::new(per("9", "LPA")));
    Given::with(vec![
        measure("spirits", "2208", Kind::Duty, "duty", percent("35")),
        measure("spirits-excise", "2208", Kind::Excise, "excise", excise),
    ])
}

#[test]
fn rum_pays_as_the_authority_says_it_does() {
    let given = rum();
    let bottles = measured(measured(goods("2208400000", "CU", "2700"), "450", "LTR"), "40", "ASV");
    let computation = given.compute(vec![bottles]);
    let expected = own(&[("duty", 94_500), ("fee", 2_000), ("excise", 162_000), ("vat", 84_560)]);
    assert_eq!(charges(&computation, 0), expected);
    assert_eq!(computation.total.map(|total| total.minor), Some(343_060));
}

#[test]
fn everything_missing_is_asked_for_at_once_and_nothing_is_guessed() {
    let computed = rum();
    let mut bottles = goods("2208400000", "CU", "2700");
    bottles.values.customs = None;
    let computation = computed.compute(vec![bottles]);
    let missing = needs(&computation, 0);
    let unit = |unit: &str| Need::Quantity(Measured::in_unit(unit.parse().expect("a unit")));
    assert_eq!(missing, [Need::Value(Value::Customs), unit("LTR"), unit("ASV")]);
    let computation = computed.compute(vec![goods("2207100000", "CU", "10")]);
    assert_eq!(needs(&computation, 0), [Need::Measure("duty".parse().expect("a tax"))]);
}

#[test]
fn every_duty_is_in_the_base_of_the_vat_where_the_law_puts_it_there() {
    let given = Given::with(vec![
        measure("normal", "8711", Kind::Duty, "duty", percent("8")),
        Measure {
            area: Some("CN".parse().expect("a country")),
            ..measure("dumped", "8711", Kind::AntiDumping, "anti-dumping", percent("20"))
        },
    ]);
    let computation = given.compute(vec![goods("8711600000", "CN", "100000")]);
    let expected = own(&[("duty", 800_000), ("anti-dumping", 2_000_000), ("fee", 50_000), ("vat", 2_056_000)]);
    assert_eq!(charges(&computation, 0), expected);
    let elsewhere = given.compute(vec![goods("8711600000", "VN", "100000")]);
    assert_eq!(charges(&elsewhere, 0).len(), 3);
}

#[test]
fn a_fee_on_the_declaration_is_shared_by_its_lines() {
    let given = Given::with(vec![measure("normal", "94", Kind::Duty, "duty", percent("25"))]);
    let lines = ["1000", "1000", "1000"].map(|value| goods("9403600000", "CN", value)).to_vec();
    let computation = given.compute(lines);
    let fees: Vec<i64> = (0..3).map(|line| charges(&computation, line)[1].1).collect();
    assert_eq!(fees, [667, 667, 666]);
    assert_eq!(computation.steps.iter().filter(|step| step.tax.code.as_str() == "fee").count(), 1);
}

#[test]
fn what_one_line_lacks_is_told_on_each_that_bears_a_tax_with_it() {
    let mut given = Given::with(vec![measure("normal", "94", Kind::Duty, "duty", per("2", "KGM"))]);
    let fee =
        Tax { level: Level::Declaration, general: general("1 %", percent("1")), ..tax("fee", &["customs-value", "tax:duty"]) };
    let duty = Tax { required: true, ..tax("duty", &["customs-value"]) };
    given.system = TaxSystem::new(Currency::XTS, Valuation::Cif, vec![fee, duty]).expect("a system without cycles");
    let lines = vec![goods("9403600000", "CN", "100"), measured(goods("9403600000", "CN", "100"), "5", "KGM")];
    let computation = given.compute(lines);
    let weight = [Need::Quantity(Measured::in_unit(Unit::KILOGRAM))];
    assert_eq!([needs(&computation, 0), needs(&computation, 1)], [weight.clone().to_vec(), weight.to_vec()]);
}

#[test]
fn an_invoice_in_foreign_money_is_exchanged_at_the_rate_of_the_week_and_rounded_at_the_end() {
    let given = Given::with(vec![measure("normal", "94", Kind::Duty, "duty", percent("25"))]);
    let eur: Currency = "EUR".parse().expect("a currency");
    let mut chairs = goods("9403600000", "CN", "0");
    chairs.values = duty::goods::Values {
        fob: Some(Amount { number: exact("1200"), currency: eur }),
        freight: Some(Amount { number: exact("140"), currency: eur }),
        insurance: Some(Amount { number: exact("10"), currency: eur }),
        ..Default::default()
    };
    let computation = given.compute(vec![chairs.clone()]);
    let due = computation.lines[0].due.as_ref().expect("all is known");
    assert_eq!(due.customs_value, exact("3260.25"));
    assert_eq!(computation.lines[0].valued.len(), 3);
    chairs.values.freight = None;
    assert_eq!(needs(&given.compute(vec![chairs.clone()]), 0), [Need::Value(Value::Freight)]);
    let late = Declaration { day: date(2026, 11, 30), ..declared(vec![chairs]) };
    let missing = compute(&given.book(), &late);
    let day = late.day;
    assert!(needs(&missing, 0).contains(&Need::Exchange { currency: eur, day }), "an old rate is no rate");
}

#[test]
fn the_measure_closest_to_the_goods_holds_and_two_that_disagree_are_told() {
    let ordinary = measure("heading", "0901", Kind::Duty, "duty", percent("30"));
    let given = Given::with(vec![ordinary.clone(), measure("line", "090121", Kind::Duty, "duty", percent("10"))]);
    let of = |given: &Given, code: &str| charges(&given.compute(vec![goods(code, "KE", "100")]), 0)[0].1;
    assert_eq!([of(&given, "0901210000"), of(&given, "0901110000")], [1_000, 3_000]);
    let given = Given::with(vec![ordinary.clone(), measure("other", "0901", Kind::Duty, "duty", percent("20"))]);
    let computation = given.compute(vec![goods("0901210000", "KE", "100")]);
    assert!(matches!(&needs(&computation, 0)[..], [Need::OneMeasure { measures, .. }] if measures.len() == 2));
}

#[test]
fn what_only_the_trader_knows_is_asked_for() {
    let medicines = Condition::Statement("prescription medicines".parse().expect("a statement"));
    let given = Given::with(vec![
        measure("normal", "3004", Kind::Duty, "duty", Rate::Free),
        Measure { condition: medicines, ..measure("zero", "3004", Kind::Vat, "vat", percent("0")) },
    ]);
    let pills = goods("3004900000", "IN", "1000");
    assert!(matches!(&needs(&given.compute(vec![pills.clone()]), 0)[..], [Need::Statement(_)]));
    let said = |answer: bool| {
        let statements = [("prescription medicines".parse().expect("a statement"), answer)].into();
        charges(&given.compute(vec![Goods { statements, ..pills.clone() }]), 0).last().expect("the VAT").1
    };
    assert_eq!([said(true), said(false)], [0, 16_320]);
}

#[test]
fn one_code_tells_of_which_maker_goods_are_though_the_codes_are_of_several_types() {
    let dumped = |code: &str, rate: &str| {
        let condition = Condition::AdditionalCode(code.parse().expect("a code"));
        Measure { condition, ..measure(code, "1516", Kind::AntiDumping, "anti-dumping", percent(rate)) }
    };
    let oil = measure("normal", "1516", Kind::Duty, "duty", Rate::Free);
    let given = Given::with(vec![oil, dumped("B999", "20"), dumped("C114", "5")]);
    let of = |code: &str| {
        let additional_codes = [code.parse().expect("a code")].into();
        Goods { additional_codes, ..goods("1516209821", "CA", "1000") }
    };
    let due = |code: &str| charges(&given.compute(vec![of(code)]), 0)[1].1;
    assert_eq!([due("B999"), due("C114")], [20_000, 5_000]);
    let asked = |codes: &[&str]| Need::AdditionalCode(codes.iter().map(|code| code.parse().expect("a code")).collect());
    assert_eq!(needs(&given.compute(vec![of("B100")]), 0), [asked(&["C114"])], "B100 is no code of this duty");
    assert_eq!(needs(&given.compute(vec![of("X100")]), 0), [asked(&["B999"]), asked(&["C114"])]);
}

#[test]
fn the_ways_in_are_shown_with_what_each_costs_and_asks_for() {
    let order: duty::name::OrderNumber = "ZQ-1005".parse().expect("a number");
    let mut given = Given::with(vec![
        measure("normal", "1005", Kind::Duty, "duty", percent("25")),
        Measure { area: Some("MB".parse().expect("a group")), ..measure("mb", "1005", Kind::Preference, "duty", Rate::Free) },
        Measure { condition: Condition::Quota(order.clone()), ..measure("quota", "1005", Kind::Quota, "duty", percent("5")) },
    ]);
    given.quotas = [Quota {
        order,
        period: Period::starting(date(2026, 1, 1)),
        measured: Measured::in_unit("TNE".parse().expect("a unit")),
        initial: exact("45000"),
        balance: exact("100"),
        balance_as_of: jiff::Timestamp::UNIX_EPOCH,
        state: QuotaState::Open,
        events: Vec::new(),
    }]
    .into_iter()
    .collect();
    let maize = |tonnes: &str, country: &str| declared(vec![measured(goods("1005900000", country, "10000"), tonnes, "TNE")]);
    let shown = |declaration: &Declaration| -> Vec<(String, bool, bool)> {
        let name = |claim: Option<Claim>| claim.map_or("normal".to_owned(), |claim| claim.kind.to_string());
        ways(&given.book(), declaration, 0)
            .into_iter()
            .map(|way| (name(way.claim), way.open == Open::Yes, way.cheapest))
            .collect()
    };
    let of = |ways: &[(&str, bool, bool)]| {
        ways.iter().map(|(name, open, least)| ((*name).to_owned(), *open, *least)).collect::<Vec<_>>()
    };
    assert_eq!(shown(&maize("50", "ZA")), of(&[("quota", true, true), ("normal", true, false)]));
    assert_eq!(shown(&maize("50", "XC")), of(&[("preference", true, true), ("quota", true, false), ("normal", true, false)]));
    assert_eq!(shown(&maize("150", "ZA")), of(&[("normal", true, true), ("quota", false, false)]));
    let claimed = Claim { kind: Kind::Preference, area: None, quota: None };
    let mut wrong = maize("50", "ZA");
    wrong.lines[0].claim = Some(claimed);
    assert_eq!(needs(&compute(&given.book(), &wrong), 0), [Need::Claim]);
}

#[test]
fn the_trace_is_worked_out_again_by_anybody_who_has_it() {
    let given = rum();
    let bottles = measured(measured(goods("2208400000", "CU", "2700"), "450", "LTR"), "40", "ASV");
    let computation = given.compute(vec![bottles.clone(), bottles]);
    let written = serde_json::to_string(&Trace::of(&computation, Currency::XTS)).expect("a trace is JSON");
    let mut trace: Trace = serde_json::from_str(&written).expect("what was written");
    assert_eq!(trace, Trace::of(&computation, Currency::XTS));
    assert_eq!(trace.rerun(), Ok(()));
    trace.steps[0].minor += 1;
    assert!(trace.rerun().is_err(), "a trace that was tampered with does not come out");
}

fn difference(causes: &[Cause], line: Option<usize>, tax: &str, minor: i64) -> Difference {
    Difference { causes: causes.to_vec(), line, tax: tax.parse().expect("a tax"), minor }
}

fn charged(tax: &str, line: Option<usize>, minor: i64, base_minor: Option<i64>) -> AssessedCharge {
    AssessedCharge { line, tax: tax.parse().expect("a tax"), minor, base_minor }
}

#[test]
fn every_part_of_a_difference_has_a_name_and_the_parts_add_up() {
    let old = Given::with(vec![measure("normal", "94", Kind::Duty, "duty", percent("25"))]);
    let new = Given::with(vec![measure("normal", "94", Kind::Duty, "duty", percent("30"))]);
    let estimate = declared(vec![goods("9403600000", "CN", "2000")]);
    let assessment = Assessment {
        day: date(2026, 11, 27),
        lines: vec![goods("9403600000", "CN", "2500")],
        charges: vec![
            charged("duty", Some(0), 75_000, Some(250_000)),
            charged("fee", None, 2_000, None),
            // The published base is 3,270.00; this one has 10.00 more in it.
            charged("vat", Some(0), 52_480, Some(328_000)),
            charged("paper-stamp", Some(0), 500, None),
        ],
    };
    let compared = compare((&old.book(), &estimate), &new.book(), &assessment).expect("both have amounts");
    let expected = [
        difference(&[Cause::Law], Some(0), "duty", 10_000),
        difference(&[Cause::Law], Some(0), "vat", 1_600),
        difference(&[Cause::Value], Some(0), "duty", 15_000),
        difference(&[Cause::Value], Some(0), "vat", 10_400),
        difference(&[Cause::Base], Some(0), "vat", 160),
        difference(&[Cause::Unpublished], Some(0), "paper-stamp", 500),
    ];
    let sorted = |mut differences: Vec<Difference>| {
        differences.sort_by(|one, other| (&one.causes, &one.tax).cmp(&(&other.causes, &other.tax)));
        differences
    };
    assert_eq!(sorted(compared.differences.clone()), sorted(expected.to_vec()));
    let sum: i64 = compared.differences.iter().map(|difference| difference.minor).sum();
    assert_eq!(sum, compared.assessed - compared.estimated);
}

#[test]
fn what_nothing_explains_is_said_to_be_unexplained() {
    let given = Given::with(vec![measure("normal", "94", Kind::Duty, "duty", percent("25"))]);
    let estimate = declared(vec![goods("9403600000", "CN", "2000")]);
    let charges = vec![charged("duty", Some(0), 50_007, None), charged("vat", Some(0), 40_320, None)];
    let assessment = Assessment { day: estimate.day, lines: estimate.lines.clone(), charges };
    let compared = compare((&given.book(), &estimate), &given.book(), &assessment).expect("both have amounts");
    let expected = [difference(&[Cause::Unexplained], Some(0), "duty", 7), difference(&[Cause::NotCharged], None, "fee", -2_000)];
    assert!(expected.iter().all(|part| compared.differences.contains(part)) && compared.differences.len() == 2);
}

#[test]
fn a_charge_that_names_no_line_is_of_the_lines_that_its_tax_is_on() {
    let given = Given::with(vec![measure("normal", "94", Kind::Duty, "duty", percent("25"))]);
    let estimate = declared(vec![goods("9403600000", "CN", "2000"), goods("9403600000", "CN", "1000")]);
    let own = compare(
        (&given.book(), &estimate),
        &given.book(),
        &Assessment { day: estimate.day, lines: estimate.lines.clone(), charges: vec![charged("duty", None, 75_000, None)] },
    )
    .expect("both have amounts");
    assert!(own.differences.iter().all(|part| part.tax.as_str() != "duty"), "{:?}", own.differences);
    let more = vec![charged("duty", None, 75_009, None), charged("stamp", None, 1, None)];
    let assessment = Assessment { day: estimate.day, lines: estimate.lines.clone(), charges: more };
    let compared = compare((&given.book(), &estimate), &given.book(), &assessment).expect("both have amounts");
    let of =
        |tax: &str| -> Vec<Difference> { compared.differences.iter().filter(|part| part.tax.as_str() == tax).cloned().collect() };
    let unexplained = |line, minor| difference(&[Cause::Unexplained], Some(line), "duty", minor);
    assert_eq!(of("duty"), [unexplained(0, 6), unexplained(1, 3)]);
    assert_eq!(of("stamp"), [difference(&[Cause::Unpublished], None, "stamp", 1)]);
    let sum: i64 = compared.differences.iter().map(|difference| difference.minor).sum();
    assert_eq!(sum, compared.assessed - compared.estimated);
}
