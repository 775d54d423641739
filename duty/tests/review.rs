//! Every business rule: a draft that breaks it, and one that does not. Row DUTY-M12.

use std::{collections::BTreeSet, fs, path::Path};

use duty::{
    area::Member,
    condition::Flow,
    review::{
        Draft, DraftArea, DraftBook, DraftLine, DraftMeasure, DraftQuota, DraftTax, Finding, RULES, Severities, Severity,
        Subject, review,
    },
};
use jiff::civil::date;
use serde_norway::Value;
use vocabulary::{Currency, Date, Period};

const LINE: &str = "0901210000";

fn from(year: i16) -> Period {
    Period::starting(date(year, 1, 1))
}

fn between(year: i16, until: i16) -> Period {
    Period::new(date(year, 1, 1), Some(date(until, 1, 1))).expect("a period")
}

fn measure(kind: &str, area: &str, rate: &str, condition: &str) -> DraftMeasure {
    let kind: duty::measure::Kind = kind.parse().expect("a kind");
    let tax = if kind.is_claimed() { "duty" } else { kind.as_str() };
    DraftMeasure {
        code: LINE.parse().expect("a code"),
        kind,
        tax: tax.parse().expect("a tax"),
        area: Some(area).filter(|area| !area.is_empty()).map(|area| area.parse().expect("an area")),
        excluded: Vec::new(),
        condition: condition.to_owned(),
        rate: rate.to_owned(),
        validity: from(2024),
        is_new: true,
    }
}

fn duty() -> DraftMeasure {
    measure("duty", "", "10 %", "")
}

fn excluding(measure: DraftMeasure, countries: &[&str]) -> DraftMeasure {
    DraftMeasure { excluded: countries.iter().map(|country| country.parse().expect("a country")).collect(), ..measure }
}

fn on(measure: DraftMeasure, validity: Period) -> DraftMeasure {
    DraftMeasure { validity, ..measure }
}

fn of_tax(measure: DraftMeasure, tax: &str) -> DraftMeasure {
    DraftMeasure { tax: tax.parse().expect("a tax"), ..measure }
}

fn tax(code: &str, flow: Flow, has_general_rate: bool) -> DraftTax {
    DraftTax { code: code.parse().expect("a tax"), flow, has_general_rate }
}

/// A group with one member since 2024, a quota, a currency and the taxes that measures are rates of.
fn book() -> DraftBook {
    let member = Member { country: "KE".parse().expect("a country"), validity: from(2024) };
    DraftBook {
        currencies: vec![(Currency::XTS, from(2022))],
        taxes: vec![tax("duty", Flow::Import, false), tax("vat", Flow::Import, true), tax("excise", Flow::Import, true)],
        areas: vec![DraftArea { code: "MB".parse().expect("a group"), members: vec![member] }],
        quotas: vec![DraftQuota { order: "ZQ-1".parse().expect("a number"), validity: from(2024) }],
        exchanged: vec!["EUR".parse().expect("a currency")],
    }
}

fn line() -> DraftLine {
    DraftLine { code: LINE.parse().expect("a code"), declarable: true, validity: from(2024) }
}

/// The measures, with the normal duty and the quota, which break no rule.
fn with(measures: &[DraftMeasure]) -> Draft {
    let quota = measure("quota", "", "5 %", "quota ZQ-1");
    let all = measures.iter().cloned().chain([duty(), quota]).collect();
    Draft::new(all, vec![line()], book())
}

fn broken(draft: &Draft) -> BTreeSet<&'static str> {
    review(draft, &Severities::default()).iter().map(|finding| finding.rule).collect()
}

fn breaks(rule: &'static str, bad: &DraftMeasure, good: &DraftMeasure) {
    assert_eq!(broken(&with(std::slice::from_ref(bad))), BTreeSet::from([rule]), "{bad:?}");
    assert_eq!(broken(&with(std::slice::from_ref(good))), BTreeSet::new(), "{rule}: {good:?}");
    let standing = DraftMeasure { is_new: false, ..bad.clone() };
    let of_standing = review(&with(&[standing]), &Severities::default());
    assert!(of_standing.iter().all(|finding| finding.subject != Subject::Measure(0)), "{rule}: what stands is not told of");
}

#[test]
fn each_rule_on_a_measure_is_broken_by_one_and_kept_by_another() {
    let preference = |rate: &str| measure("preference", "MB", rate, "");
    breaks("MR001", &measure("vat", "", "the rate of the finished good", ""), &measure("vat", "", "5 %", ""));
    breaks("MR002", &measure("vat", "", "5 %", "for\u{7}schools"), &measure("vat", "", "5 %", "for schools"));
    breaks("MR003", &measure("preference", "EFTA", "0 %", ""), &measure("preference", "TZ", "0 %", ""));
    breaks("MR004", &excluding(preference("0 %"), &["FR"]), &measure("preference", "MB", "0 %", ""));
    breaks("MR005", &excluding(measure("preference", "TZ", "0 %", ""), &["FR"]), &measure("preference", "TZ", "0 %", ""));
    breaks("MR006", &measure("quota", "", "5 %", "of the season"), &measure("quota", "", "5 %", "document A, quota ZQ-1"));
    breaks("MR007", &measure("quota", "", "5 %", "quota ZQ-2"), &measure("quota", "", "4 %", "quota ZQ-1, document A"));
    breaks("MR008", &of_tax(measure("levy", "", "1 %", ""), "road-levy"), &of_tax(measure("levy", "", "10 %", ""), "duty"));
    breaks("MR009", &of_tax(measure("levy", "", "1 %", ""), "duty"), &of_tax(measure("levy", "", "10 %", ""), "duty"));
    breaks("MR011", &measure("supplementary-unit", "", "", "a sackful"), &measure("supplementary-unit", "", "", "item"));
    breaks(
        "MR011",
        &measure("supplementary-unit", "", "", "in sacks (XYZQ)"),
        &measure("supplementary-unit", "", "", "in items (NAR)"),
    );
    breaks("MR013", &measure("vat", "", "2 USD/kg", ""), &measure("vat", "", "2 EUR/kg + 3 XTS/item", ""));
    breaks("MR015", &preference("10.5 %"), &preference("10 %"));
    breaks("MR016", &measure("excise", "TZ", "5 %", ""), &measure("excise", "", "5 %", ""));
    breaks("MR017", &measure("vat", "", "1000.5 % + 2 XTS/kg", ""), &measure("vat", "", "1000 % + 2 XTS/kg", ""));
    breaks("MR018", &measure("vat", "", "5 %", "export"), &measure("vat", "", "5 %", "import"));
}

#[test]
fn rules_on_days_are_broken_by_a_day() {
    // The group has its member since 2024 only.
    let early = on(measure("preference", "MB", "0 %", ""), between(2023, 2024));
    assert_eq!(broken(&with(&[early])), BTreeSet::from(["MR019"]));
    let alone = excluding(measure("preference", "MB", "0 %", ""), &["KE"]);
    assert_eq!(broken(&with(&[alone])), BTreeSet::from(["MR019"]));

    let before_the_currency = on(measure("vat", "", "5 %", ""), between(2020, 2021));
    assert_eq!(broken(&with(&[before_the_currency])), BTreeSet::from(["MR012"]));
    assert_eq!(broken(&with(&[on(measure("vat", "", "5 %", ""), between(2022, 2023))])), BTreeSet::new());

    let stage = |rate: &str, days| on(measure("preference", "MB", rate, ""), days);
    let rising = [stage("4 %", between(2024, 2025)), stage("6 %", from(2025))];
    assert_eq!(broken(&with(&rising)), BTreeSet::from(["MR014"]));
    assert_eq!(broken(&with(&[stage("6 %", between(2024, 2025)), stage("4 %", from(2025))])), BTreeSet::new());
    assert_eq!(broken(&with(&[stage("4 %", between(2024, 2025)), stage("6 %", from(2026))])), BTreeSet::new(), "not the next");

    // One key that changes from one day to the next contradicts nothing.
    let levy = |rate: &str, days| of_tax(on(measure("levy", "", rate, "import"), days), "duty");
    let apart = [levy("3 %", between(2024, 2025)), levy("4 %", from(2025))];
    assert_eq!(broken(&with(&apart)), BTreeSet::new());
    let together = [levy("3 %", between(2024, 2026)), levy("4 %", from(2025))];
    assert_eq!(broken(&with(&together)), BTreeSet::from(["MR009"]));
}

#[test]
fn a_measure_ends_with_its_line_and_a_line_is_never_without_a_duty() {
    let ending = DraftLine { validity: between(2024, 2026), ..line() };
    let review_of = |measures: Vec<DraftMeasure>, lines: Vec<DraftLine>| {
        let book = DraftBook { quotas: Vec::new(), ..book() };
        broken(&Draft::new(measures, lines, book))
    };
    assert_eq!(review_of(vec![duty()], vec![ending.clone()]), BTreeSet::from(["MR010"]));
    assert_eq!(review_of(vec![on(duty(), between(2024, 2026))], vec![ending.clone()]), BTreeSet::new());
    assert_eq!(review_of(vec![duty()], vec![ending, DraftLine { validity: from(2026), ..line() }]), BTreeSet::new());

    assert_eq!(review_of(vec![on(duty(), from(2025))], vec![line()]), BTreeSet::from(["LR001"]));
    let above = DraftMeasure { code: "0900000000".parse().expect("a code"), ..duty() };
    assert_eq!(review_of(vec![above], vec![line()]), BTreeSet::new(), "what is said of the chapter holds for the line");
    let elsewhere = DraftMeasure { code: "1000000000".parse().expect("a code"), ..duty() };
    assert_eq!(review_of(vec![elsewhere], vec![line()]), BTreeSet::new(), "the draft does not speak of the line");
    let forbidden = measure("prohibition", "", "", "");
    assert_eq!(review_of(vec![forbidden, on(duty(), from(2025))], vec![line()]), BTreeSet::new());
    let standing = DraftMeasure { is_new: false, ..on(duty(), between(2024, 2025)) };
    assert_eq!(review_of(vec![standing, on(duty(), from(2025))], vec![line()]), BTreeSet::new(), "together with what stands");
}

#[test]
fn the_tariff_book_is_reviewed_with_the_measures() {
    let review_of = |book| broken(&Draft::new(vec![duty(), measure("quota", "", "5 %", "quota ZQ-1")], vec![line()], book));
    assert_eq!(review_of(book()), BTreeSet::new());
    let nobody = DraftArea { code: "NB".parse().expect("a group"), members: Vec::new() };
    assert_eq!(review_of(DraftBook { areas: [book().areas, vec![nobody]].concat(), ..book() }), BTreeSet::from(["BR001"]));
    let unused = DraftQuota { order: "ZQ-12".parse().expect("a number"), validity: from(2024) };
    assert_eq!(review_of(DraftBook { quotas: [book().quotas, vec![unused]].concat(), ..book() }), BTreeSet::from(["BR002"]));
    let idle = tax("surtax", Flow::Import, false);
    assert_eq!(review_of(DraftBook { taxes: [book().taxes, vec![idle]].concat(), ..book() }), BTreeSet::from(["BR003"]));
}

#[test]
fn rules_that_need_the_book_wait_until_it_is_published() {
    let measures = vec![duty(), measure("preference", "EFTA", "0 %", ""), measure("quota", "", "2 USD/kg", "quota ZQ-9")];
    assert_eq!(broken(&Draft::new(measures, vec![line()], DraftBook::default())), BTreeSet::new());
}

#[test]
fn a_country_changes_what_follows_and_names_only_rules_that_there_are() {
    let draft = with(&[measure("vat", "", "as agreed", "")]);
    let severity_of = |severities: &Severities| review(&draft, severities).first().map(|finding| finding.severity);
    let mut severities = Severities::default();
    assert_eq!(severity_of(&severities), Some(Severity::Warning));
    severities.set("MR001", Severity::Error).expect("a rule");
    assert_eq!(severity_of(&severities), Some(Severity::Error));
    severities.set("MR001", Severity::Off).expect("a rule");
    assert_eq!(severity_of(&severities), None);
    let refused = severities.set("MR999", Severity::Off).expect_err("no rule");
    assert_eq!(refused.to_string(), "has the rule \"MR999\", which there is not");
    assert!("loud".parse::<Severity>().is_err());
}

#[test]
fn each_rule_has_an_id_of_its_own_and_a_sentence() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!((ids.len(), RULES.len()), (RULES.len(), 23));
    assert!(RULES.iter().all(|rule| rule.sentence.ends_with('.') && rule.severity != Severity::Off));
    let documented =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/publishing-rules.md")).expect("a page");
    for rule in RULES {
        let row = format!("| {} | {} | {} |", rule.id, rule.severity.as_str(), rule.sentence);
        assert!(documented.contains(&row), "docs/publishing-rules.md has no row\n{row}");
    }
}

fn sample() -> Draft {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample/tariff");
    let period = |from: &str, until: Option<&str>| {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        Period::new(day(from), until.filter(|until| !until.is_empty()).map(day)).expect("a period")
    };
    let rows = |name: &str| {
        let mut reader = csv::Reader::from_path(folder.join(name)).expect("a table");
        reader.deserialize().collect::<Result<Vec<std::collections::HashMap<String, String>>, _>>().expect("rows")
    };
    let measures = rows("measures.csv").into_iter().map(|row| {
        let own = measure(&row["type"], &row["origin"], &row["rate"], &row["condition"]);
        let own = match row.get("tax").map(String::as_str).unwrap_or_default() {
            "" => own,
            tax => of_tax(own, tax),
        };
        let excluded: Vec<&str> = row.get("excluded").map(|text| text.split_ascii_whitespace().collect()).unwrap_or_default();
        let validity = period(&row["valid_from"], Some(&row["valid_until"]));
        DraftMeasure { code: row["code"].parse().expect("a code"), validity, ..excluding(own, &excluded) }
    });
    let lines = rows("nomenclature.csv").into_iter().filter(|row| row["suffix"] == "80").map(|row| DraftLine {
        code: row["code"].parse().expect("a code"),
        declarable: row["declarable"] == "true",
        validity: period(&row["valid_from"], Some(&row["valid_until"])),
    });
    let mut book = DraftBook::default();
    for file in fs::read_dir(folder.join("book")).expect("a folder") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("a file");
        for entry in serde_norway::from_str::<Vec<Value>>(&text).expect("a list") {
            let validity = period(entry["valid_from"].as_str().expect("a day"), entry["valid_until"].as_str());
            let name = entry["name"].as_str().expect("a name").to_owned();
            match entry["kind"].as_str() {
                Some("territory") => {
                    book.currencies.push((entry["currency"].as_str().expect("a code").parse().expect("a currency"), validity))
                }
                Some("tax") => {
                    let flow = serde_norway::from_value(entry["flow"].clone()).expect("a flow");
                    book.taxes.push(tax(&name, flow, !entry["rate"].is_null()));
                }
                Some("quota") => book.quotas.push(DraftQuota { order: name.parse().expect("a number"), validity }),
                Some("exchange-rate") => book.exchanged.push(name.parse().expect("a currency")),
                Some("area") => {
                    let members = entry["members"].as_sequence().expect("members").iter().map(|member| Member {
                        country: member["country"].as_str().expect("a country").parse().expect("a country"),
                        validity,
                    });
                    book.areas.push(DraftArea { code: name.parse().expect("a group"), members: members.collect() });
                }
                _ => {}
            }
        }
    }
    Draft::new(measures.collect(), lines.collect(), book)
}

#[test]
fn the_sample_breaks_no_rule_that_would_keep_it_from_being_published() {
    let draft = sample();
    assert!(draft.measures().len() > 600);
    let findings = review(&draft, &Severities::default());
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for finding in &findings {
        println!("{finding}");
    }
    assert!(findings.len() <= 100, "{} warnings", findings.len());
}
