//! What only officers lead on: payments in doubt, and what providers told that nobody can place.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{PaymentId, scalar::Instant};

use super::{
    now,
    paying::page_of,
    payments,
    seen::{ShownPayment, ShownState},
};
use crate::{
    identity::{StaffSession, signed_in_person},
    payment::{DeadNotice, Decision, InDoubt, KeptDispute, KeptPayout, Refusal, Shown},
    platform::{
        money::MoneyAmount,
        pagination::PageSize,
        policy::{Role, may},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions of finance approvers.
#[derive(Default)]
pub struct OfficerQuery;

/// What finance approvers do.
#[derive(Default)]
pub struct OfficerMutation;

#[Object]
impl OfficerQuery {
    /// The payments that wait for officers, the oldest first: those whose provider reports another sum, those whose money is held and could not
    /// be collected, and those of which nobody has known anything for a quarter of an hour.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn payments_in_doubt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<PaymentInDoubt>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let found = payments(ctx).in_doubt(first.get(), now(ctx)).await?;
        found.into_iter().map(PaymentInDoubt::of).collect()
    }

    /// What providers told of things that we have not: each is to be looked at there.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn unplaced_provider_notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<UnplacedNotice>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        Ok(payments(ctx).dead_notices(first.get()).await?.into_iter().map(UnplacedNotice::from).collect())
    }

    /// Payments that payers dispute at the provider, the newest first.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn disputes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<ShownDispute>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        Ok(payments(ctx).disputes(first.get()).await?.into_iter().map(ShownDispute::from).collect())
    }

    /// What providers pay out to the treasury, the newest first.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn payouts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<ShownPayout>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        Ok(payments(ctx).payouts(first.get()).await?.into_iter().map(ShownPayout::from).collect())
    }
}

#[Object]
impl OfficerMutation {
    /// Proposes what becomes of a payment in doubt. Nothing follows before another finance approver agrees.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn propose_payment_decision(
        &self,
        ctx: &Context<'_>,
        input: ProposePaymentDecisionInput,
    ) -> Result<PaymentInDoubtPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let proposed = match input.payment.parse::<PaymentId>() {
            Ok(id) => {
                let seen = (id, u32::try_from(input.version).unwrap_or_default());
                payments(ctx).propose_decision(seen, input.decision.into(), person, now(ctx)).await?
            }
            Err(_) => Err(Refusal::PaymentUnknown),
        };
        Ok(match proposed {
            Ok(found) => PaymentInDoubtPayload::Proposed(PaymentInDoubt::of(found)?),
            Err(refusal) => PaymentInDoubtPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Agrees to what another finance approver proposed, or refuses it.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn decide_payment(&self, ctx: &Context<'_>, input: DecidePaymentInput) -> Result<DecidedPaymentPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let decided = match input.payment.parse::<PaymentId>() {
            Ok(id) => payments(ctx).decide((id, &input.proposal), input.agree, person, now(ctx)).await?,
            Err(_) => Err(Refusal::PaymentUnknown),
        };
        Ok(match decided {
            Ok(payment) => DecidedPaymentPayload::Payment(ShownPayment::of(ctx, Shown { payment, handover: None })),
            Err(refusal) => DecidedPaymentPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }
}

/// What officers decide about a payment.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PaymentDecision", remote = "Decision")]
pub enum ShownDecision {
    /// What arrived is taken for what was owed.
    Accept,
    /// What arrived is given back, and what is held is let go.
    Return,
    /// Money that is held is asked for again.
    TryAgain,
    /// Money that is held is let go.
    Release,
}

/// What is proposed.
#[derive(InputObject)]
pub struct ProposePaymentDecisionInput {
    /// The id of the payment.
    payment: String,
    /// Its version, as the officer saw it.
    version: i64,
    /// What is to become of it.
    decision: ShownDecision,
}

/// What is decided.
#[derive(InputObject)]
pub struct DecidePaymentInput {
    /// The id of the payment.
    payment: String,
    /// The id of the proposal.
    proposal: String,
    /// Whether the officer agrees to it.
    agree: bool,
}

/// What comes of proposing.
#[derive(Union)]
pub enum PaymentInDoubtPayload {
    /// It is proposed.
    Proposed(PaymentInDoubt),
    /// It is not, and why.
    Refused(Refused),
}

/// What comes of deciding.
#[derive(Union)]
pub enum DecidedPaymentPayload {
    /// What became of the payment.
    Payment(ShownPayment),
    /// It cannot be done now, and why.
    Refused(Refused),
}

/// A payment that waits for officers.
#[derive(SimpleObject)]
pub struct PaymentInDoubt {
    /// The id of the payment.
    payment: String,
    /// Where it stands, as its payer sees it.
    state: ShownState,
    /// Where it stands, as `docs/payment-states.md` calls it.
    stands_at: String,
    /// Its version.
    version: i64,
    /// What was asked for.
    amount: MoneyAmount,
    /// What arrived, each sum by itself.
    arrived: Vec<MoneyAmount>,
    /// Since when nothing happened.
    since: Instant,
    /// What an officer proposes; nothing where nobody did.
    proposal: Option<DecisionProposal>,
}

/// What an officer proposes.
#[derive(SimpleObject)]
pub struct DecisionProposal {
    /// Its id.
    id: String,
    /// What is to become of the payment.
    decision: ShownDecision,
    /// Who proposes it.
    proposed_by: String,
    /// Since when.
    proposed_at: Instant,
}

impl PaymentInDoubt {
    fn of(found: InDoubt) -> Result<PaymentInDoubt> {
        let payment = found.payment;
        let taken = payment.attempts.iter().flat_map(|attempt| &attempt.taken);
        let proposal = match found.proposal {
            Some(proposal) => Some(DecisionProposal {
                decision: proposal.decision()?.into(),
                proposed_by: proposal.proposed_by.to_string(),
                proposed_at: Instant(proposal.proposed_at),
                id: proposal.id,
            }),
            None => None,
        };
        Ok(PaymentInDoubt {
            payment: payment.id.to_string(),
            state: payment.state.public().into(),
            stands_at: payment.state.to_string(),
            version: payment.sequence.into(),
            amount: payment.amount.into(),
            arrived: taken.map(|taken| taken.amount.into()).collect(),
            since: Instant(payment.touched_at),
            proposal,
        })
    }
}

/// What a provider told of something that we have not.
#[derive(SimpleObject)]
pub struct UnplacedNotice {
    /// The provider.
    provider: String,
    /// Its id there.
    event: String,
    /// What the provider calls what happened.
    kind: String,
    /// When it came.
    received_at: Instant,
}

impl From<DeadNotice> for UnplacedNotice {
    fn from(dead: DeadNotice) -> UnplacedNotice {
        let DeadNotice { provider, event_id, kind, received_at } = dead;
        UnplacedNotice { provider, event: event_id, kind, received_at: Instant(received_at) }
    }
}

/// A payment that its payer disputes at the provider.
#[derive(SimpleObject)]
#[graphql(name = "Dispute")]
pub struct ShownDispute {
    /// What the provider calls it.
    reference: String,
    /// The provider.
    provider: String,
    /// The id of the payment.
    payment: String,
    /// Where it stands: `opened`, `evidence-due`, `under-review`, `won`, `lost` or `accepted`. What is lost is owed again.
    state: String,
    /// How much is disputed: it may be another sum than the payment's.
    amount: MoneyAmount,
    /// What the provider took meanwhile.
    withdrawn: Option<MoneyAmount>,
    /// What it gave back.
    reinstated: Option<MoneyAmount>,
    /// Until when the provider takes evidence.
    evidence_due_at: Option<Instant>,
    /// When we heard of it.
    opened_at: Instant,
    /// Whether the provider said what cannot be: then look at it there.
    is_contradicted: bool,
}

impl From<KeptDispute> for ShownDispute {
    fn from(kept: KeptDispute) -> ShownDispute {
        let dispute = kept.dispute;
        ShownDispute {
            payment: dispute.payment.to_string(),
            state: dispute.state.to_string(),
            amount: dispute.amount.into(),
            withdrawn: dispute.withdrawn.map(MoneyAmount::from),
            reinstated: dispute.reinstated.map(MoneyAmount::from),
            evidence_due_at: kept.evidence_due_at.map(Instant),
            opened_at: Instant(kept.opened_at),
            is_contradicted: kept.contradicted,
            reference: dispute.reference,
            provider: dispute.provider,
        }
    }
}

/// What a provider pays out to the treasury.
#[derive(SimpleObject)]
#[graphql(name = "Payout")]
pub struct ShownPayout {
    /// What the provider calls it.
    reference: String,
    /// The provider.
    provider: String,
    /// Where it stands: `in-transit`, `paid` or `failed`.
    state: String,
    /// What reaches the bank.
    net: MoneyAmount,
    /// When it is to arrive.
    arrives_at: Option<Instant>,
    /// When we heard of it.
    announced_at: Instant,
    /// Whether the provider said what cannot be: then look at it there.
    is_contradicted: bool,
}

impl From<KeptPayout> for ShownPayout {
    fn from(kept: KeptPayout) -> ShownPayout {
        ShownPayout {
            state: kept.payout.state.to_string(),
            net: kept.payout.net.into(),
            arrives_at: kept.arrives_at.map(Instant),
            announced_at: Instant(kept.announced_at),
            is_contradicted: kept.contradicted,
            reference: kept.payout.reference,
            provider: kept.payout.provider,
        }
    }
}
