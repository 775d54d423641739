//! The use case of a payer or an officer: to ask for money back. Rows PAY-M7, IDM-01 to IDM-08, SEC-BIZ-01, SEC-BIZ-02.

use gateway::{Description, PayerNumber};
use payment::{Child, IdempotencyKey, Payment, Rail, Repayment, Source, State, Way, portion};
use serde::Serialize;
use vocabulary::{Money, PaymentId, PersonId, RepaymentId, Timestamp};

use super::{KeptRepayment, Purse, store};
use crate::{
    audit::{Action, Code, Entry, Value},
    identity::Subject,
    payment::{
        child::store::{Step, append},
        deciding::deed,
        paying::digest,
        refusal::Refusal,
        service::Payments,
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        identifier, outbox,
    },
};

/// What somebody wants back.
#[derive(Clone, Debug)]
pub struct NewRepayment {
    /// What their device made up and stored before it sent this.
    pub key: IdempotencyKey,
    /// The payment.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// What was left to give back when they looked.
    pub seen: Money,
    /// What of it.
    pub of: Source,
    /// Why, in a line.
    pub reason: String,
    /// Whose phone gets it, of mobile money.
    pub phone: Option<String>,
    /// A bank account of the treasury that is to pay it, where not the provider.
    pub bank: Option<String>,
    /// Who asks.
    pub by: PersonId,
    /// Whether they ask as an officer: for a payment of anybody.
    pub by_officer: bool,
}

/// What came of asking.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The repayment.
    pub kept: KeptRepayment,
    /// Whether the key was sent before: the repayment is the one that it made then, as it stands now.
    pub is_replay: bool,
}

/// What makes a request this one and no other, written in one way (row IDM-03).
#[derive(Serialize)]
struct Fingerprint<'a> {
    payment: PaymentId,
    amount: Money,
    seen: Money,
    of: Source,
    reason: &'a str,
    phone: Option<&'a str>,
    bank: Option<&'a str>,
}

/// What was written of the log of officers' deeds.
const REQUESTED: Action = Action::named("repayment.requested");

impl Payments {
    /// Asks for money back. Nothing is sent: officers decide.
    ///
    /// # Errors
    /// Refuses a payment that is not the payer's, what is put off and not settled, more than is left, another sum than was seen, and while a
    /// dispute is open. Faults when the database cannot keep it.
    pub async fn request_repayment(&self, new: NewRepayment, now: Timestamp) -> Result<Result<Asked, Refusal>, Fault> {
        let (key_hash, fingerprint) = (digest(&("repay", new.by, new.key.as_str())), new.fingerprint());
        if let Some(known) = store::known(self.database.connection(), &key_hash).await? {
            return Ok(replay(known, &fingerprint));
        }
        if Description::new(&new.reason).is_err() {
            return Ok(Err(Refusal::RepaymentReason));
        }
        let Some(work) = self.begin(new.payment).await? else { return Ok(Err(Refusal::PaymentUnknown)) };
        // Somebody may have sent the same key while this one waited for the lock.
        if let Some(known) = store::known(&work.unit, &key_hash).await? {
            return Ok(replay(known, &fingerprint));
        }
        let is_own = crate::payment::store::payer(&work.unit, new.payment).await? == Some(Subject::Person(new.by));
        let keyed = (key_hash.as_str(), fingerprint.as_str());
        let kept = match self.ask_for(&work.unit, (&work.kept.payment, is_own), &new, keyed, now).await? {
            Ok(kept) => kept,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.audit.append(&work.unit, asked_for(&kept, new.by), now).await?;
        database::commit(work.unit).await?;
        self.outbox.wake();
        Ok(Ok(Asked { kept, is_replay: false }))
    }

    /// Asks for money of a payment back, which is the asker's own or not, under the lock of the payment. Whoever calls it appends [`asked_for`] to
    /// the log, last of all.
    pub(in crate::payment) async fn ask_for(
        &self,
        unit: &Transaction,
        (payment, is_own): (&Payment, bool),
        new: &NewRepayment,
        (key_hash, fingerprint): (&str, &str),
        now: Timestamp,
    ) -> Result<Result<KeptRepayment, Refusal>, Fault> {
        if !is_own && !new.by_officer {
            return Ok(Err(Refusal::PaymentUnknown));
        }
        let is_ready = match new.of {
            Source::Charges => payment.state == State::Captured,
            // Until officers decided, what arrived may still be the notice's.
            Source::Unallocated => payment.state != State::Conflicted,
        };
        if !is_ready || (new.of == Source::Charges && new.amount.currency != payment.amount.currency) {
            return Ok(Err(Refusal::PaymentState { state: payment.state }));
        }
        if self.is_deferred(unit, payment.id).await? {
            return Ok(Err(Refusal::PaymentDeferred));
        }
        let purse = Purse::read(unit, payment, (new.of, new.amount.currency)).await?;
        let id = RepaymentId::new(identifier::new_number());
        let event = match purse.givable().request(id, payment.id, new.amount, new.seen, new.by) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let chosen = match purse.choose(payment, new.amount) {
            Ok(chosen) => chosen,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let asked = new.bank.clone().map(Way::Treasury).or_else(|| chosen.way());
        if asked.as_ref().is_some_and(|way| !self.is_way(way)) {
            return Ok(Err(Refusal::RailUnavailable));
        }
        let is_prompted = chosen.rail == Rail::MobileMoney && matches!(asked, Some(Way::Provider(_)));
        if is_prompted && new.phone.as_deref().is_none_or(|phone| PayerNumber::new(phone).is_err()) {
            return Ok(Err(Refusal::PhoneInvalid));
        }
        let parts = match new.of {
            Source::Unallocated => Vec::new(),
            Source::Charges => match portion::split(new.amount.minor, &purse.charges_left(unit, payment).await?) {
                Some(parts) => parts,
                None => return Ok(Err(Refusal::RepaymentTooMuch { left: purse.givable().available().to_string() })),
            },
        };
        let Some(repayment) = Repayment::requested(&event) else { return Ok(Err(Refusal::RepaymentUnknown)) };
        let step = Step {
            child: (Child::Repayment, &id.to_string()),
            ordinal: 1,
            verb: event.verb(),
            from: None,
            to: repayment.state.as_str(),
            actor: if new.by_officer && !is_own { "officer" } else { "payer" },
            said: None,
        };
        append(unit, &step, &event, now).await?;
        let kept = KeptRepayment {
            repayment,
            sequence: 1,
            // Whoever asks for their own money is no officer in that.
            by_officer: new.by_officer && !is_own,
            reason: new.reason.trim().to_owned(),
            phone: new.phone.clone().filter(|_| is_prompted),
            attempt: chosen.attempt,
            provider: chosen.provider,
            taken_as: chosen.taken_as,
            asked,
            parts,
            provider_key: None,
            provider_reference: None,
            submitted_at: None,
            requested_at: now,
            looks: 0,
            contradicted: false,
        };
        if !store::add(unit, &kept, (key_hash, fingerprint)).await? {
            return Ok(Err(Refusal::KeyReused));
        }
        outbox::append(unit, "repayment.requested", &payment.id.to_string(), now).await?;
        Ok(Ok(kept))
    }
}

/// Writes the entry of the audit log: who asks for how much.
pub(in crate::payment) fn asked_for(kept: &KeptRepayment, by: PersonId) -> Entry {
    deed(REQUESTED, by, "repayment", &kept.repayment.id.to_string())
        .after(Code::named("amount-minor"), Value::Number(kept.repayment.amount.minor))
}

fn replay((kept, before): (KeptRepayment, String), fingerprint: &str) -> Result<Asked, Refusal> {
    if before == fingerprint { Ok(Asked { kept, is_replay: true }) } else { Err(Refusal::KeyReused) }
}

impl NewRepayment {
    fn fingerprint(&self) -> String {
        digest(&Fingerprint {
            payment: self.payment,
            amount: self.amount,
            seen: self.seen,
            of: self.of,
            reason: &self.reason,
            phone: self.phone.as_deref(),
            bank: self.bank.as_deref(),
        })
    }
}
