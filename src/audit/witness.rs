//! Where signed heads go so that the owner of the database cannot rewrite them: a file that is only added to, and a web address.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use thiserror::Error;

use super::{
    chain::ChainName,
    head::{HeadFileError, SignedHead, read_heads},
};
use crate::platform::fault::Fault;

/// How long one attempt to send a head may take.
const SEND_TIME_MAX: Duration = Duration::from_secs(10);

/// Writes heads into a file of a folder, a line each.
pub struct FileWitness {
    path: PathBuf,
    /// The place in the chain of the last head in the file.
    last: i64,
}

/// Posts heads to a web address.
pub struct HttpWitness {
    client: reqwest::Client,
    url: String,
    retries: Retries,
}

/// How often one head is sent again, and after how long; each time twice as long.
#[derive(Clone, Copy, Debug)]
pub struct Retries {
    /// How many attempts there are in all.
    pub attempts_max: u32,
    /// How long the first pause is.
    pub pause: Duration,
}

impl Default for Retries {
    fn default() -> Retries {
        Retries { attempts_max: 5, pause: Duration::from_secs(1) }
    }
}

/// A head could not be brought elsewhere.
#[derive(Debug, Error)]
pub enum WitnessError {
    /// The file cannot be written.
    #[error("could not write heads to {}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file that is there cannot be read.
    #[error("could not read the heads in {}", path.display())]
    Heads {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: HeadFileError,
    },
    /// The address does not take it.
    #[error("the address for heads answered with status {0}")]
    Status(u16),
    /// The address cannot be reached. Its text is left out, because it may hold a password.
    #[error("could not reach the address for heads")]
    Unreachable(#[source] reqwest::Error),
}

impl FileWitness {
    /// Opens the file of a chain in a folder, making the folder where it is not there.
    ///
    /// # Errors
    /// Says why the file cannot be read.
    pub fn open(folder: &Path, chain: &ChainName) -> Result<FileWitness, WitnessError> {
        let path = folder.join(format!("heads-{}.jsonl", chain.as_str().replace(['/', ':'], "_")));
        std::fs::create_dir_all(folder).map_err(|source| WitnessError::File { path: path.clone(), source })?;
        let heads = match read_heads(&path) {
            Ok(heads) => heads,
            Err(HeadFileError::File(error)) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(source) => return Err(WitnessError::Heads { path, source }),
        };
        let last = heads.iter().flatten().map(|signed| signed.head.sequence).max().unwrap_or(0);
        Ok(FileWitness { path, last })
    }

    /// Returns the place in the chain of the last head that is in the file.
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Adds a head, and waits until the disk has it.
    ///
    /// # Errors
    /// Says why it cannot be written.
    pub fn add(&mut self, head: &SignedHead, line: &str) -> Result<(), WitnessError> {
        self.write(line).map_err(|source| WitnessError::File { path: self.path.clone(), source })?;
        self.last = head.head.sequence;
        Ok(())
    }

    fn write(&self, line: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).read(true).open(&self.path)?;
        // A process that was killed while it wrote left half a line.
        let torn = !ends_with_line(&mut file)?;
        let text = if torn { format!("\n{line}") } else { line.to_owned() };
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }
}

fn ends_with_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

impl HttpWitness {
    /// Makes a witness of an address.
    ///
    /// # Errors
    /// Faults when the system lets nobody connect.
    pub fn new(url: String, retries: Retries) -> Result<HttpWitness, Fault> {
        let client = reqwest::Client::builder()
            .timeout(SEND_TIME_MAX)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(Fault::while_("preparing to send audit heads"))?;
        Ok(HttpWitness { client, url, retries })
    }

    /// Posts a head, and tries again while the address cannot be reached, is busy or is broken.
    ///
    /// # Errors
    /// Says what the last attempt met.
    pub async fn send(&self, line: &str) -> Result<(), WitnessError> {
        let mut pause = self.retries.pause;
        let mut attempt = 1;
        loop {
            let error = match self.post(line).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if attempt >= self.retries.attempts_max || !error.may_pass() {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
            attempt += 1;
        }
    }

    async fn post(&self, line: &str) -> Result<(), WitnessError> {
        let request = self.client.post(&self.url).header("content-type", "application/json").body(line.to_owned());
        let response = request.send().await.map_err(|error| WitnessError::Unreachable(error.without_url()))?;
        let status = response.status();
        if status.is_success() { Ok(()) } else { Err(WitnessError::Status(status.as_u16())) }
    }
}

impl WitnessError {
    /// Whether it may pass by itself.
    fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Status(status) => *status >= 500 || matches!(status, 408 | 425 | 429),
            Self::File { .. } | Self::Heads { .. } => false,
        }
    }
}
