//! Whether the accounts are what their events say, and what the ledger says. Rows INV-12, INV-16, PAY-M4.

use std::collections::{BTreeMap, BTreeSet};

use payment::account::{AccountKind, AccountReference, Terms, TraderAccount};

use super::store;
use crate::{payment::Books, platform::fault::Fault};

/// How many accounts, or events of one, are read at a time.
const PAGE: u64 = 500;
/// The accounts of the ledger: what was paid in advance, securities, and what of them stands for something.
const DEPOSITS: u16 = 2200;
const SECURITIES: u16 = 2500;
const PLEDGED: u16 = 2510;
/// What is put off and not stated.
const DEFERRED: u16 = 1150;

/// What the ledger says stands on accounts: by number, owner and layer.
type Standing = BTreeMap<(u16, String, bool), i64>;

/// Names accounts that are not what their events say, of which the ledger or what they secure says something else, and owners in the ledger that
/// are no account.
///
/// # Errors
/// Faults when the database cannot be reached.
pub async fn verify(books: &Books) -> Result<Vec<String>, Fault> {
    let connection = books.database().connection();
    let mut standing = Standing::new();
    for number in [DEPOSITS, SECURITIES, PLEDGED, DEFERRED] {
        for line in books.standing(number).await?.into_iter().filter(|line| line.minor != 0) {
            *standing.entry((number, line.account_of, line.layer == "posted")).or_default() += line.minor;
        }
    }
    let mut secured: BTreeMap<String, i64> =
        store::secured(connection).await?.into_iter().filter(|(_, left)| *left != 0).collect();
    let put_off = books.put_off().await?.into_iter();
    let mut put_off: BTreeMap<String, (i64, i64)> = put_off.map(|one| (one.account, (one.unstated, one.stated))).collect();
    let mut wrong = BTreeSet::new();
    let mut last: Option<AccountReference> = None;
    loop {
        let page = store::after(connection, last, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.account.terms.reference);
        for kept in page {
            let account = kept.account;
            let name = account.terms.reference.to_string();
            let made = store::made(connection, account.terms.reference).await?;
            // The limit that was agreed first is in the events alone.
            let as_stored = made.map(|made| {
                let limit_minor = account.terms.limit_minor;
                TraderAccount { terms: Terms { limit_minor, ..made.terms.clone() }, ..made }
            });
            let off = put_off.remove(&name).unwrap_or((0, 0));
            let later = standing.remove(&(DEFERRED, name.clone(), true));
            let is_deferment = account.terms.kind == AccountKind::Deferment;
            // What a statement demands is owed on the statement.
            let taken_up = if is_deferment { account.sums.reserved } else { 0 };
            let is_told = off.0 + off.1 == taken_up && later.unwrap_or(0) == -off.0;
            let is_guarantee = account.terms.kind.is_guarantee();
            let held = standing.remove(&(if is_guarantee { SECURITIES } else { DEPOSITS }, name.clone(), true));
            let pledged = standing.remove(&(PLEDGED, name.clone(), false));
            let pending = standing.remove(&(SECURITIES, name.clone(), false));
            let reserved = if is_deferment { 0 } else { account.sums.reserved };
            let sums = (account.sums.held, reserved, -reserved, reserved);
            let found = (held, pledged, pending, secured.remove(&name));
            let found = (found.0.unwrap_or(0), found.1.unwrap_or(0), found.2.unwrap_or(0), found.3.unwrap_or(0));
            if as_stored.as_ref() != Some(&account) || sums != found || !is_told {
                wrong.insert(name);
            }
        }
    }
    wrong.extend(standing.into_keys().map(|(_, name, _)| name));
    wrong.extend(secured.into_keys());
    wrong.extend(put_off.into_keys());
    Ok(wrong.into_iter().collect())
}
