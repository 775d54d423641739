//! Imports: whole files or nothing, on both engines, whatever happens to the process or to the disk.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use clap::Parser;
use fingertip::{
    application::SAMPLE_CHAIN,
    audit::Audit,
    command::import::{Import, Report},
    platform::{
        clock::{Clock, SharedClock, StandingClock, WallClock},
        database::Database,
        fault::FaultKind,
        import::{FileError, ImportError},
        outbox::{Outbox, Position},
    },
    publication::Publications,
    search::teaching::{TAUGHT, Target, Teaching},
    tariff::Nomenclature,
};
use jiff::{Span, civil::date, tz::TimeZone};
use vocabulary::{Date, Language, Timestamp};

use crate::support::{
    database::{Fresh, each_database},
    shared::real_file,
};

const TODAY: Date = date(2026, 3, 1);
const LINES: &str = "select count(*) from goods_line_revision";
const UK_HEADER: &str = "sid,code,suffix,start,end,indent,leaf,description\n";

#[tokio::test]
async fn a_whole_territory_is_imported_and_read_back() {
    each_database(async |fresh| {
        let report = import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        assert!(report.imports.iter().all(|summary| summary.added == summary.rows && summary.rows > 0), "{report:#?}");

        let nomenclature = nomenclature(fresh);
        let code = "0901210010".parse().expect("a code");
        let chapter = nomenclature.chapter(&code, TODAY, Timestamp::MAX).await.expect("can be read");
        let line = &chapter.lines()[chapter.find(&code).expect("a line of the sample")];
        assert!(line.declarable);
        let languages: Vec<Language> = line.descriptions.iter().map(|(language, _)| *language).collect();
        assert_eq!(languages, [Language::AR, Language::EN, Language::ES, Language::FR, Language::PT, Language::SW, Language::ZH]);

        let fee = read(fresh, "phytosanitary-certificate-fee", Language::FR, date(2025, 6, 30)).await.expect("in force");
        let later = read(fresh, "phytosanitary-certificate-fee", Language::FR, date(2025, 7, 1)).await.expect("in force");
        assert_ne!(fee.revision.content.body, later.revision.content.body);
        assert!(!later.is_translation_stale, "a translation finds the text it was made from");
        assert_eq!(publications(fresh).authorities().await.expect("can be read").len(), 10);

        let again = import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        assert!(again.imports.iter().all(|summary| summary.added == 0 && summary.unchanged == summary.rows), "{again:#?}");
    })
    .await;
}

#[tokio::test]
async fn what_was_taught_is_announced_under_its_target() {
    each_database(async |fresh| {
        let file = write(fresh, "references.csv", "term,language,target,note\nbeans,en,090111,\nsweets,en,sugar-quota,\n");
        import(fresh, &["search-references", &file]).await.expect("good references");
        let synonyms = write(fresh, "synonyms.csv", "kind,language,from,to,owner\none-way,en,handset,telephone,zz-customs\n");
        import(fresh, &["synonyms", &synonyms]).await.expect("good synonyms");
        import(fresh, &["synonyms", &synonyms]).await.expect("good synonyms");

        let outbox = Outbox::new(fresh.database.clone());
        let mut events = Vec::new();
        // An event is told once nothing older can come any more; on one server the other tests write as well.
        for _ in 0..20 {
            events = outbox.after(Position::default()).await.expect("can be read");
            if events.len() >= 3 {
                break;
            }
            outbox.woken().await;
        }
        let told: Vec<(&str, &str)> = events.iter().map(|event| (event.topic.as_str(), event.subject.as_str())).collect();
        assert_eq!(told, [(TAUGHT, "09"), (TAUGHT, "sugar-quota"), (TAUGHT, "synonyms")]);

        let teaching = Teaching::new(fresh.database.clone(), Outbox::new(fresh.database.clone()));
        let references = teaching.references().await.expect("can be read");
        assert_eq!(references[0].target, Target::Code("090111".parse().expect("a code")));
        let synonyms = teaching.synonyms().await.expect("can be read");
        assert_eq!((synonyms[0].typed.as_str(), synonyms[0].also_searched.as_str()), ("handset", "telephone"));
    })
    .await;
}

#[tokio::test]
async fn one_bad_row_refuses_the_whole_file() {
    each_database(async |fresh| {
        let file = write(fresh, "uk.csv", &format!("{}bad,row\n", lines(1_200)));
        let error = import(fresh, &["uk-nomenclature", &file]).await.expect_err("a bad row");
        let ImportError::Rows(summary) = &error else { panic!("{error:?}") };
        assert_eq!((summary.rows, summary.refused, summary.added), (1_201, 1, 0));
        assert_eq!(summary.errors[0].to_string(), "uk.csv:1202: has 2 fields where the first line names 8");
        assert_eq!(error.code(), "IMPORT_ROWS_REFUSED");
        for table in ["goods_line_revision", "goods_description_revision", "outbox", "import_run", "import_quarantine"] {
            assert_eq!(fresh.number(&format!("select count(*) from {table}")).await, 0, "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn one_bad_file_refuses_the_whole_folder() {
    let fresh = Fresh::sqlite().await;
    let folder = fresh.path("territory");
    fs::create_dir_all(folder.join("tariff")).expect("a folder can be made");
    fs::copy("sample/authorities.csv", folder.join("authorities.csv")).expect("can be copied");
    fs::write(folder.join("tariff/sections.csv"), "number\n1\n").expect("can be written");
    let error = import(&fresh, &["sample", &text(&folder)]).await.expect_err("a bad file");
    assert!(matches!(error, ImportError::File { error: FileError::Header(_), .. }), "{error:?}");
    assert_eq!(fresh.number("select count(*) from authority").await, 0);
}

#[tokio::test]
async fn bad_rows_are_set_aside_when_asked() {
    each_database(async |fresh| {
        let file = write(fresh, "uk.csv", &format!("{}bad,row\u{0}\n", lines(1_200)));
        for _ in 0..2 {
            let report = import(fresh, &["uk-nomenclature", "--quarantine", &file]).await.expect("the others are good");
            assert_eq!((report.imports[0].rows, report.imports[0].quarantined), (1_201, 1));
        }
        assert_eq!(fresh.number(LINES).await, 1_200);
        assert_eq!(fresh.number("select count(*) from import_quarantine where file_name = 'uk.csv' and line = 1202").await, 1);
        assert_eq!(fresh.number("select count(*) from import_quarantine").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_without_a_good_row_is_of_another_format_and_refused() {
    let fresh = Fresh::sqlite().await;
    let file = write(&fresh, "x.jsonl", "id,kind\n1,2\n");
    let outcome = import(&fresh, &["uk-guidance", "--quarantine", &file]).await;
    assert!(matches!(outcome, Err(ImportError::Rows(_))), "{outcome:?}");
    assert_eq!(fresh.number("select count(*) from import_run").await, 0);
}

#[tokio::test]
async fn a_dry_run_tells_the_difference_and_stores_nothing() {
    each_database(async |fresh| {
        let file = write(fresh, "uk.csv", &lines(700));
        import(fresh, &["uk-nomenclature", &file]).await.expect("good lines");
        let events = fresh.number("select count(*) from outbox").await;
        let changed = write(fresh, "changed.csv", &lines(1_300).replace("Goods 7,", "Wares 7,").replace("Goods 8", "Wares 8"));
        let report = import(fresh, &["uk-nomenclature", "--dry-run", &changed]).await.expect("good lines");
        let summary = &report.imports[0];
        assert_eq!(summary.added + summary.unchanged, 1_300);
        let told = summary.added;
        assert_eq!(fresh.number(LINES).await, 700);
        assert_eq!(fresh.number("select count(*) from import_run").await, 1);
        assert_eq!(fresh.number("select count(*) from outbox").await, events);
        let report = import(fresh, &["uk-nomenclature", &changed]).await.expect("good lines");
        assert_eq!(report.imports[0].added, told, "the import does what the dry run told");
    })
    .await;
}

#[tokio::test]
async fn files_that_are_no_import_are_refused_as_a_whole() {
    let fresh = Fresh::sqlite().await;
    let packed = pack(lines(500).as_bytes());
    let cases: [(&str, &[u8]); 5] = [
        ("cut.csv.gz", &packed[..packed.len() - 20]),
        ("other.csv", b"title,commodity_code\nbeans,0901\n"),
        ("empty.csv", b""),
        ("header-only.csv", UK_HEADER.as_bytes()),
        ("noise.csv", &[0xff, 0xfe, 0x00, 0x01]),
    ];
    for (name, bytes) in cases {
        let path = fresh.path(name);
        fs::write(&path, bytes).expect("can be written");
        let error = import(&fresh, &["uk-nomenclature", "--quarantine", &text(&path)]).await.expect_err(name);
        assert!(matches!(&error, ImportError::File { file, .. } if file.contains(name)), "{name}: {error:?}");
        assert_eq!(error.code(), "IMPORT_FILE_REFUSED");
    }
    let missing = import(&fresh, &["uk-nomenclature", "no-such-file.csv"]).await.expect_err("not there");
    assert!(matches!(missing, ImportError::File { error: FileError::Unreadable(_), .. }), "{missing:?}");
    assert_eq!(fresh.number("select count(*) from import_run").await, 0);
}

#[tokio::test]
async fn an_import_that_was_corrected_elsewhere_is_said_anew() {
    each_database(async |fresh| {
        let first = write(fresh, "first.csv", &lines(3));
        let other = write(fresh, "other.csv", &lines(3).replace("Goods 2", "Wares 2"));
        let clock = Arc::new(StandingClock::at("2026-01-01T00:00:00Z".parse().expect("an instant")));
        for (file, added) in [(&first, 3), (&other, 1), (&first, 1), (&first, 0)] {
            let report = import_at(&fresh.database, clock.clone(), &["uk-nomenclature", file]).await.expect("good lines");
            assert_eq!(report.imports[0].added, added, "{file}");
            clock.advance(Span::new().hours(1));
        }
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_is_lost_when_there_is_room_again() {
    let mut limited = Fresh::sqlite().await;
    let file = write(&limited, "uk.csv", &lines(3_000));
    // One connection, because SQLite keeps the ceiling for each.
    limited.database = Database::connect(&limited.url, 1).await.expect("can be opened");
    let pages = limited.number("select page_count from pragma_page_count()").await;
    limited.execute(&format!("pragma max_page_count = {}", pages + 60)).await;

    let error = import(&limited, &["uk-nomenclature", &file]).await.expect_err("no room");
    assert!(matches!(&error, ImportError::Fault(fault) if fault.kind() == FaultKind::StorageFull), "{error:?}");
    assert_eq!(error.code(), "STORAGE_FULL");
    let kept = limited.number(LINES).await;
    assert!(kept > 0 && kept < 3_000 && kept % 500 == 0, "whole batches alone are kept: {kept}");
    assert_eq!(limited.number("select count(*) from goods_description_revision").await, kept);

    limited.execute("pragma max_page_count = 1073741823").await;
    let report = import(&limited, &["uk-nomenclature", &file]).await.expect("there is room");
    assert!(report.imports[0].resumed_after > 0);
    assert_eq!(limited.number(LINES).await, 3_000);
    assert_eq!(limited.number("select count(distinct recorded_at) from goods_line_revision").await, 1);
}

#[tokio::test]
async fn a_read_only_database_is_told_and_still_compares() {
    let mut locked = Fresh::sqlite().await;
    let file = write(&locked, "uk.csv", &lines(700));
    locked.database = Database::connect(&format!("{}?mode=ro", locked.url), 1).await.expect("can be opened");
    let error = import(&locked, &["uk-nomenclature", &file]).await.expect_err("nothing may be written");
    assert!(matches!(&error, ImportError::Fault(fault) if fault.kind() == FaultKind::StorageReadOnly), "{error:?}");
    assert_eq!(error.code(), "STORAGE_READ_ONLY");
    let report = import(&locked, &["uk-nomenclature", "--dry-run", &file]).await.expect("comparing writes nothing");
    assert_eq!(report.imports[0].added, 700);
    locked.database = Database::connect(&locked.url, 1).await.expect("can be opened");
    import(&locked, &["uk-nomenclature", &file]).await.expect("now it may");
    assert_eq!(locked.number(LINES).await, 700);
}

#[tokio::test]
async fn a_run_cut_off_long_ago_does_not_change_what_we_said_then() {
    each_database(async |fresh| {
        let file = write(fresh, "uk.csv", &lines(3));
        let clock = Arc::new(StandingClock::at("2026-01-01T00:00:00Z".parse().expect("an instant")));
        import_at(&fresh.database, clock.clone(), &["uk-nomenclature", &file]).await.expect("good lines");
        fresh.execute("update import_run set finished_at = null, rows_applied = 2").await;
        fresh.execute("delete from goods_line_revision where code >= '0102'").await;
        clock.advance(Span::new().hours(25));
        let report = import_at(&fresh.database, clock.clone(), &["uk-nomenclature", &file]).await.expect("good lines");
        assert_eq!(report.imports[0].resumed_after, 0);
        let newest = fresh.number("select max(recorded_at) from goods_line_revision").await;
        assert_eq!(newest, clock.now().as_microsecond());
    })
    .await;
}

#[tokio::test]
async fn a_program_reads_one_document() {
    let fresh = Fresh::sqlite().await;
    let file = write(&fresh, "uk.csv", &format!("{}bad\n", lines(2)));
    let mut out = Vec::new();
    let import = arguments(&["uk-nomenclature", "--format", "json", &file]);
    import.run(fresh.database.clone(), clock(), &mut out).await.expect_err("a bad row");
    let document: serde_json::Value = serde_json::from_slice(&out).expect("one JSON document");
    assert_eq!(document["error"]["code"], "IMPORT_ROWS_REFUSED");
    assert_eq!(document["imports"][0]["errors"][0]["line"], 4);
}

#[tokio::test]
async fn kill_minus_nine_loses_nothing() {
    each_database(async |fresh| {
        let file = write(fresh, "uk.csv", &lines(4_000));
        let mut killed = 0;
        for batches in [1, 2, 4] {
            killed += u32::from(kill_during_import(&fresh.url, &file, batches));
            // In one statement, because the server may still be storing what the second process sent last.
            let whole = "select count(*) from (select (select count(*) from goods_line_revision) as lines, \
                         (select count(*) from goods_description_revision) as descriptions, \
                         (select max(rows_applied) from import_run) as claimed) kept \
                         where lines % 500 = 0 and descriptions = lines and claimed <= lines";
            assert_eq!(fresh.number(whole).await, 1, "whole batches alone are kept, and no more is claimed");
        }
        assert!(killed > 0, "the second process was killed at work");

        let report = import_at(&fresh.database, wall_clock(), &["uk-nomenclature", &file]).await.expect("good lines");
        assert!(report.imports[0].resumed_after > 0, "{report:?}");
        assert_eq!(fresh.number(LINES).await, 4_000);
        assert_eq!(fresh.number("select count(distinct code) from goods_line_revision").await, 4_000);
        assert_eq!(fresh.number("select count(distinct recorded_at) from goods_line_revision").await, 1, "known as one import");
        let unannounced = "select count(*) from (select distinct chapter from goods_line_revision) lines where chapter not in \
                           (select subject from outbox where topic = 'tariff.changed')";
        assert_eq!(fresh.number(unannounced).await, 0, "every chapter that changed is announced");
    })
    .await;
}

/// Starts the import in a second process, and kills that as soon as it says that so many batches are stored.
fn kill_during_import(url: &str, file: &str, batches: usize) -> bool {
    let mut child = Command::new(std::env::current_exe().expect("this program has a path"))
        .args(["--exact", "import::second_process", "--ignored", "--nocapture"])
        .env(SECOND_PROCESS, format!("{url}\n{file}"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program can be started again");
    let output = BufReader::new(child.stdout.take().expect("its output is piped"));
    let stored = output.lines().map_while(Result::ok).filter(|line| line.contains(BATCH_STORED)).take(batches).count();
    child.kill().expect("our own child can be killed");
    let status = child.wait().expect("our own child can be waited for");
    stored == batches && !status.success()
}

const SECOND_PROCESS: &str = "FINGERTIP_TEST_SECOND_PROCESS";
const BATCH_STORED: &str = "batch stored";

/// Not a test: what [`kill_during_import`] starts in a second process.
#[tokio::test]
#[ignore = "runs only as the second process of another test"]
async fn second_process() {
    use fingertip::platform::import::{ImportFile, Options, Session, Stage, job};
    use fingertip::tariff::import::UkNomenclature;

    let Some(task) = std::env::var_os(SECOND_PROCESS) else { return };
    let task = task.into_string().expect("the task is text");
    let (url, file) = task.split_once('\n').expect("a URL and a file");
    let database = Database::connect(url, 2).await.expect("can be opened");
    let nomenclature = Nomenclature::new(database.clone(), Outbox::new(database.clone()));
    let job = job(UkNomenclature::new(ImportFile::open(Path::new(file)).expect("can be read")), nomenclature);
    let session = Session {
        database: &database,
        clock: &*wall_clock(),
        options: Options::default(),
        progress: &|progress| {
            if matches!(progress.stage, Stage::Applying { .. }) {
                println!("{BATCH_STORED}");
            }
        },
    };
    job.run(&session).await.expect("good lines");
}

#[tokio::test]
async fn the_british_nomenclature_is_imported() {
    let Some(file) = real_file("uk-tariff/nomenclature_2022.csv.gz") else { return };
    each_database(async |fresh| {
        let arguments = ["uk-nomenclature", "--quarantine", &text(&file)];
        let report = import_at(&fresh.database, wall_clock(), &arguments).await.expect("most lines are good");
        let summary = &report.imports[0];
        assert_eq!((summary.rows, summary.quarantined), (25_303, 2), "{summary:?}");
        println!("{summary}");
        let code = "0901210000".parse().expect("a code");
        let chapter = nomenclature(fresh).chapter(&code, TODAY, Timestamp::MAX).await.expect("can be read");
        let place = chapter.find(&code).expect("roasted coffee is in the tariff");
        assert_eq!(chapter.ancestors(place).len(), 3, "chapter, heading, grouping line");
    })
    .await;
}

#[tokio::test]
async fn british_guidance_and_index_are_imported() {
    let (Some(guidance), Some(index), Some(parcels)) = (
        real_file("uk-trade-guidance/documents.jsonl.gz"),
        real_file("uk-tariff/search_references.csv"),
        real_file("uk-tariff/search_references_2026.csv"),
    ) else {
        return;
    };
    each_database(async |fresh| {
        for (source, file, rows) in
            [("uk-guidance", &guidance, 1_904), ("search-references", &index, 6_610), ("search-references", &parcels, 3_066)]
        {
            let report = import_at(&fresh.database, wall_clock(), &[source, &text(file)]).await.expect("a good file");
            assert_eq!(report.imports[0].rows, rows);
            println!("{}", report.imports[0]);
        }
        let notes = read(fresh, "note-chapter-09", Language::EN, TODAY).await.expect("in force");
        assert_eq!(notes.revision.content.hs_codes, ["09".parse().expect("a chapter")]);
    })
    .await;
}

#[tokio::test]
async fn canadian_laws_are_imported_in_both_languages() {
    let Some(file) = real_file("ca-customs-laws/sections.jsonl.gz") else { return };
    each_database(async |fresh| {
        let report =
            import_at(&fresh.database, wall_clock(), &["canadian-laws", &text(&file)]).await.expect("every section is good");
        assert_eq!((report.imports[0].rows, report.imports[0].added), (5_294, 5_294));
        println!("{}", report.imports[0]);
        let section = read(fresh, "ca-C-1.4-s2", Language::FR, TODAY).await.expect("in force");
        assert_eq!(section.languages, [Language::EN, Language::FR]);
        assert_eq!(section.revision.language, Language::FR);
        assert_eq!(section.revision.translation_of, None);
    })
    .await;
}

pub async fn import(fresh: &Fresh, arguments: &[&str]) -> Result<Report, ImportError> {
    import_at(&fresh.database, clock(), arguments).await
}

pub async fn import_at(database: &Database, clock: SharedClock, words: &[&str]) -> Result<Report, ImportError> {
    arguments(words).run(database.clone(), clock, &mut Vec::new()).await
}

fn arguments(words: &[&str]) -> Import {
    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        import: Import,
    }
    Program::parse_from([&["import"], words].concat()).import
}

fn clock() -> SharedClock {
    Arc::new(StandingClock::at("2026-03-01T12:00:00Z".parse().expect("an instant")))
}

pub fn wall_clock() -> SharedClock {
    Arc::new(WallClock::new(TimeZone::UTC))
}

pub fn nomenclature(fresh: &Fresh) -> Nomenclature {
    Nomenclature::new(fresh.database.clone(), Outbox::new(fresh.database.clone()))
}

fn publications(fresh: &Fresh) -> Publications {
    let database = &fresh.database;
    let audit = Audit::new(database.clone(), SAMPLE_CHAIN);
    Publications::new(database.clone(), Outbox::new(database.clone()), audit)
}

async fn read(fresh: &Fresh, id: &str, language: Language, day: Date) -> Option<fingertip::publication::Reading> {
    let id = id.parse().expect("a good id");
    publications(fresh).read(&id, language, day, Timestamp::MAX).await.expect("can be read")
}

/// Writes `count` lines as the UK Trade Tariff publishes them, in as many chapters as they need.
fn lines(count: usize) -> String {
    let mut text = UK_HEADER.to_owned();
    for number in 0..count {
        let (chapter, place) = (number / 90 + 1, number % 90);
        let code = if place == 0 { format!("{chapter:02}00000000") } else { format!("{chapter:02}{place:02}000000") };
        text.push_str(&format!("{number},{code},80,2022-01-01,,0,1,Goods {number}\n"));
    }
    text
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

pub fn write(fresh: &Fresh, name: &str, content: &str) -> String {
    let path = fresh.path(name);
    fs::write(&path, content).expect("can be written");
    text(&path)
}

pub fn text(path: &Path) -> String {
    path.to_str().expect("a path of letters").to_owned()
}
