//! Rows to values and back: files, lines, how far each line has come, breaks, closed days.

use std::collections::{BTreeMap, HashMap, HashSet};

use reconciliation::{
    Action, BankLine, Break, BreakType, By, FileDigest, LedgerLineId, Match, OpenBreak, Place, ProviderLine, Reason, SealedDay,
    Side, statement::Statement,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::{Serialize, de::DeserializeOwned};
use vocabulary::{Currency, Date, PersonId, Timestamp};

use super::{
    exception::{KeptBreak, KeptProposal, Standing},
    intake::KeptFile,
    parity::{Finding, Subject},
    rows::{book, day, difference, file, line, matched, parity, posting, run, side, statement},
};
use crate::platform::{
    fault::Fault,
    stored::{instant, parsed},
};

/// How many rows go into one statement: SQLite takes 32,766 values at most.
const ROWS_AT_ONCE: usize = 1_000;
/// How many lines are in memory at a time: a hundred days of a large country.
const LINES_MAX: u64 = 1_000_000;
/// How many breaks may be open: more are no queue but a fault.
const BREAKS_MAX: u64 = 200_000;

/// How far a line has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Its file is not whole yet.
    Coming,
    /// It waits for its other side.
    Open,
    /// A payout that only the bank is waited for.
    Reported,
    /// It was compared, and is not again.
    Done,
}

impl Progress {
    fn as_str(self) -> &'static str {
        match self {
            Progress::Coming => "coming",
            Progress::Open => "open",
            Progress::Reported => "reported",
            Progress::Done => "done",
        }
    }
}

/// Whose line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Ours.
    Ledger,
    /// A provider's.
    Provider,
    /// A bank's.
    Bank,
}

impl Whose {
    fn as_str(self) -> &'static str {
        match self {
            Whose::Ledger => "ledger",
            Whose::Provider => "provider",
            Whose::Bank => "bank",
        }
    }
}

fn write(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(Fault::while_("writing what is reconciled"))
}

fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading what is reconciled"))
}

/// Writes a choice of the rules as its word.
pub fn word(value: &impl Serialize) -> Result<String, Fault> {
    let value = serde_json::to_value(value).map_err(Fault::while_("writing what is reconciled"))?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

/// Reads a choice of the rules from its word.
pub fn from_word<T: DeserializeOwned>(word: &str) -> Result<T, Fault> {
    serde_json::from_value(word.into()).map_err(Fault::while_("reading what is reconciled"))
}

/// Keeps others who compare or close waiting until the unit of work is over. On SQLite a unit that writes keeps them waiting by itself.
pub async fn lock(connection: &impl ConnectionTrait) -> Result<(), Fault> {
    if connection.get_database_backend() == DbBackend::Postgres {
        let locked = connection.execute_unprepared("lock table treasury_side in share row exclusive mode").await;
        locked.map_err(Fault::while_("waiting for others who reconcile"))?;
    }
    Ok(())
}

/// Begins a file, or finds it.
pub async fn begin_file(connection: &impl ConnectionTrait, new: &KeptFile, now: Timestamp) -> Result<KeptFile, Fault> {
    let row = file::ActiveModel {
        digest: Set(new.digest.0.to_string()),
        kind: Set(new.kind.clone()),
        lines: Set(new.lines),
        kept: Set(0),
        recorded_at: Set(now.as_microsecond()),
    };
    let once = OnConflict::column(file::Column::Digest).do_nothing().to_owned();
    let added = file::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
    added.map_err(Fault::while_("keeping a file"))?;
    let found = file::Entity::find_by_id(new.digest.0.to_string()).lock_exclusive().one(connection).await;
    let kept = found.map_err(Fault::while_("reading a file"))?.map_or(0, |row| row.kept);
    Ok(KeptFile { kept, ..new.clone() })
}

/// Notes how many lines of a file are kept.
pub async fn keep_to(connection: &impl ConnectionTrait, digest: FileDigest, kept: i64) -> Result<(), Fault> {
    file::Entity::update_many()
        .col_expr(file::Column::Kept, Expr::value(kept))
        .filter(file::Column::Digest.eq(digest.0.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting how far a file is kept"))?;
    Ok(())
}

/// Adds the heads of statements, each once.
pub async fn add_statements(connection: &impl ConnectionTrait, all: &[Statement], now: Timestamp) -> Result<(), Fault> {
    for (ordinal, one) in all.iter().enumerate() {
        let row = statement::ActiveModel {
            file: Set(one.file.0.to_string()),
            ordinal: Set(ordinal as i64),
            name: Set(one.id.clone()),
            account: Set(one.account.to_string()),
            currency: Set(one.currency.to_string()),
            opening: Set(one.opening),
            opened_on: Set(one.opened_on.to_string()),
            closing: Set(one.closing),
            closed_on: Set(one.closed_on.to_string()),
            recorded_at: Set(now.as_microsecond()),
        };
        let once = OnConflict::columns([statement::Column::File, statement::Column::Ordinal]).do_nothing().to_owned();
        let added = statement::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
        added.map_err(Fault::while_("keeping a statement"))?;
    }
    Ok(())
}

fn read_statement(row: &statement::Model) -> Result<Statement, Fault> {
    let file: String = row.file.clone();
    Ok(Statement {
        file: FileDigest(from_word(&file)?),
        id: row.name.clone(),
        account: parsed("account", &row.account)?,
        currency: parsed("currency", &row.currency)?,
        opening: row.opening,
        opened_on: parsed("opened_on", &row.opened_on)?,
        closing: row.closing,
        closed_on: parsed("closed_on", &row.closed_on)?,
        lines: Vec::new(),
    })
}

/// Finds the statement of an account that was kept last before a day, without its lines.
pub async fn statement_before(
    connection: &impl ConnectionTrait,
    account: &str,
    currency: Currency,
    until: Date,
) -> Result<Option<Statement>, Fault> {
    let found = statement::Entity::find()
        .filter(statement::Column::Account.eq(account))
        .filter(statement::Column::Currency.eq(currency.to_string()))
        .filter(statement::Column::ClosedOn.lte(until.to_string()))
        .order_by_desc(statement::Column::ClosedOn)
        .order_by_desc(statement::Column::RecordedAt)
        .order_by_desc(statement::Column::Ordinal)
        .one(connection)
        .await;
    found.map_err(Fault::while_("looking for the statement before"))?.as_ref().map(read_statement).transpose()
}

/// Reads the statements of whole files that a day closes over: those until it that no day before it knew of.
pub async fn statements_of(
    connection: &impl ConnectionTrait,
    day: Date,
    before: Option<(Date, Timestamp)>,
) -> Result<Vec<Statement>, Fault> {
    let mut found = statement::Entity::find().filter(statement::Column::ClosedOn.lte(day.to_string()));
    if let Some((last, closed_at)) = before {
        found = found.filter(
            Condition::any()
                .add(statement::Column::ClosedOn.gt(last.to_string()))
                .add(statement::Column::RecordedAt.gt(closed_at.as_microsecond())),
        );
    }
    let rows = found
        .order_by_asc(statement::Column::OpenedOn)
        .order_by_asc(statement::Column::RecordedAt)
        .order_by_asc(statement::Column::Ordinal)
        .all(connection)
        .await
        .map_err(Fault::while_("reading the statements of a day"))?;
    let mut statements = Vec::with_capacity(rows.len());
    for row in &rows {
        let whole = file::Entity::find_by_id(row.file.clone()).one(connection).await;
        if whole.map_err(Fault::while_("reading a file"))?.is_none_or(|file| file.kept != file.lines) {
            continue;
        }
        let lines = line::Entity::find()
            .filter(line::Column::File.eq(&row.file))
            .filter(line::Column::Statement.eq(row.ordinal))
            .limit(LINES_MAX)
            .all(connection)
            .await
            .map_err(Fault::while_("reading the lines of a statement"))?;
        let mut lines: Vec<BankLine> = lines.iter().map(|row| from_text(&row.body)).collect::<Result<_, _>>()?;
        lines.sort_by_key(|line| line.place);
        statements.push(Statement { lines, ..read_statement(row)? });
    }
    Ok(statements)
}

/// A line to keep.
pub struct NewLine {
    place: Place,
    whose: Whose,
    statement: Option<i64>,
    body: String,
}

impl NewLine {
    /// Takes a line of a provider.
    pub fn of_provider(line: &ProviderLine) -> Result<NewLine, Fault> {
        Ok(NewLine { place: line.place, whose: Whose::Provider, statement: None, body: write(line)? })
    }

    /// Takes a line of the statement with that place in its file.
    pub fn of_bank(line: &BankLine, statement: usize) -> Result<NewLine, Fault> {
        let statement = i64::try_from(statement).map_err(Fault::while_("keeping a line"))?;
        Ok(NewLine { place: line.place, whose: Whose::Bank, statement: Some(statement), body: write(line)? })
    }
}

/// Keeps lines that are not kept yet, and returns how many those were.
pub async fn add_lines(
    connection: &impl ConnectionTrait,
    lines: &[NewLine],
    progress: Progress,
    now: Timestamp,
) -> Result<u64, Fault> {
    let mut count = 0;
    for some in lines.chunks(ROWS_AT_ONCE) {
        let rows = some.iter().map(|new| line::ActiveModel {
            place: Set(new.place.to_string()),
            side: Set(new.whose.as_str().to_owned()),
            file: Set(new.place.file.0.to_string()),
            statement: Set(new.statement),
            body: Set(new.body.clone()),
            recorded_at: Set(now.as_microsecond()),
        });
        let once = OnConflict::column(line::Column::Place).do_nothing().to_owned();
        let added = line::Entity::insert_many(rows).on_conflict(once).exec_without_returning(connection).await;
        count += added.map_err(Fault::while_("keeping lines"))?;
        let rows = some.iter().map(|new| side_row(new.place.to_string(), new.whose, progress));
        let once = OnConflict::column(side::Column::Line).do_nothing().to_owned();
        let added = side::Entity::insert_many(rows).on_conflict(once).exec_without_returning(connection).await;
        added.map_err(Fault::while_("keeping lines"))?;
    }
    Ok(count)
}

fn side_row(line: String, whose: Whose, progress: Progress) -> side::ActiveModel {
    side::ActiveModel { line: Set(line), side: Set(whose.as_str().to_owned()), standing: Set(progress.as_str().to_owned()) }
}

/// Lets the lines of a file be compared, which is whole now.
pub async fn open_file(connection: &impl ConnectionTrait, digest: FileDigest) -> Result<(), Fault> {
    side::Entity::update_many()
        .col_expr(side::Column::Standing, Expr::value(Progress::Open.as_str()))
        .filter(side::Column::Standing.eq(Progress::Coming.as_str()))
        .filter(side::Column::Line.starts_with(format!("{}:", digest.0)))
        .exec(connection)
        .await
        .map_err(Fault::while_("letting a file be compared"))?;
    Ok(())
}

/// Says until when the book of a provider was read.
pub async fn read_until(connection: &impl ConnectionTrait, provider: &str) -> Result<Option<Timestamp>, Fault> {
    let row = book::Entity::find_by_id(provider.to_owned()).one(connection).await;
    row.map_err(Fault::while_("reading how far a book was read"))?.map(|row| instant(row.read_until)).transpose()
}

/// Notes until when the book of a provider was read.
pub async fn set_read_until(connection: &impl ConnectionTrait, provider: &str, until: Timestamp) -> Result<(), Fault> {
    let row = book::ActiveModel { provider: Set(provider.to_owned()), read_until: Set(until.as_microsecond()) };
    let newer = OnConflict::column(book::Column::Provider).update_column(book::Column::ReadUntil).to_owned();
    let noted = book::Entity::insert(row).on_conflict(newer).exec_without_returning(connection).await;
    noted.map_err(Fault::while_("noting how far a book was read"))?;
    Ok(())
}

/// What still waits to be compared.
pub struct Waiting {
    /// Entries of the ledger, and whether only the bank is waited for.
    pub ledger: HashMap<String, bool>,
    /// Lines of providers.
    pub providers: Vec<ProviderLine>,
    /// Lines of banks.
    pub bank: Vec<BankLine>,
}

/// Reads what still waits.
pub async fn waiting(connection: &impl ConnectionTrait) -> Result<Waiting, Fault> {
    let standings = [Progress::Open.as_str(), Progress::Reported.as_str()];
    let rows = side::Entity::find()
        .filter(side::Column::Standing.is_in(standings))
        .filter(side::Column::Side.eq(Whose::Ledger.as_str()))
        .limit(LINES_MAX)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what waits to be compared"))?;
    let ledger = rows.into_iter().map(|row| (row.line, row.standing == Progress::Reported.as_str())).collect();
    Ok(Waiting {
        ledger,
        providers: open_lines(connection, Whose::Provider).await?,
        bank: open_lines(connection, Whose::Bank).await?,
    })
}

async fn open_lines<T: DeserializeOwned>(connection: &impl ConnectionTrait, whose: Whose) -> Result<Vec<T>, Fault> {
    let open = side::Entity::find()
        .select_only()
        .column(side::Column::Line)
        .filter(side::Column::Standing.eq(Progress::Open.as_str()))
        .filter(side::Column::Side.eq(whose.as_str()));
    let rows = line::Entity::find()
        .filter(line::Column::Place.in_subquery(sea_orm::QueryTrait::into_query(open)))
        .limit(LINES_MAX)
        .all(connection)
        .await
        .map_err(Fault::while_("reading lines that wait to be compared"))?;
    rows.iter().map(|row| from_text(&row.body)).collect()
}

/// Returns which of these entries of the ledger were taken up before.
pub async fn known(connection: &impl ConnectionTrait, entries: &[String]) -> Result<HashSet<String>, Fault> {
    let mut known = HashSet::new();
    for some in entries.chunks(ROWS_AT_ONCE) {
        let rows = side::Entity::find().filter(side::Column::Line.is_in(some.iter().cloned())).all(connection).await;
        known.extend(rows.map_err(Fault::while_("reading which entries were compared"))?.into_iter().map(|row| row.line));
    }
    Ok(known)
}

/// Notes how far lines have come.
pub async fn set_progress(connection: &impl ConnectionTrait, whose: Whose, lines: &[(String, Progress)]) -> Result<(), Fault> {
    for some in lines.chunks(ROWS_AT_ONCE) {
        let rows = some.iter().map(|(line, progress)| side_row(line.clone(), whose, *progress));
        let newer = OnConflict::column(side::Column::Line).update_column(side::Column::Standing).to_owned();
        let noted = side::Entity::insert_many(rows).on_conflict(newer).exec_without_returning(connection).await;
        noted.map_err(Fault::while_("noting how far lines have come"))?;
    }
    Ok(())
}

/// Adds a run.
pub async fn add_run(
    connection: &impl ConnectionTrait,
    (matched, breaks): (usize, usize),
    unexplained: &BTreeMap<Currency, i128>,
    now: Timestamp,
) -> Result<(), Fault> {
    let unexplained: BTreeMap<String, String> =
        unexplained.iter().map(|(currency, minor)| (currency.to_string(), minor.to_string())).collect();
    let row = run::ActiveModel {
        sequence: NotSet,
        matched: Set(matched as i64),
        breaks: Set(breaks as i64),
        unexplained: Set(write(&unexplained)?),
        recorded_at: Set(now.as_microsecond()),
    };
    let added = run::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("noting that lines were compared"))?;
    Ok(())
}

/// Returns when lines were compared last.
pub async fn last_run(connection: &impl ConnectionTrait) -> Result<Option<Timestamp>, Fault> {
    let row = run::Entity::find().order_by_desc(run::Column::Sequence).one(connection).await;
    row.map_err(Fault::while_("reading when lines were compared"))?.map(|row| instant(row.recorded_at)).transpose()
}

/// Adds up what no break explained since an instant.
pub async fn unexplained_since(
    connection: &impl ConnectionTrait,
    since: Option<Timestamp>,
) -> Result<BTreeMap<Currency, i128>, Fault> {
    let since = since.map_or(i64::MIN, Timestamp::as_microsecond);
    let rows = run::Entity::find()
        .filter(run::Column::RecordedAt.gt(since))
        .filter(run::Column::Unexplained.ne("{}"))
        .all(connection)
        .await
        .map_err(Fault::while_("reading what nothing explains"))?;
    let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
    for row in rows {
        for (currency, minor) in from_text::<BTreeMap<Currency, String>>(&row.unexplained)? {
            *sums.entry(currency).or_default() += parsed::<i128>("unexplained", &minor)?;
        }
    }
    sums.retain(|_, minor| *minor != 0);
    Ok(sums)
}

/// Writes an entry of the ledger as its line is named.
pub fn entry_of(line: LedgerLineId) -> String {
    format!("{:032x}", line.0)
}

/// Reads the name of a line of the ledger.
pub fn line_of(entry: &str) -> Result<LedgerLineId, Fault> {
    u128::from_str_radix(entry, 16).map(LedgerLineId).map_err(Fault::while_("reading the name of an entry"))
}

/// Adds pairs that agree.
pub async fn add_matches(connection: &impl ConnectionTrait, all: &[Match], now: Timestamp) -> Result<(), Fault> {
    for some in all.chunks(ROWS_AT_ONCE) {
        let rows = some.iter().map(|one| matched::ActiveModel {
            sequence: NotSet,
            ledger: Set(one.ledger.map(entry_of)),
            side: Set(side_word(one.side).to_owned()),
            other: Set(one.other.to_string()),
            found_by: Set(by_word(one.by).to_owned()),
            recorded_at: Set(now.as_microsecond()),
        });
        let added = matched::Entity::insert_many(rows).exec_without_returning(connection).await;
        added.map_err(Fault::while_("keeping pairs"))?;
    }
    Ok(())
}

fn side_word(side: Side) -> &'static str {
    match side {
        Side::Provider => Whose::Provider.as_str(),
        Side::Bank => Whose::Bank.as_str(),
    }
}

fn by_word(by: By) -> &'static str {
    match by {
        By::Reference => "reference",
        By::OurId => "our-id",
        By::Amount => "amount",
    }
}

/// Reads the pairs in which one of these entries or lines is.
pub async fn matches_of(connection: &impl ConnectionTrait, entries: &[String], places: &[String]) -> Result<Vec<Match>, Fault> {
    let mut rows: BTreeMap<i64, matched::Model> = BTreeMap::new();
    for (column, names) in [(matched::Column::Ledger, entries), (matched::Column::Other, places)] {
        for some in names.chunks(ROWS_AT_ONCE) {
            let found = matched::Entity::find().filter(column.is_in(some.iter().cloned())).all(connection).await;
            rows.extend(found.map_err(Fault::while_("reading pairs"))?.into_iter().map(|row| (row.sequence, row)));
        }
    }
    rows.values()
        .map(|row| {
            Ok(Match {
                ledger: row.ledger.as_deref().map(line_of).transpose()?,
                side: if row.side == Whose::Bank.as_str() { Side::Bank } else { Side::Provider },
                other: parsed("other", &row.other)?,
                by: match row.found_by.as_str() {
                    "reference" => By::Reference,
                    "our-id" => By::OurId,
                    _ => By::Amount,
                },
            })
        })
        .collect()
}

fn read_break(row: &difference::Model) -> Result<KeptBreak, Fault> {
    let person = |column, name: &Option<String>| name.as_deref().map(|name| parsed::<PersonId>(column, name)).transpose();
    let at = |value: Option<i64>| value.map(instant).transpose();
    let found = Break {
        kind: from_word(&row.kind)?,
        ledger: row.ledger.as_deref().map(line_of).transpose()?,
        other: row.other.as_deref().map(|place| parsed("other", place)).transpose()?,
        difference: from_text(&row.difference)?,
    };
    let proposal = match (&row.action, &row.reason, person("proposed_by", &row.proposed_by)?, at(row.proposed_at)?) {
        (Some(action), Some(reason), Some(by), Some(proposed_at)) => Some(KeptProposal {
            action: from_word::<Action>(action)?,
            reason: parsed::<Reason>("reason", reason)?,
            by,
            at: proposed_at,
            agreed: person("decided_by", &row.decided_by)?.zip(at(row.decided_at)?),
        }),
        _ => None,
    };
    Ok(KeptBreak {
        id: row.id.clone(),
        open: OpenBreak {
            found,
            since: instant(row.since)?,
            owner: person("owner", &row.owner)?,
            answered_at: at(row.answered_at)?,
        },
        standing: parsed("standing", &row.standing)?,
        proposals: row.proposals,
        proposal,
        entry: row.entry.clone(),
    })
}

fn break_row(value: &KeptBreak) -> Result<difference::ActiveModel, Fault> {
    let found = &value.open.found;
    let proposal = value.proposal.as_ref();
    let agreed = proposal.and_then(|proposal| proposal.agreed);
    Ok(difference::ActiveModel {
        id: Set(value.id.clone()),
        kind: Set(word(&found.kind)?),
        ledger: Set(found.ledger.map(entry_of)),
        other: Set(found.other.map(|place| place.to_string())),
        difference: Set(write(&found.difference)?),
        since: Set(value.open.since.as_microsecond()),
        owner: Set(value.open.owner.map(|person| person.to_string())),
        answered_at: Set(value.open.answered_at.map(Timestamp::as_microsecond)),
        standing: Set(value.standing.to_string()),
        proposals: Set(value.proposals),
        action: Set(proposal.map(|proposal| word(&proposal.action)).transpose()?),
        reason: Set(proposal.map(|proposal| proposal.reason.as_str().to_owned())),
        proposed_by: Set(proposal.map(|proposal| proposal.by.to_string())),
        proposed_at: Set(proposal.map(|proposal| proposal.at.as_microsecond())),
        decided_by: Set(agreed.map(|(by, _)| by.to_string())),
        decided_at: Set(agreed.map(|(_, at)| at.as_microsecond())),
        entry: Set(value.entry.clone()),
    })
}

/// Keeps breaks, in place of what there was of them.
pub async fn put_breaks(connection: &impl ConnectionTrait, values: &[KeptBreak]) -> Result<(), Fault> {
    use difference::Column;
    for some in values.chunks(ROWS_AT_ONCE) {
        let rows: Vec<difference::ActiveModel> = some.iter().map(break_row).collect::<Result<_, _>>()?;
        let newer = OnConflict::column(Column::Id)
            .update_columns([
                Column::Kind,
                Column::Difference,
                Column::Owner,
                Column::AnsweredAt,
                Column::Standing,
                Column::Proposals,
                Column::Action,
                Column::Reason,
                Column::ProposedBy,
                Column::ProposedAt,
                Column::DecidedBy,
                Column::DecidedAt,
                Column::Entry,
            ])
            .to_owned();
        let kept = difference::Entity::insert_many(rows).on_conflict(newer).exec_without_returning(connection).await;
        kept.map_err(Fault::while_("keeping breaks"))?;
    }
    Ok(())
}

/// Reads a break, and keeps others from changing it until the unit of work is over.
pub async fn lock_break(connection: &impl ConnectionTrait, id: &str) -> Result<Option<KeptBreak>, Fault> {
    let row = difference::Entity::find_by_id(id.to_owned()).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("reading a break"))?.as_ref().map(read_break).transpose()
}

/// Reads all breaks that stand at one of these, in the order in which they were found.
pub async fn breaks_at(connection: &impl ConnectionTrait, standings: &[Standing]) -> Result<Vec<KeptBreak>, Fault> {
    let rows = difference::Entity::find()
        .filter(difference::Column::Standing.is_in(standings.iter().map(|standing| standing.as_str())))
        .order_by_asc(difference::Column::Since)
        .order_by_asc(difference::Column::Id)
        .limit(BREAKS_MAX)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading breaks"))?.iter().map(read_break).collect()
}

/// Reads the breaks of these entries that did not close by themselves.
pub async fn breaks_of(connection: &impl ConnectionTrait, entries: &[String]) -> Result<Vec<KeptBreak>, Fault> {
    let mut breaks = Vec::new();
    for some in entries.chunks(ROWS_AT_ONCE) {
        let rows = difference::Entity::find()
            .filter(difference::Column::Ledger.is_in(some.iter().cloned()))
            .filter(difference::Column::Standing.ne(Standing::Closed.as_str()))
            .all(connection)
            .await;
        for row in &rows.map_err(Fault::while_("reading the breaks of entries"))? {
            breaks.push(read_break(row)?);
        }
    }
    Ok(breaks)
}

/// Which breaks are listed.
#[derive(Clone, Debug, Default)]
pub struct BreakFilter {
    /// Only those that stand so.
    pub standing: Option<Standing>,
    /// Only those of this type.
    pub kind: Option<BreakType>,
    /// Only those that this person looks after.
    pub owner: Option<PersonId>,
}

/// Lists breaks, the oldest first, after one of them.
pub async fn list_breaks(
    connection: &impl ConnectionTrait,
    filter: &BreakFilter,
    after: Option<(Timestamp, &str)>,
    most: u64,
) -> Result<Vec<KeptBreak>, Fault> {
    use difference::Column;
    let mut found = difference::Entity::find();
    if let Some(standing) = filter.standing {
        found = found.filter(Column::Standing.eq(standing.as_str()));
    }
    if let Some(kind) = filter.kind {
        found = found.filter(Column::Kind.eq(word(&kind)?));
    }
    if let Some(owner) = filter.owner {
        found = found.filter(Column::Owner.eq(owner.to_string()));
    }
    if let Some((since, id)) = after {
        let since = since.as_microsecond();
        let later = Condition::all().add(Column::Since.eq(since)).add(Column::Id.gt(id));
        found = found.filter(Condition::any().add(Column::Since.gt(since)).add(later));
    }
    let rows = found.order_by_asc(Column::Since).order_by_asc(Column::Id).limit(most).all(connection).await;
    rows.map_err(Fault::while_("listing breaks"))?.iter().map(read_break).collect()
}

/// Reads a line of a provider or a bank as it was kept.
pub async fn line<T: DeserializeOwned>(connection: &impl ConnectionTrait, place: Place) -> Result<Option<T>, Fault> {
    let row = line::Entity::find_by_id(place.to_string()).one(connection).await;
    row.map_err(Fault::while_("reading a line"))?.map(|row| from_text(&row.body)).transpose()
}

/// Says whether officers decided about a line, or one of them proposed something.
pub async fn is_decided(connection: &impl ConnectionTrait, place: Place) -> Result<bool, Fault> {
    let found = difference::Entity::find()
        .filter(difference::Column::Other.eq(place.to_string()))
        .filter(difference::Column::Standing.is_in([Standing::Proposed.as_str(), Standing::Resolved.as_str()]))
        .one(connection)
        .await;
    Ok(found.map_err(Fault::while_("reading breaks"))?.is_some())
}

/// Says whether a line is a bank's.
pub async fn is_of_bank(connection: &impl ConnectionTrait, place: Place) -> Result<bool, Fault> {
    let row = line::Entity::find_by_id(place.to_string()).one(connection).await;
    Ok(row.map_err(Fault::while_("reading a line"))?.is_some_and(|row| row.side == Whose::Bank.as_str()))
}

/// Notes what was posted for a break, and what the other side calls it where it is compared with it.
pub async fn add_posting(
    connection: &impl ConnectionTrait,
    (entry, break_id): (&str, &str),
    (reference, is_compared): (Option<String>, bool),
    now: Timestamp,
) -> Result<(), Fault> {
    let row = posting::ActiveModel {
        entry: Set(entry.to_owned()),
        break_id: Set(break_id.to_owned()),
        reference: Set(reference),
        is_compared: Set(is_compared),
        recorded_at: Set(now.as_microsecond()),
    };
    let added = posting::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("noting what was posted for a break"))?;
    Ok(())
}

/// What was posted by hand, by its entry: what the other side calls it, and whether it is compared.
pub type ByHand = HashMap<String, (Option<String>, bool)>;

/// Reads what was posted by hand after an instant.
pub async fn by_hand(connection: &impl ConnectionTrait) -> Result<ByHand, Fault> {
    let rows = posting::Entity::find().limit(BREAKS_MAX).all(connection).await;
    let rows = rows.map_err(Fault::while_("reading what was posted by hand"))?;
    Ok(rows.into_iter().map(|row| (row.entry, (row.reference, row.is_compared))).collect())
}

/// A closed day as it is stored.
#[derive(Clone, Debug)]
pub struct KeptDay {
    /// Its place in the chain, from 1.
    pub number: i64,
    /// Which day.
    pub day: Date,
    /// What was signed.
    pub sealed: SealedDay,
    /// When it was closed.
    pub closed_at: Timestamp,
}

fn read_day(row: day::Model) -> Result<KeptDay, Fault> {
    Ok(KeptDay {
        number: row.number,
        day: parsed("day", &row.day)?,
        sealed: SealedDay { content: row.content, digest: from_word(&row.digest)?, key: row.key, signature: row.signature },
        closed_at: instant(row.closed_at)?,
    })
}

/// Reads a closed day.
pub async fn day(connection: &impl ConnectionTrait, on: Date) -> Result<Option<KeptDay>, Fault> {
    let row = day::Entity::find().filter(day::Column::Day.eq(on.to_string())).one(connection).await;
    row.map_err(Fault::while_("reading a closed day"))?.map(read_day).transpose()
}

/// Reads the day that was closed last.
pub async fn last_day(connection: &impl ConnectionTrait) -> Result<Option<KeptDay>, Fault> {
    let row = day::Entity::find().order_by_desc(day::Column::Number).one(connection).await;
    row.map_err(Fault::while_("reading the day that was closed last"))?.map(read_day).transpose()
}

/// Reads closed days in the order of the chain, after one of them.
pub async fn days_after(connection: &impl ConnectionTrait, number: i64, most: u64) -> Result<Vec<KeptDay>, Fault> {
    let rows = day::Entity::find()
        .filter(day::Column::Number.gt(number))
        .order_by_asc(day::Column::Number)
        .limit(most)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading closed days"))?.into_iter().map(read_day).collect()
}

/// Adds a closed day.
pub async fn add_day(connection: &impl ConnectionTrait, value: &KeptDay) -> Result<(), Fault> {
    let row = day::ActiveModel {
        number: Set(value.number),
        day: Set(value.day.to_string()),
        content: Set(value.sealed.content.clone()),
        digest: Set(value.sealed.digest.to_string()),
        key: Set(value.sealed.key.clone()),
        signature: Set(value.sealed.signature.clone()),
        closed_at: Set(value.closed_at.as_microsecond()),
    };
    let added = day::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("keeping a closed day"))?;
    Ok(())
}

/// Adds what a comparison of provider, ledger and notices found.
pub async fn add_findings(
    connection: &impl ConnectionTrait,
    on: Date,
    findings: &[Finding],
    now: Timestamp,
) -> Result<(), Fault> {
    let rows = findings.iter().map(|finding| parity::ActiveModel {
        sequence: NotSet,
        day: Set(on.to_string()),
        subject: Set(finding.subject.to_string()),
        provider: Set(finding.provider.clone()),
        currency: Set(finding.currency.map(|currency| currency.to_string()).unwrap_or_default()),
        difference: Set(finding.difference),
        recorded_at: Set(now.as_microsecond()),
    });
    let added = parity::Entity::insert_many(rows).exec_without_returning(connection).await;
    added.map_err(Fault::while_("keeping what was compared"))?;
    Ok(())
}

/// Reads what was found last, and when: for a day, or at all.
pub async fn findings(connection: &impl ConnectionTrait, on: Option<Date>) -> Result<Option<(Timestamp, Vec<Finding>)>, Fault> {
    let of_day = |found: sea_orm::Select<parity::Entity>| match on {
        Some(on) => found.filter(parity::Column::Day.eq(on.to_string())),
        None => found,
    };
    let last = of_day(parity::Entity::find()).order_by_desc(parity::Column::Sequence).one(connection).await;
    let Some(last) = last.map_err(Fault::while_("reading what was compared"))? else { return Ok(None) };
    let rows = of_day(parity::Entity::find())
        .filter(parity::Column::RecordedAt.eq(last.recorded_at))
        .order_by_asc(parity::Column::Sequence)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what was compared"))?;
    let finding = |row: &parity::Model| {
        Ok(Finding {
            subject: parsed::<Subject>("subject", &row.subject)?,
            provider: row.provider.clone(),
            currency: Some(row.currency.as_str())
                .filter(|code| !code.is_empty())
                .map(|code| parsed("currency", code))
                .transpose()?,
            difference: row.difference,
        })
    };
    Ok(Some((instant(last.recorded_at)?, rows.iter().map(finding).collect::<Result<_, Fault>>()?)))
}
