//! Who follows which conversation, which answers are looked at when, and which of them changed.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{PersonId, Timestamp};

use super::{
    Change, FOLLOWED_MAX,
    rows::{change, follower, watch},
    rule::rests_on,
};
use crate::{
    assistant::{
        answer::Answer,
        conversation::{TURNS_MAX, Turn},
        store::{read, written},
    },
    platform::{
        fault::Fault,
        short_code::ShortCode,
        stored::{instant, parsed},
    },
};

/// Which answer: the conversation and which question of it.
pub type Place = (ShortCode, i32);

/// Has a person told when an answer of a conversation changes; they may be told already.
pub async fn follow(connection: &impl ConnectionTrait, code: &ShortCode, person: PersonId, now: Timestamp) -> Result<(), Fault> {
    use follower::Column;
    let row = follower::ActiveModel {
        conversation: Set(code.as_str().to_owned()),
        person_id: Set(person.to_string()),
        since: Set(now.as_microsecond()),
    };
    let twice = OnConflict::columns([Column::Conversation, Column::PersonId]).do_nothing().to_owned();
    let kept = follower::Entity::insert(row).on_conflict(twice).exec_without_returning(connection).await;
    kept.map(drop).map_err(Fault::while_("following a conversation"))
}

/// Has a person told no more, and says whether they were.
pub async fn unfollow(connection: &impl ConnectionTrait, code: &ShortCode, person: PersonId) -> Result<bool, Fault> {
    let gone = follower::Entity::delete_many()
        .filter(follower::Column::Conversation.eq(code.as_str()))
        .filter(follower::Column::PersonId.eq(person.to_string()))
        .exec(connection)
        .await;
    Ok(gone.map_err(Fault::while_("following a conversation no more"))?.rows_affected > 0)
}

/// Reads who follows a conversation.
pub async fn followers(connection: &impl ConnectionTrait, code: &ShortCode) -> Result<Vec<PersonId>, Fault> {
    let rows = follower::Entity::find()
        .filter(follower::Column::Conversation.eq(code.as_str()))
        .order_by_asc(follower::Column::PersonId)
        .limit(FOLLOWED_MAX)
        .all(connection)
        .await
        .map_err(Fault::while_("reading who follows a conversation"))?;
    rows.iter().map(|row| parsed("person_id", &row.person_id)).collect()
}

/// Reads which conversations a person follows, and since when.
pub async fn followed(connection: &impl ConnectionTrait, person: PersonId) -> Result<Vec<(ShortCode, Timestamp)>, Fault> {
    let rows = follower::Entity::find()
        .filter(follower::Column::PersonId.eq(person.to_string()))
        .order_by_asc(follower::Column::Since)
        .limit(FOLLOWED_MAX)
        .all(connection)
        .await
        .map_err(Fault::while_("reading which conversations a person follows"))?;
    rows.iter().map(|row| Ok((parsed("conversation", &row.conversation)?, instant(row.since)?))).collect()
}

/// Counts the conversations that a person follows.
pub async fn followed_by(connection: &impl ConnectionTrait, person: PersonId) -> Result<u64, Fault> {
    follower::Entity::find()
        .filter(follower::Column::PersonId.eq(person.to_string()))
        .count(connection)
        .await
        .map_err(Fault::while_("counting the conversations that a person follows"))
}

/// Has answers looked at: now, and whenever something that they rest on changes.
pub async fn watch(connection: &impl ConnectionTrait, code: &ShortCode, turns: &[Turn]) -> Result<(), Fault> {
    use watch::Column;
    for turn in turns {
        for source in rests_on(&turn.answer) {
            let row = watch::ActiveModel {
                conversation: Set(code.as_str().to_owned()),
                turn: Set(turn.number),
                source: Set(source),
                due_at: Set(0),
            };
            let twice = OnConflict::columns([Column::Conversation, Column::Turn, Column::Source]).do_nothing().to_owned();
            let kept = watch::Entity::insert(row).on_conflict(twice).exec_without_returning(connection).await;
            kept.map_err(Fault::while_("keeping that an answer is to be looked at"))?;
        }
    }
    Ok(())
}

/// Has every answer looked at that rests on a source of a pattern.
pub async fn touch(connection: &impl ConnectionTrait, sources: &str) -> Result<(), Fault> {
    let touched = watch::Entity::update_many()
        .col_expr(watch::Column::DueAt, Expr::value(0_i64))
        .filter(watch::Column::Source.like(sources))
        .exec(connection)
        .await;
    touched.map(drop).map_err(Fault::while_("noting that answers are to be looked at"))
}

/// Returns answers that are to be looked at by `now`, at most `most`.
pub async fn due(connection: &impl ConnectionTrait, most: u64, now: Timestamp) -> Result<Vec<Place>, Fault> {
    let rows = watch::Entity::find()
        .select_only()
        .columns([watch::Column::Conversation, watch::Column::Turn])
        .filter(watch::Column::DueAt.lte(now.as_microsecond()))
        .group_by(watch::Column::Conversation)
        .group_by(watch::Column::Turn)
        .order_by_asc(watch::Column::Conversation)
        .order_by_asc(watch::Column::Turn)
        .limit(most)
        .into_tuple::<(String, i32)>()
        .all(connection)
        .await
        .map_err(Fault::while_("reading which answers are to be looked at"))?;
    rows.into_iter().map(|(code, turn)| Ok((parsed("conversation", &code)?, turn))).collect()
}

/// Has an answer looked at again.
pub async fn look_again(connection: &impl ConnectionTrait, (code, turn): &Place, at: Timestamp) -> Result<(), Fault> {
    let put_off = watch::Entity::update_many()
        .col_expr(watch::Column::DueAt, Expr::value(at.as_microsecond()))
        .filter(watch::Column::Conversation.eq(code.as_str()))
        .filter(watch::Column::Turn.eq(*turn))
        .exec(connection)
        .await;
    put_off.map(drop).map_err(Fault::while_("noting when an answer is to be looked at"))
}

/// Has an answer looked at no more.
pub async fn look_no_more(connection: &impl ConnectionTrait, (code, turn): &Place) -> Result<(), Fault> {
    let gone = watch::Entity::delete_many()
        .filter(watch::Column::Conversation.eq(code.as_str()))
        .filter(watch::Column::Turn.eq(*turn))
        .exec(connection)
        .await;
    gone.map(drop).map_err(Fault::while_("noting that an answer is to be looked at no more"))
}

/// Keeps what is said instead; false where something is kept already.
pub async fn put_change(
    connection: &impl ConnectionTrait,
    (code, turn): &Place,
    answer: &Answer,
    now: Timestamp,
) -> Result<bool, Fault> {
    use change::Column;
    let row = change::ActiveModel {
        conversation: Set(code.as_str().to_owned()),
        turn: Set(*turn),
        changed_at: Set(now.as_microsecond()),
        answer: Set(written(answer)?),
    };
    let twice = OnConflict::columns([Column::Conversation, Column::Turn]).do_nothing().to_owned();
    let kept = change::Entity::insert(row).on_conflict(twice).exec_without_returning(connection).await;
    Ok(kept.map_err(Fault::while_("keeping that an answer changed"))? == 1)
}

/// Reads what is said instead of the answers of a conversation, by their numbers.
pub async fn changes(connection: &impl ConnectionTrait, code: &ShortCode) -> Result<BTreeMap<i32, Change>, Fault> {
    let rows = change::Entity::find()
        .filter(change::Column::Conversation.eq(code.as_str()))
        .limit(u64::from(TURNS_MAX.unsigned_abs()))
        .all(connection)
        .await
        .map_err(Fault::while_("reading which answers changed"))?;
    rows.into_iter().map(|row| Ok((row.turn, Change { at: instant(row.changed_at)?, answer: read(&row.answer)? }))).collect()
}
