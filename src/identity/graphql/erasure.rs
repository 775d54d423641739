//! What we hold about a person, in the contract: to be had, and to be taken away.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{Language, scalar::Instant};

use super::{
    FreshSession, guard, identity,
    phone::{CodeRefused, digits},
    said,
};
use crate::{
    identity::erasure::{ErasureRefusal, ExportedData},
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
    /// Everything that is held about the caller, in one call: number, devices, sessions, messages counted, what the audit log keeps and
    /// says about them. For people; a service is told `UNAUTHENTICATED`.
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
    /// Forgets the caller: all sessions end, the number, the devices and what the audit log keeps beside it are gone. It cannot be taken
    /// back; the same number begins as somebody new. What the law asks to be kept stays, under a name without meaning.
    ///
    /// It takes a code that was asked for with `ERASE` by this device. A device that joined others less than 24 hours ago has to wait;
    /// whoever holds an office cannot.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn erase_me(&self, ctx: &Context<'_>, input: EraseMeInput) -> Result<EraseMePayload> {
        let code = digits(&input.code)?;
        let caller = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let erased = identity(ctx).erasures.erase(caller, &code, now).await?;
        Ok(match erased {
            Ok(()) => EraseMePayload::Erased(MeErased { erased_at: Instant(now) }),
            Err(refusal) => EraseMePayload::refused(&refusal, language(ctx, None)),
        })
    }
}

/// Who wants to be forgotten.
#[derive(InputObject)]
struct EraseMeInput {
    /// The six digits that were sent for this.
    #[graphql(secret)]
    code: String,
}

/// What comes of asking to be forgotten.
#[derive(Union)]
enum EraseMePayload {
    Erased(MeErased),
    Code(CodeRefused),
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
            ErasureRefusal::NotProven(refusal) => Self::Code(CodeRefused::of(refusal, language)),
            ErasureRefusal::HoldsOffice => {
                Self::Refused(ErasureRefused { code: refusal.code().to_owned(), message: said(refusal, language) })
            }
        }
    }
}
