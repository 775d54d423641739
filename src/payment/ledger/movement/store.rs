//! Rows to values: entries that move what others hold for us, and what they come to.

use payment::ledger::Side;
use sea_orm::{ConnectionTrait, FromQueryResult};
use vocabulary::Money;

use super::{MovedPosting, Movement, Which};
use crate::platform::{
    database,
    fault::Fault,
    stored::{instant, parsed},
};

/// How many entries are asked for in one statement.
const ENTRIES_AT_ONCE: usize = 500;

#[derive(FromQueryResult)]
struct Name {
    id: String,
}

/// Names notices of which the ledger says that another sum is owed than they do themselves.
pub async fn notices_differing(connection: &impl ConnectionTrait) -> Result<Vec<String>, Fault> {
    let sql = "select n.id from payment_notice n left join ( \
                 select p.account_of as notice_id, sum(case p.side when 'debit' then p.minor else -p.minor end) as owed \
                   from ledger_posting p join ledger_entry e on e.id = p.entry_id \
                   where p.account = 1100 and e.layer = 'posted' group by p.account_of) r on r.notice_id = n.id \
                 where n.state in ('open', 'partially-paid', 'paid', 'reopened') \
                   and coalesce(r.owed, 0) <> n.total_minor - n.paid_minor limit 100";
    let found: Vec<Name> =
        database::rows(connection, sql, []).await.map_err(Fault::while_("comparing notices with the ledger"))?;
    Ok(found.into_iter().map(|name| name.id).collect())
}

#[derive(FromQueryResult)]
struct Cleared {
    account_of: String,
    currency: String,
    minor: i64,
}

/// Adds up what providers hold for us.
pub async fn cleared(connection: &impl ConnectionTrait) -> Result<Vec<(String, Money)>, Fault> {
    let sql = "select p.account_of, e.currency, \
                 cast(sum(case p.side when 'debit' then p.minor else -p.minor end) as bigint) as minor \
                 from ledger_posting p join ledger_entry e on e.id = p.entry_id \
                 where p.account = 1200 and e.layer = 'posted' group by p.account_of, e.currency order by p.account_of, e.currency";
    let rows: Vec<Cleared> = database::rows(connection, sql, []).await.map_err(Fault::while_("adding up what providers hold"))?;
    rows.into_iter().map(|row| Ok((row.account_of, Money::new(row.minor, parsed("currency", &row.currency)?)))).collect()
}

#[derive(FromQueryResult)]
struct Moved {
    id: String,
    rule: String,
    currency: String,
    payment_id: Option<String>,
    recorded_at: i64,
    provider_reference: Option<String>,
    attempt_id: Option<String>,
    repayment_id: Option<String>,
    account: i64,
    account_of: String,
    side: String,
    minor: i64,
}

/// Reads entries that move what providers or banks hold for us, each with the evidence that it rests on.
pub async fn movements(connection: &impl ConnectionTrait, which: Which<'_>) -> Result<Vec<Movement>, Fault> {
    const MOVED: &str = "select e.id, e.rule, e.currency, e.payment_id, e.recorded_at, v.attempt_id, \
         coalesce(v.provider_reference, (select c.provider_reference from payment_child_event c where c.child_id = e.child_id \
           and c.child in ('repayment', 'payout') and c.recorded_at = e.recorded_at and c.provider_reference is not null \
           order by c.ordinal limit 1)) as provider_reference, r.id as repayment_id, p.account, p.account_of, p.side, p.minor \
         from ledger_entry e join ledger_posting p on p.entry_id = e.id \
         left join payment_event t on t.payment_id = e.payment_id and t.ordinal = e.ordinal \
         left join payment_evidence v on v.sequence = t.evidence \
         left join payment_repayment r on r.id = e.child_id \
         where e.layer = 'posted' and e.rule <> 'LED-10' \
         and exists (select 1 from ledger_posting q where q.entry_id = e.id and q.account in (1200, 1300))";
    const ORDER: &str = "order by e.recorded_at, e.id, p.place";
    let read = Fault::while_("reading what moved");
    let rows: Vec<Moved> = match which {
        Which::Between(after, until) => {
            let sql = format!("{MOVED} and e.recorded_at > $1 and e.recorded_at <= $2 {ORDER}");
            let values = [after.as_microsecond().into(), until.as_microsecond().into()];
            database::rows(connection, &sql, values).await.map_err(read)?
        }
        Which::Of(entries) => {
            let mut rows = Vec::new();
            for some in entries.chunks(ENTRIES_AT_ONCE) {
                let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
                let sql = format!("{MOVED} and e.id in ({}) {ORDER}", places.join(", "));
                let found: Vec<Moved> = database::rows(connection, &sql, some.iter().map(|id| id.as_str().into()))
                    .await
                    .map_err(Fault::while_("reading what moved"))?;
                rows.extend(found);
            }
            rows
        }
    };
    let mut movements: Vec<Movement> = Vec::new();
    for row in rows {
        let posting = MovedPosting {
            account: u16::try_from(row.account).map_err(Fault::while_("reading what moved"))?,
            of: row.account_of,
            minor: if row.side == Side::Debit.as_str() { row.minor } else { -row.minor },
        };
        match movements.last_mut() {
            Some(movement) if movement.entry == row.id => movement.postings.push(posting),
            _ => movements.push(Movement {
                rule: parsed("rule", &row.rule)?,
                currency: parsed("currency", &row.currency)?,
                at: instant(row.recorded_at)?,
                payment: row.payment_id.map(|id| parsed("payment_id", &id)).transpose()?,
                attempt: row.attempt_id.map(|id| parsed("attempt_id", &id)).transpose()?,
                repayment: row.repayment_id.map(|id| parsed("repayment_id", &id)).transpose()?,
                reference: row.provider_reference,
                entry: row.id,
                postings: vec![posting],
            }),
        }
    }
    Ok(movements)
}
