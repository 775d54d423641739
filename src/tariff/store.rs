//! Rows to values and back.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value,
    sea_query::OnConflict,
};
use vocabulary::{Date, HsCode, Language, Timestamp};

use super::{
    line::{Note, NoteKey, NoteScope, Section, Suffix},
    revisions::{ChapterRevisions, LineKey, Place},
    rows::{goods_description_revision as description, goods_line_revision as line, goods_note_revision as note, goods_section},
};
use crate::platform::{
    database,
    edition::{self, Dated, RevisionTable},
    fault::Fault,
    stored::{parsed, period},
};

const LINES: RevisionTable =
    RevisionTable { name: "goods_line_revision", key: "code, suffix", said: "true", stands: "not withdrawn" };
const NOTES: RevisionTable =
    RevisionTable { name: "goods_note_revision", key: "scope, kind, language, ordinal", said: "true", stands: "not withdrawn" };

/// Inserts at most this many rows in one statement: both engines limit the number of parameters.
const INSERT_ROWS_MAX: usize = 1_000;

/// What to read the revisions of.
pub enum Scope<'a> {
    /// A whole chapter.
    Chapter(HsCode),
    /// Some lines, by their codes as they are stored.
    Codes(&'a [HsCode]),
    /// Some headings with all that is in them, and their chapters.
    Headings(&'a [HsCode]),
}

impl Scope<'_> {
    fn condition(&self, chapter: impl ColumnTrait, code: impl ColumnTrait) -> Condition {
        match self {
            Self::Chapter(wanted) => Condition::all().add(chapter.eq(wanted.as_str())),
            Self::Codes(codes) => Condition::all().add(code.is_in(codes.iter().map(HsCode::as_str))),
            Self::Headings(headings) => {
                let chapters = code.is_in(headings.iter().map(|heading| heading.chapter().padded()));
                // Stored codes have ten digits, which no letter begins: what is in a heading lies between these two texts.
                let within = |heading: &HsCode| {
                    let first = heading.significant();
                    Condition::all().add(code.gte(first)).add(code.lt(format!("{first}a")))
                };
                headings.iter().map(within).fold(Condition::any().add(chapters), Condition::add)
            }
        }
    }
}

/// Reads every revision within `scope` that was recorded by `known_at`.
pub async fn revisions(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    known_at: Timestamp,
) -> Result<ChapterRevisions, Fault> {
    let known_at = known_at.as_microsecond();
    let lines = line::Entity::find()
        .filter(scope.condition(line::Column::Chapter, line::Column::Code))
        .filter(line::Column::RecordedAt.lte(known_at))
        .all(connection)
        .await
        .map_err(Fault::while_("reading tariff lines"))?;
    let descriptions = description::Entity::find()
        .filter(scope.condition(description::Column::Chapter, description::Column::Code))
        .filter(description::Column::RecordedAt.lte(known_at))
        .all(connection)
        .await
        .map_err(Fault::while_("reading descriptions"))?;
    let mut found = ChapterRevisions::default();
    for row in lines {
        let value = Place { indent: row.indent.try_into().unwrap_or(u8::MAX), declarable: row.declarable };
        let validity = period(&row.valid_from, row.valid_until.as_deref())?;
        let place = Dated { version: row.version, validity, withdrawn: row.withdrawn, value };
        found.places.entry(key(&row.code, &row.suffix)?).or_default().push(place);
    }
    for row in descriptions {
        let validity = period(&row.valid_from, row.valid_until.as_deref())?;
        let text = Dated { version: row.version, validity, withdrawn: row.withdrawn, value: row.description };
        let language: Language = parsed("language", &row.language)?;
        found.descriptions.entry((key(&row.code, &row.suffix)?, language)).or_default().push(text);
    }
    Ok(found)
}

/// Reads every revision of every line's place, grouping lines left out: whether goods are declared under it.
pub async fn line_days(connection: &impl ConnectionTrait) -> Result<HashMap<HsCode, Vec<Dated<bool>>>, Fault> {
    let rows = line::Entity::find()
        .filter(line::Column::Suffix.eq(Suffix::LINE.to_string()))
        .all(connection)
        .await
        .map_err(Fault::while_("reading which lines there are"))?;
    let mut found: HashMap<HsCode, Vec<Dated<bool>>> = HashMap::new();
    for row in rows {
        let validity = period(&row.valid_from, row.valid_until.as_deref())?;
        let days = Dated { version: row.version, validity, withdrawn: row.withdrawn, value: row.declarable };
        found.entry(parsed("code", &row.code)?).or_default().push(days);
    }
    Ok(found)
}

/// Reads which of some codes, padded to ten digits, goods can be declared under on `day`, as known at `known_at`.
pub async fn declarable(
    connection: &impl ConnectionTrait,
    codes: &[HsCode],
    day: Date,
    known_at: Timestamp,
) -> Result<HashSet<HsCode>, Fault> {
    // Two parameters come first: the day and the instant.
    let places: Vec<String> = (3..).take(codes.len()).map(|place| format!("${place}")).collect();
    let filter = format!("suffix = '{}' and code in ({})", Suffix::LINE, places.join(", "));
    let wanted = codes.iter().map(|code| Value::from(code.as_str()));
    let values = [day.to_string().into(), known_at.as_microsecond().into()].into_iter().chain(wanted);
    let rows: Vec<line::Model> = database::rows(connection, &edition::in_force(&LINES, &filter), values)
        .await
        .map_err(Fault::while_("reading which lines goods can be declared under"))?;
    rows.iter().filter(|row| row.declarable).map(|row| parsed("code", &row.code)).collect()
}

/// Returns the last revision of a line's place that was recorded by `known_at`.
pub async fn last_recorded(connection: &impl ConnectionTrait, known_at: Timestamp) -> Result<Option<i64>, Fault> {
    let last = line::Entity::find()
        .select_only()
        .column(line::Column::Sequence)
        .filter(line::Column::RecordedAt.lte(known_at.as_microsecond()))
        .order_by_desc(line::Column::Sequence)
        .limit(1)
        .into_tuple()
        .one(connection);
    last.await.map_err(Fault::while_("looking for the last line"))
}

fn key(code: &str, suffix: &str) -> Result<LineKey, Fault> {
    Ok((parsed("code", code)?, parsed("suffix", suffix)?))
}

/// A revision of a line's place to be added.
pub type NewPlace = (LineKey, Dated<Place>);
/// A revision of a description to be added.
pub type NewDescription = (LineKey, Language, Dated<String>);

/// Adds revisions of places and descriptions.
pub async fn insert(
    connection: &impl ConnectionTrait,
    places: Vec<NewPlace>,
    descriptions: Vec<NewDescription>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let recorded_at = now.as_microsecond();
    for rows in places.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|((code, suffix), place)| line::ActiveModel {
            version: Set(place.version),
            valid_from: Set(place.validity.from().to_string()),
            valid_until: Set(place.validity.until().map(|day| day.to_string())),
            withdrawn: Set(place.withdrawn),
            recorded_at: Set(recorded_at),
            chapter: Set(code.chapter().to_string()),
            code: Set(code.to_string()),
            suffix: Set(suffix.to_string()),
            indent: Set(place.value.indent.into()),
            declarable: Set(place.value.declarable),
            ..Default::default()
        });
        line::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    for rows in descriptions.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|((code, suffix), language, text)| description::ActiveModel {
            version: Set(text.version),
            valid_from: Set(text.validity.from().to_string()),
            valid_until: Set(text.validity.until().map(|day| day.to_string())),
            withdrawn: Set(text.withdrawn),
            recorded_at: Set(recorded_at),
            chapter: Set(code.chapter().to_string()),
            code: Set(code.to_string()),
            suffix: Set(suffix.to_string()),
            language: Set(language.to_string()),
            description: Set(text.value.clone()),
            ..Default::default()
        });
        description::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Every revision of some notes.
pub type NoteRevisions = BTreeMap<NoteKey, Vec<Dated<String>>>;
/// A revision of a note to be added.
pub type NewNoteRevision = (NoteKey, Dated<String>);

/// Reads every revision of the notes of some scopes, or of all.
pub async fn note_revisions(connection: &impl ConnectionTrait, scopes: Option<&[String]>) -> Result<NoteRevisions, Fault> {
    let mut wanted = note::Entity::find();
    if let Some(scopes) = scopes {
        wanted = wanted.filter(note::Column::Scope.is_in(scopes));
    }
    let rows = wanted.all(connection).await.map_err(Fault::while_("reading notes"))?;
    let mut found = NoteRevisions::new();
    for row in rows {
        let validity = period(&row.valid_from, row.valid_until.as_deref())?;
        let key = NoteKey {
            scope: parsed("scope", &row.scope)?,
            kind: parsed("kind", &row.kind)?,
            language: parsed("language", &row.language)?,
            ordinal: row.ordinal,
        };
        found.entry(key).or_default().push(Dated { version: row.version, validity, withdrawn: row.withdrawn, value: row.note });
    }
    Ok(found)
}

/// Adds revisions of notes.
pub async fn insert_notes(connection: &impl ConnectionTrait, notes: &[NewNoteRevision], now: Timestamp) -> Result<(), DbErr> {
    for rows in notes.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|(key, new)| note::ActiveModel {
            version: Set(new.version),
            valid_from: Set(new.validity.from().to_string()),
            valid_until: Set(new.validity.until().map(|day| day.to_string())),
            withdrawn: Set(new.withdrawn),
            recorded_at: Set(now.as_microsecond()),
            scope: Set(key.scope.to_string()),
            kind: Set(key.kind.as_str().to_owned()),
            language: Set(key.language.into()),
            ordinal: Set(key.ordinal),
            note: Set(new.value.clone()),
            ..Default::default()
        });
        note::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Reads the notes of some scopes in force on `day` as known at `known_at`, in order.
pub async fn notes(
    connection: &impl ConnectionTrait,
    scopes: &[NoteScope],
    day: Date,
    known_at: Timestamp,
) -> Result<Vec<Note>, Fault> {
    // Two parameters come first: the day and the instant.
    let places: Vec<String> = (3..).take(scopes.len()).map(|place| format!("${place}")).collect();
    let filter = format!("scope in ({})", places.join(", "));
    let wanted: Vec<Value> = scopes.iter().map(|scope| scope.to_string().into()).collect();
    notes_where(connection, &filter, wanted, day, known_at).await
}

/// Reads the notes of a chapter and of everything in it in force on `day` as known at `known_at`, in order.
pub async fn notes_within(
    connection: &impl ConnectionTrait,
    chapter: HsCode,
    day: Date,
    known_at: Timestamp,
) -> Result<Vec<Note>, Fault> {
    notes_where(connection, "substr(scope, 1, 2) = $3", vec![chapter.as_str().into()], day, known_at).await
}

async fn notes_where(
    connection: &impl ConnectionTrait,
    filter: &str,
    wanted: Vec<Value>,
    day: Date,
    known_at: Timestamp,
) -> Result<Vec<Note>, Fault> {
    let values = [day.to_string().into(), known_at.as_microsecond().into()].into_iter().chain(wanted);
    let sql = format!("{} order by scope, kind, ordinal", edition::in_force(&NOTES, filter));
    let rows: Vec<note::Model> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("reading notes in force"))?;
    rows.into_iter()
        .map(|row| {
            Ok(Note {
                scope: parsed("scope", &row.scope)?,
                kind: parsed("kind", &row.kind)?,
                language: parsed("language", &row.language)?,
                text: row.note,
            })
        })
        .collect()
}

/// Keeps sections, replacing what was there.
pub async fn put_sections(connection: &impl ConnectionTrait, sections: &[Section]) -> Result<(), Fault> {
    use goods_section::Column;
    let rows: Vec<_> = sections
        .iter()
        .flat_map(|section| {
            section.titles.iter().map(|(language, title)| goods_section::ActiveModel {
                number: Set(section.number.into()),
                language: Set(language.to_string()),
                first_chapter: Set(section.first_chapter.to_string()),
                last_chapter: Set(section.last_chapter.to_string()),
                title: Set(title.clone()),
            })
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let replace = OnConflict::columns([Column::Number, Column::Language])
        .update_columns([Column::FirstChapter, Column::LastChapter, Column::Title])
        .to_owned();
    goods_section::Entity::insert_many(rows)
        .on_conflict(replace)
        .exec_without_returning(connection)
        .await
        .map_err(Fault::while_("storing sections"))?;
    Ok(())
}

/// Reads the sections, in order.
pub async fn sections(connection: &impl ConnectionTrait) -> Result<Vec<Section>, Fault> {
    let rows = goods_section::Entity::find()
        .order_by_asc(goods_section::Column::Number)
        .order_by_asc(goods_section::Column::Language)
        .all(connection)
        .await
        .map_err(Fault::while_("reading sections"))?;
    let mut sections: Vec<Section> = Vec::new();
    for row in rows {
        let number = row.number.try_into().unwrap_or(u8::MAX);
        let title = (parsed("language", &row.language)?, row.title);
        match sections.last_mut().filter(|section| section.number == number) {
            Some(section) => section.titles.push(title),
            None => sections.push(Section {
                number,
                first_chapter: parsed("first_chapter", &row.first_chapter)?,
                last_chapter: parsed("last_chapter", &row.last_chapter)?,
                titles: vec![title],
            }),
        }
    }
    Ok(sections)
}

/// Reads the languages that lines are described in, in order.
pub async fn languages(connection: &impl ConnectionTrait) -> Result<Vec<Language>, Fault> {
    let found: Vec<String> = description::Entity::find()
        .select_only()
        .column(description::Column::Language)
        .distinct()
        .into_tuple()
        .all(connection)
        .await
        .map_err(Fault::while_("listing the languages of the tariff"))?;
    let mut languages: Vec<Language> = found.iter().map(|language| parsed("language", language)).collect::<Result<_, _>>()?;
    languages.sort_unstable();
    Ok(languages)
}

/// Reads the chapters that have lines, in order.
pub async fn chapters(connection: &impl ConnectionTrait) -> Result<Vec<HsCode>, Fault> {
    let found: Vec<String> = line::Entity::find()
        .select_only()
        .column(line::Column::Chapter)
        .distinct()
        .order_by_asc(line::Column::Chapter)
        .into_tuple()
        .all(connection)
        .await
        .map_err(Fault::while_("listing chapters"))?;
    found.iter().map(|chapter| parsed("chapter", chapter)).collect()
}
