//! What is held of who follows which conversation, for the person.

use futures_util::future::{BoxFuture, FutureExt};
use serde_json::json;
use vocabulary::{PersonId, Timestamp};

use super::store;
use crate::{
    identity::{HeldPart, Holder},
    platform::{database::Database, fault::Fault, short_code::ShortCode},
};

/// Who follows which conversation, in one database.
pub struct Followings(Database);

impl Followings {
    /// Reads those of `database`.
    pub fn new(database: Database) -> Followings {
        Followings(database)
    }
}

impl Holder for Followings {
    fn held(&self, person: PersonId) -> BoxFuture<'_, Result<Vec<HeldPart>, Fault>> {
        async move {
            let followed = store::followed(self.0.connection(), person).await?;
            let item =
                |(code, since): (ShortCode, Timestamp)| json!({ "conversation": code.to_string(), "since": since.to_string() });
            Ok(vec![HeldPart { name: "conversationsFollowed", items: followed.into_iter().map(item).collect(), more: false }])
        }
        .boxed()
    }
}
