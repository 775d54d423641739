//! Rows to values and back.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{IntoCondition, OnConflict},
};
use vocabulary::{AuthorityCode, Date, HsCode, Language, PublicationId, Timestamp};

use super::{
    addition::{Addition, NewText},
    attestation::{Attestation, Attestations, Confirmation, TextKey},
    coverage::LiveText,
    revision::{Authority, Content, NewRevision, Revision, Source, TranslationOf},
    rows::{authority, publication_attestation, publication_revision},
    service::{ListRequest, OverdueRequest, OverdueText, Subject},
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
    let rows = publication_revision::Entity::find()
        .filter(publication_revision::Column::PublicationId.is_in(ids.iter().map(PublicationId::as_str)))
        .order_by_asc(publication_revision::Column::Sequence)
        .all(connection)
        .await
        .map_err(Fault::while_("reading revisions"))?;
    attested(connection, rows, None).await
}

/// Reads the latest confirmation of each text of the given publications, as known at an instant or by now.
pub async fn attestations(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = &str>,
    known_at: Option<Timestamp>,
) -> Result<Attestations, Fault> {
    confirmed(connection, known_at, publication_attestation::Column::PublicationId.is_in(ids)).await
}

async fn confirmed(
    connection: &impl ConnectionTrait,
    known_at: Option<Timestamp>,
    wanted: impl IntoCondition,
) -> Result<Attestations, Fault> {
    use publication_attestation::Column;
    let mut wanted = publication_attestation::Entity::find().filter(wanted);
    if let Some(known_at) = known_at {
        wanted = wanted.filter(Column::RecordedAt.lte(known_at.as_microsecond()));
    }
    let rows = wanted.order_by_asc(Column::Sequence).all(connection).await.map_err(Fault::while_("reading confirmations"))?;
    let mut known = Attestations::default();
    for row in rows {
        let text = TextKey {
            publication_id: parsed("publication_id", &row.publication_id)?,
            language: parsed("language", &row.language)?,
            content_hash: row.content_hash,
        };
        known.note(text, &attestation(row.attested_by, &row.confirmed_on, &row.review_due_on)?);
    }
    Ok(known)
}

/// Reads revisions out of rows, each with the confirmation it has or carries, as known at an instant or by now.
async fn attested(
    connection: &impl ConnectionTrait,
    rows: Vec<publication_revision::Model>,
    known_at: Option<Timestamp>,
) -> Result<Vec<Revision>, Fault> {
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.publication_id.as_str()).collect();
    let known = attestations(connection, ids, known_at).await?;
    let with_its_own = |row| {
        let revision = revision(row)?;
        let confirmation = known.of(&revision.text(), revision.translation_of.as_ref());
        Ok(Revision { confirmation, ..revision })
    };
    rows.into_iter().map(with_its_own).collect()
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
    attested(connection, rows, Some(known_at)).await
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
    attested(connection, rows, Some(request.known_at)).await
}

/// Reads every text in force on a day as known at an instant, without the text itself.
pub async fn live(connection: &impl ConnectionTrait, day: Date, known_at: Timestamp) -> Result<Vec<LiveText>, Fault> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        publication_id: String,
        language: String,
        article11: String,
        authority: String,
        direction: String,
        content_hash: String,
        translation_of_language: Option<String>,
        translation_of_hash: Option<String>,
    }
    let sql = format!(
        "select publication_id, language, article11, authority, direction, content_hash, translation_of_language, \
         translation_of_hash \
         from ({}) live",
        edition::in_force(&REVISIONS, "true")
    );
    let values = [day.to_string().into(), known_at.as_microsecond().into()];
    let rows: Vec<Row> = database::rows(connection, &sql, values).await.map_err(Fault::while_("listing what is in force"))?;
    let known = confirmed(connection, Some(known_at), Condition::all()).await?;
    rows.into_iter()
        .map(|row| {
            let source =
                row.translation_of_language.as_deref().map(|text| parsed("translation_of_language", text)).transpose()?;
            let text = TextKey {
                publication_id: parsed("publication_id", &row.publication_id)?,
                language: parsed("language", &row.language)?,
                content_hash: row.content_hash,
            };
            let translation_of = source.map(|language| TranslationOf { language, content_hash: row.translation_of_hash });
            Ok(LiveText {
                article11: parsed("article11", &row.article11)?,
                authority: parsed("authority", &row.authority)?,
                direction: parsed("direction", &row.direction)?,
                confirmed_on: known.of(&text, translation_of.as_ref()).map(|confirmation| confirmation.attestation.confirmed_on),
                publication_id: text.publication_id,
                language: text.language,
                content_hash: text.content_hash,
                translation_of: translation_of.map(|source| (source.language, source.content_hash)),
            })
        })
        .collect()
}

/// Reads the texts in force on a day that were confirmed themselves and had to be confirmed again before it, the longest overdue first.
pub async fn overdue(connection: &impl ConnectionTrait, request: &OverdueRequest<'_>) -> Result<Vec<OverdueText>, Fault> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        publication_id: String,
        language: String,
        content_hash: String,
        title: String,
        authority: String,
        attested_by: String,
        confirmed_on: String,
        review_due_on: String,
    }
    let (due_on, behind) = request.after.as_ref().map_or((String::new(), None), |(day, text)| (day.to_string(), text.as_ref()));
    let mut values = vec![
        request.as_of.to_string().into(),
        request.known_at.as_microsecond().into(),
        due_on.into(),
        behind.map_or("", |text| text.publication_id.as_str()).into(),
        behind.map_or("", |text| text.language.as_str()).into(),
    ];
    let mut sql = format!(
        "select live.publication_id, live.language, live.content_hash, title, authority, attested_by, confirmed_on, review_due_on from ({}) live \
         join publication_attestation a on a.sequence = (select max(c.sequence) from publication_attestation c \
         where c.publication_id = live.publication_id and c.language = live.language \
         and c.content_hash = live.content_hash and c.recorded_at <= $2) \
         where review_due_on < $1 and (review_due_on > $3 or review_due_on = $3 and (live.publication_id > $4 \
         or live.publication_id = $4 and live.language > $5))",
        edition::in_force(&REVISIONS, "true")
    );
    if let Some(authority) = request.authority {
        values.push(authority.as_str().into());
        sql.push_str(" and authority = $6");
    }
    sql.push_str(&format!(" order by review_due_on, live.publication_id, live.language limit {}", request.count));
    let rows: Vec<Row> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("listing overdue reviews of publications"))?;
    let text = |row: Row| {
        let text = TextKey {
            publication_id: parsed("publication_id", &row.publication_id)?,
            language: parsed("language", &row.language)?,
            content_hash: row.content_hash,
        };
        Ok(OverdueText {
            subject: Subject { publication_id: text.publication_id.clone(), language: text.language },
            title: row.title,
            authority: parsed("authority", &row.authority)?,
            confirmation: Confirmation {
                text,
                attestation: attestation(row.attested_by, &row.confirmed_on, &row.review_due_on)?,
            },
        })
    };
    rows.into_iter().map(text).collect()
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

/// Adds texts, each with its version and, for a translation, the hash of the text it was made from, and confirmations of texts.
pub async fn insert(connection: &impl ConnectionTrait, added: &[Addition<'_>], now: Timestamp) -> Result<(), sea_orm::DbErr> {
    let texts: Vec<_> = added.iter().filter_map(|addition| Some((addition.new, addition.text.as_ref()?))).collect();
    for rows in texts.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|(new, text)| active(new, text, now));
        publication_revision::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    let confirmations: Vec<_> = added.iter().filter_map(Addition::confirmation).collect();
    for rows in confirmations.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|(text, attestation)| confirmation(text, attestation, now));
        publication_attestation::Entity::insert_many(rows).exec_without_returning(connection).await?;
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

fn active(new: &NewRevision, text: &NewText, now: Timestamp) -> publication_revision::ActiveModel {
    let content = new.content.clone();
    let codes: Vec<&str> = content.hs_codes.iter().map(HsCode::as_str).collect();
    publication_revision::ActiveModel {
        publication_id: Set(new.publication_id.to_string()),
        language: Set(new.language.into()),
        version: Set(text.version),
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
        translation_of_hash: Set(text.source_hash.clone()),
        content_hash: Set(new.content_hash()),
        valid_from: Set(new.validity.from().to_string()),
        valid_until: Set(new.validity.until().map(|day| day.to_string())),
        recorded_at: Set(now.as_microsecond()),
        ..Default::default()
    }
}

/// Reads what a row says; who confirmed it stands elsewhere.
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
        confirmation: None,
        content_hash: row.content_hash,
        validity: period(&row.valid_from, row.valid_until.as_deref())?,
        recorded_at: instant(row.recorded_at)?,
    })
}

fn confirmation(text: &TextKey, attestation: &Attestation, now: Timestamp) -> publication_attestation::ActiveModel {
    publication_attestation::ActiveModel {
        publication_id: Set(text.publication_id.to_string()),
        language: Set(text.language.into()),
        content_hash: Set(text.content_hash.clone()),
        attested_by: Set(attestation.by.clone()),
        confirmed_on: Set(attestation.confirmed_on.to_string()),
        review_due_on: Set(attestation.review_due_on.to_string()),
        recorded_at: Set(now.as_microsecond()),
        ..Default::default()
    }
}

fn attestation(by: String, confirmed_on: &str, review_due_on: &str) -> Result<Attestation, Fault> {
    Ok(Attestation {
        by,
        confirmed_on: parsed("confirmed_on", confirmed_on)?,
        review_due_on: parsed("review_due_on", review_due_on)?,
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
