//! What a verifier written by others' libraries makes of our receipts, and whether a reader of QR codes reads our drawing (RCP-04).

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use receipt::{Qr, Receipt};

use crate::{
    given::{self, key},
    vectors,
};

/// Runs the peer. Without Python or its packages on the machine there is nobody to ask: the test says so and passes.
fn peer(arguments: &[&Path]) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/python");
    let python = |arguments: &[&Path]| Command::new(folder.join(".venv/bin/python")).args(arguments).output();
    let script = folder.join("receipt_peer.py");
    let output = match python(&[&script]) {
        Ok(output) if output.status.code() != Some(3) => {
            python(&[&[script.as_path()], arguments].concat()).expect("python starts again")
        }
        _ => {
            eprintln!(
                "the packages of tests/python/receipts.txt are not installed (`make prepare`): receipts were not verified independently"
            );
            return None;
        }
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    Some(said)
}

#[test]
fn others_judge_every_vector_as_we_do() {
    let files: Vec<PathBuf> = ["good", "forged", "wrong-key", "expired"]
        .iter()
        .map(|name| vectors::folder().join(name).with_extension("json"))
        .collect();
    let Some(said) = peer(&files.iter().map(PathBuf::as_path).collect::<Vec<_>>()) else { return };
    println!("{said}");
    assert!(said.contains("25 vectors"), "{said}");
}

#[test]
fn a_reader_of_codes_reads_what_we_draw() {
    let notes = given::notes(&[(64, &"n".repeat(60)), (65, &"n".repeat(20))]);
    let long = Receipt { payer: "p".repeat(40).parse().expect("short"), notes, ..given::receipt() };
    for (name, receipt) in [("usual", given::receipt()), ("long", long)] {
        let signed = key().sign(receipt);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (drawing, text) = (folder.join(name).with_extension("svg"), folder.join(name).with_extension("txt"));
        fs::write(&drawing, Qr::of(&signed).expect("it fits").svg()).expect("room");
        fs::write(&text, signed.text()).expect("room");
        let Some(said) = peer(&[&drawing, &text]) else { return };
        println!("{name}: {said}");
        assert!(said.contains("was read"), "{said}");
    }
}
