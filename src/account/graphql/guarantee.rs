//! Guarantees: secured, let go and taken by a customs system or a cashier, looked at by whoever has reference and code.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};
use payment::account::AccountReference;
use vocabulary::{
    Money,
    scalar::{Day, Instant},
};

use super::{
    accounts, now, read_reference,
    seen::{ShownAccount, ShownReservation, ShownState},
};
use crate::{
    account::{Kept, Refusal, Secured, Securing, Taking},
    identity::{PersonOrProvenMachine, Subject, issuer},
    platform::{
        graphql::day,
        money::{MoneyAmount, MoneyInput},
        policy::{MachineScope, Role, may, needs},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions about guarantees.
#[derive(Default)]
pub struct GuaranteeQuery;

/// What is done with them.
#[derive(Default)]
pub struct GuaranteeMutation;

#[Object]
impl GuaranteeQuery {
    /// What is left of a guarantee, for whoever has its reference and its access code; whose it is and what it secures is not told. The code may be
    /// tried five times an hour. Source: WTO TFA Article 7.3.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private))]
    async fn guarantee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its reference (GRN): seventeen characters, as people type them.")] grn: String,
        #[graphql(desc = "Its access code, eight digits.", secret)] code: String,
    ) -> Result<GuaranteeBalance> {
        let grn = grn.parse().map_err(|_| refuse(&Refusal::GuaranteeUnknown))?;
        let found = accounts(ctx).guarantee(grn, &code, now(ctx)).await?;
        Ok(GuaranteeBalance::of(&found.map_err(|refusal| refuse(&refusal))?, now(ctx)))
    }
}

/// What is left of a guarantee.
#[derive(SimpleObject)]
pub struct GuaranteeBalance {
    /// Its reference.
    grn: String,
    /// Where it stands.
    state: ShownState,
    /// How far it goes.
    limit: MoneyAmount,
    /// What it secures now.
    reserved: MoneyAmount,
    /// What can still be secured by it.
    available: MoneyAmount,
    /// The first day on which it can be used.
    valid_from: Day,
    /// The last one; nothing where it has none.
    valid_until: Option<Day>,
    /// When this was so.
    as_of: Instant,
}

impl GuaranteeBalance {
    fn of(kept: &Kept, now: vocabulary::Timestamp) -> GuaranteeBalance {
        let account = &kept.account;
        let money = |minor: i64| MoneyAmount::from(Money::new(minor, account.terms.currency));
        GuaranteeBalance {
            grn: kept.grn.map(|grn| grn.to_string()).unwrap_or_default(),
            state: account.state.into(),
            limit: money(account.sums.limit),
            reserved: money(account.sums.reserved),
            available: account.available().into(),
            valid_from: Day(account.terms.valid_from),
            valid_until: account.terms.valid_until.map(Day),
            as_of: Instant(now),
        }
    }
}

#[Object]
impl GuaranteeMutation {
    /// Secures a declaration or movement by a guarantee, once: sent again with the same key it is the same, as it stands. For cashiers, and for
    /// systems of cashiers that exchange data as an authority.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::Service]),
        directive = needs::apply(vec![MachineScope::AgencyData]),
        guard = "PersonOrProvenMachine"
    )]
    async fn reserve_guarantee(&self, ctx: &Context<'_>, input: ReserveGuaranteeInput) -> Result<GuaranteePayload> {
        let by = issuer(ctx).await?;
        let done = match input.read(ctx, by) {
            Ok(new) => accounts(ctx).reserve(new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(GuaranteePayload::of(ctx, done))
    }

    /// Lets go of what a guarantee secures, in whole or in part, once by its key. Source: WTO TFA Article 11.13.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::Service]),
        directive = needs::apply(vec![MachineScope::AgencyData]),
        guard = "PersonOrProvenMachine"
    )]
    async fn release_guarantee(&self, ctx: &Context<'_>, input: ReleaseGuaranteeInput) -> Result<GuaranteePayload> {
        let by = issuer(ctx).await?;
        let done = match taking(&input.key, input.reservation, &input.amount, by) {
            Ok(new) => accounts(ctx).release(new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(GuaranteePayload::of(ctx, done))
    }

    /// Takes what a guarantee secures, in whole or in part, once by its key. Money pays the notice at once; of an undertaking the guarantor owes it
    /// now, and pays the notice by any of its ways.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::Service]),
        directive = needs::apply(vec![MachineScope::AgencyData]),
        guard = "PersonOrProvenMachine"
    )]
    async fn call_guarantee(&self, ctx: &Context<'_>, input: CallGuaranteeInput) -> Result<GuaranteePayload> {
        let by = issuer(ctx).await?;
        let notice = input.notice.map(|text| text.parse().map_err(crate::payment::Refusal::Reference)).transpose();
        let read = notice
            .map_err(Refusal::from)
            .and_then(|notice| taking(&input.key, input.reservation, &input.amount, by).map(|new| (new, notice)));
        let done = match read {
            Ok((new, notice)) => accounts(ctx).call(new, notice, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(GuaranteePayload::of(ctx, done))
    }
}

/// What is to be secured.
#[derive(InputObject)]
pub struct ReserveGuaranteeInput {
    /// What whoever asks made up for this, and stored before they sent it: 1 to 255 visible ASCII characters.
    key: String,
    /// The reference of the account, fourteen digits.
    account: String,
    /// The declaration or movement, 1 to 70 characters.
    secures: String,
    /// How much.
    amount: MoneyInput,
}

impl ReserveGuaranteeInput {
    fn read(self, ctx: &Context<'_>, by: Subject) -> Result<Securing, Refusal> {
        let account: AccountReference = read_reference(&self.account)?;
        Ok(Securing {
            key: self.key.parse().map_err(|_| crate::payment::Refusal::KeyInvalid)?,
            account,
            secures: self.secures,
            amount: self.amount.money().map_err(|_| crate::payment::Refusal::AmountInvalid)?,
            today: day(ctx, None),
            by,
        })
    }
}

/// What is let go.
#[derive(InputObject)]
pub struct ReleaseGuaranteeInput {
    /// What whoever asks made up for this, and stored before they sent it.
    key: String,
    /// The id of the reservation.
    reservation: String,
    /// How much of what it still secures.
    amount: MoneyInput,
}

/// What is taken.
#[derive(InputObject)]
pub struct CallGuaranteeInput {
    /// What whoever asks made up for this, and stored before they sent it.
    key: String,
    /// The id of the reservation.
    reservation: String,
    /// The notice that it is for. Of money it has to be named.
    notice: Option<String>,
    /// How much of what it still secures, and of what the notice owes.
    amount: MoneyInput,
}

fn taking(key: &str, reservation: String, amount: &MoneyInput, by: Subject) -> Result<Taking, Refusal> {
    Ok(Taking {
        key: key.parse().map_err(|_| crate::payment::Refusal::KeyInvalid)?,
        reservation,
        amount: amount.money().map_err(|_| crate::payment::Refusal::AmountInvalid)?,
        by,
    })
}

/// What comes of doing something with a guarantee.
#[derive(Union)]
pub enum GuaranteePayload {
    /// It is done.
    Done(GuaranteeDone),
    /// It is not, and why.
    Refused(Refused),
}

/// What a guarantee secures now.
#[derive(SimpleObject)]
pub struct GuaranteeDone {
    /// The reservation, as it stands.
    reservation: ShownReservation,
    /// The guarantee, as it stands.
    account: ShownAccount,
    /// Whether the key was sent before: nothing was done again.
    is_replay: bool,
}

impl GuaranteePayload {
    fn of(ctx: &Context<'_>, done: Result<Secured, Refusal>) -> GuaranteePayload {
        match done {
            Ok(Secured { kept, account, is_replay }) => {
                let (reservation, account) = (kept.into(), ShownAccount(account));
                GuaranteePayload::Done(GuaranteeDone { reservation, account, is_replay })
            }
            Err(refusal) => GuaranteePayload::Refused(Refused::of(ctx, &refusal)),
        }
    }
}
