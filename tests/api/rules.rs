//! Business rules: a draft that contradicts itself or what stands is refused, one that is odd is warned of, and a country says which is
//! which. Row DUTY-M12.

use fingertip::platform::import::ImportError;

use crate::{
    import::{import, write},
    support::{
        app::App,
        database::{Fresh, each_database},
        given,
    },
};

const HEADER: &str = "code,type,origin,rate,condition,valid_from,valid_until,source_act,tax\n";
const DUTIES: &str = "0901110000,duty,,5 %,,2022-01-01,,Tariff Act,\n0901210000,duty,,10 %,,2022-01-01,,Tariff Act,\n\
                      0902100000,duty,,25 %,,2022-01-01,,Tariff Act,\n";
const BOOK: &str = "
- {kind: territory, name: ZZ, valid_from: 2022-01-01, source_act: Customs Act, currency: XTS, valuation: cif}
- {kind: tax, name: duty, valid_from: 2022-01-01, source_act: Tariff Act, names: {en: Duty}, flow: import, base: [customs-value],
   rounding: {mode: half-up, step: 1}, level: line, required: true}
- {kind: area, name: MB, valid_from: 2022-01-01, source_act: Basin Agreement, names: {en: Basin}, members: [{country: XC}]}
";

async fn book(fresh: &Fresh, text: &str) -> String {
    let folder = fresh.path("book");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("book.yaml"), text).expect("a file");
    folder.display().to_string()
}

async fn app(fresh: &Fresh) -> App {
    let app = App::over(fresh).await;
    app.application.nomenclature.record_all(&given::coffee_and_tea(), app.now()).await.expect("a database");
    import(fresh, &["tariff-book", &book(fresh, BOOK).await]).await.expect("a good book");
    app
}

fn measures(fresh: &Fresh, rows: &str) -> String {
    write(fresh, "measures.csv", &format!("{HEADER}{DUTIES}{rows}"))
}

const ODD: &str = "0901210000,preference,MB,12 %,,2022-01-01,,Basin Agreement,\n0902100000,preference,MB,as agreed,,2022-01-01,,Basin Agreement,\n";
const WRONG: &str =
    "0901210000,levy,,1 %,,2022-01-01,,Road Act,road-levy\n0902100000,preference,EFTA,0 %,,2022-01-01,,Other Agreement,\n";

#[tokio::test]
async fn a_draft_that_breaks_a_rule_is_refused_by_its_row_and_an_odd_one_is_warned_of() {
    each_database(async |fresh| {
        let _app = app(fresh).await;
        let file = measures(fresh, &format!("{ODD}{WRONG}"));
        let error = import(fresh, &["measures", &file]).await.expect_err("two measures break a rule");
        let ImportError::Rows(summary) = &error else { panic!("{error:?}") };
        let told: Vec<String> = summary.errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "measures.csv:7: MR008 is a rate of road-levy, which is no tax of the tariff book",
                "measures.csv:8: MR003 is for EFTA, which is no group of the tariff book",
            ]
        );
        assert_eq!(fresh.number("select count(*) from measure").await, 0, "nothing was stored");

        let report = import(fresh, &["measures", "--quarantine", &file]).await.expect("the others are good");
        let summary = &report.imports[0];
        assert_eq!((summary.added, summary.quarantined, summary.warned), (5, 2, 2), "{summary}");
        let warned: Vec<String> = summary.warnings.iter().map(ToString::to_string).collect();
        assert!(
            warned[0].starts_with("measures.csv:5: MR015 is 12 %, above the normal duty of 10 % on 2022-01-01"),
            "{warned:?}"
        );
        assert!(warned[1].starts_with("measures.csv:6: MR001 rate \"as agreed\""), "{warned:?}");
        assert!(summary.to_string().contains("warning: measures.csv:5: MR015"), "{summary}");
        let json = serde_json::to_value(&report).expect("a report");
        assert_eq!(
            (&json["imports"][0]["warned"], json["imports"][0]["warnings"].as_array().map(Vec::len)),
            (&2.into(), Some(2))
        );
    })
    .await;
}

#[tokio::test]
async fn a_country_says_what_follows_when_a_rule_is_broken() {
    each_database(async |fresh| {
        let _app = app(fresh).await;
        let file = measures(fresh, &format!("{ODD}{WRONG}"));
        let rules = |text: &str| write(fresh, "rules.yaml", text);
        let milder = rules("MR008: warning\nMR003: off\nMR015: off\n");
        let report = import(fresh, &["measures", "--rules", &milder, &file]).await.expect("no rule refuses it");
        assert_eq!((report.imports[0].added, report.imports[0].warned), (7, 2));

        let stricter = rules("MR001: error\n");
        let odd = measures(fresh, &ODD.replace("2022-01-01", "2023-01-01"));
        let error = import(fresh, &["measures", "--rules", &stricter, &odd]).await.expect_err("a rate cannot be read");
        let ImportError::Rows(summary) = &error else { panic!("{error:?}") };
        assert_eq!((summary.refused, summary.errors[0].line), (1, 6));
        for bad in ["MR999: error\n", "MR001: loud\n", "- MR001\n"] {
            let refused = import(fresh, &["measures", "--rules", &rules(bad), &odd]).await.expect_err(bad);
            assert!(matches!(refused, ImportError::File { .. }), "{bad}: {refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_book_that_measures_no_longer_fit_is_warned_of() {
    each_database(async |fresh| {
        let _app = app(fresh).await;
        import(fresh, &["measures", &measures(fresh, "")]).await.expect("good measures");
        let fitting = import(fresh, &["tariff-book", &book(fresh, BOOK).await]).await.expect("a good book");
        assert_eq!(fitting.imports[0].warned, 0, "{}", fitting.imports[0]);
        let idle = "- {kind: tax, name: surtax, valid_from: 2022-01-01, source_act: Tariff Act, names: {en: Surtax}, flow: import,\n\
                    \x20  base: [customs-value], rounding: {mode: half-up, step: 1}, level: line}\n\
                    - {kind: area, name: NB, valid_from: 2022-01-01, source_act: No Agreement, names: {en: Nobody}, members: []}\n";
        let report = import(fresh, &["tariff-book", &book(fresh, &format!("{BOOK}{idle}")).await]).await.expect("only warnings");
        let told: Vec<&str> = report.imports[0].warnings.iter().map(|warning| warning.reason.as_str()).collect();
        assert_eq!(told, ["BR003 tax surtax has no rate anywhere", "BR001 group NB has no members"]);
    })
    .await;
}
