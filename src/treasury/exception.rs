//! Breaks as officers work on them: who looks after one, what is to be done, and the second person. Rows REC-04, PAY-M16, SEC-AZ-06.

use payment::ledger::{Account, Entry, Unbalanced, receiving, treasury};
use reconciliation::{
    Action, BankLine, BreakType, Kind, OpenBreak, Outcome, ProviderLine, Reason, Resolution, ResolutionRefusal,
};
use vocabulary::{Money, PersonId, Timestamp, words};

use super::{
    refusal::Refusal,
    rules::Rules,
    service::{Treasury, entry},
    store::{self, BreakFilter, Progress, Whose},
};
use crate::{
    audit::{self, Actor, Code, Digest, Value},
    identity::{Subject, reference},
    payment::payout_name,
    platform::{
        database::{self, Transaction},
        fault::Fault,
        pagination::PageSize,
        policy::{Role, RoleSet},
    },
};

/// What kind of thing a break is in the audit log.
const BREAK: Code = Code::named("treasury-break");
const ASSIGN: audit::Action = audit::Action::named("treasury.assign-break");
const PROPOSE: audit::Action = audit::Action::named("treasury.propose-resolution");
const AGREE: audit::Action = audit::Action::named("treasury.agree-resolution");
const REJECT: audit::Action = audit::Action::named("treasury.reject-resolution");

words! {
    /// Where a break stands.
    Standing, "standing of a break" {
        /// Somebody has to look at it.
        Open = "open",
        /// One person says what is to be done.
        Proposed = "proposed",
        /// Two persons did it.
        Resolved = "resolved",
        /// It was a matter of timing, and is none any more.
        Closed = "closed",
    }
}

/// A break, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBreak {
    /// Its name.
    pub id: String,
    /// What does not agree, since when, and who looks after it.
    pub open: OpenBreak,
    /// Where it stands.
    pub standing: Standing,
    /// How many proposals there were.
    pub proposals: i64,
    /// The proposal that stands.
    pub proposal: Option<KeptProposal>,
    /// The entry that was posted for it.
    pub entry: Option<String>,
}

/// What one person proposed, and whether another agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptProposal {
    /// What is to be done.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// Who proposed it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Who agreed, and when.
    pub agreed: Option<(PersonId, Timestamp)>,
}

impl KeptBreak {
    /// Returns how it stands in the queue, in the words that other systems use (row PAY-M16).
    pub fn outcome(&self) -> Outcome {
        match &self.proposal {
            Some(proposal) if self.standing == Standing::Resolved => match proposal.action {
                Action::Force => Outcome::Forced,
                _ => Outcome::PostedByHand,
            },
            _ if self.standing == Standing::Closed => Outcome::PostedAutomatically,
            _ => self.open.found.outcome(),
        }
    }
}

impl Treasury {
    /// Lists breaks, the oldest first, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn breaks(
        &self,
        filter: &BreakFilter,
        after: Option<(Timestamp, &str)>,
        first: PageSize,
    ) -> Result<(Vec<KeptBreak>, bool), Fault> {
        let most = first.get() as u64 + 1;
        let mut found = store::list_breaks(self.database.connection(), filter, after, most).await?;
        let has_more = found.len() > first.get();
        found.truncate(first.get());
        Ok((found, has_more))
    }

    /// Gives a break to an officer.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn assign(
        &self,
        id: &str,
        to: PersonId,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<KeptBreak, Refusal>, Fault> {
        let wanted = RoleSet::NONE.and(Role::FinanceApprover);
        if !self.identity.roles.held(Subject::Person(to), wanted, now).await?.has(Role::FinanceApprover) {
            return Ok(Err(Refusal::OfficerUnknown));
        }
        let unit = self.database.begin().await?;
        let Some(mut found) = store::lock_break(&unit, id).await? else { return Ok(Err(Refusal::BreakUnknown)) };
        if !matches!(found.standing, Standing::Open | Standing::Proposed) {
            return Ok(Err(Refusal::BreakState { standing: found.standing }));
        }
        found.open.owner = Some(to);
        let logged = deed(ASSIGN, by, &found)?.after(Code::named("owner"), Value::Code(person_word(to)?));
        self.keep(unit, found, logged, now).await.map(Ok)
    }

    /// Proposes what to do about a break. Nothing is done before another person agrees; a proposal takes the place of the one before.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn propose(
        &self,
        id: &str,
        (action, reason): (Action, &str),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<KeptBreak, Refusal>, Fault> {
        let Ok(reason) = reason.parse::<Reason>() else { return Ok(Err(Refusal::ReasonInvalid)) };
        let unit = self.database.begin().await?;
        let Some(found) = store::lock_break(&unit, id).await? else { return Ok(Err(Refusal::BreakUnknown)) };
        if !matches!(found.standing, Standing::Open | Standing::Proposed) {
            return Ok(Err(Refusal::BreakState { standing: found.standing }));
        }
        if found.open.clone().propose(action, reason.clone(), by, now) == Err(ResolutionRefusal::Timing) {
            return Ok(Err(Refusal::Timing));
        }
        if posts(action) && self.posting(&unit, &found, action).await?.is_none() {
            return Ok(Err(Refusal::NoPosting));
        }
        let proposal = KeptProposal { action, reason, by, at: now, agreed: None };
        let found = KeptBreak { standing: Standing::Proposed, proposals: found.proposals + 1, proposal: Some(proposal), ..found };
        let logged = deed(PROPOSE, by, &found)?;
        self.keep(unit, found, logged, now).await.map(Ok)
    }

    /// Agrees to a proposal, or rejects it, as another person. What is agreed to is posted in the same unit of work.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn decide(
        &self,
        id: &str,
        (seen, agrees): (i64, bool),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<KeptBreak, Refusal>, Fault> {
        let unit = self.database.begin().await?;
        store::lock(&unit).await?;
        let Some(found) = store::lock_break(&unit, id).await? else { return Ok(Err(Refusal::BreakUnknown)) };
        let Some(proposal) = found.proposal.clone().filter(|_| found.standing == Standing::Proposed) else {
            return Ok(Err(Refusal::BreakState { standing: found.standing }));
        };
        if found.proposals != seen {
            return Ok(Err(Refusal::ProposalChanged { current: found.proposals }));
        }
        let proposed = found.open.clone().propose(proposal.action, proposal.reason.clone(), proposal.by, proposal.at);
        let resolution = match proposed.and_then(|proposed| proposed.agree(by, now)) {
            Ok(resolution) => resolution,
            Err(ResolutionRefusal::SamePerson) => return Ok(Err(Refusal::SecondPerson)),
            Err(ResolutionRefusal::Timing) => return Ok(Err(Refusal::Timing)),
        };
        if !agrees {
            let rejected = deed(REJECT, by, &found)?;
            let found = KeptBreak { standing: Standing::Open, proposal: None, ..found };
            return self.keep(unit, found, rejected, now).await.map(Ok);
        }
        match self.carry_out(&unit, found, &resolution, now).await? {
            Ok(found) => {
                let logged = deed(AGREE, by, &found)?;
                metrics::counter!("fingertip_treasury_breaks_resolved_total").increment(1);
                self.keep(unit, found, logged, now).await.map(Ok)
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Posts what two persons decided, and takes the lines out of what is compared.
    async fn carry_out(
        &self,
        unit: &Transaction,
        found: KeptBreak,
        resolution: &Resolution,
        now: Timestamp,
    ) -> Result<Result<KeptBreak, Refusal>, Fault> {
        let action = resolution.proposal().action;
        let (mut posted, mut is_compared) = (None, false);
        if posts(action) {
            let Some(posting) = self.posting(unit, &found, action).await? else { return Ok(Err(Refusal::NoPosting)) };
            // The provider may have told of a payout since two persons looked: it is posted once.
            let posted_now = self.books.post(unit, &posting.entry, posting.child.as_deref(), now).await?;
            let Some(id) = posted_now else { return Ok(Err(Refusal::NoPosting)) };
            store::add_posting(unit, (&id, &found.id), (posting.reference, posting.is_compared), now).await?;
            if !posting.is_compared {
                store::set_progress(unit, Whose::Ledger, &[(id.clone(), Progress::Done)]).await?;
            }
            (posted, is_compared) = (Some(id), posting.is_compared);
        }
        // What was missing with us is there now, and is compared with it; everything else has been said.
        if !is_compared && found.open.found.kind.waits() {
            if let Some(line) = found.open.found.ledger {
                store::set_progress(unit, Whose::Ledger, &[(store::entry_of(line), Progress::Done)]).await?;
            }
            if let Some(place) = found.open.found.other {
                let whose = if store::is_of_bank(unit, place).await? { Whose::Bank } else { Whose::Provider };
                store::set_progress(unit, whose, &[(place.to_string(), Progress::Done)]).await?;
            }
        }
        let agreed = Some((resolution.agreed_by(), resolution.agreed_at()));
        let proposal = found.proposal.clone().map(|proposal| KeptProposal { agreed, ..proposal });
        Ok(Ok(KeptBreak { standing: Standing::Resolved, proposal, entry: posted, ..found }))
    }

    async fn keep(&self, unit: Transaction, value: KeptBreak, logged: audit::Entry, now: Timestamp) -> Result<KeptBreak, Fault> {
        store::put_breaks(&unit, std::slice::from_ref(&value)).await?;
        self.audit.append(&unit, logged, now).await?;
        database::commit(unit).await?;
        Ok(value)
    }

    /// Finds the entry by which an action puts a break right; nothing where no rule of the ledger posts it.
    async fn posting(&self, unit: &Transaction, found: &KeptBreak, action: Action) -> Result<Option<ToPost>, Fault> {
        let about = &found.open.found;
        let made = match (about.kind, about.other, action) {
            (BreakType::MissingInLedger | BreakType::FeeWrong, Some(place), Action::PostByHand | Action::Force) => {
                if store::is_of_bank(unit, place).await? {
                    store::line::<BankLine>(unit, place).await?.and_then(|line| of_bank(&line))
                } else {
                    let rules = &self.settings.rules;
                    store::line::<ProviderLine>(unit, place).await?.and_then(|line| of_provider(&line, rules))
                }
            }
            (BreakType::Amount, Some(place), Action::Force | Action::WriteOff) => {
                let side = self.held_at(unit, place).await?;
                side.and_then(|account| of_difference(account, &about.difference, action))
            }
            (BreakType::MissingElsewhere, None, Action::WriteOff) => match about.ledger {
                Some(line) => {
                    let entries = [store::entry_of(line)];
                    let movements = self.books.movements(unit, crate::payment::Which::Of(&entries)).await?;
                    let held = movements.first().and_then(held_by);
                    held.and_then(|account| of_difference(account, &about.difference, action))
                }
                None => None,
            },
            _ => None,
        };
        made.transpose().map_err(Fault::while_("posting what two persons decided"))
    }

    /// Returns the account that a line of the other side stands on.
    async fn held_at(&self, unit: &Transaction, place: reconciliation::Place) -> Result<Option<Account>, Fault> {
        if store::is_of_bank(unit, place).await? {
            let line = store::line::<BankLine>(unit, place).await?;
            return Ok(line.map(|line| Account::Treasury(line.account.to_string())));
        }
        let line = store::line::<ProviderLine>(unit, place).await?;
        Ok(line.map(|line| Account::Clearing(line.provider.to_string())))
    }
}

/// An entry to post, and whether the other side's line is compared with it after.
struct ToPost {
    entry: Entry,
    /// The payout that it is for.
    child: Option<String>,
    reference: Option<String>,
    is_compared: bool,
}

type Made = Option<Result<ToPost, Unbalanced>>;

/// Says whether an action posts in the ledger. The others are asked for, given back or explained where that is done.
fn posts(action: Action) -> bool {
    matches!(action, Action::PostByHand | Action::Force | Action::WriteOff)
}

/// Posts what a provider lists and we do not have: a payout, a payout that came back, a fee, or money that is nobody's yet.
fn of_provider(line: &ProviderLine, rules: &Rules) -> Made {
    let provider = line.provider.as_str();
    let positive = |minor: i64| Money::new(minor.saturating_abs(), line.amount.currency);
    let amount = positive(line.amount.minor);
    let bank = line.account.as_ref().unwrap_or_else(|| rules.payout_account(provider, line.amount.currency)).as_str();
    let reference = line.reference.as_ref().map(|reference| reference.to_string());
    let (entry, is_compared) = match line.kind {
        Kind::Payout if line.amount.minor < 0 => (treasury::payout(provider, bank, amount), true),
        Kind::PayoutReturned if line.amount.minor > 0 => (treasury::payout_failed(provider, bank, amount), true),
        Kind::Payment if line.amount.minor > 0 => (receiving::unallocated(provider, amount), true),
        Kind::Fee | Kind::Other if line.amount.minor < 0 => (treasury::provider_fee(provider, amount), false),
        _ => return None,
    };
    let is_payout = matches!(line.kind, Kind::Payout | Kind::PayoutReturned);
    let child = reference.as_deref().filter(|_| is_payout).map(|reference| payout_name(provider, reference));
    Some(entry.map(|entry| ToPost { entry, child, reference, is_compared }))
}

/// Posts what a bank lists and we do not have: money that came straight to the treasury, and is nobody's yet.
fn of_bank(line: &BankLine) -> Made {
    let from = Account::Treasury(line.account.to_string());
    let reference = line.references.first().map(|reference| reference.to_string());
    let entry = (line.amount.minor > 0).then(|| receiving::unallocated_from(from, line.amount))?;
    Some(entry.map(|entry| ToPost { entry, child: None, reference, is_compared: true }))
}

/// Posts a difference: what is there beyond our books is nobody's yet; what is missing is given up.
fn of_difference(account: Account, difference: &[(vocabulary::Currency, i64)], action: Action) -> Made {
    let [(currency, minor)] = difference else { return None };
    let amount = Money::new(minor.saturating_abs(), *currency);
    let entry = match (action, *minor > 0) {
        (Action::Force | Action::WriteOff, true) => treasury::given_up(account, amount),
        (Action::Force, false) => receiving::unallocated_from(account, amount),
        _ => return None,
    };
    Some(entry.map(|entry| ToPost { entry, child: None, reference: None, is_compared: false }))
}

/// Returns who holds what moved in.
fn held_by(movement: &crate::payment::Movement) -> Option<Account> {
    let posting = movement.postings.iter().find(|posting| matches!(posting.account, 1200 | 1300) && posting.minor > 0)?;
    let of = posting.of.clone();
    Some(if posting.account == 1200 { Account::Clearing(of) } else { Account::Treasury(of) })
}

/// Says in the log what was done about a break. Words of people stand in it as their digest.
fn deed(action: audit::Action, by: PersonId, about: &KeptBreak) -> Result<audit::Entry, Fault> {
    let code = |text: String| text.parse::<Code>().map_err(Fault::while_("naming a break in the audit log"));
    let logged = entry(action, Actor::Person(reference(by)), BREAK, &about.id)?
        .after(Code::named("type"), Value::Code(code(store::word(&about.open.found.kind)?)?))
        .after(Code::named("proposal"), Value::Number(about.proposals));
    let Some(proposal) = &about.proposal else { return Ok(logged) };
    let reason = Digest::of(&[proposal.reason.as_str().as_bytes()]);
    let logged = logged
        .after(Code::named("action"), Value::Code(code(store::word(&proposal.action)?)?))
        .after(Code::named("reason"), Value::Digest(reason));
    match &about.entry {
        Some(entry) => Ok(logged.after(Code::named("entry"), Value::Code(code(entry.clone())?))),
        None => Ok(logged),
    }
}

fn person_word(person: PersonId) -> Result<Code, Fault> {
    person.to_string().parse().map_err(Fault::while_("naming an officer in the audit log"))
}
