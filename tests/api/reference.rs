//! Reference codes: what a code stands for on a day, in a language; whole lists, page by page.

use fingertip::reference::{CodeList, ReferenceCode};
use jiff::civil::date;
use serde_json::{Value, json};
use vocabulary::{Date, Language};

use crate::{
    import::{import, text, write},
    support::{
        app::App,
        database::{Fresh, each_database},
        shared::real_file,
    },
};

async fn app_with_codes(fresh: &Fresh) -> App {
    let files = [
        (
            "countries",
            "alpha2,alpha3,numeric,name_en,name_fr,name_ar,currency\nQM,QMA,901,Calderia,Caldérie,كالديريا,QTA\n\
             QN,QNA,902,Ostrelia,,,QKR\nQO,QOA,903,Vellora,Vellore,,QKR\n",
        ),
        (
            "currencies",
            "Entity,Currency,AlphabeticCode,NumericCode,MinorUnit,WithdrawalDate\nCALDERIA,Thaler,QTA,901,3,\n\
             OSTRELIA,Old Krone,QKR,902,,2009-01\nOSTRELIA,Krone,QKR,902,2,\nVELLORA,Mark,QMK,903,,2002-03\nVELLORA,Ounce,QXO,904,-,\n",
        ),
        (
            "locations",
            "locode,name,name_diacritics,subdivision,functions,lat,lon\nQMPMD,Port Méridien,Port Meridien,,1B,1.5,-2\n\
             QMZND,Zandor 50%,,,4,,\nQNPOR,Northport,,,1,,\n",
        ),
    ];
    let app = App::over(fresh).await;
    for (kind, content) in files {
        import(fresh, &[kind, &write(fresh, "codes.csv", content)]).await.expect(kind);
    }
    app
}

fn told(data: &Value) -> Vec<String> {
    let nodes = data["referenceCodes"]["nodes"].as_array().expect("nodes");
    let word = |node: &Value, name: &str| node[name].as_str().unwrap_or("-").to_owned();
    nodes.iter().map(|node| ["code", "name", "language"].map(|name| word(node, name)).join(" ")).collect()
}

async fn find(app: &App, list: CodeList, code: &str, language: Language, day: Date) -> Option<ReferenceCode> {
    let code = code.parse().expect("a code");
    app.application.reference_codes.find(list, &code, language, day, app.now()).await.expect("a database")
}

#[tokio::test]
async fn a_country_is_named_in_the_language_asked_for_else_in_english() {
    each_database(async |fresh| {
        let app = app_with_codes(fresh).await;
        let in_language =
            |language: &'static str| app.operation("reference_codes", json!({ "list": "COUNTRY", "language": language }));
        assert_eq!(told(&in_language("fr").await), ["QM Caldérie fr", "QN Ostrelia en", "QO Vellore fr"]);
        assert_eq!(told(&in_language("ar").await), ["QM كالديريا ar", "QN Ostrelia en", "QO Vellora en"]);
        let first = in_language("en").await["referenceCodes"]["nodes"][0].clone();
        assert_eq!(first["attributes"][0], json!({ "name": "alpha3", "value": "QMA" }));
        let day = date(2026, 6, 15);
        let country = find(&app, CodeList::Country, "qm", Language::FR, day).await.expect("a country");
        assert_eq!((country.name.as_str(), country.language), ("Caldérie", Language::FR));
        assert_eq!(find(&app, CodeList::Country, "QZ", Language::FR, day).await, None);
        assert_eq!(find(&app, CodeList::Currency, "QM", Language::FR, day).await, None, "lists are apart");
    })
    .await;
}

#[tokio::test]
async fn a_currency_is_there_on_its_days_and_has_its_minor_units() {
    each_database(async |fresh| {
        let app = app_with_codes(fresh).await;
        let on = async |code: &'static str, day: Date| find(&app, CodeList::Currency, code, Language::EN, day).await;
        let today = date(2026, 6, 15);
        assert_eq!(on("QTA", today).await.expect("a currency").minor_units(), Some(3));
        assert_eq!(on("QXO", today).await.expect("a currency").minor_units(), None);
        assert_eq!(on("QKR", date(2008, 12, 31)).await.expect("a currency").name, "Old Krone");
        assert_eq!(on("QKR", date(2009, 1, 1)).await.expect("a currency").name, "Krone");
        assert!(on("QMK", date(2002, 2, 28)).await.is_some());
        assert!(on("QMK", date(2002, 3, 1)).await.is_none());
        let then = app.operation("reference_codes", json!({ "list": "CURRENCY", "asOf": "2002-02-28" })).await;
        assert_eq!(told(&then), ["QKR Old Krone en", "QMK Mark en", "QTA Thaler en", "QXO Ounce en"]);
    })
    .await;
}

#[tokio::test]
async fn a_place_is_found_by_code_by_name_and_without_accents_and_nothing_is_a_pattern() {
    each_database(async |fresh| {
        let app = app_with_codes(fresh).await;
        let search = |text: &'static str| app.operation("reference_codes", json!({ "list": "LOCATION", "search": text }));
        for text in ["qmpm", "PORT MÉRI", "port meri"] {
            assert_eq!(told(&search(text).await), ["QMPMD Port Méridien en"], "{text}");
        }
        assert_eq!(told(&search("port").await).len(), 2);
        assert_eq!(told(&search("50%").await), ["QMZND Zandor 50% en"]);
        assert_eq!(told(&search("p_rt").await), Vec::<String>::new());
        assert_eq!(told(&search("!").await), Vec::<String>::new());
        assert_eq!(told(&search("  ").await).len(), 3, "nothing typed is no search");
    })
    .await;
}

#[tokio::test]
async fn a_list_is_read_page_by_page_to_its_end() {
    each_database(async |fresh| {
        let app = app_with_codes(fresh).await;
        let page = |after: Value| {
            app.operation("reference_codes", json!({ "list": "COUNTRY", "first": 2, "after": after, "language": "fr" }))
        };
        let first = page(Value::Null).await;
        assert_eq!(told(&first), ["QM Caldérie fr", "QN Ostrelia en"]);
        let info = &first["referenceCodes"]["pageInfo"];
        assert_eq!((&info["hasNextPage"], &info["endCursor"]), (&json!(true), &json!("QN")));
        let second = page(info["endCursor"].clone()).await;
        assert_eq!(told(&second), ["QO Vellore fr"]);
        assert_eq!(second["referenceCodes"]["pageInfo"]["hasNextPage"], false);
        let document = crate::support::app::operation("reference_codes");
        for (variables, code) in [
            (json!({ "list": "COUNTRY", "first": 51 }), "PAGE_SIZE_INVALID"),
            (json!({ "list": "COUNTRY", "after": "no code" }), "CURSOR_INVALID"),
            (json!({ "list": "COUNTRY", "search": "x".repeat(257) }), "QUERY_TOO_LONG"),
        ] {
            assert_eq!(app.refusal("en", &document, variables).await["extensions"]["code"], code);
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_goes_on_past_codes_that_are_no_longer_there() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let mut rows = "Entity,Currency,AlphabeticCode,NumericCode,MinorUnit,WithdrawalDate\n".to_owned();
        for number in 0..26 * 10 {
            let code = format!("Q{}{}", char::from(b'A' + (number / 26) as u8), char::from(b'A' + (number % 26) as u8));
            rows.push_str(&format!("CALDERIA,Mark,{code},901,,2002-03\n"));
        }
        rows.push_str("CALDERIA,Mark,QZA,901,2,\nCALDERIA,Mark,QZB,901,2,\n");
        import(fresh, &["currencies", &write(fresh, "codes.csv", &rows)]).await.expect("good currencies");
        let page = app.operation("reference_codes", json!({ "list": "CURRENCY", "search": "mark", "first": 1 })).await;
        assert_eq!(told(&page), ["QZA Mark en"]);
        assert_eq!(page["referenceCodes"]["pageInfo"]["hasNextPage"], true);
    })
    .await;
}

#[tokio::test]
async fn a_page_of_a_hundred_thousand_places_comes_at_once() {
    let Some(file) = real_file("reference-codes/unlocode.csv.gz") else { return };
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    import(&fresh, &["locations", "--quarantine", &text(&file)]).await.expect("most places are good");
    for search in [Value::Null, json!("port"), json!("xqzw"), json!("usnyc")] {
        let begun = std::time::Instant::now();
        let page = app.operation("reference_codes", json!({ "list": "LOCATION", "search": search, "first": 50 })).await;
        let (found, took) = (told(&page).len(), begun.elapsed());
        println!("{search}: {found} places in {took:?}");
        assert!(took.as_secs() < 2, "{search}: {took:?}");
    }
}
