//! Rows to values and back: claims and their lines.

use payment::{
    RepaymentState,
    claim::{Claim, ClaimState, Clock},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::{Serialize, de::DeserializeOwned};
use vocabulary::{ClaimId, PersonId, RepaymentId, Timestamp, words};

use super::{
    KeptClaim,
    rows::{claim as row, line},
};
use crate::{
    identity::Subject,
    payment::repaying,
    platform::{
        database::{self, Transaction},
        fault::Fault,
        stored::{instant, parsed},
    },
};

words! {
    /// Which claims an officer looks at.
    ClaimQueue, "queue of claims" {
        /// Those that officers are to decide.
        ToDecide = "to-decide",
        /// Those of them whose time is over.
        Overdue = "overdue",
        /// Those whose trader is asked for more.
        WaitingForTrader = "waiting-for-trader",
        /// All there are.
        All = "all",
    }
}

fn write<T: Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(Fault::while_("writing a claim"))
}

fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading a claim"))
}

/// Says until when somebody looks whether its time passes: nothing while it stands, and once that was told or does not matter any more.
fn watch_at(kept: &KeptClaim) -> Option<i64> {
    let is_watched = kept.overdue_at.is_none() && kept.claim.state() == ClaimState::Lodged;
    is_watched.then(|| kept.claim.clock.due_at.as_microsecond())
}

/// Adds a claim with its lines; nothing where its key was used meanwhile.
pub async fn add(unit: &Transaction, kept: &KeptClaim, (key_hash, fingerprint): (&str, &str)) -> Result<bool, Fault> {
    const DOING: &str = "adding a claim";
    let claim = &kept.claim;
    let value = row::ActiveModel {
        id: Set(kept.id.to_string()),
        claimant: Set(Subject::Person(kept.claimant).to_string()),
        ground: Set(claim.ground.to_string()),
        documents: Set(write(&claim.documents)?),
        lodged_at: Set(kept.lodged_at.as_microsecond()),
        due_at: Set(claim.clock.due_at.as_microsecond()),
        watch_at: Set(watch_at(kept)),
        overdue_at: Set(None),
        questions: Set(0),
        asked_at: Set(None),
        question: Set(None),
        withdrawn_at: Set(None),
        sequence: Set(kept.sequence.into()),
        key_hash: Set(key_hash.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
    };
    let once = OnConflict::column(row::Column::KeyHash).do_nothing().to_owned();
    let added = row::Entity::insert(value).on_conflict(once).exec_without_returning(unit).await.map_err(Fault::while_(DOING))?;
    if added == 0 {
        return Ok(false);
    }
    let lines = (1i64..).zip(&kept.lines).map(|(ordinal, one)| line::ActiveModel {
        claim_id: Set(kept.id.to_string()),
        ordinal: Set(ordinal),
        repayment_id: Set(one.repayment.id.to_string()),
    });
    line::Entity::insert_many(lines).exec_without_returning(unit).await.map_err(Fault::while_(DOING))?;
    Ok(true)
}

/// Writes what a claim is since something happened to it.
pub async fn update(unit: &Transaction, kept: &KeptClaim) -> Result<(), Fault> {
    use row::Column;
    let (claim, instants) = (&kept.claim, |at: Option<Timestamp>| at.map(Timestamp::as_microsecond));
    row::Entity::update_many()
        .col_expr(Column::Documents, Expr::value(write(&claim.documents)?))
        .col_expr(Column::DueAt, Expr::value(claim.clock.due_at.as_microsecond()))
        .col_expr(Column::WatchAt, Expr::value(watch_at(kept)))
        .col_expr(Column::OverdueAt, Expr::value(instants(kept.overdue_at)))
        .col_expr(Column::Questions, Expr::value(i64::from(claim.questions)))
        .col_expr(Column::AskedAt, Expr::value(instants(claim.clock.asked_at)))
        .col_expr(Column::Question, Expr::value(kept.question.as_ref().map(write).transpose()?))
        .col_expr(Column::WithdrawnAt, Expr::value(instants(kept.withdrawn_at)))
        .col_expr(Column::Sequence, Expr::value(i64::from(kept.sequence)))
        .filter(Column::Id.eq(kept.id.to_string()))
        .exec(unit)
        .await
        .map_err(Fault::while_("changing a claim"))?;
    Ok(())
}

/// Looks no more whether the time of a claim passes: it is decided.
pub async fn unwatch(unit: &Transaction, id: ClaimId) -> Result<(), Fault> {
    row::Entity::update_many()
        .col_expr(row::Column::WatchAt, Expr::value(None::<i64>))
        .filter(row::Column::Id.eq(id.to_string()))
        .exec(unit)
        .await
        .map_err(Fault::while_("looking after a claim"))?;
    Ok(())
}

/// Finds what a key was used for, and the fingerprint of what was claimed.
pub async fn known(connection: &impl ConnectionTrait, key_hash: &str) -> Result<Option<(ClaimId, String)>, Fault> {
    let row = row::Entity::find().filter(row::Column::KeyHash.eq(key_hash)).one(connection).await;
    let row = row.map_err(Fault::while_("looking up the key of a claim"))?;
    row.map(|row| Ok((parsed("id", &row.id)?, row.fingerprint))).transpose()
}

/// Reads a claim.
pub async fn find(connection: &impl ConnectionTrait, id: ClaimId) -> Result<Option<KeptClaim>, Fault> {
    let row = row::Entity::find_by_id(id.to_string()).one(connection).await.map_err(Fault::while_("reading a claim"))?;
    Ok(with_lines(connection, row.into_iter().collect()).await?.pop())
}

/// Reads a claim, and keeps others from changing it until the unit of work is over.
pub async fn lock(unit: &Transaction, id: ClaimId) -> Result<Option<KeptClaim>, Fault> {
    let row = row::Entity::find_by_id(id.to_string()).lock_exclusive().one(unit).await;
    let row = row.map_err(Fault::while_("reading a claim"))?;
    Ok(with_lines(unit, row.into_iter().collect()).await?.pop())
}

/// Reads the claims of somebody, the newest first.
pub async fn of_claimant(
    connection: &impl ConnectionTrait,
    claimant: PersonId,
    before: Option<ClaimId>,
    most: usize,
) -> Result<Vec<KeptClaim>, Fault> {
    let mut select = row::Entity::find().filter(row::Column::Claimant.eq(Subject::Person(claimant).to_string()));
    if let Some(before) = before {
        select = select.filter(row::Column::Id.lt(before.to_string()));
    }
    let rows = select.order_by_desc(row::Column::Id).limit(most as u64).all(connection).await;
    with_lines(connection, rows.map_err(Fault::while_("reading claims"))?).await
}

#[derive(FromQueryResult)]
struct Named {
    id: String,
}

/// Claims of which something is to be decided.
const OPEN: &str = "c.id in (select l.claim_id from payment_claim_line l join payment_repayment r on r.id = l.repayment_id \
                    where r.state = 'requested')";

/// Reads the claims of a queue, the oldest first.
pub async fn queued(
    connection: &impl ConnectionTrait,
    queue: ClaimQueue,
    (after, most): (Option<ClaimId>, usize),
    now: Timestamp,
) -> Result<Vec<KeptClaim>, Fault> {
    const DOING: &str = "reading claims";
    let now = now.as_microsecond();
    let condition = match queue {
        ClaimQueue::ToDecide => format!("{OPEN} and c.asked_at is null"),
        ClaimQueue::Overdue => format!("{OPEN} and c.asked_at is null and c.due_at <= {now}"),
        ClaimQueue::WaitingForTrader => format!("{OPEN} and c.asked_at is not null"),
        ClaimQueue::All => "true".to_owned(),
    };
    let sql = format!("select c.id from payment_claim c where c.id > $1 and {condition} order by c.id limit $2");
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let values = [after.into(), i64::try_from(most).unwrap_or(i64::MAX).into()];
    let found: Vec<Named> = database::rows(connection, &sql, values).await.map_err(Fault::while_(DOING))?;
    let rows = row::Entity::find()
        .filter(row::Column::Id.is_in(found.into_iter().map(|named| named.id)))
        .order_by_asc(row::Column::Id)
        .all(connection)
        .await;
    with_lines(connection, rows.map_err(Fault::while_(DOING))?).await
}

/// Finds the claim of a repayment.
pub async fn of_repayment(connection: &impl ConnectionTrait, repayment: RepaymentId) -> Result<Option<KeptClaim>, Fault> {
    match claim_of(connection, repayment).await? {
        Some(id) => find(connection, id).await,
        None => Ok(None),
    }
}

/// Names the claim of a repayment.
pub async fn claim_of(connection: &impl ConnectionTrait, repayment: RepaymentId) -> Result<Option<ClaimId>, Fault> {
    let row = line::Entity::find().filter(line::Column::RepaymentId.eq(repayment.to_string())).one(connection).await;
    let row = row.map_err(Fault::while_("looking up the claim of a repayment"))?;
    row.map(|row| parsed("claim_id", &row.claim_id)).transpose()
}

/// Names claims whose time is over and of which nobody was told.
pub async fn due(connection: &impl ConnectionTrait, now: Timestamp, most: u64) -> Result<Vec<ClaimId>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::WatchAt.lte(now.as_microsecond()))
        .order_by_asc(row::Column::WatchAt)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("looking for claims whose time is over"))?;
    rows.iter().map(|row| parsed("id", &row.id)).collect()
}

/// Reads rows with their lines, in their order.
async fn with_lines(connection: &impl ConnectionTrait, rows: Vec<row::Model>) -> Result<Vec<KeptClaim>, Fault> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let lines = line::Entity::find()
        .filter(line::Column::ClaimId.is_in(rows.iter().map(|row| row.id.clone())))
        .order_by_asc(line::Column::ClaimId)
        .order_by_asc(line::Column::Ordinal)
        .all(connection)
        .await
        .map_err(Fault::while_("reading the lines of claims"))?;
    let ids = lines.iter().map(|line| parsed("repayment_id", &line.repayment_id)).collect::<Result<Vec<RepaymentId>, Fault>>()?;
    let repayments = repaying::store::some(connection, &ids).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let of_claim = lines.iter().zip(&ids).filter(|(line, _)| line.claim_id == row.id);
        let kept = of_claim.filter_map(|(_, id)| repayments.iter().find(|kept| kept.repayment.id == *id)).cloned().collect();
        found.push(read(row, kept)?);
    }
    Ok(found)
}

fn read(row: row::Model, lines: Vec<repaying::KeptRepayment>) -> Result<KeptClaim, Fault> {
    const DOING: &str = "reading a claim";
    let claimant = match parsed("claimant", &row.claimant)? {
        Subject::Person(person) => person,
        Subject::Machine(_) => return Err(Fault::while_(DOING)(std::io::Error::other("no machine claims"))),
    };
    let states: Vec<RepaymentState> = lines.iter().map(|kept| kept.repayment.state).collect();
    let claim = Claim {
        ground: parsed("ground", &row.ground)?,
        documents: from_text(&row.documents)?,
        clock: Clock { due_at: instant(row.due_at)?, asked_at: row.asked_at.map(instant).transpose()? },
        questions: u8::try_from(row.questions).map_err(Fault::while_(DOING))?,
        is_withdrawn: row.withdrawn_at.is_some(),
        repayments: states,
    };
    Ok(KeptClaim {
        id: parsed("id", &row.id)?,
        claimant,
        claim,
        question: row.question.as_deref().map(from_text).transpose()?,
        lines,
        lodged_at: instant(row.lodged_at)?,
        overdue_at: row.overdue_at.map(instant).transpose()?,
        withdrawn_at: row.withdrawn_at.map(instant).transpose()?,
        sequence: u32::try_from(row.sequence).map_err(Fault::while_(DOING))?,
    })
}
