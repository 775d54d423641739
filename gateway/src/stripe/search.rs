//! Looking for an order whose reference was never told: by our id. The search lags, so that its silence proves nothing; the list does not.

use jiff::SignedDuration;
use payment::{Evidence, Standing, Unsure};
use serde_json::Value;
use stripe_client_core::{RequestBuilder, StripeMethod, StripeRequest};
use stripe_core::payment_intent::SearchPaymentIntent;
use vocabulary::{AttemptId, Timestamp};

use super::{ATTEMPT, Stripe, intent};
use crate::{
    answer::{Answer, Untold},
    gateway::Gateway,
    json,
    order::Order,
};

/// How many intents one page of the list has; the most the provider gives.
const PAGE: usize = 100;
/// How many pages are read before a person is to look.
const PAGES_MAX: usize = 10;
/// How far our clock and the provider's may be apart.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);
/// How long after an order was begun it may have been made: as long as its key is repeated.
const MADE_WITHIN: SignedDuration = SignedDuration::from_hours(24);

impl Stripe {
    /// Looks for an order by our id.
    pub(super) async fn look_for(&self, order: &Order) -> Answer {
        let query = format!("metadata['{ATTEMPT}']:'{}'", order.attempt);
        match self.page(SearchPaymentIntent::new(query).build()).await {
            Ok(found) => match furthest(order.attempt, &found) {
                Some(reference) => self.read_again(order, reference).await,
                None => self.list_for(order).await,
            },
            Err(untold) => untold.into(),
        }
    }

    /// Reads everything that was made since the order was begun. Only a list that was read to its end proves that there is none.
    async fn list_for(&self, order: &Order) -> Answer {
        let second = |at: Result<Timestamp, jiff::Error>| at.unwrap_or(Timestamp::UNIX_EPOCH).as_second();
        let from = second(order.started_at.checked_sub(CLOCKS_APART));
        let until = second(order.started_at.checked_add(MADE_WITHIN));
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = format!("limit={PAGE}&created[gte]={from}&created[lte]={until}");
            if let Some(after) = &after {
                query.push_str("&starting_after=");
                query.push_str(after);
            }
            let mut request = RequestBuilder::new(StripeMethod::Get, "/payment_intents");
            request.query = Some(query);
            let page = match self.page(request).await {
                Ok(page) => page,
                Err(untold) => return untold.into(),
            };
            if let Some(reference) = furthest(order.attempt, &page) {
                return self.read_again(order, reference).await;
            }
            let has_more = page.get("has_more").and_then(Value::as_bool);
            let last = page.get("data").and_then(Value::as_array).and_then(|data| json::id(data.last()?, "id"));
            match (has_more, last) {
                (Some(false), _) => return Answer::NoSuchRequest,
                (Some(true), Some(last)) if super::is_reference(&last) => after = Some(last),
                _ => break,
            }
        }
        Answer::unsure(Unsure::Unreadable)
    }

    /// Asks for what was found itself: what a search shows may be older than it is.
    async fn read_again(&self, order: &Order, found: Result<String, Unsure>) -> Answer {
        match found {
            Ok(reference) => self.look(order, Some(&reference)).await,
            Err(why) => Answer::unsure(why),
        }
    }

    /// Reads a list.
    pub(super) async fn page(&self, request: RequestBuilder) -> Result<Value, Untold> {
        let reply = self.wire.ask(request, None).await.reply?;
        if let Some(why) = reply.unsure() {
            return Err(Untold::Unsure { why, retry_after: reply.retry_after });
        }
        let page = json::read(&reply.body)?;
        let is_list = reply.status == 200 && page.get("data").is_some_and(Value::is_array);
        if is_list { Ok(page) } else { Err(Untold::UNREADABLE) }
    }
}

/// Names the one that got furthest of those that carry our id: where a payer paid twice, money is not overlooked.
fn furthest(attempt: AttemptId, page: &Value) -> Option<Result<String, Unsure>> {
    let data = page.get("data")?.as_array()?;
    let ours = data.iter().filter(|intent| {
        let named = intent.get("metadata").and_then(|metadata| json::text(metadata, ATTEMPT));
        named.and_then(|named| named.parse().ok()) == Some(attempt)
    });
    let read = ours.map(|shown| intent::evidence(shown, &Value::Null, &[]));
    let furthest = read.max_by_key(|read| read.as_ref().map_or(0, rank))?;
    Some(furthest.map(|evidence| evidence.provider_reference))
}

fn rank(evidence: &Evidence) -> u8 {
    match evidence.standing {
        Standing::Cancelled => 1,
        Standing::Declined { .. } => 2,
        Standing::AwaitingPayer => 3,
        Standing::Pending => 4,
        Standing::Authorised => 5,
        Standing::Captured => 6,
    }
}
