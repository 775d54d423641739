//! Rows of templates, and of what replies took from sources, to values and back.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{EnquiryId, Language, Timestamp};

use super::{
    quote::Quoted,
    rows::{quote, template, text, watch},
    template::{TEMPLATE_LANGUAGES_MAX, Template, TemplateName, WrittenTemplate},
    text::{SLOTS_MAX, TemplateText},
};
use crate::platform::{
    fault::Fault,
    stored::{instant, parsed},
};

const READING: &str = "reading templates of replies";

/// Reads a template.
pub async fn find(connection: &impl ConnectionTrait, name: &TemplateName) -> Result<Option<Template>, Fault> {
    let row = template::Entity::find_by_id(name.as_str()).one(connection).await.map_err(Fault::while_(READING))?;
    let Some(row) = row else { return Ok(None) };
    Ok(with_texts(connection, vec![row]).await?.pop())
}

/// Reads a template, and keeps others from changing it until the unit of work is over.
pub async fn lock(connection: &impl ConnectionTrait, name: &TemplateName) -> Result<Option<Template>, Fault> {
    let row = template::Entity::find_by_id(name.as_str()).lock_exclusive().one(connection).await;
    let Some(row) = row.map_err(Fault::while_(READING))? else { return Ok(None) };
    Ok(with_texts(connection, vec![row]).await?.pop())
}

/// Reads templates by name.
pub async fn list(connection: &impl ConnectionTrait, after: Option<&TemplateName>, most: usize) -> Result<Vec<Template>, Fault> {
    let mut found = template::Entity::find();
    if let Some(after) = after {
        found = found.filter(template::Column::Name.gt(after.as_str()));
    }
    let rows = found.order_by_asc(template::Column::Name).limit(most as u64).all(connection).await;
    with_texts(connection, rows.map_err(Fault::while_(READING))?).await
}

/// Counts the templates there are.
pub async fn count(connection: &impl ConnectionTrait) -> Result<u64, Fault> {
    template::Entity::find().count(connection).await.map_err(Fault::while_("counting templates of replies"))
}

async fn with_texts(connection: &impl ConnectionTrait, rows: Vec<template::Model>) -> Result<Vec<Template>, Fault> {
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let most = (names.len() * TEMPLATE_LANGUAGES_MAX) as u64;
    let texts = text::Entity::find()
        .filter(text::Column::Template.is_in(names))
        .order_by_asc(text::Column::Language)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_(READING))?;
    let mut by_name: BTreeMap<String, BTreeMap<Language, TemplateText>> = BTreeMap::new();
    for row in texts {
        let texts = by_name.entry(row.template).or_default();
        texts.insert(parsed("language", &row.language)?, parsed("content", &row.content)?);
    }
    let value = |row: template::Model| {
        Ok(Template {
            version: row.version,
            written: WrittenTemplate {
                title: row.title,
                topic: row.topic.map(|word| parsed("topic", &word)).transpose()?,
                texts: by_name.remove(&row.name).unwrap_or_default(),
            },
            written_by: parsed("written_by", &row.written_by)?,
            approved_by: row.approved_by.map(|person| parsed("approved_by", &person)).transpose()?,
            changed_at: instant(row.changed_at)?,
            name: parsed("name", &row.name)?,
        })
    };
    rows.into_iter().map(value).collect()
}

/// Writes a template in place of what there was.
pub async fn put(connection: &impl ConnectionTrait, value: &Template) -> Result<(), Fault> {
    use template::Column;
    const DOING: &str = "writing a template of replies";
    let row = template::ActiveModel {
        name: Set(value.name.to_string()),
        version: Set(value.version),
        title: Set(value.written.title.clone()),
        topic: Set(value.written.topic.map(|topic| topic.to_string())),
        written_by: Set(value.written_by.to_string()),
        approved_by: Set(value.approved_by.map(|person| person.to_string())),
        changed_at: Set(value.changed_at.as_microsecond()),
    };
    let again = OnConflict::column(Column::Name)
        .update_columns([Column::Version, Column::Title, Column::Topic, Column::WrittenBy, Column::ApprovedBy, Column::ChangedAt])
        .to_owned();
    let written = template::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await;
    written.map_err(Fault::while_(DOING))?;
    let gone = text::Entity::delete_many().filter(text::Column::Template.eq(value.name.as_str())).exec(connection).await;
    gone.map_err(Fault::while_(DOING))?;
    for (language, words) in &value.written.texts {
        let row = text::ActiveModel {
            template: Set(value.name.to_string()),
            language: Set(language.to_string()),
            content: Set(words.as_str().to_owned()),
        };
        text::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_(DOING))?;
    }
    Ok(())
}

/// Keeps what a draft took from sources.
pub async fn put_quotes(
    connection: &impl ConnectionTrait,
    (enquiry, ordinal): (EnquiryId, i64),
    quoted: &[Quoted],
) -> Result<(), Fault> {
    for Quoted { source, digest } in quoted {
        let row = quote::ActiveModel {
            enquiry_id: Set(enquiry.to_string()),
            ordinal: Set(ordinal),
            source: Set(source.clone()),
            digest: Set(digest.clone()),
        };
        let kept = quote::Entity::insert(row).exec_without_returning(connection).await;
        kept.map_err(Fault::while_("keeping what a reply took from a source"))?;
    }
    if quoted.is_empty() {
        return Ok(());
    }
    let row = watch::ActiveModel { enquiry_id: Set(enquiry.to_string()), ordinal: Set(ordinal), due_at: Set(0) };
    let kept = watch::Entity::insert(row).exec_without_returning(connection).await;
    kept.map(drop).map_err(Fault::while_("keeping that a reply is to be looked at"))
}

/// Has every reply looked at that took something from sources of a pattern.
pub async fn touch(connection: &impl ConnectionTrait, sources: &str) -> Result<(), Fault> {
    let sql = "update enquiry_quote_watch set due_at = 0 where exists (select 1 from enquiry_quote where \
               enquiry_quote.enquiry_id = enquiry_quote_watch.enquiry_id and enquiry_quote.ordinal = enquiry_quote_watch.ordinal \
               and enquiry_quote.source like $1)";
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, [sources.into()]);
    connection.execute_raw(statement).await.map(drop).map_err(Fault::while_("noting that a source changed"))
}

/// Returns the replies that are to be looked at by `now`.
pub async fn due(connection: &impl ConnectionTrait, most: u64, now: Timestamp) -> Result<Vec<(EnquiryId, i64)>, Fault> {
    let rows = watch::Entity::find()
        .filter(watch::Column::DueAt.lte(now.as_microsecond()))
        .order_by_asc(watch::Column::DueAt)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("reading which replies are to be looked at"))?;
    rows.iter().map(|row| Ok((parsed("enquiry_id", &row.enquiry_id)?, row.ordinal))).collect()
}

/// Has a reply looked at again.
pub async fn look_again(
    connection: &impl ConnectionTrait,
    (enquiry, ordinal): (EnquiryId, i64),
    at: Timestamp,
) -> Result<(), Fault> {
    watch::Entity::update_many()
        .col_expr(watch::Column::DueAt, Expr::value(at.as_microsecond()))
        .filter(watch::Column::EnquiryId.eq(enquiry.to_string()))
        .filter(watch::Column::Ordinal.eq(ordinal))
        .exec(connection)
        .await
        .map(drop)
        .map_err(Fault::while_("noting when a reply is to be looked at"))
}

/// Has a reply looked at no more.
pub async fn look_no_more(connection: &impl ConnectionTrait, (enquiry, ordinal): (EnquiryId, i64)) -> Result<(), Fault> {
    watch::Entity::delete_many()
        .filter(watch::Column::EnquiryId.eq(enquiry.to_string()))
        .filter(watch::Column::Ordinal.eq(ordinal))
        .exec(connection)
        .await
        .map(drop)
        .map_err(Fault::while_("noting that a reply is to be looked at no more"))
}

/// Reads what a draft took from sources.
pub async fn quotes(connection: &impl ConnectionTrait, (enquiry, ordinal): (EnquiryId, i64)) -> Result<Vec<Quoted>, Fault> {
    let rows = quote::Entity::find()
        .filter(quote::Column::EnquiryId.eq(enquiry.to_string()))
        .filter(quote::Column::Ordinal.eq(ordinal))
        .order_by_asc(quote::Column::Source)
        .limit(SLOTS_MAX as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what a reply took from sources"))?;
    Ok(rows.into_iter().map(|row| Quoted { source: row.source, digest: row.digest }).collect())
}
