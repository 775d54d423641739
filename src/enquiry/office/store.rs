//! Rows of queues, officers, notes and what the assistant forwarded.

use std::{collections::BTreeMap, str::FromStr};

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use vocabulary::{EnquiryId, PersonId, Timestamp};

use super::note::{InternalNote, NOTES_MAX};
use crate::{
    enquiry::{
        assignment::{OFFICERS_MAX, Officer},
        opening::{Escalation, FORWARDED_MAX},
        queue::{QUEUES_MAX, Queue, QueueId, ROUTES_MAX, Route},
        rows::{escalation, note, officer, queue, route},
        text::Text,
    },
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// Reads every queue with what goes into it, by name.
pub async fn queues(connection: &impl ConnectionTrait) -> Result<Vec<Queue>, Fault> {
    const DOING: &str = "reading queues";
    let rows = queue::Entity::find().order_by_asc(queue::Column::Id).limit(QUEUES_MAX as u64).all(connection).await;
    let rows = rows.map_err(Fault::while_(DOING))?;
    let most = (QUEUES_MAX * ROUTES_MAX) as u64;
    let routes = route::Entity::find().order_by_asc(route::Column::Sequence).limit(most).all(connection).await;
    let mut by_queue: BTreeMap<String, Vec<Route>> = BTreeMap::new();
    for row in routes.map_err(Fault::while_(DOING))? {
        let read = Route {
            topic: word("topic", row.topic.as_deref())?,
            language: word("language", row.language.as_deref())?,
            urgency: word("urgency", row.urgency.as_deref())?,
            kind: word("kind", row.kind.as_deref())?,
        };
        by_queue.entry(row.queue).or_default().push(read);
    }
    rows.into_iter()
        .map(|row| {
            Ok(Queue {
                routes: by_queue.remove(&row.id).unwrap_or_default(),
                id: parsed("id", &row.id)?,
                name: row.name,
                authority: word("authority", row.authority.as_deref())?,
                office: word("office", row.office.as_deref())?,
            })
        })
        .collect()
}

fn word<T>(column: &'static str, text: Option<&str>) -> Result<Option<T>, Fault>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    text.map(|text| parsed(column, text)).transpose()
}

/// Writes a queue with what goes into it, in place of what there was.
pub async fn put_queue(connection: &impl ConnectionTrait, value: &Queue) -> Result<(), Fault> {
    const DOING: &str = "writing a queue";
    let row = queue::ActiveModel {
        id: Set(value.id.to_string()),
        name: Set(value.name.clone()),
        authority: Set(value.authority.as_ref().map(ToString::to_string)),
        office: Set(value.office.as_ref().map(ToString::to_string)),
    };
    let again = OnConflict::column(queue::Column::Id)
        .update_columns([queue::Column::Name, queue::Column::Authority, queue::Column::Office])
        .to_owned();
    let written = queue::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await;
    written.map_err(Fault::while_(DOING))?;
    let gone = route::Entity::delete_many().filter(route::Column::Queue.eq(value.id.as_str())).exec(connection).await;
    gone.map_err(Fault::while_(DOING))?;
    let routes = value.routes.iter().map(|rule| route::ActiveModel {
        sequence: NotSet,
        queue: Set(value.id.to_string()),
        topic: Set(rule.topic.map(|topic| topic.to_string())),
        language: Set(rule.language.map(|language| language.to_string())),
        urgency: Set(rule.urgency.map(|urgency| urgency.to_string())),
        kind: Set(rule.kind.map(|kind| kind.to_string())),
    });
    for row in routes {
        route::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_(DOING))?;
    }
    Ok(())
}

/// Counts the queues there are.
pub async fn queue_count(connection: &impl ConnectionTrait) -> Result<u64, Fault> {
    queue::Entity::find().count(connection).await.map_err(Fault::while_("counting queues"))
}

/// Says whether there is such a queue.
pub async fn is_queue(connection: &impl ConnectionTrait, id: &QueueId) -> Result<bool, Fault> {
    let found = queue::Entity::find_by_id(id.as_str()).one(connection).await;
    Ok(found.map_err(Fault::while_("looking up a queue"))?.is_some())
}

/// Reads who works at the desk.
pub async fn officers(connection: &impl ConnectionTrait) -> Result<Vec<Officer>, Fault> {
    let rows = officer::Entity::find().order_by_asc(officer::Column::PersonId).limit(OFFICERS_MAX as u64).all(connection).await;
    rows.map_err(Fault::while_("reading who works at the desk"))?.into_iter().map(officer_value).collect()
}

fn officer_value(row: officer::Model) -> Result<Officer, Fault> {
    Ok(Officer {
        person: parsed("person_id", &row.person_id)?,
        languages: words("languages", &row.languages)?,
        topics: words("topics", &row.topics)?,
        queues: words("queues", &row.queues)?,
        load_max: u32::try_from(row.load_max).unwrap_or(0),
        is_away: row.is_away,
    })
}

fn words<T>(column: &'static str, text: &str) -> Result<Vec<T>, Fault>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    text.split_whitespace().map(|word| parsed(column, word)).collect()
}

/// Writes what an officer of the desk can do, in place of what there was.
pub async fn put_officer(connection: &impl ConnectionTrait, value: &Officer) -> Result<(), Fault> {
    use officer::Column;
    fn line<T: ToString>(words: &[T]) -> String {
        words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
    let row = officer::ActiveModel {
        person_id: Set(value.person.to_string()),
        languages: Set(line(&value.languages)),
        topics: Set(line(&value.topics)),
        queues: Set(line(&value.queues)),
        load_max: Set(value.load_max.into()),
        is_away: Set(value.is_away),
    };
    let again = OnConflict::column(Column::PersonId)
        .update_columns([Column::Languages, Column::Topics, Column::Queues, Column::LoadMax, Column::IsAway])
        .to_owned();
    let written = officer::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await;
    written.map_err(Fault::while_("writing what an officer can do"))?;
    Ok(())
}

/// Adds a note.
pub async fn add_note(
    connection: &impl ConnectionTrait,
    id: EnquiryId,
    by: PersonId,
    text: &Text,
    now: Timestamp,
) -> Result<(), Fault> {
    let row = note::ActiveModel {
        sequence: NotSet,
        enquiry_id: Set(id.to_string()),
        author: Set(by.to_string()),
        content: Set(text.reveal().to_owned()),
        recorded_at: Set(now.as_microsecond()),
    };
    note::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("adding a note"))?;
    Ok(())
}

/// Reads the notes of an enquiry, the oldest first.
pub async fn notes(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<Vec<InternalNote>, Fault> {
    let rows = note::Entity::find()
        .filter(note::Column::EnquiryId.eq(id.to_string()))
        .order_by_asc(note::Column::Sequence)
        .limit(NOTES_MAX as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading notes"))?;
    rows.into_iter()
        .map(|row| Ok(InternalNote { by: parsed("author", &row.author)?, text: row.content, at: instant(row.recorded_at)? }))
        .collect()
}

/// Keeps what the assistant forwarded.
pub async fn put_escalation(connection: &impl ConnectionTrait, id: EnquiryId, value: &Escalation) -> Result<(), Fault> {
    let written = Fault::while_::<serde_json::Error>;
    let newest = &value.transcript[value.transcript.len().saturating_sub(FORWARDED_MAX)..];
    let best = &value.sources[..value.sources.len().min(FORWARDED_MAX)];
    let row = escalation::ActiveModel {
        enquiry_id: Set(id.to_string()),
        reason: Set(value.reason.clone()),
        transcript: Set(serde_json::to_string(newest).map_err(written("writing a conversation"))?),
        sources: Set(serde_json::to_string(best).map_err(written("writing what was found"))?),
    };
    let kept = escalation::Entity::insert(row).exec_without_returning(connection).await;
    kept.map_err(Fault::while_("keeping what the assistant forwarded"))?;
    Ok(())
}

/// Reads what the assistant forwarded.
pub async fn escalation(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<Option<Escalation>, Fault> {
    const DOING: &str = "reading what the assistant forwarded";
    let row = escalation::Entity::find_by_id(id.to_string()).one(connection).await.map_err(Fault::while_(DOING))?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Escalation {
        reason: row.reason,
        transcript: serde_json::from_str(&row.transcript).map_err(Fault::while_(DOING))?,
        sources: serde_json::from_str(&row.sources).map_err(Fault::while_(DOING))?,
    }))
}
