//! Rows to values and back.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};
use vocabulary::{AuthorityCode, Date, HsCode, Language, PublicationId, Timestamp};

use super::{
    coverage::LiveText,
    revision::{Authority, Content, NewRevision, Revision, Source, TranslationOf},
    rows::{authority, publication_revision},
    service::{ListRequest, Subject},
};
use crate::platform::{
    database,
    edition::{self, RevisionTable},
    fault::Fault,
    stored::{instant, parsed, period},
};

const REVISIONS: RevisionTable = RevisionTable {
    name: "publication_revision",
    key: "publication_id, language",
    said: "state <> 'draft'",
    stands: "state = 'published'",
};

/// Inserts at most this many rows in one statement: both engines limit the number of parameters.
const INSERT_ROWS_MAX: usize = 400;

/// Reads every revision of the given publications, drafts too, oldest first.
pub async fn revisions(connection: &impl ConnectionTrait, ids: &[PublicationId]) -> Result<Vec<Revision>, Fault> {
    publication_revision::Entity::find()
        .filter(publication_revision::Column::PublicationId.is_in(ids.iter().map(PublicationId::as_str)))
        .order_by_asc(publication_revision::Column::Sequence)
        .all(connection)
        .await
        .map_err(Fault::while_("reading revisions"))?
        .into_iter()
        .map(revision)
        .collect()
}

/// Reads the revisions of one publication that are in force on `day` as known at `known_at`, one for each language.
pub async fn in_force(
    connection: &impl ConnectionTrait,
    id: &PublicationId,
    day: Date,
    known_at: Timestamp,
) -> Result<Vec<Revision>, Fault> {
    let sql = edition::in_force(&REVISIONS, "publication_id = $3");
    let values = [day.to_string().into(), known_at.as_microsecond().into(), id.as_str().into()];
    let rows: Vec<publication_revision::Model> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("reading a publication"))?;
    rows.into_iter().map(revision).collect()
}

/// Reads a page of what is in force in one language, in the order of ids, and one more than the page where there is more.
pub async fn list(connection: &impl ConnectionTrait, request: &ListRequest) -> Result<Vec<Revision>, Fault> {
    let filter = "language = $3 and publication_id > $4";
    let mut values = vec![
        request.as_of.to_string().into(),
        request.known_at.as_microsecond().into(),
        request.language.as_str().into(),
        request.after.as_ref().map_or("", PublicationId::as_str).into(),
    ];
    let wanted = [
        ("article11", request.article11.map(|letter| letter.as_str().to_owned())),
        ("authority", request.authority.as_ref().map(AuthorityCode::to_string)),
    ];
    // How a publication is filed may differ between its editions, so it is the edition in force that is asked.
    let mut outer = String::new();
    for (column, value) in wanted {
        if let Some(value) = value {
            values.push(value.into());
            outer.push_str(&format!(" and {column} = ${}", values.len()));
        }
    }
    let limit = request.first.get() + 1;
    let sql = format!("{}{outer} order by publication_id limit {limit}", edition::in_force(&REVISIONS, filter));
    let rows: Vec<publication_revision::Model> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("listing publications"))?;
    rows.into_iter().map(revision).collect()
}

/// Reads every text in force on a day as known at an instant, without the text itself.
pub async fn live(connection: &impl ConnectionTrait, day: Date, known_at: Timestamp) -> Result<Vec<LiveText>, Fault> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        publication_id: String,
        language: String,
        article11: String,
        authority: String,
        content_hash: String,
        translation_of_language: Option<String>,
        translation_of_hash: Option<String>,
    }
    let sql = format!(
        "select publication_id, language, article11, authority, content_hash, translation_of_language, translation_of_hash \
         from ({}) live",
        edition::in_force(&REVISIONS, "true")
    );
    let values = [day.to_string().into(), known_at.as_microsecond().into()];
    let rows: Vec<Row> = database::rows(connection, &sql, values).await.map_err(Fault::while_("listing what is in force"))?;
    rows.into_iter()
        .map(|row| {
            let source =
                row.translation_of_language.as_deref().map(|text| parsed("translation_of_language", text)).transpose()?;
            Ok(LiveText {
                publication_id: parsed("publication_id", &row.publication_id)?,
                language: parsed("language", &row.language)?,
                article11: parsed("article11", &row.article11)?,
                authority: parsed("authority", &row.authority)?,
                content_hash: row.content_hash,
                translation_of: source.map(|language| (language, row.translation_of_hash)),
            })
        })
        .collect()
}

/// Reads which publications there are, in which languages, in the order of ids.
pub async fn subjects(connection: &impl ConnectionTrait) -> Result<Vec<Subject>, Fault> {
    let sql = "select distinct publication_id, language from publication_revision order by publication_id, language";
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        publication_id: String,
        language: String,
    }
    let rows: Vec<Row> = database::rows(connection, sql, []).await.map_err(Fault::while_("listing all publications"))?;
    rows.into_iter()
        .map(|row| {
            let publication_id = parsed("publication_id", &row.publication_id)?;
            Ok(Subject { publication_id, language: parsed("language", &row.language)? })
        })
        .collect()
}

/// Adds revisions, each with its version and, for a translation, the hash of the text it was made from.
pub async fn insert(
    connection: &impl ConnectionTrait,
    revisions: &[(i32, &NewRevision, Option<String>)],
    now: Timestamp,
) -> Result<(), sea_orm::DbErr> {
    for rows in revisions.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|(version, new, source_hash)| active(*version, new, source_hash.clone(), now));
        publication_revision::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Keeps the names and addresses of authorities, replacing what was there.
pub async fn put_authorities(connection: &impl ConnectionTrait, authorities: &[Authority]) -> Result<(), Fault> {
    use authority::Column;
    if authorities.is_empty() {
        return Ok(());
    }
    let rows = authorities.iter().cloned().map(|known| authority::ActiveModel {
        code: Set(known.code.into()),
        language: Set(known.language.into()),
        name: Set(known.name),
        phone: Set(known.phone),
        email: Set(known.email),
        url: Set(known.url),
    });
    let replace = OnConflict::columns([Column::Code, Column::Language])
        .update_columns([Column::Name, Column::Phone, Column::Email, Column::Url])
        .to_owned();
    authority::Entity::insert_many(rows)
        .on_conflict(replace)
        .exec_without_returning(connection)
        .await
        .map_err(Fault::while_("storing authorities"))?;
    Ok(())
}

/// Reads every authority, by code, in each of its languages.
pub async fn authorities(connection: &impl ConnectionTrait) -> Result<HashMap<AuthorityCode, Vec<Authority>>, Fault> {
    let rows = authority::Entity::find()
        .order_by_asc(authority::Column::Language)
        .all(connection)
        .await
        .map_err(Fault::while_("reading authorities"))?;
    let mut found: HashMap<AuthorityCode, Vec<Authority>> = HashMap::new();
    for row in rows {
        let code: AuthorityCode = parsed("code", &row.code)?;
        found.entry(code.clone()).or_default().push(Authority {
            code,
            language: parsed("language", &row.language)?,
            name: row.name,
            phone: row.phone,
            email: row.email,
            url: row.url,
        });
    }
    Ok(found)
}

fn active(version: i32, new: &NewRevision, source_hash: Option<String>, now: Timestamp) -> publication_revision::ActiveModel {
    let content = new.content.clone();
    let codes: Vec<&str> = content.hs_codes.iter().map(HsCode::as_str).collect();
    publication_revision::ActiveModel {
        publication_id: Set(new.publication_id.to_string()),
        language: Set(new.language.into()),
        version: Set(version),
        state: Set(new.state.to_string()),
        article11: Set(content.article11.to_string()),
        direction: Set(content.direction.to_string()),
        hs_codes: Set(codes.join(",")),
        title: Set(content.title),
        summary: Set(content.summary),
        body: Set(content.body),
        authority: Set(content.authority.into()),
        document_type: Set(content.document_type),
        source_act: Set(content.source.act),
        source_gazette: Set(content.source.gazette),
        source_url: Set(content.source.url),
        translation_of_language: Set(new.translated_from.map(String::from)),
        translation_of_hash: Set(source_hash),
        content_hash: Set(new.content_hash()),
        valid_from: Set(new.validity.from().to_string()),
        valid_until: Set(new.validity.until().map(|day| day.to_string())),
        recorded_at: Set(now.as_microsecond()),
        ..Default::default()
    }
}

fn revision(row: publication_revision::Model) -> Result<Revision, Fault> {
    let hs_codes = row.hs_codes.split(',').filter(|code| !code.is_empty()).map(|code| parsed("hs_codes", code));
    let translation_of = match row.translation_of_language {
        Some(language) => {
            Some(TranslationOf { language: parsed("translation_of_language", &language)?, content_hash: row.translation_of_hash })
        }
        None => None,
    };
    Ok(Revision {
        publication_id: parsed("publication_id", &row.publication_id)?,
        language: parsed("language", &row.language)?,
        version: row.version,
        state: parsed("state", &row.state)?,
        content: Content {
            title: row.title,
            summary: row.summary,
            body: row.body,
            article11: parsed("article11", &row.article11)?,
            authority: parsed("authority", &row.authority)?,
            document_type: row.document_type,
            direction: parsed("direction", &row.direction)?,
            hs_codes: hs_codes.collect::<Result<_, _>>()?,
            source: Source { act: row.source_act, gazette: row.source_gazette, url: row.source_url },
        },
        translation_of,
        content_hash: row.content_hash,
        validity: period(&row.valid_from, row.valid_until.as_deref())?,
        recorded_at: instant(row.recorded_at)?,
    })
}

/// Says whether a failure to insert means that somebody else recorded the same version first.
pub fn is_conflict(error: &sea_orm::DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}

/// Reads the languages that something is published in.
pub async fn languages(connection: &impl ConnectionTrait) -> Result<Vec<Language>, Fault> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        language: String,
    }
    let sql = "select distinct language from publication_revision order by language";
    let rows: Vec<Row> = database::rows(connection, sql, []).await.map_err(Fault::while_("reading the languages"))?;
    rows.iter().map(|row| parsed("language", &row.language)).collect()
}
