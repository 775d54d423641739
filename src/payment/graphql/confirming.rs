//! Confirming a payment from an account, before it is made.

use async_graphql::{Context, InputObject, Object, OneofObject, Result, SimpleObject, Union};
use vocabulary::{PersonId, scalar::Instant};

use super::{
    now,
    paying::{PayForInput, PayNoticeInput},
    payments,
};
use crate::{
    identity::{Approval, FreshSession, PasskeyOptions, digits, signed_in_person},
    payment::{Refusal, Withdrawal},
    platform::{
        money::MoneyInput,
        policy::{Role, may},
        refused::Refused,
    },
};

/// What payers confirm.
#[derive(Default)]
pub struct ConfirmMutation;

#[Object]
impl ConfirmMutation {
    /// Says what an authenticator has to be asked by a caller who confirms a payment from an account and has a passkey: `confirmPayment` takes the
    /// answer. What it signs is this payment alone: its notices, their versions, the sum, the account.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn begin_passkey_payment(&self, ctx: &Context<'_>, input: WithdrawalInput) -> Result<BeginPasskeyPaymentPayload> {
        let (person, session) = signed_in_person(ctx)?;
        let begun = match input.read(person, ctx) {
            Ok(what) => payments(ctx).begin_passkey_payment(session, &what, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match begun {
            Ok(options) => BeginPasskeyPaymentPayload::Options(options.into()),
            Err(refusal) => BeginPasskeyPaymentPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Confirms a payment from an account that is not made yet, where the administration asks for it from some sum on (`PAYMENT_UNCONFIRMED`). Then
    /// send `pay` with the same notices, sum and account within ten minutes: what differs was not confirmed. It holds for one payment. Source:
    /// OWASP ASVS 5.0, V2.3 and V7.5.
    ///
    /// It takes a code that was asked for with `PAY` and this sum by this device or, of whoever has a passkey, an answer to `beginPasskeyPayment`. A
    /// device that joined others less than 24 hours ago has to wait.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn confirm_payment(&self, ctx: &Context<'_>, input: ConfirmPaymentInput) -> Result<ConfirmPaymentPayload> {
        let (person, session) = signed_in_person(ctx)?;
        let confirmed = match (input.payment.read(person, ctx), &input.by) {
            (Ok(what), ConfirmByInput::Code(code)) => {
                payments(ctx).confirm_payment(session, &what, Approval::Code(&digits(code)?), now(ctx)).await?
            }
            (Ok(what), ConfirmByInput::Passkey(credential)) => {
                payments(ctx).confirm_payment(session, &what, Approval::Passkey(credential), now(ctx)).await?
            }
            (Err(refusal), _) => Err(refusal),
        };
        Ok(match confirmed {
            Ok(until) => ConfirmPaymentPayload::Confirmed(PaymentConfirmed { until: Instant(until) }),
            Err(refusal) => ConfirmPaymentPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }
}

/// A payment from an account, as it will be sent.
#[derive(InputObject)]
pub struct WithdrawalInput {
    /// The notices: 1 to 100, of one currency.
    notices: Vec<PayNoticeInput>,
    /// What the payer saw as the sum.
    expected_total: MoneyInput,
    /// For whom the caller pays, where they pay for somebody else.
    acting_for: Option<PayForInput>,
    /// The account that it is paid from: fourteen digits.
    account: String,
}

impl WithdrawalInput {
    fn read(self, by: PersonId, ctx: &Context<'_>) -> Result<Withdrawal, Refusal> {
        Ok(Withdrawal {
            by,
            portions: self.notices.into_iter().map(PayNoticeInput::read).collect::<Result<_, Refusal>>()?,
            expected: self.expected_total.money().map_err(|_| Refusal::AmountInvalid)?,
            principal: PayForInput::acting(self.acting_for, ctx)?.map(|acting| acting.principal),
            account: self.account.parse().map_err(|_| Refusal::AccountUnknown)?,
        })
    }
}

/// What is confirmed, and by what.
#[derive(InputObject)]
pub struct ConfirmPaymentInput {
    /// The payment.
    payment: WithdrawalInput,
    /// By what.
    by: ConfirmByInput,
}

/// How whoever confirms a payment proves that it is they: one of these.
#[derive(OneofObject)]
pub enum ConfirmByInput {
    /// The six digits that were sent for this sum.
    #[graphql(secret)]
    Code(String),
    /// What an authenticator signed for this, as JSON (`AuthenticationResponseJSON`).
    #[graphql(secret)]
    Passkey(String),
}

/// What comes of beginning to confirm with a passkey.
#[derive(Union)]
pub enum BeginPasskeyPaymentPayload {
    /// What is asked of the authenticator.
    Options(PasskeyOptions),
    /// Nothing is, and why.
    Refused(Refused),
}

/// What comes of confirming.
#[derive(Union)]
pub enum ConfirmPaymentPayload {
    /// It is confirmed.
    Confirmed(PaymentConfirmed),
    /// It is not, and why.
    Refused(Refused),
}

/// A payment that is confirmed and can be made now.
#[derive(SimpleObject)]
pub struct PaymentConfirmed {
    /// Until when it can.
    until: Instant,
}
