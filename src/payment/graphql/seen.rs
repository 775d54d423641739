//! The choices of payment in the contract, and a payment as its payer sees it.

use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use payment::{ChargeKind, NoticeState, Payment, PublicState, Rail};
use vocabulary::{Language, scalar::Instant};

use super::{
    payments,
    repaying::{Repayable, ShownRepayment},
};
use crate::{
    payment::Shown,
    platform::{clock::SharedClock, graphql::language, message, money::MoneyAmount},
};

/// What is charged.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ChargeKind", remote = "ChargeKind")]
pub enum ShownChargeKind {
    /// Customs duty, trade remedies with it.
    Duty,
    /// Excise.
    Excise,
    /// Value added tax.
    Vat,
    /// A fee of an agency.
    Fee,
    /// A penalty.
    Penalty,
    /// Interest on what is late.
    Interest,
}

/// Where a payment notice stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PaymentNoticeState", remote = "NoticeState")]
pub enum ShownNoticeState {
    /// It is to be paid.
    Open,
    /// Part of it is paid.
    PartiallyPaid,
    /// All of it is paid.
    Paid,
    /// It was taken back.
    Cancelled,
    /// It was given up.
    WrittenOff,
    /// It was paid, and is owed again.
    Reopened,
}

/// Where a payment stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PaymentState", remote = "PublicState")]
pub enum ShownState {
    /// Nothing was asked of the payer yet.
    Created,
    /// It is the payer's turn.
    Started,
    /// It is the provider's turn: nobody must pay again.
    Submitted,
    /// The money is held.
    Capturable,
    /// It is paid.
    Success,
    /// It was not paid; nothing was taken.
    Failed,
    /// It was cancelled; nothing was taken.
    Cancelled,
    /// A person has to look at it: nobody must pay again.
    Error,
}

/// How money is brought.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PaymentRail")]
pub enum ShownRail {
    /// A card, a wallet of the phone or a bank, on the page of a provider.
    Card,
    /// Mobile money: a prompt on a phone.
    MobileMoney,
    /// The reference, at a bank counter or an agent.
    Voucher,
    /// An account that the payer, or whoever they pay for, has with customs: money in advance, or duties that are put off to the statement of a month.
    Deposit,
    /// A security that customs holds, and has pay what it stands for; nobody pays so by themselves.
    Security,
}

impl From<Rail> for ShownRail {
    /// Shows how it is brought. A payer names an account, and the account says whether it is paid now or later.
    fn from(rail: Rail) -> ShownRail {
        match rail {
            Rail::Card => ShownRail::Card,
            Rail::MobileMoney => ShownRail::MobileMoney,
            Rail::Voucher => ShownRail::Voucher,
            Rail::Deposit | Rail::Deferment => ShownRail::Deposit,
            Rail::Security => ShownRail::Security,
        }
    }
}

impl From<ShownRail> for Rail {
    fn from(rail: ShownRail) -> Rail {
        match rail {
            ShownRail::Card => Rail::Card,
            ShownRail::MobileMoney => Rail::MobileMoney,
            ShownRail::Voucher => Rail::Voucher,
            ShownRail::Deposit => Rail::Deposit,
            ShownRail::Security => Rail::Security,
        }
    }
}

/// A payment. Whoever has its id may read it: it names nobody.
#[derive(SimpleObject)]
#[graphql(name = "Payment", complex)]
pub struct ShownPayment {
    #[graphql(skip)]
    payment: Payment,
    /// Its id. Keep it: it is how the payment is found again.
    id: String,
    /// Where it stands. `SUCCESS` is final; of the others any may become it.
    state: ShownState,
    /// What that means for the payer, in their language.
    text: String,
    /// Whether paying again could pay twice: then wait for what becomes of this one.
    do_not_pay_again: bool,
    /// The sum.
    amount: MoneyAmount,
    /// What was taken for the notices, once it was.
    captured: Option<MoneyAmount>,
    /// When it was.
    captured_at: Option<Instant>,
    /// Whether it came when nobody expected it any more.
    is_late: bool,
    /// When it ends if nobody pays.
    expires_at: Instant,
    /// What the payer needs to go on, while it is their turn.
    handover: Option<ShownHandover>,
    /// How many events there were: it only grows.
    version: i64,
}

/// What the payer needs to go on: one of these.
#[derive(SimpleObject)]
#[graphql(name = "PaymentHandover")]
pub struct ShownHandover {
    /// A secret for the provider's form in the app.
    client_secret: Option<String>,
    /// A page of the provider.
    page: Option<String>,
    /// A prompt is on the phone, for about so many seconds.
    prompt_seconds: Option<i64>,
}

/// To whom something is said, and by which clock.
#[derive(Clone)]
pub struct Speaking {
    language: Language,
    clock: SharedClock,
}

impl Speaking {
    /// Speaks with the caller.
    pub fn of(ctx: &Context<'_>) -> Speaking {
        Speaking { language: language(ctx, None), clock: ctx.data_unchecked::<SharedClock>().clone() }
    }
}

impl ShownPayment {
    /// Shows a payment in the language of the caller.
    pub fn of(ctx: &Context<'_>, shown: Shown) -> ShownPayment {
        ShownPayment::said(Speaking::of(ctx), shown)
    }

    /// Shows a payment to somebody as it stands now, however long ago they asked.
    pub fn said(speaking: Speaking, shown: Shown) -> ShownPayment {
        let payment = shown.payment;
        let facts = [("until", payment.expires_at.to_string())];
        let key = format!("payment-state-{}", payment.state);
        let text = message::render(speaking.language, &key, &facts).unwrap_or_default();
        let is_waiting = speaking.clock.now() < payment.expires_at;
        ShownPayment {
            id: payment.id.to_string(),
            state: payment.state.public().into(),
            text,
            do_not_pay_again: payment.state.may_have_moved(),
            amount: payment.amount.into(),
            captured: payment.captured.map(MoneyAmount::from),
            captured_at: payment.captured_at.map(Instant),
            is_late: payment.is_late,
            expires_at: Instant(payment.expires_at),
            handover: shown.handover.filter(|_| is_waiting).map(ShownHandover::from),
            version: payment.sequence.into(),
            payment,
        }
    }
}

#[ComplexObject]
impl ShownPayment {
    /// What of it was asked back, the oldest first, each with what becomes of it.
    #[graphql(complexity = "10 * child_complexity")]
    async fn repayments(&self, ctx: &Context<'_>) -> Result<Vec<ShownRepayment>> {
        let found = payments(ctx).repayments_of(self.payment.id).await?;
        Ok(found.into_iter().map(|kept| ShownRepayment::of(ctx, kept)).collect())
    }

    /// Whether one of its notices was amended since its payer saw it: then read it again before paying anew. Its own sum never changes.
    #[graphql(complexity = 2)]
    async fn has_notice_changed(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(payments(ctx).is_outdated(self.payment.id).await?)
    }

    /// What of it may still be given back.
    #[graphql(complexity = "2 * child_complexity")]
    async fn repayable(&self, ctx: &Context<'_>) -> Result<Vec<Repayable>> {
        let left = payments(ctx).repayable(&self.payment).await?;
        Ok(left.into_iter().map(|(of, left)| Repayable { source: of.into(), left: left.into() }).collect())
    }
}

impl From<crate::payment::Handover> for ShownHandover {
    fn from(handover: crate::payment::Handover) -> ShownHandover {
        use crate::payment::Handover;
        let mut shown = ShownHandover { client_secret: None, page: None, prompt_seconds: None };
        match handover {
            Handover::ClientSecret(secret) => shown.client_secret = Some(secret),
            Handover::Page(page) => shown.page = Some(page),
            Handover::Prompt(seconds) => shown.prompt_seconds = i64::try_from(seconds).ok(),
        }
        shown
    }
}
