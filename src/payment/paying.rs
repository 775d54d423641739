//! The use case of a payer: to pay notices, once. Rows ST-01 to ST-03, IDM-01 to IDM-14, PAY-G1, PAY-G2, SEC-PAY-02, CR-01 to CR-07.
//!
//! Key, payment, attempt and the provider's key are one commit; only then is the provider asked, in a task of its own that no phone which
//! hangs up can end. Whoever sends the same key again gets the same payment, as it stands.

use gateway::{Answer, Description, Order, PayerNumber};
use payment::{
    Attempt, Event, IdempotencyKey, NoticeReference, Payment, Rail, Share, State, account::AccountReference, payment::NOTICES_MAX,
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use vocabulary::{AttemptId, Date, Money, PaymentId, PersonId, Timestamp};

use super::{
    cooling,
    drawing::Drawing,
    notice::{self, IssuedNotice},
    refusal::Refusal,
    service::{Payments, Shown},
    settling::{Actor, Work, handed},
    store::{self, Kept, Source},
};
use crate::{
    identity::{Subject, code::Amount},
    mandate::{self, Act, Acting, Asking, Consignment, Party},
    platform::{
        database::{self, Transaction},
        fault::Fault,
        identifier, outbox,
    },
};

/// What somebody pays.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// What their device made up and stored before it sent this.
    pub key: IdempotencyKey,
    /// Who pays, where they signed in.
    pub payer: Option<Subject>,
    /// What is paid.
    pub portions: Vec<Portion>,
    /// What the payer expects to pay in all: only to notice a change, never to set the sum (row SEC-PAY-02).
    pub expected: Money,
    /// How.
    pub rail: Rail,
    /// Whose phone is prompted, of mobile money.
    pub phone: Option<String>,
    /// For whom, where not for themselves.
    pub acting_for: Option<ActingFor>,
    /// From which account, where they pay from one.
    pub account: Option<Drawing>,
}

/// For whom somebody pays, under a mandate (rows PAY-N3, SEC-AZ-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActingFor {
    /// For whom.
    pub principal: Party,
    /// The day in the territory: what may be paid has a ceiling for each.
    pub today: Date,
}

/// What is paid of one notice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Portion {
    /// Its reference.
    pub reference: NoticeReference,
    /// The version that the payer saw.
    pub version: u32,
    /// How much of it, in minor units; nothing for all that is owed.
    pub minor: Option<i64>,
}

/// What is tried again.
#[derive(Clone, Debug)]
pub struct Retry {
    /// The payment.
    pub payment: PaymentId,
    /// How.
    pub rail: Rail,
    /// Whose phone is prompted, of mobile money.
    pub phone: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Paying {
    /// The payment.
    pub shown: Shown,
    /// Whether the key was sent before: the payment is the one that it made then, as it stands now.
    pub is_replay: bool,
}

/// What makes a request this one and no other, written in one way (row IDM-03).
#[derive(Serialize)]
struct Fingerprint<'a> {
    portions: Vec<(String, u32, Option<i64>)>,
    expected: Money,
    rail: Rail,
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acting_for: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<AccountReference>,
}

impl Payments {
    /// Pays notices: stores the payment, and then asks the provider.
    ///
    /// # Errors
    /// Refuses what the notices do not allow, a notice that another payment pays, and a key that was used for something else. Faults when
    /// the database cannot keep it; then nothing was asked of anybody.
    pub async fn pay(&self, new: NewPayment, now: Timestamp) -> Result<Result<Paying, Refusal>, Fault> {
        let (key_hash, fingerprint) = (new.key_hash(), new.fingerprint());
        if let Some(known) = store::known(self.database.connection(), &key_hash).await? {
            return self.replay(known, &fingerprint).await;
        }
        let made = match self.make(&new, (&key_hash, &fingerprint), now).await? {
            Ok(made) => made,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(kept) = made else {
            // Somebody sent the same key at the same time, and was quicker.
            let known = store::known(self.database.connection(), &key_hash).await?;
            return match known {
                Some(known) => self.replay(known, &fingerprint).await,
                None => Ok(Err(Refusal::KeyReused)),
            };
        };
        let shown = self.start_detached(kept, new.phone, now).await?;
        Ok(Ok(Paying { shown, is_replay: false }))
    }

    /// Tries a payment again whose attempt was declined. What its provider may still take money for is ended first: where the provider says
    /// that the money is ours already, it is paid (rows ST-23, PAY-G2).
    ///
    /// # Errors
    /// Refuses while an attempt is open, past its time, and beyond the attempts there may be. Faults when the database cannot be reached.
    pub async fn retry(&self, again: Retry, now: Timestamp) -> Result<Result<Shown, Refusal>, Fault> {
        let Some(provider) = self.providers.of_rail(again.rail) else { return Ok(Err(Refusal::RailUnavailable)) };
        if let Err(refusal) = check_phone(again.rail, again.phone.as_deref()) {
            return Ok(Err(refusal));
        }
        let Some(kept) = store::find(self.database.connection(), again.payment).await? else {
            return Ok(Err(Refusal::PaymentUnknown));
        };
        if let Err(refusal) = self.settings.bounds.carries(again.rail, kept.payment.amount) {
            return Ok(Err(refusal.into()));
        }
        // Before the provider hears anything of it.
        let payer = store::payer(self.database.connection(), again.payment).await?;
        let declined = store::declines(self.database.connection(), &kept.payment.over, payer, now).await?;
        if let Err(refusal) = cooling::check(&declined) {
            return Ok(Err(refusal));
        }
        let kept = self.end_declined_detached(kept, now).await?;
        if kept.payment.state == State::Captured {
            return Ok(Ok(self.shown(kept).await?));
        }
        let Some(mut work) = self.begin(again.payment).await? else { return Ok(Err(Refusal::PaymentUnknown)) };
        if work.kept.payment.state != State::Declined {
            return Ok(Err(Refusal::PaymentState { state: work.kept.payment.state }));
        }
        if let Err(refusal) = self.begin_attempt(&mut work, provider, again.rail, again.phone.as_deref(), now).await? {
            return Ok(Err(refusal));
        }
        let kept = work.kept.clone();
        database::commit(work.unit).await?;
        self.outbox.wake();
        Ok(Ok(self.start_detached(kept, again.phone, now).await?))
    }

    /// Tells the provider of a declined attempt that it is over, and takes in what it answers.
    async fn end_declined_detached(&self, kept: Kept, now: Timestamp) -> Result<Kept, Fault> {
        let Some(attempt) = kept.payment.attempt().cloned().filter(|_| kept.payment.state == State::Declined) else {
            return Ok(kept);
        };
        let Some(gateway) = self.gateway(&attempt.provider) else { return Ok(kept) };
        let payments = self.clone();
        let task = tokio::spawn(async move {
            let stored = store::attempt(payments.database.connection(), attempt.id).await?;
            let Some(stored) = stored.filter(|stored| stored.provider_reference.is_some()) else { return Ok(kept) };
            let order = order(&kept, &attempt, stored.payer_phone.as_deref())?;
            let key = attempt.key(payment::Operation::Cancel);
            let answer = gateway.cancel(&order, stored.provider_reference.as_deref(), &key).await;
            let recorded = payments.record(kept.payment.id, attempt.id, (answer, Source::Answer), now).await?;
            Ok(recorded.unwrap_or(kept))
        });
        task.await.map_err(Fault::while_("asking a provider"))?
    }

    async fn replay(&self, (id, before): (PaymentId, String), fingerprint: &str) -> Result<Result<Paying, Refusal>, Fault> {
        if before != fingerprint {
            return Ok(Err(Refusal::KeyReused));
        }
        Ok(match self.find(id).await? {
            Some(shown) => Ok(Paying { shown, is_replay: true }),
            None => Err(Refusal::PaymentUnknown),
        })
    }

    /// Stores key, payment and attempt; nothing where the key was taken meanwhile.
    async fn make(&self, new: &NewPayment, key: (&str, &str), now: Timestamp) -> Result<Result<Option<Kept>, Refusal>, Fault> {
        if new.portions.is_empty() || new.portions.len() > NOTICES_MAX {
            return Ok(Err(Refusal::TooMany { limit: NOTICES_MAX }));
        }
        if new.rail == Rail::Deposit {
            return self.draw(new, key, now).await;
        }
        let Some(provider) = self.providers.of_rail(new.rail) else { return Ok(Err(Refusal::RailUnavailable)) };
        if let Err(refusal) = check_phone(new.rail, new.phone.as_deref()) {
            return Ok(Err(refusal));
        }
        let asking = match new.asking() {
            Some(Ok(person)) => Some(self.mandates.asking(person).await?),
            Some(Err(refusal)) => return Ok(Err(refusal)),
            None => None,
        };
        let unit = self.database.begin().await?;
        let id = PaymentId::new(u128::from_le_bytes(identifier::random()));
        if !store::take_key(&unit, key, id, now).await? {
            return Ok(Ok(None));
        }
        let references: Vec<NoticeReference> = new.portions.iter().map(|portion| portion.reference).collect();
        let notices = notice::store::lock(&unit, &references).await?;
        let (amount, over) = match new.shares(&notices, now) {
            Ok(shares) => shares,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Err(refusal) = self.settings.bounds.carries(new.rail, amount) {
            return Ok(Err(refusal.into()));
        }
        if let Err(refusal) = cooling::check(&store::declines(&unit, &over, new.payer, now).await?) {
            return Ok(Err(refusal));
        }
        if let Some(taken) = store::add_shares(&unit, id, &over).await? {
            drop(unit);
            let live = store::live_of(self.database.connection(), taken).await?;
            return Ok(Err(Refusal::BeingPaid { payment: live.map(|id| id.to_string()).unwrap_or_default() }));
        }
        let settings = &self.settings;
        let expires_at = now.saturating_add(settings.lives).unwrap_or(Timestamp::MAX);
        let opened = Event::Opened { payment: id, amount, over, capture: settings.capture, live: settings.live, expires_at };
        let payment = Payment::opened(&opened, now).map_err(Fault::while_("opening a payment"))?;
        store::append(&unit, (id, 1), &opened, (None, payment.state), ("payer", None), now).await?;
        store::add(&unit, &payment, (new.payer, new.acting_for.map(|acting| acting.principal)), expires_at).await?;
        outbox::append(&unit, "payment.created", &id.to_string(), now).await?;
        let mut work = Work { unit, kept: Kept { payment, looks: 0 } };
        if let Err(refusal) = self.begin_attempt(&mut work, provider, new.rail, new.phone.as_deref(), now).await? {
            return Ok(Err(refusal));
        }
        if let Some((asking, acting)) = asking.zip(new.acting_for)
            && let Err(refusal) = self.authorise(&work.unit, &asking, acting, (amount, &notices), now).await?
        {
            return Ok(Err(refusal));
        }
        let kept = work.kept.clone();
        database::commit(work.unit).await?;
        self.outbox.wake();
        Ok(Ok(Some(kept)))
    }

    /// Asks whether the payer may pay so much for somebody else, and notes that they did: whoever gave the mandate is told at once, and a day's
    /// ceiling counts it. It tells the audit log, so it is the last thing before the commit.
    pub(super) async fn authorise(
        &self,
        unit: &Transaction,
        asking: &Asking,
        acting: ActingFor,
        (amount, notices): (Money, &[IssuedNotice]),
        now: Timestamp,
    ) -> Result<Result<(), Refusal>, Fault> {
        let Some(paid) = Amount::new(amount.minor, &amount.currency.to_string()) else { return Ok(Err(Refusal::AmountInvalid)) };
        // A mandate for one consignment pays for its declaration alone.
        let mut declarations: Vec<Option<Consignment>> = notices.iter().map(|issued| issued.declaration.parse().ok()).collect();
        declarations.dedup();
        let consignment = if let [Some(one)] = &declarations[..] { Some(one) } else { None };
        let acting_as = Acting { principal: acting.principal, act: Act::Pay(paid), consignment };
        let authority = self.mandates.authorise(unit, asking, &acting_as, (now, acting.today)).await?;
        Ok(authority.map(drop).map_err(Refusal::Mandate))
    }

    /// Begins an attempt with the provider's key stored; a prompt counts as sent from here on (row ST-03).
    async fn begin_attempt(
        &self,
        work: &mut Work,
        provider: &str,
        rail: Rail,
        phone: Option<&str>,
        now: Timestamp,
    ) -> Result<Result<(), Refusal>, Fault> {
        let attempt = AttemptId::new(identifier::new_number());
        let events = match work.kept.payment.start(attempt, provider, rail, now) {
            Ok(events) => events,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        store::add_attempt(
            &work.unit,
            work.kept.payment.id,
            &Attempt::begin(attempt, provider.to_owned(), rail, now),
            phone,
            now,
        )
        .await?;
        for event in &events {
            self.happen(work, event, (Actor::Payer, None), now).await?;
        }
        if rail == Rail::MobileMoney
            && let Ok(event) = work.kept.payment.submit()
        {
            self.happen(work, &event, (Actor::System, None), now).await?;
        }
        Ok(Ok(()))
    }

    /// Asks the provider, in a task that goes on when whoever waits for it goes away (row CR-07).
    async fn start_detached(&self, kept: Kept, phone: Option<String>, now: Timestamp) -> Result<Shown, Fault> {
        let payments = self.clone();
        let task = tokio::spawn(async move { payments.start(kept, phone.as_deref(), now).await });
        task.await.map_err(Fault::while_("asking a provider"))?
    }

    /// Asks the provider for the attempt begun last, of whom `phone` is prompted. The key is the stored one, however often this is done.
    pub(super) async fn start(&self, kept: Kept, phone: Option<&str>, now: Timestamp) -> Result<Shown, Fault> {
        let nothing = |kept: Kept| Shown { payment: kept.payment, handover: None };
        let Some(attempt) = kept.payment.attempt().cloned() else { return Ok(nothing(kept)) };
        let Some(gateway) = self.gateway(&attempt.provider) else { return Ok(nothing(kept)) };
        let answer = gateway.start(&order(&kept, &attempt, phone)?, &attempt.key(payment::Operation::Start)).await;
        let handover = match &answer {
            Answer::Handover { handover, .. } => Some(handed(handover)),
            _ => None,
        };
        let recorded = self.record(kept.payment.id, attempt.id, (answer, Source::Answer), now).await?;
        let payment = recorded.unwrap_or(kept).payment;
        Ok(Shown { handover: handover.filter(|_| payment.state.is_live()), payment })
    }

    /// Looks at a payment as the janitor does, in a task that goes on when whoever waits for it goes away.
    pub(super) async fn look_detached(&self, kept: Kept, now: Timestamp) -> Result<Kept, Fault> {
        let payments = self.clone();
        let id = kept.payment.id;
        let task = tokio::spawn(async move { payments.look(&kept, now).await });
        task.await.map_err(Fault::while_("asking a provider"))??;
        let again = store::find(self.database.connection(), id).await?;
        again.ok_or_else(|| Fault::while_("reading a payment")(std::io::Error::other("it is gone")))
    }
}

/// Writes what is asked of a provider for an attempt: the sum is that of the payment, frozen.
pub(super) fn order(kept: &Kept, attempt: &Attempt, phone: Option<&str>) -> Result<Order, Fault> {
    let description = format!("Duties and fees {}", kept.payment.id.to_string().split_at(8).0);
    Ok(Order {
        attempt: attempt.id,
        amount: kept.payment.amount,
        capture: kept.payment.capture,
        payer: phone.and_then(|phone| PayerNumber::new(phone).ok()),
        description: Description::new(&description).map_err(Fault::while_("describing a payment"))?,
        started_at: attempt.started_at,
    })
}

/// Says whether a rail has the number that it needs.
fn check_phone(rail: Rail, phone: Option<&str>) -> Result<(), Refusal> {
    let is_good = rail != Rail::MobileMoney || phone.is_some_and(|phone| PayerNumber::new(phone).is_ok());
    if is_good { Ok(()) } else { Err(Refusal::PhoneInvalid) }
}

/// How long after its first call an attempt is given anew under its key.
pub(super) fn may_repeat(attempt: &Attempt, within: jiff::SignedDuration, now: Timestamp) -> bool {
    now < attempt.started_at.saturating_add(within).unwrap_or(Timestamp::MAX)
}

impl NewPayment {
    /// Says who asks to pay for somebody else: a person who signed in, and nobody else.
    fn asking(&self) -> Option<Result<PersonId, Refusal>> {
        self.acting_for.map(|_| match self.payer {
            Some(Subject::Person(person)) => Ok(person),
            _ => Err(Refusal::Mandate(mandate::Refusal::NoMandate)),
        })
    }

    /// Names who asks, what for and with which key, so that nobody's key is anybody else's. Whoever has no account is known by the notices
    /// that they pay and by a key that only their device knows (`DESIGN` §3).
    fn key_hash(&self) -> String {
        let scope = match self.payer {
            Some(payer) => payer.to_string(),
            None => {
                let mut references: Vec<String> = self.portions.iter().map(|portion| portion.reference.to_string()).collect();
                references.sort();
                references.join(" ")
            }
        };
        digest(&("pay", scope, self.key.as_str()))
    }

    fn fingerprint(&self) -> String {
        let principal = self.acting_for.map(|acting| acting.principal);
        let account = self.account.map(|drawing| drawing.account);
        fingerprint(&self.portions, self.expected, (self.rail, self.phone.as_deref()), (principal, account))
    }

    /// Says what is paid of each notice, if each may be paid so and the sum is what the payer expects.
    pub(super) fn shares(&self, notices: &[IssuedNotice], now: Timestamp) -> Result<(Money, Vec<Share>), Refusal> {
        let mut over = Vec::with_capacity(self.portions.len());
        let mut total: Option<Money> = None;
        for portion in &self.portions {
            let issued =
                notices.iter().find(|issued| issued.notice.reference == portion.reference).ok_or(Refusal::NoticeUnknown)?;
            let owed = issued.notice.owed();
            let amount = Money::new(portion.minor.unwrap_or(owed.minor), owed.currency);
            issued.notice.may_pay(portion.version, amount, now)?;
            if over.iter().any(|share: &Share| share.notice == issued.notice.id) {
                return Err(Refusal::TooMany { limit: 1 });
            }
            over.push(Share { notice: issued.notice.id, version: portion.version, minor: amount.minor });
            let sum = match total {
                None => amount,
                Some(sum) => sum.checked_add(amount).map_err(|_| Refusal::CurrenciesDiffer)?,
            };
            total = Some(sum);
        }
        let total = total.ok_or(Refusal::NoticeUnknown)?;
        if total == self.expected { Ok((total, over)) } else { Err(Refusal::TotalDiffers { owed: total.to_string() }) }
    }
}

/// Digests what makes a payment this one and no other, but for its key.
pub(super) fn fingerprint(
    portions: &[Portion],
    expected: Money,
    (rail, phone): (Rail, Option<&str>),
    (principal, account): (Option<Party>, Option<AccountReference>),
) -> String {
    let mut portions: Vec<_> =
        portions.iter().map(|portion| (portion.reference.to_string(), portion.version, portion.minor)).collect();
    portions.sort();
    let acting_for = principal.map(|principal| principal.to_string());
    digest(&Fingerprint { portions, expected, rail, phone, acting_for, account })
}

/// Writes something in one way, and takes its SHA-256.
pub fn digest(value: &impl Serialize) -> String {
    let canonical = serde_json_canonicalizer::to_vec(value).expect("texts and whole numbers are JSON");
    hex::encode(Sha256::digest(canonical))
}
