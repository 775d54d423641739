//! Private keys in files that only the service may read: PKCS #8 in PEM (RFC 5208, RFC 7468).

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use thiserror::Error;

/// What stands around a private key in PEM.
pub const PRIVATE_LABEL: &str = "PRIVATE KEY";

/// A key cannot be used.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("could not use the key file {}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Others may read the private key.
    #[error("{} may be read by others (mode {mode:o}): make a new key, or chmod 600 if nobody did", path.display())]
    Exposed {
        /// Which file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The text is no key.
    #[error("is not a {0} of its kind in PEM")]
    NotAKey(&'static str),
    /// The system could not make or use a key.
    #[error("the system could not make or use a key")]
    System,
}

/// Opens the key in a file, or writes the one that `make` makes there, so that only the owner may read it. Of two programs that make one at
/// the same time, one makes it and the other opens it. Returns its PKCS #8.
///
/// # Errors
/// Says why the file cannot be used; refuses one that others may read.
pub fn open_or_make(path: &Path, make: impl FnOnce() -> Option<Vec<u8>>) -> Result<Vec<u8>, KeyError> {
    if !path.exists() {
        write(path, &make().ok_or(KeyError::System)?)?;
    }
    open(path)
}

/// Opens the key in a file. Returns its PKCS #8.
///
/// # Errors
/// Says why the file cannot be used; refuses one that others may read.
pub fn open(path: &Path) -> Result<Vec<u8>, KeyError> {
    refuse_exposed(path)?;
    let text = fs::read_to_string(path).map_err(at(path))?;
    from_pem(PRIVATE_LABEL, &text).ok_or(KeyError::NotAKey(PRIVATE_LABEL))
}

fn write(path: &Path, der: &[u8]) -> Result<(), KeyError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(at(path))?;
    // A temporary file is for its owner alone (mode 0600), and takes its name only when it is whole.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(at(path))?;
    file.write_all(to_pem(PRIVATE_LABEL, der).as_bytes()).map_err(at(path))?;
    file.as_file().sync_all().map_err(at(path))?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(at(path)(error.error)),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn refuse_exposed(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(path).map_err(at(path))?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeyError::Exposed { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path) -> Result<(), KeyError> {
    Ok(())
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> KeyError + use<> {
    let path = path.to_owned();
    move |source| KeyError::File { path, source }
}

/// Writes bytes in PEM. Source: RFC 7468.
pub fn to_pem(label: &str, der: &[u8]) -> String {
    let body = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = body.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Reads bytes from PEM; nothing where there is none with this label.
pub fn from_pem(label: &str, text: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let body: String = body.split_whitespace().collect();
    BASE64_STANDARD.decode(body).ok()
}
