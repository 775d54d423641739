//! What providers pay out to the treasury, as they tell of it. Rows LED-11, LED-12, INV-06.

mod rows;
pub(super) mod store;

use gateway::{PayoutEvidence, PayoutStanding};
use payment::{Child, ChildHeard, Payout, PayoutState, ledger::Entry};
use serde::Serialize;
use vocabulary::Timestamp;

use super::{
    child::store::{Step, append},
    ledger::{self, store::Cause},
    paying::digest,
    service::Payments,
    settling::Actor,
};
use crate::platform::{database::Transaction, fault::Fault, outbox};

/// The bank account that providers pay out to. Providers do not name it in what they tell.
pub const BANK: &str = "treasury";

/// A payout, and what only the server needs to know of it.
#[derive(Clone, Debug)]
pub struct KeptPayout {
    /// Its name with us.
    pub id: String,
    /// The payout.
    pub payout: Payout,
    /// How many events there are.
    pub sequence: u32,
    /// When it is to arrive.
    pub arrives_at: Option<Timestamp>,
    /// When we heard of it.
    pub announced_at: Timestamp,
    /// Whether the provider said what only an officer can make sense of.
    pub contradicted: bool,
}

/// What happens to a payout, as it is stored.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
enum Stored<'a> {
    /// It was announced.
    Announced(&'a Payout),
    /// It went on.
    Moved { to: PayoutState },
}

impl Payments {
    /// Reads the newest payouts.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn payouts(&self, most: usize) -> Result<Vec<KeptPayout>, Fault> {
        store::newest(self.database.connection(), most).await
    }

    /// Takes in what a provider signed about a payout.
    pub(super) async fn hear_payout(
        &self,
        unit: &Transaction,
        provider: &str,
        said: &PayoutEvidence,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let (Some(net), Some(standing)) = (said.amount.filter(|amount| amount.minor > 0), said.standing) else { return Ok(()) };
        let mut kept = match store::lock(unit, provider, &said.provider_reference).await? {
            Some(kept) => kept,
            None => {
                let payout = Payout::announced(said.provider_reference.clone(), provider.to_owned(), BANK.to_owned(), net);
                let id = payout_name(provider, &said.provider_reference);
                let (arrives_at, contradicted) = (said.arrives_at, false);
                let kept = KeptPayout { id, payout, sequence: 1, arrives_at, announced_at: now, contradicted };
                step(unit, (&kept, None, "announce"), &Stored::Announced(&kept.payout), said, now).await?;
                store::add(unit, &kept).await?;
                let entry = kept.payout.book_announced().map_err(Fault::while_("posting a payout"))?;
                post(unit, &kept, Some(entry), now).await?;
                kept
            }
        };
        let to = match standing {
            PayoutStanding::InTransit => PayoutState::InTransit,
            PayoutStanding::Paid => PayoutState::Paid,
            PayoutStanding::Failed => PayoutState::Failed,
        };
        match kept.payout.hear(to, net) {
            ChildHeard::Event(to) => {
                let before = kept.payout.clone();
                kept.payout.state = to;
                kept.sequence += 1;
                kept.arrives_at = said.arrives_at.or(kept.arrives_at);
                let verb = if to == PayoutState::Failed { "fail" } else { "arrive" };
                step(unit, (&kept, Some(before.state), verb), &Stored::Moved { to }, said, now).await?;
                post(unit, &kept, before.book(to).map_err(Fault::while_("posting a payout"))?, now).await?;
                outbox::append(unit, "payout.changed", &kept.id, now).await?;
            }
            ChildHeard::Contradicts => {
                tracing::warn!(payout = kept.payout.reference, provider, "what a provider says of a payout cannot be");
                metrics::counter!("fingertip_payment_contradictions_total").increment(1);
                kept.contradicted = true;
            }
            ChildHeard::Duplicate | ChildHeard::Superseded => return Ok(()),
        }
        store::update(unit, &kept).await
    }
}

async fn step(
    unit: &Transaction,
    (kept, from, verb): (&KeptPayout, Option<PayoutState>, &'static str),
    event: &Stored<'_>,
    said: &PayoutEvidence,
    now: Timestamp,
) -> Result<(), Fault> {
    let step = Step {
        child: (Child::Payout, &kept.id),
        ordinal: kept.sequence,
        verb,
        from: from.map(PayoutState::as_str),
        to: kept.payout.state.as_str(),
        actor: Actor::Provider.as_str(),
        said: Some((&said.provider_reference, &said.raw)),
    };
    append(unit, &step, event, now).await
}

/// Names a payout by what its provider calls it: whoever posts it by hand before the provider tells of it means the same one.
pub fn payout_name(provider: &str, reference: &str) -> String {
    digest(&("payout", provider, reference))
}

/// Posts what became of a payout, unless two officers did before.
async fn post(unit: &Transaction, kept: &KeptPayout, entry: Option<Entry>, now: Timestamp) -> Result<(), Fault> {
    let Some(entry) = entry else { return Ok(()) };
    if ledger::store::is_posted(unit, &kept.id, entry.rule()).await? {
        return Ok(());
    }
    ledger::store::post(unit, &entry, Cause { child: Some(&kept.id), ..Cause::default() }, now).await
}
