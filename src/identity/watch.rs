//! What this server hears of what others did: sessions that ended, keys that were replaced. It follows the outbox.

use vocabulary::Timestamp;

use super::{
    attempt::Attempts,
    key::{Keyring, ROTATED},
    session::{ENDED, Revocations, Sessions},
    staff::Staff,
};
use crate::platform::{
    clock::SharedClock,
    fault::Fault,
    outbox::{Event, Outbox, Position},
};

/// How often keys are read, old proofs and failed sign-ins forgotten and refused attempts logged, whatever the outbox says.
const ROUND_SECONDS: i64 = 30;

/// Follows the outbox for as long as it is polled. What it does not hear within its time, the database is asked for.
pub struct Watch {
    pub(super) sessions: Sessions,
    pub(super) staff: Staff,
    pub(super) attempts: Attempts,
    pub(super) keyring: Keyring,
    pub(super) revocations: Revocations,
    pub(super) outbox: Outbox,
    pub(super) clock: SharedClock,
}

impl Watch {
    /// Follows, and begins anew after a fault.
    pub async fn run(self) {
        loop {
            if let Err(fault) = self.follow().await {
                tracing::warn!(cause = fault.chain(), "could not hear of sessions and keys");
            }
            self.outbox.woken().await;
        }
    }

    async fn follow(&self) -> Result<(), Fault> {
        // In this order: what ends between the two is in both.
        let mut position = self.outbox.end().await?;
        self.revocations.begin_anew();
        self.sessions.read_revocations(self.clock.now()).await?;
        let mut round_at: Option<Timestamp> = None;
        loop {
            let now = self.clock.now();
            while let Some(last) = self.hear(position).await? {
                position = last;
            }
            self.revocations.heard_all(now);
            if round_at.is_none_or(|at| (now.as_second() - at.as_second()).abs() >= ROUND_SECONDS) {
                self.keyring.reread().await?;
                self.sessions.forget_proofs(now).await?;
                self.staff.forget_attempts(now).await?;
                self.attempts.log(now).await?;
                round_at = Some(now);
            }
            self.outbox.woken().await;
        }
    }

    /// Takes the next events, and returns where the last of them stands.
    async fn hear(&self, position: Position) -> Result<Option<Position>, Fault> {
        let events = self.outbox.after(position).await?;
        for Event { topic, subject, recorded_at, .. } in &events {
            match (topic.as_str(), subject.parse()) {
                (ENDED, Ok(session)) => self.revocations.add(session, *recorded_at),
                (ROTATED, _) => self.keyring.reread().await?,
                _ => {}
            }
        }
        Ok(events.last().map(|event| event.position))
    }
}
