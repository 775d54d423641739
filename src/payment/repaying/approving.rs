//! The use cases of finance approvers: to agree to a repayment, to refuse it, to say that the treasury paid it. Two persons agree, never one
//! alone. Rows PAY-M7, PAY-G5, SEC-AZ-06.

use gateway::HolderAnswer;
use payment::{
    Asker, Child, ChildHeard, FourEyes, Rail, RejectionReason, RepaymentEvent, RepaymentStanding, RepaymentState, Way,
};
use vocabulary::{PersonId, RepaymentId, Timestamp};

use super::{KeptRepayment, Purse, payee::Wallet, sending::Locked};
use crate::{
    audit::{Action, Code, Value},
    payment::{
        child, claiming,
        deciding::{self, Kind, NewProposal, Outcome, Proposal, deed},
        refusal::Refusal,
        service::Payments,
        settling::{Actor, Work},
    },
    platform::{database, fault::Fault},
};

const PROPOSED: Action = Action::named("repayment.proposed");
const APPROVED: Action = Action::named("repayment.approved");
const REJECTED: Action = Action::named("repayment.rejected");
const SETTLED: Action = Action::named("repayment.settled");
const PAYEE_UNKNOWN: Action = Action::named("repayment.payee_unknown");
/// What a proposal to approve is stored as.
const APPROVE: &str = "approve";

/// What came of agreeing.
#[derive(Clone, Debug)]
pub struct Approval {
    /// The repayment.
    pub kept: KeptRepayment,
    /// Whether another officer still has to agree.
    pub waits_for_another: bool,
}

/// What came of agreeing, as far as it came.
enum Agreed {
    /// This.
    Answered(Result<Approval, Refusal>),
    /// It is the last agreement, and money would go to this wallet: its provider is asked whose that is, with nothing open, and then it is
    /// agreed to with what was said.
    Asks(Wallet, Way),
}

impl Payments {
    /// Agrees to a repayment. What an officer asked for as it is asked for takes one other officer; what a payer asked for, what failed, and
    /// what is to be paid another way takes two. `bank` names an account of the treasury that is to pay it. Before the last of them sends
    /// it to a phone, its provider is asked whether there is a wallet (row PAY-G5): where it does not say, the officers decide.
    ///
    /// # Errors
    /// Refuses whoever asked or agreed before, another way than the officer before them chose, while a dispute is open, and where the
    /// provider says that there is no such wallet.
    pub async fn approve_repayment(
        &self,
        named: (RepaymentId, u32),
        way: Option<Way>,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<Approval, Refusal>, Fault> {
        let (wallet, wanted) = match self.agree(named, (way.clone(), None), by, now).await? {
            Agreed::Answered(answer) => return Ok(answer),
            Agreed::Asks(wallet, wanted) => (wallet, wanted),
        };
        let told = wallet.holder().await;
        match self.agree(named, (way, Some((&wanted, &told))), by, now).await? {
            Agreed::Answered(answer) => Ok(answer),
            // Meanwhile others chose another wallet.
            Agreed::Asks(..) => Ok(Err(Refusal::RepaymentWayDiffers)),
        }
    }

    /// Agrees to a repayment in one unit of work, with what a provider told of the wallet to which it goes that way.
    async fn agree(
        &self,
        (id, version): (RepaymentId, u32),
        (way, told): (Option<Way>, Option<(&Way, &HolderAnswer)>),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Agreed, Fault> {
        let refused = |refusal: Refusal| Ok(Agreed::Answered(Err(refusal)));
        let Locked { work, purse, mut kept } = match self.decided(id, version).await? {
            Ok(decided) => decided,
            Err(refusal) => return refused(refusal),
        };
        let proposal = deciding::store::open(&work.unit, Kind::Repayment, &id.to_string()).await?;
        let proposed: Option<Way> = proposal.as_ref().map(|proposal| proposal.read_detail()).transpose()?;
        let wanted = way.or_else(|| proposed.clone()).or_else(|| kept.asked.clone());
        let Some(wanted) = wanted.filter(|way| self.is_way(way)) else { return refused(Refusal::RailUnavailable) };
        let is_as_asked =
            kept.by_officer && kept.repayment.state == RepaymentState::Requested && kept.asked.as_ref() == Some(&wanted);
        let is_of_phone = work.kept.payment.attempts.iter().any(|one| one.id == kept.attempt && one.rail == Rail::MobileMoney);
        if is_of_phone && matches!(wanted, Way::Provider(_)) && kept.phone.is_none() {
            // Nobody asked for it, so nobody said whose phone gets it: a bank account of the treasury pays it.
            return refused(Refusal::PhoneInvalid);
        }
        let first = match (&proposal, kept.repayment.requested_by.person()) {
            (Some(_), _) if proposed.as_ref() != Some(&wanted) => return refused(Refusal::RepaymentWayDiffers),
            (Some(proposal), _) => proposal.proposed_by,
            (None, Some(asker)) if is_as_asked => asker,
            (None, _) => {
                let new = NewProposal { kind: Kind::Repayment, subject: id.to_string(), sequence: kept.sequence, deed: APPROVE };
                let proposed = self.propose_approval(work, (kept, &purse), (new, &wanted), by, now).await?;
                return Ok(Agreed::Answered(proposed));
            }
        };
        let Ok(eyes) = FourEyes::new(first, by) else { return refused(Refusal::SamePerson) };
        let event = match kept.repayment.approve(eyes, wanted.clone(), &purse.givable()) {
            Ok(event) => event,
            Err(refusal) => return refused(refusal.into()),
        };
        // The version is the one that the officer saw, so the number is that which was asked about.
        let payee = match (self.wallet(&kept, &wanted), told) {
            (None, _) => None,
            (Some(_), Some((way, answer))) if *way == wanted => Some(answer),
            (Some(wallet), _) => return Ok(Agreed::Asks(wallet, wanted)),
        };
        if payee == Some(&HolderAnswer::NoWallet) {
            self.end_proposal(work, (id, proposal.as_ref()), by, now).await?;
            return refused(Refusal::RepaymentPayeeUnknown);
        }
        self.happen_to(&work.unit, &mut kept, &event, (Actor::Officer, None), now).await?;
        if let Some(proposal) = &proposal {
            deciding::store::close(&work.unit, &proposal.id, (Outcome::Agreed, by), now).await?;
        }
        let entry = deed(APPROVED, by, "repayment", &id.to_string());
        // Whether a name was told, and never which.
        let entry = match payee {
            Some(answer) => entry.after(Code::named("payee"), Value::Code(Code::named(answer.as_str()))),
            None => entry,
        };
        self.audit.append(&work.unit, entry, now).await?;
        database::commit(work.unit).await?;
        self.outbox.wake();
        self.send_detached(id, now).await?;
        let kept = self.repayment(id).await?.unwrap_or(kept);
        Ok(Agreed::Answered(Ok(Approval { kept, waits_for_another: false })))
    }

    /// Ends what another officer proposed and what cannot be paid so, because there is no such wallet: another way can be proposed.
    async fn end_proposal(
        &self,
        work: Work,
        (id, proposal): (RepaymentId, Option<&Proposal>),
        by: PersonId,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if let Some(proposal) = proposal {
            deciding::store::close(&work.unit, &proposal.id, (Outcome::Refused, by), now).await?;
        }
        self.audit.append(&work.unit, deed(PAYEE_UNKNOWN, by, "repayment", &id.to_string()), now).await?;
        database::commit(work.unit).await
    }

    /// Keeps the first of two agreements.
    async fn propose_approval(
        &self,
        work: Work,
        (kept, purse): (KeptRepayment, &Purse),
        (new, way): (NewProposal, &Way),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<Approval, Refusal>, Fault> {
        // Nobody gives themselves what they asked for as a payer.
        if Asker::Person(by) == kept.repayment.requested_by && !kept.by_officer {
            return Ok(Err(Refusal::SamePerson));
        }
        if !matches!(kept.repayment.state, RepaymentState::Requested | RepaymentState::Failed) {
            return Ok(Err(Refusal::RepaymentState { state: kept.repayment.state }));
        }
        if purse.disputes.iter().any(|kept| kept.dispute.state.is_open()) {
            return Ok(Err(Refusal::RepaymentDisputed));
        }
        deciding::store::add(&work.unit, &new, Some(way), by, now).await?;
        self.audit.append(&work.unit, deed(PROPOSED, by, "repayment", &new.subject), now).await?;
        database::commit(work.unit).await?;
        Ok(Ok(Approval { kept, waits_for_another: true }))
    }

    /// Refuses a repayment, and says why: of a claim always, because its trader may appeal (WTO TFA 4).
    ///
    /// # Errors
    /// Refuses whoever asked for it, what is approved already, and a claim without a reason.
    pub async fn reject_repayment(
        &self,
        (id, version): (RepaymentId, u32),
        why: Option<RejectionReason>,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<KeptRepayment, Refusal>, Fault> {
        let Locked { work, mut kept, .. } = match self.decided(id, version).await? {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if Asker::Person(by) == kept.repayment.requested_by {
            return Ok(Err(Refusal::SamePerson));
        }
        if why.is_none() && claiming::is_claimed(&work.unit, id).await? {
            return Ok(Err(Refusal::RejectionUnreasoned));
        }
        let event = match kept.repayment.reject(by, why) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        self.happen_to(&work.unit, &mut kept, &event, (Actor::Officer, None), now).await?;
        if let Some(proposal) = deciding::store::open(&work.unit, Kind::Repayment, &id.to_string()).await? {
            deciding::store::close(&work.unit, &proposal.id, (Outcome::Refused, by), now).await?;
        }
        self.audit.append(&work.unit, deed(REJECTED, by, "repayment", &id.to_string()), now).await?;
        database::commit(work.unit).await?;
        self.outbox.wake();
        Ok(Ok(kept))
    }

    /// Says what became of a repayment that the treasury pays.
    ///
    /// # Errors
    /// Refuses whoever agreed to it last, and what no treasury pays.
    pub async fn settle_repayment(
        &self,
        (id, version): (RepaymentId, u32),
        is_paid: bool,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<KeptRepayment, Refusal>, Fault> {
        let Locked { work, mut kept, .. } = match self.decided(id, version).await? {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let state = kept.repayment.state;
        if !matches!(kept.repayment.way, Some(Way::Treasury(_))) {
            return Ok(Err(Refusal::RepaymentState { state }));
        }
        let events = child::store::events::<RepaymentEvent>(&work.unit, (Child::Repayment, &id.to_string())).await?;
        let last = events.iter().rev().find_map(|happened| match &happened.event {
            RepaymentEvent::Approved { by, .. } => Some(by.second()),
            _ => None,
        });
        if last == Some(by) {
            return Ok(Err(Refusal::SamePerson));
        }
        let standing =
            if is_paid { RepaymentStanding::Paid { amount: kept.repayment.amount } } else { RepaymentStanding::Failed };
        let ChildHeard::Event(event) = kept.repayment.hear(standing) else { return Ok(Err(Refusal::RepaymentState { state })) };
        self.happen_to(&work.unit, &mut kept, &event, (Actor::Officer, None), now).await?;
        self.audit.append(&work.unit, deed(SETTLED, by, "repayment", &id.to_string()), now).await?;
        database::commit(work.unit).await?;
        self.outbox.wake();
        Ok(Ok(kept))
    }

    /// Reads what somebody decides about, and says whether it is still what they saw.
    async fn decided(&self, id: RepaymentId, version: u32) -> Result<Result<Locked, Refusal>, Fault> {
        let Some(locked) = self.locked(id).await? else { return Ok(Err(Refusal::RepaymentUnknown)) };
        let current = locked.kept.sequence;
        Ok(if current == version { Ok(locked) } else { Err(Refusal::Changed { current }) })
    }
}
