//! How many requests there were lately.

use payment::{PaymentRequest, RequestState};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use vocabulary::{NoticeId, PersonId, Timestamp};

use super::hash;
use crate::{
    identity::{Subject, phone::PhoneNumber},
    payment::requesting::{
        quota::{ASKER_DAY_MAX, DAY, Lately, NOTICE_DAY_MAX, NUMBER_DAY_MAX},
        rows::request::{Column, Entity},
    },
    platform::{fault::Fault, stored::instant},
};

/// Reads when requests of the last 24 hours were made: by somebody, to a number, for a notice.
pub async fn lately(
    connection: &impl ConnectionTrait,
    (by, to, notice): (PersonId, &PhoneNumber, NoticeId),
    now: Timestamp,
) -> Result<Lately, Fault> {
    let since = now.saturating_sub(DAY).unwrap_or(Timestamp::MIN).as_microsecond();
    let made = async |which: Condition, most: usize| {
        let times: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::AskedAt)
            .filter(which)
            .filter(Column::AskedAt.gt(since))
            .order_by_desc(Column::AskedAt)
            .limit(most as u64)
            .into_tuple()
            .all(connection)
            .await
            .map_err(Fault::while_("counting requests to pay"))?;
        times.into_iter().map(instant).collect::<Result<Vec<_>, Fault>>()
    };
    let is = |column: Column, value: String| Condition::all().add(column.eq(value));
    Ok(Lately {
        by_asker: made(is(Column::AskedBy, Subject::Person(by).to_string()), ASKER_DAY_MAX).await?,
        to_number: made(is(Column::PhoneHash, hash(to)), NUMBER_DAY_MAX).await?,
        for_notice: made(is(Column::NoticeId, notice.to_string()), NOTICE_DAY_MAX).await?,
    })
}

/// Says whether a number is asked to pay a version of a notice already.
pub async fn is_asked(
    connection: &impl ConnectionTrait,
    (to, request): (&PhoneNumber, &PaymentRequest),
    now: Timestamp,
) -> Result<bool, Fault> {
    let asked = Entity::find()
        .filter(Column::NoticeId.eq(request.notice.to_string()))
        .filter(Column::Version.eq(i64::from(request.version)))
        .filter(Column::PhoneHash.eq(hash(to)))
        .filter(Column::State.eq(RequestState::Asked.as_str()))
        .filter(Column::ExpiresAt.gt(now.as_microsecond()))
        .count(connection)
        .await;
    Ok(asked.map_err(Fault::while_("looking for a request to pay"))? > 0)
}
