//! One file, fetched piece by piece. Each piece that arrived is on the disk before the next is asked for, so that a line that breaks, a call that
//! is given up and an app that is killed cost one piece at most.

use super::offered::OfferedFile;
use crate::{
    cancel::CancelToken,
    client::Core,
    error::FingertipError,
    host::HttpResponse,
    wire::{header, header_of, heard, jittered},
};

/// How much is asked for at once: little first, more while it comes quickly.
const PIECE_BYTES: usize = 32 * 1024;
const PIECE_BYTES_MIN: usize = 8 * 1024;
const PIECE_BYTES_MAX: usize = 512 * 1024;
/// What comes within so long may be twice as much the next time.
const QUICK_MS: i64 = 4_000;
/// How long one piece may take: 32 KiB at 1 kB/s.
const WAIT_MS: i64 = 40_000;
/// How often in a row it may fail before the app is told.
const FAILURES_MAX: u32 = 4;
const PAUSE_MS: i64 = 500;
const PAUSE_MS_MAX: i64 = 15_000;
/// What files are called that have not all arrived.
const PREFIX: &str = "fetch.";

/// A file that arrived.
pub struct Arrived {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many came now.
    pub now: usize,
    /// How many were there before.
    pub before: usize,
}

/// What became of asking for a piece.
enum Piece {
    Came(Vec<u8>),
    /// Ask again, after so long where the server says so.
    Again(FingertipError, Option<i64>),
    /// What is there is no beginning of it.
    Anew,
    Never(FingertipError),
}

impl Core {
    /// Fetches a file, and goes on where a call before broke off.
    pub async fn fetch_file(&self, file: &OfferedFile, cancel: Option<&CancelToken>) -> Result<Arrived, FingertipError> {
        let failed = |failure| FingertipError::host("files", &failure);
        let (files, name) = (&*self.host.files, partial(file));
        let mut bytes = files.read(&name).map_err(failed)?.unwrap_or_default();
        if bytes.len() > file.bytes {
            bytes = Vec::new();
            files.remove(&name).map_err(failed)?;
        }
        let (before, mut now, mut piece, mut failures, mut begun_anew) = (bytes.len(), 0, PIECE_BYTES, 0, false);
        while bytes.len() < file.bytes {
            let (start, asked_at) = (bytes.len(), self.host.clock.now_ms());
            let end = file.bytes.min(start + piece);
            match self.piece(file, start, end, cancel).await {
                Piece::Came(came) => {
                    files.append(&name, &came).map_err(failed)?;
                    now += came.len();
                    bytes.extend_from_slice(&came);
                    failures = 0;
                    if self.host.clock.now_ms() - asked_at < QUICK_MS {
                        piece = (piece * 2).min(PIECE_BYTES_MAX);
                    }
                }
                Piece::Anew if start > 0 && !begun_anew => {
                    begun_anew = true;
                    bytes = Vec::new();
                    files.remove(&name).map_err(failed)?;
                }
                Piece::Anew => return Err(strange("a part that is none")),
                Piece::Never(error) => return Err(error),
                Piece::Again(error, after_ms) => {
                    failures += 1;
                    if failures == FAILURES_MAX {
                        return Err(error);
                    }
                    piece = (piece / 2).max(PIECE_BYTES_MIN);
                    let pause = jittered(&*self.host.entropy, PAUSE_MS, failures, 0, PAUSE_MS_MAX);
                    self.pause(pause.max(after_ms.unwrap_or_default()), cancel).await?;
                }
            }
        }
        Ok(Arrived { bytes, now, before })
    }

    /// Forgets what arrived of a file.
    pub fn forget_file(&self, file: &OfferedFile) -> Result<(), FingertipError> {
        self.host.files.remove(&partial(file)).map_err(|failure| FingertipError::host("files", &failure))
    }

    /// Forgets what arrived of files that nobody will ask for again.
    pub fn forget_files_but(&self, wanted: &[&OfferedFile]) -> Result<(), FingertipError> {
        let failed = |failure| FingertipError::host("files", &failure);
        let kept: Vec<String> = wanted.iter().map(|file| partial(file)).collect();
        for name in self.host.files.list().map_err(failed)? {
            if name.starts_with(PREFIX) && !kept.contains(&name) {
                self.host.files.remove(&name).map_err(failed)?;
            }
        }
        Ok(())
    }

    async fn piece(&self, file: &OfferedFile, start: usize, end: usize, cancel: Option<&CancelToken>) -> Piece {
        let headers = vec![header("range", &format!("bytes={start}-{}", end - 1)), header("accept-encoding", "identity")];
        let request = self.file_request(&format!("/packs/{}?digest={}", file.name, file.digest), headers, WAIT_MS);
        let response = match heard(self.brought(request, "pack", cancel).await) {
            Ok(response) => response,
            Err(error @ FingertipError::Cancelled { .. }) => return Piece::Never(error),
            Err(error) => return Piece::Again(error, None),
        };
        match response.status {
            206 if is_part(&response, start, end, file.bytes) => Piece::Came(response.body),
            // A server, or somebody between, that sends all or nothing.
            200 if response.body.len() == file.bytes => Piece::Came(response.body[start..].to_vec()),
            206 | 416 => Piece::Anew,
            404 | 410 => Piece::Never(FingertipError::NotFound {
                kind: "pack".to_owned(),
                id: file.name.clone(),
                detail: format!("the server does not have this file any more ({})", response.status),
            }),
            429 | 503 => {
                let seconds = header_of(&response, "retry-after").and_then(|text| text.trim().parse::<i64>().ok()).unwrap_or(1);
                let after_ms = seconds.clamp(0, 60) * 1_000;
                let error = FingertipError::RateLimited { retry_after_ms: after_ms, detail: "asked too often".to_owned() };
                Piece::Again(error, Some(after_ms))
            }
            status => Piece::Again(strange(&format!("something else answered ({status})")), None),
        }
    }
}

/// Whether a part is the one that was asked for. Source: RFC 9110, section 14.4.
fn is_part(response: &HttpResponse, start: usize, end: usize, bytes: usize) -> bool {
    let told = header_of(response, "content-range");
    told == Some(format!("bytes {start}-{}/{bytes}", end - 1).as_str()) && response.body.len() == end - start
}

fn partial(file: &OfferedFile) -> String {
    format!("{PREFIX}{}", file.digest)
}

fn strange(what: &str) -> FingertipError {
    FingertipError::Server { trace_id: String::new(), detail: what.to_owned() }
}
