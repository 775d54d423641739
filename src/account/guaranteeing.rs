//! The use cases of a customs system or a cashier: to secure a declaration by a guarantee, to let it go, to take it. Each happens once by the key of
//! whoever asks. Rows PAY-M14, PAY-M15, SEED-7, LED-23; WTO TFA 7.3, 11.11 to 11.13.

use payment::{
    IdempotencyKey, NoticeReference,
    account::{AccountEvent, AccountReference, Reservation},
};
use vocabulary::{Date, Money, PaymentId, Timestamp};

use super::{
    refusal::Refusal,
    service::{Accounts, deed, nowhere},
    store::{self, Happening, Kept, KeptReservation},
};
use crate::{
    audit::Action,
    identity::Subject,
    payment::{Calling, IssuedNotice, digest},
    platform::{
        database::{self, Transaction},
        fault::Fault,
        identifier,
    },
};

const RESERVED: Action = Action::named("guarantee.reserved");
const RELEASED: Action = Action::named("guarantee.released");
const CALLED: Action = Action::named("guarantee.called");
/// How long the name of a declaration or movement may be.
const SECURES_CHARACTERS_MAX: usize = 70;

/// What is to be secured.
#[derive(Clone, Debug)]
pub struct Securing {
    /// What whoever asks made up for this.
    pub key: IdempotencyKey,
    /// By which guarantee.
    pub account: AccountReference,
    /// The declaration or movement, as customs writes it.
    pub secures: String,
    /// How much.
    pub amount: Money,
    /// The day in the territory.
    pub today: Date,
    /// Who asks.
    pub by: Subject,
}

/// What is to be let go, or taken.
#[derive(Clone, Debug)]
pub struct Taking {
    /// What whoever asks made up for this.
    pub key: IdempotencyKey,
    /// Of what is secured under this name.
    pub reservation: String,
    /// How much.
    pub amount: Money,
    /// Who asks.
    pub by: Subject,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Secured {
    /// What is secured now.
    pub kept: KeptReservation,
    /// The guarantee now.
    pub account: Kept,
    /// Whether the key was sent before.
    pub is_replay: bool,
}

/// A unit of work in which something is done about what is secured, once.
struct Held {
    unit: Transaction,
    account: Kept,
    kept: KeptReservation,
    notices: Vec<IssuedNotice>,
}

/// The key of an operation, and the fingerprint of what was asked.
type Key = (String, String);

impl Accounts {
    /// Secures something by a guarantee.
    ///
    /// # Errors
    /// Refuses more than the guarantee has left, another currency, and what is not open or not valid today.
    pub async fn reserve(&self, new: Securing, now: Timestamp) -> Result<Result<Secured, Refusal>, Fault> {
        let length = new.secures.trim().chars().count();
        if !(1..=SECURES_CHARACTERS_MAX).contains(&length) || new.secures.chars().any(char::is_control) {
            return Ok(Err(payment::account::AccountRefusal::Terms { field: "secures" }.into()));
        }
        let by = new.by.to_string();
        let key = (digest(&("reserve", &by, new.key.as_str())), digest(&(new.account, new.secures.trim(), new.amount)));
        let unit = self.database.begin().await?;
        let Some(account) = store::lock(&unit, new.account).await? else {
            return Ok(Err(crate::payment::Refusal::AccountUnknown.into()));
        };
        if let Some(known) = self.replayed(&unit, &key).await? {
            return Ok(known);
        }
        let id = identifier::new_reference();
        let event = match account.account.reserve(id.clone(), new.amount, new.today) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let kept = KeptReservation {
            reservation: Reservation::new(id, new.amount),
            account: new.account,
            secures: new.secures.trim().to_owned(),
            recorded_at: now,
        };
        store::add_reservation(&unit, &kept).await?;
        let done = self.happen(&unit, (&account.account, &event), (Some(&by), key_of(&key)), &nowhere(), now).await?;
        let Some(after) = done else { return Ok(Err(crate::payment::Refusal::KeyReused.into())) };
        self.audit.append(&unit, deed(RESERVED, new.by, &after, Some(new.amount.minor)), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(Ok(Secured { kept, account: Kept { account: after, ..account }, is_replay: false }))
    }

    /// Lets go of what is secured, in whole or in part (WTO TFA 11.13: without delay).
    ///
    /// # Errors
    /// Refuses more than is left, and a name that nothing is secured under.
    pub async fn release(&self, new: Taking, now: Timestamp) -> Result<Result<Secured, Refusal>, Fault> {
        let key = new.of("release", None);
        let held = match self.held(&new, None, &key).await? {
            Ok(held) => held,
            Err(known) => return Ok(known),
        };
        let event = match held.account.account.release(&held.kept.reservation, new.amount) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let by = new.by.to_string();
        let about = (&held.account.account, &event);
        let done = self.happen(&held.unit, about, (Some(&by), key_of(&key)), &nowhere(), now).await?;
        let Some(after) = done else { return Ok(Err(crate::payment::Refusal::KeyReused.into())) };
        self.audit.append(&held.unit, deed(RELEASED, new.by, &after, Some(new.amount.minor)), now).await?;
        let kept = settled(&held.unit, held.kept, &event).await?;
        database::commit(held.unit).await?;
        self.outbox.wake();
        Ok(Ok(Secured { kept, account: Kept { account: after, ..held.account }, is_replay: false }))
    }

    /// Takes what is secured for a notice. Money pays it at once, as any other money does; of an undertaking the guarantor owes it now.
    ///
    /// # Errors
    /// Refuses more than is left or the notice owes, and money without a notice.
    pub async fn call(
        &self,
        new: Taking,
        notice: Option<NoticeReference>,
        now: Timestamp,
    ) -> Result<Result<Secured, Refusal>, Fault> {
        let key = new.of("call", notice);
        let held = match self.held(&new, notice, &key).await? {
            Ok(held) => held,
            Err(known) => return Ok(known),
        };
        if notice.is_some() && held.notices.is_empty() {
            return Ok(Err(crate::payment::Refusal::NoticeUnknown.into()));
        }
        let event = match held.account.account.call(&held.kept.reservation, new.amount, notice) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let before = &held.account.account;
        let by = new.by.to_string();
        // What was pending is so no more; the money itself is posted by the payment that it makes.
        let posts = event.entry(&before.terms, &nowhere()).map_err(Fault::while_("posting to an account"))?;
        let mut entry = None;
        if let Some(posts) = posts {
            entry = self.books.post(&held.unit, &posts, None, now).await?;
        }
        let mut unit = held.unit;
        if before.terms.kind.holds_money()
            && let Some(issued) = held.notices.first()
        {
            let payment = PaymentId::new(u128::from_le_bytes(identifier::random()));
            let calling = Calling { payment, key_hash: &key.0, account: before.terms.reference, amount: new.amount };
            match self.payments.pay_by_security(unit, &calling, issued, now).await? {
                Ok((with_payment, posted)) => (unit, entry) = (with_payment, posted),
                Err(refusal) => return Ok(Err(refusal.into())),
            }
        }
        let happening = Happening { actor: Some(&by), entry: entry.as_deref(), key: key_of(&key) };
        let Some(after) = self.note(&unit, (before, &event), happening, now).await? else {
            return Ok(Err(crate::payment::Refusal::KeyReused.into()));
        };
        let kept = settled(&unit, held.kept, &event).await?;
        self.audit.append(&unit, deed(CALLED, new.by, &after, Some(new.amount.minor)), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(Ok(Secured { kept, account: Kept { account: after, ..held.account }, is_replay: false }))
    }

    /// Locks what something is done about, the notice first; else what came of the key before, or why nothing is done.
    async fn held(
        &self,
        new: &Taking,
        notice: Option<NoticeReference>,
        key: &Key,
    ) -> Result<Result<Held, Result<Secured, Refusal>>, Fault> {
        let unit = self.database.begin().await?;
        let wanted: Vec<NoticeReference> = notice.into_iter().collect();
        let notices = if wanted.is_empty() { Vec::new() } else { self.payments.lock_notices(&unit, &wanted).await? };
        let Some(reference) = store::secured_by(&unit, &new.reservation).await? else {
            return Ok(Err(Err(Refusal::ReservationUnknown)));
        };
        let Some(account) = store::lock(&unit, reference).await? else { return Ok(Err(Err(Refusal::ReservationUnknown))) };
        if let Some(known) = self.replayed(&unit, key).await? {
            return Ok(Err(known));
        }
        let currency = account.account.terms.currency;
        Ok(match store::reservation(&unit, &new.reservation, currency).await? {
            Some(kept) => Ok(Held { unit, account, kept, notices }),
            None => Err(Err(Refusal::ReservationUnknown)),
        })
    }

    /// Returns what came of a key before, as it stands.
    async fn replayed(&self, unit: &Transaction, key: &Key) -> Result<Option<Result<Secured, Refusal>>, Fault> {
        let Some(known) = store::known(unit, &key.0).await? else { return Ok(None) };
        let reused = Ok(Some(Err(crate::payment::Refusal::KeyReused.into())));
        if known.fingerprint != key.1 {
            return reused;
        }
        let Some(id) = known.reservation else { return reused };
        let Some(reference) = store::secured_by(unit, &id).await? else { return reused };
        let Some(account) = store::find(unit, reference).await? else { return reused };
        let kept = store::reservation(unit, &id, account.account.terms.currency).await?;
        Ok(kept.map(|kept| Ok(Secured { kept, account, is_replay: true })))
    }
}

impl Taking {
    fn of(&self, verb: &str, notice: Option<NoticeReference>) -> Key {
        let asked = digest(&(&self.reservation, self.amount, notice.map(|notice| notice.to_string())));
        (digest(&(verb, self.by.to_string(), self.key.as_str())), asked)
    }
}

fn key_of(key: &Key) -> Option<(&str, &str)> {
    Some((&key.0, &key.1))
}

/// Writes what is left of what was secured.
async fn settled(unit: &Transaction, kept: KeptReservation, event: &AccountEvent) -> Result<KeptReservation, Fault> {
    let reservation = kept.reservation.after(event);
    store::update_reservation(unit, &reservation).await?;
    Ok(KeptReservation { reservation, ..kept })
}
