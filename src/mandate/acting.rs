//! The use case of acting for somebody else: asked by another slice, in the unit of work of the act itself.

use vocabulary::{Date, MandateId, PersonId, Timestamp};

use super::{
    mandate::{Agent, Mandate, State, Use},
    party::Party,
    refusal::Refusal,
    scope::{Act, Consignment},
    service::{Mandates, Speaker},
    store,
};
use crate::{
    audit::{Action, PersonReference},
    identity::alert::Alert,
    platform::{database::Transaction, fault::Fault},
};

const USE: Action = Action::named("mandate.use");

/// What somebody wants to do, and in whose name.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    /// In whose name.
    pub principal: Party,
    /// What.
    pub act: Act,
    /// For which consignment, where it is for one.
    pub consignment: Option<&'a Consignment>,
}

/// The right to one act in somebody's name. It is had from [`Mandates::authorise`] alone.
#[derive(Debug, PartialEq, Eq)]
pub struct Authority {
    principal: Party,
    mandate: Option<MandateId>,
}

impl Authority {
    /// Returns in whose name.
    pub fn principal(&self) -> Party {
        self.principal
    }

    /// Returns the mandate under which; nothing where somebody acts for themselves or for their company.
    pub fn mandate(&self) -> Option<MandateId> {
        self.mandate
    }

    /// Returns for whom, as the audit log and the receipt say; nothing where somebody acts for themselves.
    pub fn acting_for(&self) -> Option<PersonReference> {
        self.mandate.map(|_| self.principal.reference())
    }
}

/// Who asks, and for whom they speak without a mandate: had before the unit of work begins.
pub struct Asking(Speaker);

impl Mandates {
    /// Returns who asks. To be had before the unit of work of the act begins.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn asking(&self, person: PersonId) -> Result<Asking, Fault> {
        self.speaker(person).await.map(Asking)
    }

    /// Says whether a person may do something in somebody's name, and if so notes it: what was paid counts, the principal is told, the
    /// audit log says so. Locks the mandate until the unit of work is over, so that two acts cannot share what is left of a day.
    ///
    /// `today` is the day in the territory.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says, with the refusal of the mandate that comes nearest. Faults when the database cannot be reached.
    pub async fn authorise(
        &self,
        unit: &Transaction,
        asking: &Asking,
        acting: &Acting<'_>,
        (now, today): (Timestamp, Date),
    ) -> Result<Result<Authority, Refusal>, Fault> {
        let Acting { principal, act, consignment } = *acting;
        let Asking(speaker) = asking;
        if speaker.parties.contains(&principal) {
            return Ok(match principal {
                Party::Company(id) if !store::company(unit, id).await?.is_some_and(|company| company.is_confirmed()) => {
                    Err(Refusal::CompanyNotConfirmed)
                }
                _ => Ok(Authority { principal, mandate: None }),
            });
        }
        let mut nearest = Refusal::NoMandate;
        for mandate in store::lock_between(unit, principal, &speaker.parties).await? {
            let paid_today_minor = if act.amount().is_some() { store::paid_on(unit, mandate.id, today).await? } else { 0 };
            match mandate.allows(&Use { act, consignment, paid_today_minor }, now) {
                Ok(()) => {
                    self.note(unit, speaker.person, &mandate, acting, (now, today)).await?;
                    return Ok(Ok(Authority { principal, mandate: Some(mandate.id) }));
                }
                Err(refusal) if is_nearer(&mandate, &refusal, &nearest, now) => nearest = refusal,
                Err(_) => {}
            }
        }
        Ok(Err(nearest))
    }

    async fn note(
        &self,
        unit: &Transaction,
        person: PersonId,
        mandate: &Mandate,
        acting: &Acting<'_>,
        (now, today): (Timestamp, Date),
    ) -> Result<(), Fault> {
        store::note_use(unit, mandate.id, person, (acting.act, acting.consignment), (now, today)).await?;
        if acting.act.is_told() {
            self.tell(unit, mandate.principal, Alert::MandateUsed, now).await?;
        }
        self.log(unit, person, (USE, mandate), now).await
    }
}

/// Says whether a refusal tells more than the one there is: of a mandate that holds, rather than of one that is over.
fn is_nearer(mandate: &Mandate, refusal: &Refusal, than: &Refusal, now: Timestamp) -> bool {
    let is_over = !matches!(mandate.state_at(now), State::Accepted { .. });
    let says_little =
        |refusal: &Refusal| matches!(refusal, Refusal::NoMandate | Refusal::State { .. } | Refusal::OtherConsignment);
    debug_assert!(matches!(mandate.agent, Agent::Party(_)), "an accepted mandate is held by somebody");
    says_little(than) && !(is_over || says_little(refusal)) || *than == Refusal::NoMandate && !is_over
}
