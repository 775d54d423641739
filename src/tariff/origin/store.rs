//! Rows to values and back.

use std::collections::HashMap;

use duty::origin::{ProductRule, Scheme, SchemeCode};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};
use serde::{Serialize, de::DeserializeOwned};
use vocabulary::{Date, HsCode, Timestamp};

use super::{
    entry::{OriginBody, OriginKey},
    rows::origin_entry,
};
use crate::platform::{
    database,
    edition::{self, Dated, RevisionTable},
    fault::Fault,
    stored::period,
};

const ENTRIES: RevisionTable =
    RevisionTable { name: "origin_entry", key: "scheme, rule_id", said: "true", stands: "not withdrawn" };

/// Inserts at most this many rows in one statement: both engines limit the number of parameters.
const INSERT_ROWS_MAX: usize = 1_000;
/// How many schemes one answer holds; a territory has a few dozen.
const SCHEMES_MAX: usize = 200;
/// How many rules of one scheme may name the codes above one code.
const RULES_MAX: usize = 200;

/// Every revision of some entries.
pub type OriginRevisions = HashMap<OriginKey, Vec<Dated<OriginBody>>>;

/// Reads every revision of some schemes and of their rules, or of all.
pub async fn revisions(connection: &impl ConnectionTrait, schemes: Option<&[SchemeCode]>) -> Result<OriginRevisions, Fault> {
    let mut wanted = origin_entry::Entity::find();
    if let Some(schemes) = schemes {
        wanted = wanted.filter(origin_entry::Column::Scheme.is_in(schemes.iter().map(SchemeCode::as_str)));
    }
    let rows = wanted.all(connection).await.map_err(Fault::while_("reading rules of origin"))?;
    let mut found = OriginRevisions::new();
    for row in rows {
        let (version, withdrawn) = (row.version, row.withdrawn);
        let validity = period(&row.valid_from, row.valid_until.as_deref())?;
        let value = body(&row)?;
        found.entry(value.key()).or_default().push(Dated { version, validity, withdrawn, value });
    }
    Ok(found)
}

/// Adds revisions.
pub async fn insert(connection: &impl ConnectionTrait, entries: &[Dated<OriginBody>], now: Timestamp) -> Result<(), Fault> {
    for rows in entries.chunks(INSERT_ROWS_MAX) {
        let rows: Vec<_> = rows.iter().map(|new| active(new, now)).collect::<Result<_, _>>()?;
        origin_entry::Entity::insert_many(rows)
            .exec_without_returning(connection)
            .await
            .map_err(Fault::while_("recording rules of origin"))?;
    }
    Ok(())
}

fn active(new: &Dated<OriginBody>, now: Timestamp) -> Result<origin_entry::ActiveModel, Fault> {
    let (scheme, rule) = new.value.key();
    let (goods, body) = match &new.value {
        OriginBody::Scheme(scheme) => (String::new(), json(scheme)?),
        OriginBody::Rule(rule) => {
            // Without zeros that only pad: `0901000000` is looked for as `0901`.
            let goods: Vec<&str> = rule.goods.iter().map(HsCode::significant).collect();
            (goods.join(","), json(rule)?)
        }
    };
    Ok(origin_entry::ActiveModel {
        version: Set(new.version),
        valid_from: Set(new.validity.from().to_string()),
        valid_until: Set(new.validity.until().map(|day| day.to_string())),
        withdrawn: Set(new.withdrawn),
        recorded_at: Set(now.as_microsecond()),
        scheme: Set(scheme.to_string()),
        rule_id: Set(rule.map(|rule| rule.to_string()).unwrap_or_default()),
        goods: Set(goods),
        body: Set(body),
        ..Default::default()
    })
}

/// Reads the schemes in force on `day` as known at `known_at`, in the order of their codes: the one of `code`, or all.
pub async fn schemes(
    connection: &impl ConnectionTrait,
    code: Option<&SchemeCode>,
    day: Date,
    known_at: Timestamp,
) -> Result<Vec<Scheme>, Fault> {
    let mut values = at(day, known_at);
    let filter = match code {
        Some(code) => {
            values.push(code.as_str().into());
            "rule_id = '' and scheme = $3"
        }
        None => "rule_id = ''",
    };
    let sql = format!("{} order by scheme limit {SCHEMES_MAX}", edition::in_force(&ENTRIES, filter));
    let rows = rows(connection, &sql, values).await?;
    rows.iter().map(|row| read(&row.body)).collect()
}

/// Reads the rules of a scheme in force on `day` as known at `known_at`: those that name `code` or a code above it, and those for all
/// goods; or every rule.
pub async fn rules(
    connection: &impl ConnectionTrait,
    scheme: &SchemeCode,
    code: Option<&HsCode>,
    day: Date,
    known_at: Timestamp,
) -> Result<Vec<ProductRule>, Fault> {
    let mut values = at(day, known_at);
    values.push(scheme.as_str().into());
    let mut outer = String::new();
    if let Some(code) = code {
        let digits = code.as_str();
        let mut conditions = vec!["goods = ''".to_owned()];
        for len in (2..=digits.len()).step_by(2) {
            values.push(format!("%,{},%", &digits[..len]).into());
            conditions.push(format!("',' || goods || ',' like ${}", values.len()));
        }
        outer = format!(" and ({})", conditions.join(" or "));
    }
    let sql = edition::in_force(&ENTRIES, "rule_id <> '' and scheme = $3");
    let rows = rows(connection, &format!("{sql}{outer} order by rule_id limit {RULES_MAX}"), values).await?;
    rows.iter().map(|row| read(&row.body)).collect()
}

fn at(day: Date, known_at: Timestamp) -> Vec<Value> {
    vec![day.to_string().into(), known_at.as_microsecond().into()]
}

async fn rows(connection: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<Vec<origin_entry::Model>, Fault> {
    database::rows(connection, sql, values).await.map_err(Fault::while_("reading rules of origin in force"))
}

fn body(row: &origin_entry::Model) -> Result<OriginBody, Fault> {
    if row.rule_id.is_empty() {
        read(&row.body).map(Box::new).map(OriginBody::Scheme)
    } else {
        read(&row.body).map(Box::new).map(OriginBody::Rule)
    }
}

fn json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(Fault::while_("writing rules of origin"))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading stored rules of origin"))
}
