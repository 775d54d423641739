//! Rows to values and back.

use std::collections::HashSet;

use index::SynonymId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, Statement, Value,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use vocabulary::Date;

use super::{
    phrase::{ASKED_MIN, Counts, Phrase},
    rows::search_phrase::{self, Column},
    service::{AskedPhrase, PhraseList, PhrasesRequest},
};
use crate::platform::{database, fault::Fault, stored::parsed};

/// Names at most this many phrases in one statement: both engines limit the number of parameters.
const PHRASES_A_STATEMENT_MAX: usize = 500;

/// Adds to how often each synonym was used; of one that is gone nothing is kept.
pub async fn add_hits(connection: &impl ConnectionTrait, hits: &[(SynonymId, u64)], today: Date) -> Result<(), Fault> {
    let sql = "update synonym set hits = hits + $1, last_hit_on = $2 where sequence = $3";
    for (SynonymId(sequence), count) in hits {
        let values = [whole(*count).into(), today.to_string().into(), (*sequence).into()];
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
        connection.execute_raw(statement).await.map_err(Fault::while_("counting the use of synonyms"))?;
    }
    Ok(())
}

/// Adds to how often each phrase was searched on a day.
pub async fn add_phrases(connection: &impl ConnectionTrait, phrases: &[(Phrase, Counts)], today: Date) -> Result<(), Fault> {
    for rows in phrases.chunks(PHRASES_A_STATEMENT_MAX) {
        let rows = rows.iter().map(|(phrase, counts)| search_phrase::ActiveModel {
            day: Set(today.to_string()),
            language: Set(phrase.language.into()),
            phrase: Set(phrase.text.clone()),
            searches: Set(whole(counts.searches)),
            unanswered: Set(whole(counts.unanswered)),
            elsewhere: Set(whole(counts.elsewhere)),
            ..Default::default()
        });
        let added = |column: Column| {
            let new = Expr::col((Alias::new("excluded"), column));
            Expr::col((search_phrase::Entity, column)).add(new)
        };
        let mut add = OnConflict::columns([Column::Day, Column::Language, Column::Phrase]);
        for column in [Column::Searches, Column::Unanswered, Column::Elsewhere] {
            add.value(column, added(column));
        }
        search_phrase::Entity::insert_many(rows)
            .on_conflict(add)
            .exec_without_returning(connection)
            .await
            .map_err(Fault::while_("counting what is searched"))?;
    }
    Ok(())
}

/// Counts the different phrases of a day.
pub async fn phrase_count(connection: &impl ConnectionTrait, today: Date) -> Result<usize, Fault> {
    let of_day = search_phrase::Entity::find().filter(Column::Day.eq(today.to_string()));
    let count = of_day.count(connection).await.map_err(Fault::while_("counting the phrases of a day"))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Returns those of `phrases` that a day has already.
pub async fn known(
    connection: &impl ConnectionTrait,
    phrases: &[(Phrase, Counts)],
    today: Date,
) -> Result<HashSet<Phrase>, Fault> {
    let mut known = HashSet::new();
    for some in phrases.chunks(PHRASES_A_STATEMENT_MAX) {
        let named = Column::Phrase.is_in(some.iter().map(|(phrase, _)| phrase.text.as_str()));
        let rows = search_phrase::Entity::find().filter(Column::Day.eq(today.to_string())).filter(named).all(connection).await;
        for row in rows.map_err(Fault::while_("reading the phrases of a day"))? {
            known.insert(Phrase { language: parsed("language", &row.language)?, text: row.phrase });
        }
    }
    Ok(known)
}

/// Forgets what was counted before a day.
pub async fn forget_before(connection: &impl ConnectionTrait, day: Date) -> Result<(), Fault> {
    let old = search_phrase::Entity::delete_many().filter(Column::Day.lt(day.to_string()));
    old.exec(connection).await.map(drop).map_err(Fault::while_("forgetting what was searched"))
}

/// Reads a page of phrases that were asked often enough to be shown, most often first, and one more where there is more.
pub async fn list(connection: &impl ConnectionTrait, request: &PhrasesRequest) -> Result<Vec<AskedPhrase>, Fault> {
    let counted = match request.list {
        PhraseList::Popular => "searches",
        PhraseList::Unanswered => "unanswered + elsewhere",
    };
    let mut values: Vec<Value> = vec![request.since.to_string().into(), whole(ASKED_MIN).into()];
    let mut of_language = String::new();
    if let Some(language) = request.language {
        values.push(language.as_str().into());
        of_language = format!(" and language = ${}", values.len());
    }
    let mut behind = String::new();
    if let Some(after) = &request.after {
        let at = values.len();
        values.extend([whole(after.asked).into(), after.phrase.language.as_str().into(), after.phrase.text.as_str().into()]);
        let (asked, language, phrase) = (at + 1, at + 2, at + 3);
        behind = format!(" and (asked < ${asked} or (asked = ${asked} and (language, phrase) > (${language}, ${phrase})))");
    }
    let sum = |column: &str| format!("cast(sum({column}) as bigint)");
    let sql = format!(
        "select * from (select language, phrase, {} asked, {} searches, {} unanswered, {} elsewhere, min(day) first_on, \
         max(day) last_on from search_phrase where day >= $1 and {counted} > 0{of_language} group by language, phrase) counted \
         where asked >= $2{behind} order by asked desc, language, phrase limit {}",
        sum(counted),
        sum("searches"),
        sum("unanswered"),
        sum("elsewhere"),
        request.first.get() + 1
    );
    let rows: Vec<PhraseRow> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("listing what is searched"))?;
    rows.into_iter().map(PhraseRow::read).collect()
}

#[derive(FromQueryResult)]
struct PhraseRow {
    language: String,
    phrase: String,
    asked: i64,
    searches: i64,
    unanswered: i64,
    elsewhere: i64,
    first_on: String,
    last_on: String,
}

impl PhraseRow {
    fn read(self) -> Result<AskedPhrase, Fault> {
        let count = |count: i64| u64::try_from(count).unwrap_or_default();
        Ok(AskedPhrase {
            phrase: Phrase { language: parsed("language", &self.language)?, text: self.phrase },
            asked: count(self.asked),
            counts: Counts {
                searches: count(self.searches),
                unanswered: count(self.unanswered),
                elsewhere: count(self.elsewhere),
            },
            first_on: parsed("day", &self.first_on)?,
            last_on: parsed("day", &self.last_on)?,
        })
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
