//! Opens a page in a real browser without a screen.

use std::process::Command;

use tokio::task::spawn_blocking;

/// How long a page may take to be ready, in milliseconds of the browser's own clock.
const READY_MS: u32 = 10_000;

/// A page that was opened.
pub struct Opened {
    /// As it stands when its scripts have run.
    pub page: String,
    /// What the browser wrote to its console meanwhile.
    pub log: String,
}

/// Opens `url`, lets its scripts run, and returns the page as it then stands.
///
/// Without a browser on the machine there is nobody to ask: the test says so and passes.
pub async fn page(url: String) -> Option<String> {
    open(url).await.map(|opened| opened.page)
}

/// Opens `url` as [`page`] does, and returns what the browser said as well.
pub async fn open(url: String) -> Option<Opened> {
    let profile = tempfile::tempdir().expect("a folder to work in");
    let mut browser = Command::new("chromium");
    browser
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom", "--enable-logging=stderr"])
        .arg(format!("--virtual-time-budget={READY_MS}"))
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(&url);
    let Ok(output) = spawn_blocking(move || browser.output()).await.expect("the browser does not panic") else {
        eprintln!("chromium is not installed: {url} was not opened");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = String::from_utf8(output.stdout).expect("a page is UTF-8");
    Some(Opened { page, log: String::from_utf8_lossy(&output.stderr).into_owned() })
}
