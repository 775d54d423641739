//! The defaults that arguments share in every slice's `graphql.rs`: the caller's language, today, now.

use async_graphql::Context;
use vocabulary::{
    Date, Language, Timestamp,
    scalar::{Day, Instant},
};

use super::{clock::SharedClock, request::Arrival};

/// Returns the language a field was asked for: its own argument, else the one to speak with the caller, else English.
pub fn language(ctx: &Context<'_>, argument: Option<Language>) -> Language {
    argument.or_else(|| ctx.data_opt::<Arrival>().map(|arrival| arrival.language)).unwrap_or(Language::EN)
}

/// Returns the day a field was asked for, else today in the territory.
pub fn day(ctx: &Context<'_>, argument: Option<Day>) -> Date {
    argument.map_or_else(|| ctx.data_unchecked::<SharedClock>().today(), |day| day.0)
}

/// Returns the instant a field was asked for, else now.
pub fn instant(ctx: &Context<'_>, argument: Option<Instant>) -> Timestamp {
    argument.map_or_else(|| ctx.data_unchecked::<SharedClock>().now(), |instant| instant.0)
}
