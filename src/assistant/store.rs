//! Rows to values and back.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde::{Serialize, de::DeserializeOwned};
use vocabulary::Timestamp;

use super::{
    conversation::{Conversation, KEPT, PENDING_MAX, Rating, TURNS_MAX, Turn},
    mode::ModeChange,
    rows::{certificate, conversation, mode, turn},
};
use crate::platform::{
    fault::Fault,
    short_code::ShortCode,
    stored::{instant, parsed},
};

/// Begins a conversation with its first question.
pub async fn begin(connection: &impl ConnectionTrait, conversation: &Conversation, first: &Turn) -> Result<(), Fault> {
    let row = conversation::ActiveModel {
        code: Set(conversation.code.as_str().to_owned()),
        language: Set(conversation.language.to_string()),
        started_at: Set(conversation.started_at.as_microsecond()),
        expires_at: Set(conversation.expires_at.as_microsecond()),
        turns: Set(first.number),
        pending_since: Set(None),
        enquiry: Set(None),
    };
    let begun = conversation::Entity::insert(row).exec_without_returning(connection).await;
    begun.map_err(Fault::while_("beginning a conversation"))?;
    add(connection, &conversation.code, first).await
}

/// Finds a conversation that is not past its last day.
pub async fn find(connection: &impl ConnectionTrait, code: &ShortCode, now: Timestamp) -> Result<Option<Conversation>, Fault> {
    let found = conversation::Entity::find_by_id(code.as_str())
        .filter(conversation::Column::ExpiresAt.gt(now.as_microsecond()))
        .one(connection)
        .await
        .map_err(Fault::while_("reading a conversation"))?;
    found.map(read_conversation).transpose()
}

/// Says that a question is on its way in a conversation, and whether that is so: not where one is already, nor where it has had all
/// its questions.
pub async fn claim(connection: &impl ConnectionTrait, code: &ShortCode, now: Timestamp) -> Result<bool, Fault> {
    use conversation::Column;
    let over = (now - PENDING_MAX).as_microsecond();
    let claimed = conversation::Entity::update_many()
        .col_expr(Column::PendingSince, Expr::value(Some(now.as_microsecond())))
        .filter(Column::Code.eq(code.as_str()))
        .filter(Column::Turns.lt(TURNS_MAX))
        .filter(Condition::any().add(Column::PendingSince.is_null()).add(Column::PendingSince.lt(over)))
        .exec(connection)
        .await;
    Ok(claimed.map_err(Fault::while_("taking a question"))?.rows_affected == 1)
}

/// Stores the answer to the question that was claimed at `claimed_at`, and says whether it could: not where somebody else was faster.
pub async fn settle(
    connection: &impl ConnectionTrait,
    code: &ShortCode,
    claimed_at: Timestamp,
    answered: &Turn,
) -> Result<bool, Fault> {
    use conversation::Column;
    let settled = conversation::Entity::update_many()
        .col_expr(Column::PendingSince, Expr::value(None::<i64>))
        .col_expr(Column::Turns, Expr::value(answered.number))
        .col_expr(Column::ExpiresAt, Expr::value((answered.asked_at + KEPT).as_microsecond()))
        .filter(Column::Code.eq(code.as_str()))
        .filter(Column::PendingSince.eq(claimed_at.as_microsecond()))
        .exec(connection)
        .await;
    if settled.map_err(Fault::while_("settling a question"))?.rows_affected == 0 {
        return Ok(false);
    }
    add(connection, code, answered).await?;
    Ok(true)
}

/// Takes back that a question is on its way.
pub async fn release(connection: &impl ConnectionTrait, code: &ShortCode, claimed_at: Timestamp) -> Result<(), Fault> {
    use conversation::Column;
    let released = conversation::Entity::update_many()
        .col_expr(Column::PendingSince, Expr::value(None::<i64>))
        .filter(Column::Code.eq(code.as_str()))
        .filter(Column::PendingSince.eq(claimed_at.as_microsecond()))
        .exec(connection)
        .await;
    released.map(drop).map_err(Fault::while_("letting a question go"))
}

async fn add(connection: &impl ConnectionTrait, code: &ShortCode, new: &Turn) -> Result<(), Fault> {
    let row = turn::ActiveModel {
        conversation: Set(code.as_str().to_owned()),
        turn: Set(new.number),
        asked_at: Set(new.asked_at.as_microsecond()),
        question: Set(new.question.clone()),
        status: Set(new.answer.status.as_str().to_owned()),
        answer: Set(written(&new.answer)?),
        stages: Set(written(&new.stages)?),
        rating: Set(new.rating.map(|rating| rating.as_str().to_owned())),
    };
    let added = turn::Entity::insert(row).exec_without_returning(connection).await;
    added.map(drop).map_err(Fault::while_("keeping an answer"))
}

/// Reads the last `count` questions of a conversation, oldest first.
pub async fn turns(connection: &impl ConnectionTrait, code: &ShortCode, count: u64) -> Result<Vec<Turn>, Fault> {
    let rows = turn::Entity::find()
        .filter(turn::Column::Conversation.eq(code.as_str()))
        .order_by_desc(turn::Column::Turn)
        .limit(count)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what was asked"))?;
    rows.into_iter().rev().map(read_turn).collect()
}

/// Reads `count` questions of a conversation up to one of them, oldest first.
pub async fn turns_up_to(
    connection: &impl ConnectionTrait,
    code: &ShortCode,
    number: i32,
    count: u64,
) -> Result<Vec<Turn>, Fault> {
    let rows = turn::Entity::find()
        .filter(turn::Column::Conversation.eq(code.as_str()))
        .filter(turn::Column::Turn.lte(number))
        .order_by_desc(turn::Column::Turn)
        .limit(count)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what was asked"))?;
    rows.into_iter().rev().map(read_turn).collect()
}

/// Reads one question of a conversation.
pub async fn turn(connection: &impl ConnectionTrait, code: &ShortCode, number: i32) -> Result<Option<Turn>, Fault> {
    let found = turn::Entity::find_by_id((code.as_str().to_owned(), number))
        .one(connection)
        .await
        .map_err(Fault::while_("reading an answer"))?;
    found.map(read_turn).transpose()
}

/// Stores what the asker makes of an answer, and says whether there is such an answer.
pub async fn rate(connection: &impl ConnectionTrait, code: &ShortCode, number: i32, rating: Rating) -> Result<bool, Fault> {
    let rated = turn::Entity::update_many()
        .col_expr(turn::Column::Rating, Expr::value(rating.as_str()))
        .filter(turn::Column::Conversation.eq(code.as_str()))
        .filter(turn::Column::Turn.eq(number))
        .exec(connection)
        .await;
    Ok(rated.map_err(Fault::while_("rating an answer"))?.rows_affected == 1)
}

/// Says which enquiry a conversation was handed over as, and whether it could: not where it was before.
pub async fn hand_over(connection: &impl ConnectionTrait, code: &ShortCode, reference: &str) -> Result<bool, Fault> {
    let handed = conversation::Entity::update_many()
        .col_expr(conversation::Column::Enquiry, Expr::value(Some(reference.to_owned())))
        .filter(conversation::Column::Code.eq(code.as_str()))
        .filter(conversation::Column::Enquiry.is_null())
        .exec(connection)
        .await;
    Ok(handed.map_err(Fault::while_("handing a conversation over"))?.rows_affected == 1)
}

/// Takes a conversation away with everything asked in it, and says whether it was there.
pub async fn forget(connection: &impl ConnectionTrait, code: &ShortCode) -> Result<bool, Fault> {
    let forgotten = conversation::Entity::delete_by_id(code.as_str()).exec(connection).await;
    Ok(forgotten.map_err(Fault::while_("forgetting a conversation"))?.rows_affected == 1)
}

/// Takes away the oldest conversations past their last day, at most `count` of them, and returns how many that were.
pub async fn take_away(connection: &impl ConnectionTrait, now: Timestamp, count: u64) -> Result<u64, Fault> {
    use conversation::Column;
    let over = conversation::Entity::find()
        .select_only()
        .column(Column::Code)
        .filter(Column::ExpiresAt.lte(now.as_microsecond()))
        .order_by_asc(Column::ExpiresAt)
        .limit(count)
        .into_tuple::<String>()
        .all(connection)
        .await
        .map_err(Fault::while_("looking for conversations past their last day"))?;
    if over.is_empty() {
        return Ok(0);
    }
    let taken = conversation::Entity::delete_many().filter(Column::Code.is_in(over)).exec(connection).await;
    Ok(taken.map_err(Fault::while_("taking conversations away"))?.rows_affected)
}

/// Keeps a certificate.
pub async fn insert_certificate(
    connection: &impl ConnectionTrait,
    code: &ShortCode,
    signed: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let row = certificate::ActiveModel {
        code: Set(code.as_str().to_owned()),
        issued_at: Set(now.as_microsecond()),
        signed: Set(signed.to_owned()),
    };
    let kept = certificate::Entity::insert(row).exec_without_returning(connection).await;
    kept.map(drop).map_err(Fault::while_("keeping a certificate"))
}

/// Reads a certificate, signed as it is.
pub async fn certificate(connection: &impl ConnectionTrait, code: &ShortCode) -> Result<Option<String>, Fault> {
    let found = certificate::Entity::find_by_id(code.as_str()).one(connection).await;
    Ok(found.map_err(Fault::while_("reading a certificate"))?.map(|row| row.signed))
}

/// Says how much the assistant may do from now on.
pub async fn set_mode(connection: &impl ConnectionTrait, change: &ModeChange) -> Result<(), Fault> {
    let row = mode::ActiveModel {
        sequence: NotSet,
        mode: Set(change.mode.as_str().to_owned()),
        reason: Set(change.reason.clone()),
        set_by: Set(change.by.to_string()),
        set_at: Set(change.at.as_microsecond()),
    };
    let set = mode::Entity::insert(row).exec_without_returning(connection).await;
    set.map(drop).map_err(Fault::while_("setting what the assistant may do"))
}

/// Reads what was said last of how much the assistant may do.
pub async fn mode(connection: &impl ConnectionTrait) -> Result<Option<ModeChange>, Fault> {
    let last = mode::Entity::find()
        .order_by_desc(mode::Column::Sequence)
        .one(connection)
        .await
        .map_err(Fault::while_("reading what the assistant may do"))?;
    let read = |row: mode::Model| {
        Ok(ModeChange {
            mode: parsed("mode", &row.mode)?,
            reason: row.reason,
            by: parsed("set_by", &row.set_by)?,
            at: instant(row.set_at)?,
        })
    };
    last.map(read).transpose()
}

fn read_conversation(row: conversation::Model) -> Result<Conversation, Fault> {
    Ok(Conversation {
        code: parsed("code", &row.code)?,
        language: parsed("language", &row.language)?,
        started_at: instant(row.started_at)?,
        expires_at: instant(row.expires_at)?,
        turns: row.turns,
        enquiry: row.enquiry,
    })
}

fn read_turn(row: turn::Model) -> Result<Turn, Fault> {
    Ok(Turn {
        number: row.turn,
        asked_at: instant(row.asked_at)?,
        question: row.question,
        answer: read(&row.answer)?,
        stages: read(&row.stages)?,
        rating: row.rating.map(|text| parsed("rating", &text)).transpose()?,
        changed: None,
    })
}

/// Writes what is kept of an answer.
pub fn written(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(Fault::while_("writing an answer"))
}

/// Reads what is kept of an answer.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading a kept answer"))
}
