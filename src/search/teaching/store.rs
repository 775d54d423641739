//! Rows to values and back.

use index::SynonymId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::OnConflict,
};
use vocabulary::Timestamp;

use super::{
    intercept::Intercept,
    reference::{NewReference, Reference},
    rows::{search_intercept, search_reference, synonym},
    service::SynonymsRequest,
    synonym::{NewSynonym, Synonym},
};
use crate::platform::{
    fault::Fault,
    stored::{instant, parsed},
};

/// Inserts at most this many rows in one statement: both engines limit the number of parameters.
const INSERT_ROWS_MAX: usize = 1_000;

/// Reads every reference, in the order of terms.
pub async fn references(connection: &impl ConnectionTrait) -> Result<Vec<Reference>, Fault> {
    read_references(connection, search_reference::Entity::find()).await
}

/// Reads the references whose term is one of `terms`, in any language.
pub async fn references_of(connection: &impl ConnectionTrait, terms: &[&str]) -> Result<Vec<Reference>, Fault> {
    let named = search_reference::Column::Term.is_in(terms.iter().copied());
    read_references(connection, search_reference::Entity::find().filter(named)).await
}

async fn read_references(
    connection: &impl ConnectionTrait,
    wanted: Select<search_reference::Entity>,
) -> Result<Vec<Reference>, Fault> {
    use search_reference::Column;
    let ordered = wanted.order_by_asc(Column::Term).order_by_asc(Column::Language).order_by_asc(Column::Target);
    let rows = ordered.all(connection).await.map_err(Fault::while_("reading search references"))?;
    rows.into_iter().map(reference).collect()
}

/// Keeps references, replacing the note of those that are there.
pub async fn put_references(
    connection: &impl ConnectionTrait,
    references: &[&NewReference],
    now: Timestamp,
) -> Result<(), Fault> {
    use search_reference::Column;
    for rows in references.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|new| search_reference::ActiveModel {
            term: Set(new.term().to_owned()),
            language: Set(new.language.into()),
            target: Set(new.target.to_string()),
            note: Set(new.note.clone()),
            recorded_at: Set(now.as_microsecond()),
            ..Default::default()
        });
        let replace = OnConflict::columns([Column::Term, Column::Language, Column::Target])
            .update_columns([Column::Note, Column::RecordedAt])
            .to_owned();
        search_reference::Entity::insert_many(rows)
            .on_conflict(replace)
            .exec_without_returning(connection)
            .await
            .map_err(Fault::while_("recording search references"))?;
    }
    Ok(())
}

/// Reads every synonym, in the order of what is typed.
pub async fn synonyms(connection: &impl ConnectionTrait) -> Result<Vec<Synonym>, Fault> {
    read_synonyms(connection, synonym::Entity::find()).await
}

/// Reads the synonyms of what is typed, in any language.
pub async fn synonyms_of(connection: &impl ConnectionTrait, typed: &[&str]) -> Result<Vec<Synonym>, Fault> {
    let named = synonym::Column::Typed.is_in(typed.iter().copied());
    read_synonyms(connection, synonym::Entity::find().filter(named)).await
}

async fn read_synonyms(connection: &impl ConnectionTrait, wanted: Select<synonym::Entity>) -> Result<Vec<Synonym>, Fault> {
    use synonym::Column;
    let ordered = wanted.order_by_asc(Column::Typed).order_by_asc(Column::Language).order_by_asc(Column::AlsoSearched);
    let rows = ordered.all(connection).await.map_err(Fault::while_("reading synonyms"))?;
    rows.into_iter().map(known_synonym).collect()
}

/// Reads a page of synonyms in the order they were first recorded in, and one more than the page where there is more.
pub async fn list_synonyms(connection: &impl ConnectionTrait, request: &SynonymsRequest) -> Result<Vec<Synonym>, Fault> {
    use synonym::Column;
    let mut wanted = synonym::Entity::find().order_by_asc(Column::Sequence).limit(request.first.get() as u64 + 1);
    if let Some(SynonymId(after)) = request.after {
        wanted = wanted.filter(Column::Sequence.gt(after));
    }
    if let Some(language) = request.language {
        wanted = wanted.filter(Column::Language.eq(language.as_str()));
    }
    if let Some(owner) = &request.owner {
        wanted = wanted.filter(Column::Owner.eq(owner.as_str()));
    }
    if request.unused_only {
        wanted = wanted.filter(Column::Hits.eq(0));
    }
    let rows = wanted.all(connection).await.map_err(Fault::while_("listing synonyms"))?;
    rows.into_iter().map(known_synonym).collect()
}

/// Keeps synonyms, replacing the kind and owner of those that are there.
pub async fn put_synonyms(connection: &impl ConnectionTrait, synonyms: &[&NewSynonym], now: Timestamp) -> Result<(), Fault> {
    use synonym::Column;
    for rows in synonyms.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|new| synonym::ActiveModel {
            kind: Set(new.kind.to_string()),
            language: Set(new.language.into()),
            typed: Set(new.typed().to_owned()),
            also_searched: Set(new.also_searched().to_owned()),
            owner: Set(new.owner.to_string()),
            recorded_at: Set(now.as_microsecond()),
            hits: Set(0),
            ..Default::default()
        });
        // What it was used for so far stays with it.
        let replace = OnConflict::columns([Column::Language, Column::Typed, Column::AlsoSearched])
            .update_columns([Column::Kind, Column::Owner, Column::RecordedAt])
            .to_owned();
        synonym::Entity::insert_many(rows)
            .on_conflict(replace)
            .exec_without_returning(connection)
            .await
            .map_err(Fault::while_("recording synonyms"))?;
    }
    Ok(())
}

/// Reads every intercept, in the order of languages and terms.
pub async fn intercepts(connection: &impl ConnectionTrait) -> Result<Vec<Intercept>, Fault> {
    use search_intercept::Column;
    let ordered = search_intercept::Entity::find().order_by_asc(Column::Language).order_by_asc(Column::Terms);
    let rows = ordered.all(connection).await.map_err(Fault::while_("reading intercepts"))?;
    rows.into_iter().map(known_intercept).collect()
}

/// Keeps intercepts, replacing what those of the same terms said.
pub async fn put_intercepts(connection: &impl ConnectionTrait, intercepts: &[&Intercept], now: Timestamp) -> Result<(), Fault> {
    use search_intercept::Column;
    for rows in intercepts.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|new| search_intercept::ActiveModel {
            language: Set(new.language.into()),
            terms: Set(new.terms.join("|")),
            message: Set(new.message.clone()),
            hs_codes: Set(new.hs_codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join("|")),
            blocks_results: Set(new.blocks_results),
            escalates: Set(new.escalates),
            owner: Set(new.owner.to_string()),
            recorded_at: Set(now.as_microsecond()),
            ..Default::default()
        });
        let replace = OnConflict::columns([Column::Language, Column::Terms])
            .update_columns([
                Column::Message,
                Column::HsCodes,
                Column::BlocksResults,
                Column::Escalates,
                Column::Owner,
                Column::RecordedAt,
            ])
            .to_owned();
        search_intercept::Entity::insert_many(rows)
            .on_conflict(replace)
            .exec_without_returning(connection)
            .await
            .map_err(Fault::while_("recording intercepts"))?;
    }
    Ok(())
}

/// Forgets references.
pub async fn forget_references(connection: &impl ConnectionTrait, gone: &[&Reference]) -> Result<(), Fault> {
    use search_reference::Column;
    for own in gone {
        search_reference::Entity::delete_many()
            .filter(Column::Term.eq(&own.term))
            .filter(Column::Language.eq(own.language.as_str()))
            .filter(Column::Target.eq(own.target.to_string()))
            .exec(connection)
            .await
            .map_err(Fault::while_("forgetting search references"))?;
    }
    Ok(())
}

/// Forgets synonyms.
pub async fn forget_synonyms(connection: &impl ConnectionTrait, gone: &[&Synonym]) -> Result<(), Fault> {
    use synonym::Column;
    for own in gone {
        synonym::Entity::delete_many()
            .filter(Column::Language.eq(own.language.as_str()))
            .filter(Column::Typed.eq(&own.typed))
            .filter(Column::AlsoSearched.eq(&own.also_searched))
            .exec(connection)
            .await
            .map_err(Fault::while_("forgetting synonyms"))?;
    }
    Ok(())
}

/// Forgets intercepts.
pub async fn forget_intercepts(connection: &impl ConnectionTrait, gone: &[&Intercept]) -> Result<(), Fault> {
    use search_intercept::Column;
    for own in gone {
        search_intercept::Entity::delete_many()
            .filter(Column::Language.eq(own.language.as_str()))
            .filter(Column::Terms.eq(own.terms.join("|")))
            .exec(connection)
            .await
            .map_err(Fault::while_("forgetting intercepts"))?;
    }
    Ok(())
}

fn known_intercept(row: search_intercept::Model) -> Result<Intercept, Fault> {
    let listed = |text: &str| text.split('|').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    Ok(Intercept {
        language: parsed("language", &row.language)?,
        terms: listed(&row.terms),
        message: row.message,
        hs_codes: listed(&row.hs_codes).iter().map(|code| parsed("hs_codes", code)).collect::<Result<_, _>>()?,
        blocks_results: row.blocks_results,
        escalates: row.escalates,
        owner: parsed("owner", &row.owner)?,
    })
}

fn reference(row: search_reference::Model) -> Result<Reference, Fault> {
    Ok(Reference {
        language: parsed("language", &row.language)?,
        target: parsed("target", &row.target)?,
        term: row.term,
        note: row.note,
        recorded_at: instant(row.recorded_at)?,
    })
}

fn known_synonym(row: synonym::Model) -> Result<Synonym, Fault> {
    let last_hit_on = row.last_hit_on.as_deref().map(|day| parsed("last_hit_on", day)).transpose()?;
    Ok(Synonym {
        id: SynonymId(row.sequence),
        hits: u64::try_from(row.hits).unwrap_or_default(),
        last_hit_on,
        kind: parsed("kind", &row.kind)?,
        language: parsed("language", &row.language)?,
        owner: parsed("owner", &row.owner)?,
        typed: row.typed,
        also_searched: row.also_searched,
        recorded_at: instant(row.recorded_at)?,
    })
}
