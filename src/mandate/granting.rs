//! The use cases by which a mandate comes to be and ends: propose, accept, reject, cancel, end.

use vocabulary::{MandateId, PersonId, SessionId, Timestamp};

use super::{
    mandate::{Agent, LASTING_MAX, Mandate, PENDING_MAX, State},
    party::{Party, Side},
    refusal::Refusal,
    scope::{Consignment, Scopes},
    service::{Mandates, Speaker},
    store,
};
use crate::{
    audit::Action,
    identity::{
        alert::Alert,
        code::{Digits, Purpose},
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        identifier, outbox,
    },
};

/// How many mandates that wait or hold one party may give, and how many it may have.
pub const MANDATES_MAX: usize = 500;

/// The outbox topic of a mandate whose state changed; the subject is the mandate.
pub const CHANGED: &str = "mandate.changed";

const PROPOSE: Action = Action::named("mandate.propose");
const ACCEPT: Action = Action::named("mandate.accept");
const REJECT: Action = Action::named("mandate.reject");
const CANCEL: Action = Action::named("mandate.cancel");
const END: Action = Action::named("mandate.deauthorise");

/// A mandate, and the side on which the person is who asked.
pub type Held = (Mandate, Side);

/// What is proposed, by either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Whom the caller speaks for.
    pub own: Party,
    /// The other side.
    pub other: Agent,
    /// What is allowed.
    pub scopes: Scopes,
    /// The one consignment it is for.
    pub consignment: Option<Consignment>,
    /// From when on; now where nothing is said.
    pub valid_from: Option<Timestamp>,
    /// Until when.
    pub valid_until: Timestamp,
}

impl Mandates {
    /// Proposes, as the principal, that somebody act. The person approves it with a code; the agent still has to agree.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn grant(
        &self,
        caller: (PersonId, SessionId),
        offer: Offer,
        code: &Digits,
        now: Timestamp,
    ) -> Result<Result<Held, Refusal>, Fault> {
        let mandate = match self.drafted(caller.0, Side::Principal, offer, now).await? {
            Ok(mandate) => mandate,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Err(refusal) = self.identity.phones.approve(caller, Purpose::Mandate, code, now).await? {
            return Ok(Err(refusal.into()));
        }
        self.propose(caller.0, (mandate, Side::Principal), now).await
    }

    /// Asks, as the agent, to be allowed to act. The principal has to agree, with a code.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn request(&self, person: PersonId, offer: Offer, now: Timestamp) -> Result<Result<Held, Refusal>, Fault> {
        match self.drafted(person, Side::Agent, offer, now).await? {
            Ok(mandate) => self.propose(person, (mandate, Side::Agent), now).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Agrees to a mandate that waits for the caller; as the principal, with a code.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn accept(
        &self,
        caller: (PersonId, SessionId),
        id: MandateId,
        code: Option<&Digits>,
        now: Timestamp,
    ) -> Result<Result<Held, Refusal>, Fault> {
        let (person, _) = caller;
        let speaker = self.speaker(person).await?;
        let unit = self.database.begin().await?;
        let (mandate, side) = match found(&unit, &speaker, id).await? {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let accepted = match mandate.accept(side, now) {
            Ok(accepted) => accepted,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if side == Side::Principal {
            // Without the lock: a try of the code is counted whatever becomes of this.
            drop(unit);
            if let Err(refusal) = self.speaks_for(person, accepted.principal).await? {
                return Ok(Err(refusal));
            }
            let Some(code) = code else { return Ok(Err(Refusal::Approval(crate::identity::SignInRefusal::CodeMissing))) };
            if let Err(refusal) = self.identity.phones.approve(caller, Purpose::Mandate, code, now).await? {
                return Ok(Err(refusal.into()));
            }
            return self
                .change(person, id, |mandate, side| mandate.accept(side, now), (ACCEPT, Some(Alert::MandateAccepted)), now)
                .await;
        }
        // Whoever has the number holds the mandate from now on, whatever becomes of the number.
        let accepted = Mandate { agent: Agent::Party(self.holder(person, &accepted)), ..accepted };
        self.keep(unit, person, (accepted, side), (ACCEPT, Some((Side::Principal, Alert::MandateAccepted))), now).await
    }

    /// Says no to a mandate that waits for the caller.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn reject(&self, person: PersonId, id: MandateId, now: Timestamp) -> Result<Result<Held, Refusal>, Fault> {
        self.change(person, id, |mandate, side| mandate.reject(side, now), (REJECT, None), now).await
    }

    /// Takes back a mandate that the caller proposed.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn cancel(&self, person: PersonId, id: MandateId, now: Timestamp) -> Result<Result<Held, Refusal>, Fault> {
        self.change(person, id, |mandate, side| mandate.cancel(side, now), (CANCEL, None), now).await
    }

    /// Ends a mandate, from either side: the next act under it is refused.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn deauthorise(&self, person: PersonId, id: MandateId, now: Timestamp) -> Result<Result<Held, Refusal>, Fault> {
        self.change(person, id, |mandate, side| mandate.deauthorise(side, now), (END, None), now).await
    }

    /// Ends the mandates for one consignment, because it was released. Returns how many there were.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn release(&self, unit: &Transaction, consignment: &Consignment, now: Timestamp) -> Result<u64, Fault> {
        store::release(unit, consignment, now).await
    }

    async fn drafted(
        &self,
        person: PersonId,
        side: Side,
        offer: Offer,
        now: Timestamp,
    ) -> Result<Result<Mandate, Refusal>, Fault> {
        if let Err(refusal) = self.speaks_for(person, offer.own).await? {
            return Ok(Err(refusal));
        }
        let latest = now + LASTING_MAX;
        let valid_from = offer.valid_from.unwrap_or(now).max(now);
        if offer.valid_until <= valid_from || latest < offer.valid_until {
            return Ok(Err(Refusal::PeriodInvalid { until: latest }));
        }
        if offer.scopes.is_empty() {
            return Ok(Err(Refusal::NothingAllowed));
        }
        let own_number = self.identity.phones.number_of(person).await?;
        let is_oneself = match &offer.other {
            Agent::Party(party) => *party == offer.own,
            Agent::Phone(phone) => offer.own == Party::Person(person) && own_number.as_ref() == Some(phone),
        };
        if is_oneself {
            return Ok(Err(Refusal::Oneself));
        }
        let (principal, agent) = match (side, offer.other) {
            (Side::Principal, other) => (offer.own, other),
            (Side::Agent, Agent::Party(principal)) => (principal, Agent::Party(offer.own)),
            // Who has the number is not said; where nobody has it, there is nobody to ask.
            (Side::Agent, Agent::Phone(phone)) => match self.identity.phones.person_of(&phone).await? {
                Some(principal) => (Party::Person(principal), Agent::Party(offer.own)),
                None => return Ok(Err(Refusal::Phone(crate::identity::phone::PhoneError))),
            },
        };
        if let Party::Company(company) = principal
            && self.company(company).await?.is_none()
        {
            return Ok(Err(Refusal::CompanyUnknown));
        }
        if let Agent::Party(Party::Company(company)) = &agent
            && self.company(*company).await?.is_none()
        {
            return Ok(Err(Refusal::CompanyUnknown));
        }
        Ok(Ok(Mandate {
            id: MandateId::new(identifier::new_number()),
            principal,
            agent,
            scopes: offer.scopes,
            consignment: offer.consignment,
            valid_from,
            valid_until: offer.valid_until,
            state: State::Pending { by: side, until: now + PENDING_MAX },
            frozen_at: None,
        }))
    }

    async fn propose(&self, person: PersonId, (mandate, side): Held, now: Timestamp) -> Result<Result<Held, Refusal>, Fault> {
        // Whoever signs in with the number is told; of anybody else the principal knows better than we how to reach them.
        let agent = match &mandate.agent {
            Agent::Party(agent) => Some(*agent),
            Agent::Phone(phone) => self.identity.phones.person_of(phone).await?.map(Party::Person),
        };
        let unit = self.database.begin().await?;
        let mut parties = vec![(Side::Principal, mandate.principal)];
        if let Agent::Party(agent) = mandate.agent {
            parties.push((Side::Agent, agent));
        }
        for (side, party) in parties {
            if store::count(&unit, side, party).await? >= MANDATES_MAX as u64 {
                return Ok(Err(Refusal::TooMany { limit: MANDATES_MAX }));
            }
        }
        store::add(&unit, &mandate, now).await?;
        let asked = if side == Side::Agent { Some(mandate.principal) } else { agent };
        if let Some(asked) = asked {
            self.tell(&unit, asked, Alert::MandateProposed, now).await?;
        }
        outbox::append(&unit, CHANGED, &mandate.id.to_string(), now).await?;
        self.log(&unit, person, (PROPOSE, &mandate), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(Ok((mandate, side)))
    }

    async fn change(
        &self,
        person: PersonId,
        id: MandateId,
        transition: impl FnOnce(Mandate, Side) -> Result<Mandate, Refusal>,
        (action, alert): (Action, Option<Alert>),
        now: Timestamp,
    ) -> Result<Result<Held, Refusal>, Fault> {
        let speaker = self.speaker(person).await?;
        let unit = self.database.begin().await?;
        let (mandate, side) = match found(&unit, &speaker, id).await? {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match transition(mandate, side) {
            Ok(changed) => {
                let other = if side == Side::Principal { Side::Agent } else { Side::Principal };
                self.keep(unit, person, (changed, side), (action, alert.map(|alert| (other, alert))), now).await
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    async fn keep(
        &self,
        unit: Transaction,
        person: PersonId,
        (mandate, side): Held,
        (action, alert): (Action, Option<(Side, Alert)>),
        now: Timestamp,
    ) -> Result<Result<Held, Refusal>, Fault> {
        store::update(&unit, &mandate).await?;
        match (alert, &mandate.agent) {
            (Some((Side::Principal, alert)), _) => self.tell(&unit, mandate.principal, alert, now).await?,
            (Some((Side::Agent, alert)), Agent::Party(agent)) => self.tell(&unit, *agent, alert, now).await?,
            _ => {}
        }
        outbox::append(&unit, CHANGED, &mandate.id.to_string(), now).await?;
        self.log(&unit, person, (action, &mandate), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(Ok((mandate, side)))
    }

    /// Returns who holds a mandate once this person agreed to it.
    fn holder(&self, person: PersonId, mandate: &Mandate) -> Party {
        match &mandate.agent {
            Agent::Party(party) => *party,
            Agent::Phone(_) => Party::Person(person),
        }
    }
}

/// Finds a mandate of a person and locks it. Somebody else's is as unknown as one that never was.
async fn found(unit: &Transaction, speaker: &Speaker, id: MandateId) -> Result<Result<(Mandate, Side), Refusal>, Fault> {
    let Some(mandate) = store::lock(unit, id).await? else { return Ok(Err(Refusal::Unknown)) };
    Ok(match speaker.side_of(&mandate) {
        Some(side) => Ok((mandate, side)),
        None => Err(Refusal::Unknown),
    })
}
