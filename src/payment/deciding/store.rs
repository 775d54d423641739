//! Rows to values and back: what officers propose, what waits for them, and which providers are still to be told.

use payment::{Payment, State};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement, sea_query::Expr,
};
use serde::{Serialize, de::DeserializeOwned};
use vocabulary::{AttemptId, PersonId, Timestamp, words};

use super::super::store as payments;
use super::{Decision, rows::proposal as row};
use crate::platform::{
    database,
    fault::Fault,
    identifier,
    stored::{instant, parsed},
};

words! {
    /// What is proposed about.
    Kind, "kind of proposal" {
        /// A payment.
        Payment = "payment",
        /// A repayment.
        Repayment = "repayment",
    }
}

words! {
    /// What became of a proposal.
    Outcome, "outcome of a proposal" {
        /// Another officer agreed.
        Agreed = "agreed",
        /// An officer said no.
        Refused = "refused",
        /// Something else happened first.
        Overtaken = "overtaken",
    }
}

/// Something that an officer proposes.
pub struct NewProposal {
    pub kind: Kind,
    pub subject: String,
    pub sequence: u32,
    pub deed: &'static str,
}

/// Something that an officer proposed, and about which nobody decided yet.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its name.
    pub id: String,
    /// How many events its subject had when its officer looked.
    pub sequence: u32,
    /// What is to be done.
    pub deed: String,
    detail: Option<String>,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: Timestamp,
}

impl Proposal {
    /// Reads what else there is to it.
    pub fn read_detail<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_str(self.detail.as_deref().unwrap_or("null")).map_err(Fault::while_("reading a proposal"))
    }

    /// Reads which decision about a payment it is.
    pub fn decision(&self) -> Result<Decision, Fault> {
        parsed("deed", &self.deed)
    }
}

/// What a provider told of something that there is not.
#[derive(Clone, Debug)]
pub struct DeadNotice {
    /// The provider.
    pub provider: String,
    /// Its id there.
    pub event_id: String,
    /// What the provider calls what happened.
    pub kind: String,
    /// When it came.
    pub received_at: Timestamp,
}

/// Adds a proposal.
pub async fn add<D: Serialize>(
    connection: &impl ConnectionTrait,
    new: &NewProposal,
    detail: Option<&D>,
    by: PersonId,
    now: Timestamp,
) -> Result<(), Fault> {
    const DOING: &str = "keeping a proposal";
    let row = row::ActiveModel {
        id: Set(identifier::new_reference()),
        kind: Set(new.kind.to_string()),
        subject_id: Set(new.subject.clone()),
        subject_sequence: Set(new.sequence.into()),
        deed: Set(new.deed.to_owned()),
        detail: Set(detail.map(serde_json::to_string).transpose().map_err(Fault::while_(DOING))?),
        proposed_by: Set(by.to_string()),
        proposed_at: Set(now.as_microsecond()),
        decided_by: Set(None),
        decided_at: Set(None),
        outcome: Set("open".to_owned()),
    };
    row::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_(DOING))?;
    Ok(())
}

/// Reads the open proposal about something, if there is one.
pub async fn open(connection: &impl ConnectionTrait, kind: Kind, subject: &str) -> Result<Option<Proposal>, Fault> {
    const DOING: &str = "looking up a proposal";
    let row = row::Entity::find()
        .filter(row::Column::Kind.eq(kind.as_str()))
        .filter(row::Column::SubjectId.eq(subject))
        .filter(row::Column::Outcome.eq("open"))
        .one(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    row.map(|row| {
        Ok(Proposal {
            id: row.id,
            sequence: u32::try_from(row.subject_sequence).map_err(Fault::while_(DOING))?,
            deed: row.deed,
            detail: row.detail,
            proposed_by: parsed("proposed_by", &row.proposed_by)?,
            proposed_at: instant(row.proposed_at)?,
        })
    })
    .transpose()
}

/// Notes what became of a proposal.
pub async fn close(
    connection: &impl ConnectionTrait,
    id: &str,
    (outcome, by): (Outcome, PersonId),
    now: Timestamp,
) -> Result<(), Fault> {
    row::Entity::update_many()
        .col_expr(row::Column::Outcome, Expr::value(outcome.as_str()))
        .col_expr(row::Column::DecidedBy, Expr::value(by.to_string()))
        .col_expr(row::Column::DecidedAt, Expr::value(now.as_microsecond()))
        .filter(row::Column::Id.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what became of a proposal"))?;
    Ok(())
}

/// Reads payments that may wait for officers, the oldest first.
pub async fn in_doubt(connection: &impl ConnectionTrait, most: usize) -> Result<Vec<Payment>, Fault> {
    let states = [State::Conflicted, State::CaptureError, State::Unknown];
    payments::at(connection, &states, most).await
}

#[derive(FromQueryResult)]
struct DeadRow {
    provider: String,
    event_id: String,
    kind: String,
    received_at: i64,
}

/// Reads what providers told of things that there are not, the oldest first.
pub async fn dead(connection: &impl ConnectionTrait, most: usize) -> Result<Vec<DeadNotice>, Fault> {
    let sql = "select provider, event_id, kind, received_at from payment_inbox where outcome = 'dead' order by sequence limit $1";
    let rows: Vec<DeadRow> = database::rows(connection, sql, [i64::try_from(most).unwrap_or(i64::MAX).into()])
        .await
        .map_err(Fault::while_("reading what nobody knows what to do with"))?;
    let read = |row: DeadRow| {
        let DeadRow { provider, event_id, kind, received_at } = row;
        Ok(DeadNotice { provider, event_id, kind, received_at: instant(received_at)? })
    };
    rows.into_iter().map(read).collect()
}

/// Says when the provider of an attempt is told next that nobody waits for its money: nothing where it said that it is over.
pub async fn let_go_at(connection: &impl ConnectionTrait, attempt: AttemptId, at: Option<Timestamp>) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "update payment_attempt set let_go_at = $1 where id = $2",
        [at.map(Timestamp::as_microsecond).into(), attempt.to_string().into()],
    );
    connection.execute_raw(statement).await.map_err(Fault::while_("noting that a provider is to let money go"))?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Name {
    id: String,
}

/// Names the attempts whose providers are to be told now.
pub async fn to_let_go(connection: &impl ConnectionTrait, now: Timestamp, most: i64) -> Result<Vec<AttemptId>, Fault> {
    let sql = "select id from payment_attempt where let_go_at <= $1 order by let_go_at limit $2";
    let rows: Vec<Name> = database::rows(connection, sql, [now.as_microsecond().into(), most.into()])
        .await
        .map_err(Fault::while_("reading which providers are to let money go"))?;
    rows.iter().map(|row| parsed("id", &row.id)).collect()
}
