//! Runs the scripts of `tests/node`: clients and audits that others wrote.

use std::{
    path::Path,
    process::{Command, Output},
};

use tokio::{sync::OnceCell, task::spawn_blocking};

/// Runs a script and fails with what it said unless it ends well.
///
/// Without Node.js on the machine there is nobody to ask: the test says so and passes.
pub async fn run(script: &str, arguments: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node");
    if output(Command::new("node").arg("--version")).await.is_none() {
        eprintln!("node is not installed: {script} was not run");
        return String::new();
    }
    install(&folder).await;
    let output = output(Command::new("node").arg(script).args(arguments).current_dir(&folder)).await.expect("node starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} failed:\n{said}");
    said
}

/// Installs the packages once, exactly as the lock file names them.
async fn install(folder: &Path) {
    static INSTALLED: OnceCell<()> = OnceCell::const_new();
    INSTALLED
        .get_or_init(|| async {
            if folder.join("node_modules/.package-lock.json").exists() {
                return;
            }
            let output = output(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder)).await;
            let output = output.expect("npm comes with node");
            assert!(output.status.success(), "npm ci failed:\n{}", String::from_utf8_lossy(&output.stderr));
        })
        .await;
}

/// Runs a program to its end, while the server under test goes on.
async fn output(command: &mut Command) -> Option<Output> {
    let mut command = std::mem::replace(command, Command::new("true"));
    spawn_blocking(move || command.output()).await.expect("waiting does not panic").ok()
}
