//! What providers said of attempts: only added to.

use payment::{Evidence, Standing};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, EntityTrait,
};
use vocabulary::{AttemptId, Timestamp};

use crate::{payment::rows::evidence, platform::fault::Fault};

/// How evidence came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// As the answer to what we asked for.
    Answer,
    /// As the answer to a question where it stands.
    Query,
    /// By the provider's own notice.
    Notice,
}

/// Keeps evidence, and returns its number.
pub async fn add_evidence(
    connection: &impl ConnectionTrait,
    (id, provider): (AttemptId, &str),
    said: &Evidence,
    source: Source,
    now: Timestamp,
) -> Result<i64, Fault> {
    let moved = said.moved();
    let row = evidence::ActiveModel {
        sequence: NotSet,
        attempt_id: Set(id.to_string()),
        provider: Set(provider.to_owned()),
        provider_reference: Set(said.provider_reference.clone()),
        standing: Set(standing(said.standing).to_owned()),
        minor: Set(moved.map(|money| money.minor)),
        currency: Set(moved.map(|money| money.currency.to_string())),
        source: Set(match source {
            Source::Answer => "answer",
            Source::Query => "query",
            Source::Notice => "notice",
        }
        .to_owned()),
        raw: Set(said.raw.clone()),
        occurred_at: Set(said.occurred_at.as_microsecond()),
        recorded_at: Set(now.as_microsecond()),
    };
    let added = evidence::Entity::insert(row).exec(connection).await.map_err(Fault::while_("keeping evidence"))?;
    Ok(added.last_insert_id)
}

fn standing(value: Standing) -> &'static str {
    match value {
        Standing::AwaitingPayer => "awaiting-payer",
        Standing::Pending => "pending",
        Standing::Authorised => "authorised",
        Standing::Captured => "captured",
        Standing::Declined { .. } => "declined",
        Standing::Cancelled => "cancelled",
    }
}
