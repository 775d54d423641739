//! Rows to values and back: journal entries and their postings.

use payment::{
    OrderedBy,
    ledger::{Entry, Rule, Side},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult};
use vocabulary::{NoticeId, PaymentId, Timestamp};

use crate::{
    payment::rows::{entry, posting},
    platform::{database, fault::Fault, identifier},
};

/// How many postings go into one statement: SQLite takes 32,766 values at most.
const POSTINGS_AT_ONCE: usize = 4_000;

/// What an entry follows from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cause<'a> {
    pub payment: Option<PaymentId>,
    pub notice: Option<NoticeId>,
    pub ordinal: Option<u32>,
    /// The repayment, dispute or payout.
    pub child: Option<&'a str>,
}

/// What stands on an account.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct AccountBalance {
    /// The currency.
    pub currency: String,
    /// Whether it is there, or only held.
    pub layer: String,
    /// Its number.
    pub account: i64,
    /// Whose it is.
    pub account_of: String,
    /// The sum on the left, in minor units.
    pub debits: i64,
    /// The sum on the right.
    pub credits: i64,
}

/// What stands on an account of somebody, on its right.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Stands {
    /// Whose it is.
    pub account_of: String,
    /// The currency.
    pub currency: String,
    /// Whether it is there, or only held.
    pub layer: String,
    /// Credits less debits, in minor units.
    pub minor: i64,
}

#[derive(FromQueryResult)]
struct Name {
    id: String,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// Adds up the accounts as they stood at an instant.
pub async fn trial(connection: &impl ConnectionTrait, as_of: Timestamp) -> Result<Vec<AccountBalance>, Fault> {
    let sum = |side| format!("cast(coalesce(sum(case when p.side = '{side}' then p.minor end), 0) as bigint)");
    let sql = format!(
        "select e.currency, e.layer, p.account, p.account_of, {} as debits, {} as credits \
         from ledger_posting p join ledger_entry e on e.id = p.entry_id where e.recorded_at <= $1 \
         group by e.currency, e.layer, p.account, p.account_of order by e.currency, e.layer, p.account, p.account_of",
        sum(Side::Debit),
        sum(Side::Credit)
    );
    let rows = database::rows(connection, &sql, [as_of.as_microsecond().into()]).await;
    rows.map_err(Fault::while_("adding up the ledger"))
}

/// Counts the entries.
pub async fn count(connection: &impl ConnectionTrait) -> Result<i64, Fault> {
    let counted: Vec<Count> = database::rows(connection, "select count(*) as count from ledger_entry", [])
        .await
        .map_err(Fault::while_("counting journal entries"))?;
    Ok(counted.first().map_or(0, |count| count.count))
}

/// Names entries whose sides differ.
pub async fn unbalanced(connection: &impl ConnectionTrait) -> Result<Vec<String>, Fault> {
    let sql = "select e.id from ledger_entry e left join ledger_posting p on p.entry_id = e.id group by e.id \
                 having coalesce(sum(case p.side when 'debit' then p.minor else -p.minor end), 1) <> 0 limit 100";
    names(connection, sql).await
}

/// Names payments of which the ledger holds another sum than their evidence: what providers said was taken, each attempt once, is what
/// the clearing accounts, the treasury at a bank counter, or a trader's deposit or security took for the payment.
pub async fn differing(connection: &impl ConnectionTrait) -> Result<Vec<String>, Fault> {
    let sql = "select p.id from payment p where coalesce((select sum(t.minor) from (select distinct v.provider, v.provider_reference, v.minor \
                 from payment_attempt a join payment_evidence v on v.attempt_id = a.id \
                   join payment_event e on e.payment_id = a.payment_id and e.evidence = v.sequence \
                 where a.payment_id = p.id and e.verb in ('capture', 'capture-late', 'overpay', 'conflict', 'arrive-more') \
                   and v.standing = 'captured') t), 0) \
                 <> coalesce((select sum(case g.side when 'debit' then g.minor else -g.minor end) from ledger_posting g \
                   join ledger_entry n on n.id = g.entry_id \
                   where n.payment_id = p.id and n.layer = 'posted' and g.account in (1150, 1200, 1300, 2200, 2500) \
                     and n.rule in ('LED-08', 'LED-13', 'LED-14', 'LED-21', 'LED-23', 'LED-27')), 0) limit 100";
    names(connection, sql).await
}

/// Names repayments, disputes and payouts of which the ledger holds something else than where they stand: what is owed back, what is in
/// dispute, what went to the bank.
pub async fn children_differing(connection: &impl ConnectionTrait) -> Result<Vec<String>, Fault> {
    let on = |account: u16, side: &str, child: &str| {
        format!(
            "coalesce((select sum(case g.side when '{side}' then g.minor else -g.minor end) from ledger_posting g \
             join ledger_entry n on n.id = g.entry_id where n.child_id = {child}.id and g.account = {account}), 0)"
        )
    };
    let ordered = OrderedBy::ALL.iter().map(|by| format!("'{by}'")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "select r.id from payment_repayment r where {} <> \
           case when (r.approvals > 0 or r.requested_by in ({ordered})) and r.state <> 'succeeded' then r.amount_minor else 0 end \
         union all select d.id from payment_dispute d where {} <> coalesce(d.withdrawn_minor, 0) - coalesce(d.reinstated_minor, 0) \
           - case when d.state in ('lost', 'accepted') then d.amount_minor else 0 end \
         union all select o.id from payment_payout o where {} <> case when o.state = 'failed' then 0 else o.net_minor end limit 100",
        on(2400, "credit", "r"),
        on(1400, "debit", "d"),
        on(1300, "debit", "o"),
    );
    names(connection, &sql).await
}

async fn names(connection: &impl ConnectionTrait, sql: &str) -> Result<Vec<String>, Fault> {
    let found: Vec<Name> = database::rows(connection, sql, []).await.map_err(Fault::while_("verifying the ledger"))?;
    Ok(found.into_iter().map(|name| name.id).collect())
}

/// Says whether a rule posted something for a child.
pub async fn is_posted(connection: &impl ConnectionTrait, child: &str, rule: Rule) -> Result<bool, Fault> {
    let sql = "select id from ledger_entry where child_id = $1 and rule = $2 limit 1";
    let found: Vec<Name> = database::rows(connection, sql, [child.into(), rule.as_str().into()])
        .await
        .map_err(Fault::while_("looking for a journal entry"))?;
    Ok(!found.is_empty())
}

/// Names the entry that a rule posted for a payment.
pub async fn entry_of(connection: &impl ConnectionTrait, payment: PaymentId, rule: Rule) -> Result<Option<String>, Fault> {
    let sql = "select id from ledger_entry where payment_id = $1 and rule = $2 limit 1";
    let found: Vec<Name> = database::rows(connection, sql, [payment.to_string().into(), rule.as_str().into()])
        .await
        .map_err(Fault::while_("looking for a journal entry"))?;
    Ok(found.into_iter().next().map(|name| name.id))
}

/// What stands on the accounts of a number, by whose and in what they are: credits less debits.
pub async fn standing(connection: &impl ConnectionTrait, account: i64) -> Result<Vec<Stands>, Fault> {
    let sql = "select p.account_of, e.currency, e.layer, cast(sum(case p.side when 'credit' then p.minor else -p.minor end) as bigint) \
                 as minor from ledger_posting p join ledger_entry e on e.id = p.entry_id where p.account = $1 \
                 group by p.account_of, e.currency, e.layer";
    let rows = database::rows(connection, sql, [account.into()]).await;
    rows.map_err(Fault::while_("adding up the accounts of a number"))
}

/// Stores an entry under a name that is made for it.
pub async fn post(connection: &impl ConnectionTrait, value: &Entry, cause: Cause<'_>, now: Timestamp) -> Result<(), Fault> {
    post_as(connection, identifier::new_reference(), value, cause, now).await
}

/// Stores an entry: its postings first, which the database adds up when the entry comes.
pub async fn post_as(
    connection: &impl ConnectionTrait,
    id: String,
    value: &Entry,
    cause: Cause<'_>,
    now: Timestamp,
) -> Result<(), Fault> {
    let postings: Vec<posting::ActiveModel> = (value.postings().iter().enumerate())
        .map(|(place, line)| posting::ActiveModel {
            entry_id: Set(id.clone()),
            place: Set(place as i64),
            account: Set(line.account.number().into()),
            account_of: Set(line.account.of()),
            side: Set(line.side.to_string()),
            minor: Set(line.minor),
            line: Set(line.line.map(i64::from)),
        })
        .collect();
    for some in postings.chunks(POSTINGS_AT_ONCE) {
        let added = posting::Entity::insert_many(some.to_vec()).exec_without_returning(connection).await;
        added.map_err(Fault::while_("adding postings"))?;
    }
    let row = entry::ActiveModel {
        id: Set(id),
        rule: Set(value.rule().to_string()),
        layer: Set(value.layer().to_string()),
        currency: Set(value.currency().to_string()),
        payment_id: Set(cause.payment.map(|id| id.to_string())),
        notice_id: Set(cause.notice.map(|id| id.to_string())),
        ordinal: Set(cause.ordinal.map(i64::from)),
        child_id: Set(cause.child.map(ToOwned::to_owned)),
        recorded_at: Set(now.as_microsecond()),
    };
    let added = entry::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a journal entry"))?;
    Ok(())
}
