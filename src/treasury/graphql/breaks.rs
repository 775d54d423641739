//! Breaks: the queue, and what two persons do about one.

use async_graphql::{
    Context, ID, InputObject, Object, Result, SimpleObject, Union,
    connection::{Connection, Edge},
};
use vocabulary::{Money, PersonId, Timestamp, scalar::Instant};

use super::{
    now, treasury,
    words::{ShownAction, ShownAge, ShownBreakType, ShownOutcome, ShownStanding},
};
use crate::{
    identity::{StaffSession, signed_in_person},
    platform::{
        money::MoneyAmount,
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
        refused::Refused,
    },
    treasury::{BreakFilter, KeptBreak, Refusal},
};

/// Questions about breaks.
#[derive(Default)]
pub struct BreakQuery;

/// What is done about breaks.
#[derive(Default)]
pub struct BreakMutation;

#[Object]
impl BreakQuery {
    /// What does not agree between our ledger, the providers and the banks, the oldest first.
    #[graphql(
        directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]),
        guard = "StaffSession",
        cache_control(private),
        complexity = "page_of(first) * (1 + child_complexity)"
    )]
    async fn reconciliation_breaks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
        #[graphql(desc = "Which; all where it is left out.")] filter: Option<BreakFilterInput>,
    ) -> Result<Connection<String, ShownBreak>> {
        let (caller, _) = signed_in_person(ctx)?;
        let after = after.map(|cursor| read_cursor(&cursor).ok_or_else(|| refuse(&PageRefusal::Cursor))).transpose()?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let filter = filter.map(|filter| filter.read(caller)).unwrap_or_default();
        let place = after.as_ref().map(|(since, id)| (*since, id.as_str()));
        let (found, has_next) = treasury(ctx).breaks(&filter, place, first).await?;
        let mut page = Connection::new(after.is_some(), has_next);
        let at = now(ctx);
        page.edges.extend(found.into_iter().map(|kept| Edge::new(cursor(&kept), ShownBreak::of(kept, at))));
        Ok(page)
    }
}

/// What a page is counted at.
fn page_of(first: Option<i64>) -> usize {
    PageSize::new(first).unwrap_or(PageSize::MAX).get()
}

fn cursor(kept: &KeptBreak) -> String {
    format!("{}.{}", kept.open.since.as_microsecond(), kept.id)
}

fn read_cursor(text: &str) -> Option<(Timestamp, String)> {
    let (since, id) = text.split_once('.')?;
    Some((Timestamp::from_microsecond(since.parse().ok()?).ok()?, id.to_owned()))
}

#[Object]
impl BreakMutation {
    /// Gives a break to an officer of finance, who looks after it from then on.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn assign_break(&self, ctx: &Context<'_>, input: AssignBreakInput) -> Result<BreakPayload> {
        let (by, _) = signed_in_person(ctx)?;
        let done = match input.officer_id.as_ref().map_or(Ok(by), |id| id.parse::<PersonId>()) {
            Ok(to) => treasury(ctx).assign(&input.id, to, by, now(ctx)).await?,
            Err(_) => Err(Refusal::OfficerUnknown),
        };
        Ok(BreakPayload::of(ctx, done))
    }

    /// Proposes what to do about a break. Nothing is done before another officer agrees. It takes the place of a proposal that nobody
    /// decided about.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn propose_break_resolution(&self, ctx: &Context<'_>, input: ProposeBreakResolutionInput) -> Result<BreakPayload> {
        let (by, _) = signed_in_person(ctx)?;
        let proposal = (input.action.into(), input.reason.as_str());
        let done = treasury(ctx).propose(&input.id, proposal, by, now(ctx)).await?;
        Ok(BreakPayload::of(ctx, done))
    }

    /// Agrees to what another officer proposed about a break, or rejects it. What is agreed to is posted in the ledger at once, where it posts
    /// anything. Once it is decided, asking again changes nothing.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn decide_break_resolution(&self, ctx: &Context<'_>, input: DecideBreakResolutionInput) -> Result<BreakPayload> {
        let (by, _) = signed_in_person(ctx)?;
        let done = treasury(ctx).decide(&input.id, (input.proposal, input.agrees), by, now(ctx)).await?;
        Ok(BreakPayload::of(ctx, done))
    }
}

/// Which breaks.
#[derive(InputObject)]
struct BreakFilterInput {
    /// Only those that stand so.
    standing: Option<ShownStanding>,
    /// Only those of this type.
    #[graphql(name = "type")]
    kind: Option<ShownBreakType>,
    /// Only those that the caller looks after.
    #[graphql(default)]
    assigned_to_me: bool,
}

impl BreakFilterInput {
    fn read(self, caller: PersonId) -> BreakFilter {
        BreakFilter {
            standing: self.standing.map(Into::into),
            kind: self.kind.map(Into::into),
            owner: self.assigned_to_me.then_some(caller),
        }
    }
}

/// A break to give to an officer.
#[derive(InputObject)]
struct AssignBreakInput {
    /// The break.
    id: ID,
    /// The officer: a person with the role of finance; the caller where it is left out.
    officer_id: Option<ID>,
}

/// What is proposed about a break.
#[derive(InputObject)]
struct ProposeBreakResolutionInput {
    /// The break.
    id: ID,
    /// What is to be done.
    action: ShownAction,
    /// Why, in words that an auditor reads in ten years: 3 to 500 characters.
    reason: String,
}

/// What is decided about a proposal.
#[derive(InputObject)]
struct DecideBreakResolutionInput {
    /// The break.
    id: ID,
    /// The number of the proposal that was read.
    proposal: i64,
    /// Whether it is agreed to.
    agrees: bool,
}

/// Something that does not agree.
#[derive(SimpleObject)]
#[graphql(name = "ReconciliationBreak")]
pub struct ShownBreak {
    /// Its name.
    id: ID,
    /// In what.
    #[graphql(name = "type")]
    kind: ShownBreakType,
    /// Where it stands.
    standing: ShownStanding,
    /// How it stands in the words of other systems.
    outcome: ShownOutcome,
    /// Our line: the entry of the ledger; null where we have none.
    entry: Option<String>,
    /// The other side's line: the SHA-256 of its file, the line and the part in it; null where it has none.
    other: Option<String>,
    /// By how much our books lie above the other side's, by currency.
    differences: Vec<MoneyAmount>,
    /// Since when it is known.
    since: Instant,
    /// How old it is.
    age: ShownAge,
    /// Since when the line that was missing is there after all.
    answered_at: Option<Instant>,
    /// Who looks after it: a person.
    owner_id: Option<ID>,
    /// What is proposed, or was done.
    proposal: Option<ShownProposal>,
    /// The entry that was posted for it.
    posted_entry: Option<String>,
}

/// What one officer proposed.
#[derive(SimpleObject)]
#[graphql(name = "BreakProposal")]
struct ShownProposal {
    /// Its number: whoever decides names it.
    number: i64,
    /// What is to be done.
    action: ShownAction,
    /// Why.
    reason: String,
    /// Who proposed it: a person.
    proposer_id: ID,
    /// When.
    proposed_at: Instant,
    /// Who agreed: another person; null while nobody did.
    approver_id: Option<ID>,
}

impl ShownBreak {
    fn of(kept: KeptBreak, now: Timestamp) -> ShownBreak {
        let outcome = kept.outcome().into();
        let KeptBreak { id, open, standing, proposals, proposal, entry } = kept;
        let age = open.age(now).into();
        let proposal = proposal.map(|proposal| ShownProposal {
            number: proposals,
            action: proposal.action.into(),
            reason: proposal.reason.as_str().to_owned(),
            proposer_id: ID(proposal.by.to_string()),
            proposed_at: Instant(proposal.at),
            approver_id: proposal.agreed.map(|(by, _)| ID(by.to_string())),
        });
        ShownBreak {
            id: ID(id),
            kind: open.found.kind.into(),
            standing: standing.into(),
            outcome,
            entry: open.found.ledger.map(|line| format!("{:032x}", line.0)),
            other: open.found.other.map(|place| place.to_string()),
            differences: open.found.difference.iter().map(|(currency, minor)| Money::new(*minor, *currency).into()).collect(),
            since: Instant(open.since),
            age,
            answered_at: open.answered_at.map(Instant),
            owner_id: open.owner.map(|person| ID(person.to_string())),
            proposal,
            posted_entry: entry,
        }
    }
}

/// What comes of doing something about a break.
#[derive(Union)]
enum BreakPayload {
    /// The break, as it stands now.
    Break(ShownBreak),
    /// It is not done, and why.
    Refused(Refused),
}

impl BreakPayload {
    fn of(ctx: &Context<'_>, done: std::result::Result<KeptBreak, Refusal>) -> BreakPayload {
        match done {
            Ok(kept) => BreakPayload::Break(ShownBreak::of(kept, now(ctx))),
            Err(refusal) => BreakPayload::Refused(Refused::of(ctx, &refusal)),
        }
    }
}
