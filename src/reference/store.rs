//! Rows to values and back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Value};
use vocabulary::{Date, Language, Period, Timestamp};

use super::{
    code::{Attributes, Code, CodeList, NewReferenceCode, ReferenceCode},
    rows::reference_code,
    service::{ListRequest, Naming, Said},
};
use crate::platform::{
    database,
    edition::{self, RevisionTable},
    fault::Fault,
    stored::{parsed, period},
};

const CODES: RevisionTable =
    RevisionTable { name: "reference_code", key: "list, code, language", said: "true", stands: "not withdrawn" };

/// Inserts at most this many rows in one statement: both engines limit the number of parameters.
const INSERT_ROWS_MAX: usize = 1_000;

/// What names a code's name for good.
pub type NameKey = (CodeList, Code, Language);
/// Every revision of some names.
pub type CodeRevisions = HashMap<NameKey, Vec<Said>>;

/// Reads every revision of the codes that `news` speaks of.
pub async fn revisions(connection: &impl ConnectionTrait, news: &[NewReferenceCode]) -> Result<CodeRevisions, Fault> {
    use reference_code::Column;
    let mut lists: BTreeMap<CodeList, BTreeSet<&str>> = BTreeMap::new();
    for new in news {
        lists.entry(new.list).or_default().insert(new.code.as_str());
    }
    let mut found = CodeRevisions::new();
    for (list, codes) in lists {
        let rows = reference_code::Entity::find()
            .filter(Column::List.eq(list.as_str()))
            .filter(Column::Code.is_in(codes))
            .all(connection)
            .await
            .map_err(Fault::while_("reading reference codes"))?;
        for row in rows {
            let (version, withdrawn) = (row.version, row.withdrawn);
            let own = value(row)?;
            let value = Naming { name: own.name, attributes: own.attributes };
            let said = Said { version, withdrawn, validity: own.validity, value };
            found.entry((own.list, own.code, own.language)).or_default().push(said);
        }
    }
    Ok(found)
}

/// Adds revisions of names.
pub async fn insert(connection: &impl ConnectionTrait, names: &[(NameKey, Said)], now: Timestamp) -> Result<(), DbErr> {
    for rows in names.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|((list, code, language), said)| reference_code::ActiveModel {
            version: Set(said.version),
            valid_from: Set(said.validity.from().to_string()),
            valid_until: Set(said.validity.until().map(|day| day.to_string())),
            withdrawn: Set(said.withdrawn),
            recorded_at: Set(now.as_microsecond()),
            list: Set(list.to_string()),
            code: Set(code.to_string()),
            language: Set(language.to_string()),
            name: Set(said.value.name.clone()),
            words: Set(said.value.words(code)),
            attributes: Set(written(&said.value.attributes)),
            ..Default::default()
        });
        reference_code::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Reads a code in force on `day` as known at `known_at`, in each of its languages.
pub async fn in_force(
    connection: &impl ConnectionTrait,
    list: CodeList,
    code: &Code,
    day: Date,
    known_at: Timestamp,
) -> Result<Vec<ReferenceCode>, Fault> {
    let sql = format!("{} order by language", edition::in_force(&CODES, "list = $3 and code = $4"));
    let values = [day.to_string().into(), known_at.as_microsecond().into(), list.as_str().into(), code.as_str().into()];
    let rows: Vec<reference_code::Model> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("reading a reference code"))?;
    rows.into_iter().map(value).collect()
}

/// How many codes are looked at for one page: nearly all of them are in force and shown in the language that was searched.
pub const CANDIDATES_MAX: usize = 100;

/// Reads the first codes after `after` that may belong to what is asked for: some revision of theirs holds the words, in some
/// language. The index hands them out in order, so that a page of a long list does not cost the whole list.
pub async fn candidates(
    connection: &impl ConnectionTrait,
    request: &ListRequest,
    after: Option<&Code>,
) -> Result<Vec<Code>, Fault> {
    let mut values = vec![request.list.as_str().into(), after.map_or("", Code::as_str).into()];
    let searched = match &request.search {
        None => "",
        Some(text) => {
            values.push(pattern(text.as_str()).into());
            " and words like $3 escape '!'"
        }
    };
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        code: String,
    }
    let sql = format!(
        "select distinct code from reference_code where list = $1 and code > $2{searched} order by code limit {CANDIDATES_MAX}"
    );
    let rows: Vec<Row> = database::rows(connection, &sql, values).await.map_err(Fault::while_("listing reference codes"))?;
    rows.iter().map(|row| parsed("code", &row.code)).collect()
}

/// Reads those of `codes` that are in force and hold the words asked for, in their order: each in the language asked for, else in
/// English, else in any.
pub async fn among(
    connection: &impl ConnectionTrait,
    request: &ListRequest,
    codes: &[Code],
) -> Result<Vec<ReferenceCode>, Fault> {
    let mut values = vec![
        request.as_of.to_string().into(),
        request.known_at.as_microsecond().into(),
        request.list.as_str().into(),
        request.language.as_str().into(),
    ];
    let places: Vec<String> = (values.len() + 1..).take(codes.len()).map(|place| format!("${place}")).collect();
    values.extend(codes.iter().map(|code| Value::from(code.as_str())));
    // Names may differ between editions and languages, so it is the one that is shown that counts.
    let searched = match &request.search {
        None => String::new(),
        Some(text) => {
            values.push(pattern(text.as_str()).into());
            format!(" and words like ${} escape '!'", values.len())
        }
    };
    let spoken = "row_number() over (partition by code order by \
                  case language when $4 then 0 when 'en' then 1 else 2 end, language) as language_place";
    let in_force = edition::in_force(&CODES, &format!("list = $3 and code in ({})", places.join(", ")));
    let sql =
        format!("select * from (select f.*, {spoken} from ({in_force}) f) g where language_place = 1{searched} order by code");
    let rows: Vec<reference_code::Model> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("listing reference codes"))?;
    rows.into_iter().map(value).collect()
}

/// Writes a text so that `like` finds it anywhere, and takes every letter of it as it is.
fn pattern(text: &str) -> String {
    let letters = text.chars().flat_map(|letter| matches!(letter, '!' | '%' | '_').then_some('!').into_iter().chain([letter]));
    format!("%{}%", letters.collect::<String>())
}

fn written(attributes: &Attributes) -> String {
    let object = attributes.iter().map(|(name, text)| (name.clone(), text.as_str().into()));
    serde_json::Value::Object(object.collect()).to_string()
}

fn value(row: reference_code::Model) -> Result<ReferenceCode, Fault> {
    let validity: Period = period(&row.valid_from, row.valid_until.as_deref())?;
    Ok(ReferenceCode {
        list: parsed("list", &row.list)?,
        code: parsed("code", &row.code)?,
        language: parsed("language", &row.language)?,
        name: row.name,
        attributes: serde_json::from_str(&row.attributes).map_err(Fault::while_("reading stored attributes"))?,
        validity,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_no_pattern() {
        assert_eq!(pattern("50 %_!"), "%50 !%!_!!%");
    }
}
