//! Paying: start, look, cancel. No account is needed (row ID-N1).

use async_graphql::{
    Context, ID, InputObject, Object, OneofObject, Result, SimpleObject, Subscription, Union,
    connection::{Connection, Edge},
};
use futures_util::{Stream, StreamExt};
use vocabulary::PaymentId;

use super::{
    notice::read_reference,
    now, payments,
    seen::{ShownPayment, ShownRail, Speaking},
    subject,
};
use crate::{
    identity::{Caller, FreshSession, Subject},
    mandate::{self, Party},
    payment::{ActingFor, Drawing, NewPayment, Paying, Portion, Refusal, Retry, Shown},
    platform::{
        graphql::day,
        money::MoneyInput,
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions of payers.
#[derive(Default)]
pub struct PayQuery;

/// What payers do.
#[derive(Default)]
pub struct PayMutation;

/// What payers follow.
#[derive(Default)]
pub struct PaySubscription;

#[Object]
impl PayQuery {
    /// A payment, for whoever has its id. Nothing where there is no such payment.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private))]
    async fn payment(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: String) -> Result<Option<ShownPayment>> {
        let Ok(id) = id.parse::<PaymentId>() else { return Ok(None) };
        Ok(payments(ctx).find(id).await?.map(|shown| ShownPayment::of(ctx, shown)))
    }

    /// The payments that the caller made while they were signed in, the newest first.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn payments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, ShownPayment>> {
        let Some(payer) = payer(ctx) else { return Ok(Connection::new(false, false)) };
        let before = after.map(|cursor| cursor.parse::<PaymentId>()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let (found, has_next) = payments(ctx).of_payer(payer, before, first.get()).await?;
        let mut page = Connection::new(before.is_some(), has_next);
        page.edges.extend(found.into_iter().map(|payment| {
            let id = payment.id.to_string();
            Edge::new(id, ShownPayment::of(ctx, Shown { payment, handover: None }))
        }));
        Ok(page)
    }
}

/// What a page is counted at.
pub(super) fn page_of(first: Option<i64>) -> usize {
    PageSize::new(first).unwrap_or(PageSize::MAX).get()
}

#[Object]
impl PayMutation {
    /// Pays payment notices, once: sent again with the same key it is the same payment, as it stands. The sum is that of the notices;
    /// what the payer expects only tells us that they saw it. Source: WTO TFA Article 7.2.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn pay(&self, ctx: &Context<'_>, input: PayInput) -> Result<PayPayload> {
        let paid = match input.read(ctx) {
            Ok(new) => payments(ctx).pay(new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match paid {
            Ok(Paying { shown, is_replay }) => {
                PayPayload::Started(PaymentStarted { payment: ShownPayment::of(ctx, shown), is_replay })
            }
            Err(refusal) => PayPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Tries a payment again whose attempt was declined, another way if the payer likes. It is the same payment, and cannot be paid twice.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn retry_payment(&self, ctx: &Context<'_>, input: RetryPaymentInput) -> Result<PaymentPayload> {
        let tried = match input.id.parse::<PaymentId>() {
            Ok(payment) => {
                let again = Retry { payment, rail: input.rail.into(), phone: input.phone };
                payments(ctx).retry(again, now(ctx)).await?
            }
            Err(_) => Err(Refusal::PaymentUnknown),
        };
        Ok(match tried {
            Ok(shown) => PaymentPayload::Payment(ShownPayment::of(ctx, shown)),
            Err(refusal) => PaymentPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Asks for a payment to be cancelled. What it returns says what became of it: where the money was taken already, it is paid.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn cancel_payment(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: String) -> Result<PaymentPayload> {
        let cancelled = match id.parse::<PaymentId>() {
            Ok(id) => payments(ctx).cancel(id, now(ctx)).await?,
            Err(_) => Err(Refusal::PaymentUnknown),
        };
        Ok(match cancelled {
            Ok(shown) => PaymentPayload::Payment(ShownPayment::of(ctx, shown)),
            Err(refusal) => PaymentPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }
}

#[Subscription]
impl PaySubscription {
    /// Where a payment stands, now and each time that something happens to it, for whoever has its id. It can also be polled: `payment`.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn payment_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: String,
    ) -> Result<impl Stream<Item = Result<ShownPayment>> + use<>> {
        let id = id.parse::<PaymentId>().map_err(|_| refuse(&Refusal::PaymentUnknown))?;
        let changes = payments(ctx).follow(id).await?.map_err(|refusal| refuse(&refusal))?;
        let speaking = Speaking::of(ctx);
        Ok(changes.map(move |change| Ok(ShownPayment::said(speaking.clone(), change?))))
    }
}

/// Returns who pays, where they signed in.
fn payer(ctx: &Context<'_>) -> Option<Subject> {
    ctx.data_opt::<Caller>().and_then(subject)
}

/// What is paid.
#[derive(InputObject)]
pub struct PayInput {
    /// What the device made up for this payment, and stored before it sent this: 1 to 255 visible ASCII characters that nobody guesses.
    key: String,
    /// The notices: 1 to 100, of one currency.
    notices: Vec<PayNoticeInput>,
    /// What the payer saw as the sum.
    expected_total: MoneyInput,
    /// How it is paid.
    rail: ShownRail,
    /// Whose phone is prompted, of mobile money: a plus and 8 to 15 digits (E.164).
    #[graphql(secret)]
    phone: Option<String>,
    /// For whom the caller pays, where they pay for somebody else: they need a mandate to pay so much, and whoever gave it is told at once.
    acting_for: Option<PayForInput>,
    /// The account that it is paid from, of the rail `DEPOSIT`: fourteen digits. For whoever holds it, and whoever has their mandate to pay so much.
    account: Option<String>,
}

/// For whom somebody pays.
#[derive(OneofObject)]
pub enum PayForInput {
    /// For this company.
    CompanyId(ID),
    /// For this person: `principal.id` of a mandate.
    PersonId(ID),
}

impl PayForInput {
    fn read(self) -> Option<Party> {
        match self {
            PayForInput::CompanyId(id) => id.parse().ok().map(Party::Company),
            PayForInput::PersonId(id) => id.parse().ok().map(Party::Person),
        }
    }

    /// Reads for whom somebody acts, where they do. An id that is none is that of nobody who gave a mandate.
    pub(super) fn acting(given: Option<PayForInput>, ctx: &Context<'_>) -> Result<Option<ActingFor>, Refusal> {
        let Some(given) = given else { return Ok(None) };
        let principal = given.read().ok_or(Refusal::Mandate(mandate::Refusal::NoMandate))?;
        Ok(Some(ActingFor { principal, today: day(ctx, None) }))
    }
}

/// What is tried again.
#[derive(InputObject)]
pub struct RetryPaymentInput {
    /// The id of the payment.
    id: String,
    /// How it is paid now.
    rail: ShownRail,
    /// Whose phone is prompted, of mobile money: a plus and 8 to 15 digits (E.164).
    #[graphql(secret)]
    phone: Option<String>,
}

/// What is paid of one notice.
#[derive(InputObject)]
pub struct PayNoticeInput {
    /// Its twelve digits, as people type them.
    reference: String,
    /// The version that the payer saw.
    version: i64,
    /// How much of it, where not all: any part of a notice that takes parts, and of a plan what `paymentNotice.plan.payable` says.
    amount: Option<MoneyInput>,
}

impl PayNoticeInput {
    pub(super) fn read(self) -> Result<Portion, Refusal> {
        let amount = self.amount.map(|amount| amount.money()).transpose();
        Ok(Portion {
            reference: read_reference(&self.reference)?,
            version: u32::try_from(self.version).unwrap_or_default(),
            minor: amount.map_err(|_| Refusal::AmountInvalid)?.map(|money| money.minor),
        })
    }
}

impl PayInput {
    fn read(self, ctx: &Context<'_>) -> Result<NewPayment, Refusal> {
        let acting_for = PayForInput::acting(self.acting_for, ctx)?;
        let account = match self.account {
            Some(text) => {
                let account = text.parse().map_err(|_| Refusal::AccountUnknown)?;
                Some(Drawing { account, today: day(ctx, None) })
            }
            None => None,
        };
        Ok(NewPayment {
            acting_for,
            account,
            key: self.key.parse().map_err(|_| Refusal::KeyInvalid)?,
            payer: payer(ctx),
            portions: self.notices.into_iter().map(PayNoticeInput::read).collect::<Result<_, Refusal>>()?,
            expected: self.expected_total.money().map_err(|_| Refusal::AmountInvalid)?,
            rail: self.rail.into(),
            phone: self.phone,
        })
    }
}

/// What comes of paying.
#[derive(Union)]
pub enum PayPayload {
    /// It is under way.
    Started(PaymentStarted),
    /// It is not, and why; nothing was asked of anybody.
    Refused(Refused),
}

/// A payment that is under way.
#[derive(SimpleObject)]
pub struct PaymentStarted {
    /// The payment.
    payment: ShownPayment,
    /// Whether the key was sent before: this is the payment that it made then.
    is_replay: bool,
}

/// What comes of doing something with a payment.
#[derive(Union)]
pub enum PaymentPayload {
    /// What became of it.
    Payment(ShownPayment),
    /// It cannot be done now, and why.
    Refused(Refused),
}
