//! The program as an operator meets it: arguments in, text and an exit code out.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

/// Prepares a run in a folder of its own, with nothing set from outside.
fn fingertip(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fingertip"));
    command.current_dir(folder).args(arguments).env_clear();
    command
}

fn run(command: &mut Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.output().expect("the program was built with the tests");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
    (status.code(), text(stdout), text(stderr))
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is room for a folder")
}

#[test]
fn a_wrong_value_ends_the_program_with_code_2_and_its_name() {
    let folder = folder();
    let (code, stdout, stderr) = run(&mut fingertip(folder.path(), &["config", "print", "--setting", "server.workers=many"]));
    assert_eq!(code, Some(2));
    assert_eq!(stdout, "");
    assert!(stderr.contains("server.workers = \"many\" (command line)"), "{stderr}");
}

#[test]
fn an_unknown_variable_ends_the_program_with_code_2_and_the_nearest_name() {
    let folder = folder();
    let (code, _, stderr) = run(fingertip(folder.path(), &["config", "print"]).env("FINGERTIP_SERVER_ADRESS", "x"));
    assert_eq!(code, Some(2));
    assert!(stderr.contains("did you mean FINGERTIP_SERVER_ADDRESS?"), "{stderr}");
}

#[test]
fn an_unknown_argument_ends_the_program_with_code_2() {
    let folder = folder();
    let (code, _, stderr) = run(&mut fingertip(folder.path(), &["config", "print", "--loud"]));
    assert_eq!(code, Some(2));
    assert!(stderr.contains("--loud"), "{stderr}");
}

#[test]
fn the_file_of_the_working_folder_is_read_and_overruled() {
    let folder = folder();
    let file = "[server]\naddress = \"127.0.0.1:1\"\nworkers = 1\n[search]\ndiagnostics_max = 1\n";
    fs::write(folder.path().join("fingertip.toml"), file).expect("the folder is ours");
    let mut command = fingertip(folder.path(), &["--setting", "server.address=127.0.0.1:3", "config", "print"]);
    let (code, stdout, stderr) = run(command.env("FINGERTIP_SERVER_ADDRESS", "127.0.0.1:2").env("FINGERTIP_SERVER_WORKERS", "2"));
    assert_eq!(code, Some(0), "{stderr}");
    for line in [
        "address = \"127.0.0.1:3\"  # command line",
        "workers = 2  # environment FINGERTIP_SERVER_WORKERS",
        "diagnostics_max = 1  # fingertip.toml:5",
    ] {
        assert!(stdout.contains(line), "{line} is not in:\n{stdout}");
    }
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let folder = folder();
    for command in [
        fingertip(folder.path(), &["config", "print", "--config", "absent.toml"]).env("UNRELATED", "1"),
        fingertip(folder.path(), &["config", "print"]).env("FINGERTIP_CONFIG", "absent.toml"),
    ] {
        let (code, _, stderr) = run(command);
        assert_eq!(code, Some(2));
        assert!(stderr.contains("absent.toml"), "{stderr}");
    }
}

#[test]
fn a_password_comes_from_a_file_and_is_masked() {
    let folder = folder();
    fs::write(folder.path().join("url"), "postgres://ann:hunter2@db/trade\n").expect("the folder is ours");
    let (code, stdout, stderr) = run(fingertip(folder.path(), &["config", "print"]).env("FINGERTIP_DATABASE_URL_FILE", "url"));
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stdout.contains("url = \"postgres://ann:***@db/trade\"  # environment FINGERTIP_DATABASE_URL_FILE"), "{stdout}");
}

#[test]
fn the_page_about_settings_needs_no_settings() {
    let folder = folder();
    let (code, stdout, _) = run(fingertip(folder.path(), &["config", "reference"]).env("FINGERTIP_NONSENSE", "1"));
    assert_eq!(code, Some(0));
    assert!(stdout.starts_with("# Configuration"), "{stdout}");
}

#[test]
fn completions_know_the_commands() {
    let folder = folder();
    let (code, stdout, _) = run(&mut fingertip(folder.path(), &["completions", "bash"]));
    assert_eq!(code, Some(0));
    assert!(stdout.contains("complete -F _fingertip") && stdout.contains("completions"), "{stdout}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    use std::process::Stdio;

    let folder = folder();
    let mut child = fingertip(folder.path(), &["config", "reference"]).stdout(Stdio::piped()).spawn().expect("the program runs");
    drop(child.stdout.take());
    assert!(child.wait().expect("the program ends").success());
}

#[test]
fn every_command_can_be_asked_for_help() {
    let folder = folder();
    for command in [
        "serve",
        "audit",
        "migrate",
        "import",
        "reindex",
        "evaluate",
        "calibrate",
        "export",
        "notification",
        "staff",
        "schema",
        "config",
        "completions",
    ] {
        let (code, stdout, _) = run(&mut fingertip(folder.path(), &[command, "--help"]));
        assert!(code == Some(0) && stdout.contains("Usage"), "{command}: {stdout}");
    }
}

#[test]
fn the_first_token_is_printed_once_and_kept_nowhere_in_the_clear() {
    let folder = folder();
    let (code, stdout, stderr) = run(&mut fingertip(folder.path(), &["staff", "first-admin"]));
    assert_eq!(code, Some(0), "{stderr}");
    let token = stdout.lines().next().expect("a token");
    assert!(token.starts_with("fta_") && token.len() == 68, "{stdout}");
    assert!(!stderr.contains(token), "it is in no log");
    let files = fs::read_dir(folder.path().join("var")).expect("a folder of the database");
    let database: Vec<u8> = files.flat_map(|file| fs::read(file.expect("a file").path()).expect("can be read")).collect();
    let holds = |text: &str| database.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!holds(&token[4..]) && holds("staff_activation"));
}

#[test]
fn the_search_is_evaluated_on_a_judged_set() {
    let folder = folder();
    let (code, _, stderr) = run(&mut fingertip(folder.path(), &["evaluate", "relevance", "--set", "no-such-folder"]));
    assert!(code == Some(1) && stderr.contains("could not evaluate"), "{stderr}");
}

#[test]
fn answers_are_measured_and_calibrated_on_a_labelled_set() {
    let folder = folder();
    let (code, _, stderr) = run(&mut fingertip(folder.path(), &["evaluate", "answers", "--set", "no-such-folder"]));
    assert!(code == Some(1) && stderr.contains("could not evaluate the answers"), "{stderr}");
    let to = ["calibrate", "--set", "no-such-folder", "--on", "2026-11-26", "--to", "fits.json"];
    let (code, _, stderr) = run(&mut fingertip(folder.path(), &to));
    assert!(code == Some(1) && stderr.contains("could not evaluate the answers"), "{stderr}");
    assert!(!folder.path().join("fits.json").exists());
}

/// Makes a folder laid out like `sample/`, with four lines, three synonyms and two judged goods.
fn small_sample() -> TempDir {
    let folder = folder();
    let lines = "code,suffix,indent,declarable,valid_from,valid_until,description_en,description_fr\n\
        6900000000,80,0,false,2022-01-01,,Ceramic goods,Produits\n\
        6911000000,80,0,true,2022-01-01,,Plates,Assiettes\n\
        6912000000,80,0,true,2022-01-01,,\"Bowls, cups, jugs and dishes, other than for the table or toilet\",Autres\n\
        8500000000,80,0,false,2022-01-01,,Electrical goods,Appareils\n\
        8517000000,80,0,true,2022-01-01,,Telephones,Téléphones\n";
    let synonyms = "kind,language,from,to,owner\none-way,en,handset,telephone,zz-customs\n\
        one-way,en,dishes,plates,zz-customs\none-way,en,mitumba,clothing,zz-customs\n";
    let goods = "{\"id\":\"1\",\"language\":\"en\",\"query\":\"new handset\",\"code\":\"8517\"}\n\
        {\"id\":\"2\",\"language\":\"en\",\"query\":\"dishes\",\"code\":\"6912\"}\n";
    for (name, text) in [("tariff/nomenclature.csv", lines), ("search/synonyms.csv", synonyms), ("judged/goods.jsonl", goods)] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("there is room for a folder");
        fs::write(path, text).expect("there is room for a file");
    }
    folder
}

#[test]
fn a_synonym_that_does_nothing_but_harm_is_found() {
    let folder = small_sample();
    let (code, stdout, stderr) = run(&mut fingertip(folder.path(), &["evaluate", "synonyms", "--sample", "."]));
    assert!(code == Some(1) && stderr.contains("do nothing but harm: en one-way \"plates\" for \"dishes\""), "{stdout}{stderr}");
    assert!(!stderr.contains("handset"), "{stderr}");
    assert!(stdout.contains("3 synonyms: 2 exercised (1 help, 1 hurt, 0 change nothing), 1 not exercised"), "{stdout}");
    assert!(stdout.contains("lost: dishes"), "{stdout}");
    let lenient = ["evaluate", "synonyms", "--sample", ".", "--harm-max", "1"];
    let (code, _, stderr) = run(&mut fingertip(folder.path(), &lenient));
    assert_eq!(code, Some(0), "{stderr}");
}

#[test]
fn no_synonym_of_the_sample_does_nothing_but_harm() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let sample = sample.to_str().expect("a path of text");
    let (code, stdout, stderr) = run(&mut fingertip(folder().path(), &["evaluate", "synonyms", "--sample", sample]));
    assert_eq!(code, Some(0), "{stdout}{stderr}");
}

/// Evaluates the sample, and returns how the program ended, what it measured and what it complained of.
fn evaluate_sample(more: &[&str]) -> (Option<i32>, serde_json::Value, String) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let arguments =
        [&["evaluate", "sample", "--format", "json", "--sample", sample.to_str().expect("a path of text")], more].concat();
    let (code, stdout, stderr) = run(&mut fingertip(folder().path(), &arguments));
    let measured = serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stdout}{stderr}"));
    (code, measured, stderr)
}

#[test]
fn the_search_answers_the_questions_of_the_sample_as_well_as_it_is_held_to() {
    let (code, measured, stderr) = evaluate_sample(&[]);
    assert_eq!(code, Some(0), "{stderr}");
    let number = |set: &str, figure: &str| measured["figures"][set][figure].as_f64();
    for language in ["en", "fr", "es", "pt", "ar", "zh", "sw"] {
        let queries = |set: &str| number(&format!("{set}_{language}"), "queries");
        assert!(queries("questions") >= Some(26.0) && queries("messy") >= Some(100.0), "{language}: {measured:#}");
        assert_eq!(queries("messy"), queries("clean"));
        assert_eq!(queries("across"), queries("questions").filter(|_| language != "en"));
        let first = &measured["first_hit"]["unanswerable"][language];
        assert!(first["possible"].as_u64() > first["strong"].as_u64(), "{language}: {first}");
    }
}

#[test]
fn with_a_model_the_questions_of_the_sample_are_answered_across_languages_too() {
    let Some(model) = crate::meaning::model() else { return };
    let (code, measured, stderr) = evaluate_sample(&["--model", model.to_str().expect("a path of text")]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(measured["figures"]["across_es"]["ndcg10"]["mean"].as_f64() > Some(0.3), "{measured:#}");
}

#[test]
fn a_sample_that_is_answered_badly_is_found() {
    let folder = small_sample();
    fs::create_dir_all(folder.path().join("messy")).expect("there is room for a folder");
    let (code, stdout, stderr) = run(&mut fingertip(folder.path(), &["evaluate", "sample", "--sample", ".", "--missed"]));
    assert!(code == Some(1) && stderr.contains("goods fr has Mrr10 0.000 where 0.730 is wanted"), "{stdout}{stderr}");
    assert!(stdout.contains("goods en  2  dishes"), "{stdout}");
    let (code, _, stderr) = run(&mut fingertip(folder.path(), &["evaluate", "sample", "--sample", ".", "--without-thresholds"]));
    assert_eq!(code, Some(0), "{stderr}");
}

#[test]
fn a_territory_says_how_early_rules_are_announced() {
    let folder = folder();
    let facts = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/facts").to_string_lossy().into_owned();
    let import = |days: &str| {
        let mut command = fingertip(folder.path(), &["import", "facts", &facts, "--dry-run", "--no-progress"]);
        run(command.env("FINGERTIP_TERRITORY_LEAD_DAYS_MIN", days).env("FINGERTIP_TELEMETRY_LOG_LEVEL", "off"))
    };
    let (code, stdout, stderr) = import("30");
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    let (code, stdout, stderr) = import("60");
    assert_eq!(code, Some(1));
    assert!(format!("{stdout}{stderr}").contains("days after it was announced, where 60 are wanted"), "{stdout}{stderr}");
}

/// Runs a shell script where `$1` is the program and `$2` a folder that is a small disk of its own, which the script may mount anew.
/// Nothing where we may not mount one: only root may. It has room for empty tables while they are made (5.4 MB), and none for the sample (5.7 MB, and what
/// is being written).
fn on_a_disk_of_its_own(script: &str) -> Option<String> {
    let disk = folder();
    let mounted = format!("set -e; mount -t tmpfs -o size=6m tmpfs \"$2\"; cd \"$2\"; {script}");
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", &mounted, "sh", env!("CARGO_BIN_EXE_fingertip")]).arg(disk.path());
    let probe = Command::new("unshare").args(["--mount", "true"]).output().is_ok_and(|output| output.status.success());
    if !probe {
        eprintln!("a disk cannot be mounted here: nothing is tried on one");
        return None;
    }
    let (code, stdout, stderr) = run(command.env("FINGERTIP_DATABASE_URL", "sqlite://db/fingertip.db"));
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    Some(stdout)
}

#[test]
fn a_disk_that_cannot_be_written_to_is_named() {
    // What the first run may have left beside the database would let a reader open it.
    let script = "\"$1\" migrate; rm -f db/fingertip.db-*; mount -o remount,ro \"$2\"; \"$1\" migrate 2>&1 || echo \"code $?\"";
    let Some(said) = on_a_disk_of_its_own(script) else { return };
    assert!(said.contains("the folder of the database, db, cannot be written to: Read-only file system"), "{said}");
    assert!(said.contains("code 1"), "{said}");
}

#[test]
fn a_full_disk_keeps_what_was_there_and_takes_the_rest_when_there_is_room() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/sample");
    let script = format!(
        "\"$1\" migrate; \"$1\" import sample {sample} 2>&1 || echo \"code $?\"; \
         mount -o remount,size=400m \"$2\"; \"$1\" import sample {sample} >/dev/null; echo stored; \
         \"$1\" import sample {sample} --format json"
    );
    let Some(said) = on_a_disk_of_its_own(&script) else { return };
    let (before, after) = said.split_once("stored").expect("the second import had room");
    assert!(before.contains("disk is full; run the same import again to go on") && before.contains("code 1"), "{said}");
    let report: serde_json::Value = serde_json::from_str(after).expect("JSON");
    let imports = report["imports"].as_array().expect("a list");
    assert!(!imports.is_empty() && imports.iter().all(|import| import["added"] == 0), "everything was there: {said}");
}
