//! What an issuer demands, and what comes of it.

use async_graphql::{Context, InputObject, SimpleObject, Union};
use vocabulary::{
    AuthorityCode, Currency, Date,
    scalar::{Day, Instant},
};

use super::{super::seen::ShownChargeKind, shown::ShownNotice};
use crate::{
    payment::{IssuedNotice, NewCharge, NewNotice, Refusal},
    platform::{money::MoneyInput, refused::Refused},
};

/// What is demanded.
#[derive(InputObject)]
pub struct IssueNoticeInput {
    /// What the issuer calls it, 1 to 200 characters. Issued again under that name it is the same notice; with another content it is
    /// refused.
    issuer_reference: String,
    /// Which version of it this is. The version after the one that stands amends it: declaration, debtor, payee, purpose and currency stay, what
    /// was paid beyond what is demanded now is owed back, and whoever pays reads it again. Without charges it takes the notice back.
    #[graphql(default = 1)]
    version: i64,
    /// Why there is another version, 1 to 200 characters: whoever has the reference reads it.
    reason: Option<String>,
    /// The declaration that was assessed, 1 to 200 characters.
    declaration: String,
    /// Whose debt it is, as the issuer writes it. Anonymous readers do not see it.
    debtor: Option<String>,
    /// Who is paid, as the payer reads it, 1 to 200 characters.
    payee: String,
    /// What for, as the payer and the provider read it, 1 to 160 characters.
    purpose: String,
    /// The day of the assessment. By default today in the territory.
    assessed_on: Option<Day>,
    /// What it is in (ISO 4217).
    currency: Currency,
    /// Its lines: 1 to 100; none in a version that takes it back.
    charges: Vec<ChargeInput>,
    /// Whether part of it may be paid.
    #[graphql(default)]
    takes_parts: bool,
    /// The last day on which it is paid in time.
    due_on: Day,
    /// When it can no longer be paid.
    valid_until: Option<Instant>,
}

/// A line of a notice.
#[derive(InputObject)]
pub struct ChargeInput {
    /// Its place in every version of the notice, 1 to 999: what was paid of a line stays the line's. By default its place in the list.
    line: Option<i64>,
    /// What is charged.
    kind: ShownChargeKind,
    /// Whose it is.
    agency: AuthorityCode,
    /// The code of the tax or fee in the customs system, 1 to 200 characters.
    code: String,
    /// What it is charged on, in major units of the notice's currency.
    base: Option<String>,
    /// The rate, as the customs system writes it.
    rate: Option<String>,
    /// The law that it rests on.
    law: Option<String>,
    /// What the published rules call it, 1 to 200 characters: the id of a published fee, or the code of a published tax. Of a fee without one the
    /// payer is warned.
    published_as: Option<String>,
    /// How much, in major units of the notice's currency.
    amount: String,
}

impl IssueNoticeInput {
    /// Reads it as far as types tell; `today` is the day in the territory.
    pub(super) fn read(self, today: Date) -> Result<NewNotice, Refusal> {
        let currency = self.currency;
        let minor = |amount: String| {
            let money = MoneyInput::new(amount, currency).money();
            money.map(|money| money.minor).map_err(|_| Refusal::NoticeInvalid { field: "amount" })
        };
        let charge = |charge: ChargeInput| {
            let line = charge.line.map(u16::try_from).transpose().map_err(|_| Refusal::NoticeInvalid { field: "line" })?;
            Ok(NewCharge {
                line,
                kind: charge.kind.into(),
                agency: charge.agency,
                code: charge.code,
                base_minor: charge.base.map(minor).transpose()?,
                rate: charge.rate,
                law: charge.law,
                published_as: charge.published_as,
                minor: minor(charge.amount)?,
            })
        };
        Ok(NewNotice {
            issuer_reference: self.issuer_reference,
            version: u32::try_from(self.version).map_err(|_| Refusal::NoticeInvalid { field: "version" })?,
            reason: self.reason,
            declaration: self.declaration,
            debtor: self.debtor,
            payee: self.payee,
            purpose: self.purpose,
            assessed_on: self.assessed_on.map_or(today, |day| day.0),
            currency,
            charges: self.charges.into_iter().map(charge).collect::<Result<_, Refusal>>()?,
            takes_parts: self.takes_parts,
            due_on: self.due_on.0,
            valid_until: self.valid_until.map(|instant| instant.0),
        })
    }
}

/// What comes of issuing.
#[derive(Union)]
pub enum IssueNoticesPayload {
    /// They are issued.
    Issued(NoticesIssued),
    /// None is, and why.
    Refused(Refused),
}

impl IssueNoticesPayload {
    /// Shows notices that are issued.
    pub(super) fn issued(ctx: &Context<'_>, issued: &[IssuedNotice]) -> IssueNoticesPayload {
        IssueNoticesPayload::Issued(NoticesIssued { notices: issued.iter().map(|issued| ShownNotice::of(ctx, issued)).collect() })
    }

    /// Says why none is.
    pub(super) fn refused(ctx: &Context<'_>, refusal: &Refusal) -> IssueNoticesPayload {
        IssueNoticesPayload::Refused(Refused::of(ctx, refusal))
    }
}

/// Notices that are issued.
#[derive(SimpleObject)]
pub struct NoticesIssued {
    /// The notices, in the order of the input.
    notices: Vec<ShownNotice>,
}
