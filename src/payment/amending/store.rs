//! What an amendment asks the database: who paid a notice, and who is about to pay a version that is no more.

use payment::State;
use sea_orm::{ConnectionTrait, FromQueryResult};
use vocabulary::{NoticeId, PaymentId};

use crate::platform::{database, fault::Fault, stored::parsed};

/// How many payments of one notice are read.
const PAYERS_MAX: i64 = 1_000;
/// Where a payment stands of which no money may have moved.
const UNMOVED: [State; 4] = [State::Created, State::AwaitingPayer, State::Declined, State::Authorised];

#[derive(FromQueryResult)]
struct Named {
    payment_id: String,
}

fn ids(rows: Vec<Named>) -> Result<Vec<PaymentId>, Fault> {
    rows.iter().map(|row| parsed("payment_id", &row.payment_id)).collect()
}

/// Names the payments that paid something of a notice, the newest first.
pub async fn payers(connection: &impl ConnectionTrait, notice: NoticeId) -> Result<Vec<PaymentId>, Fault> {
    let sql = "select s.payment_id from payment_share s join payment p on p.id = s.payment_id \
               where s.notice_id = $1 and s.paid_minor > 0 order by p.opened_at desc, p.id desc limit $2";
    let rows = database::rows(connection, sql, [notice.to_string().into(), PAYERS_MAX.into()]).await;
    ids(rows.map_err(Fault::while_("reading who paid a notice"))?)
}

/// Names payments under way of a version that is no more, or of a notice that somebody else paid meanwhile, of which no money may have moved.
pub async fn outdated(connection: &impl ConnectionTrait, most: u64) -> Result<Vec<PaymentId>, Fault> {
    let states = UNMOVED.map(|state| format!("'{state}'")).join(", ");
    let sql = format!(
        "select distinct s.payment_id from payment_share s join payment_notice n on n.id = s.notice_id join payment p on p.id = s.payment_id \
         where s.is_live and (s.version <> n.version or n.state in ('paid', 'cancelled', 'written-off')) and p.state in ({states}) limit $1"
    );
    let rows = database::rows(connection, &sql, [i64::try_from(most).unwrap_or(i64::MAX).into()]).await;
    ids(rows.map_err(Fault::while_("reading payments of versions that are no more"))?)
}

/// Says whether a notice of a payment has another version than its payer saw.
pub async fn is_outdated(connection: &impl ConnectionTrait, payment: PaymentId) -> Result<bool, Fault> {
    let sql = "select s.payment_id from payment_share s join payment_notice n on n.id = s.notice_id \
               where s.payment_id = $1 and s.version <> n.version limit 1";
    let rows: Vec<Named> = database::rows(connection, sql, [payment.to_string().into()])
        .await
        .map_err(Fault::while_("reading whether a notice was amended"))?;
    Ok(!rows.is_empty())
}
