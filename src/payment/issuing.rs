//! The use case of a customs system or a cashier: to issue notices, and their next versions. Rows PAY-M2, PAY-N1, LED-01, IDM-08.

use std::fmt;

use payment::{Charge, ChargeKind, NoticeReference, NoticeState, PaymentNotice, ledger::demand, notice::CHARGES_MAX};
use vocabulary::{AuthorityCode, Currency, Date, NoticeId, Timestamp};

use super::{
    ledger::{self, store::Cause},
    notice::{self, IssuedNotice, PaymentNotices},
    refusal::Refusal,
};
use crate::{
    audit::{Action, Actor, Code, Entry, Object, Value},
    feed::Change,
    identity::Subject,
    platform::{database, fault::Fault, identifier, outbox},
};

/// How many notices are issued at once.
pub const NOTICES_AT_ONCE_MAX: usize = 100;
const ISSUED: Action = Action::named("payment_notice.issued");
const AMENDED: Action = Action::named("payment_notice.amended");
/// How long the texts of a notice are, in characters.
const TEXT_CHARACTERS_MAX: usize = 200;
/// The highest number of a line.
const LINE_MAX: u16 = 999;
/// How often another reference is drawn where one is taken: of ten thousand million that is rare.
const DRAWS_MAX: usize = 5;

/// What is demanded.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// What the issuer calls it. Issued again under that name it is the same notice.
    pub issuer_reference: String,
    /// Which version of it this is, from 1: the next one amends it.
    pub version: u32,
    /// Why there is another version, as the payer reads it.
    pub reason: Option<String>,
    /// The declaration that was assessed.
    pub declaration: String,
    /// Whose debt it is.
    pub debtor: Option<String>,
    /// Who is paid, as the payer reads it.
    pub payee: String,
    /// What for, as the payer reads it.
    pub purpose: String,
    /// The day of the assessment.
    pub assessed_on: Date,
    /// What it is in.
    pub currency: Currency,
    /// Its lines.
    pub charges: Vec<NewCharge>,
    /// Whether part of it may be paid.
    pub takes_parts: bool,
    /// The last day on which it is paid in time.
    pub due_on: Date,
    /// When it can no longer be paid.
    pub valid_until: Option<Timestamp>,
}

/// Who issues notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// Somebody who signed in: a cashier, or a system with a key of its own.
    Subject(Subject),
    /// The customs system, by files that an operator hands over.
    CustomsSystem,
}

impl From<Subject> for Issuer {
    fn from(subject: Subject) -> Issuer {
        Issuer::Subject(subject)
    }
}

impl fmt::Display for Issuer {
    /// Writes it as it is stored beside a notice.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Issuer::Subject(subject) => subject.fmt(formatter),
            Issuer::CustomsSystem => formatter.write_str("customs-system"),
        }
    }
}

/// A line of it.
#[derive(Clone, Debug)]
pub struct NewCharge {
    /// Its place in every version of the notice; its place among the lines where it is not said.
    pub line: Option<u16>,
    /// What is charged.
    pub kind: ChargeKind,
    /// Whose it is.
    pub agency: AuthorityCode,
    /// The code of the tax or fee.
    pub code: String,
    /// What it is charged on, in minor units.
    pub base_minor: Option<i64>,
    /// The rate.
    pub rate: Option<String>,
    /// The law.
    pub law: Option<String>,
    /// What the published rules call it: the id of a published fee, or the code of a published tax.
    pub published_as: Option<String>,
    /// How much, in minor units.
    pub minor: i64,
}

impl PaymentNotices {
    /// Issues notices, each version once by its issuer's name for it: all of them, or none. The version after the one that stands amends it.
    ///
    /// # Errors
    /// Refuses a notice that says nothing or too much, another one under a name and a version that were used, and a version that is not the
    /// next. Faults when the database cannot keep
    /// them; then none is issued.
    pub async fn issue(
        &self,
        new: &[NewNotice],
        by: impl Into<Issuer>,
        now: Timestamp,
    ) -> Result<Result<Vec<IssuedNotice>, Refusal>, Fault> {
        let by = by.into();
        if new.is_empty() || new.len() > NOTICES_AT_ONCE_MAX {
            return Ok(Err(Refusal::TooMany { limit: NOTICES_AT_ONCE_MAX }));
        }
        if let Some(refusal) = new.iter().find_map(|notice| notice.check().err()) {
            return Ok(Err(refusal));
        }
        let unit = self.database.begin().await?;
        let mut issued = Vec::with_capacity(new.len());
        let (mut entries, mut amended) = (Vec::new(), Vec::new());
        let issuer = by.to_string();
        for one in new {
            let before = notice::store::by_issuer(&unit, &issuer, &one.issuer_reference).await?;
            let current = before.as_ref().map_or(0, |before| before.notice.version);
            if one.version > current.saturating_add(1) {
                return Ok(Err(Refusal::NoticeVersion { current }));
            }
            let value = match before {
                Some(before) if one.version <= current => {
                    let Some(charges) = notice::store::charges_of(&unit, before.notice.id, one.version).await? else {
                        return Ok(Err(Refusal::NoticeVersion { current }));
                    };
                    if !one.is(&before, &charges) {
                        return Ok(Err(Refusal::NoticeDiffers));
                    }
                    issued.push(before);
                    continue;
                }
                Some(before) => match self.amend(&unit, one, &before, now).await? {
                    Ok((before, after)) => {
                        entries.push(deed(AMENDED, &after, by));
                        amended.push((before, after.clone()));
                        after
                    }
                    Err(refusal) => return Ok(Err(refusal)),
                },
                None => {
                    let Some(value) = self.add(&unit, one, &issuer, now).await? else { return Ok(Err(Refusal::NoticeDiffers)) };
                    entries.push(deed(ISSUED, &value, by));
                    value
                }
            };
            issued.push(value);
        }
        // After every notice: whoever holds a feed waits for nothing else.
        for (before, after) in &amended {
            self.feed.append(&unit, &change(before, after), now).await?;
        }
        self.audit.append_all(&unit, entries, now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(Ok(issued))
    }

    /// Adds a notice under a reference that is free; nothing where somebody was quicker under its issuer's name.
    async fn add(
        &self,
        unit: &database::Transaction,
        new: &NewNotice,
        issuer: &str,
        now: Timestamp,
    ) -> Result<Option<IssuedNotice>, Fault> {
        for _ in 0..DRAWS_MAX {
            let reference = NoticeReference::new(u64::from_le_bytes(identifier::random()));
            if !notice::store::lock(unit, &[reference]).await?.is_empty() {
                continue;
            }
            let value = new.issued(reference, issuer, now);
            if !notice::store::add(unit, &value).await? {
                return Ok(None);
            }
            notice::store::add_version(unit, &value.notice, new.because()).await?;
            let entry = demand::issued(&value.notice).map_err(Fault::while_("posting a payment notice"))?;
            if let Some(entry) = entry {
                ledger::store::post(unit, &entry, Cause { notice: Some(value.notice.id), ..Cause::default() }, now).await?;
            }
            outbox::append(unit, notice::CHANGED, &value.notice.id.to_string(), now).await?;
            return Ok(Some(value));
        }
        Ok(None)
    }
}

impl NewNotice {
    /// Says what is wrong with it.
    fn check(&self) -> Result<(), Refusal> {
        let texts = [
            ("issuerReference", &self.issuer_reference),
            ("declaration", &self.declaration),
            ("payee", &self.payee),
            ("purpose", &self.purpose),
        ];
        let is_text =
            |text: &str| (1..=TEXT_CHARACTERS_MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if let Some((field, _)) = texts.iter().find(|(_, text)| !is_text(text)) {
            return Err(Refusal::NoticeInvalid { field });
        }
        if self.debtor.as_deref().is_some_and(|debtor| !is_text(debtor)) {
            return Err(Refusal::NoticeInvalid { field: "debtor" });
        }
        // It is what the payer reads at the provider.
        if gateway::Description::new(&self.purpose).is_err() {
            return Err(Refusal::NoticeInvalid { field: "purpose" });
        }
        if self.reason.as_deref().is_some_and(|reason| !is_text(reason)) {
            return Err(Refusal::NoticeInvalid { field: "reason" });
        }
        if self.version == 0 {
            return Err(Refusal::NoticeInvalid { field: "version" });
        }
        // A version that demands nothing takes the notice back; a first one says nothing.
        let may_be_nothing = self.version > 1;
        if (self.charges.is_empty() && !may_be_nothing) || self.charges.len() > CHARGES_MAX {
            return Err(Refusal::TooMany { limit: CHARGES_MAX });
        }
        let mut total = 0i64;
        for charge in &self.charges {
            let is_good = charge.minor >= 0
                && is_text(&charge.code)
                && [&charge.rate, &charge.law, &charge.published_as].into_iter().flatten().all(|text| is_text(text))
                && charge.base_minor.is_none_or(|base| base >= 0);
            total = total.checked_add(charge.minor).filter(|_| is_good).ok_or(Refusal::NoticeInvalid { field: "charges" })?;
        }
        let mut lines: Vec<u16> = self.lines().iter().map(|charge| charge.line).collect();
        lines.sort_unstable();
        let is_numbered =
            lines.iter().all(|line| (1..=LINE_MAX).contains(line)) && lines.windows(2).all(|pair| pair[0] != pair[1]);
        if !is_numbered || (total == 0 && !may_be_nothing) { Err(Refusal::NoticeInvalid { field: "charges" }) } else { Ok(()) }
    }

    fn issued(&self, reference: NoticeReference, issuer: &str, now: Timestamp) -> IssuedNotice {
        let notice = PaymentNotice {
            id: NoticeId::new(identifier::new_number()),
            reference,
            version: 1,
            state: NoticeState::Open,
            currency: self.currency,
            charges: self.lines(),
            takes_parts: self.takes_parts,
            issued_at: now,
            due_on: self.due_on,
            valid_until: self.valid_until,
            plan: None,
        };
        IssuedNotice {
            notice,
            issuer: issuer.to_owned(),
            issuer_reference: self.issuer_reference.clone(),
            declaration: self.declaration.clone(),
            assessed_on: self.assessed_on,
            debtor: self.debtor.clone(),
            payee: self.payee.clone(),
            purpose: self.purpose.clone(),
        }
    }

    /// Returns its lines, with their places.
    pub(super) fn lines(&self) -> Vec<Charge> {
        let line = |(place, charge): (usize, &NewCharge)| Charge {
            line: charge.line.unwrap_or_else(|| u16::try_from(place + 1).unwrap_or(u16::MAX)),
            kind: charge.kind,
            agency: charge.agency.clone(),
            code: charge.code.clone(),
            base_minor: charge.base_minor,
            rate: charge.rate.clone(),
            law: charge.law.clone(),
            published_as: charge.published_as.clone(),
            minor: charge.minor,
            paid_minor: 0,
        };
        self.charges.iter().enumerate().map(line).collect()
    }

    /// Returns why there is this version, as it is kept and shown.
    pub(super) fn because(&self) -> &str {
        self.reason.as_deref().unwrap_or(if self.version > 1 { "amended" } else { "issued" })
    }

    /// Says whether it may be the next version of a notice: the same demand of the same debtor to the same payee.
    pub(super) fn continues(&self, issued: &IssuedNotice) -> bool {
        self.is_about(issued) && issued.payee == self.payee && issued.purpose == self.purpose
    }

    fn is_about(&self, issued: &IssuedNotice) -> bool {
        issued.declaration == self.declaration && issued.debtor == self.debtor && issued.notice.currency == self.currency
    }

    /// Says whether a version of a notice that was issued before is this one, with its `charges` as they were issued. What was paid of it makes
    /// it no other.
    fn is(&self, issued: &IssuedNotice, charges: &[Charge]) -> bool {
        let demanded = |charges: &[Charge]| -> Vec<Charge> {
            let mut demanded: Vec<Charge> = charges.iter().map(|charge| Charge { paid_minor: 0, ..charge.clone() }).collect();
            demanded.retain(|charge| charge.minor > 0);
            demanded.sort_by_key(|charge| charge.line);
            demanded
        };
        let is_current = issued.notice.version == self.version;
        self.is_about(issued)
            && (!is_current || issued.notice.due_on == self.due_on)
            && demanded(charges) == demanded(&self.lines())
    }
}

/// Says what changed of a notice, for whoever issued it.
fn change<'a>(before: &'a IssuedNotice, after: &'a IssuedNotice) -> Change<'a> {
    Change {
        issuer: &before.issuer,
        issuer_reference: &before.issuer_reference,
        declaration: &before.declaration,
        before: &before.notice,
        after: &after.notice,
        payment: None,
        parts: &[],
        receipts: &[],
        is_late: false,
    }
}

/// Writes the entry of the audit log: the reference and the sum, nobody's name.
fn deed(deed: Action, value: &IssuedNotice, by: Issuer) -> Entry {
    let reference = value.notice.reference.to_string().parse().expect("digits are a word of the log");
    let object = Object::new(Code::named("payment-notice"), reference);
    let actor = match by {
        Issuer::Subject(subject) => subject.actor(),
        Issuer::CustomsSystem => Actor::System(Code::named("customs-system")),
    };
    Entry::new(actor, deed, object).after(Code::named("total-minor"), Value::Number(value.notice.total().minor))
}
