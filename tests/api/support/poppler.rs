//! Papers as others read and draw them: the tools of Poppler.

use std::{fs, process::Command};

/// Returns what Poppler reads on a paper, without the signs by which it sets apart what runs another way.
///
/// Without it on the machine there is nobody to ask: the test says so and passes.
pub fn text(pdf: &[u8]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().expect("room");
    fs::write(file.path(), pdf).expect("room");
    let Ok(output) = Command::new("pdftotext").args(["-layout".as_ref(), file.path().as_os_str(), "-".as_ref()]).output() else {
        eprintln!("pdftotext is not installed (`make prepare`): the paper was not read by others");
        return None;
    };
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    Some(text.chars().filter(|sign| !matches!(sign, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')).collect())
}

/// Draws the first page at 150 dots an inch, and returns what a reader of QR codes reads there, by the peer that judges receipts: whether it is
/// `expected`.
pub fn scans_as(pdf: &[u8], expected: &str) -> Option<bool> {
    let folder = tempfile::tempdir().expect("a folder");
    let (paper, drawn, text) = (folder.path().join("paper.pdf"), folder.path().join("page"), folder.path().join("text"));
    fs::write(&paper, pdf).expect("room");
    fs::write(&text, expected).expect("room");
    let drawing = Command::new("pdftoppm").args(["-gray", "-r", "150", "-singlefile"]).args([&paper, &drawn]).output().ok()?;
    assert!(drawing.status.success(), "{}", String::from_utf8_lossy(&drawing.stderr));
    let python = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python");
    let scanning = Command::new(python.join(".venv/bin/python"))
        .arg(python.join("receipt_peer.py"))
        .args([&drawn.with_extension("pgm"), &text])
        .output()
        .ok()
        .filter(|output| output.status.code() != Some(3));
    if scanning.is_none() {
        eprintln!("the packages of tests/python/receipts.txt are not installed (`make prepare`): the page was not scanned");
    }
    scanning.map(|output| output.status.success())
}
