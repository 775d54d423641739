//! The end of a month: what was put off in it becomes one notice, with a due day. Rows PAY-M14, LED-27, DL-01.

use std::collections::BTreeMap;

use payment::{
    Charge, ChargeKind, NoticeReference, NoticeState, PaymentNotice, account::AccountReference, ledger::demand,
    notice::CHARGES_MAX,
};
use vocabulary::{AuthorityCode, Currency, Date, NoticeId, Timestamp};

use super::{
    ISSUER,
    store::{self, Deferral},
};
use crate::{
    payment::{
        ledger::{self, store::Cause},
        notice::{self, IssuedNotice},
        repaying,
        service::Payments,
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        identifier, outbox,
    },
};

/// How many statements are closed in one go.
const AT_ONCE_MAX: i64 = 100;
/// How many payments one statement has: of more, the account has several of one month.
const DEFERRALS_MAX: u64 = 500;
/// How often another reference is drawn where one is taken: of ten thousand million that is rare.
const DRAWS_MAX: usize = 5;

/// What is demanded of each kind for each agency.
type Demanded = BTreeMap<(ChargeKind, AuthorityCode), i64>;

impl Payments {
    /// Closes the statements of months that are over, and returns how many.
    pub(in crate::payment) async fn close_statements(&self, now: Timestamp) -> Result<usize, Fault> {
        let month = self.today(now).first_of_month();
        let Some(ends_at) = self.begins(month) else { return Ok(0) };
        let mut closed = 0;
        for account in store::unstated(self.database.connection(), ends_at, AT_ONCE_MAX).await? {
            // One that cannot be closed keeps no other waiting.
            match self.close(account, ends_at, now).await {
                Ok(is_closed) => closed += usize::from(is_closed),
                Err(fault) => tracing::warn!(%account, cause = fault.chain(), "could not close a statement"),
            }
        }
        Ok(closed)
    }

    /// Returns the day that it is in the territory.
    pub(super) fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.settings.zone.clone()).date()
    }

    fn begins(&self, day: Date) -> Option<Timestamp> {
        day.to_zoned(self.settings.zone.clone()).ok().map(|zoned| zoned.timestamp())
    }

    /// Closes the oldest month of an account of which something is not demanded yet.
    async fn close(&self, account: AccountReference, before: Timestamp, now: Timestamp) -> Result<bool, Fault> {
        let unit = self.database.begin().await?;
        // Under its lock nothing is put off, and nobody else closes.
        if self.accounts.lock(&unit, account).await?.is_none() {
            return Ok(false);
        }
        let open = store::unstated_of(&unit, account, before, DEFERRALS_MAX).await?;
        let Some(first) = open.first() else { return Ok(false) };
        let (month, currency) = (self.today(first.at).first_of_month(), first.amount.currency);
        let of_month: Vec<Deferral> =
            open.iter().take_while(|one| self.today(one.at).first_of_month() == month).cloned().collect();
        let (stated, demanded, payee) = add_up(&unit, of_month).await?;
        let Some(first) = stated.first() else { return Ok(false) };
        // Whoever closes late leaves its holder as long to pay.
        let over =
            month.checked_add(jiff::Span::new().months(1)).map_err(Fault::while_("closing a statement"))?.max(self.today(now));
        let due_on = over
            .checked_add(jiff::Span::new().days(self.settings.deferment_due_days))
            .map_err(Fault::while_("closing a statement"))?;
        let issued = IssuedNotice {
            notice: statement(&demanded, (currency, due_on), now),
            issuer: ISSUER.to_owned(),
            // Once, whoever closes.
            issuer_reference: format!("{account} {}", first.payment),
            declaration: format!("DEFERMENT {}", month.strftime("%Y-%m")),
            assessed_on: month.last_of_month(),
            debtor: None,
            payee,
            purpose: format!("Deferred duties {}", month.strftime("%Y-%m")),
        };
        let Some(issued) = issue(&unit, issued).await? else {
            return Err(Fault::while_("closing a statement")(std::io::Error::other("every reference that was drawn is taken")));
        };
        let notice = &issued.notice;
        notice::store::add_version(&unit, notice, "issued").await?;
        let entry = demand::stated(&account.to_string(), notice).map_err(Fault::while_("posting a statement"))?;
        ledger::store::post(&unit, &entry, Cause { notice: Some(notice.id), ..Cause::default() }, now).await?;
        store::add_statement(&unit, notice.id, (account, month), now).await?;
        for one in &stated {
            store::state(&unit, one.payment, notice.id).await?;
        }
        outbox::append(&unit, notice::CHANGED, &notice.id.to_string(), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        metrics::counter!("fingertip_deferment_statements_total", "what" => "closed").increment(1);
        Ok(true)
    }
}

/// Adds up what payments put off, by kind and agency: as many of them as one notice has charges for. Says whom the first of them pays.
async fn add_up(unit: &Transaction, open: Vec<Deferral>) -> Result<(Vec<Deferral>, Demanded, String), Fault> {
    let (mut stated, mut demanded, mut payee) = (Vec::new(), Demanded::new(), String::new());
    for one in open {
        let portions = repaying::store::paid(unit, one.payment).await?;
        let ids: Vec<NoticeId> = portions.iter().map(|portion| portion.notice).collect();
        let notices = notice::store::some(unit, &ids).await?;
        let mut with = demanded.clone();
        for portion in &portions {
            let Some(issued) = notices.iter().find(|issued| issued.notice.id == portion.notice) else { continue };
            if payee.is_empty() {
                payee.clone_from(&issued.payee);
            }
            for part in &portion.parts {
                let Some(charge) = issued.notice.charges.iter().find(|charge| charge.line == part.line) else { continue };
                *with.entry((charge.kind, charge.agency.clone())).or_default() += part.minor;
            }
        }
        if with.len() > CHARGES_MAX {
            break;
        }
        demanded = with;
        stated.push(one);
    }
    Ok((stated, demanded, payee))
}

/// Writes the notice of a statement: a charge for each kind and agency.
fn statement(demanded: &Demanded, (currency, due_on): (Currency, Date), now: Timestamp) -> PaymentNotice {
    let charge = |(line, ((kind, agency), minor)): (u16, (&(ChargeKind, AuthorityCode), &i64))| Charge {
        line,
        kind: *kind,
        agency: agency.clone(),
        code: kind.as_str().to_uppercase(),
        base_minor: None,
        rate: None,
        law: None,
        published_as: None,
        minor: *minor,
        paid_minor: 0,
    };
    PaymentNotice {
        id: NoticeId::new(identifier::new_number()),
        reference: NoticeReference::new(0),
        version: 1,
        state: NoticeState::Open,
        currency,
        charges: (1u16..).zip(demanded).map(charge).collect(),
        takes_parts: false,
        issued_at: now,
        due_on,
        valid_until: None,
        plan: None,
    }
}

/// Adds a statement under a reference that is free.
async fn issue(unit: &Transaction, mut issued: IssuedNotice) -> Result<Option<IssuedNotice>, Fault> {
    for _ in 0..DRAWS_MAX {
        issued.notice.reference = NoticeReference::new(u64::from_le_bytes(identifier::random()));
        let is_free = notice::store::lock(unit, &[issued.notice.reference]).await?.is_empty();
        if is_free && notice::store::add(unit, &issued).await? {
            return Ok(Some(issued));
        }
    }
    Ok(None)
}
