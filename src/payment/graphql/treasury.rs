//! What finance and auditors read.

use async_graphql::{Context, Object, Result, SimpleObject};
use vocabulary::scalar::Instant;

use crate::{
    identity::StaffSession,
    payment::{AccountBalance, Books},
    platform::{
        graphql::instant,
        policy::{Role, may},
    },
};

/// Questions of finance and auditors.
#[derive(Default)]
pub struct TreasuryQuery;

#[Object]
impl TreasuryQuery {
    /// The trial balance of the ledger as it stood at an instant, now by default: every account with something on it, in each currency.
    /// Debits are credits in each currency and layer.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "50 * child_complexity")]
    async fn trial_balance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The instant.")] as_of: Option<Instant>,
    ) -> Result<Vec<LedgerBalance>> {
        let books = ctx.data_unchecked::<Books>();
        Ok(books.trial(instant(ctx, as_of)).await?.into_iter().map(LedgerBalance::from).collect())
    }
}

/// What stands on an account of the ledger.
#[derive(SimpleObject)]
struct LedgerBalance {
    /// The currency (ISO 4217).
    currency: String,
    /// `posted`, or `pending` for money that is only held.
    layer: String,
    /// The number of the account.
    account: i64,
    /// Whose it is: a notice, a provider, an agency.
    of: String,
    /// The sum on the left, in minor units, as a text: numbers of JSON end at 2^53.
    debits_minor: String,
    /// The sum on the right.
    credits_minor: String,
}

impl From<AccountBalance> for LedgerBalance {
    fn from(balance: AccountBalance) -> LedgerBalance {
        LedgerBalance {
            currency: balance.currency,
            layer: balance.layer,
            account: balance.account,
            of: balance.account_of,
            debits_minor: balance.debits.to_string(),
            credits_minor: balance.credits.to_string(),
        }
    }
}
