//! Origin: whether goods qualify for the lower duty of an agreement, and how a trader finds out.

use std::fs;

use duty::origin::{Rule, Test};
use fingertip::{
    platform::import::ImportError,
    tariff::origin::{NewOrigin, OriginBody},
};
use serde_json::{Value, json};
use vocabulary::{Language, Period, Timestamp};

use crate::{
    import::{import, write},
    support::{
        app::App,
        database::{Fresh, each_database},
        shared::real_file,
    },
};

async fn app_with_the_sample(fresh: &Fresh) -> App {
    let app = App::over(fresh).await;
    import(fresh, &["origin", "sample/tariff/origin.yaml"]).await.expect("the sample is good");
    app
}

async fn check(app: &App, code: &str, answers: &[(&str, Value)]) -> Value {
    let answers: Vec<Value> = answers
        .iter()
        .map(|(question, answer)| {
            let kind = if answer.is_string() { "answer" } else { "value" };
            json!({ "question": question, kind: answer })
        })
        .collect();
    let input = json!({ "scheme": "MB", "code": code, "country": "ZZ", "answers": answers });
    let told = app.operation("origin_check", json!({ "input": input, "language": "en" })).await;
    told["originCheck"]["outcome"].clone()
}

fn of(list: &Value, name: &str) -> Vec<String> {
    let read = |item: &Value| item.pointer(name).and_then(Value::as_str).unwrap_or("-").to_owned();
    list.as_array().expect("a list").iter().map(read).collect()
}

#[tokio::test]
async fn a_basket_of_coffee_is_asked_two_things_and_told_which_proofs_there_are() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let start = check(&app, "0901110010", &[]).await;
        assert_eq!(start["__typename"], "OriginUnknown");
        assert_eq!(start["next"][0]["id"], "said:wholly-obtained");
        assert_eq!(start["next"][0]["article"]["publication"], "rules-of-origin");
        let grown = [("said:wholly-obtained", json!("YES"))];
        let journey = check(&app, "0901110010", &grown).await;
        let asked = ["said:straight-journey", "said:under-customs-control", "said:straight-from-a-fair"];
        assert_eq!(of(&journey["next"], "/id"), asked, "no sum matters any more");
        let sent = [grown[0].clone(), ("said:straight-journey", json!("YES"))];
        let done = check(&app, "0901110010", &sent).await;
        assert_eq!(done["__typename"], "OriginQualifies", "{done}");
        assert_eq!(of(&done["grounds"], "/article/id"), ["annex-ii", "article-12"]);
        assert_eq!(of(&done["proofs"], "/document"), ["MB1", "MB-STATEMENT", "MB-APPROVED", "C12"]);
        let form = &done["proofs"][0];
        assert_eq!(form["feeAmount"], json!({ "amount": "20.00", "currency": "XTS" }));
        assert_eq!(
            [&form["issuedBy"], &form["office"], &form["workingDays"]],
            [&json!("zz-trade"), &json!("trade-counter"), &json!(1)]
        );
    })
    .await;
}

#[tokio::test]
async fn a_table_qualifies_by_the_list_of_its_materials_or_by_the_sums_alone() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let made = [
            ("said:wholly-obtained", json!("NO")),
            ("said:more-than-simple-work", json!("YES")),
            ("said:straight-journey", json!("YES")),
        ];
        // The worked example of the page on regional value, its fittings of the heading of the table itself.
        let sums = [("unchanged:heading", json!(1_400)), ("price", json!(6_000)), ("foreign", json!(1_400))];
        let by_sums = check(&app, "940360", &[&made[..], &sums[..]].concat()).await;
        let answers: Vec<Value> =
            made.iter().map(|(question, answer)| json!({ "question": question, "answer": answer })).collect();
        let material = |code: &str, origin: Value, value: i64| json!({ "code": code, "origin": origin, "value": value });
        let materials = [material("4407", json!("ZZ"), 1_800), material("940391", Value::Null, 1_400)];
        let bill = json!({ "price": 6_000, "materials": materials });
        let input = json!({ "scheme": "MB", "code": "940360", "country": "ZZ", "answers": answers, "bill": bill });
        let by_bill = app.operation("origin_check", json!({ "input": input, "language": "en" })).await;
        assert_eq!(by_bill["originCheck"]["outcome"], by_sums, "the list tells no more than its sums");
        assert_eq!(by_sums["__typename"], "OriginQualifies", "{by_sums}");
        let value = &by_sums["grounds"][1];
        assert_eq!([&value["found"], &value["bound"], &value["formula"]], [&json!("76.67"), &json!("40"), &json!("BUILD_DOWN")]);

        // Its second example: a radio from a kit.
        let kit = [("unchanged:heading", json!(3_300)), ("price", json!(5_000)), ("foreign", json!(3_300))];
        let radio = check(&app, "852713", &[&made[..], &kit[..]].concat()).await;
        assert_eq!(radio["__typename"], "OriginFails", "{radio}");
        assert_eq!(of(&radio["grounds"], "/found"), ["-", "66", "34"]);
        let screws = [("said:wholly-obtained", json!("NO")), ("said:more-than-simple-work", json!("NO"))];
        let screwed = check(&app, "852713", &screws).await;
        assert_eq!(of(&screwed["grounds"], "/test"), ["STATEMENT", "STATEMENT"], "no sum is asked for");
    })
    .await;
}

#[tokio::test]
async fn each_kind_of_goods_is_checked_by_its_own_rule() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let typename = async |code: &str, answers: &[(&str, &str)]| {
            let answers: Vec<(&str, Value)> = answers.iter().map(|(question, answer)| (*question, json!(answer))).collect();
            check(&app, code, &answers).await["__typename"].as_str().expect("an outcome").to_owned()
        };
        let straight = ("said:straight-journey", "YES");
        for code in ["1701990000", "1006300010", "6309000000", "8703231000"] {
            assert_eq!(typename(code, &[]).await, "OriginFails", "{code} has no preference");
        }
        let work = ("said:more-than-simple-work", "YES");
        assert_eq!(
            typename("6204420000", &[work, ("said:cut-and-sewn", "YES"), straight]).await,
            "OriginQualifies",
            "the ruling"
        );
        let chairs = [("said:wholly-obtained", "NO"), ("said:more-than-simple-work", "NO")];
        assert_eq!(typename("9401690000", &chairs).await, "OriginFails", "chairs put together with screws: the ruling");
        let foreign_boat =
            [("said:caught-near-a-member", "NO"), ("said:raised-in-a-member", "NO"), ("said:caught-by-a-members-boat", "NO")];
        assert_eq!(typename("0305590000", &foreign_boat).await, "OriginFails", "drying foreign fish gives it no origin");
        let canoe = [("said:caught-by-a-members-boat", "YES"), ("said:small-boat", "YES"), straight];
        assert_eq!(typename("0303230000", &canoe).await, "OriginQualifies");
        let crew = [("said:caught-by-a-members-boat", "YES"), ("said:small-boat", "NO"), ("said:half-owned", "YES"), straight];
        assert_eq!(typename("0303230000", &crew).await, "OriginUnknown", "who is the captain?");
        let canned = |fish: i64| {
            vec![
                ("said:wholly-obtained", json!("NO")),
                ("said:more-than-simple-work", json!("YES")),
                ("said:straight-journey", json!("YES")),
                ("unchanged:chapter", json!(0)),
                ("foreign-weight:03", json!(fish)),
                ("weight", json!(1_000)),
            ]
        };
        assert_eq!(check(&app, "160414", &canned(150)).await["__typename"], "OriginQualifies");
        let too_much = check(&app, "160414", &canned(151)).await;
        assert_eq!(
            (&too_much["grounds"][1]["found"], &too_much["grounds"][1]["bound"]),
            (&json!("15.1"), &json!("15")),
            "{too_much}"
        );
    })
    .await;
}

#[tokio::test]
async fn who_does_not_know_is_told_what_to_find_out_in_the_language_asked_for() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let known = [
            ("said:wholly-obtained", json!("NO")),
            ("said:more-than-simple-work", json!("YES")),
            ("said:straight-journey", json!("YES")),
            ("unchanged:heading", json!(500)),
            ("price", Value::Null),
        ];
        let unsure = check(&app, "940360", &known).await;
        assert_eq!((of(&unsure["next"], "/id"), of(&unsure["findOut"], "/id")), (vec![], vec!["price".to_owned()]));
        let document = "query($input: OriginCheckInput!, $language: Language) { originCheck(input: $input, language: $language) {
            questions { id text { text language } article { id } } rule { text { language } } } }";
        let mut seen = Vec::new();
        for language in Language::SPOKEN {
            for code in ["0901", "6109", "0303", "1604"] {
                let input = json!({ "scheme": "MB", "code": code, "country": "XV" });
                let told = app.data(document, json!({ "input": input, "language": language.as_str() })).await;
                let languages = of(&told["originCheck"]["questions"], "/text/language");
                assert!(languages.iter().all(|own| own == language.as_str()), "{language} {code}: {told}");
                seen.extend(of(&told["originCheck"]["questions"], "/text/text"));
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 7 * 19, "each language says each question in its own words");
        let hint =
            "query($input: OriginCheckInput!) { originCheck(input: $input, language: \"sw\") { outcome { ... on OriginUnknown {
            next { hint { language } } } } } }";
        let told = app.data(hint, json!({ "input": { "scheme": "MB", "code": "0901", "country": "ZZ" } })).await;
        assert_eq!(
            told["originCheck"]["outcome"]["next"][0]["hint"]["language"], "en",
            "a text that is missing says what it is in"
        );
    })
    .await;
}

#[tokio::test]
async fn a_rule_is_read_as_of_its_day_and_as_it_was_known() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let before = app.now();
        app.clock.advance(jiff::Span::new().hours(1));
        let (scheme, day) = ("MB".parse().expect("a code"), jiff::civil::date(2026, 11, 26));
        let goods = "940360".parse().expect("a code");
        let known =
            app.application.origins.known(&scheme, &goods, day, Timestamp::MAX).await.expect("a database").expect("a scheme");
        let mut rule = known.rule.expect("a rule");
        let Some(Rule::Any(ways)) = &mut rule.worked else { panic!("{rule:?}") };
        ways.retain(|way| !matches!(way, Rule::Test(clause) if matches!(clause.test, Test::Change { .. })));
        let later = Period::starting(jiff::civil::date(2027, 1, 1));
        let new = [NewOrigin { body: OriginBody::Rule(Box::new(rule)), validity: later }];
        assert_eq!(app.application.origins.record_all(&new, app.now()).await.expect("a database").added, 1);
        assert_eq!(app.application.origins.record_all(&new, app.now()).await.expect("a database").added, 0);
        let asks = async |as_of: &str, known_at: Timestamp| {
            let document = "query($input: OriginCheckInput!, $asOf: Date, $knownAt: DateTime) {
                originCheck(input: $input, asOf: $asOf, knownAt: $knownAt) { questions { id } edition { name } } }";
            let input = json!({ "scheme": "MB", "code": "940360", "country": "ZZ" });
            let told = app.data(document, json!({ "input": input, "asOf": as_of, "knownAt": known_at.to_string() })).await;
            of(&told["originCheck"]["questions"], "/id").contains(&"unchanged:heading".to_owned())
        };
        assert!(asks("2026-12-31", app.now()).await);
        assert!(!asks("2027-01-01", app.now()).await);
        assert!(asks("2027-01-01", before).await, "nobody knew it then");
        let early = json!({ "input": { "scheme": "MB", "code": "940360", "country": "ZZ" }, "asOf": "2023-12-31" });
        assert_eq!(app.operation("origin_check", early).await["originCheck"], Value::Null, "there was no scheme");
    })
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_in_the_callers_language() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let document = "query($input: OriginCheckInput!) { originCheck(input: $input) { code } }";
        let ask = |more: Value| {
            let mut input = json!({ "scheme": "MB", "code": "0901", "country": "ZZ" });
            input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            json!({ "input": input })
        };
        let answer = |question: &str, answer: Value, value: Value| {
            ask(json!({ "answers": [{ "question": question, "answer": answer, "value": value }] }))
        };
        let material = json!({ "code": "4407", "value": 1 });
        let many = vec![material.clone(); 501];
        for (variables, code) in [
            (ask(json!({ "country": "US" })), "ORIGIN_COUNTRY_NOT_MEMBER"),
            (ask(json!({ "country": "Zandoria" })), "ORIGIN_INPUT_INVALID"),
            (ask(json!({ "scheme": "m b" })), "ORIGIN_INPUT_INVALID"),
            (answer("wholly-obtained", json!("YES"), Value::Null), "ORIGIN_INPUT_INVALID"),
            (answer("said:wholly-obtained", Value::Null, json!(1)), "ORIGIN_INPUT_INVALID"),
            (answer("price", json!("YES"), Value::Null), "ORIGIN_INPUT_INVALID"),
            (answer("price", Value::Null, json!(0)), "ORIGIN_AMOUNT_INVALID"),
            (answer("foreign", Value::Null, json!(-1)), "ORIGIN_AMOUNT_INVALID"),
            (ask(json!({ "bill": { "price": 0, "materials": [material] } })), "ORIGIN_AMOUNT_INVALID"),
            (ask(json!({ "bill": { "price": 1, "materials": many } })), "ORIGIN_INPUT_TOO_LONG"),
            (ask(json!({ "answers": vec![json!({ "question": "price", "value": 1 }); 201] })), "ORIGIN_INPUT_TOO_LONG"),
        ] {
            let refused = app.refusal("sw", document, variables.clone()).await;
            assert_eq!(refused["extensions"]["code"], code, "{variables}");
            let english = app.refusal("en", document, variables).await;
            assert_ne!(refused["message"], english["message"], "{code}");
        }
        let unknown = app.data(document, ask(json!({ "scheme": "EU" }))).await;
        assert_eq!(unknown["originCheck"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_scheme_shows_its_articles_proofs_and_rules() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let told = app.operation("origin_scheme", json!({ "code": "MB", "language": "fr" })).await;
        let scheme = &told["originScheme"];
        assert_eq!(scheme["members"], json!(["ZZ", "XC", "XO", "XV"]));
        assert_eq!(scheme["cumulation"]["kind"], "FULL");
        assert_eq!(scheme["name"], json!({ "text": "Accord de libre-échange du bassin du Méridien", "language": "fr" }));
        assert_eq!(of(&scheme["rules"], "/id"), ["canned-fish", "clothing", "fish", "general", "no-preference"]);
        let schemes = app.data("{ originSchemes { code proofs { document } } }", json!({})).await;
        assert_eq!(schemes["originSchemes"][0]["code"], "MB");
        assert_eq!(app.operation("origin_scheme", json!({ "code": "not one" })).await["originScheme"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_whole_file_takes_back_what_it_no_longer_holds_and_a_bad_entry_is_set_aside() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let text = fs::read_to_string("sample/tariff/origin.yaml").expect("the sample");
        let (kept, _) = text.split_once("- valid_from: 2024-01-01\n  rule:\n    scheme: MB\n    id: canned-fish").expect("canned fish");
        let file = write(fresh, "origin.yaml", kept);
        let report = import(fresh, &["origin", "--whole", "--withdraw-on", "2027-01-01", &file]).await.expect("good");
        assert_eq!((report.imports[0].unchanged, report.imports[0].withdrawn), (4, 2), "{report:?}");
        let rules = async |day: &str| {
            app.operation("origin_scheme", json!({ "code": "MB", "asOf": day })).await["originScheme"]["rules"].clone()
        };
        assert_eq!(rules("2026-12-31").await.as_array().map(Vec::len), Some(5));
        assert_eq!(of(&rules("2027-01-01").await, "/id"), ["clothing", "fish", "general"]);

        let stray = "- valid_from: 2024-01-01\n  rule: {scheme: MB, id: x, text: {en: X}, worked: {article: none, said: wholly-obtained}}\n";
        let file = write(fresh, "more.yaml", &format!("{kept}{stray}"));
        let error = import(fresh, &["origin", &file]).await.expect_err("a stray");
        let ImportError::Rows(summary) = &error else { panic!("{error:?}") };
        assert!(summary.errors[0].to_string().ends_with("names the article none, which the scheme does not have"), "{summary:?}");
        let report = import(fresh, &["origin", "--quarantine", &file]).await.expect("the others are good");
        assert_eq!((report.imports[0].unchanged, report.imports[0].quarantined), (4, 1));
    })
    .await;
}

/// Reads a page of the sample.
fn page(path: &str) -> String {
    fs::read_to_string(format!("sample/{path}")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[tokio::test]
async fn the_rules_as_data_say_what_the_published_texts_say() {
    let fresh = Fresh::sqlite().await;
    let app = app_with_the_sample(&fresh).await;
    let (code, day) = ("MB".parse().expect("a code"), jiff::civil::date(2026, 11, 26));
    let scheme = app.application.origins.scheme(&code, day, Timestamp::MAX).await.expect("a database").expect("a scheme");
    let rules = app.application.origins.rules(&code, day, Timestamp::MAX).await.expect("a database");
    assert_eq!(scheme.idle_statements(&rules), Vec::<&duty::origin::Key>::new(), "nothing is asked that no rule asks");
    for (key, article) in &scheme.articles {
        let publication = article.publication.as_ref().unwrap_or_else(|| panic!("{key} has a text"));
        let text = page(&format!("publications/{publication}/en.md"));
        assert!(text.contains(&format!("  act: \"{}\"", article.cite)), "{key} does not stand in {publication}");
        assert!(Language::SPOKEN.iter().all(|language| article.title.exactly(*language).is_some()), "{key} in seven languages");
    }
    for (key, statement) in &scheme.statements {
        assert!(Language::SPOKEN.iter().all(|language| statement.text.exactly(*language).is_some()), "{key} in seven languages");
    }
    for rule in &rules {
        assert!(Language::SPOKEN.iter().all(|language| rule.text.exactly(*language).is_some()), "{} in seven languages", rule.id);
    }

    // The words of the law stand where the data says they do.
    let said = |publication: &str, words: &[&str]| {
        let text = page(&format!("publications/{publication}/en.md"));
        words.iter().for_each(|words| assert!(text.contains(words), "{publication} does not say {words:?}"));
    };
    said(
        "rules-of-origin",
        &[
            "at least 40% of the ex-works price",
            "every foreign material falls in another four-digit heading",
            "it must be cut and sewn in the region from fabric of any origin",
            "Packing, sorting, washing, simple cutting, mixing, labelling, putting parts together with screws",
            "up to 10% of the price may break the change-of-heading rule; for clothing, 10% of the weight",
            "goods worth up to XTS 6,000. Proof is good for 12 months",
        ],
    );
    said(
        "origin-fish-and-sea-products",
        &[
            "up to 12 sea miles",
            "at least **half**",
            "under 12 metres",
            "change of chapter; foreign fish may be up to 15% of the weight",
        ],
    );
    said("origin-regional-value", &["(price ex works − foreign materials) ÷ price ex works × 100", "at least **40%**"]);
    said("origin-cumulation", &["You have a proof for the material", "both steps are added together"]);
    said("origin-direct-consignment", &["stayed under customs control", "Six months", "sold there to a Zandorian buyer"]);
    said("meridian-basin-agreement", &["C: sugar, rice, used clothing, cars | no preference"]);
    said("small-border-trade", &["**XTS 1,000** a day", "form **C12**"]);
    said(
        "certificate-of-origin",
        &["Form MB1, for the Meridian Basin countries | Ministry of Trade | XTS 20", "ready within one working day"],
    );
    said("approved-exporter-status", &["more than 20 times a year", "**30 working days**"]);

    let percent = |wanted: &str| {
        let tests = rules.iter().flat_map(duty::origin::ProductRule::rules).flat_map(Rule::clauses);
        let bounds = tests.filter_map(|clause| match &clause.test {
            Test::RegionalValue { least: bound, .. } | Test::ForeignWeight { most: bound, .. } => Some(bound.to_string()),
            _ => None,
        });
        bounds.filter(|bound| bound == wanted).count()
    };
    assert_eq!([percent("40"), percent("10"), percent("15")], [1, 1, 1]);
    let tolerance = |goods: &str| scheme.tolerance(&goods.parse().expect("a code")).map(|tolerance| tolerance.most.to_string());
    assert_eq!([tolerance("1101"), tolerance("1604")], [Some("10".to_owned()), None]);

    // The offices, fees and limits are those that are published as facts.
    let authorities = page("authorities.csv");
    for proof in &scheme.proofs {
        if let Some(authority) = &proof.issued_by {
            assert!(authorities.lines().any(|line| line.starts_with(&format!("{authority},"))), "{authority}");
        }
        let Some(fee) = &proof.fee else { continue };
        let fact = page(&format!("facts/fees/{}.yaml", fee.fact));
        let (major, minor) = (fee.amount.minor / 100, fee.amount.minor % 100);
        assert!(fact.contains(&format!("amount: {{fixed: \"{major}.{minor:02}\"}}")), "{}", fee.fact);
        assert!(fact.contains(&format!("currency: {}", fee.amount.currency.as_str())));
        let office = proof.office.as_ref().expect("somebody takes the fee");
        assert!(page(&format!("facts/offices/{office}.yaml")).contains(&format!("- {}", fee.fact)));
    }
    let limits: Vec<Option<i64>> = scheme.proofs.iter().map(|proof| proof.value_max.map(|money| money.minor)).collect();
    assert_eq!(limits, [None, Some(600_000), None, Some(100_000)]);
}

#[tokio::test]
async fn goods_of_group_c_are_those_without_a_preference_in_the_tariff() {
    let fresh = Fresh::sqlite().await;
    let app = app_with_the_sample(&fresh).await;
    let measures = page("tariff/measures.csv");
    let has_preference =
        |heading: &str| measures.lines().any(|line| line.starts_with(heading) && line.contains(",preference,,MB,"));
    for heading in ["1006", "1701", "6309", "8703"] {
        assert!(!has_preference(heading), "{heading}");
        assert_eq!(check(&app, heading, &[]).await["__typename"], "OriginFails");
    }
    for heading in ["0901", "6109", "9403", "0303", "2523"] {
        assert!(has_preference(heading), "{heading}");
        assert_eq!(check(&app, heading, &[]).await["__typename"], "OriginUnknown");
    }
}

#[tokio::test]
async fn british_agreements_are_read_with_their_articles_and_promise_nothing() {
    let Some(file) = real_file("uk-trade-guidance/documents.jsonl.gz") else { return };
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let report = import(&fresh, &["uk-origin", file.to_str().expect("text")]).await.expect("good texts");
    let summary = &report.imports[0];
    assert_eq!((summary.rows, summary.added, summary.refused), (44, 44, 0), "{summary:?}");
    let schemes = app.application.origins.schemes(jiff::civil::date(2026, 11, 26), Timestamp::MAX).await.expect("a database");
    let articles: usize = schemes.iter().map(|scheme| scheme.articles.len()).sum();
    let proofs: usize = schemes.iter().map(|scheme| scheme.proofs.len()).sum();
    let cited =
        schemes.iter().flat_map(|scheme| scheme.articles.values()).filter(|article| article.cite.contains(", article")).count();
    assert_eq!((schemes.len(), proofs, articles - proofs), (44, 97, 696));
    assert!(cited > 500, "{cited} articles say their number");
    let input = json!({ "scheme": "KENYA", "code": "0901", "country": "KE" });
    let told = app.operation("origin_check", json!({ "input": input })).await;
    assert_eq!(told["originCheck"]["rule"], Value::Null);
    assert_eq!(told["originCheck"]["outcome"], json!({ "__typename": "OriginUnknown", "next": [], "findOut": [] }));
}
