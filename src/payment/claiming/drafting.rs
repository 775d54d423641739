//! A claim that is written already: what of a payment is left by tax and agency, and which grounds fit. An app shows it as a form. Row PAY-M13.

use std::collections::BTreeSet;

use payment::{ChargeKind, NoticeReference, Payment, Rail, Source, claim::ClaimGround};
use receipt::Paper;
use vocabulary::{AuthorityCode, Money, NoticeId, PaymentId, PersonId};

use crate::{
    payment::{notice, repaying::Purse, service::Payments},
    platform::{fault::Fault, short_code::ShortCode},
};

/// Of what a claim is drafted.
#[derive(Clone, Debug)]
pub enum DraftOf {
    /// A payment.
    Payment(PaymentId),
    /// The payment that a receipt is of, by the short code of the receipt.
    Receipt(ShortCode),
}

/// A claim that nobody lodged yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The payment.
    pub payment: PaymentId,
    /// What is left of it: none, one or two.
    pub lines: Vec<DraftLine>,
}

/// What of a payment could be claimed.
#[derive(Clone, Debug)]
pub struct DraftLine {
    /// What of it.
    pub of: Source,
    /// How much is left: what `seen` is to say.
    pub left: Money,
    /// How much can be given back in one sum.
    pub at_once: Money,
    /// Whether it goes to a phone, so that a claim names one.
    pub takes_phone: bool,
    /// What is left of each charge; none where nobody asked for the money.
    pub taxes: Vec<DraftTax>,
    /// The grounds to choose among.
    pub grounds: Vec<ClaimGround>,
}

/// What is left of one charge.
#[derive(Clone, Debug)]
pub struct DraftTax {
    /// The notice.
    pub notice: NoticeReference,
    /// Its line there.
    pub line: u16,
    /// What was charged.
    pub kind: ChargeKind,
    /// By whom.
    pub agency: AuthorityCode,
    /// What they call it.
    pub code: String,
    /// How much of it is left.
    pub left: Money,
}

impl Payments {
    /// Drafts a claim for whoever paid; nothing of what they did not pay.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn draft_claim(&self, of: &DraftOf, by: PersonId) -> Result<Option<Draft>, Fault> {
        let id = match of {
            DraftOf::Payment(id) => Some(*id),
            DraftOf::Receipt(code) => self.payment_of_receipt(code).await?,
        };
        let Some(id) = id else { return Ok(None) };
        let Some(kept) = crate::payment::store::find(self.database.connection(), id).await? else { return Ok(None) };
        if !self.own_of(by, &BTreeSet::from([id])).await?.contains(&id) {
            return Ok(None);
        }
        let mut lines = Vec::new();
        if !self.is_deferred(self.database.connection(), id).await? {
            for (of, left) in self.repayable(&kept.payment).await? {
                lines.push(self.draft_line(&kept.payment, (of, left)).await?);
            }
        }
        Ok(Some(Draft { payment: id, lines }))
    }

    async fn payment_of_receipt(&self, code: &ShortCode) -> Result<Option<PaymentId>, Fault> {
        match &self.receipts {
            Some(receipts) => Ok(receipts.by_code(code).await?.and_then(|kept| match kept.signed.paper() {
                Paper::Receipt(receipt) => Some(receipt.payment),
                _ => None,
            })),
            None => Ok(None),
        }
    }

    async fn draft_line(&self, payment: &Payment, (of, left): (Source, Money)) -> Result<DraftLine, Fault> {
        let connection = self.database.connection();
        let purse = Purse::read(connection, payment, (of, left.currency)).await?;
        let at_once = Money::new(purse.at_once(payment, left.currency).clamp(0, left.minor), left.currency);
        let takes_phone = purse.choose(payment, at_once).is_ok_and(|chosen| chosen.rail == Rail::MobileMoney);
        let taxes = match of {
            Source::Unallocated => Vec::new(),
            Source::Charges => {
                let portions = purse.charges_left(connection, payment).await?;
                let ids: Vec<NoticeId> = portions.iter().map(|portion| portion.notice).collect();
                let notices = notice::store::by_ids(connection, &ids).await?;
                let tax = |notice: NoticeId, line: u16, minor: i64| {
                    let issued = notices.iter().find(|issued| issued.notice.id == notice)?;
                    let charge = issued.notice.charges.iter().find(|charge| charge.line == line)?;
                    Some(DraftTax {
                        notice: issued.notice.reference,
                        line,
                        kind: charge.kind,
                        agency: charge.agency.clone(),
                        code: charge.code.clone(),
                        left: Money::new(minor, issued.notice.currency),
                    })
                };
                let parts = portions.iter().flat_map(|portion| portion.parts.iter().map(move |part| (portion.notice, part)));
                parts.filter(|(_, part)| part.minor > 0).filter_map(|(notice, part)| tax(notice, part.line, part.minor)).collect()
            }
        };
        let is_secured = payment.attempts.iter().any(|attempt| attempt.rail == Rail::Security);
        Ok(DraftLine { of, left, at_once, takes_phone, taxes, grounds: ClaimGround::offered(of, is_secured) })
    }
}
