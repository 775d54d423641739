//! The use cases of whoever wants to be told: follow a conversation, and no more.

use vocabulary::{PersonId, Timestamp};

use super::store as changed;
use crate::{
    assistant::{conversation::TURNS_MAX, refusal::Refusal, service::Assistant, store},
    platform::{database, fault::Fault, short_code::ShortCode},
};

/// How many conversations one person follows, and how many people follow one.
pub const FOLLOWED_MAX: u64 = 100;

impl Assistant {
    /// Has a person told when an answer of a conversation changes, those included that were given before. Only who asks for it is known with a
    /// conversation: whoever has its code may.
    ///
    /// # Errors
    /// Refuses an unknown conversation, and more than [`FOLLOWED_MAX`]. Faults when the database cannot keep it.
    pub async fn follow(&self, code: &ShortCode, person: PersonId, now: Timestamp) -> Result<Result<(), Refusal>, Fault> {
        let unit = self.database.begin().await?;
        if store::find(&unit, code, now).await?.is_none() {
            return Ok(Err(Refusal::ConversationUnknown));
        }
        let followers = changed::followers(&unit, code).await?;
        if followers.contains(&person) {
            return Ok(Ok(()));
        }
        if followers.len() as u64 >= FOLLOWED_MAX || changed::followed_by(&unit, person).await? >= FOLLOWED_MAX {
            return Ok(Err(Refusal::FollowLimit { limit: FOLLOWED_MAX }));
        }
        changed::follow(&unit, code, person, now).await?;
        let turns = store::turns(&unit, code, u64::from(TURNS_MAX.unsigned_abs())).await?;
        changed::watch(&unit, code, &turns).await?;
        database::commit(unit).await?;
        Ok(Ok(()))
    }

    /// Has a person told no more, and says whether they were. What is left to be looked at for nobody goes by itself.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn unfollow(&self, code: &ShortCode, person: PersonId) -> Result<bool, Fault> {
        changed::unfollow(self.database.connection(), code, person).await
    }
}
