//! The accounts as payments know them: locked and drawn in the unit of work of a payment. Row INV-16.

use futures_util::{FutureExt, future::BoxFuture};
use payment::account::{AccountEvent, AccountReference, TraderAccount};
use vocabulary::Timestamp;

use super::{
    service::CHANGED,
    store::{self, Happening},
};
use crate::{
    mandate::Party,
    payment::{HeldAccount, TraderAccounts},
    platform::{
        database::{Database, Transaction},
        fault::Fault,
        outbox,
    },
};

/// The accounts of the database that the unit of work at hand is of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Purses;

impl TraderAccounts for Purses {
    fn lock<'a>(
        &'a self,
        unit: &'a Transaction,
        reference: AccountReference,
    ) -> BoxFuture<'a, Result<Option<HeldAccount>, Fault>> {
        async move { Ok(store::lock(unit, reference).await?.map(HeldAccount::from)) }.boxed()
    }

    fn holder<'a>(&'a self, database: &'a Database, reference: AccountReference) -> BoxFuture<'a, Result<Option<Party>, Fault>> {
        async move { Ok(store::find(database.connection(), reference).await?.map(|kept| kept.holder)) }.boxed()
    }

    fn happen<'a>(
        &'a self,
        unit: &'a Transaction,
        before: &'a TraderAccount,
        event: &'a AccountEvent,
        entry: Option<&'a str>,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        async move {
            // Who draws stands beside the payment; a draw has the key of its payment.
            store::happen(unit, before, event, Happening { entry, ..Happening::default() }, now).await?;
            outbox::append(unit, CHANGED, &before.terms.reference.to_string(), now).await?;
            metrics::counter!("fingertip_account_events_total", "verb" => event.verb().as_str()).increment(1);
            Ok(())
        }
        .boxed()
    }
}
