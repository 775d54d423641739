//! Money that goes back: asked for, approved by four eyes, and what becomes of it.

use async_graphql::{Context, Enum, Guard, InputObject, Object, Result, SimpleObject, Union};
use payment::{RejectionReason, RepaymentState, Source, Way};
use vocabulary::{PaymentId, PersonId, RepaymentId, scalar::Instant};

use super::{
    claiming::{ClaimStanding, Rejection, ShownRejectionReason},
    now, payments,
};
use crate::{
    identity::{FreshSession, Identity, StaffSession, Subject, signed_in_person},
    payment::{Approval, Asked, KeptCreditNote, KeptRepayment, NewRepayment, Refusal, Waiting},
    platform::{
        graphql::language,
        message,
        money::{MoneyAmount, MoneyInput},
        pagination::PageSize,
        policy::{Role, RoleSet, may},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions about money that goes back.
#[derive(Default)]
pub struct RepaymentQuery;

/// What is done about money that goes back.
#[derive(Default)]
pub struct RepaymentMutation;

#[Object]
impl RepaymentQuery {
    /// Repayments that stand at one of some states, the oldest first: the queue of finance approvers. All that wait for officers by default.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn repayments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where they stand; `REQUESTED`, `FAILED` and `UNKNOWN` by default.")] states: Option<
            Vec<ShownRepaymentState>,
        >,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<OfficerRepayment>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let states: Vec<RepaymentState> = match states {
            Some(states) => states.into_iter().map(RepaymentState::from).collect(),
            None => vec![RepaymentState::Requested, RepaymentState::Failed, RepaymentState::Unknown],
        };
        let found = payments(ctx).repayments_at(&states, first.get()).await?;
        Ok(found.into_iter().map(|kept| OfficerRepayment::of(ctx, kept)).collect())
    }

    /// Money that came in and that nobody asked for: late, twice, or more than was owed. It waits to be given back, the oldest first.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn unallocated_money(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<UnallocatedMoney>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        Ok(payments(ctx).unallocated(first.get()).await?.into_iter().map(UnallocatedMoney::from).collect())
    }
}

/// What a page is counted at.
pub(super) fn page_of(first: Option<i64>) -> usize {
    PageSize::new(first).unwrap_or(PageSize::MAX).get()
}

#[Object]
impl RepaymentMutation {
    /// Asks for money back, once: sent again with the same key it is the same repayment, as it stands. For whoever paid while they were signed
    /// in, and for cashiers and finance approvers, of any payment. Nothing is sent before officers agree.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn request_repayment(&self, ctx: &Context<'_>, input: RequestRepaymentInput) -> Result<RepaymentRequestPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let by_officer = is_officer(ctx, person).await?;
        let asked = match input.read(person, by_officer) {
            Ok(new) => payments(ctx).request_repayment(new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match asked {
            Ok(Asked { kept, is_replay }) => {
                RepaymentRequestPayload::Requested(RepaymentRequested { repayment: ShownRepayment::of(ctx, kept), is_replay })
            }
            Err(refusal) => RepaymentRequestPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Agrees to a repayment. What an officer asked for takes one other officer; what a payer asked for, what failed, and what is paid another
    /// way than it was asked for takes two. Then it is sent at once.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn approve_repayment(&self, ctx: &Context<'_>, input: ApproveRepaymentInput) -> Result<RepaymentApprovalPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let way = match (input.bank, input.provider) {
            (Some(bank), _) => Some(Way::Treasury(bank)),
            (None, Some(provider)) => Some(Way::Provider(provider)),
            (None, None) => None,
        };
        let approved = match named(&input.id, input.version) {
            Ok(named) => payments(ctx).approve_repayment(named, way, person, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match approved {
            Ok(Approval { kept, waits_for_another }) => RepaymentApprovalPayload::Approved(RepaymentApproved {
                repayment: OfficerRepayment::of(ctx, kept),
                waits_for_another,
            }),
            Err(refusal) => RepaymentApprovalPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Refuses a repayment that somebody else asked for. Of a claim a reason is given: its trader reads it, and where to appeal.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn reject_repayment(&self, ctx: &Context<'_>, input: RejectRepaymentInput) -> Result<RepaymentPayload> {
        let (person, _) = signed_in_person(ctx)?;
        // That somebody took it back is for them to say.
        let why = input.reason.map(RejectionReason::from).filter(|why| *why != RejectionReason::Withdrawn);
        let rejected = match named(&input.id, input.version) {
            Ok(named) => payments(ctx).reject_repayment(named, why, person, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(RepaymentPayload::of(ctx, rejected))
    }

    /// Says what became of a repayment that the treasury pays. Not for whoever agreed to it last.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn settle_repayment(&self, ctx: &Context<'_>, input: SettleRepaymentInput) -> Result<RepaymentPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let settled = match named(&input.id, input.version) {
            Ok(named) => payments(ctx).settle_repayment(named, input.was_paid, person, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(RepaymentPayload::of(ctx, settled))
    }
}

/// Says whether somebody asks as an officer: with the role, in a session that is strong enough for staff.
async fn is_officer(ctx: &Context<'_>, person: PersonId) -> Result<bool> {
    let wanted = RoleSet::NONE.and(Role::Cashier).and(Role::FinanceApprover);
    let held = ctx.data_unchecked::<Identity>().roles.held(Subject::Person(person), wanted, now(ctx)).await?;
    Ok(held.meets(wanted) && StaffSession.check(ctx).await.is_ok())
}

fn named(id: &str, version: i64) -> Result<(RepaymentId, u32), Refusal> {
    let id = id.parse::<RepaymentId>().map_err(|_| Refusal::RepaymentUnknown)?;
    Ok((id, u32::try_from(version).unwrap_or_default()))
}

/// What is given back.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "RepaymentSource", remote = "Source")]
pub enum ShownSource {
    /// What was collected for charges.
    Charges,
    /// Money that nobody asked for.
    Unallocated,
}

/// Where a repayment stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "RepaymentState", remote = "RepaymentState")]
pub enum ShownRepaymentState {
    /// Somebody asks for it.
    Requested,
    /// An officer said no.
    Rejected,
    /// Two officers said yes.
    Approved,
    /// It is with whoever pays it.
    Submitted,
    /// It was paid.
    Succeeded,
    /// It was not paid, or came back; it is still owed.
    Failed,
    /// Nothing clear came back; whoever pays it is asked.
    Unknown,
}

/// What is asked for.
#[derive(InputObject)]
pub struct RequestRepaymentInput {
    /// What the device made up for this, and stored before it sent this: 1 to 255 visible ASCII characters that nobody guesses.
    key: String,
    /// The id of the payment.
    payment: String,
    /// How much.
    amount: MoneyInput,
    /// What was left to give back when it was looked at (`repayable` of the payment). Where another sum is left now, nothing is asked for.
    amount_available: MoneyInput,
    /// What of the payment.
    source: ShownSource,
    /// Why, in a line of 1 to 160 characters. No number of a card.
    reason: String,
    /// Whose phone gets it, where it goes back by mobile money: a plus and 8 to 15 digits (E.164).
    #[graphql(secret)]
    phone: Option<String>,
    /// The bank account of the treasury that is to pay it, where not the provider. Only officers name one.
    bank: Option<String>,
}

impl RequestRepaymentInput {
    fn read(self, by: PersonId, by_officer: bool) -> Result<NewRepayment, Refusal> {
        Ok(NewRepayment {
            key: self.key.parse().map_err(|_| Refusal::KeyInvalid)?,
            payment: self.payment.parse::<PaymentId>().map_err(|_| Refusal::PaymentUnknown)?,
            amount: self.amount.money().map_err(|_| Refusal::AmountInvalid)?,
            seen: self.amount_available.money().map_err(|_| Refusal::AmountInvalid)?,
            of: self.source.into(),
            reason: self.reason,
            phone: self.phone,
            bank: self.bank.filter(|_| by_officer),
            by,
            by_officer,
            is_claimed: false,
        })
    }
}

/// What is agreed to.
#[derive(InputObject)]
pub struct ApproveRepaymentInput {
    /// The id of the repayment.
    id: String,
    /// Its version, as the officer saw it.
    version: i64,
    /// The bank account of the treasury that pays it, where not whoever was asked for.
    bank: Option<String>,
    /// The provider that pays it, where the treasury was asked for.
    provider: Option<String>,
}

/// What is refused.
#[derive(InputObject)]
pub struct RejectRepaymentInput {
    /// The id of the repayment.
    id: String,
    /// Its version, as the officer saw it.
    version: i64,
    /// Why. Of a claim it is always said; `WITHDRAWN` is no reason of an officer.
    reason: Option<ShownRejectionReason>,
}

/// What the treasury did.
#[derive(InputObject)]
pub struct SettleRepaymentInput {
    /// The id of the repayment.
    id: String,
    /// Its version, as the officer saw it.
    version: i64,
    /// Whether it was paid; else it failed, and is still owed.
    was_paid: bool,
}

/// What comes of asking.
#[derive(Union)]
pub enum RepaymentRequestPayload {
    /// It is asked for.
    Requested(RepaymentRequested),
    /// It is not, and why.
    Refused(Refused),
}

/// A repayment that is asked for.
#[derive(SimpleObject)]
pub struct RepaymentRequested {
    /// The repayment.
    repayment: ShownRepayment,
    /// Whether the key was sent before: this is the repayment that it made then.
    is_replay: bool,
}

/// What comes of agreeing.
#[derive(Union)]
pub enum RepaymentApprovalPayload {
    /// It is agreed to.
    Approved(RepaymentApproved),
    /// It is not, and why.
    Refused(Refused),
}

/// A repayment that an officer agreed to.
#[derive(SimpleObject)]
pub struct RepaymentApproved {
    /// The repayment.
    repayment: OfficerRepayment,
    /// Whether another officer still has to agree; then nothing was sent.
    waits_for_another: bool,
}

/// What comes of doing something with a repayment.
#[derive(Union)]
pub enum RepaymentPayload {
    /// What became of it.
    Repayment(OfficerRepayment),
    /// It cannot be done now, and why.
    Refused(Refused),
}

impl RepaymentPayload {
    fn of(ctx: &Context<'_>, outcome: Result<KeptRepayment, Refusal>) -> RepaymentPayload {
        match outcome {
            Ok(kept) => RepaymentPayload::Repayment(OfficerRepayment::of(ctx, kept)),
            Err(refusal) => RepaymentPayload::Refused(Refused::of(ctx, &refusal)),
        }
    }
}

/// A repayment, as whoever has the id of the payment sees it: it names nobody.
pub struct ShownRepayment {
    kept: KeptRepayment,
    text: String,
}

impl ShownRepayment {
    /// Shows a repayment in the language of the caller.
    pub fn of(ctx: &Context<'_>, kept: KeptRepayment) -> ShownRepayment {
        let key = format!("repayment-state-{}", kept.repayment.state);
        ShownRepayment { text: message::render(language(ctx, None), &key, &[]).unwrap_or_default(), kept }
    }
}

#[Object(name = "Repayment")]
impl ShownRepayment {
    /// Its id.
    async fn id(&self) -> String {
        self.kept.repayment.id.to_string()
    }

    /// Where it stands.
    async fn state(&self) -> ShownRepaymentState {
        self.kept.repayment.state.into()
    }

    /// What that means for whoever gets it, in their language.
    async fn text(&self) -> &str {
        &self.text
    }

    /// How much.
    async fn amount(&self) -> MoneyAmount {
        self.kept.repayment.amount.into()
    }

    /// What of the payment.
    async fn source(&self) -> ShownSource {
        self.kept.repayment.of.into()
    }

    /// When it was asked for.
    async fn requested_at(&self) -> Instant {
        Instant(self.kept.requested_at)
    }

    /// How many events there were: it only grows.
    async fn version(&self) -> i64 {
        self.kept.sequence.into()
    }

    /// Why it was refused, and where to appeal; nothing where it was not, or nobody gave a reason.
    #[graphql(complexity = "1 + child_complexity")]
    async fn rejection(&self, ctx: &Context<'_>) -> Result<Option<Rejection>> {
        Ok(payments(ctx).rejection_of(&self.kept).await?.map(|reason| Rejection::of(ctx, reason)))
    }

    /// The claim that it is a line of, where it is one.
    #[graphql(complexity = "1 + child_complexity")]
    async fn claim(&self, ctx: &Context<'_>) -> Result<Option<ClaimStanding>> {
        Ok(payments(ctx).claim_of(self.kept.repayment.id).await?.map(|kept| ClaimStanding::of(ctx, &kept)))
    }

    /// What says that it was paid: one for each receipt that it takes back, in whole or in part.
    #[graphql(complexity = "2 * child_complexity")]
    async fn credit_notes(&self, ctx: &Context<'_>) -> Result<Vec<ShownCreditNote>> {
        let notes = payments(ctx).credit_notes_of(self.kept.repayment.id).await?;
        Ok(notes.iter().map(ShownCreditNote::from).collect())
    }
}

/// That money on a receipt went back: signed, and never changed. The receipt stays as it is.
#[derive(SimpleObject)]
#[graphql(name = "CreditNote")]
pub struct ShownCreditNote {
    /// Its series: territory, office, year, and `C`.
    series: String,
    /// Its number there: 1, 2, 3 … without a gap.
    number: i64,
    /// A short code, to read aloud.
    code: String,
    /// The whole of it, signed (`docs/receipts.md`).
    text: String,
    /// How much went back.
    total: MoneyAmount,
    /// When it was issued.
    issued_at: Instant,
}

impl From<&KeptCreditNote> for ShownCreditNote {
    fn from(kept: &KeptCreditNote) -> ShownCreditNote {
        ShownCreditNote {
            series: kept.series.clone(),
            number: kept.number,
            code: kept.code.to_string(),
            text: kept.signed.text(),
            total: kept.signed.paper().amounts().total().into(),
            issued_at: Instant(kept.issued_at),
        }
    }
}

/// A repayment, as officers see it.
#[derive(SimpleObject)]
pub struct OfficerRepayment {
    /// The repayment.
    repayment: ShownRepayment,
    /// The id of the payment.
    payment: String,
    /// Why, as whoever asked wrote it; `parts-not-complete` or `parts-withdrawn` of a plan of parts that ended.
    reason: String,
    /// Who asked for it; `customs-system` where an amendment took back what was paid, `plan-of-parts` where such a plan ended.
    requested_by: String,
    /// Whether that was an officer.
    by_officer: bool,
    /// The provider that took the money.
    provider: String,
    /// What the provider calls the repayment, once it said so.
    provider_reference: Option<String>,
    /// The provider that is to pay it, where one is.
    pays_provider: Option<String>,
    /// The bank account of the treasury that is to pay it, where one is. Where neither stands, whoever agrees names one.
    pays_bank: Option<String>,
    /// How often it was approved.
    approvals: i64,
    /// Whether the provider contradicted what it had confirmed: then look at it there.
    is_contradicted: bool,
}

impl OfficerRepayment {
    pub(super) fn of(ctx: &Context<'_>, kept: KeptRepayment) -> OfficerRepayment {
        let (pays_provider, pays_bank) = match kept.payer() {
            Some(Way::Provider(name)) => (Some(name.clone()), None),
            Some(Way::Treasury(bank)) => (None, Some(bank.clone())),
            None => (None, None),
        };
        OfficerRepayment {
            payment: kept.repayment.payment.to_string(),
            reason: kept.reason.clone(),
            requested_by: kept.asker(),
            by_officer: kept.by_officer,
            provider: kept.provider.clone(),
            provider_reference: kept.provider_reference.clone(),
            pays_provider,
            pays_bank,
            approvals: kept.repayment.approvals.into(),
            is_contradicted: kept.contradicted,
            repayment: ShownRepayment::of(ctx, kept),
        }
    }
}

/// Money that nobody asked for.
#[derive(SimpleObject)]
pub struct UnallocatedMoney {
    /// The id of the payment that it came with.
    payment: String,
    /// How much of it nobody asked to be given back yet.
    left: MoneyAmount,
}

impl From<Waiting> for UnallocatedMoney {
    fn from(waiting: Waiting) -> UnallocatedMoney {
        UnallocatedMoney { payment: waiting.payment.to_string(), left: waiting.left.into() }
    }
}

/// What of a payment may still be given back.
#[derive(SimpleObject)]
pub struct Repayable {
    /// What of it.
    pub source: ShownSource,
    /// How much.
    pub left: MoneyAmount,
}
