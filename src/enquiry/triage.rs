//! The use cases of handing out: queues, what goes where, who takes what.

use vocabulary::{EnquiryId, PersonId, Timestamp};

use super::{
    assignment::{self, LOAD_MAX, Officer},
    clock::{Asked, Reading},
    enquiry::Enquiry,
    event::{Actor, Event},
    kind::{Complexity, Topic, Urgency},
    office,
    queue::{self, QUEUES_MAX, Queue, QueueId, ROUTES_MAX, Routed},
    refusal::Refusal,
    service::Enquiries,
    store::{self, Filter},
    transition::Side,
};
use crate::{
    identity::Subject,
    platform::{
        database,
        fault::Fault,
        pagination::PageSize,
        policy::{Role, RoleSet},
    },
};

/// What an officer finds when they look at an enquiry first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub topic: Topic,
    /// How much time there is.
    pub urgency: Urgency,
    /// How much work it takes.
    pub complexity: Complexity,
    /// Which queue; where nothing is said, the one that the rules lead to.
    pub queue: Option<QueueId>,
}

impl Enquiries {
    /// Reads the queues there are.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn queues(&self) -> Result<Vec<Queue>, Fault> {
        office::store::queues(self.database.connection()).await
    }

    /// Writes a queue with what goes into it. What is opened from now on follows it.
    ///
    /// # Errors
    /// Refuses more queues or rules than there may be, and a name that is none. Faults when the database cannot keep it.
    pub async fn set_queue(&self, value: Queue) -> Result<Result<Queue, Refusal>, Fault> {
        let name = value.name.trim();
        if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
            return Ok(Err(Refusal::QueueInvalid));
        }
        if value.routes.len() > ROUTES_MAX {
            return Ok(Err(Refusal::TooMany { limit: ROUTES_MAX }));
        }
        let unit = self.database.begin().await?;
        let is_new = !office::store::is_queue(&unit, &value.id).await?;
        if is_new && office::store::queue_count(&unit).await? >= QUEUES_MAX as u64 {
            return Ok(Err(Refusal::TooMany { limit: QUEUES_MAX }));
        }
        office::store::put_queue(&unit, &value).await?;
        database::commit(unit).await?;
        Ok(Ok(value))
    }

    /// Reads who works at the desk.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn officers(&self) -> Result<Vec<Officer>, Fault> {
        office::store::officers(self.database.connection()).await
    }

    /// Writes what an officer of the desk can do.
    ///
    /// # Errors
    /// Refuses whoever has no role at the desk, and a load that is none. Faults when the database cannot keep it.
    pub async fn set_officer(&self, value: Officer, now: Timestamp) -> Result<Result<Officer, Refusal>, Fault> {
        if value.load_max == 0 || value.load_max > LOAD_MAX {
            return Ok(Err(Refusal::TooMany { limit: LOAD_MAX as usize }));
        }
        if !self.works_here(value.person, now).await? {
            return Ok(Err(Refusal::OfficerUnknown));
        }
        office::store::put_officer(self.database.connection(), &value).await?;
        Ok(Ok(value))
    }

    /// Lists enquiries for the desk, the oldest first, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(
        &self,
        filter: &Filter,
        first: PageSize,
        after: Option<EnquiryId>,
        now: Timestamp,
    ) -> Result<(Vec<(Enquiry, Reading)>, bool), Fault> {
        let most = first.get();
        let mut found = store::list(self.database.connection(), filter, after, most + 1).await?;
        let more = found.len() > most;
        found.truncate(most);
        Ok((self.with_clocks(found, now).await?, more))
    }

    /// Puts an enquiry into the queue it belongs to.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn triage(
        &self,
        (id, if_version): (EnquiryId, i64),
        finding: Finding,
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        let work = match self.begin(id, Some(if_version)).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Finding { topic, urgency, complexity, queue } = finding;
        let Enquiry { language, kind, .. } = work.enquiry;
        let targets = self.schedule.targets(Asked { kind, topic, complexity, language, urgency });
        let queue = match queue {
            Some(queue) if office::store::is_queue(&work.unit, &queue).await? => queue,
            Some(_) => return Ok(Err(Refusal::QueueUnknown)),
            None => {
                let queues = office::store::queues(&work.unit).await?;
                queue::route(&queues, Routed { topic, language, urgency, kind })
            }
        };
        self.act(work, (Event::Triaged { topic, urgency, complexity, queue, targets }, None), by, now).await
    }

    /// Gives an enquiry to an officer; where nobody is named, to whoever knows its language and topic and has the least to do, and has no
    /// stake in it.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn assign(
        &self,
        (id, if_version): (EnquiryId, i64),
        to: Option<PersonId>,
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        if let Some(officer) = to
            && !self.works_here(officer, now).await?
        {
            return Ok(Err(Refusal::OfficerUnknown));
        }
        // Only a supervisor gives to others: an officer takes what is theirs to take.
        if by.side() == Side::Officer && to.is_some() && to != by.person() {
            return Ok(Err(Refusal::SupervisorNeeded));
        }
        // Who is excluded by what is complained about is not written down here: the events of that enquiry say it.
        let excluded = self.excluded_by_complaint(id).await?;
        let candidates = if to.is_none() { self.candidates(now).await? } else { Vec::new() };
        let work = match self.begin(id, Some(if_version)).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut considered = work.enquiry.clone();
        considered.excluded.extend(excluded);
        let Some(to) = to.or_else(|| assignment::choose(&considered, &candidates)) else {
            return Ok(Err(Refusal::NobodyFree));
        };
        if considered.excludes(to) {
            return Ok(Err(Refusal::Conflict));
        }
        self.act(work, (Event::Assigned { to }, None), by, now).await
    }

    /// Gives an enquiry back to its queue; with a stake in it, for good.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn give_up(
        &self,
        (id, if_version): (EnquiryId, i64),
        conflict: bool,
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        match self.begin_own(id, if_version, by).await? {
            Ok(work) => self.act(work, (Event::GivenUp { conflict }, None), by, now).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Returns those who work at the desk, each with how many enquiries they have.
    async fn candidates(&self, now: Timestamp) -> Result<Vec<(Officer, u32)>, Fault> {
        let loads = store::loads(self.database.connection()).await?;
        let mut candidates = Vec::new();
        for officer in self.officers().await? {
            if self.works_here(officer.person, now).await? {
                let load = loads.get(&officer.person).copied().unwrap_or(0);
                candidates.push((officer, load));
            }
        }
        Ok(candidates)
    }

    /// Says whether a person has a role at the desk.
    pub(super) async fn works_here(&self, person: PersonId, now: Timestamp) -> Result<bool, Fault> {
        let wanted = RoleSet::NONE.and(Role::EnquiryOfficer).and(Role::Supervisor);
        let held = self.identity.roles.held(Subject::Person(person), wanted, now).await?;
        Ok(held.meets(wanted))
    }

    /// Returns who had the enquiry that a complaint is about: nobody looks into a complaint about themselves.
    async fn excluded_by_complaint(&self, id: EnquiryId) -> Result<Vec<PersonId>, Fault> {
        let Some(about) = self.find(id).await?.and_then(|enquiry| enquiry.about) else { return Ok(Vec::new()) };
        let events = self.events(about).await?;
        let assigned = events.iter().filter_map(|recorded| match recorded.event {
            Event::Assigned { to } => Some(to),
            _ => None,
        });
        let acted = events.iter().filter_map(|recorded| match recorded.by {
            Actor::Officer(person) | Actor::Supervisor(person) => Some(person),
            Actor::Asker(_) | Actor::System => None,
        });
        Ok(assigned.chain(acted).collect())
    }
}
