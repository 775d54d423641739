//! The use cases of machines, as their owner meets them. What a machine itself does is in `grant.rs`.

use vocabulary::{MachineId, MachineKeyId, PersonId, SessionId, Timestamp};

use super::{
    machine::{KeyKind, MACHINES_MAX, Machine, MachineName, Scopes, field},
    refusal::MachineRefusal,
    secret::ClientSecret,
    store,
};
use crate::{
    audit::{Action, Audit, Code, Value},
    identity::{
        caller::Subject,
        deed,
        erasure::ITEMS_MAX,
        session::{Ending, Sessions},
        token::DeviceKey,
    },
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        identifier,
        policy::MachineScope,
    },
};

/// What the audit log says of what an owner does.
const CREATE: Action = Action::named("machine.create");
const RETIRE: Action = Action::named("machine.retire");
const ADD_KEY: Action = Action::named("machine.add-key");
const REVOKE_KEY: Action = Action::named("machine.revoke-key");
/// What kind of thing a machine is in it.
const MACHINE: Code = Code::named("machine");
const ASKED: Code = Code::named("asked");

/// Machines and their keys. Cheap to clone.
#[derive(Clone)]
pub struct Machines {
    pub(super) database: Database,
    pub(super) sessions: Sessions,
    pub(super) issuer: Box<str>,
    audit: Audit,
    keys_max: usize,
}

/// A key that is to be added.
pub enum NewKey {
    /// One that is shown.
    Secret(ClientSecret),
    /// The public part of one that signs.
    Public(DeviceKey),
}

/// A key that was added.
pub struct AddedKey {
    /// The machine with it.
    pub machine: Machine,
    /// Which of its keys it is.
    pub id: MachineKeyId,
    /// What the owner is shown once: the client secret, where it is one.
    pub secret: Option<ClientSecret>,
}

impl NewKey {
    fn kind(&self) -> KeyKind {
        match self {
            NewKey::Secret(_) => KeyKind::Secret,
            NewKey::Public(key) => KeyKind::Signature(key.thumbprint()),
        }
    }
}

impl Machines {
    /// Keeps machines in `database`, each with at most `keys_max` keys; statements are made for `issuer`.
    pub fn new(database: Database, audit: Audit, sessions: Sessions, issuer: &str, keys_max: usize) -> Machines {
        Machines { database, sessions, issuer: issuer.into(), audit, keys_max }
    }

    /// Makes a machine for a person. It can do nothing before it has a key.
    ///
    /// # Errors
    /// Refuses a name that is none, no scopes, and one machine too many. Faults when the database cannot keep it.
    pub async fn create(
        &self,
        person: PersonId,
        name: &str,
        scopes: Option<Scopes>,
        now: Timestamp,
    ) -> Result<Result<Machine, MachineRefusal>, Fault> {
        let Ok(name) = name.parse::<MachineName>() else { return Ok(Err(MachineRefusal::NameInvalid)) };
        let Some(scopes) = scopes else { return Ok(Err(MachineRefusal::NoScopes)) };
        let (id, owner) = (MachineId::new(identifier::new_number()), Subject::Person(person));
        let machine = Machine { id, owner, name, scopes, created_at: now, keys: Vec::new() };
        let unit = self.database.begin().await?;
        Sessions::lock_person_within(&unit, person).await?;
        if store::machines_of(&unit, owner).await?.len() >= MACHINES_MAX {
            return Ok(Err(MachineRefusal::TooMany { limit: MACHINES_MAX }));
        }
        store::add(&unit, &machine).await?;
        let scopes = machine.scopes.iter().fold(deed::entry(CREATE, deed::actor(owner), MACHINE, id, ASKED), |entry, scope| {
            entry.after(Code::named(field(scope)), Value::Flag(true))
        });
        self.audit.append(&unit, scopes, now).await?;
        database::commit(unit).await?;
        Ok(Ok(machine))
    }

    /// Adds a key to a machine of a person: a public key, or else a client secret that is drawn here and shown once.
    ///
    /// A device that joined others of the person less than a day ago has to wait, as with everything that lets something else act.
    ///
    /// # Errors
    /// Refuses as [`MachineRefusal`] says. Faults when the database cannot keep it, or there is no randomness.
    pub async fn add_key(
        &self,
        (person, session): (PersonId, SessionId),
        machine: Option<MachineId>,
        public: Option<&str>,
        now: Timestamp,
    ) -> Result<Result<AddedKey, MachineRefusal>, Fault> {
        let owner = Subject::Person(person);
        let Some(id) = machine else { return Ok(Err(MachineRefusal::Unknown)) };
        if let Some(until) = self.sessions.held_until(session, owner, now).await? {
            return Ok(Err(MachineRefusal::DeviceTooNew { until }));
        }
        let key = match public.map(read_key) {
            None => NewKey::Secret(ClientSecret::draw()?),
            Some(Ok(key)) => NewKey::Public(key),
            Some(Err(refusal)) => return Ok(Err(refusal)),
        };
        let unit = self.database.begin().await?;
        let Some(found) = store::lock(&unit, id, owner).await? else { return Ok(Err(MachineRefusal::Unknown)) };
        if let Err(refusal) = found.may_add(&key.kind(), self.keys_max) {
            return Ok(Err(refusal));
        }
        let key_id = MachineKeyId::new(identifier::new_number());
        store::add_key(&unit, key_id, id, &key, now).await?;
        self.log_key(&unit, ADD_KEY, owner, (id, key_id), now).await?;
        // Read again within the unit of work: what is shown is what is stored.
        let Some(machine) = store::lock(&unit, id, owner).await? else { return Ok(Err(MachineRefusal::Unknown)) };
        database::commit(unit).await?;
        let secret = if let NewKey::Secret(secret) = key { Some(secret) } else { None };
        Ok(Ok(AddedKey { machine, id: key_id, secret }))
    }

    /// Revokes a key of a machine of a person: what it began ends at once where the database is asked, within a minute elsewhere.
    ///
    /// # Errors
    /// Refuses a machine and a key that the person does not have. Faults when the database cannot keep it.
    pub async fn revoke_key(
        &self,
        person: PersonId,
        (machine, key): (Option<MachineId>, Option<MachineKeyId>),
        now: Timestamp,
    ) -> Result<Result<Machine, MachineRefusal>, Fault> {
        let owner = Subject::Person(person);
        let Some(id) = machine else { return Ok(Err(MachineRefusal::Unknown)) };
        let unit = self.database.begin().await?;
        let Some(mut machine) = store::lock(&unit, id, owner).await? else { return Ok(Err(MachineRefusal::Unknown)) };
        let place = machine.keys.iter().position(|held| Some(held.id) == key);
        let Some(key) = place.map(|place| machine.keys.remove(place).id) else { return Ok(Err(MachineRefusal::KeyUnknown)) };
        let ended = self.revoke_within(&unit, (id, owner), &[key], now).await?;
        database::commit(unit).await?;
        self.sessions.tell_ended(&ended, now);
        Ok(Ok(machine))
    }

    /// Retires a machine of a person, with all its keys and sessions. It does not come back.
    ///
    /// # Errors
    /// Refuses a machine that the person does not have. Faults when the database cannot keep it.
    pub async fn retire(
        &self,
        person: PersonId,
        machine: Option<MachineId>,
        now: Timestamp,
    ) -> Result<Result<MachineId, MachineRefusal>, Fault> {
        let owner = Subject::Person(person);
        let Some(id) = machine else { return Ok(Err(MachineRefusal::Unknown)) };
        let unit = self.database.begin().await?;
        let Some(machine) = store::lock(&unit, id, owner).await? else { return Ok(Err(MachineRefusal::Unknown)) };
        let keys: Vec<_> = machine.keys.iter().map(|key| key.id).collect();
        let ended = self.revoke_within(&unit, (id, owner), &keys, now).await?;
        store::retire(&unit, id, now).await?;
        self.audit.append(&unit, deed::entry(RETIRE, deed::actor(owner), MACHINE, id, ASKED), now).await?;
        database::commit(unit).await?;
        self.sessions.tell_ended(&ended, now);
        Ok(Ok(id))
    }

    /// Returns every machine that a person ever had, each with when it was retired, and one more than [`ITEMS_MAX`] where there are more.
    pub(super) async fn all_of(&self, person: PersonId) -> Result<Vec<(Machine, Option<Timestamp>)>, Fault> {
        let owner = Subject::Person(person);
        store::all_of(&self.database.as_subject(&owner).await?, owner, ITEMS_MAX + 1).await
    }

    /// Returns whose a machine is; nothing for one that is retired.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn owner(&self, machine: MachineId) -> Result<Option<Subject>, Fault> {
        store::owner_of(self.database.connection(), machine).await
    }

    /// Says whether a machine may do one of these things at this moment.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn may(&self, machine: MachineId, scopes: &[MachineScope]) -> Result<bool, Fault> {
        let held = store::scopes_of(self.database.connection(), machine).await?;
        Ok(held.is_some_and(|held| held.meet(scopes)))
    }

    /// Lists the machines of a person that are not retired, the oldest first, at most [`MACHINES_MAX`].
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, person: PersonId) -> Result<Vec<Machine>, Fault> {
        let owner = Subject::Person(person);
        store::machines_of(&self.database.as_subject(&owner).await?, owner).await
    }

    async fn revoke_within(
        &self,
        unit: &Transaction,
        (machine, owner): (MachineId, Subject),
        keys: &[MachineKeyId],
        now: Timestamp,
    ) -> Result<Vec<SessionId>, Fault> {
        for key in keys {
            // Whoever is being given a token by this key has it, or comes too late: both lock the key first.
            store::lock_key(unit, *key).await?;
            store::revoke(unit, *key, now).await?;
            self.log_key(unit, REVOKE_KEY, owner, (machine, *key), now).await?;
        }
        let sessions = store::sessions_of(unit, keys).await?;
        let subject = Subject::Machine(machine);
        self.sessions.end_each_within(unit, &sessions, subject, (&deed::actor(owner), Ending::KeyRevoked), now).await
    }

    async fn log_key(
        &self,
        unit: &Transaction,
        action: Action,
        owner: Subject,
        (machine, key): (MachineId, MachineKeyId),
        now: Timestamp,
    ) -> Result<(), Fault> {
        let entry = deed::entry(action, deed::actor(owner), MACHINE, machine, ASKED);
        let entry = entry.after(Code::named("key"), Value::Code(deed::word(key)));
        self.audit.append(unit, entry, now).await.map(drop)
    }
}

/// The longest public key that is looked at: one of P-256 with a few names beside it takes half of it.
const KEY_BYTES_MAX: usize = 1_024;

fn read_key(text: &str) -> Result<DeviceKey, MachineRefusal> {
    if text.len() > KEY_BYTES_MAX {
        return Err(MachineRefusal::KeyInvalid);
    }
    serde_json::from_str(text).map_err(|_| MachineRefusal::KeyInvalid)
}
