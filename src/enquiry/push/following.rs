//! The use cases of an asker: to have a device woken when there is news of an enquiry, and no more.

use vocabulary::Timestamp;

use super::address::PushAddress;
use crate::{
    enquiry::{Enquiries, Refusal, Seen, Shown, access},
    platform::fault::Fault,
};

impl Enquiries {
    /// Returns the key that devices subscribe with; nothing where no device is woken.
    pub fn push_key(&self) -> Option<&str> {
        self.pusher.key()
    }

    /// Wakes a device when there is news of an enquiry: one for each, the last that asked for it.
    ///
    /// # Errors
    /// Refuses an address of no push service that is taken, and as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn push_to(&self, shown: &Shown, address: &PushAddress, now: Timestamp) -> Result<Result<Seen, Refusal>, Fault> {
        if self.pusher.key().is_none() {
            return Ok(Err(Refusal::PushOff));
        }
        if !self.pusher.takes(address) {
            return Ok(Err(Refusal::PushInvalid));
        }
        self.set_push(shown, Some(address), now).await
    }

    /// Wakes no device any more.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn push_to_nobody(&self, shown: &Shown, now: Timestamp) -> Result<Result<Seen, Refusal>, Fault> {
        self.set_push(shown, None, now).await
    }

    async fn set_push(
        &self,
        shown: &Shown,
        address: Option<&PushAddress>,
        now: Timestamp,
    ) -> Result<Result<Seen, Refusal>, Fault> {
        let id = match self.let_in(shown, now).await? {
            Ok(id) => id,
            Err(refusal) => return Ok(Err(refusal)),
        };
        access::store::put_push(self.database.connection(), id, address, now).await?;
        self.seen(id, now).await.map(|seen| seen.ok_or(Refusal::Unknown))
    }
}
