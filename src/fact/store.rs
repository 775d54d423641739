//! Rows to values and back.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Value,
};
use serde::{Serialize, de::DeserializeOwned};
use vocabulary::{Date, FactId, HsCode, Period, Timestamp};

use super::{
    announcement::Announcement,
    fact::{Content, Fact, FactKey, NewFact, Provenance},
    kind::FactKind,
    rows::fact_revision,
    service::{Announced, FactsRequest, OverdueRequest},
};
use crate::{
    audit::Digest,
    platform::{
        database,
        edition::{self, RevisionTable},
        fault::Fault,
        stored::{instant, parsed, period},
    },
    publication::Attestation,
};

const FACTS: RevisionTable = RevisionTable { name: "fact_revision", key: "kind, fact_id", said: "true", stands: "not withdrawn" };

/// Inserts at most this many rows in one statement: both engines limit the number of parameters.
const INSERT_ROWS_MAX: usize = 400;

/// Reads every revision of one kind, oldest first; of the given ids alone, or of all.
pub async fn revisions(connection: &impl ConnectionTrait, kind: FactKind, ids: Option<&[FactId]>) -> Result<Vec<Fact>, Fault> {
    use fact_revision::Column;
    let mut wanted = fact_revision::Entity::find().filter(Column::Kind.eq(kind.as_str()));
    if let Some(ids) = ids {
        wanted = wanted.filter(Column::FactId.is_in(ids.iter().map(FactId::as_str)));
    }
    let rows = wanted.order_by_asc(Column::Sequence).all(connection).await.map_err(Fault::while_("reading facts"))?;
    rows.into_iter().map(fact).collect()
}

/// How many notices may name one chapter; a busy year has a few dozen.
const NOTICES_MAX: u64 = 2_000;

/// Reads which notices have a revision whose changes name a code that begins with `digits`, in the order of ids.
pub async fn notices_naming(connection: &impl ConnectionTrait, digits: &str) -> Result<Vec<FactId>, Fault> {
    use fact_revision::Column;
    let ids: Vec<String> = fact_revision::Entity::find()
        .select_only()
        .column(Column::FactId)
        .distinct()
        .filter(Column::Kind.eq(FactKind::Notice.as_str()))
        // A code of digits alone has nothing that `like` would take for a pattern.
        .filter(Column::Body.contains(format!("\"code\":\"{digits}")))
        .order_by_asc(Column::FactId)
        .limit(NOTICES_MAX)
        .into_tuple()
        .all(connection)
        .await
        .map_err(Fault::while_("looking for notices"))?;
    ids.iter().map(|id| parsed("fact_id", id)).collect()
}

/// Reads every revision of the facts that `news` speak of.
pub async fn revisions_of(connection: &impl ConnectionTrait, news: &[NewFact]) -> Result<Vec<Fact>, Fault> {
    let mut ids: HashMap<FactKind, Vec<FactId>> = HashMap::new();
    for new in news {
        ids.entry(new.content.body.kind()).or_default().push(new.id.clone());
    }
    let mut known = Vec::new();
    for (kind, ids) in ids {
        known.extend(revisions(connection, kind, Some(&ids)).await?);
    }
    Ok(known)
}

/// Reads which facts there are, in the order of kinds and ids.
pub async fn keys(connection: &impl ConnectionTrait) -> Result<Vec<FactKey>, Fault> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: String,
        fact_id: String,
    }
    let sql = "select distinct kind, fact_id from fact_revision order by kind, fact_id";
    let rows: Vec<Row> = database::rows(connection, sql, []).await.map_err(Fault::while_("listing all facts"))?;
    rows.into_iter().map(|row| Ok((parsed("kind", &row.kind)?, parsed("fact_id", &row.fact_id)?))).collect()
}

/// Reads a page of the facts of one kind that are in force on a day as known at an instant, in the order of ids, and one more than
/// the page where there is more.
pub async fn in_force(connection: &impl ConnectionTrait, request: &FactsRequest) -> Result<Vec<Fact>, Fault> {
    let mut values: Vec<Value> = vec![
        request.as_of.to_string().into(),
        request.known_at.as_microsecond().into(),
        request.kind.as_str().into(),
        request.after.as_ref().map_or("", FactId::as_str).into(),
    ];
    let filter = &request.filter;
    let wanted = [
        ("authority", filter.authority.as_ref().map(ToString::to_string)),
        ("article11", filter.article11.map(|letter| letter.as_str().to_owned())),
        ("publication_id", filter.publication_id.as_ref().map(ToString::to_string)),
        ("fact_id", filter.id.as_ref().map(ToString::to_string)),
    ];
    let mut outer = String::new();
    for (column, value) in wanted {
        if let Some(value) = value {
            values.push(value.into());
            outer.push_str(&format!(" and {column} = ${}", values.len()));
        }
    }
    if let Some(code) = &filter.hs_code {
        outer.push_str(&format!(" and ({})", about(code, &mut values)));
    }
    let limit = request.first.get() + 1;
    let sql = edition::begun(&FACTS, began(request.kind), "kind = $3 and fact_id > $4");
    let sql = format!("{sql}{outer} order by fact_id limit {limit}");
    let rows: Vec<fact_revision::Model> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("listing facts"))?;
    rows.into_iter().map(fact).collect()
}

/// Writes the condition that an edition is shown on day `$1`. A notice is there to be read before it takes effect, so it is shown from
/// the day it was announced; where a later edition of it was, that one.
fn began(kind: FactKind) -> &'static str {
    if kind == FactKind::Notice { "(valid_from <= $1 or announced_on <= $1)" } else { "valid_from <= $1" }
}

/// Reads what is in force on a day and had to be confirmed again before it, the longest overdue first.
pub async fn overdue(connection: &impl ConnectionTrait, request: &OverdueRequest<'_>) -> Result<Vec<Fact>, Fault> {
    let (due_on, key) = request.after.as_ref().map_or(("".to_owned(), None), |(day, key)| (day.to_string(), key.as_ref()));
    let mut values: Vec<Value> = vec![
        request.as_of.to_string().into(),
        request.known_at.as_microsecond().into(),
        due_on.into(),
        key.map_or("", |(kind, _)| kind.as_str()).into(),
        key.map_or("", |(_, id)| id.as_str()).into(),
    ];
    let mut sql = edition::in_force(&FACTS, "true");
    sql.push_str(
        " and review_due_on < $1 \
         and (review_due_on > $3 or review_due_on = $3 and (kind > $4 or kind = $4 and fact_id > $5))",
    );
    if let Some(authority) = request.authority {
        values.push(authority.as_str().into());
        sql.push_str(" and authority = $6");
    }
    sql.push_str(&format!(" order by review_due_on, kind, fact_id limit {}", request.count));
    let rows: Vec<fact_revision::Model> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("listing overdue reviews of facts"))?;
    rows.into_iter().map(fact).collect()
}

/// Reads how what was announced within a span was announced: of each edition the latest revision, unless that takes it back.
pub async fn announced(connection: &impl ConnectionTrait, span: Period) -> Result<Vec<Announced>, Fault> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: String,
        valid_from: String,
        announced_on: String,
        exception: Option<String>,
    }
    let sql = "select kind, valid_from, announced_on, exception from (select r.*, \
               row_number() over (partition by kind, fact_id, valid_from order by version desc) as version_place \
               from fact_revision r) y \
               where version_place = 1 and not withdrawn and announced_on >= $1 and ($2 = '' or announced_on < $2)";
    let until = span.until().map_or(String::new(), |day| day.to_string());
    let rows: Vec<Row> = database::rows(connection, sql, [span.from().to_string().into(), until.into()])
        .await
        .map_err(Fault::while_("reading how facts were announced"))?;
    let read = |row: Row| {
        let announced_on = parsed("announced_on", &row.announced_on)?;
        let announcement = Announcement { announced_on, exception: row.exception.as_deref().map(said).transpose()? };
        Ok(Announced { kind: parsed("kind", &row.kind)?, valid_from: parsed("valid_from", &row.valid_from)?, announcement })
    };
    rows.into_iter().map(read).collect()
}

/// Writes the condition that a fact is about all goods, about goods under `code`, or about what `code` is under.
fn about(code: &HsCode, values: &mut Vec<Value>) -> String {
    let digits = code.significant();
    let above = (2..digits.len()).step_by(2).map(|len| format!("%,{},%", &digits[..len]));
    let mut conditions = vec!["hs_codes = ''".to_owned()];
    for pattern in above.chain([format!("%,{digits}%")]) {
        values.push(pattern.into());
        conditions.push(format!("',' || hs_codes || ',' like ${}", values.len()));
    }
    conditions.join(" or ")
}

/// Adds revisions, each with its version, and returns the digest of what each says.
pub async fn insert(connection: &impl ConnectionTrait, facts: &[(i32, &NewFact)], now: Timestamp) -> Result<Vec<Digest>, Fault> {
    let mut digests = Vec::with_capacity(facts.len());
    for facts in facts.chunks(INSERT_ROWS_MAX) {
        let rows: Vec<_> = facts.iter().map(|(version, new)| row(*version, new, now)).collect::<Result<_, _>>()?;
        digests.extend(rows.iter().map(digest));
        let added =
            rows.into_iter().map(|row| fact_revision::ActiveModel { sequence: NotSet, ..row.into_active_model().reset_all() });
        fact_revision::Entity::insert_many(added)
            .exec_without_returning(connection)
            .await
            .map_err(Fault::while_("recording facts"))?;
    }
    Ok(digests)
}

/// Returns the digest of what a row says, letter for letter as it is stored: a later edition of this program, which may write it in other
/// words, finds the same. Who confirmed it, when it was recorded and which revision it is are no part of it.
fn digest(row: &fact_revision::Model) -> Digest {
    let page = row.source_page.to_string();
    let parts: [&str; 19] = [
        &row.kind,
        &row.fact_id,
        &row.authority,
        &row.article11,
        &row.direction,
        &row.hs_codes,
        row.publication_id.as_deref().unwrap_or_default(),
        &row.name,
        &row.summary,
        &row.body,
        &row.source_act,
        &row.source_gazette,
        &page,
        &row.source_url,
        &row.source_captured_on,
        &row.announced_on,
        row.exception.as_deref().unwrap_or_default(),
        &row.valid_from,
        row.valid_until.as_deref().unwrap_or_default(),
    ];
    // The length keeps "ab" + "c" apart from "a" + "bc".
    let lengths = parts.map(|part| (part.len() as u64).to_be_bytes());
    let measured: Vec<&[u8]> = lengths.iter().zip(parts).flat_map(|(length, part)| [&length[..], part.as_bytes()]).collect();
    Digest::of(&measured)
}

fn row(version: i32, new: &NewFact, now: Timestamp) -> Result<fact_revision::Model, Fault> {
    let Content {
        authority,
        article11,
        direction,
        hs_codes,
        provenance,
        attestation,
        announcement,
        publication_id,
        name,
        summary,
        body,
    } = &new.content;
    let codes: Vec<&str> = hs_codes.iter().map(HsCode::as_str).collect();
    Ok(fact_revision::Model {
        // Given by the database.
        sequence: 0,
        kind: body.kind().to_string(),
        fact_id: new.id.to_string(),
        version,
        withdrawn: new.withdrawn,
        authority: authority.to_string(),
        article11: article11.as_str().to_owned(),
        direction: direction.to_string(),
        hs_codes: codes.join(","),
        publication_id: publication_id.as_ref().map(ToString::to_string),
        name: json(name)?,
        summary: json(summary)?,
        body: json(body)?,
        source_act: provenance.act.clone(),
        source_gazette: provenance.gazette.clone(),
        source_page: provenance.page.try_into().unwrap_or(i32::MAX),
        source_url: provenance.url.clone(),
        source_captured_on: provenance.captured_on.to_string(),
        attested_by: attestation.by.clone(),
        confirmed_on: attestation.confirmed_on.to_string(),
        review_due_on: attestation.review_due_on.to_string(),
        announced_on: announcement.announced_on.to_string(),
        exception: announcement.exception.as_ref().map(json).transpose()?,
        valid_from: new.validity.from().to_string(),
        valid_until: new.validity.until().map(|day| day.to_string()),
        recorded_at: now.as_microsecond(),
    })
}

fn fact(row: fact_revision::Model) -> Result<Fact, Fault> {
    let content_digest = digest(&row);
    let day = |column, text: &str| parsed::<Date>(column, text);
    let hs_codes: Vec<HsCode> =
        row.hs_codes.split(',').filter(|code| !code.is_empty()).map(|code| parsed("hs_codes", code)).collect::<Result<_, _>>()?;
    let content = Content {
        authority: parsed("authority", &row.authority)?,
        article11: parsed("article11", &row.article11)?,
        direction: parsed("direction", &row.direction)?,
        hs_codes,
        provenance: Provenance {
            act: row.source_act,
            gazette: row.source_gazette,
            page: row.source_page.try_into().unwrap_or(1),
            url: row.source_url,
            captured_on: day("source_captured_on", &row.source_captured_on)?,
        },
        attestation: Attestation {
            by: row.attested_by,
            confirmed_on: day("confirmed_on", &row.confirmed_on)?,
            review_due_on: day("review_due_on", &row.review_due_on)?,
        },
        announcement: Announcement {
            announced_on: day("announced_on", &row.announced_on)?,
            exception: row.exception.as_deref().map(said).transpose()?,
        },
        publication_id: row.publication_id.as_deref().map(|id| parsed("publication_id", id)).transpose()?,
        name: said(&row.name)?,
        summary: said(&row.summary)?,
        body: said(&row.body)?,
    };
    Ok(Fact {
        id: parsed("fact_id", &row.fact_id)?,
        version: row.version,
        withdrawn: row.withdrawn,
        content,
        validity: period(&row.valid_from, row.valid_until.as_deref())?,
        recorded_at: instant(row.recorded_at)?,
        content_digest,
    })
}

fn json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(Fault::while_("writing a fact"))
}

fn said<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading a stored fact"))
}
