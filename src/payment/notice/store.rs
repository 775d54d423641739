//! Rows to values and back: notices and their versions.

use payment::{Charge, NoticeReference, PaymentNotice};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{Date, NoticeId, Timestamp};

use super::{IssuedNotice, KeptVersion};
use crate::{
    payment::rows::{notice, version},
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// How many versions of a notice are shown.
const VERSIONS_MAX: u64 = 100;

/// Reads a notice by the reference that people type.
pub async fn by_reference(connection: &impl ConnectionTrait, reference: NoticeReference) -> Result<Option<IssuedNotice>, Fault> {
    let row = notice::Entity::find().filter(notice::Column::Reference.eq(reference.to_string())).one(connection).await;
    row.map_err(Fault::while_("looking up a payment notice"))?.map(read).transpose()
}

/// Reads some notices by their names.
pub async fn by_ids(connection: &impl ConnectionTrait, ids: &[NoticeId]) -> Result<Vec<IssuedNotice>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = notice::Entity::find().filter(notice::Column::Id.is_in(ids.iter().map(ToString::to_string))).all(connection).await;
    rows.map_err(Fault::while_("reading payment notices"))?.into_iter().map(read).collect()
}

/// Adds a notice; nothing where its issuer issued one under that name before.
pub async fn add(connection: &impl ConnectionTrait, issued: &IssuedNotice) -> Result<bool, Fault> {
    let value = &issued.notice;
    let row = notice::ActiveModel {
        id: Set(value.id.to_string()),
        reference: Set(value.reference.to_string()),
        version: Set(value.version.into()),
        state: Set(value.state.to_string()),
        issuer: Set(issued.issuer.clone()),
        issuer_reference: Set(issued.issuer_reference.clone()),
        declaration: Set(issued.declaration.clone()),
        assessed_on: Set(Some(issued.assessed_on.to_string())),
        debtor: Set(issued.debtor.clone()),
        payee: Set(issued.payee.clone()),
        purpose: Set(issued.purpose.clone()),
        currency: Set(value.currency.to_string()),
        total_minor: Set(value.total().minor),
        paid_minor: Set(value.paid().minor),
        due_on: Set(value.due_on.to_string()),
        valid_until: Set(value.valid_until.map(Timestamp::as_microsecond)),
        issued_at: Set(value.issued_at.as_microsecond()),
        charges: Set(write(&value.charges)?),
        takes_parts: Set(value.takes_parts),
        plan: Set(plan(value)?),
    };
    let once = OnConflict::columns([notice::Column::Issuer, notice::Column::IssuerReference]).do_nothing().to_owned();
    let added = notice::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
    Ok(added.map_err(Fault::while_("adding a payment notice"))? > 0)
}

/// Keeps a version of a notice beside it.
pub async fn add_version(connection: &impl ConnectionTrait, value: &PaymentNotice, because: &str) -> Result<(), Fault> {
    let row = version::ActiveModel {
        notice_id: Set(value.id.to_string()),
        version: Set(value.version.into()),
        charges: Set(write(&value.charges)?),
        because: Set(because.to_owned()),
        recorded_at: Set(value.issued_at.as_microsecond()),
    };
    let added = version::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a version of a payment notice"))?;
    Ok(())
}

/// Reads what a version of a notice charged when it was issued.
pub async fn charges_of(connection: &impl ConnectionTrait, id: NoticeId, which: u32) -> Result<Option<Vec<Charge>>, Fault> {
    let row = version::Entity::find_by_id((id.to_string(), i64::from(which))).one(connection).await;
    let row = row.map_err(Fault::while_("reading a version of a payment notice"))?;
    row.map(|row| charges(&row.charges)).transpose()
}

/// Reads the versions of a notice, the newest first.
pub async fn versions(connection: &impl ConnectionTrait, id: NoticeId) -> Result<Vec<KeptVersion>, Fault> {
    const DOING: &str = "reading the versions of a payment notice";
    let rows = version::Entity::find()
        .filter(version::Column::NoticeId.eq(id.to_string()))
        .order_by_desc(version::Column::Version)
        .limit(VERSIONS_MAX)
        .all(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    let read = |row: version::Model| {
        Ok(KeptVersion {
            version: u32::try_from(row.version).map_err(Fault::while_(DOING))?,
            total_minor: charges(&row.charges)?.iter().map(|charge| charge.minor).sum(),
            because: row.because,
            recorded_at: instant(row.recorded_at)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Reads some notices by their names.
pub async fn some(connection: &impl ConnectionTrait, ids: &[NoticeId]) -> Result<Vec<IssuedNotice>, Fault> {
    let rows = notice::Entity::find().filter(notice::Column::Id.is_in(ids.iter().map(ToString::to_string))).all(connection).await;
    rows.map_err(Fault::while_("reading payment notices"))?.into_iter().map(read).collect()
}

/// Reads the notice that an issuer issued under a name.
pub async fn by_issuer(connection: &impl ConnectionTrait, issuer: &str, name: &str) -> Result<Option<IssuedNotice>, Fault> {
    let row = notice::Entity::find()
        .filter(notice::Column::Issuer.eq(issuer))
        .filter(notice::Column::IssuerReference.eq(name))
        .one(connection)
        .await
        .map_err(Fault::while_("looking up a payment notice"))?;
    row.map(read).transpose()
}

/// Reads some notices by their references and keeps others from changing them until the unit of work is over: always in one order, so
/// that two who want the same notices never wait for each other.
pub async fn lock(connection: &impl ConnectionTrait, references: &[NoticeReference]) -> Result<Vec<IssuedNotice>, Fault> {
    let rows = notice::Entity::find()
        .filter(notice::Column::Reference.is_in(references.iter().map(ToString::to_string)))
        .order_by_asc(notice::Column::Id)
        .lock_exclusive()
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading payment notices"))?.into_iter().map(read).collect()
}

/// The same, by their names.
pub async fn lock_by_id(connection: &impl ConnectionTrait, ids: &[NoticeId]) -> Result<Vec<IssuedNotice>, Fault> {
    let rows = notice::Entity::find()
        .filter(notice::Column::Id.is_in(ids.iter().map(ToString::to_string)))
        .order_by_asc(notice::Column::Id)
        .lock_exclusive()
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading payment notices"))?.into_iter().map(read).collect()
}

/// Writes what a notice is since it was paid, planned or amended.
pub async fn update(connection: &impl ConnectionTrait, value: &PaymentNotice) -> Result<(), Fault> {
    use notice::Column;
    notice::Entity::update_many()
        .col_expr(Column::Version, Expr::value(i64::from(value.version)))
        .col_expr(Column::State, Expr::value(value.state.as_str()))
        .col_expr(Column::TotalMinor, Expr::value(value.total().minor))
        .col_expr(Column::PaidMinor, Expr::value(value.paid().minor))
        .col_expr(Column::Charges, Expr::value(write(&value.charges)?))
        .col_expr(Column::Plan, Expr::value(plan(value)?))
        .filter(Column::Id.eq(value.id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing a payment notice"))?;
    Ok(())
}

/// Writes the next version of a notice.
pub async fn amend(connection: &impl ConnectionTrait, value: &PaymentNotice, assessed_on: Date) -> Result<(), Fault> {
    use notice::Column;
    update(connection, value).await?;
    notice::Entity::update_many()
        .col_expr(Column::AssessedOn, Expr::value(assessed_on.to_string()))
        .col_expr(Column::TakesParts, Expr::value(value.takes_parts))
        .col_expr(Column::DueOn, Expr::value(value.due_on.to_string()))
        .col_expr(Column::ValidUntil, Expr::value(value.valid_until.map(Timestamp::as_microsecond)))
        .col_expr(Column::IssuedAt, Expr::value(value.issued_at.as_microsecond()))
        .filter(Column::Id.eq(value.id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("amending a payment notice"))?;
    Ok(())
}

fn charges(text: &str) -> Result<Vec<Charge>, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading charges"))
}

fn write(charges: &[Charge]) -> Result<String, Fault> {
    serde_json::to_string(charges).map_err(Fault::while_("writing charges"))
}

fn plan(value: &PaymentNotice) -> Result<Option<String>, Fault> {
    value.plan.as_ref().map(serde_json::to_string).transpose().map_err(Fault::while_("writing a plan of parts"))
}

fn read(row: notice::Model) -> Result<IssuedNotice, Fault> {
    let notice = PaymentNotice {
        id: parsed("id", &row.id)?,
        reference: parsed("reference", &row.reference)?,
        version: u32::try_from(row.version).map_err(Fault::while_("reading a payment notice"))?,
        state: parsed("state", &row.state)?,
        currency: parsed("currency", &row.currency)?,
        charges: charges(&row.charges)?,
        takes_parts: row.takes_parts,
        issued_at: instant(row.issued_at)?,
        due_on: parsed("due_on", &row.due_on)?,
        valid_until: row.valid_until.map(instant).transpose()?,
        plan: row.plan.as_deref().map(serde_json::from_str).transpose().map_err(Fault::while_("reading a plan of parts"))?,
    };
    let assessed_on = match &row.assessed_on {
        Some(day) => parsed("assessed_on", day)?,
        // Of notices that were issued before they said so.
        None => notice.issued_at.to_zoned(jiff::tz::TimeZone::UTC).date(),
    };
    Ok(IssuedNotice {
        notice,
        issuer: row.issuer,
        issuer_reference: row.issuer_reference,
        assessed_on,
        declaration: row.declaration,
        debtor: row.debtor,
        payee: row.payee,
        purpose: row.purpose,
    })
}
