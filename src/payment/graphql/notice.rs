//! Notices: issued by the customs system or at a counter, read by whoever has the reference.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};
use payment::NoticeReference;
use vocabulary::{
    AuthorityCode, Currency, Money,
    scalar::{Day, Instant},
};

use super::{
    notices, now, payments,
    seen::{ShownChargeKind, ShownNoticeState, ShownRail},
};
use crate::{
    identity::{PersonOrProvenMachine, issuer},
    payment::{IssuedNotice, NOTICES_AT_ONCE_MAX, NewCharge, NewNotice, Refusal},
    platform::{
        money::{MoneyAmount, MoneyInput},
        policy::{MachineScope, Role, may, needs},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions about notices.
#[derive(Default)]
pub struct NoticeQuery;

/// What issuers do.
#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeQuery {
    /// A demand to pay, for whoever has its reference: what is owed, to whom and until when, and by which ways it can be paid. Whose
    /// debt it is and for which goods is not told. Nothing where there is no such notice. Source: WTO TFA Article 7.2.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private))]
    async fn payment_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its twelve digits, as people type them.")] reference: String,
    ) -> Result<Option<ShownNotice>> {
        let reference = read_reference(&reference).map_err(|refusal| refuse(&refusal))?;
        let found = notices(ctx).find(reference).await?;
        Ok(found.map(|found| ShownNotice::of(ctx, &found)))
    }
}

#[Object]
impl NoticeMutation {
    /// Issues payment notices, each once by its issuer's name for it: all of them, or none. For cashiers, and for systems of cashiers that
    /// exchange data as an authority.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::Service]),
        directive = needs::apply(vec![MachineScope::AgencyData]),
        guard = "PersonOrProvenMachine",
        complexity = "1 + input.len() * child_complexity"
    )]
    async fn issue_payment_notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notices: 1 to 100.")] input: Vec<IssueNoticeInput>,
    ) -> Result<IssueNoticesPayload> {
        if input.len() > NOTICES_AT_ONCE_MAX {
            return Ok(IssueNoticesPayload::refused(ctx, &Refusal::TooMany { limit: NOTICES_AT_ONCE_MAX }));
        }
        let issuer = issuer(ctx).await?;
        let mut new = Vec::with_capacity(input.len());
        for one in input {
            match one.read() {
                Ok(notice) => new.push(notice),
                Err(refusal) => return Ok(IssueNoticesPayload::refused(ctx, &refusal)),
            }
        }
        Ok(match notices(ctx).issue(&new, issuer, now(ctx)).await? {
            Ok(issued) => IssueNoticesPayload::Issued(NoticesIssued {
                notices: issued.iter().map(|issued| ShownNotice::of(ctx, issued)).collect(),
            }),
            Err(refusal) => IssueNoticesPayload::refused(ctx, &refusal),
        })
    }
}

/// Reads a reference as people type it.
pub(super) fn read_reference(text: &str) -> Result<NoticeReference, Refusal> {
    text.parse().map_err(Refusal::Reference)
}

/// What is demanded.
#[derive(InputObject)]
pub struct IssueNoticeInput {
    /// What the issuer calls it, 1 to 200 characters. Issued again under that name it is the same notice; with another content it is
    /// refused.
    issuer_reference: String,
    /// The declaration that was assessed, 1 to 200 characters.
    declaration: String,
    /// Whose debt it is, as the issuer writes it. Anonymous readers do not see it.
    debtor: Option<String>,
    /// Who is paid, as the payer reads it, 1 to 200 characters.
    payee: String,
    /// What for, as the payer and the provider read it, 1 to 160 characters.
    purpose: String,
    /// What it is in (ISO 4217).
    currency: Currency,
    /// Its lines: 1 to 100.
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
    /// How much, in major units of the notice's currency.
    amount: String,
}

impl IssueNoticeInput {
    fn read(self) -> Result<NewNotice, Refusal> {
        let currency = self.currency;
        let minor = |amount: String| {
            let money = MoneyInput::new(amount, currency).money();
            money.map(|money| money.minor).map_err(|_| Refusal::NoticeInvalid { field: "amount" })
        };
        let charge = |charge: ChargeInput| {
            Ok(NewCharge {
                kind: charge.kind.into(),
                agency: charge.agency,
                code: charge.code,
                base_minor: charge.base.map(minor).transpose()?,
                rate: charge.rate,
                law: charge.law,
                minor: minor(charge.amount)?,
            })
        };
        Ok(NewNotice {
            issuer_reference: self.issuer_reference,
            declaration: self.declaration,
            debtor: self.debtor,
            payee: self.payee,
            purpose: self.purpose,
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
    fn refused(ctx: &Context<'_>, refusal: &Refusal) -> IssueNoticesPayload {
        IssueNoticesPayload::Refused(Refused::of(ctx, refusal))
    }
}

/// Notices that are issued.
#[derive(SimpleObject)]
pub struct NoticesIssued {
    /// The notices, in the order of the input.
    notices: Vec<ShownNotice>,
}

/// A demand to pay, as anybody with its reference sees it.
#[derive(SimpleObject)]
#[graphql(name = "PaymentNotice")]
pub struct ShownNotice {
    /// Its reference: twelve digits, of which the last two are check digits (ISO/IEC 7064, MOD 97-10).
    reference: String,
    /// Which version of it this is; a payer says which they saw.
    version: i64,
    /// Where it stands.
    state: ShownNoticeState,
    /// Who is paid.
    payee: String,
    /// What for.
    purpose: String,
    /// All of it.
    total: MoneyAmount,
    /// What is paid of it.
    paid: MoneyAmount,
    /// What is still owed.
    owed: MoneyAmount,
    /// Whether part of it may be paid.
    takes_parts: bool,
    /// The last day on which it is paid in time.
    due_on: Day,
    /// When it can no longer be paid under this reference.
    valid_until: Option<Instant>,
    /// By which ways it can be paid now.
    options: Vec<PaymentOption>,
}

/// A way to pay.
#[derive(SimpleObject)]
struct PaymentOption {
    /// The way.
    rail: ShownRail,
    /// What the payer pays by it in all. Nothing is added: what a provider takes is the administration's (row LED-10).
    total: MoneyAmount,
}

impl ShownNotice {
    fn of(ctx: &Context<'_>, issued: &IssuedNotice) -> ShownNotice {
        let notice = &issued.notice;
        let option = |rail: payment::Rail| PaymentOption { rail: rail.into(), total: notice.owed().into() };
        let is_payable = notice.may_pay(notice.version, notice.owed(), now(ctx)).is_ok();
        let rails = if is_payable { payments(ctx).providers().rails() } else { Vec::new() };
        ShownNotice {
            reference: notice.reference.to_string(),
            version: notice.version.into(),
            state: notice.state.into(),
            payee: issued.payee.clone(),
            purpose: issued.purpose.clone(),
            total: Money::into(notice.total()),
            paid: notice.paid().into(),
            owed: notice.owed().into(),
            takes_parts: notice.takes_parts,
            due_on: Day(notice.due_on),
            valid_until: notice.valid_until.map(Instant),
            options: rails.into_iter().map(option).collect(),
        }
    }
}
