//! What happens to files by itself: they are looked through, and what has to go is taken away.

use std::cmp::min;

use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use vocabulary::Timestamp;

use super::{
    file::ScanState,
    scanner::Verdict,
    service::{Attachments, FileSettings},
    store::{self, Kept},
};
use crate::{
    enquiry::service::CHANGED,
    platform::{clock::SharedClock, database, fault::Fault, outbox},
};

/// How many files are taken at a time.
const AT_ONCE_MAX: u64 = 10;
/// How long looking at one may take before another server takes it over.
const TRY_MAX: SignedDuration = SignedDuration::from_secs(180);
/// How often the scanner is asked about one file: over about two days.
const TRIES_MAX: i64 = 18;
/// How long is waited after the first try that failed; each further one doubles it, to a ceiling.
const RETRY_AFTER: SignedDuration = SignedDuration::from_secs(15);
const RETRY_AFTER_MAX: SignedDuration = SignedDuration::from_hours(6);

impl Attachments {
    /// Looks through files and takes away what has to go, for as long as it is polled. Several servers may each do.
    pub async fn run(self, clock: SharedClock) {
        loop {
            let now = clock.now();
            if let Err(fault) = self.scan_due(now).await {
                tracing::warn!(cause = fault.chain(), "could not have files looked through");
            }
            if let Err(fault) = self.sweep(now).await {
                tracing::warn!(cause = fault.chain(), "could not take files away");
            }
            self.enquiries.outbox.woken().await;
        }
    }

    /// Has every file looked through that waits for it at `now`. Returns how many that were.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was not looked through waits on.
    pub async fn scan_due(&self, now: Timestamp) -> Result<usize, Fault> {
        let Some(settings) = &self.settings else { return Ok(0) };
        let mut scanned = 0;
        loop {
            let connection = self.enquiries.database.connection();
            let due = store::take_due(connection, ScanState::Pending, AT_ONCE_MAX, (now, TRY_MAX)).await?;
            if due.is_empty() {
                return Ok(scanned);
            }
            for kept in due {
                scanned += 1;
                self.scan(settings, &kept, now).await?;
            }
        }
    }

    async fn scan(&self, settings: &FileSettings, kept: &Kept, now: Timestamp) -> Result<(), Fault> {
        let id = kept.file.id;
        let verdict = match settings.shelf.get(&kept.object).await {
            // Only what arrived may become clean.
            Ok(Some(bytes)) if kept.file.sha256 == Some(hex::encode(Sha256::digest(&bytes))) => {
                settings.scanner.scan(&bytes).await
            }
            Ok(Some(_) | None) => {
                tracing::error!(file = %id, "a file is not as it should be");
                Verdict::Unknown
            }
            // It waits its turn as behind a scanner that is away, and the files behind it are looked through.
            Err(fault) => {
                tracing::warn!(file = %id, cause = fault.chain(), "could not read a file that is to be looked through");
                Verdict::Unknown
            }
        };
        let (state, finding) = match (verdict, retry_after(kept.tries)) {
            (Verdict::Clean, _) => (ScanState::Clean, None),
            (Verdict::Infected(name), _) => (ScanState::Infected, Some(name)),
            (Verdict::Unknown, Some(wait)) => {
                return store::put_off(self.enquiries.database.connection(), id, now + wait).await;
            }
            (Verdict::Unknown, None) => (ScanState::Unscanned, None),
        };
        if state != ScanState::Clean {
            tracing::warn!(file = %id, enquiry = %kept.file.enquiry, state = state.as_str(), finding, "a file is not given to anybody");
        }
        metrics::counter!("fingertip_enquiry_files_scanned_total", "state" => state.as_str()).increment(1);
        let unit = self.enquiries.database.begin().await?;
        if store::note_scan(&unit, id, (state, finding.as_deref())).await? {
            outbox::append(&unit, CHANGED, &kept.file.enquiry.to_string(), now).await?;
        }
        database::commit(unit).await?;
        self.enquiries.outbox.wake();
        // Nobody needs the bytes any more, and nobody should have them. Where they cannot be taken away now, the sweep does it.
        if state == ScanState::Infected { self.take_away(settings, kept, state).await.map(drop) } else { Ok(()) }
    }

    /// Takes away the bytes of files that were erased or are harmful, and what was announced and did not arrive. Returns how many.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what is left is taken away the next time.
    pub async fn sweep(&self, now: Timestamp) -> Result<usize, Fault> {
        let Some(settings) = &self.settings else { return Ok(0) };
        let connection = self.enquiries.database.connection();
        let mut swept = 0;
        for state in [ScanState::Infected, ScanState::Erasing, ScanState::Expected] {
            loop {
                let due = store::take_due(connection, state, AT_ONCE_MAX, (now, TRY_MAX)).await?;
                if due.is_empty() {
                    break;
                }
                for kept in due {
                    swept += usize::from(self.take_away(settings, &kept, state).await?);
                }
            }
        }
        Ok(swept)
    }
}

impl Attachments {
    /// Takes the bytes of a file away, and then notes it. Returns whether it did; else it is tried again, and those behind it go meanwhile.
    async fn take_away(&self, settings: &FileSettings, kept: &Kept, state: ScanState) -> Result<bool, Fault> {
        let (connection, id) = (self.enquiries.database.connection(), kept.file.id);
        // Given up before its bytes are looked for: whoever brings them at this moment is told no, and leaves none behind.
        if state == ScanState::Expected && !store::give_up(connection, id).await? {
            return Ok(false);
        }
        if let Err(fault) = settings.shelf.delete(&kept.object).await {
            tracing::warn!(file = %id, cause = fault.chain(), "could not take a file away");
            return Ok(false);
        }
        match state {
            ScanState::Infected => store::note_gone(connection, id, state).await?,
            // What was erased has no name any more; what has one never arrived.
            _ if kept.file.name.is_some() => store::forget(connection, id).await?,
            _ => store::note_gone(connection, id, ScanState::Erasing).await?,
        }
        Ok(true)
    }
}

/// Returns how long after a try that failed the next one comes, and nothing after the last.
fn retry_after(tries: i64) -> Option<SignedDuration> {
    (1..TRIES_MAX).contains(&tries).then(|| min(RETRY_AFTER * (1 << (tries - 1).min(12)), RETRY_AFTER_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scanner_is_asked_for_two_days() {
        let waits: Vec<_> = (1..=TRIES_MAX).filter_map(retry_after).collect();
        let total: SignedDuration = waits.iter().copied().sum();
        assert_eq!((waits.len(), waits[0]), (17, RETRY_AFTER));
        assert!((24..=72).contains(&total.as_hours()), "{total}");
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]) && waits[16] == RETRY_AFTER_MAX);
    }
}
