//! Rows to values and back: events, the enquiries they make, and the texts beside them.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use vocabulary::{EnquiryId, PersonId};

use super::{
    enquiry::Enquiry,
    event::Recorded,
    queue::QueueId,
    reference::Reference,
    rows::{enquiry, event, text},
    state::State,
    text::{Author, Text},
};
use crate::platform::{
    fault::Fault,
    stored::{instant, parsed},
};

/// How many events one enquiry has at most.
pub const EVENTS_MAX: usize = 1_000;

/// Which enquiries officers look at.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those of this queue.
    pub queue: Option<QueueId>,
    /// Only those that stand here.
    pub state: Option<State>,
    /// Only those that this officer has.
    pub assignee: Option<PersonId>,
    /// Only those that are open, or only those that are not.
    pub is_open: Option<bool>,
    /// Only those whose reply was filled with what says something else now.
    pub is_outdated: bool,
}

fn write<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(Fault::while_("writing an enquiry"))
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading an enquiry"))
}

/// Adds an event.
pub async fn append(connection: &impl ConnectionTrait, id: EnquiryId, recorded: &Recorded) -> Result<(), Fault> {
    let row = event::ActiveModel {
        sequence: NotSet,
        enquiry_id: Set(id.to_string()),
        ordinal: Set(recorded.ordinal),
        verb: Set(recorded.event.word().to_owned()),
        actor: Set(recorded.by.to_string()),
        body: Set(write(&recorded.event)?),
        recorded_at: Set(recorded.at.as_microsecond()),
    };
    let added = event::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding an event of an enquiry"))?;
    Ok(())
}

/// Adds an enquiry that was opened.
pub async fn add(connection: &impl ConnectionTrait, value: &Enquiry) -> Result<(), Fault> {
    let row = enquiry::ActiveModel {
        id: Set(value.id.to_string()),
        reference: Set(value.reference.as_str().to_owned()),
        asker: Set(value.asker.map(|person| person.to_string())),
        state: Set(value.state.as_str().to_owned()),
        is_open: Set(value.state.is_open()),
        queue: Set(value.queue.to_string()),
        assignee: Set(value.assignee.map(|person| person.to_string())),
        opened_at: Set(value.opened_at.as_microsecond()),
        version: Set(value.version),
        body: Set(write(value)?),
        is_outdated: Set(value.outdated_at.is_some()),
    };
    let added = enquiry::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding an enquiry"))?;
    Ok(())
}

/// Writes where an enquiry stands since its newest event.
pub async fn update(connection: &impl ConnectionTrait, value: &Enquiry) -> Result<(), Fault> {
    use enquiry::Column;
    enquiry::Entity::update_many()
        .col_expr(Column::State, Expr::value(value.state.as_str()))
        .col_expr(Column::IsOpen, Expr::value(value.state.is_open()))
        .col_expr(Column::Queue, Expr::value(value.queue.as_str()))
        .col_expr(Column::Assignee, Expr::value(value.assignee.map(|person| person.to_string())))
        .col_expr(Column::Version, Expr::value(value.version))
        .col_expr(Column::IsOutdated, Expr::value(value.outdated_at.is_some()))
        .col_expr(Column::Body, Expr::value(write(value)?))
        .filter(Column::Id.eq(value.id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing an enquiry"))?;
    Ok(())
}

/// Reads an enquiry, and keeps others from adding to it until the unit of work is over.
pub async fn lock(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<Option<Enquiry>, Fault> {
    let row = enquiry::Entity::find_by_id(id.to_string()).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("reading an enquiry"))?.map(|row| read(&row.body)).transpose()
}

/// Reads an enquiry.
pub async fn find(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<Option<Enquiry>, Fault> {
    let row = enquiry::Entity::find_by_id(id.to_string()).one(connection).await;
    row.map_err(Fault::while_("reading an enquiry"))?.map(|row| read(&row.body)).transpose()
}

/// Finds an enquiry by its reference.
pub async fn by_reference(connection: &impl ConnectionTrait, reference: &Reference) -> Result<Option<Enquiry>, Fault> {
    let row = enquiry::Entity::find().filter(enquiry::Column::Reference.eq(reference.as_str())).one(connection).await;
    row.map_err(Fault::while_("looking up an enquiry"))?.map(|row| read(&row.body)).transpose()
}

/// Reads the enquiries of somebody who signed in, the newest first.
pub async fn of_asker(
    connection: &impl ConnectionTrait,
    asker: PersonId,
    after: Option<EnquiryId>,
    most: usize,
) -> Result<Vec<Enquiry>, Fault> {
    let mut found = enquiry::Entity::find().filter(enquiry::Column::Asker.eq(asker.to_string()));
    if let Some(after) = after {
        found = found.filter(enquiry::Column::Id.lt(after.to_string()));
    }
    let rows = found.order_by_desc(enquiry::Column::Id).limit(most as u64).all(connection).await;
    rows.map_err(Fault::while_("reading the enquiries of a person"))?.iter().map(|row| read(&row.body)).collect()
}

/// Counts the enquiries that somebody who signed in opened since an instant, in microseconds.
pub async fn opened_by(connection: &impl ConnectionTrait, asker: PersonId, since: i64) -> Result<usize, Fault> {
    let rows = enquiry::Entity::find()
        .filter(enquiry::Column::Asker.eq(asker.to_string()))
        .filter(enquiry::Column::OpenedAt.gt(since))
        .select_only()
        .column(enquiry::Column::Id)
        .into_tuple::<String>()
        .all(connection)
        .await;
    Ok(rows.map_err(Fault::while_("counting the enquiries of a person"))?.len())
}

/// Reads what officers look at, the oldest first.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    after: Option<EnquiryId>,
    most: usize,
) -> Result<Vec<Enquiry>, Fault> {
    use enquiry::Column;
    let mut found = enquiry::Entity::find();
    if let Some(queue) = &filter.queue {
        found = found.filter(Column::Queue.eq(queue.as_str()));
    }
    if let Some(state) = filter.state {
        found = found.filter(Column::State.eq(state.as_str()));
    }
    if let Some(assignee) = filter.assignee {
        found = found.filter(Column::Assignee.eq(assignee.to_string()));
    }
    if let Some(is_open) = filter.is_open {
        found = found.filter(Column::IsOpen.eq(is_open));
    }
    if filter.is_outdated {
        found = found.filter(Column::IsOutdated.eq(true));
    }
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(after.to_string()));
    }
    let rows = found.order_by_asc(Column::Id).limit(most as u64).all(connection).await;
    rows.map_err(Fault::while_("reading enquiries"))?.iter().map(|row| read(&row.body)).collect()
}

/// Counts the open enquiries of each officer.
pub async fn loads(connection: &impl ConnectionTrait) -> Result<BTreeMap<PersonId, u32>, Fault> {
    use enquiry::Column;
    let rows = enquiry::Entity::find()
        .select_only()
        .column(Column::Assignee)
        .column_as(Column::Id.count(), "load")
        .filter(Column::IsOpen.eq(true))
        .filter(Column::Assignee.is_not_null())
        .group_by(Column::Assignee)
        .into_tuple::<(Option<String>, i64)>()
        .all(connection)
        .await
        .map_err(Fault::while_("counting what each officer has"))?;
    let load = |(person, load): (Option<String>, i64)| {
        Ok((parsed("assignee", &person.unwrap_or_default())?, u32::try_from(load).unwrap_or(u32::MAX)))
    };
    rows.into_iter().map(load).collect()
}

/// Reads the events of an enquiry, in order.
pub async fn events(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<Vec<Recorded>, Fault> {
    Ok(events_of(connection, &[id]).await?.remove(&id).unwrap_or_default())
}

/// Reads the events of some enquiries, each in order.
pub async fn events_of(
    connection: &impl ConnectionTrait,
    ids: &[EnquiryId],
) -> Result<BTreeMap<EnquiryId, Vec<Recorded>>, Fault> {
    let rows = event::Entity::find()
        .filter(event::Column::EnquiryId.is_in(ids.iter().map(ToString::to_string)))
        .order_by_asc(event::Column::EnquiryId)
        .order_by_asc(event::Column::Ordinal)
        .limit((EVENTS_MAX * ids.len().max(1)) as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading the events of an enquiry"))?;
    let mut found: BTreeMap<EnquiryId, Vec<Recorded>> = BTreeMap::new();
    for row in rows {
        let recorded = Recorded {
            ordinal: row.ordinal,
            at: instant(row.recorded_at)?,
            by: parsed("actor", &row.actor)?,
            event: read(&row.body)?,
        };
        found.entry(parsed("enquiry_id", &row.enquiry_id)?).or_default().push(recorded);
    }
    Ok(found)
}

/// Keeps what somebody wrote, beside the event that brought it.
pub async fn put_text(
    connection: &impl ConnectionTrait,
    id: EnquiryId,
    ordinal: i64,
    (author, content): (Author, &Text),
) -> Result<(), Fault> {
    let row = text::ActiveModel {
        enquiry_id: Set(id.to_string()),
        ordinal: Set(ordinal),
        author: Set(author.as_str().to_owned()),
        content: Set(content.reveal().to_owned()),
    };
    text::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("keeping a text"))?;
    Ok(())
}

/// Reads the texts of an enquiry, by the place of their events.
pub async fn texts(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<BTreeMap<i64, String>, Fault> {
    let rows = text::Entity::find()
        .filter(text::Column::EnquiryId.eq(id.to_string()))
        .limit(EVENTS_MAX as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading the texts of an enquiry"))?;
    Ok(rows.into_iter().map(|row| (row.ordinal, row.content)).collect())
}
