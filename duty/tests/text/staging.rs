//! Rates that Australia prints of agreements: they are stages of its general rates, rounded down to a tenth of a percent.

use duty::{
    rate::Rate,
    staging::{Calendar, Category},
    text::parse_rate,
};

use crate::data;

/// The rate that a cell begins with (`5%`, `5% DCS 4%`), where it is one percent alone.
fn percent(cell: &str) -> Option<Rate> {
    let (number, _) = cell.split_once('%')?;
    parse_rate(&format!("{number} %"), None).ok().filter(|rate| matches!(rate, Rate::Percent { .. }))
}

/// Says whether a rate is one of the stages in which `base` goes down in equal parts, or the base itself.
fn is_stage(rate: &Rate, base: &Rate) -> bool {
    let rounding = Some("down 0.1".parse().expect("a rounding"));
    let calendar = Calendar { starts_on: "2020-01-01".parse().expect("a day"), cut_on: None, rounding };
    let stages = |count| Category::equal(count).and_then(|category| category.stages(base, &calendar)).expect("stages");
    rate == base || (2..=6).any(|count| stages(count).iter().any(|stage| stage.rate == *rate))
}

#[test]
fn printed_rates_of_agreements_are_stages_of_the_general_rates() {
    let Some(general) = data::rows("au-tariff/schedule3_general_rates.csv.gz", ["code", "duty_rate"]) else { return };
    let Some(agreed) = data::rows("au-tariff/fta_schedules.csv.gz", ["code", "duty_rate"]) else { return };
    let digits = |code: &str| code.chars().filter(char::is_ascii_digit).take(8).collect::<String>();
    let mut bases = std::collections::HashMap::new();
    for [code, rate] in &general {
        if let Some(rate) = percent(rate) {
            bases.entry(digits(code)).or_insert(rate);
        }
    }
    let (mut explained, mut others) = (0, Vec::new());
    for [code, cell] in &agreed {
        let printed = cell.replace("&#58;", ":").replace("&#160;", " ");
        let stage =
            printed.strip_prefix("From ").and_then(|dated| dated.rsplit_once(':')).and_then(|(_, rate)| percent(rate.trim()));
        let (Some(rate), Some(base)) = (stage, bases.get(&digits(code))) else { continue };
        if is_stage(&rate, base) { explained += 1 } else { others.push(format!("{code}: {rate} of {base}")) }
    }
    println!("{explained} rates are stages of the general rate; others: {others:?}");
    assert!(explained >= 360 && others.len() <= 2, "{explained} are stages, others: {others:?}");
}
