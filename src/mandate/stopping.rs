//! The use cases of stopping: in a session, or with one word by SMS. Rows ID-N5, PAY-N3.

use futures_util::future::BoxFuture;
use vocabulary::{PersonId, SessionId, Timestamp};

use super::{party::Party, refusal::Refusal, service::Mandates, store};
use crate::{
    audit::{Action, Code, Entry, Object, Value},
    identity::{
        Subject,
        alert::{self, Alert},
        code::{Digits, Purpose},
        phone::PhoneNumber,
    },
    platform::{
        clock::SharedClock,
        database,
        fault::Fault,
        inbound::{InboundMessage, Inbox},
        outbox,
    },
};

/// The outbox topic of mandates that were stopped or let run again; the subject is the person who did it.
pub const STOPPED: &str = "mandate.stopped";

const FREEZE: Action = Action::named("mandate.freeze");
const UNFREEZE: Action = Action::named("mandate.unfreeze");

/// The words that stop, as people write them in the languages we speak. The alerts name the first.
const STOP_WORDS: [&str; 12] =
    ["STOP", "ARRET", "ARRÊT", "ALTO", "PARAR", "PARE", "SIMAMA", "SIMAMISHA", "قف", "توقف", "停", "停止"];

/// Says whether a message asks to stop: its first word does.
fn asks_to_stop(text: &str) -> bool {
    let word = text.split(|letter: char| letter.is_whitespace() || ".,!:;\"'".contains(letter)).find(|word| !word.is_empty());
    word.is_some_and(|word| STOP_WORDS.contains(&word.to_uppercase().as_str()))
}

impl Mandates {
    /// Stops every mandate that a person gave, for themselves and for their companies: in effect with the commit. Anybody who holds the
    /// phone may stop; it takes more to let run again. Returns how many it stopped.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn freeze(&self, person: PersonId, now: Timestamp) -> Result<u64, Fault> {
        let theirs = self.parties_of(person).await?;
        self.set_frozen(person, &theirs, Some(now), now).await
    }

    /// Lets the mandates run again that a person stopped. It takes a code, on a device that is not new.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn unfreeze(
        &self,
        caller: (PersonId, SessionId),
        code: &Digits,
        now: Timestamp,
    ) -> Result<Result<u64, Refusal>, Fault> {
        if let Err(refusal) = self.identity.phones.approve(caller, Purpose::Mandate, code, now).await? {
            return Ok(Err(refusal.into()));
        }
        let theirs = self.parties_of(caller.0).await?;
        self.set_frozen(caller.0, &theirs, None, now).await.map(Ok)
    }

    async fn set_frozen(
        &self,
        person: PersonId,
        principals: &[Party],
        frozen_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<u64, Fault> {
        let unit = self.database.begin().await?;
        let changed = store::freeze(&unit, principals, frozen_at).await?;
        if frozen_at.is_some() {
            alert::send(&unit, person, Alert::MandatesFrozen, now).await?;
        }
        outbox::append(&unit, STOPPED, &person.to_string(), now).await?;
        let action = if frozen_at.is_some() { FREEZE } else { UNFREEZE };
        let object = Object::person(Party::Person(person).reference());
        let count = Value::Number(i64::try_from(changed).unwrap_or(i64::MAX));
        let entry = Entry::new(Subject::Person(person).actor(), action, object).after(Code::named("mandates"), count);
        self.audit.append(&unit, entry, now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(changed)
    }

    /// Does what a message from a phone asks for. Returns whether it asked for anything.
    ///
    /// # Errors
    /// Faults when the database cannot keep it; the gateway then brings the message again.
    pub async fn heed(&self, from: &PhoneNumber, text: &str, now: Timestamp) -> Result<bool, Fault> {
        if !asks_to_stop(text) {
            return Ok(false);
        }
        let Some(person) = self.identity.phones.person_of(from).await? else { return Ok(false) };
        self.freeze(person, now).await?;
        Ok(true)
    }

    /// Returns who takes the messages that phones send us.
    pub fn inbox(&self, clock: SharedClock) -> MandateInbox {
        MandateInbox { mandates: self.clone(), clock }
    }
}

/// Takes the messages that phones send us.
pub struct MandateInbox {
    mandates: Mandates,
    clock: SharedClock,
}

impl Inbox for MandateInbox {
    fn receive(&self, message: InboundMessage) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async move {
            // A text that is no number came from a short code or a name: nobody we know.
            let Ok(from) = message.from.parse::<PhoneNumber>() else { return Ok(()) };
            let heeded = self.mandates.heed(&from, &message.text, self.clock.now()).await?;
            metrics::counter!("fingertip_sms_received_total", "heeded" => if heeded { "yes" } else { "no" }).increment(1);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_stops_however_it_is_written() {
        for text in ["STOP", "stop", " Stop. ", "stop please", "Arrêt", "停止", "قف", "\"STOP\""] {
            assert!(asks_to_stop(text), "{text}");
        }
        for text in ["", "don't stop", "yes", "unstoppable", "STOPPED?"] {
            assert!(!asks_to_stop(text), "{text}");
        }
    }
}
