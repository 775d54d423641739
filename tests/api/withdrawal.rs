//! A newer file withdraws what it no longer holds: from a day on, never too much at once, and what we said before can still be read.

use std::{fs, sync::Arc};

use fingertip::{
    command::import::Report,
    platform::{
        clock::{SharedClock, StandingClock},
        import::{FileError, ImportError, TooMuch, WholeTarget},
        outbox::Outbox,
    },
    search::teaching::Teaching,
    tariff::{Measure, Measures, NoteKind},
};
use jiff::civil::date;
use vocabulary::{Date, HsCode, Timestamp};

use super::import::{import_at, nomenclature, text, write};
use crate::support::database::{Fresh, each_database};

const HEADER: &str = "code,suffix,indent,declarable,valid_from,valid_until,description_en,description_fr\n";
const ABOVE: &str =
    "0900000000,80,0,false,2022-01-01,,Coffee and tea,Café et thé\n0901000000,80,0,false,2022-01-01,,Coffee,Café\n";
const ROASTED: &str = "0901210000,80,1,true,2022-01-01,,Roasted,Torréfié\n";
const GROUND: &str = "0901220000,80,1,true,2022-01-01,,Ground,Moulu\n";
const COMING: &str = "0901900000,80,1,true,2027-01-01,,Husks,Pellicules\n";
const EDITION: Date = date(2026, 7, 1);
const EVE: Date = date(2026, 6, 30);

fn at(instant: &str) -> SharedClock {
    Arc::new(StandingClock::at(instant.parse().expect("an instant")))
}

async fn import(fresh: &Fresh, instant: &str, arguments: &[&str]) -> Result<Report, ImportError> {
    import_at(&fresh.database, at(instant), arguments).await
}

async fn is_found(fresh: &Fresh, code: &str, day: Date, known_at: Timestamp) -> bool {
    let code: HsCode = code.parse().expect("a code");
    nomenclature(fresh).chapter(&code, day, known_at).await.expect("can be read").find(&code).is_some()
}

#[tokio::test]
async fn a_line_that_a_newer_file_lacks_ends_on_the_day_of_the_edition() {
    each_database(async |fresh| {
        let old = write(fresh, "old.csv", &[HEADER, ABOVE, ROASTED, GROUND, COMING].concat());
        let new = write(fresh, "new.csv", &[HEADER, ABOVE, GROUND].concat());
        import(fresh, "2026-06-01T12:00:00Z", &["nomenclature", &old]).await.expect("good lines");
        let part = import(fresh, "2026-06-02T12:00:00Z", &["nomenclature", &new]).await.expect("good lines");
        assert_eq!(part.imports[0].withdrawn, 0, "a part takes nothing back");

        let whole = ["nomenclature", "--whole", "--withdraw-on", "2026-07-01", &new];
        let tried = import(fresh, "2026-06-03T12:00:00Z", &[&whole[..], &["--dry-run"]].concat()).await.expect("good lines");
        assert_eq!((tried.imports[0].withdrawn, is_found(fresh, "090121", EDITION, Timestamp::MAX).await), (2, true));
        let report = import(fresh, "2026-06-03T12:00:00Z", &whole).await.expect("good lines");
        assert_eq!((report.imports[0].added, report.imports[0].withdrawn), (0, 2));

        assert!(is_found(fresh, "090121", EVE, Timestamp::MAX).await);
        assert!(!is_found(fresh, "090121", EDITION, Timestamp::MAX).await);
        assert!(!is_found(fresh, "090190", date(2027, 1, 1), Timestamp::MAX).await, "what was announced is called off");
        assert!(is_found(fresh, "090122", EDITION, Timestamp::MAX).await);
        let before = "2026-06-03T11:59:59Z".parse().expect("an instant");
        assert!(is_found(fresh, "090121", EDITION, before).await && is_found(fresh, "090190", date(2027, 1, 1), before).await);

        let rows = "select count(*) from goods_line_revision";
        let (lines, events) = (fresh.number(rows).await, fresh.number("select count(*) from outbox").await);
        let again = import(fresh, "2026-06-04T12:00:00Z", &whole).await.expect("good lines");
        assert_eq!((again.imports[0].added, again.imports[0].withdrawn), (0, 0));
        assert_eq!((fresh.number(rows).await, fresh.number("select count(*) from outbox").await), (lines, events));

        let back = import(fresh, "2026-06-05T12:00:00Z", &["nomenclature", &old]).await.expect("good lines");
        assert_eq!((back.imports[0].added, is_found(fresh, "090121", EDITION, Timestamp::MAX).await), (2, true));
    })
    .await;
}

#[tokio::test]
async fn a_new_edition_replaces_the_old_one_and_ends_what_it_lacks() {
    each_database(async |fresh| {
        let old = write(fresh, "old.csv", &[HEADER, ABOVE, ROASTED, GROUND].concat());
        let anew = [HEADER, ABOVE, GROUND].concat().replace("2022-01-01", "2026-07-01").replace(",Moulu", ",");
        let new = write(fresh, "new.csv", &anew);
        import(fresh, "2026-06-01T12:00:00Z", &["nomenclature", &old]).await.expect("good lines");
        let whole = ["nomenclature", "--whole", "--withdraw-on", "2026-07-01", &new];
        let report = import(fresh, "2026-06-03T12:00:00Z", &whole).await.expect("good lines");
        assert_eq!((report.imports[0].added, report.imports[0].withdrawn), (3, 2), "a line, and a description of another");
        let code: HsCode = "0901220000".parse().expect("a code");
        let languages = async |day| {
            let chapter = nomenclature(fresh).chapter(&code, day, Timestamp::MAX).await.expect("can be read");
            chapter.lines()[chapter.find(&code).expect("still there")].descriptions.len()
        };
        assert_eq!((languages(EVE).await, languages(EDITION).await), (2, 1));
        assert!(is_found(fresh, "090121", EVE, Timestamp::MAX).await);
        assert!(!is_found(fresh, "090121", EDITION, Timestamp::MAX).await);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_would_withdraw_too_much_is_refused_and_loses_nothing() {
    each_database(async |fresh| {
        let lines: String = (10..50).map(|at| format!("0901{at}0000,80,1,true,2022-01-01,,Coffee {at},\n")).collect();
        let old = write(fresh, "old.csv", &[HEADER, ABOVE, &lines].concat());
        let new = write(fresh, "new.csv", &[HEADER, ABOVE, "0901600000,80,1,true,2022-01-01,,New,\n"].concat());
        import(fresh, "2026-06-01T12:00:00Z", &["nomenclature", &old]).await.expect("good lines");
        let error = import(fresh, "2026-06-02T12:00:00Z", &["nomenclature", "--whole", &new]).await.expect_err("too much");
        let ImportError::Withdrawal { excess, .. } = &error else { panic!("{error:?}") };
        assert_eq!(*excess, TooMuch { missing: 40, standing: 42, limit: 20 });
        assert_eq!(error.code(), "IMPORT_WITHDRAWAL_REFUSED");
        assert!(error.explain().contains("40 of the 42") && error.explain().contains("--withdraw-max"), "{}", error.explain());
        assert_eq!(fresh.number("select count(*) from goods_line_revision").await, 42, "not even the new line is there");

        let allowed = ["nomenclature", "--whole", "--withdraw-max", "100", &new];
        let report = import(fresh, "2026-06-02T12:00:00Z", &allowed).await.expect("allowed");
        assert_eq!((report.imports[0].added, report.imports[0].withdrawn), (1, 40));
    })
    .await;
}

#[tokio::test]
async fn bad_rows_and_other_formats_withdraw_nothing() {
    let fresh = Fresh::sqlite().await;
    let old = write(&fresh, "old.csv", &[HEADER, ABOVE, ROASTED].concat());
    let damaged = write(&fresh, "damaged.csv", &[HEADER, ABOVE, "0901210000,80,1,true,yesterday,,Roasted,\n"].concat());
    import(&fresh, "2026-06-01T12:00:00Z", &["nomenclature", &old]).await.expect("good lines");
    let report = import(&fresh, "2026-06-02T12:00:00Z", &["nomenclature", "--whole", "--quarantine", &damaged]).await;
    let summary = &report.expect("the others are good").imports[0];
    assert_eq!((summary.quarantined, summary.withdrawn), (1, 0), "the bad row may be the line");
    assert!(summary.to_string().contains("nothing withdrawn, because rows are bad"), "{summary}");
    let error = import(&fresh, "2026-06-02T12:00:00Z", &["facts", "--whole", "sample/facts"]).await.expect_err("never whole");
    assert!(matches!(error, ImportError::File { error: FileError::NeverWhole, .. }), "{error:?}");
}

#[tokio::test]
async fn notes_measures_and_words_that_a_newer_folder_lacks_are_gone() {
    each_database(async |fresh| {
        let folder = fresh.path("territory");
        for name in ["tariff", "search"] {
            fs::create_dir_all(folder.join(name)).expect("a folder can be made");
        }
        let put = |name: &str, content: String| fs::write(folder.join(name), content).expect("can be written");
        let note = |text: &str| format!("09,note,en,{text},2022-01-01,\n");
        let measure = |rate: &str, origin: &str| format!("0901210000,duty,{origin},{rate},,2022-01-01,,Tariff Act\n");
        put("tariff/nomenclature.csv", [HEADER, ABOVE, ROASTED].concat());
        let notes = "scope,kind,language,text,valid_from,valid_until\n";
        put("tariff/notes.csv", [notes, &note("About coffee"), &note("About tea"), &note("About mate")].concat());
        let measures = "code,type,origin,rate,condition,valid_from,valid_until,source_act\n";
        put("tariff/measures.csv", [measures, &measure("10 %", ""), &measure("0 %", "MB")].concat());
        let references = "term,language,target,note\n";
        put("search/references.csv", format!("{references}beans,en,0901,\nmocha,en,0901,\ngrains,fr,0901,\n"));
        let synonyms = "kind,language,from,to,owner\n";
        put("search/synonyms.csv", format!("{synonyms}one-way,en,java,coffee,zz-customs\nequivalent,en,brew,tea,zz-customs\n"));
        let sample = text(&folder);
        import(fresh, "2026-06-01T12:00:00Z", &["sample", &sample]).await.expect("a good folder");

        put("tariff/notes.csv", [notes, &note("About tea"), &note("About mate")].concat());
        put("tariff/measures.csv", [measures, &measure("10 %", "")].concat());
        put("search/references.csv", format!("{references}beans,en,0901,\n"));
        put("search/synonyms.csv", format!("{synonyms}one-way,en,java,coffee,zz-customs\n"));
        let part = import(fresh, "2026-06-02T12:00:00Z", &["sample", "--partial", &sample]).await.expect("a good folder");
        assert!(part.imports.iter().all(|summary| (summary.added, summary.withdrawn) == (0, 0)), "{part:#?}");
        let report = import(fresh, "2026-06-15T12:00:00Z", &["sample", &sample]).await.expect("a good folder");
        let withdrawn: Vec<u64> = report.imports.iter().map(|summary| summary.withdrawn).collect();
        assert_eq!(withdrawn, [0, 1, 1, 1, 1], "{report:#?}");
        assert!(report.imports.iter().all(|summary| summary.added == 0), "{report:#?}");

        let (today, yesterday) = (date(2026, 6, 15), date(2026, 6, 14));
        let chapter: HsCode = "09".parse().expect("a chapter");
        let notes = async |day| {
            let notes = nomenclature(fresh).notes(&chapter, day, Timestamp::MAX).await.expect("can be read");
            notes.into_iter().filter(|note| note.kind == NoteKind::Note).map(|note| note.text).collect::<Vec<_>>()
        };
        assert_eq!(notes(yesterday).await, ["About coffee", "About tea", "About mate"]);
        assert_eq!(notes(today).await, ["About tea", "About mate"]);
        let measures = Measures::new(fresh.database.clone(), Outbox::new(fresh.database.clone()));
        let lines = ["0901210000".parse().expect("a code")];
        let count = async |day| measures.in_force(&lines, day, Timestamp::MAX).await.expect("can be read").len();
        assert_eq!((count(yesterday).await, count(today).await), (2, 1));
        let teaching = Teaching::new(fresh.database.clone(), Outbox::new(fresh.database.clone()));
        let terms: Vec<String> =
            teaching.references().await.expect("can be read").into_iter().map(|reference| reference.term).collect();
        assert_eq!(terms, ["beans", "grains"], "a file of English words says nothing of French ones");
        assert_eq!(teaching.synonyms().await.expect("can be read").len(), 1);

        let again = import(fresh, "2026-06-16T12:00:00Z", &["sample", &sample]).await.expect("a good folder");
        assert!(again.imports.iter().all(|summary| (summary.added, summary.withdrawn) == (0, 0)), "{again:#?}");
    })
    .await;
}

#[tokio::test]
async fn a_word_that_was_withdrawn_is_no_longer_found() {
    let fresh = Fresh::sqlite().await;
    let app = crate::support::app::App::over(&fresh).await;
    let lines = write(&fresh, "lines.csv", &[HEADER, ABOVE, ROASTED].concat());
    let both = write(&fresh, "both.csv", "term,language,target,note\nmuckefuck,en,0901,\nmocha,en,0901,\n");
    let one = write(&fresh, "one.csv", "term,language,target,note\nmocha,en,0901,\n");
    let now = app.now().to_string();
    for arguments in [&["nomenclature", &lines][..], &["search-references", &both]] {
        import(&fresh, &now, arguments).await.expect("good rows");
    }
    let found = async || {
        app.indexed().await;
        let data = app.data("{ search(text: \"muckefuck\") { nodes { title } } }", serde_json::json!({})).await;
        data["search"]["nodes"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(found().await, 1);
    import(&fresh, &now, &["search-references", "--whole", &one]).await.expect("good rows");
    assert_eq!(found().await, 0);
}

#[tokio::test]
async fn a_rate_and_a_description_in_error_give_way_to_what_the_whole_file_says() {
    each_database(async |fresh| {
        let lines = [HEADER, ABOVE, ROASTED].concat();
        let wrong_line = ROASTED.replace("2022", "2025").replace("Roasted", "Toasted").replace(",Torréfié", ",");
        let rate = |day: &str, rate: &str| format!("0901210000,duty,,{rate},,{day},,Tariff Act\n");
        let rates = "code,type,origin,rate,condition,valid_from,valid_until,source_act\n";
        let put = |name: &str, content: &[&str]| write(fresh, name, &content.concat());
        let (right, wrong) = (put("right.csv", &[&lines]), put("wrong.csv", &[&lines, &wrong_line]));
        let (ten, twelve) = (rate("2022-01-01", "10 %"), rate("2025-01-01", "12 %"));
        let (right_rates, wrong_rates) =
            (put("right-rates.csv", &[rates, &ten]), put("wrong-rates.csv", &[rates, &ten, &twelve]));
        let now = "2026-06-15T12:00:00Z";
        for arguments in [["nomenclature", &wrong], ["measures", &wrong_rates]] {
            import(fresh, "2026-06-01T12:00:00Z", &arguments).await.expect("good rows");
        }
        for arguments in [["nomenclature", "--whole", &right], ["measures", "--whole", &right_rates]] {
            let report = import(fresh, now, &arguments).await.expect("good rows");
            assert_eq!((report.imports[0].added, report.imports[0].withdrawn), (0, 1), "{report:#?}");
            let again = import(fresh, "2026-06-20T12:00:00Z", &arguments).await.expect("good rows");
            assert_eq!((again.imports[0].added, again.imports[0].withdrawn), (0, 0), "{again:#?}");
        }

        let measures = Measures::new(fresh.database.clone(), Outbox::new(fresh.database.clone()));
        let code: HsCode = "0901210000".parse().expect("a code");
        for (day, rate, english) in [
            (date(2026, 6, 14), "12 %", "Toasted"),
            (date(2026, 6, 15), "10 %", "Roasted"),
            (date(2030, 1, 1), "10 %", "Roasted"),
        ] {
            let standing = measures.in_force(&[code], day, Timestamp::MAX).await.expect("can be read");
            assert_eq!(standing.iter().map(|measure| measure.rate.as_str()).collect::<Vec<_>>(), [rate], "on {day}");
            let chapter = nomenclature(fresh).chapter(&code, day, Timestamp::MAX).await.expect("can be read");
            let line = &chapter.lines()[chapter.find(&code).expect("still there")];
            let said: Vec<&str> = line.descriptions.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(said, [english, "Torréfié"], "on {day}");
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_withdrawn_where_nothing_may_be() {
    each_database(async |fresh| {
        let references = "term,language,target,note\n";
        let old = write(fresh, "old.csv", &format!("{references}beans,en,0901,\nmocha,en,0901,\n"));
        let new = write(fresh, "new.csv", &format!("{references}beans,en,0901,\n"));
        let lines = write(fresh, "lines.csv", &[HEADER, ABOVE, ROASTED].concat());
        let rates = "code,type,origin,rate,condition,valid_from,valid_until,source_act\n0901210000,duty,,10 %,,2022-01-01,,Act\n";
        let rates = write(fresh, "rates.csv", rates);
        for arguments in [["search-references", &old], ["nomenclature", &lines], ["measures", &rates]] {
            import(fresh, "2026-06-01T12:00:00Z", &arguments).await.expect("good rows");
        }
        let refused = ["search-references", "--whole", "--withdraw-max", "0", &new];
        let error = import(fresh, "2026-06-02T12:00:00Z", &refused).await.expect_err("not even one");
        let ImportError::Withdrawal { excess, .. } = &error else { panic!("{error:?}") };
        assert_eq!(*excess, TooMuch { missing: 1, standing: 2, limit: 0 });
        assert_eq!(fresh.number("select count(*) from search_reference").await, 2);

        // What another import took from under the file after it was checked is counted again where it is withdrawn.
        let measures = Measures::new(fresh.database.clone(), Outbox::new(fresh.database.clone()));
        let held = <Measures as WholeTarget<Measure>>::Held::default();
        let none = "0".parse().expect("a share");
        let now = "2026-06-02T12:00:00Z".parse().expect("an instant");
        let taken = WholeTarget::<Measure>::take_back(&measures, &held, EDITION, none, now).await.expect("a database");
        assert_eq!(taken, Err(TooMuch { missing: 1, standing: 1, limit: 0 }));
        let code: HsCode = "0901210000".parse().expect("a code");
        assert_eq!(measures.in_force(&[code], EDITION, Timestamp::MAX).await.expect("can be read").len(), 1);
    })
    .await;
}
