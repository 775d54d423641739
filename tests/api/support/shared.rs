//! Real files that are not ours to ship: tests read them where they are, and pass over what is not there.

use std::path::{Path, PathBuf};

/// Returns the path of a file of real data below `FINGERTIP_TEST_DATA`, else below `../shared/data`, if it is there.
pub fn real_file(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("FINGERTIP_TEST_DATA").map_or(beside, PathBuf::from);
    Some(folder.join(name)).filter(|path| path.is_file())
}
