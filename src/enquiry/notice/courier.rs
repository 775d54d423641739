//! Brings notices to askers.

use std::sync::Arc;

use jiff::SignedDuration;
use vocabulary::{Language, Timestamp};

use super::{
    kind::{ADDRESS_DAY_MAX, Notice, Way, retry_after},
    mail::{Mail, Mailer},
    store::{self, Waiting},
};
use crate::{
    audit::Digest,
    enquiry::{
        Enquiries, Enquiry,
        access::{self, contact::Contact},
        push::{PushAddress, Pushed},
    },
    identity::{
        code::Refusal,
        phone::PhoneNumber,
        sms::{Delivery, Message, Sender},
        staff::Email,
    },
    platform::{clock::SharedClock, fault::Fault, message, refusal::Refusal as _},
};

/// How long a notice waits that no budget pays for.
const UNPAID_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// Sends what waits, for as long as it is polled. Several servers may each have one.
pub struct Courier {
    pub(in crate::enquiry) enquiries: Enquiries,
    pub(in crate::enquiry) sender: Arc<dyn Sender>,
    pub(in crate::enquiry) mailer: Arc<dyn Mailer>,
}

/// Where a notice goes.
enum Address {
    Phone(PhoneNumber),
    Email(Email),
    Push(PushAddress),
}

impl Address {
    /// Returns the name under which what is sent there is counted.
    fn digest(&self) -> Digest {
        match self {
            Address::Phone(phone) => Digest::of(&[b"phone\0", phone.reveal().as_bytes()]),
            Address::Email(email) => Digest::of(&[b"email\0", email.reveal().as_bytes()]),
            Address::Push(device) => Digest::of(&[b"push\0", device.reveal().as_bytes()]),
        }
    }
}

impl Courier {
    /// Sends, and begins anew after a fault.
    pub async fn run(self, clock: SharedClock) {
        loop {
            match self.deliver_next(clock.now()).await {
                Ok(true) => {}
                Ok(false) => self.enquiries.outbox.woken().await,
                Err(fault) => {
                    tracing::warn!(cause = fault.chain(), "could not send notices of enquiries");
                    self.enquiries.outbox.woken().await;
                }
            }
        }
    }

    /// Sends every notice that is due at `now`. Returns how many it tried.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was not sent stays in the line.
    pub async fn deliver_due(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut tried = 0;
        while self.deliver_next(now).await? {
            tried += 1;
        }
        Ok(tried)
    }

    /// Sends the next notice that is due. Returns whether there was one.
    ///
    /// # Errors
    /// As [`Courier::deliver_due`].
    pub async fn deliver_next(&self, now: Timestamp) -> Result<bool, Fault> {
        match store::take_next(self.enquiries.database.connection(), now).await? {
            Some(waiting) => self.deliver(&waiting, now).await.map(|()| true),
            None => Ok(false),
        }
    }

    async fn deliver(&self, waiting: &Waiting, now: Timestamp) -> Result<(), Fault> {
        let connection = self.enquiries.database.connection();
        let Some((enquiry, contact)) = self.enquiries.reached(waiting.enquiry).await? else {
            return store::note_outcome(connection, waiting.sequence, "no-enquiry").await;
        };
        let has_email = contact.email.is_some();
        let Some(address) = self.address(waiting.way, &enquiry, contact).await? else {
            // The answer that told the reference is all that whoever has no number hears.
            return self.enquiries.told(waiting, "no-address", now).await;
        };
        let digest = address.digest();
        if store::sent_lately(connection, digest, now).await? >= ADDRESS_DAY_MAX {
            tracing::warn!(enquiry = %enquiry.id, "an address got as many notices as a day has");
            return store::note_outcome(connection, waiting.sequence, "too-many").await;
        }
        store::note_address(connection, waiting.sequence, digest).await?;
        let day = match waiting.notice {
            Notice::Changed => self.enquiries.replied_on(&enquiry).await?,
            _ => self.enquiries.due_on(&enquiry, now).await?,
        };
        let Some(text) = waiting.notice.text(enquiry.language, &enquiry.reference, &day) else {
            return store::note_outcome(connection, waiting.sequence, "no-text").await;
        };
        if let Address::Phone(to) = &address
            && let Err(refusal) = self.enquiries.identity.codes().claim_telling(&waiting.name(), to, now).await?
        {
            return self.unpaid(waiting, (refusal, has_email), now).await;
        }
        let delivery = match address {
            Address::Phone(to) => self.sender.send(&Message { id: waiting.name(), to, text }).await,
            Address::Email(to) => self.mailer.send(&mail(waiting.name(), to, &enquiry, &text, now)).await,
            Address::Push(device) => match self.enquiries.pusher.push(&device, &topic(&enquiry), now).await {
                Pushed::Tried(delivery) => delivery,
                Pushed::Gone => {
                    access::store::put_push(connection, enquiry.id, None, now).await?;
                    return store::note_outcome(connection, waiting.sequence, "gone").await;
                }
            },
        };
        metrics::counter!("fingertip_enquiry_notices_total", "way" => waiting.way.as_str(), "delivery" => delivery.as_str())
            .increment(1);
        if delivery == Delivery::NotSent && waiting.way == Way::Sms {
            self.enquiries.identity.codes().take_back_telling(&waiting.name()).await?;
        }
        match (delivery, retry_after(waiting.tries)) {
            (Delivery::NotSent, Some(wait)) => store::put_off(connection, waiting.sequence, now + wait).await,
            (Delivery::NotSent, None) => {
                tracing::error!(enquiry = %enquiry.id, notice = waiting.notice.as_str(), "a notice was given up");
                store::note_outcome(connection, waiting.sequence, delivery.as_str()).await
            }
            // What may have arrived is not sent again.
            (Delivery::Taken | Delivery::Unclear, _) => self.enquiries.told(waiting, delivery.as_str(), now).await,
        }
    }

    /// Does without a message that no budget pays for: its e-mail goes anyway; where there is none it waits until there is money again.
    async fn unpaid(&self, waiting: &Waiting, (refusal, has_email): (Refusal, bool), now: Timestamp) -> Result<(), Fault> {
        let connection = self.enquiries.database.connection();
        tracing::warn!(enquiry = %waiting.enquiry, code = refusal.code(), "no budget pays for a notice by SMS");
        if has_email {
            return store::note_outcome(connection, waiting.sequence, "by-email").await;
        }
        match refusal {
            // It will not be served tomorrow either.
            Refusal::CountryNotServed { .. } => self.enquiries.told(waiting, "not-served", now).await,
            _ => store::wait(connection, waiting, now + UNPAID_WAIT).await,
        }
    }

    /// Finds where a notice goes; whoever signed in and named no number is told at their own.
    async fn address(&self, way: Way, enquiry: &Enquiry, contact: Contact) -> Result<Option<Address>, Fault> {
        match (way, contact.phone, contact.email) {
            (Way::Sms, Some(phone), _) => Ok(Some(Address::Phone(phone))),
            (Way::Sms, None, _) => {
                let Some(asker) = enquiry.asker else { return Ok(None) };
                Ok(self.enquiries.identity.phones.number_of(asker).await?.map(Address::Phone))
            }
            (Way::Email, _, email) => Ok(email.map(Address::Email)),
            (Way::Push, ..) => Ok(contact.push.map(Address::Push)),
        }
    }
}

/// Names what a push message is about, so that of several that wait for a device it gets one: no service learns the reference.
fn topic(enquiry: &Enquiry) -> String {
    let mut topic = Digest::of(&[b"push-topic\0", enquiry.id.to_string().as_bytes()]).to_string();
    topic.truncate(32);
    topic
}

fn mail(id: String, to: Email, enquiry: &Enquiry, text: &str, now: Timestamp) -> Mail {
    let facts = [("reference", enquiry.reference.to_string())];
    let written = |language: Language, key: &str| message::render(language, key, &facts).unwrap_or_default();
    let subject = written(enquiry.language, "enquiry-mail-subject");
    let foot = written(enquiry.language, "enquiry-mail-foot");
    Mail { id, to, subject, text: format!("{text}\n\n{foot}\n"), written_at: now }
}
