//! What we hold about a person, in the contract: to be had, and to be taken away.

use async_graphql::{Context, Object, OneofObject, Result, SimpleObject, Union};
use vocabulary::{Language, scalar::Instant};

use super::{
    FreshSession, guard, identity,
    passkey::{PasskeyOptions, PasskeyRefused},
    phone::{CodeRefused, digits},
    said,
};
use crate::{
    identity::{
        approval::{Approval, Approved, NotApproved},
        erasure::{ErasureRefusal, ExportedData},
    },
    platform::{
        clock::SharedClock,
        graphql::language,
        policy::{Role, may},
        refusal::Refusal,
    },
};

/// What a person may ask about themselves.
#[derive(Default)]
pub struct ErasureQuery;

#[Object]
impl ErasureQuery {
    /// Everything that is held about the caller, in one call: number, devices, sessions, passkeys, machines, companies, mandates, messages
    /// counted, what the audit log keeps and says about them. For people; a service is told `UNAUTHENTICATED`.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private))]
    async fn export_my_data(&self, ctx: &Context<'_>) -> Result<MyData> {
        let (person, _) = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let ExportedData { document, more } = identity(ctx).erasures.export(person, now).await?;
        Ok(MyData { document, has_more: more })
    }
}

/// What is held about the caller.
#[derive(SimpleObject)]
struct MyData {
    /// A JSON document, at most 1 MiB. It is not masked: show it to nobody but the person.
    document: String,
    /// Whether more is held than the document has room for: the oldest acts are left out.
    has_more: bool,
}

/// What a person may do about what is held about them.
#[derive(Default)]
pub struct ErasureMutation;

#[Object]
impl ErasureMutation {
    /// Says what an authenticator has to be asked for a caller who wants to be forgotten and has a passkey: `eraseMe` takes the answer. It
    /// has to make sure of the person (a finger, a face, a PIN).
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn begin_passkey_erasure(&self, ctx: &Context<'_>) -> Result<BeginPasskeyErasurePayload> {
        let caller = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        Ok(match identity(ctx).approvals.begin(caller, Approved::Erasure, now).await? {
            Ok(options) => BeginPasskeyErasurePayload::Options(options.into()),
            Err(refusal) => BeginPasskeyErasurePayload::Refused(PasskeyRefused::of(&refusal, language(ctx, None))),
        })
    }

    /// Forgets the caller: all sessions end, the number, the devices and what the audit log keeps beside it are gone. It cannot be taken
    /// back; the same number begins as somebody new. What the law asks to be kept stays, under a name without meaning.
    ///
    /// It takes a code that was asked for with `ERASE` by this device or, of whoever has a passkey, an answer to `beginPasskeyErasure`. A
    /// device that joined others less than 24 hours ago has to wait; whoever holds an office cannot.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn erase_me(&self, ctx: &Context<'_>, input: EraseMeInput) -> Result<EraseMePayload> {
        let caller = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let erasures = &identity(ctx).erasures;
        let erased = match &input {
            EraseMeInput::Code(code) => erasures.erase(caller, Approval::Code(&digits(code)?), now).await?,
            EraseMeInput::Passkey(credential) => erasures.erase(caller, Approval::Passkey(credential), now).await?,
        };
        Ok(match erased {
            Ok(()) => EraseMePayload::Erased(MeErased { erased_at: Instant(now) }),
            Err(refusal) => EraseMePayload::refused(&refusal, language(ctx, None)),
        })
    }
}

/// How whoever wants to be forgotten proves it: one of these.
#[derive(OneofObject)]
enum EraseMeInput {
    /// The six digits that were sent for this.
    #[graphql(secret)]
    Code(String),
    /// What an authenticator signed for this, as JSON (`AuthenticationResponseJSON`).
    #[graphql(secret)]
    Passkey(String),
}

/// What comes of beginning to be forgotten with a passkey.
#[derive(Union)]
enum BeginPasskeyErasurePayload {
    Options(PasskeyOptions),
    Refused(PasskeyRefused),
}

/// What comes of asking to be forgotten.
#[derive(Union)]
enum EraseMePayload {
    Erased(MeErased),
    Code(CodeRefused),
    Passkey(PasskeyRefused),
    Refused(ErasureRefused),
}

/// The caller is forgotten: no token of theirs is good any more.
#[derive(SimpleObject)]
struct MeErased {
    /// When.
    erased_at: Instant,
}

/// The caller cannot be forgotten.
#[derive(SimpleObject)]
struct ErasureRefused {
    /// `ERASURE_HOLDS_OFFICE`.
    code: String,
    /// A sentence for the person, in their language.
    message: String,
}

impl EraseMePayload {
    fn refused(refusal: &ErasureRefusal, language: Language) -> EraseMePayload {
        match refusal {
            ErasureRefusal::NotApproved(NotApproved::Code(refusal)) => Self::Code(CodeRefused::of(refusal, language)),
            ErasureRefusal::NotApproved(NotApproved::Passkey(refusal)) => Self::Passkey(PasskeyRefused::of(refusal, language)),
            ErasureRefusal::HoldsOffice => {
                Self::Refused(ErasureRefused { code: refusal.code().to_owned(), message: said(refusal, language) })
            }
        }
    }
}
