//! Rates and conditions by chance, as the engine builds them.

use duty::{
    condition::{Condition, ConsignmentValue, Flow, Season},
    exact::Exact,
    rate::{Band, BandBy, Bands, Counted, Measured, Per, Rate, Specific, Value},
};
use proptest::{collection::vec, prelude::*, sample::select};
use vocabulary::{Currency, Money};

fn exact() -> impl Strategy<Value = Exact> {
    let decimal = (0_i64..10_000_000, 0_u8..6).prop_map(|(number, places)| Exact::decimal(number, places).expect("few places"));
    let fraction = (-90_i64..90, 1_i64..90).prop_map(|(one, other)| Exact::whole(one).over(Exact::whole(other)).expect("small"));
    let negative = (1_i64..1000).prop_map(|number| Exact::whole(-number));
    prop_oneof![8 => decimal, 1 => fraction, 1 => negative]
}

fn above_zero() -> impl Strategy<Value = Exact> {
    prop_oneof![Just(Exact::ONE), Just(Exact::HUNDRED), (1_i64..5000).prop_map(Exact::whole)]
}

fn currency() -> impl Strategy<Value = Currency> {
    select(vec!["EUR", "GBP", "XTS", "JPY", "KWD", "USD"]).prop_map(|code| code.parse().expect("a currency"))
}

fn measured() -> impl Strategy<Value = Measured> {
    let units =
        vec!["KGM", "DTN", "TNE", "LTR", "HLT", "LPA", "ASV", "BRX", "NAR", "MIL", "DPR", "DEG", "PFL", "KWH", "X99", "4A", "T0"];
    let aspects = vec!["drained net weight", "the strap, band or bracelet", "100 %", "+ \"x\" if", "or"];
    (select(units), proptest::option::weighted(0.2, select(aspects)))
        .prop_map(|(unit, of)| Measured { unit: unit.parse().expect("a unit"), of: of.map(|of| of.parse().expect("an aspect")) })
}

fn value() -> impl Strategy<Value = Value> {
    let part = select(vec!["the battery", "case, with [no", "a / b"]);
    prop_oneof![
        5 => Just(Value::Base),
        1 => select(vec![Value::Customs, Value::Fob, Value::Freight, Value::Insurance, Value::Retail]),
        1 => part.prop_map(|words| words.parse().map_or(Value::Base, Value::Part)),
    ]
}

fn per() -> impl Strategy<Value = Per> {
    let counted =
        prop_oneof![4 => Just(Counted::All), 1 => exact().prop_map(Counted::Above), 1 => exact().prop_map(Counted::Below)];
    (above_zero(), measured(), counted).prop_map(|(size, measured, counted)| Per { size, measured, counted })
}

fn specific() -> impl Strategy<Value = Specific> {
    (exact(), currency(), vec(per(), 0..4)).prop_map(|(amount, currency, per)| Specific { amount, currency, per })
}

fn band_by() -> impl Strategy<Value = BandBy> {
    let unit_value = (currency(), above_zero(), measured());
    prop_oneof![
        measured().prop_map(BandBy::Quantity),
        unit_value.prop_map(|(currency, size, measured)| BandBy::UnitValue { currency, size, measured }),
    ]
}

fn bands(rate: impl Strategy<Value = Rate>) -> impl Strategy<Value = Rate> {
    (band_by(), vec((exact(), rate), 1..4)).prop_map(|(by, bands)| {
        let mut bands: Vec<Band> = bands.into_iter().map(|(from, rate)| Band { from, rate }).collect();
        bands.sort_by_key(|band| band.from);
        bands.dedup_by_key(|band| band.from);
        Rate::Bands(Bands { by, bands })
    })
}

pub fn rate() -> impl Strategy<Value = Rate> {
    let leaf = prop_oneof![
        1 => select(vec![Rate::Free, Rate::Exempt]),
        4 => (exact(), value()).prop_map(|(percent, of)| Rate::Percent { percent, of }),
        4 => specific().prop_map(Rate::Specific),
    ];
    leaf.prop_recursive(4, 24, 4, |rate| {
        let pair = || (rate.clone(), rate.clone()).prop_map(|(one, other)| (Box::new(one), Box::new(other)));
        prop_oneof![
            4 => vec(rate.clone(), 2..5).prop_map(Rate::Sum),
            2 => pair().prop_map(|(one, other)| Rate::Less(one, other)),
            2 => pair().prop_map(|(one, other)| Rate::AtLeast(one, other)),
            2 => pair().prop_map(|(one, other)| Rate::AtMost(one, other)),
            1 => bands(rate.clone()),
            1 => (condition(), pair()).prop_map(|(condition, (then, otherwise))| Rate::If { condition, then, otherwise }),
        ]
    })
}

pub fn condition() -> impl Strategy<Value = Condition> {
    let words = vec![
        "prescription medicines",
        "used and more than 8 years old",
        "import",
        "at most 5 kg",
        "a, b, c",
        "a, import",
        "import, a",
        "a or b",
        "(a or b)",
        "(import or b)",
        "with \"quotes\"",
        "\"all quoted\"",
        "open ( bracket",
        ") or (",
        "not (a)",
        "not (import)",
        "quota of nothing",
        "1 May to 31 October",
        ", ,",
    ];
    let chance = proptest::string::string_regex("[a-z,() \"]{1,12}")
        .expect("a pattern")
        .prop_filter_map("a statement", |words| words.parse().ok().map(Condition::Statement));
    let season = (select(vec![(5, 1), (2, 29), (12, 31)]), select(vec![(10, 31), (1, 1)]));
    let leaf = prop_oneof![
        Just(Condition::Always),
        select(vec![Condition::Flow(Flow::Import), Condition::Flow(Flow::Export)]),
        season.prop_map(|(from, until)| Condition::Season(Season { from, until })),
        select(vec!["Y900", "D008"]).prop_map(|code| Condition::Document(code.parse().expect("a code"))),
        Just(Condition::AdditionalCode("X520".parse().expect("a code"))),
        Just(Condition::Quota("ZQ-1006".parse().expect("an order number"))),
        (0_i64..1_000_000, currency())
            .prop_map(|(minor, currency)| Condition::ConsignmentAtMost(ConsignmentValue(Money::new(minor, currency)))),
        (measured(), exact()).prop_map(|(measured, figure)| Condition::QuantityAtMost(measured, figure)),
        select(words).prop_map(|words| Condition::Statement(words.parse().expect("a statement"))),
        chance,
    ];
    leaf.prop_recursive(3, 12, 4, |condition| {
        prop_oneof![
            vec(condition.clone(), 2..5).prop_map(Condition::All),
            vec(condition.clone(), 2..4).prop_map(Condition::Any),
            condition.prop_map(|condition| Condition::Not(Box::new(condition))),
        ]
    })
}
