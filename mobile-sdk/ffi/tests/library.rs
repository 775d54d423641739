//! The library that the faces load, as it is built beside the tests: that it is there, and that it has what the bindings in the repository call.
//! This file is also what has `cargo nextest run` build it, with the libraries that all other tests are built with (`ffi/library.sh`).

use std::{collections::BTreeSet, env, fs, path::Path};

const BINDINGS: [&str; 3] = [
    "python/fingertip_sdk.py",
    "swift/Sources/FingertipSdkFFI/FingertipSdkFFI.h",
    "kotlin/generated/fingertip/sdk/generated/fingertip_sdk.kt",
];

/// The names of functions of the library that a text has.
fn names(text: &str) -> BTreeSet<&str> {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    let words = text.split(|sign| !is_part(sign));
    words
        .filter(|word| word.starts_with("uniffi_fingertip_sdk_fn_") || word.starts_with("uniffi_fingertip_sdk_checksum_"))
        .collect()
}

#[test]
fn the_library_that_faces_load_has_every_function_that_their_bindings_call() {
    let beside = env::current_exe().expect("a test has a place");
    let library = beside.with_file_name(format!("{}fingertip_sdk{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX));
    let library = fs::read(&library).unwrap_or_else(|error| panic!("{}: {error}", library.display()));
    // In the table of names each ends with a zero.
    let exported: BTreeSet<&[u8]> = library.split(|byte| *byte == 0).filter(|name| name.starts_with(b"uniffi_")).collect();
    for bindings in BINDINGS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(bindings);
        let text = fs::read_to_string(&path).expect("the bindings are in the repository");
        let called = names(&text);
        assert!(called.len() > 60, "{bindings} calls {} functions", called.len());
        let missing: Vec<_> = called.into_iter().filter(|name| !exported.contains(name.as_bytes())).collect();
        assert!(missing.is_empty(), "{bindings}: mobile-sdk/ffi/generate.sh writes them anew; not there: {missing:?}");
    }
}
