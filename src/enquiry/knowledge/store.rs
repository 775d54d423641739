//! Rows of public replies and gaps to values and back.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{EnquiryId, Language, Timestamp};

use super::{
    gap::{Closing, Gap, GapOutcome, NewGap},
    public_reply::{DraftedReply, PublicReply, PublicState, PublicText, Translation, WANTED_MAX},
    rows::{gap, reply, translation},
};
use crate::{
    enquiry::{Enquiry, rows::enquiry},
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// How many enquiries may ask the same.
pub const ASKED_SAME_MAX: u64 = 10_000;
/// How many gaps are counted at most.
pub const GAPS_MAX: u64 = 100_000;

const PUBLIC_REPLY: &str = "reading a public reply";

/// Reads the public reply to an enquiry.
pub async fn reply(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<Option<PublicReply>, Fault> {
    let row = reply::Entity::find_by_id(id.to_string()).one(connection).await.map_err(Fault::while_(PUBLIC_REPLY))?;
    let Some(row) = row else { return Ok(None) };
    Ok(with_translations(connection, vec![row]).await?.pop())
}

/// Reads the public replies that are drafts, the oldest first.
pub async fn drafts(connection: &impl ConnectionTrait, after: Option<EnquiryId>, most: usize) -> Result<Vec<PublicReply>, Fault> {
    let mut found = reply::Entity::find().filter(reply::Column::State.eq(PublicState::Drafted.as_str()));
    if let Some(after) = after {
        found = found.filter(reply::Column::EnquiryId.gt(after.to_string()));
    }
    let rows = found.order_by_asc(reply::Column::EnquiryId).limit(most as u64).all(connection).await;
    with_translations(connection, rows.map_err(Fault::while_(PUBLIC_REPLY))?).await
}

async fn with_translations(connection: &impl ConnectionTrait, rows: Vec<reply::Model>) -> Result<Vec<PublicReply>, Fault> {
    let ids: Vec<&str> = rows.iter().map(|row| row.enquiry_id.as_str()).collect();
    let most = (ids.len() * WANTED_MAX) as u64;
    let translations = translation::Entity::find()
        .filter(translation::Column::EnquiryId.is_in(ids))
        .order_by_asc(translation::Column::Language)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_(PUBLIC_REPLY))?;
    let mut by_enquiry: BTreeMap<String, Vec<Translation>> = BTreeMap::new();
    for row in translations {
        let text = PublicText { language: parsed("language", &row.language)?, title: row.title, content: row.content };
        let value = Translation { text, by: parsed("translated_by", &row.translated_by)? };
        by_enquiry.entry(row.enquiry_id).or_default().push(value);
    }
    let value = |row: reply::Model| {
        let wanted = row.wanted.split_whitespace().map(|word| parsed("wanted", word));
        Ok(PublicReply {
            enquiry: parsed("enquiry_id", &row.enquiry_id)?,
            version: row.version,
            state: parsed("state", &row.state)?,
            drafted: DraftedReply {
                publication: parsed("publication_id", &row.publication_id)?,
                article11: parsed("article11", &row.article11)?,
                authority: parsed("authority", &row.authority)?,
                source_act: row.source_act,
                text: PublicText { language: parsed("language", &row.language)?, title: row.title, content: row.content },
                wanted: wanted.collect::<Result<_, Fault>>()?,
            },
            drafted_by: parsed("drafted_by", &row.drafted_by)?,
            translations: by_enquiry.remove(&row.enquiry_id).unwrap_or_default(),
            approved_by: row.approved_by.map(|person| parsed("approved_by", &person)).transpose()?,
            changed_at: instant(row.changed_at)?,
        })
    };
    rows.into_iter().map(value).collect()
}

/// Writes a public reply in place of what there was.
pub async fn put_reply(connection: &impl ConnectionTrait, value: &PublicReply) -> Result<(), Fault> {
    use reply::Column;
    const DOING: &str = "writing a public reply";
    let id = value.enquiry.to_string();
    let words: Vec<String> = value.drafted.wanted.iter().map(ToString::to_string).collect();
    let row = reply::ActiveModel {
        enquiry_id: Set(id.clone()),
        version: Set(value.version),
        state: Set(value.state.as_str().to_owned()),
        publication_id: Set(value.drafted.publication.to_string()),
        article11: Set(value.drafted.article11.to_string()),
        authority: Set(value.drafted.authority.to_string()),
        source_act: Set(value.drafted.source_act.clone()),
        language: Set(value.drafted.text.language.to_string()),
        title: Set(value.drafted.text.title.clone()),
        content: Set(value.drafted.text.content.clone()),
        wanted: Set(words.join(" ")),
        drafted_by: Set(value.drafted_by.to_string()),
        approved_by: Set(value.approved_by.map(|person| person.to_string())),
        changed_at: Set(value.changed_at.as_microsecond()),
    };
    let again = OnConflict::column(Column::EnquiryId)
        .update_columns([
            Column::Version,
            Column::State,
            Column::PublicationId,
            Column::Article11,
            Column::Authority,
            Column::SourceAct,
            Column::Language,
            Column::Title,
            Column::Content,
            Column::Wanted,
            Column::DraftedBy,
            Column::ApprovedBy,
            Column::ChangedAt,
        ])
        .to_owned();
    let written = reply::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await;
    written.map_err(Fault::while_(DOING))?;
    let gone = translation::Entity::delete_many().filter(translation::Column::EnquiryId.eq(&id)).exec(connection).await;
    gone.map_err(Fault::while_(DOING))?;
    for Translation { text, by } in &value.translations {
        let row = translation::ActiveModel {
            enquiry_id: Set(id.clone()),
            language: Set(text.language.to_string()),
            title: Set(text.title.clone()),
            content: Set(text.content.clone()),
            translated_by: Set(by.to_string()),
        };
        translation::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_(DOING))?;
    }
    Ok(())
}

/// Says whether the reply to an enquiry is public.
pub async fn is_published(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<bool, Fault> {
    let row = reply::Entity::find_by_id(id.to_string()).one(connection).await.map_err(Fault::while_(PUBLIC_REPLY))?;
    Ok(row.is_some_and(|row| row.state == PublicState::Published.as_str()))
}

/// Reads the enquiries that were found to ask the same as one, without it.
async fn asked_same(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<Vec<Enquiry>, Fault> {
    const DOING: &str = "reading who asked the same";
    // What one is a duplicate of stands in its events alone; there is a column of states to find them by.
    let rows = enquiry::Entity::find()
        .filter(enquiry::Column::State.eq("duplicate"))
        .filter(enquiry::Column::Body.contains(format!("\"duplicateOf\":\"{id}\"")))
        .order_by_asc(enquiry::Column::Id)
        .limit(ASKED_SAME_MAX)
        .all(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    rows.iter().map(|row| serde_json::from_str(&row.body).map_err(Fault::while_(DOING))).collect()
}

/// Says whether others were found to ask the same as an enquiry.
pub async fn is_first(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<bool, Fault> {
    Ok(!asked_same(connection, id).await?.is_empty())
}

/// Returns an enquiry and all that were found to ask the same: everybody who is told when its reply is published. None of them was found to
/// be asked by others again, so there is no more to look for.
pub async fn askers(connection: &impl ConnectionTrait, enquiry: Enquiry) -> Result<Vec<Enquiry>, Fault> {
    let mut askers = asked_same(connection, enquiry.id).await?;
    askers.insert(0, enquiry);
    Ok(askers)
}

/// Reads the ids of enquiries that were opened in a span of microseconds, the newest first.
pub async fn opened_between(
    connection: &impl ConnectionTrait,
    (from, until): (i64, i64),
    most: usize,
) -> Result<Vec<EnquiryId>, Fault> {
    let rows = enquiry::Entity::find()
        .select_only()
        .column(enquiry::Column::Id)
        .filter(enquiry::Column::OpenedAt.gte(from))
        .filter(enquiry::Column::OpenedAt.lt(until))
        .order_by_desc(enquiry::Column::OpenedAt)
        .limit(most as u64)
        .into_tuple::<String>()
        .all(connection)
        .await
        .map_err(Fault::while_("reading the enquiries of a span"))?;
    rows.iter().map(|id| parsed("id", id)).collect()
}

/// Notes a gap; once for each enquiry, and as often as nobody asked an officer.
pub async fn put_gap(connection: &impl ConnectionTrait, value: &NewGap, now: Timestamp) -> Result<(), Fault> {
    let row = gap::ActiveModel {
        sequence: NotSet,
        enquiry_id: Set(value.enquiry.map(|id| id.to_string())),
        reason: Set(value.reason.clone()),
        language: Set(value.language.to_string()),
        article11: Set(value.article11.map(|letter| letter.to_string())),
        authority: Set(value.authority.as_ref().map(ToString::to_string)),
        question: Set(value.question.clone()),
        times: Set(1),
        opened_at: Set(now.as_microsecond()),
        outcome: Set(None),
        place: Set(None),
        because: Set(None),
        closed_by: Set(None),
        closed_at: Set(None),
    };
    let once = OnConflict::column(gap::Column::EnquiryId).do_nothing().to_owned();
    let noted = gap::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
    noted.map_err(Fault::while_("noting a gap"))?;
    Ok(())
}

/// The open gap that a question was noted as last.
const SAME: &str = "(select max(sequence) from enquiry_gap where closed_at is null and language = $1 and question = $2)";

/// Notes that a gap was met again, where the same question is one that is open. False where it is none.
pub async fn met_again(connection: &impl ConnectionTrait, value: &NewGap) -> Result<bool, Fault> {
    let Some(question) = &value.question else { return Ok(false) };
    let sql = format!("update enquiry_gap set times = times + 1 where sequence = {SAME}");
    let values = [value.language.to_string().into(), question.as_str().into()];
    execute(connection, &sql, values, "noting that a gap was met again").await
}

/// Notes which enquiry came of a gap that was met before. False where none was, or another enquiry came of it.
pub async fn led_to(connection: &impl ConnectionTrait, value: &NewGap, enquiry: EnquiryId) -> Result<bool, Fault> {
    let Some(question) = &value.question else { return Ok(false) };
    let sql = format!("update enquiry_gap set enquiry_id = $3 where enquiry_id is null and sequence = {SAME}");
    let values = [value.language.to_string().into(), question.as_str().into(), enquiry.to_string().into()];
    execute(connection, &sql, values, "noting what came of a gap").await
}

async fn execute<const VALUES: usize>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: [Value; VALUES],
    doing: &'static str,
) -> Result<bool, Fault> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let done = connection.execute_raw(statement).await.map_err(Fault::while_(doing))?;
    Ok(done.rows_affected() > 0)
}

/// Counts the gaps that no enquiry came of and that were noted since an instant.
pub async fn gaps_since(connection: &impl ConnectionTrait, since: Timestamp) -> Result<u64, Fault> {
    gap::Entity::find()
        .filter(gap::Column::EnquiryId.is_null())
        .filter(gap::Column::OpenedAt.gt(since.as_microsecond()))
        .count(connection)
        .await
        .map_err(Fault::while_("counting gaps"))
}

/// Reads gaps, the oldest first.
pub async fn gaps(connection: &impl ConnectionTrait, is_open: Option<bool>, after: i64, most: usize) -> Result<Vec<Gap>, Fault> {
    let mut found = gap::Entity::find().filter(gap::Column::Sequence.gt(after));
    found = match is_open {
        Some(true) => found.filter(gap::Column::ClosedAt.is_null()),
        Some(false) => found.filter(gap::Column::ClosedAt.is_not_null()),
        None => found,
    };
    let rows = found.order_by_asc(gap::Column::Sequence).limit(most as u64).all(connection).await;
    rows.map_err(Fault::while_("reading gaps"))?.into_iter().map(gap_value).collect()
}

/// Reads a gap, and keeps others from closing it until the unit of work is over.
pub async fn lock_gap(connection: &impl ConnectionTrait, sequence: i64) -> Result<Option<Gap>, Fault> {
    let row = gap::Entity::find_by_id(sequence).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("reading a gap"))?.map(gap_value).transpose()
}

/// Finds the gap of an enquiry.
pub async fn gap_of(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<Option<Gap>, Fault> {
    let row = gap::Entity::find().filter(gap::Column::EnquiryId.eq(id.to_string())).one(connection).await;
    row.map_err(Fault::while_("reading a gap"))?.map(gap_value).transpose()
}

fn gap_value(row: gap::Model) -> Result<Gap, Fault> {
    let closing = match (row.outcome, row.closed_by, row.closed_at) {
        (Some(outcome), Some(by), Some(at)) => Some(Closing {
            outcome: parsed("outcome", &outcome)?,
            place: row.place,
            because: row.because.unwrap_or_default(),
            by: parsed("closed_by", &by)?,
            at: instant(at)?,
        }),
        _ => None,
    };
    Ok(Gap {
        sequence: row.sequence,
        noted: NewGap {
            enquiry: row.enquiry_id.map(|id| parsed("enquiry_id", &id)).transpose()?,
            reason: row.reason,
            language: parsed("language", &row.language)?,
            article11: row.article11.map(|letter| parsed("article11", &letter)).transpose()?,
            authority: row.authority.map(|code| parsed("authority", &code)).transpose()?,
            question: row.question,
        },
        times: row.times,
        opened_at: instant(row.opened_at)?,
        closing,
    })
}

/// Closes a gap, and writes under which letter and whose it is.
pub async fn close_gap(connection: &impl ConnectionTrait, value: &Gap, closing: &Closing) -> Result<(), Fault> {
    use gap::Column;
    gap::Entity::update_many()
        .col_expr(Column::Article11, Expr::value(value.noted.article11.map(|letter| letter.to_string())))
        .col_expr(Column::Authority, Expr::value(value.noted.authority.as_ref().map(ToString::to_string)))
        .col_expr(Column::Outcome, Expr::value(closing.outcome.as_str()))
        .col_expr(Column::Place, Expr::value(closing.place.clone()))
        .col_expr(Column::Because, Expr::value(closing.because.clone()))
        .col_expr(Column::ClosedBy, Expr::value(closing.by.to_string()))
        .col_expr(Column::ClosedAt, Expr::value(closing.at.as_microsecond()))
        .filter(Column::Sequence.eq(value.sequence))
        .exec(connection)
        .await
        .map_err(Fault::while_("closing a gap"))?;
    Ok(())
}

/// When a gap was noted, and how and when it was closed.
pub type GapSpan = (Timestamp, Option<(GapOutcome, Timestamp)>);

/// Reads when each gap was noted and closed.
pub async fn gap_spans(connection: &impl ConnectionTrait) -> Result<Vec<GapSpan>, Fault> {
    let rows = gap::Entity::find()
        .select_only()
        .columns([gap::Column::OpenedAt, gap::Column::Outcome, gap::Column::ClosedAt])
        .order_by_asc(gap::Column::Sequence)
        .limit(GAPS_MAX)
        .into_tuple::<(i64, Option<String>, Option<i64>)>()
        .all(connection)
        .await
        .map_err(Fault::while_("counting gaps"))?;
    let span = |(opened_at, outcome, closed_at): (i64, Option<String>, Option<i64>)| {
        let closed = match (outcome, closed_at) {
            (Some(outcome), Some(at)) => Some((parsed("outcome", &outcome)?, instant(at)?)),
            _ => None,
        };
        Ok((instant(opened_at)?, closed))
    };
    rows.into_iter().map(span).collect()
}

/// Returns the languages of some enquiries.
pub fn languages<'a>(enquiries: impl IntoIterator<Item = &'a Enquiry>) -> BTreeSet<Language> {
    enquiries.into_iter().map(|enquiry| enquiry.language).collect()
}
