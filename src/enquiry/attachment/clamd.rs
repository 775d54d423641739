//! ClamAV's daemon over TCP, by its command `INSTREAM`: pieces with their lengths before them, nothing at the end, one line in return.
//! Source: clamd(8), "INSTREAM".

use std::{io, time::Duration};

use futures_util::future::{BoxFuture, FutureExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::scanner::{Scanner, Verdict};

/// How long one file may take.
const SCAN_MAX: Duration = Duration::from_secs(60);
/// How much is sent in one piece.
const PIECE_BYTES: usize = 64 << 10;
/// How long an answer may be.
const ANSWER_BYTES_MAX: u64 = 1_024;
/// How many characters of a finding are kept.
const FINDING_CHARS_MAX: usize = 100;

/// A daemon at an address (`127.0.0.1:3310`).
pub struct Clamd {
    address: String,
}

impl Clamd {
    /// Names a daemon; it is asked when there is a file.
    pub fn at(address: String) -> Clamd {
        Clamd { address }
    }

    async fn ask(&self, bytes: &[u8]) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.address).await?;
        stream.write_all(b"zINSTREAM\0").await?;
        for piece in bytes.chunks(PIECE_BYTES) {
            let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
            stream.write_all(&length.to_be_bytes()).await?;
            stream.write_all(piece).await?;
        }
        stream.write_all(&0_u32.to_be_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer).trim_end_matches(['\0', '\n']).to_owned())
    }
}

impl Scanner for Clamd {
    fn scan<'a>(&'a self, bytes: &'a [u8]) -> BoxFuture<'a, Verdict> {
        async move {
            match timeout(SCAN_MAX, self.ask(bytes)).await {
                Ok(Ok(answer)) => verdict(&answer),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the scanner could not be asked");
                    Verdict::Unknown
                }
                Err(_) => {
                    tracing::warn!("the scanner did not answer in time");
                    Verdict::Unknown
                }
            }
        }
        .boxed()
    }
}

/// Reads an answer: `stream: OK`, `stream: Eicar-Test-Signature FOUND`, or anything else.
fn verdict(answer: &str) -> Verdict {
    let Some(said) = answer.strip_prefix("stream: ") else {
        tracing::warn!(answer, "the scanner said something else");
        return Verdict::Unknown;
    };
    match said.strip_suffix(" FOUND") {
        _ if said == "OK" => Verdict::Clean,
        Some(name) => Verdict::Infected(name.chars().filter(|letter| !letter.is_control()).take(FINDING_CHARS_MAX).collect()),
        None => {
            tracing::warn!(answer, "the scanner could not tell");
            Verdict::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_yes_makes_a_file_clean() {
        assert_eq!(verdict("stream: OK"), Verdict::Clean);
        assert_eq!(verdict("stream: Eicar-Test-Signature FOUND"), Verdict::Infected("Eicar-Test-Signature".to_owned()));
        for answer in
            ["", "OK", "stream: ", "stream: OK ERROR", "INSTREAM size limit exceeded. ERROR", "stream: NOT OK", "stream:OK"]
        {
            assert_eq!(verdict(answer), Verdict::Unknown, "{answer}");
        }
    }
}
