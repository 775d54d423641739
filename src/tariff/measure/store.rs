//! Rows to values and back.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use vocabulary::{CountryCode, Date, HsCode, Period, Timestamp};

use super::{
    rows::measure,
    rule::{Measure, MeasureKey},
};
use crate::platform::{
    database,
    edition::{self, Dated, RevisionTable},
    fault::Fault,
    stored::{parsed, period},
};

const MEASURES: RevisionTable =
    RevisionTable { name: "measure", key: "code, measure_type, tax, origin, condition", said: "true", stands: "not withdrawn" };

/// Inserts at most this many rows in one statement: both engines limit the number of parameters.
const INSERT_ROWS_MAX: usize = 1_000;

/// What a revision says of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Countries it does not hold for.
    pub excluded: Vec<CountryCode>,
    /// Its rate, as printed.
    pub rate: String,
    /// The act it comes from.
    pub source_act: String,
}
impl Measure {
    /// Returns what a revision says of it.
    pub fn terms(&self) -> Terms {
        let Measure { excluded, rate, source_act, .. } = self;
        Terms { excluded: excluded.clone(), rate: rate.clone(), source_act: source_act.clone() }
    }
}

/// Every revision of some measures.
pub type MeasureRevisions = HashMap<MeasureKey, Vec<Dated<Terms>>>;
/// A revision of a measure to be added.
pub type NewMeasure = (MeasureKey, Dated<Terms>);

/// Reads every revision of the measures on some lines, or on all.
pub async fn revisions(connection: &impl ConnectionTrait, codes: Option<&[HsCode]>) -> Result<MeasureRevisions, Fault> {
    let mut wanted = measure::Entity::find();
    if let Some(codes) = codes {
        wanted = wanted.filter(measure::Column::Code.is_in(codes.iter().map(HsCode::as_str)));
    }
    let rows = wanted.all(connection).await.map_err(Fault::while_("reading measures"))?;
    let mut found = MeasureRevisions::new();
    for row in rows {
        let (version, withdrawn) = (row.version, row.withdrawn);
        let measure = measure(row)?;
        let value = measure.terms();
        found.entry(measure.key).or_default().push(Dated { version, validity: measure.validity, withdrawn, value });
    }
    Ok(found)
}

/// Adds revisions of measures.
pub async fn insert(connection: &impl ConnectionTrait, measures: &[NewMeasure], now: Timestamp) -> Result<(), DbErr> {
    for rows in measures.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|(key, new)| measure::ActiveModel {
            version: Set(new.version),
            valid_from: Set(new.validity.from().to_string()),
            valid_until: Set(new.validity.until().map(|day| day.to_string())),
            withdrawn: Set(new.withdrawn),
            recorded_at: Set(now.as_microsecond()),
            code: Set(key.code.to_string()),
            measure_type: Set(key.measure_type.to_string()),
            origin: Set(key.origin.as_ref().map(ToString::to_string).unwrap_or_default()),
            condition: Set(key.condition.clone()),
            rate: Set(new.value.rate.clone()),
            source_act: Set(new.value.source_act.clone()),
            tax: Set(key.tax.to_string()),
            excluded: Set(joined(&new.value.excluded)),
            ..Default::default()
        });
        measure::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Reads the measures on some lines in force on `day` as known at `known_at`, at most `count` of them.
pub async fn in_force(
    connection: &impl ConnectionTrait,
    codes: &[HsCode],
    day: Date,
    known_at: Timestamp,
    count: usize,
) -> Result<Vec<Measure>, Fault> {
    // Two parameters come first: the day and the instant.
    let places: Vec<String> = (3..).take(codes.len()).map(|place| format!("${place}")).collect();
    let filter = format!("code in ({})", places.join(", "));
    let wanted = codes.iter().map(|code| Value::from(code.as_str()));
    let values = [day.to_string().into(), known_at.as_microsecond().into()].into_iter().chain(wanted);
    let order = "order by code desc, measure_type, tax, origin, condition";
    let sql = format!("{} {order} limit {count}", edition::in_force(&MEASURES, &filter));
    let rows: Vec<measure::Model> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("reading measures in force"))?;
    rows.into_iter().map(measure).collect()
}

/// Returns the place of the last revision that was recorded by `known_at`; nothing while there is none.
pub async fn last_recorded(connection: &impl ConnectionTrait, known_at: Timestamp) -> Result<Option<i64>, Fault> {
    use measure::Column;
    let last = measure::Entity::find()
        .select_only()
        .column(Column::Sequence)
        .filter(Column::RecordedAt.lte(known_at.as_microsecond()))
        .order_by_desc(Column::Sequence)
        .limit(1)
        .into_tuple()
        .one(connection);
    last.await.map_err(Fault::while_("looking for the last measure"))
}

fn joined(countries: &[CountryCode]) -> String {
    countries.iter().map(CountryCode::as_str).collect::<Vec<_>>().join(" ")
}

fn measure(row: measure::Model) -> Result<Measure, Fault> {
    let validity: Period = period(&row.valid_from, row.valid_until.as_deref())?;
    let origin = Some(row.origin).filter(|origin| !origin.is_empty()).map(|origin| parsed("origin", &origin)).transpose()?;
    let key = MeasureKey {
        code: parsed("code", &row.code)?,
        measure_type: parsed("measure_type", &row.measure_type)?,
        tax: parsed("tax", &row.tax)?,
        origin,
        condition: row.condition,
    };
    let excluded = row.excluded.split_ascii_whitespace().map(|code| parsed("excluded", code)).collect::<Result<_, _>>()?;
    Ok(Measure { key, excluded, rate: row.rate, source_act: row.source_act, validity })
}
