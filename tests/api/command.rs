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
    for command in
        ["serve", "migrate", "import", "reindex", "evaluate", "export", "notification", "schema", "config", "completions"]
    {
        let (code, stdout, _) = run(&mut fingertip(folder.path(), &[command, "--help"]));
        assert!(code == Some(0) && stdout.contains("Usage"), "{command}: {stdout}");
    }
}

#[test]
fn the_search_is_evaluated_on_a_judged_set() {
    let folder = folder();
    let (code, _, stderr) = run(&mut fingertip(folder.path(), &["evaluate", "relevance", "--set", "no-such-folder"]));
    assert!(code == Some(1) && stderr.contains("could not evaluate"), "{stderr}");
}
