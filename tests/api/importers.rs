//! Each format that others publish in: what is good is kept once, what is bad is told by its line, and real files are read whole.

use std::collections::BTreeSet;

use duty::text::parse_rate;
use fingertip::{
    platform::{
        import::{ImportError, ImportFile},
        outbox::Outbox,
    },
    tariff::Measures,
};
use jiff::civil::date;
use vocabulary::{Language, Timestamp};

use crate::{
    import::{import, import_at, nomenclature, text, wall_clock, write},
    support::{
        database::{Fresh, each_database},
        shared::real_file,
    },
};

/// A small file in the shape of a format, with one bad row.
struct Format {
    kind: &'static str,
    name: &'static str,
    content: &'static str,
    good_rows: u64,
    bad_line: u64,
    /// How many things of its table it leaves.
    kept: (&'static str, i64),
}

const LINES: &str = "select count(*) from goods_line_revision";
const CODES: &str = "select count(*) from reference_code";

const FORMATS: [Format; 12] = [
    Format {
        kind: "eu-nomenclature",
        name: "cn.tsv",
        content: "cnkey\tcn_code\tlevel\tdashes\ten\tel\tfr_2025\tsuppl_unit\n090011000090\tII\t1\t\tSECTION II\t\t\t\n\
                  090021000090\t09\t2\t\tCHAPTER 9\tΚΕΦΑΛΑΙΟ 9\t\t\n090100000080\t0901\t3\t0\tCoffee, \"green\" or not\tΚαφές\tCafé\t\n\
                  0901\t0901\t3\t0\tShort\t\t\t\n090111000080\t09011100\t4\t1\tGreen\tΠράσινος\t\tkg\n",
        good_rows: 3,
        bad_line: 5,
        kept: (LINES, 3),
    },
    Format {
        kind: "eu-nomenclature",
        name: "cn.csv",
        content: "cnkey,cn_code,level,fr\n090100000080,0901,3,\"Café, même torréfié\"\n090111000080,09011100,four,Vert\n",
        good_rows: 1,
        bad_line: 3,
        kept: (LINES, 1),
    },
    Format {
        kind: "br-nomenclature",
        name: "ncm.csv",
        content: "code,description_pt,valid_from,valid_to\n09,Café,01/04/2022,31/12/9999\n0901,\"Café, mesmo torrado\",01/04/2022,31/12/9999\n\
                  09011,- Não torrado:,01/04/2022,31/12/9999\n09011110,-- Em grão,01/04/2022,31/12/9999\n09012100,-- Torrado,2022-04-01,\n",
        good_rows: 4,
        bad_line: 6,
        kept: (LINES, 4),
    },
    Format {
        kind: "mx-nomenclature",
        name: "tigie.csv",
        content: "code,digits,description_es\n0901,4,Café.\n090110,6,Sin tostar:\n090111,6,Con cafeína.\n09011101,8,En grano.\n090x,4,Té\n",
        good_rows: 4,
        bad_line: 6,
        kept: (LINES, 4),
    },
    Format {
        kind: "eaeu-headings",
        name: "tnved.csv",
        content: "hs4,description_ru,valid_to\n0901,КОФЕ,\n0902,ЧАЙ,31.12.2016\n0903,МАТЕ,31/12/2016\n",
        good_rows: 2,
        bad_line: 4,
        kept: (LINES, 2),
    },
    Format {
        kind: "au-tariff",
        name: "au.csv",
        content: "section,chapter,heading,code,stat_code,unit,description,duty_rate\nII,9,0902,0902101,,,- Green,\n\
                  II,9,0902,\u{200b}09021010*,05,kg,-- In bags,5%  DCS4%\nIII,9,0902,\u{200b}09021010*,05,kg,-- In bags,5%  DCS4%\n\
                  II,9,0902,09023000,10,kg,,\n",
        good_rows: 4,
        bad_line: 5,
        kept: ("select count(*) from measure where origin = 'DCS' and rate = '4 %'", 1),
    },
    Format {
        kind: "australian-acts",
        name: "acts.jsonl",
        content: "{\"id\":\"au-tea-act-s2\",\"act\":\"Tea Act 1902\",\"section\":\"2\",\"lang\":\"en\",\"text\":\"Tea is tea.\"}\n{\"id\":1}\n",
        good_rows: 1,
        bad_line: 2,
        kept: ("select count(*) from publication_revision", 1),
    },
    Format {
        kind: "countries",
        name: "countries.csv",
        content: "alpha2,alpha3,numeric,name_en,name_ar,currency\nQM,QMA,901,Calderia,كالديريا,XTS\nQ,QNA,902,Ostrelia,,XTS\n",
        good_rows: 1,
        bad_line: 3,
        kept: (CODES, 2),
    },
    Format {
        kind: "currencies",
        name: "currencies.csv",
        content: "Entity,Currency,AlphabeticCode,NumericCode,MinorUnit,WithdrawalDate\nCALDERIA,Old Thaler,QTA,901,,2009-01\n\
                  CALDERIA,Thaler,QTA,901,3,\nOSTRELIA,Thaler,QTA,901,3,\nVELLORA,Krone,QKR,902,many,\n",
        good_rows: 2,
        bad_line: 5,
        kept: (CODES, 2),
    },
    Format {
        kind: "units",
        name: "units.csv",
        content: "Quantity,Status,Common Code,Name,Conversion Factor,Symbol\nmass,,QKG,keg,,kg\nmass of atom,,QKG,keg,,kg\nmass,?,QST,stone,,\n",
        good_rows: 1,
        bad_line: 4,
        kept: (CODES, 1),
    },
    Format {
        kind: "locations",
        name: "locode.csv",
        content: "locode,name,name_diacritics,subdivision,functions,lat,lon\nQMPMD,Port Méridien,Port Meridien,,1B,1.5,-2\nQM,Zandor,,,4,,\n",
        good_rows: 1,
        bad_line: 3,
        kept: (CODES, 1),
    },
    Format {
        kind: "code-lists",
        name: "lists.csv",
        content: "list,code,meaning\nDocumentCodeList,9901,Weighing slip\nPackageTypeCodeList,QG,Gourd\nPartyRoleCodeList,XX,Porter\n\
                  DocumentCodeList,9901,Again\n",
        good_rows: 2,
        bad_line: 5,
        kept: (CODES, 2),
    },
];

#[tokio::test]
async fn a_bad_row_refuses_the_file_and_is_told_by_its_line() {
    each_database(async |fresh| {
        for format in &FORMATS {
            let file = write(fresh, format.name, format.content);
            let error = import(fresh, &[format.kind, &file]).await.expect_err(format.kind);
            let ImportError::Rows(summary) = &error else { panic!("{}: {error:?}", format.kind) };
            assert_eq!(summary.errors[0].line, format.bad_line, "{}: {summary}", format.kind);
            assert_eq!(error.code(), "IMPORT_ROWS_REFUSED");
            assert_eq!(fresh.number("select count(*) from import_run").await, 0, "{} stores nothing", format.kind);
        }
    })
    .await;
}

#[tokio::test]
async fn good_rows_are_kept_once_beside_a_quarantine() {
    for format in &FORMATS {
        each_database(async |fresh| {
            let file = write(fresh, format.name, format.content);
            let dry = import(fresh, &[format.kind, "--quarantine", "--dry-run", &file]).await.expect("the others are good");
            assert_eq!(dry.imports[0].added, format.good_rows, "{}: {:#?}", format.kind, dry.imports[0]);
            assert_eq!(fresh.number(format.kept.0).await, 0, "{} was only tried", format.kind);

            let first = import(fresh, &[format.kind, "--quarantine", &file]).await.expect("the others are good");
            assert_eq!((first.imports[0].added, first.imports[0].quarantined), (format.good_rows, 1), "{}", format.kind);
            assert_eq!(fresh.number(format.kept.0).await, format.kept.1, "{}", format.kind);
            let line = format!("select count(*) from import_quarantine where line = {}", format.bad_line);
            assert!(fresh.number(&line).await >= 1, "{}", format.kind);

            let again = import(fresh, &[format.kind, "--quarantine", &file]).await.expect("the others are good");
            assert!(again.imports.iter().all(|summary| summary.added == 0 && summary.unchanged > 0), "{again:#?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_file_of_another_format_is_refused_as_a_whole() {
    let fresh = Fresh::sqlite().await;
    for format in &FORMATS {
        let file = write(&fresh, "other.csv", "colour,shape\nred,round\n");
        let error = import(&fresh, &[format.kind, "--quarantine", &file]).await.expect_err(format.kind);
        assert!(["IMPORT_FILE_REFUSED", "IMPORT_ROWS_REFUSED"].contains(&error.code()), "{}: {error:?}", format.kind);
    }
    assert_eq!(fresh.number("select count(*) from import_run").await, 0);
}

#[tokio::test]
async fn an_edition_is_named_and_has_its_days() {
    each_database(async |fresh| {
        let (old, new) = (
            write(fresh, "2024.csv", "cnkey,cn_code,level,fr\n090100000080,0901,3,Café\n"),
            write(fresh, "2025.csv", "cnkey,cn_code,level,fr\n090100000080,0901,3,Cafés\n"),
        );
        let options = ["--edition", "CN 2024", "--valid-from", "2024-01-01", "--valid-until", "2025-01-01"];
        let report = import(fresh, &[&["eu-nomenclature", &old][..], &options].concat()).await.expect("a good file");
        assert_eq!(report.imports[0].source, "eu-nomenclature CN 2024 from 2024-01-01 until 2025-01-01");
        let options = ["--edition", "CN 2025", "--valid-from", "2025-01-01"];
        import(fresh, &[&["eu-nomenclature", &new][..], &options].concat()).await.expect("a good file");
        let code = "0901".parse().expect("a code");
        for (day, text) in [(date(2024, 12, 31), Some("Café")), (date(2025, 1, 1), Some("Cafés")), (date(2023, 12, 31), None)] {
            let chapter = nomenclature(fresh).chapter(&code, day, Timestamp::MAX).await.expect("can be read");
            let told = chapter.find(&code).and_then(|place| chapter.lines()[place].description(Language::FR));
            assert_eq!(told.map(|(_, text)| text), text, "{day}");
        }
        let empty = ["eu-nomenclature", &new, "--valid-from", "2025-01-01", "--valid-until", "2025-01-01"];
        assert!(matches!(import(fresh, &empty).await, Err(ImportError::File { .. })), "an edition without a day");
    })
    .await;
}

#[tokio::test]
async fn headings_in_another_language_join_the_tariff_that_is_there() {
    each_database(async |fresh| {
        let lines = write(fresh, "cn.csv", "cnkey,cn_code,level,fr\n090021000090,09,2,CHAPITRE 9\n090100000080,0901,3,Café\n");
        import(fresh, &["eu-nomenclature", &lines]).await.expect("a good file");
        let headings = write(fresh, "tnved.csv", "hs4,description_ru,valid_to\n0901,КОФЕ,\n");
        import(fresh, &["eaeu-headings", "--valid-from", "2019-01-01", &headings]).await.expect("a good file");
        assert_eq!(fresh.number(LINES).await, 2, "the heading is the one that was there");
        let code = "0901".parse().expect("a code");
        let chapter = nomenclature(fresh).chapter(&code, date(2026, 3, 1), Timestamp::MAX).await.expect("can be read");
        let heading = &chapter.lines()[chapter.find(&code).expect("a heading")];
        assert_eq!(heading.description(Language::RU), Some((Language::RU, "КОФЕ")));
        assert_eq!(heading.description(Language::FR), Some((Language::FR, "Café")));
    })
    .await;
}

/// The arguments for a real file, and how many rows each of its imports has and sets aside.
type RealFile = (&'static [&'static str], &'static str, &'static [(u64, u64)]);

const REAL_TARIFFS: [RealFile; 7] = [
    (&["eu-nomenclature"], "hs-nomenclature/eu_cn_multilang.tsv.gz", &[(14_685, 0)]),
    (&["eu-nomenclature", "--edition", "CN 2025"], "hs-nomenclature/eu_cn2025_fr.csv.gz", &[(15_030, 0)]),
    (&["br-nomenclature"], "hs-nomenclature/br_ncm_pt.csv.gz", &[(15_141, 0)]),
    (&["mx-nomenclature"], "hs-nomenclature/mx_tigie2012_es.csv.gz", &[(19_431, 0)]),
    (&["eaeu-headings"], "hs-nomenclature/eaeu_tnved_headings_ru.csv", &[(965, 0)]),
    (&["au-tariff"], "au-tariff/schedule3_general_rates.csv.gz", &[(6_461, 3), (7_171, 2)]),
    (&["australian-acts"], "au-tariff/customs_and_gst_acts.jsonl.gz", &[(458, 0)]),
];

const REAL_LISTS: [RealFile; 5] = [
    (&["countries"], "reference-codes/countries.csv", &[(249, 0)]),
    (&["currencies"], "reference-codes/currencies.csv", &[(315, 0)]),
    (&["units"], "reference-codes/rec20_units_annex1.csv", &[(1_377, 0)]),
    (&["locations"], "reference-codes/unlocode.csv.gz", &[(115_928, 2)]),
    (&["code-lists"], "reference-codes/uncefact_code_lists.csv", &[(1_370, 0)]),
];

#[tokio::test]
async fn real_tariffs_and_acts_are_read_to_their_end() {
    read_to_the_end(&REAL_TARIFFS).await;
}

#[tokio::test]
async fn real_lists_are_read_to_their_end() {
    read_to_the_end(&REAL_LISTS).await;
}

async fn read_to_the_end(files: &[RealFile]) {
    for &(words, name, wanted) in files {
        let Some(file) = real_file(name) else { continue };
        each_database(async |fresh| {
            let path = text(&file);
            let arguments = [words, &["--quarantine", &path]].concat();
            let report = import_at(&fresh.database, wall_clock(), &arguments).await.expect("most rows are good");
            let told: Vec<(u64, u64)> = report.imports.iter().map(|summary| (summary.rows, summary.quarantined)).collect();
            assert_eq!(told, *wanted, "{name}");
            assert!(report.imports.iter().all(|summary| summary.added + summary.quarantined == summary.rows), "{report:#?}");
            report.imports.iter().for_each(|summary| println!("{} {:.1} s", summary.source, summary.seconds));
        })
        .await;
    }
}

#[tokio::test]
async fn the_preferences_of_the_real_australian_schedules_stand_on_its_lines() {
    let (Some(schedule), Some(preferences)) =
        (real_file("au-tariff/schedule3_general_rates.csv.gz"), real_file("au-tariff/fta_schedules.csv.gz"))
    else {
        return;
    };
    each_database(async |fresh| {
        let (schedule, preferences) = (text(&schedule), text(&preferences));
        let arguments = ["au-tariff", "--quarantine", &schedule, "--preferences", &preferences];
        let report = import_at(&fresh.database, wall_clock(), &arguments).await.expect("most rows are good");
        let summary = &report.imports[2];
        assert_eq!((summary.rows, summary.added, summary.quarantined), (3_910, 2_944, 966), "{summary}");
        println!("{} {:.1} s", summary.source, summary.seconds);
        let strays = "select count(*) from measure where code not in (select code from goods_line_revision)";
        assert_eq!(fresh.number(strays).await, 0);
    })
    .await;
}

#[tokio::test]
async fn british_rates_and_preferences_stand_on_its_lines() {
    let real = |name: &str| real_file(name).map(|path| text(&path));
    let files = (
        real("uk-tariff/nomenclature_2022.csv.gz"),
        real("uk-tariff/mfn_duty_2019.csv.gz"),
        real("uk-tariff/gsp_rates_2019.csv.gz"),
    );
    let (Some(lines), Some(rates), Some(preferences)) = files else { return };
    each_database(async |fresh| {
        let run = async |arguments: &[&str]| {
            let report = import_at(&fresh.database, wall_clock(), arguments).await.expect("most rows are good");
            let summary = &report.imports[0];
            (summary.rows, summary.added, summary.quarantined)
        };
        run(&["uk-nomenclature", "--quarantine", &lines]).await;
        // The tariff of 2022 no longer has some lines of 2019.
        assert_eq!(run(&["uk-mfn", "--quarantine", &rates]).await, (10_278, 9_733, 545));
        assert_eq!(run(&["uk-gsp", "--quarantine", &preferences]).await, (33_134, 32_709, 425));
        let excluded = "select count(*) from measure where origin = '2020' and excluded = 'IN'";
        assert!(fresh.number(excluded).await > 2_000);
    })
    .await;
}

#[tokio::test]
async fn american_rates_are_kept_and_those_that_cannot_be_read_stay_as_printed() {
    let Some(path) = real_file("us-hts8-rates/mfn_text_rates_2025.csv.gz") else { return };
    let content = ImportFile::open(&path).and_then(|file| file.unpacked(1 << 24)).expect("a file");
    let rates = String::from_utf8(content).expect("a text");
    // The schedule itself is not at hand: each code that has a rate is a line here.
    let codes: BTreeSet<&str> = rates.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    let line = |code: &str| format!("{code}00,80,0,true,1988-01-01,,Goods\n");
    let lines: String = codes.into_iter().map(line).collect();
    each_database(async |fresh| {
        let lines =
            write(fresh, "lines.csv", &format!("code,suffix,indent,declarable,valid_from,valid_until,description_en\n{lines}"));
        import_at(&fresh.database, wall_clock(), &["nomenclature", &lines]).await.expect("good lines");
        let report = import_at(&fresh.database, wall_clock(), &["us-rates", &text(&path)]).await.expect("all rows are good");
        let summary = &report.imports[0];
        assert_eq!((summary.rows, summary.added), (12_690, 12_690), "{summary}");
        let measures = Measures::new(fresh.database.clone(), Outbox::new(fresh.database.clone()));
        let recorded = measures.recorded(None).await.expect("a database");
        let dollar = "USD".parse().expect("a currency");
        let unreadable = recorded.iter().filter(|(measure, _)| parse_rate(&measure.rate, Some(dollar)).is_err()).count();
        assert_eq!((recorded.len(), unreadable), (12_690, 550));
    })
    .await;
}
