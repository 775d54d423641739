//! What finance approvers read and decide.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result, SimpleObject, Union};
use payment::account::{AccountRefusal, Change};
use vocabulary::{
    Currency, Money,
    scalar::{Day, Instant},
};

use super::{
    accounts, now, page_of, page_size, read_reference,
    seen::{DefermentStatement, ShownAccount, ShownKind},
};
use crate::{
    account::{Kept, KeptProposal, NewAccount, Refusal},
    identity::{StaffSession, signed_in_person},
    mandate::Party,
    platform::{
        graphql::day,
        money::{MoneyAmount, MoneyInput},
        policy::{Role, may},
        refused::Refused,
    },
};

/// Questions of finance approvers.
#[derive(Default)]
pub struct AccountOfficerQuery;

/// What they do.
#[derive(Default)]
pub struct AccountOfficerMutation;

#[Object]
impl AccountOfficerQuery {
    /// What an officer proposed about accounts and another has to decide about, the oldest first.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn account_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<AccountProposal>> {
        let mut shown = Vec::new();
        for proposal in accounts(ctx).proposals(page_size(first)?.get()).await? {
            if let Some(kept) = accounts(ctx).any(proposal.account).await? {
                shown.push(AccountProposal::of(kept, &proposal));
            }
        }
        Ok(shown)
    }

    /// Statements of deferment accounts that were not paid on their due day and are owed still, the oldest first: their accounts are stopped. A
    /// guarantee that stands for one is taken by `callGuarantee`.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn overdue_statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<DefermentStatement>> {
        let found = accounts(ctx).overdue_statements(page_size(first)?).await?;
        Ok(found.into_iter().map(DefermentStatement::from).collect())
    }
}

#[Object]
impl AccountOfficerMutation {
    /// Proposes an account for a trader. It can be used once another finance approver agrees. Source: WTO TFA Article 7.3.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn propose_account(&self, ctx: &Context<'_>, input: ProposeAccountInput) -> Result<AccountProposalPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let proposed = match input.read(ctx, person) {
            Ok(new) => accounts(ctx).propose(new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(AccountProposalPayload::of(ctx, proposed))
    }

    /// Proposes a change of an account, about which another finance approver decides.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn propose_account_change(
        &self,
        ctx: &Context<'_>,
        input: ProposeAccountChangeInput,
    ) -> Result<AccountProposalPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let proposed = match input.change() {
            Ok(about) => accounts(ctx).propose_change(about, &input.reason, person, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(AccountProposalPayload::of(ctx, proposed))
    }

    /// Decides about what another finance approver proposed.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn decide_account_change(&self, ctx: &Context<'_>, input: DecideAccountChangeInput) -> Result<AccountPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let decided = accounts(ctx).decide((&input.proposal, input.agrees), person, now(ctx)).await?;
        Ok(match decided {
            Ok(kept) => AccountPayload::Account(ShownAccount(kept)),
            Err(refusal) => AccountPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }
}

/// Whose an account is to be.
#[derive(OneofObject)]
enum AccountHolderInput {
    /// This company's.
    CompanyId(ID),
    /// This person's.
    PersonId(ID),
}

/// An account that is proposed.
#[derive(InputObject)]
pub struct ProposeAccountInput {
    /// What it is for.
    kind: ShownKind,
    /// Whose it is: a company that is confirmed, or a person who signed in by a phone.
    holder: AccountHolderInput,
    /// What it is in.
    currency: Currency,
    /// How far an undertaking or a deferment goes. The others go as far as the money that comes for them.
    limit: Option<MoneyInput>,
    /// The first day on which it can be used. By default today in the territory.
    valid_from: Option<Day>,
    /// The last one; without it, it has none.
    valid_until: Option<Day>,
    /// Why, 3 to 500 characters, as the other officer reads it.
    reason: String,
}

impl ProposeAccountInput {
    fn read(self, ctx: &Context<'_>, by: vocabulary::PersonId) -> Result<NewAccount, Refusal> {
        let holder = match &self.holder {
            AccountHolderInput::CompanyId(id) => id.parse().ok().map(Party::Company),
            AccountHolderInput::PersonId(id) => id.parse().ok().map(Party::Person),
        };
        let limit = sum(self.limit.as_ref())?;
        if limit.is_some_and(|limit| limit.currency != self.currency) {
            return Err(crate::payment::Refusal::CurrenciesDiffer.into());
        }
        Ok(NewAccount {
            kind: self.kind.into(),
            holder: holder.ok_or(Refusal::HolderUnknown)?,
            currency: self.currency,
            limit_minor: limit.map_or(0, |limit| limit.minor),
            valid_from: self.valid_from.map_or_else(|| day(ctx, None), |day| day.0),
            valid_until: self.valid_until.map(|day| day.0),
            reason: self.reason,
            by,
        })
    }
}

fn sum(input: Option<&MoneyInput>) -> Result<Option<Money>, Refusal> {
    input.map(MoneyInput::money).transpose().map_err(|_| crate::payment::Refusal::AmountInvalid.into())
}

/// What may be changed.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum AccountChange {
    /// It is opened.
    Open,
    /// How far an undertaking or a deferment goes is set anew.
    SetLimit,
    /// It is stopped: nothing is taken out of it.
    Suspend,
    /// It goes on.
    Resume,
    /// Money of it is given back to its holder, by a bank account of the treasury. What secures something stays.
    GiveBack,
    /// It ends, once nothing is on it.
    Close,
}

/// A change that is proposed.
#[derive(InputObject)]
pub struct ProposeAccountChangeInput {
    /// The account.
    reference: String,
    /// What is to be done.
    change: AccountChange,
    /// How far an undertaking or a deferment goes then, for `SET_LIMIT`.
    limit: Option<MoneyInput>,
    /// How much is given back, for `GIVE_BACK`.
    amount: Option<MoneyInput>,
    /// The bank account of the treasury that pays it, for `GIVE_BACK`.
    bank: Option<String>,
    /// Why, 3 to 500 characters, as the other officer reads it: of `GIVE_BACK` also to where.
    reason: String,
}

impl ProposeAccountChangeInput {
    fn change(&self) -> Result<(payment::account::AccountReference, Change), Refusal> {
        let needed = |field| AccountRefusal::Terms { field };
        let change = match self.change {
            AccountChange::Open => Change::Open,
            AccountChange::Suspend => Change::Suspend,
            AccountChange::Resume => Change::Resume,
            AccountChange::Close => Change::Close,
            AccountChange::SetLimit => Change::Limit { minor: sum(self.limit.as_ref())?.ok_or_else(|| needed("limit"))?.minor },
            AccountChange::GiveBack => Change::GiveBack {
                minor: sum(self.amount.as_ref())?.ok_or_else(|| needed("amount"))?.minor,
                bank: self.bank.clone().ok_or_else(|| needed("bank"))?.trim().to_owned(),
            },
        };
        Ok((read_reference(&self.reference)?, change))
    }
}

/// A decision.
#[derive(InputObject)]
pub struct DecideAccountChangeInput {
    /// The id of the proposal.
    proposal: String,
    /// Whether it is to be done.
    agrees: bool,
}

/// What an officer proposed.
#[derive(SimpleObject)]
pub struct AccountProposal {
    /// Its id.
    id: String,
    /// What is to be done.
    change: AccountChange,
    /// How far an undertaking or a deferment goes then.
    limit: Option<MoneyAmount>,
    /// How much is given back.
    amount: Option<MoneyAmount>,
    /// The bank account of the treasury that pays it.
    bank: Option<String>,
    /// Why, in the officer's words.
    reason: String,
    /// Who proposed it.
    proposed_by: String,
    /// When.
    proposed_at: Instant,
    /// The account as it stands.
    account: ShownAccount,
}

impl AccountProposal {
    fn of(kept: Kept, proposal: &KeptProposal) -> AccountProposal {
        let money = |minor| Some(MoneyAmount::from(Money::new(minor, kept.account.terms.currency)));
        let (change, limit, amount, bank) = match &proposal.change {
            Change::Open => (AccountChange::Open, None, None, None),
            Change::Limit { minor } => (AccountChange::SetLimit, money(*minor), None, None),
            Change::Suspend => (AccountChange::Suspend, None, None, None),
            Change::Resume => (AccountChange::Resume, None, None, None),
            Change::GiveBack { minor, bank } => (AccountChange::GiveBack, None, money(*minor), Some(bank.clone())),
            Change::Close => (AccountChange::Close, None, None, None),
        };
        AccountProposal {
            id: proposal.id.clone(),
            change,
            limit,
            amount,
            bank,
            reason: proposal.reason.clone(),
            proposed_by: proposal.proposed_by.to_string(),
            proposed_at: Instant(proposal.proposed_at),
            account: ShownAccount(kept),
        }
    }
}

/// What comes of proposing.
#[derive(Union)]
pub enum AccountProposalPayload {
    /// It waits for another officer.
    Proposed(AccountProposal),
    /// It does not, and why.
    Refused(Refused),
}

impl AccountProposalPayload {
    fn of(ctx: &Context<'_>, proposed: Result<(Kept, KeptProposal), Refusal>) -> AccountProposalPayload {
        match proposed {
            Ok((kept, proposal)) => AccountProposalPayload::Proposed(AccountProposal::of(kept, &proposal)),
            Err(refusal) => AccountProposalPayload::Refused(Refused::of(ctx, &refusal)),
        }
    }
}

/// What comes of deciding.
#[derive(Union)]
pub enum AccountPayload {
    /// The account as it stands now.
    Account(ShownAccount),
    /// Nothing was decided, and why.
    Refused(Refused),
}
