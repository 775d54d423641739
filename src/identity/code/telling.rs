//! Messages that carry no code and cost as much: they are paid out of the same budgets, and leave enough for codes. Whoever makes us send
//! them has not to be somebody we know, so the same breaker stops them. Row ID-M2.

use vocabulary::Timestamp;

use super::{refusal::Refusal, service::Codes, store};
use crate::{
    identity::phone::PhoneNumber,
    platform::{database, fault::Fault, refusal::Refusal as _},
};

impl Codes {
    /// Says whether a number gets messages at all, for whoever would else keep something that is never sent.
    ///
    /// # Errors
    /// Refuses a country that is not served.
    pub fn serves(&self, phone: &PhoneNumber) -> Result<(), Refusal> {
        self.limits().price(phone.prefix()).map(drop)
    }

    /// Counts a message that carries no code before it is sent, or refuses it. The same message counts once, however often it is tried.
    ///
    /// # Errors
    /// Refuses a country that is not served, and what would pass a budget. Faults when the database cannot be reached.
    pub async fn claim_telling(&self, message: &str, phone: &PhoneNumber, now: Timestamp) -> Result<Result<(), Refusal>, Fault> {
        let prefix = phone.prefix();
        let turn = store::begin_turn(self.database()).await?;
        let spending = store::spending(&turn, message, prefix, now).await?;
        let cost_minor = match self.limits().decide_telling(prefix, spending) {
            Ok(cost_minor) => cost_minor,
            Err(refusal) => {
                metrics::counter!("fingertip_notices_unpaid_total", "code" => refusal.code()).increment(1);
                return Ok(Err(refusal));
            }
        };
        store::claim_telling(&turn, message, prefix, cost_minor, now).await?;
        database::commit(turn).await?;
        Ok(Ok(()))
    }

    /// Notes that such a message was certainly not sent: it cost nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn take_back_telling(&self, message: &str) -> Result<(), Fault> {
        store::take_back(self.database().connection(), message).await
    }
}
