//! What is not done, and why, as part of a result.

use async_graphql::{Context, SimpleObject};

use crate::{
    enquiry::Refusal,
    platform::{graphql::language, message, refusal::Refusal as _},
};

/// What was asked for is not done.
#[derive(SimpleObject)]
pub struct EnquiryRefused {
    /// A code of `docs/errors.md`.
    code: String,
    /// A sentence for the person, in their language, that says what to do.
    message: String,
    /// What the sentence names: how many tries are left, after how many seconds, which version there is.
    facts: Vec<EnquiryFact>,
}

/// Something that a refusal names.
#[derive(SimpleObject)]
struct EnquiryFact {
    /// Which (`seconds`, `limit`, `state`, `current`, `expected`, `found`).
    name: String,
    /// What it is.
    value: String,
}

impl EnquiryRefused {
    /// Shows a refusal in the language of the caller.
    pub fn of(ctx: &Context<'_>, refusal: &Refusal) -> EnquiryRefused {
        let facts = refusal.facts();
        let message = message::render(language(ctx, None), refusal.code(), &facts).unwrap_or_else(|| refusal.code().to_owned());
        let facts = facts.into_iter().map(|(name, value)| EnquiryFact { name: name.to_owned(), value }).collect();
        EnquiryRefused { code: refusal.code().to_owned(), message, facts }
    }
}
