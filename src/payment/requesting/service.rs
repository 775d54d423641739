//! The use cases of whoever asks: to ask another phone to pay a notice, to see what became of it, to take it back.

use payment::{IdempotencyKey, NoticeReference, PaymentRequest, RequestState};
use serde::Serialize;
use vocabulary::{Language, PaymentRequestId, PersonId, Timestamp};

use super::{
    courier::RequestCourier,
    store::{self, Adding, KeptRequest},
};
use crate::{
    audit::{Action, Audit, Code, Entry, Object, Value},
    identity::{Identity, Subject, code::Amount, phone::PhoneNumber},
    mandate::{self, Act, Acting, Asking, Mandates},
    payment::{
        notice::{self, IssuedNotice, PaymentNotices},
        paying::{ActingFor, digest},
        refusal::Refusal,
    },
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        identifier,
        outbox::Outbox,
    },
};

const ASK: Action = Action::named("payment_request.ask");
const WITHDRAW: Action = Action::named("payment_request.withdraw");

/// The requests to pay of one database. Cheap to clone.
#[derive(Clone)]
pub struct PaymentRequests {
    pub(super) database: Database,
    pub(super) outbox: Outbox,
    pub(super) audit: Audit,
    pub(super) mandates: Mandates,
    pub(super) identity: Identity,
}

/// Somebody asks another phone to pay.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// What their device made up and stored before it sent this.
    pub key: IdempotencyKey,
    /// Who asks.
    pub by: PersonId,
    /// Which notice.
    pub reference: NoticeReference,
    /// The version of it that they saw.
    pub version: u32,
    /// Who is asked.
    pub to: PhoneNumber,
    /// The language of the message where whoever is asked has none with us.
    pub language: Language,
    /// For whom, where not for themselves.
    pub acting_for: Option<ActingFor>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request.
    pub kept: KeptRequest,
    /// Whether the key was sent before: the request is the one that it made then, as it stands now.
    pub is_replay: bool,
}

/// What makes a request this one and no other, written in one way (row IDM-03).
#[derive(Serialize)]
struct Fingerprint<'a> {
    reference: NoticeReference,
    version: u32,
    to: &'a str,
    acting_for: Option<String>,
}

impl NewRequest {
    fn key(&self) -> (String, String) {
        let acting_for = self.acting_for.map(|acting| acting.principal.to_string());
        let asked = Fingerprint { reference: self.reference, version: self.version, to: self.to.reveal(), acting_for };
        (digest(&("request-to-pay", self.by, self.key.as_str())), digest(&asked))
    }
}

impl PaymentRequests {
    /// Keeps requests where the notices are.
    pub fn new(notices: PaymentNotices, mandates: Mandates, identity: Identity) -> PaymentRequests {
        let PaymentNotices { database, outbox, audit, .. } = notices;
        PaymentRequests { database, outbox, audit, mandates, identity }
    }

    /// Asks another phone to pay all that is owed of a notice. It gets one message, soon after; whoever asked is told no more than what became
    /// of that and of the notice.
    ///
    /// # Errors
    /// Refuses a notice that could not be paid either, a number that gets no messages, one that is asked already, more requests than there may
    /// be, and what the mandate does not allow. Faults when the database cannot keep it.
    pub async fn ask(&self, new: &NewRequest, now: Timestamp) -> Result<Result<Asked, Refusal>, Fault> {
        let (key_hash, fingerprint) = new.key();
        if let Some(known) = store::known(self.database.connection(), &key_hash).await? {
            return self.replay(known, &fingerprint, now).await;
        }
        if let Err(refusal) = self.identity.codes().serves(&new.to) {
            return Ok(Err(Refusal::Message(refusal)));
        }
        let language = self.language_of(new).await?;
        let asking = match new.acting_for {
            Some(_) => Some(self.mandates.asking(new.by).await?),
            None => None,
        };
        let unit = store::begin_turn(&self.database).await?;
        if let Some(known) = store::known(&unit, &key_hash).await? {
            // Somebody sent the same key at the same time, and was quicker.
            drop(unit);
            return self.replay(known, &fingerprint, now).await;
        }
        let Some(issued) = notice::store::lock(&unit, &[new.reference]).await?.pop() else {
            return Ok(Err(Refusal::NoticeUnknown));
        };
        let request = match PaymentRequest::ask(&issued.notice, new.version, now) {
            Ok(request) => request,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        if store::is_asked(&unit, (&new.to, &request), now).await? {
            return Ok(Err(Refusal::RequestOpen));
        }
        if let Err(refusal) = store::lately(&unit, (new.by, &new.to, issued.notice.id), now).await?.check() {
            return Ok(Err(refusal));
        }
        let kept = KeptRequest {
            id: PaymentRequestId::new(identifier::new_number()),
            request,
            reference: new.reference,
            by: new.by,
            acting_for: new.acting_for.map(|acting| acting.principal),
            to: new.to.to_string(),
            language,
            message: None,
            ended_at: None,
        };
        store::add(&unit, &Adding { kept: &kept, to: &new.to, key: (&key_hash, &fingerprint) }).await?;
        if let Some((asking, acting)) = asking.zip(new.acting_for)
            && let Err(refusal) = self.authorise(&unit, &asking, acting, (&kept, &issued), now).await?
        {
            return Ok(Err(refusal));
        }
        self.audit.append(&unit, deed(ASK, &kept), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(Ok(Asked { kept, is_replay: false }))
    }

    /// Lists what somebody asked, the newest first, each as it stands at `now`, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn of_asker(
        &self,
        by: PersonId,
        (before, most): (Option<PaymentRequestId>, usize),
        now: Timestamp,
    ) -> Result<(Vec<KeptRequest>, bool), Fault> {
        let unit = self.database.as_subject(&Subject::Person(by)).await?;
        let mut found = store::of_asker(&unit, by, before, most + 1).await?;
        let has_more = found.len() > most;
        found.truncate(most);
        Ok((found.into_iter().map(|(kept, issued)| as_it_stands(kept, &issued, now)).collect(), has_more))
    }

    /// Takes a request back. A message that was not sent yet is not sent any more; one that was stays on the phone, and its reader can pay all
    /// the same.
    ///
    /// # Errors
    /// Refuses a request that the caller did not make, and one that is over. Faults when the database cannot keep it.
    pub async fn withdraw(
        &self,
        id: PaymentRequestId,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<KeptRequest, Refusal>, Fault> {
        let unit = self.database.begin().await?;
        let Some((kept, issued)) = store::lock(&unit, id, by).await? else { return Ok(Err(Refusal::RequestUnknown)) };
        let state = match kept.request.withdraw(&issued.notice, now) {
            Ok(state) => state,
            Err(state) => return Ok(Err(Refusal::RequestOver { state })),
        };
        if kept.request.state == RequestState::Asked {
            store::end(&unit, id, state, now).await?;
            self.audit.append(&unit, deed(WITHDRAW, &kept), now).await?;
        }
        let ended = store::lock(&unit, id, by).await?;
        database::commit(unit).await?;
        Ok(ended.map(|(kept, _)| kept).ok_or(Refusal::RequestUnknown))
    }

    /// Returns who sends the messages.
    pub fn courier(&self) -> RequestCourier {
        RequestCourier { requests: self.clone() }
    }

    async fn replay(
        &self,
        (kept, before): (KeptRequest, String),
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<Result<Asked, Refusal>, Fault> {
        if before != fingerprint {
            return Ok(Err(Refusal::KeyReused));
        }
        let issued = notice::store::by_ids(self.database.connection(), &[kept.request.notice]).await?.pop();
        Ok(match issued {
            Some(issued) => Ok(Asked { kept: as_it_stands(kept, &issued, now), is_replay: true }),
            None => Err(Refusal::NoticeUnknown),
        })
    }

    /// Returns the language of whoever is asked, where we know it; else that of whoever asks. Nobody learns which it was.
    async fn language_of(&self, new: &NewRequest) -> Result<Language, Fault> {
        let Some(person) = self.identity.phones.person_of(&new.to).await? else { return Ok(new.language) };
        Ok(self.identity.phones.reached_at(person).await?.map_or(new.language, |(_, language)| language))
    }

    /// Asks whether somebody may ask in somebody's name for so much, and notes that they did: whoever gave the mandate is told.
    async fn authorise(
        &self,
        unit: &Transaction,
        asking: &Asking,
        acting: ActingFor,
        (kept, issued): (&KeptRequest, &IssuedNotice),
        now: Timestamp,
    ) -> Result<Result<(), Refusal>, Fault> {
        let amount = kept.request.amount;
        let Some(asked) = Amount::new(amount.minor, &amount.currency.to_string()) else { return Ok(Err(Refusal::AmountInvalid)) };
        let consignment: Option<mandate::Consignment> = issued.declaration.parse().ok();
        let acting_as = Acting { principal: acting.principal, act: Act::AskToPay(asked), consignment: consignment.as_ref() };
        let authority = self.mandates.authorise(unit, asking, &acting_as, (now, acting.today)).await?;
        Ok(authority.map(drop).map_err(Refusal::Mandate))
    }
}

/// Says where a request stands now, whether or not anybody wrote it down yet.
pub(super) fn as_it_stands(mut kept: KeptRequest, issued: &IssuedNotice, now: Timestamp) -> KeptRequest {
    kept.request.state = kept.request.stands(&issued.notice, now);
    kept
}

/// Writes the entry of the audit log: which notice and how much, nobody's name and no number.
fn deed(action: Action, kept: &KeptRequest) -> Entry {
    let word = |text: String| text.parse().expect("digits are a word of the log");
    let object = Object::new(Code::named("payment-request"), word(kept.id.to_string()));
    let entry = Entry::new(Subject::Person(kept.by).actor(), action, object)
        .after(Code::named("payment-notice"), Value::Code(word(kept.reference.to_string())))
        .after(Code::named("amount-minor"), Value::Number(kept.request.amount.minor));
    match kept.acting_for {
        Some(principal) => entry.acting_for(principal.reference()),
        None => entry,
    }
}
