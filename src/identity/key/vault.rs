//! Encryption of secrets that lie in the database: AES-256-GCM, under a key that does not lie there.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::platform::{fault::Fault, random, secret::Secret};

/// Encrypts and opens secrets. It has no `Debug`.
pub struct Vault {
    key: LessSafeKey,
}

/// The vault of a key file, which is read, or made, when it is first needed. Cheap to clone.
///
/// One key encrypts secrets of several kinds. What is encrypted for one of them opens for no other, because its context says what it is:
/// a signing key has its id, which has no colon; everything else has a word, a colon and an id (`staff-totp:…`).
#[derive(Clone)]
pub struct KeyFile {
    shared: Arc<(PathBuf, OnceLock<Vault>)>,
}

impl KeyFile {
    /// Names the file; it is not read yet.
    pub fn at(path: PathBuf) -> KeyFile {
        KeyFile { shared: Arc::new((path, OnceLock::new())) }
    }

    /// Opens the vault.
    ///
    /// # Errors
    /// As [`Vault::open_or_create`].
    pub fn vault(&self) -> Result<&Vault, Fault> {
        let (path, opened) = self.shared.as_ref();
        if let Some(vault) = opened.get() {
            return Ok(vault);
        }
        let vault = Vault::open_or_create(path)?;
        Ok(opened.get_or_init(|| vault))
    }
}

/// What is wrong with a key file, or with what it should open. None of them tells what the file holds.
#[derive(Debug, Error)]
enum VaultError {
    #[error("the key file {0} can be read by others: allow its owner alone (chmod 600)")]
    Exposed(String),
    #[error("the key file {0} does not hold 64 hexadecimal digits")]
    NotAKey(String),
    #[error("what is stored was not encrypted with this key")]
    OtherKey,
}

impl Vault {
    /// Takes a key of 256 bits.
    ///
    /// # Errors
    /// Faults when the library refuses the key.
    pub fn of(key: &[u8; 32]) -> Result<Vault, Fault> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(Fault::while_("taking a key"))?;
        Ok(Vault { key: LessSafeKey::new(key) })
    }

    /// Reads the key of a file, and makes the file when it is not there: readable by its owner alone, whole or not at all.
    ///
    /// # Errors
    /// Faults when the file cannot be read or made, when others may read it, and when it holds no key.
    pub fn open_or_create(path: &Path) -> Result<Vault, Fault> {
        const READING: &str = "reading the key file of identity";
        match read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(path).map_err(Fault::while_("making the key file of identity"))?
            }
            other => drop(other.map_err(Fault::while_(READING))?),
        }
        let shown = || path.display().to_string();
        let mode = fs::metadata(path).map_err(Fault::while_(READING))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(Fault::while_(READING)(VaultError::Exposed(shown())));
        }
        let text = read(path).map_err(Fault::while_(READING))?;
        let mut key = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), key.as_mut_slice())
            .map_err(|_| Fault::while_(READING)(VaultError::NotAKey(shown())))?;
        Vault::of(&key)
    }

    /// Encrypts a secret. It opens in the same context alone.
    ///
    /// # Errors
    /// Faults when there is no randomness.
    pub fn seal(&self, context: &str, secret: &[u8]) -> Result<String, Fault> {
        // Drawn, not counted: a key seals thousands of secrets in its life, far from the 2^32 from where on 96 random bits could repeat.
        let nonce: [u8; NONCE_LEN] = random::bytes()?;
        let mut sealed = secret.to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed)
            .map_err(Fault::while_("encrypting a secret"))?;
        Ok(hex::encode([&nonce[..], &sealed].concat()))
    }

    /// Opens what was encrypted in this context.
    ///
    /// # Errors
    /// Faults when it was encrypted with another key or in another context, or was changed since.
    pub fn unseal(&self, context: &str, sealed: &str) -> Result<Secret<Vec<u8>>, Fault> {
        let other_key = || Fault::while_("opening a stored secret")(VaultError::OtherKey);
        let bytes = hex::decode(sealed).map_err(|_| other_key())?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or_else(other_key)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| other_key())?;
        let mut opened = Zeroizing::new(sealed.to_vec());
        let length = self.key.open_in_place(nonce, Aad::from(context), &mut opened).map_err(|_| other_key())?.len();
        opened.truncate(length);
        Ok(Secret::new(std::mem::take(&mut *opened)))
    }
}

fn read(path: &Path) -> io::Result<Zeroizing<String>> {
    fs::read_to_string(path).map(Zeroizing::new)
}

/// Makes the file beside its place and moves it there, unless another process was quicker: nobody ever reads half a key.
fn create(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let key: Zeroizing<[u8; 32]> = Zeroizing::new(random::bytes().map_err(|fault| io::Error::other(fault.chain()))?);
    let mut file = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o600)).tempfile_in(folder)?;
    file.write_all(Zeroizing::new(hex::encode(*key) + "\n").as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("var/identity.key");
        let sealed = Vault::open_or_create(&path).expect("made").seal("here", b"secret").expect("sealed");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        let again = Vault::open_or_create(&path).expect("read");
        assert_eq!(again.unseal("here", &sealed).expect("opened").reveal(), b"secret");
        assert!(again.unseal("there", &sealed).is_err(), "another context");
        assert!(Vault::of(&[7; 32]).expect("a key").unseal("here", &sealed).is_err(), "another key");
    }

    #[test]
    fn a_key_file_that_others_may_read_or_that_holds_no_key_is_refused_without_telling_what_it_holds() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("identity.key");
        for (text, mode, words) in [("ab".repeat(32), 0o640, "chmod 600"), ("canary".to_owned(), 0o600, "64 hexadecimal")] {
            fs::write(&path, &text).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
            let chain = Vault::open_or_create(&path).err().expect("refused").chain();
            assert!(chain.contains(words) && !chain.contains(&text), "{chain}");
        }
    }
}
