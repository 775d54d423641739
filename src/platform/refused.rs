//! What is not done, and why, as part of a result: one type for all slices.

use async_graphql::{Context, SimpleObject};

use super::{graphql::language, message, refusal::Refusal};

/// What was asked for is not done.
#[derive(SimpleObject)]
pub struct Refused {
    /// A code of `docs/errors.md`.
    code: String,
    /// A sentence for the person, in their language, that says what to do.
    message: String,
    /// What the sentence names.
    facts: Vec<RefusedFact>,
}

/// Something that a refusal names.
#[derive(SimpleObject)]
struct RefusedFact {
    /// Which.
    name: String,
    /// What it is.
    value: String,
}

impl Refused {
    /// Shows a refusal in the language of the caller.
    pub fn of(ctx: &Context<'_>, refusal: &impl Refusal) -> Refused {
        let facts = refusal.facts();
        let message = message::render(language(ctx, None), refusal.code(), &facts).unwrap_or_else(|| refusal.code().to_owned());
        let facts = facts.into_iter().map(|(name, value)| RefusedFact { name: name.to_owned(), value }).collect();
        Refused { code: refusal.code().to_owned(), message, facts }
    }
}
