//! The use cases of finance approvers: to propose an account or a change of one, and to decide about what another proposed. Rows PAY-M14, SEC-AZ-06.

use payment::account::{AccountKind, AccountReference, AccountRefusal, Change, GuaranteeReference, Terms, TraderAccount};
use vocabulary::{CountryCode, Currency, Date, PersonId, Timestamp};

use super::{
    refusal::Refusal,
    service::{Accounts, deed, nowhere, reason, two},
    store::{self, Kept, KeptProposal},
};
use crate::{
    audit::Action,
    identity::Subject,
    mandate::Party,
    platform::{database, fault::Fault, identifier},
};

const PROPOSED: Action = Action::named("trader_account.proposed");
const CHANGE_PROPOSED: Action = Action::named("trader_account.change_proposed");
const AGREED: Action = Action::named("trader_account.agreed");
const REFUSED: Action = Action::named("trader_account.refused");
/// How often another reference is drawn where one is taken: of a million million that is rare.
const DRAWS_MAX: usize = 5;

/// An account that an officer proposes.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What it is for.
    pub kind: AccountKind,
    /// Whose it is.
    pub holder: Party,
    /// What it is in.
    pub currency: Currency,
    /// How far an undertaking goes, in minor units; zero of the others.
    pub limit_minor: i64,
    /// Its first day.
    pub valid_from: Date,
    /// Its last one.
    pub valid_until: Option<Date>,
    /// Why, as the other officer reads it.
    pub reason: String,
    /// Who proposes it.
    pub by: PersonId,
}

impl Accounts {
    /// Proposes an account. It can be used once another officer agrees.
    ///
    /// # Errors
    /// Refuses a holder that there is not, and terms that no account of its kind has. Faults when the database cannot keep it.
    pub async fn propose(&self, new: NewAccount, now: Timestamp) -> Result<Result<(Kept, KeptProposal), Refusal>, Fault> {
        let reason = match reason(&new.reason) {
            Ok(reason) => reason,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if !self.mandates.can_hold(new.holder).await? {
            return Ok(Err(Refusal::HolderUnknown));
        }
        let country: CountryCode =
            self.audit.chain().as_str().parse().map_err(Fault::while_("naming a guarantee by the territory"))?;
        let unit = self.database.begin().await?;
        let reference = self.free_reference(&unit).await?;
        let terms = Terms {
            reference,
            kind: new.kind,
            currency: new.currency,
            limit_minor: new.limit_minor,
            valid_from: new.valid_from,
            valid_until: new.valid_until,
        };
        let event = match terms.propose(new.by) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let impossible = || Fault::while_("proposing an account")(std::io::Error::other("its first event makes none"));
        let account = TraderAccount::proposed(&event).ok_or_else(impossible)?;
        let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
        let grn = new.kind.is_guarantee().then(|| GuaranteeReference::new(year, country, reference));
        let kept = Kept { account, holder: new.holder, grn, proposed_at: now };
        let by = Subject::Person(new.by);
        store::add(&unit, &kept, &event, &by.to_string()).await?;
        let proposal = store::propose(&unit, reference, (Change::Open, &reason), new.by, now).await?.ok_or_else(impossible)?;
        self.audit.append(&unit, deed(PROPOSED, by, &kept.account, None), now).await?;
        database::commit(unit).await?;
        Ok(Ok((kept, proposal)))
    }

    async fn free_reference(&self, unit: &database::Transaction) -> Result<AccountReference, Fault> {
        for _ in 0..DRAWS_MAX {
            let reference = AccountReference::new(u64::from_le_bytes(identifier::random()));
            if store::find(unit, reference).await?.is_none() {
                return Ok(reference);
            }
        }
        Err(Fault::while_("naming an account")(std::io::Error::other("every reference that was drawn is taken")))
    }

    /// Proposes a change of an account, about which another officer decides.
    ///
    /// # Errors
    /// Refuses what the account does not allow now, and while another proposal about it waits.
    pub async fn propose_change(
        &self,
        (reference, change): (AccountReference, Change),
        why: &str,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<(Kept, KeptProposal), Refusal>, Fault> {
        let why = match reason(why) {
            Ok(why) => why,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // Money that goes back is compared with what its bank lists, as everything that a bank pays.
        if matches!(&change, Change::GiveBack { bank, .. } if bank.parse::<reconciliation::Account>().is_err()) {
            return Ok(Err(AccountRefusal::Terms { field: "bank" }.into()));
        }
        let unit = self.database.begin().await?;
        let Some(kept) = store::lock(&unit, reference).await? else {
            return Ok(Err(crate::payment::Refusal::AccountUnknown.into()));
        };
        if let Err(refusal) = kept.account.allows(&change) {
            return Ok(Err(refusal.into()));
        }
        let Some(proposal) = store::propose(&unit, reference, (change, &why), by, now).await? else {
            return Ok(Err(crate::payment::Refusal::DecisionOpen.into()));
        };
        self.audit.append(&unit, deed(CHANGE_PROPOSED, Subject::Person(by), &kept.account, None), now).await?;
        database::commit(unit).await?;
        Ok(Ok((kept, proposal)))
    }

    /// Decides about what another officer proposed: what they agree to happens, if the account still allows it.
    ///
    /// # Errors
    /// Refuses whoever proposed it, a proposal that was decided, and what the account does not allow any more.
    pub async fn decide(
        &self,
        (proposal, agrees): (&str, bool),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<Kept, Refusal>, Fault> {
        let unknown = || Ok(Err(Refusal::Payment(crate::payment::Refusal::DecisionUnknown)));
        let unit = self.database.begin().await?;
        let Some(reference) = store::proposed_about(&unit, proposal).await? else { return unknown() };
        let Some(kept) = store::lock(&unit, reference).await? else { return unknown() };
        let Some(open) = store::open_proposal(&unit, reference).await?.filter(|open| open.id == proposal) else {
            return unknown();
        };
        let eyes = match two(open.proposed_by, by) {
            Ok(eyes) => eyes,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let event = match agrees.then(|| kept.account.change(open.change.clone(), eyes)) {
            Some(Ok(event)) => Some(event),
            Some(Err(refusal)) => return Ok(Err(refusal.into())),
            None => kept.account.reject(by),
        };
        let actor = Subject::Person(by);
        let account = match event {
            Some(event) => {
                let about = (&kept.account, &event);
                self.happen(&unit, about, (Some(&actor.to_string()), None), &nowhere(), now).await?.unwrap_or(kept.account)
            }
            None => kept.account,
        };
        store::decide(&unit, proposal, (agrees, by), now).await?;
        self.audit.append(&unit, deed(if agrees { AGREED } else { REFUSED }, actor, &account, None), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(Ok(Kept { account, ..kept }))
    }

    /// Reads what waits for another officer, the oldest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn proposals(&self, most: usize) -> Result<Vec<KeptProposal>, Fault> {
        store::proposals(self.database.connection(), most).await
    }
}
