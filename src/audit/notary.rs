//! The task that signs a head every hour and brings the heads elsewhere.

use std::time::Duration;

use vocabulary::Timestamp;

use super::{
    key::SigningKey,
    service::Audit,
    witness::{FileWitness, HttpWitness, WitnessError},
};
use crate::platform::{clock::SharedClock, fault::Fault, telemetry::Chain};

/// How often it looks whether a head is due, and whether heads wait to be brought elsewhere.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How many heads are brought elsewhere at a time.
const HEADS_A_LOOK_MAX: u64 = 100;

/// Signs heads and brings them elsewhere.
///
/// Each replica of a server has one. Whichever looks first signs, under the lock of the chain; each brings all heads to its own file.
pub struct Notary {
    audit: Audit,
    key: SigningKey,
    file: FileWitness,
    address: Option<HttpWitness>,
    /// The place of the last head that the address took.
    sent: Option<i64>,
    /// The place of the last head that it did not take: it is not asked again before there is a newer one.
    given_up: i64,
}

impl Notary {
    /// Appoints one.
    pub fn new(audit: Audit, key: SigningKey, file: FileWitness, address: Option<HttpWitness>) -> Notary {
        Notary { audit, key, file, address, sent: None, given_up: 0 }
    }

    /// Looks once a minute, for ever. Accidents are logged; the next look tries again.
    pub async fn run(mut self, clock: SharedClock) {
        loop {
            if let Err(fault) = self.look(clock.now()).await {
                tracing::error!(cause = fault.chain(), "could not sign or read audit heads");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Signs a head where one is due, and brings elsewhere what is not there yet.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or the system cannot sign. What a file or an address does not take is logged.
    pub async fn look(&mut self, now: Timestamp) -> Result<(), Fault> {
        self.audit.sign_head(&self.key, now).await?;
        self.write().await?;
        self.send().await
    }

    async fn write(&mut self) -> Result<(), Fault> {
        for head in self.audit.heads_behind(self.file.last(), HEADS_A_LOOK_MAX).await? {
            if let Err(error) = self.file.add(&head, &head.line()?) {
                log(&error);
                return Ok(());
            }
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), Fault> {
        let Some(address) = &self.address else { return Ok(()) };
        // What was sent before we were started is not known: the newest head is enough, as it speaks for all before it.
        let behind = self.sent.unwrap_or(self.file.last() - 1);
        let heads = self.audit.heads_behind(behind, HEADS_A_LOOK_MAX).await?;
        let newest = heads.last().map_or(0, |head| head.head.sequence);
        if newest <= self.given_up {
            return Ok(());
        }
        for head in heads {
            if let Err(error) = address.send(&head.line()?).await {
                log(&error);
                self.given_up = newest;
                return Ok(());
            }
            self.sent = Some(head.head.sequence);
        }
        Ok(())
    }
}

fn log(error: &WitnessError) {
    tracing::error!(cause = %Chain(error), "could not bring an audit head elsewhere");
}
