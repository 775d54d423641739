//! What the tools of others make of our papers: Poppler reads and draws them, qpdf looks through them, zxing-cpp scans what was drawn.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use vocabulary::Language;

use crate::given::{fonts, receipt, signed, words};

/// Runs a tool over a document. Where it is not installed there is nobody to ask: the test says so and passes.
fn tool(name: &str, arguments: &[&str], pdf: &[u8]) -> Option<Output> {
    let file = tempfile::NamedTempFile::new().expect("room");
    fs::write(file.path(), pdf).expect("room");
    let arguments =
        arguments.iter().map(|argument| if *argument == "{}" { file.path().to_str().expect("a path") } else { argument });
    let output = Command::new(name).args(arguments).output();
    if output.is_err() {
        eprintln!("{name} is not installed (`make prepare`): the document was not read by others");
    }
    output.ok()
}

/// What Poppler reads.
pub fn text(pdf: &[u8]) -> Option<String> {
    let output = tool("pdftotext", &["-layout", "{}", "-"], pdf)?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "nothing to complain of: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn words_sums_and_names_are_read_back_in_seven_languages() {
    let Some(fonts) = fonts() else { return };
    for language in Language::SPOKEN {
        let pdf = receipt(language).pdf(&fonts).expect("a document");
        let Some(text) = text(&pdf) else { return };
        // Where a line runs from the right, a star at the end of a word is taken for one of the line.
        for shown in words(language).into_iter().chain(["XTS 10987.68", "XTS 3430.60", "ZAWA* COF", "ZZ-MSA-2026 / 1842"]) {
            // A reader may set apart what runs another way by signs that show nothing.
            let plain: String =
                text.chars().filter(|sign| !matches!(sign, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')).collect();
            assert!(plain.contains(shown), "{language}: {shown} is not among\n{plain}");
        }
        println!("{language}: {} bytes", pdf.len());
        assert!(pdf.len() <= 40_000, "{language}: {} bytes", pdf.len());
    }
}

#[test]
fn it_tells_its_language_and_title_and_is_tagged_and_whole() {
    let Some(fonts) = fonts() else { return };
    let pdf = receipt(Language::AR).pdf(&fonts).expect("a document");
    let Some(told) = tool("pdfinfo", &["-struct-text", "{}"], &pdf) else { return };
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    println!("{told}");
    for part in ["H1", "Table", "TH", "TD", "Figure", "P"] {
        assert!(told.lines().any(|line| line.trim().starts_with(part)), "{part} is not in the tree:\n{told}");
    }
    let Some(told) = tool("pdfinfo", &["{}"], &pdf) else { return };
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    println!("{told}");
    assert!(told.contains("إيصال 7K2QF-9XW4A") && told.contains("Tagged:          yes"), "{told}");
    let Some(fonts_told) = tool("pdffonts", &["{}"], &pdf) else { return };
    let fonts_told = String::from_utf8_lossy(&fonts_told.stdout).into_owned();
    // Each font: embedded, a subset, with a table back to text.
    assert!(fonts_told.lines().skip(2).all(|line| line.matches(" yes").count() == 3), "{fonts_told}");
    let Some(looked) = tool("qpdf", &["--check", "{}"], &pdf) else { return };
    assert!(looked.status.success(), "{}", String::from_utf8_lossy(&looked.stderr));
}

#[test]
fn a_scanner_reads_the_signed_paper_from_the_drawn_page() {
    let Some(fonts) = fonts() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    for language in [Language::EN, Language::AR] {
        let drawn = folder.path().join(language.as_str());
        let pdf = receipt(language).pdf(&fonts).expect("a document");
        let arguments = ["-gray", "-r", "150", "-singlefile", "{}", drawn.to_str().expect("a path")];
        let Some(output) = tool("pdftoppm", &arguments, &pdf) else { return };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let (picture, expected) = (drawn.with_extension("pgm"), folder.path().join("text"));
        fs::write(&expected, signed().text()).expect("room");
        let Some(said) = scan(&picture, &expected) else { return };
        assert!(said.contains("was read"), "{language}: {said}");
    }
}

fn scan(picture: &Path, expected: &Path) -> Option<String> {
    let python: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/python");
    let output = Command::new(python.join(".venv/bin/python"))
        .arg(python.join("receipt_peer.py"))
        .args([picture, expected])
        .output()
        .ok()
        .filter(|output| output.status.code() != Some(3));
    if output.is_none() {
        eprintln!("the packages of tests/python/receipts.txt are not installed (`make prepare`): the page was not scanned");
    }
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
}
