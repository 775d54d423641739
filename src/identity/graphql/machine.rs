//! Machines, in the contract.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{Language, scalar::Instant};

use super::{FreshSession, guard, identity, said};
use crate::{
    identity::machine::{AddedKey, KeyKind, Machine, MachineKey, MachineRefusal, Scopes},
    platform::{
        clock::SharedClock,
        graphql::language,
        policy::{MachineScope, Role, may},
        refusal::Refusal,
    },
};

/// What a person can do with machines of theirs.
#[derive(Default)]
pub struct MachineMutation;

#[Object]
impl MachineMutation {
    /// Makes a machine: a system that calls by itself. It can do nothing before it has a key. A person has at most 10.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn create_machine(&self, ctx: &Context<'_>, input: CreateMachineInput) -> Result<CreateMachinePayload> {
        let (person, _) = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let scopes = Scopes::of(input.scopes);
        let created = identity(ctx).machines.create(person, &input.name, scopes, now).await?;
        Ok(match created {
            Ok(machine) => CreateMachinePayload::Created(MachineCreated { machine: machine.into() }),
            Err(refusal) => CreateMachinePayload::Refused(MachineRefused::of(&refusal, language(ctx, None))),
        })
    }

    /// Adds a key by which a machine proves that it is itself at `/oauth/token`: its public key, or else a client secret that we make
    /// and show once. As many keys as the operator allows (3) hold at a time, so that one can take the place of another without a gap.
    ///
    /// A device that joined others less than 24 hours ago has to wait.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn add_machine_key(&self, ctx: &Context<'_>, input: AddMachineKeyInput) -> Result<AddMachineKeyPayload> {
        let caller = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let machine = input.machine_id.parse().ok();
        let added = identity(ctx).machines.add_key(caller, machine, input.public_key.as_deref(), now).await?;
        Ok(AddMachineKeyPayload::present(added, language(ctx, None)))
    }

    /// Revokes a key of a machine. The sessions that it began end at once.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn revoke_machine_key(&self, ctx: &Context<'_>, input: RevokeMachineKeyInput) -> Result<RevokeMachineKeyPayload> {
        let (person, _) = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let key = (input.machine_id.parse().ok(), input.key_id.parse().ok());
        Ok(match identity(ctx).machines.revoke_key(person, key, now).await? {
            Ok(machine) => RevokeMachineKeyPayload::Revoked(MachineKeyRevoked { machine: machine.into() }),
            Err(refusal) => RevokeMachineKeyPayload::Refused(MachineRefused::of(&refusal, language(ctx, None))),
        })
    }

    /// Retires a machine for good, with all its keys and sessions.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn retire_machine(&self, ctx: &Context<'_>, input: RetireMachineInput) -> Result<RetireMachinePayload> {
        let (person, _) = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        Ok(match identity(ctx).machines.retire(person, input.machine_id.parse().ok(), now).await? {
            Ok(id) => RetireMachinePayload::Retired(MachineRetired { id: ID(id.to_string()) }),
            Err(refusal) => RetireMachinePayload::Refused(MachineRefused::of(&refusal, language(ctx, None))),
        })
    }
}

/// A system that calls by itself.
#[derive(SimpleObject)]
#[graphql(name = "Machine")]
pub struct ShownMachine {
    /// Its lasting name, which it sends as `client_id`.
    id: ID,
    /// What its owner calls it.
    name: String,
    /// What it may do.
    scopes: Vec<MachineScope>,
    /// When it was made.
    created_at: Instant,
    /// When one of its keys last proved something, to the minute; null where none did.
    last_used_at: Option<Instant>,
    /// The keys that hold, the oldest first; at most 10.
    keys: Vec<ShownKey>,
}

impl From<Machine> for ShownMachine {
    fn from(machine: Machine) -> ShownMachine {
        ShownMachine {
            id: ID(machine.id.to_string()),
            name: machine.name.as_str().to_owned(),
            scopes: machine.scopes.iter().collect(),
            created_at: Instant(machine.created_at),
            last_used_at: machine.last_used_at().map(Instant),
            keys: machine.keys.into_iter().map(ShownKey::from).collect(),
        }
    }
}

/// A key of a machine.
#[derive(SimpleObject)]
#[graphql(name = "MachineKey")]
struct ShownKey {
    /// Its lasting name.
    id: ID,
    /// How it proves.
    kind: MachineKeyKind,
    /// The SHA-256 thumbprint of a public key (RFC 7638); null for a client secret.
    thumbprint: Option<String>,
    /// When it was added.
    created_at: Instant,
    /// When it last proved something, to the minute; null where it never did.
    last_used_at: Option<Instant>,
}

impl From<MachineKey> for ShownKey {
    fn from(key: MachineKey) -> ShownKey {
        let (kind, thumbprint) = match key.kind {
            KeyKind::Secret => (MachineKeyKind::Secret, None),
            KeyKind::Signature(thumbprint) => (MachineKeyKind::Signature, Some(thumbprint.as_str().to_owned())),
        };
        ShownKey {
            id: ID(key.id.to_string()),
            kind,
            thumbprint,
            created_at: Instant(key.created_at),
            last_used_at: key.last_used_at.map(Instant),
        }
    }
}

/// How a key of a machine proves.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum MachineKeyKind {
    /// By being shown: a client secret.
    Secret,
    /// By a signature that only the machine can make (`private_key_jwt`, RFC 7523).
    Signature,
}

/// A machine or a key of it stays as it was.
#[derive(SimpleObject)]
struct MachineRefused {
    /// A code of `docs/errors.md` (`MACHINE_UNKNOWN`, `MACHINE_KEY_LIMIT_REACHED`, `DEVICE_TOO_NEW`).
    code: String,
    /// A sentence for the person, in their language, that says what to do.
    message: String,
    /// How many there may be, where there are as many; null otherwise.
    limit: Option<usize>,
    /// When a device that is too new may do this; null otherwise.
    until: Option<Instant>,
}

impl MachineRefused {
    fn of(refusal: &MachineRefusal, language: Language) -> MachineRefused {
        let (mut limit, mut until) = (None, None);
        match refusal {
            MachineRefusal::TooMany { limit: most } | MachineRefusal::TooManyKeys { limit: most } => limit = Some(*most),
            MachineRefusal::DeviceTooNew { until: at } => until = Some(Instant(*at)),
            MachineRefusal::Unknown
            | MachineRefusal::KeyUnknown
            | MachineRefusal::NameInvalid
            | MachineRefusal::NoScopes
            | MachineRefusal::KeyInvalid
            | MachineRefusal::KeyKnown => {}
        }
        MachineRefused { code: refusal.code().to_owned(), message: said(refusal, language), limit, until }
    }
}

/// A machine to make.
#[derive(InputObject)]
struct CreateMachineInput {
    /// What to call it: one line of 1 to 60 characters.
    name: String,
    /// What it may do; at least one thing.
    #[graphql(validator(max_items = 8))]
    scopes: Vec<MachineScope>,
}

/// What comes of making a machine.
#[derive(Union)]
enum CreateMachinePayload {
    Created(MachineCreated),
    Refused(MachineRefused),
}

/// There is a new machine.
#[derive(SimpleObject)]
struct MachineCreated {
    /// The machine, without keys yet.
    machine: ShownMachine,
}

/// A key to add.
#[derive(InputObject)]
struct AddMachineKeyInput {
    /// The machine.
    machine_id: ID,
    /// A public key of Ed25519 or P-256, as the JSON text of a JWK (RFC 7517); null for a client secret that we make.
    public_key: Option<String>,
}

/// What comes of adding a key.
#[derive(Union)]
enum AddMachineKeyPayload {
    Added(MachineKeyAdded),
    Refused(MachineRefused),
}

/// A machine has one more key.
#[derive(SimpleObject)]
struct MachineKeyAdded {
    /// The machine with it.
    machine: ShownMachine,
    /// Which of its keys it is.
    key_id: ID,
    /// The client secret, where it is one: shown now and never again. Null for a public key.
    client_secret: Option<String>,
}

impl AddMachineKeyPayload {
    fn present(added: Result<AddedKey, MachineRefusal>, language: Language) -> AddMachineKeyPayload {
        match added {
            Ok(AddedKey { machine, id, secret }) => Self::Added(MachineKeyAdded {
                machine: machine.into(),
                key_id: ID(id.to_string()),
                client_secret: secret.map(|secret| secret.reveal()),
            }),
            Err(refusal) => Self::Refused(MachineRefused::of(&refusal, language)),
        }
    }
}

/// A key to revoke.
#[derive(InputObject)]
struct RevokeMachineKeyInput {
    /// The machine.
    machine_id: ID,
    /// Its key.
    key_id: ID,
}

/// What comes of revoking a key.
#[derive(Union)]
enum RevokeMachineKeyPayload {
    Revoked(MachineKeyRevoked),
    Refused(MachineRefused),
}

/// A key proves nothing any more, and what it began has ended.
#[derive(SimpleObject)]
struct MachineKeyRevoked {
    /// The machine without it.
    machine: ShownMachine,
}

/// A machine to retire.
#[derive(InputObject)]
struct RetireMachineInput {
    /// The machine.
    machine_id: ID,
}

/// What comes of retiring a machine.
#[derive(Union)]
enum RetireMachinePayload {
    Retired(MachineRetired),
    Refused(MachineRefused),
}

/// A machine is no more.
#[derive(SimpleObject)]
struct MachineRetired {
    /// Which it was.
    id: ID,
}
