//! Plans of parts: made by whoever pays more than a rail carries at once, read by whoever has the reference of the notice.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject, Union};
use payment::{PaymentNotice, PlanOutcome, PlannedPart, plan::PlanDays};
use vocabulary::{
    Money, PlanId,
    scalar::{Day, Instant},
};

use super::{
    super::{now, payments, subject},
    read_reference,
};
use crate::{
    identity::Caller,
    payment::{KeptPlan, NewPlan, Planned, Refusal},
    platform::{
        clock::SharedClock,
        graphql::language,
        message,
        money::{MoneyAmount, MoneyInput, decimal},
        policy::{Role, may},
        refused::Refused,
    },
};

/// What whoever pays in parts does.
#[derive(Default)]
pub struct PlanMutation;

#[Object]
impl PlanMutation {
    /// Plans the parts in which a notice is paid that a rail does not carry at once, or that takes several days or people: sent again with the
    /// same key it is the same plan, as it stands. Each part is paid by `pay`, with its sum as `amount`, by anybody with the reference, one after
    /// the other. Nothing counts for the release of goods before all of it is paid; what is not complete when the last day is over goes back to
    /// whoever paid it, and the notice is owed whole again.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn plan_parts(&self, ctx: &Context<'_>, input: PlanPartsInput) -> Result<PlanPartsPayload> {
        let planned = match input.read(ctx) {
            Ok(new) => payments(ctx).plan_parts(new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match planned {
            Ok(Planned { plan, issued, is_replay }) => {
                let id = plan.id.to_string().into();
                PlanPartsPayload::Planned(PartsPlanned { id, plan: PartsPlan::of(ctx, &plan, &issued.notice), is_replay })
            }
            Err(refusal) => PlanPartsPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Takes a plan back before it is complete: what was paid under it goes back to whoever paid it, and the notice is owed whole again. For
    /// whoever has the id of the plan. Not while a part is being paid.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn withdraw_parts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the plan, as `planParts` gave it.")] id: ID,
    ) -> Result<WithdrawPartsPayload> {
        let withdrawn = match id.parse::<PlanId>() {
            Ok(id) => payments(ctx).withdraw_plan(id, now(ctx)).await?,
            Err(_) => Err(Refusal::PlanUnknown),
        };
        Ok(match withdrawn {
            Ok(plan) => WithdrawPartsPayload::Withdrawn(PartsWithdrawn {
                state: plan.outcome.into(),
                text: said(ctx, &plan, None),
                ended_at: plan.ended_at.map(Instant),
            }),
            Err(refusal) => WithdrawPartsPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }
}

/// What became of a plan of parts.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PartsPlanState", remote = "PlanOutcome")]
pub enum ShownPlanState {
    /// It is being paid.
    Open,
    /// All of it was paid.
    Complete,
    /// Its last day passed before it was complete: what was paid goes back.
    Expired,
    /// Whoever made it took it back: what was paid goes back.
    Withdrawn,
    /// Customs took the notice back.
    Void,
}

/// The parts in which a notice is paid.
#[derive(SimpleObject)]
pub struct PartsPlan {
    /// What became of it.
    state: ShownPlanState,
    /// What that means for whoever pays, in their language.
    text: String,
    /// The parts, in the order of their days: 2 to 30.
    parts: Vec<ShownPart>,
    /// The sums that may be paid now, the smallest first: the next part, it and the one after it, and so on to all that is owed. None once it is
    /// over.
    payable: Vec<MoneyAmount>,
    /// What was paid under it, and goes back if it does not become complete.
    held: MoneyAmount,
    /// When it ends, complete or not: the end of its last day in the territory.
    ends_at: Instant,
}

/// A part of a plan.
#[derive(SimpleObject)]
#[graphql(name = "PlannedPart")]
struct ShownPart {
    /// How much.
    amount: MoneyAmount,
    /// The day by which it is to be paid.
    pay_by: Day,
    /// What is paid of it.
    paid: MoneyAmount,
}

impl PartsPlan {
    /// Shows a plan of a notice.
    pub(super) fn of(ctx: &Context<'_>, kept: &KeptPlan, notice: &PaymentNotice) -> PartsPlan {
        let open = notice.plan.as_ref().filter(|open| open.id == kept.id);
        let (owed, currency) = (notice.owed(), notice.currency);
        let money = |minor| MoneyAmount::from(Money::new(minor, currency));
        let standing = open.map(|open| open.standing());
        let is_complete = kept.outcome == PlanOutcome::Complete;
        let part = |(at, part): (usize, &PlannedPart)| {
            let paid = standing.as_ref().and_then(|standing| standing.get(at)).map(|(_, paid)| *paid);
            let paid = paid.unwrap_or(if is_complete { part.minor } else { 0 });
            ShownPart { amount: money(part.minor), pay_by: Day(part.by), paid: money(paid) }
        };
        let payable = open.filter(|open| now(ctx) < open.until).map_or_else(Vec::new, |open| open.payable(owed.minor));
        PartsPlan {
            state: kept.outcome.into(),
            text: said(ctx, kept, open.map(|_| decimal(owed))),
            parts: kept.parts.iter().enumerate().map(part).collect(),
            payable: payable.into_iter().map(money).collect(),
            held: money(open.map_or(0, |open| held(open, notice))),
            ends_at: Instant(kept.until),
        }
    }
}

/// Returns what is held of a notice under its plan: none of it was given back since.
fn held(open: &payment::PartsPlan, notice: &PaymentNotice) -> i64 {
    notice.charges.iter().map(|charge| open.held_of(charge.line).min(charge.paid_minor)).sum()
}

/// Says what a plan means for whoever pays; `owed` is what is left of it, while it is open.
fn said(ctx: &Context<'_>, kept: &KeptPlan, owed: Option<String>) -> String {
    let facts = [("owed", owed.unwrap_or_default()), ("until", kept.until.to_string())];
    message::render(language(ctx, None), &format!("parts-plan-{}", kept.outcome), &facts).unwrap_or_default()
}

/// The parts in which a notice is to be paid.
#[derive(InputObject)]
pub struct PlanPartsInput {
    /// What the device made up for this plan, and stored before it sent this: 1 to 255 visible ASCII characters that nobody guesses.
    key: String,
    /// The twelve digits of the notice, as people type them.
    reference: String,
    /// The version that the payer saw.
    version: i64,
    /// What the payer saw as owed: the parts come to it.
    expected_total: MoneyInput,
    /// The parts, in the order of their days: 2 to 30.
    parts: Vec<PlannedPartInput>,
}

/// A part of it.
#[derive(InputObject)]
struct PlannedPartInput {
    /// How much.
    amount: MoneyInput,
    /// The day by which it is to be paid: from today to the last day on which the notice is paid in time.
    pay_by: Day,
}

impl PlanPartsInput {
    fn read(self, ctx: &Context<'_>) -> Result<NewPlan, Refusal> {
        let clock = ctx.data_unchecked::<SharedClock>();
        let expected = self.expected_total.money().map_err(|_| Refusal::AmountInvalid)?;
        let part = |input: PlannedPartInput| {
            let amount = input.amount.money().map_err(|_| Refusal::AmountInvalid)?;
            if amount.currency == expected.currency {
                Ok(PlannedPart { minor: amount.minor, by: input.pay_by.0 })
            } else {
                Err(Refusal::CurrenciesDiffer)
            }
        };
        let parts = self.parts.into_iter().map(part).collect::<Result<Vec<_>, Refusal>>()?;
        let today = clock.today();
        let last = parts.last().map_or(today, |part| part.by);
        Ok(NewPlan {
            key: self.key.parse().map_err(|_| Refusal::KeyInvalid)?,
            by: ctx.data_opt::<Caller>().and_then(subject),
            reference: read_reference(&self.reference)?,
            version: u32::try_from(self.version).unwrap_or_default(),
            expected,
            parts,
            days: PlanDays { today, most: payments(ctx).parts_days_max(), ends_at: clock.end_of(last) },
        })
    }
}

/// What comes of planning.
#[derive(Union)]
pub enum PlanPartsPayload {
    /// It can be paid so.
    Planned(PartsPlanned),
    /// It cannot, and why.
    Refused(Refused),
}

/// A plan that was made.
#[derive(SimpleObject)]
pub struct PartsPlanned {
    /// Its id: whoever has it may take the plan back. Nobody else reads it.
    id: ID,
    /// The plan.
    plan: PartsPlan,
    /// Whether the key was sent before: this is the plan that it made then.
    is_replay: bool,
}

/// What comes of taking a plan back.
#[derive(Union)]
pub enum WithdrawPartsPayload {
    /// It is over.
    Withdrawn(PartsWithdrawn),
    /// It goes on, and why.
    Refused(Refused),
}

/// A plan that was taken back.
#[derive(SimpleObject)]
pub struct PartsWithdrawn {
    /// What became of it.
    state: ShownPlanState,
    /// What that means, in the caller's language.
    text: String,
    /// When it ended.
    ended_at: Option<Instant>,
}
