//! Rows to values and back.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use vocabulary::Timestamp;

use super::{
    chain::{ChainName, End, Link, Written},
    digest::Digest,
    head::{Head, SignedHead},
    person::{DatumReference, Erasure, PersonReference, PersonalDatum, Sealed},
    service::EntriesRequest,
    verification::{StoredHead, StoredLink},
};
use crate::platform::{
    database,
    fault::Fault,
    stored::{instant, parsed},
};

/// What the use cases may hand over: a connection, or a unit of work.
pub trait Connection: ConnectionTrait {}

impl<C: ConnectionTrait> Connection for C {}

/// Names at most this many references in one statement: both engines limit the number of parameters.
const REFERENCES_A_STATEMENT_MAX: usize = 500;
/// Inserts at most this many rows in one statement, for the same reason.
const ROWS_A_STATEMENT_MAX: usize = 400;

/// A link as far as trees need it.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    pub sequence: i64,
    pub at: Timestamp,
    pub hash: Digest,
}

/// Keeps others from appending to the chain until the unit of work ends. SQLite has one writer, and a unit of work is it.
pub async fn lock(connection: &impl ConnectionTrait, chain: &ChainName) -> Result<(), Fault> {
    if connection.get_database_backend() == DbBackend::Postgres {
        run(connection, "select pg_advisory_xact_lock($1)", [chain.lock().into()], "waiting for the audit log").await?;
    }
    Ok(())
}

/// Reads where the chain ends.
pub async fn end(connection: &impl ConnectionTrait, chain: &ChainName) -> Result<Option<End>, Fault> {
    let sql = "select sequence, recorded_at, hash from audit_entry where chain = $1 order by sequence desc limit 1";
    let rows: Vec<LeafRow> = database::rows(connection, sql, [chain.as_str().into()])
        .await
        .map_err(Fault::while_("reading the end of the audit log"))?;
    let leaf = rows.into_iter().next().map(Leaf::try_from).transpose()?;
    Ok(leaf.map(|Leaf { sequence, at, hash }| End { sequence, hash, at }))
}

/// Adds links, and whom they are about.
pub async fn insert(connection: &impl ConnectionTrait, links: &[Written]) -> Result<(), Fault> {
    let into = "audit_entry (chain, sequence, recorded_at, actor, acting_for, action, object_kind, object_id, outcome, request_id, \
                content, hash)";
    insert_rows(connection, into, links.iter().map(columns).collect()).await?;
    let subjects = links.iter().flat_map(|Written { link, .. }| {
        let (chain, sequence) = (link.chain.as_str(), link.sequence);
        link.entry.persons().into_iter().map(move |person| [chain.into(), person.to_string().into(), sequence.into()])
    });
    insert_rows(connection, "audit_subject (chain, person, sequence)", subjects.collect()).await
}

fn columns(Written { link, content, hash }: &Written) -> [Value; 12] {
    let entry = &link.entry;
    [
        link.chain.as_str().into(),
        link.sequence.into(),
        link.at.as_microsecond().into(),
        entry.actor.to_string().into(),
        entry.acting_for.map(|person| person.to_string()).into(),
        entry.action.as_str().into(),
        entry.object.kind.as_str().into(),
        entry.object.id.as_str().into(),
        entry.outcome.to_string().into(),
        entry.request.as_ref().map(|id| id.as_str().to_owned()).into(),
        content.as_str().into(),
        hash.to_string().into(),
    ]
}

/// Inserts rows of some columns, many in one statement.
async fn insert_rows<const COLUMNS: usize>(
    connection: &impl ConnectionTrait,
    into: &str,
    rows: Vec<[Value; COLUMNS]>,
) -> Result<(), Fault> {
    for some in rows.chunks(ROWS_A_STATEMENT_MAX) {
        let row = |place: usize| {
            let places: Vec<_> = (1..=COLUMNS).map(|column| format!("${}", place * COLUMNS + column)).collect();
            format!("({})", places.join(", "))
        };
        let places: Vec<_> = (0..some.len()).map(row).collect();
        let sql = format!("insert into {into} values {}", places.join(", "));
        run(connection, &sql, some.concat(), "appending to the audit log").await?;
    }
    Ok(())
}

/// Reads the hashes behind a place, in order.
pub async fn leaves(
    connection: &impl ConnectionTrait,
    chain: &ChainName,
    behind: i64,
    until: i64,
    count: u64,
) -> Result<Vec<Leaf>, Fault> {
    let sql = "select sequence, recorded_at, hash from audit_entry where chain = $1 and sequence > $2 and sequence <= $3 \
               order by sequence limit $4";
    let values = [chain.as_str().into(), behind.into(), until.into(), whole(count).into()];
    let rows: Vec<LeafRow> =
        database::rows(connection, sql, values).await.map_err(Fault::while_("reading the hashes of the audit log"))?;
    rows.into_iter().map(Leaf::try_from).collect()
}

/// Reads the place of the first link since an instant.
pub async fn first_since(connection: &impl ConnectionTrait, chain: &ChainName, since: Timestamp) -> Result<Option<i64>, Fault> {
    let sql = "select sequence from audit_entry where chain = $1 and recorded_at >= $2 order by recorded_at, sequence limit 1";
    let values = [chain.as_str().into(), since.as_microsecond().into()];
    let rows: Vec<SequenceRow> =
        database::rows(connection, sql, values).await.map_err(Fault::while_("reading the first entry of a day"))?;
    Ok(rows.first().map(|row| row.sequence))
}

/// Reads the rows behind a place, in order, each with whom it is listed under.
pub async fn links(
    connection: &impl ConnectionTrait,
    chain: &ChainName,
    behind: i64,
    count: u64,
) -> Result<Vec<StoredLink>, Fault> {
    let sql = "select sequence, recorded_at, actor, acting_for, action, object_kind, object_id, outcome, request_id, content, hash \
               from audit_entry where chain = $1 and sequence > $2 order by sequence limit $3";
    let values = [chain.as_str().into(), behind.into(), whole(count).into()];
    let rows: Vec<LinkRow> = database::rows(connection, sql, values).await.map_err(Fault::while_("reading the audit log"))?;
    let Some(last) = rows.last() else { return Ok(Vec::new()) };
    let sql = "select sequence, person from audit_subject where chain = $1 and sequence > $2 and sequence <= $3 \
               order by sequence, person";
    let values = [chain.as_str().into(), behind.into(), last.sequence.into()];
    let subjects: Vec<SubjectRow> =
        database::rows(connection, sql, values).await.map_err(Fault::while_("reading whom the audit log is about"))?;
    let mut persons: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for subject in subjects {
        persons.entry(subject.sequence).or_default().push(subject.person);
    }
    Ok(rows.into_iter().map(|row| row.with(&mut persons)).collect())
}

/// Reads one link.
pub async fn link(connection: &impl ConnectionTrait, chain: &ChainName, sequence: i64) -> Result<Option<Link>, Fault> {
    let sql = "select content from audit_entry where chain = $1 and sequence = $2";
    let rows: Vec<ContentRow> = database::rows(connection, sql, [chain.as_str().into(), sequence.into()])
        .await
        .map_err(Fault::while_("reading an audit entry"))?;
    rows.first().map(ContentRow::link).transpose()
}

/// Reads a page of the links that a filter lets through, the newest first, and one more where there is more.
pub async fn entries(
    connection: &impl ConnectionTrait,
    chain: &ChainName,
    request: &EntriesRequest,
    count: u64,
) -> Result<Vec<Link>, Fault> {
    let filter = &request.filter;
    let mut values: Vec<Value> = vec![chain.as_str().into()];
    let mut conditions = String::new();
    let mut from = "audit_entry e".to_owned();
    let mut add = |condition: &str, value: Value| {
        values.push(value);
        conditions.push_str(&format!(" and {condition} ${}", values.len()));
    };
    if let Some(person) = filter.about {
        from.push_str(" join audit_subject s on s.chain = e.chain and s.sequence = e.sequence");
        add("s.person =", person.to_string().into());
    }
    if let Some(actor) = &filter.actor {
        add("e.actor =", actor.to_string().into());
    }
    if let Some(action) = &filter.action {
        add("e.action =", action.as_str().into());
    }
    if let Some(object) = &filter.object {
        add("e.object_kind =", object.kind.as_str().into());
        add("e.object_id =", object.id.as_str().into());
    }
    if let Some(since) = filter.since {
        add("e.recorded_at >=", since.as_microsecond().into());
    }
    if let Some(until) = filter.until {
        add("e.recorded_at <", until.as_microsecond().into());
    }
    if let Some(after) = request.after {
        add("e.sequence <", after.into());
    }
    let sql = format!("select e.content from {from} where e.chain = $1{conditions} order by e.sequence desc limit {count}");
    let rows: Vec<ContentRow> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("reading a page of the audit log"))?;
    rows.iter().map(ContentRow::link).collect()
}

/// Adds a signed head.
pub async fn insert_head(connection: &impl ConnectionTrait, signed: &SignedHead) -> Result<(), Fault> {
    let head = &signed.head;
    let sql = "insert into audit_head (chain, sequence, signed_at, content, signature) values ($1, $2, $3, $4, $5)";
    let values = [
        head.chain.as_str().into(),
        head.sequence.into(),
        head.at.as_microsecond().into(),
        signed.canonical()?.into(),
        signed.signature.as_str().into(),
    ];
    run(connection, sql, values, "storing an audit head").await
}

/// Reads the heads behind a place, in order, as they stand there.
pub async fn heads(
    connection: &impl ConnectionTrait,
    chain: &ChainName,
    behind: i64,
    count: u64,
) -> Result<Vec<StoredHead>, Fault> {
    let sql = "select sequence, signed_at, content, signature from audit_head where chain = $1 and sequence > $2 \
               order by sequence limit $3";
    let values = [chain.as_str().into(), behind.into(), whole(count).into()];
    let rows: Vec<HeadRow> = database::rows(connection, sql, values).await.map_err(Fault::while_("reading audit heads"))?;
    Ok(rows.into_iter().map(StoredHead::from).collect())
}

/// Reads the head signed last.
pub async fn last_head(connection: &impl ConnectionTrait, chain: &ChainName) -> Result<Option<StoredHead>, Fault> {
    let sql = "select sequence, signed_at, content, signature from audit_head where chain = $1 order by sequence desc limit 1";
    let rows: Vec<HeadRow> =
        database::rows(connection, sql, [chain.as_str().into()]).await.map_err(Fault::while_("reading the last audit head"))?;
    Ok(rows.into_iter().next().map(StoredHead::from))
}

/// Reads a stored head as the value it was.
pub fn signed(stored: StoredHead) -> Result<SignedHead, Fault> {
    let head: Head = serde_json::from_str(&stored.content).map_err(Fault::while_("reading a stored audit head"))?;
    Ok(SignedHead { head, signature: stored.signature })
}

/// Keeps a piece of personal data.
pub async fn insert_datum(connection: &impl ConnectionTrait, datum: &PersonalDatum) -> Result<(), Fault> {
    let sql = "insert into personal_data (reference, person, kind, content, salt, recorded_at) values ($1, $2, $3, $4, $5, $6)";
    let values = [
        datum.reference.to_string().into(),
        datum.person.to_string().into(),
        datum.kind.as_str().into(),
        datum.content.as_str().into(),
        hex::encode(datum.salt).into(),
        datum.recorded_at.as_microsecond().into(),
    ];
    run(connection, sql, values, "keeping personal data").await
}

/// Erases personal data, and returns how many pieces there were.
pub async fn erase(connection: &impl ConnectionTrait, erasure: Erasure) -> Result<u64, Fault> {
    if connection.get_database_backend() == DbBackend::Sqlite {
        // SQLite would leave the bytes in the file until their place is needed.
        run(connection, "pragma secure_delete = on", [], "erasing personal data").await?;
    }
    let (sql, reference) = match erasure {
        Erasure::Datum(reference) => ("delete from personal_data where reference = $1", reference.to_string()),
        Erasure::Person(person) => ("delete from personal_data where person = $1", person.to_string()),
    };
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, [reference.into()]);
    let done = connection.execute_raw(statement).await.map_err(Fault::while_("erasing personal data"))?;
    Ok(done.rows_affected())
}

/// Reads what is kept of a person, the oldest first.
pub async fn data_of(
    connection: &impl ConnectionTrait,
    person: PersonReference,
    count: u64,
) -> Result<Vec<PersonalDatum>, Fault> {
    let sql = "select reference, person, kind, content, salt, recorded_at from personal_data where person = $1 \
               order by recorded_at, reference limit $2";
    let values = [person.to_string().into(), whole(count).into()];
    let rows: Vec<DatumRow> = database::rows(connection, sql, values).await.map_err(Fault::while_("reading personal data"))?;
    rows.into_iter().map(PersonalDatum::try_from).collect()
}

/// Reads the seals of those pieces that are still kept; nothing for one that cannot be read any more.
pub async fn seals_of(
    connection: &impl ConnectionTrait,
    references: &[DatumReference],
) -> Result<BTreeMap<DatumReference, Option<Sealed>>, Fault> {
    let mut seals = BTreeMap::new();
    for some in references.chunks(REFERENCES_A_STATEMENT_MAX) {
        let places: Vec<String> = (1..=some.len()).map(|number| format!("${number}")).collect();
        let sql = format!(
            "select reference, person, kind, content, salt, recorded_at from personal_data where reference in ({})",
            places.join(", ")
        );
        let values: Vec<Value> = some.iter().map(|reference| reference.to_string().into()).collect();
        let rows: Vec<DatumRow> =
            database::rows(connection, &sql, values).await.map_err(Fault::while_("reading personal data"))?;
        for row in rows {
            let reference = parsed("reference", &row.reference)?;
            seals.insert(reference, PersonalDatum::try_from(row).ok().map(|datum| datum.seal()));
        }
    }
    Ok(seals)
}

async fn run(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
    doing: &'static str,
) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await.map(drop).map_err(Fault::while_(doing))
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[derive(FromQueryResult)]
struct SequenceRow {
    sequence: i64,
}

#[derive(FromQueryResult)]
struct LeafRow {
    sequence: i64,
    recorded_at: i64,
    hash: String,
}

#[derive(FromQueryResult)]
struct ContentRow {
    content: String,
}

#[derive(FromQueryResult)]
struct SubjectRow {
    sequence: i64,
    person: String,
}

#[derive(FromQueryResult)]
struct LinkRow {
    sequence: i64,
    recorded_at: i64,
    actor: String,
    acting_for: Option<String>,
    action: String,
    object_kind: String,
    object_id: String,
    outcome: String,
    request_id: Option<String>,
    content: String,
    hash: String,
}

#[derive(FromQueryResult)]
struct HeadRow {
    sequence: i64,
    signed_at: i64,
    content: String,
    signature: String,
}

#[derive(FromQueryResult)]
struct DatumRow {
    reference: String,
    person: String,
    kind: String,
    content: String,
    salt: String,
    recorded_at: i64,
}

impl TryFrom<LeafRow> for Leaf {
    type Error = Fault;

    fn try_from(row: LeafRow) -> Result<Leaf, Fault> {
        Ok(Leaf { sequence: row.sequence, at: instant(row.recorded_at)?, hash: parsed("hash", &row.hash)? })
    }
}

impl ContentRow {
    fn link(&self) -> Result<Link, Fault> {
        serde_json::from_str(&self.content).map_err(Fault::while_("reading a stored audit entry"))
    }
}

impl LinkRow {
    fn with(self, persons: &mut BTreeMap<i64, Vec<String>>) -> StoredLink {
        StoredLink {
            persons: persons.remove(&self.sequence).unwrap_or_default(),
            sequence: self.sequence,
            recorded_at: self.recorded_at,
            actor: self.actor,
            acting_for: self.acting_for,
            action: self.action,
            object_kind: self.object_kind,
            object_id: self.object_id,
            outcome: self.outcome,
            request_id: self.request_id,
            content: self.content,
            hash: self.hash,
        }
    }
}

impl From<HeadRow> for StoredHead {
    fn from(row: HeadRow) -> StoredHead {
        StoredHead { sequence: row.sequence, signed_at: row.signed_at, content: row.content, signature: row.signature }
    }
}

impl TryFrom<DatumRow> for PersonalDatum {
    type Error = Fault;

    fn try_from(row: DatumRow) -> Result<PersonalDatum, Fault> {
        let mut salt = [0; 32];
        hex::decode_to_slice(&row.salt, &mut salt).map_err(Fault::while_("reading the salt of personal data"))?;
        Ok(PersonalDatum {
            reference: parsed("reference", &row.reference)?,
            person: parsed("person", &row.person)?,
            kind: parsed("kind", &row.kind)?,
            content: row.content,
            recorded_at: instant(row.recorded_at)?,
            salt,
        })
    }
}
