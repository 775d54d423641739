//! Reading and acknowledging: for those who issued the notices; and for officers, what is paid and not acknowledged.

use async_graphql::{
    Context, Enum, Object, Result, SimpleObject, Union,
    connection::{Connection, Edge},
};
use vocabulary::scalar::Instant;

use super::{feed, now};
use crate::{
    feed::{
        event::Kind,
        refusal::Refusal,
        service::{Acknowledged, UNSEEN_MAX},
        store::{KeptEvent, Waiting},
    },
    identity::{PersonOrProvenMachine, StaffSession, issuer},
    platform::{
        pagination::{PageRefusal, PageSize},
        policy::{MachineScope, Role, may, needs},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions of customs systems, and of officers who look after them.
#[derive(Default)]
pub struct ReadingQuery;

/// What customs systems do.
#[derive(Default)]
pub struct ReadingMutation;

#[Object]
impl ReadingQuery {
    /// What happened to the notices that the caller issued, in order: who was down for a week asks after the last cursor they know, and has
    /// missed nothing. An empty page says that there is nothing new yet. For cashiers, and for systems of cashiers that exchange data as an
    /// authority.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::Service]),
        directive = needs::apply(vec![MachineScope::AgencyData]),
        guard = "PersonOrProvenMachine",
        cache_control(private),
        complexity = "page_of(first) * child_complexity"
    )]
    async fn customs_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor of the last event that is known; null for the beginning.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Connection<String, ShownEvent>> {
        let issuer = issuer(ctx).await?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let after: Option<i64> = after.map_or(Some(0), |cursor| cursor.parse().ok()).filter(|cursor| *cursor >= 0);
        let after = after.ok_or_else(|| refuse(&PageRefusal::Cursor))?;
        let (found, has_next) = feed(ctx).page(issuer, after, first).await?;
        let mut page = Connection::new(after > 0, has_next);
        page.edges.extend(found.into_iter().map(|kept| Edge::new(kept.cursor.to_string(), ShownEvent::of(kept))));
        Ok(page)
    }

    /// The feeds in which something waits that customs did not acknowledge, those that wait longest first; at most a hundred. Whatever is
    /// paid stands here until the goods can be released.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::FinanceApprover, Role::Supervisor, Role::Auditor, Role::Admin]),
        guard = "StaffSession",
        cache_control(private),
        complexity = "100 * child_complexity"
    )]
    async fn unacknowledged_customs_feeds(&self, ctx: &Context<'_>) -> Result<Vec<UnacknowledgedFeed>> {
        let now = now(ctx);
        let waiting = feed(ctx).unacknowledged().await?;
        Ok(waiting.into_iter().map(|waiting| UnacknowledgedFeed::of(waiting, now)).collect())
    }
}

#[Object]
impl ReadingMutation {
    /// Says that the caller has, and keeps, what happened up to a cursor of `customsEvents`. Said again, or of less than before, it changes
    /// nothing.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::Service]),
        directive = needs::apply(vec![MachineScope::AgencyData]),
        guard = "PersonOrProvenMachine"
    )]
    async fn acknowledge_customs_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor of the last event that is kept.")] up_to: String,
    ) -> Result<AcknowledgePayload> {
        let issuer = issuer(ctx).await?;
        let acknowledged = match up_to.parse() {
            Ok(up_to) => feed(ctx).acknowledge(issuer, up_to, now(ctx)).await?,
            Err(_) => Err(Refusal::CursorInvalid),
        };
        Ok(match acknowledged {
            Ok(Acknowledged { cursor, waiting }) => {
                AcknowledgePayload::Acknowledged(CustomsAcknowledged { up_to: cursor.to_string(), waiting })
            }
            Err(refusal) => AcknowledgePayload::Refused(Refused::of(ctx, &refusal)),
        })
    }
}

/// What a page is counted at.
fn page_of(first: Option<i64>) -> usize {
    PageSize::new(first).unwrap_or(PageSize::MAX).get()
}

/// What happened to a notice.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "CustomsEventKind", remote = "Kind")]
pub enum ShownKind {
    /// Money came when nobody expected it any more. What it paid, if anything, is told after this.
    CapturedLate,
    /// Part of it is paid.
    PartlyPaid,
    /// All of it is paid.
    Paid,
    /// Every charge that the release of the goods waits for is paid.
    Releasable,
    /// It is owed again.
    Reopened,
}

/// Something that happened to a notice. It is never changed.
#[derive(SimpleObject)]
#[graphql(name = "CustomsEvent")]
pub struct ShownEvent {
    /// Its name, the same however often and by whichever way it is told.
    id: String,
    /// Its place in the caller's feed: 1, 2, 3 … without a gap.
    cursor: String,
    /// Its place among the events of its notice: 1, 2, 3 … without a gap.
    sequence: String,
    /// What happened.
    kind: ShownKind,
    /// When.
    recorded_at: Instant,
    /// The reference of the notice.
    notice: String,
    /// What the caller calls the notice.
    issuer_reference: String,
    /// The declaration that was assessed.
    declaration: String,
    /// Whether every charge that the release of the goods waits for is paid.
    is_releasable: bool,
    /// The currency of all amounts.
    currency: String,
    /// What is paid of the notice, in minor units, as a text: numbers of JSON end at 2^53.
    paid_minor: String,
    /// What is still owed of it.
    owed_minor: String,
    /// All of it as JSON, charge by charge and with the receipts, byte by byte as it is signed (`docs/customs-feed.md`).
    body: String,
    /// The Ed25519 signature of `customs-event.v1`, a line feed, and the body, in base64; null where this server has no key.
    signature: Option<String>,
    /// The public key that verifies it, in hexadecimal digits: one of `receiptKeys`.
    signed_by: Option<String>,
}

impl ShownEvent {
    fn of(kept: KeptEvent) -> ShownEvent {
        let event = kept.event;
        ShownEvent {
            id: event.id,
            cursor: event.cursor,
            sequence: event.sequence,
            kind: event.kind.into(),
            recorded_at: Instant(kept.recorded_at),
            notice: event.notice,
            issuer_reference: event.issuer_reference,
            declaration: event.declaration,
            is_releasable: event.is_releasable,
            currency: event.currency,
            paid_minor: event.paid_minor,
            owed_minor: event.owed_minor,
            body: kept.body,
            signature: kept.signature,
            signed_by: kept.signed_by,
        }
    }
}

/// A feed in which something waits to be acknowledged.
#[derive(SimpleObject)]
pub struct UnacknowledgedFeed {
    /// Whose it is: who issued the notices.
    feed: String,
    /// How many events wait.
    events: i64,
    /// The cursor up to which it was acknowledged.
    acknowledged: String,
    /// When the oldest of them happened.
    oldest_at: Instant,
    /// Whether that is more than five minutes ago: somebody has to look whether customs hears us.
    is_overdue: bool,
}

impl UnacknowledgedFeed {
    fn of(waiting: Waiting, now: vocabulary::Timestamp) -> UnacknowledgedFeed {
        UnacknowledgedFeed {
            feed: waiting.feed,
            events: waiting.events,
            acknowledged: waiting.acknowledged.to_string(),
            oldest_at: Instant(waiting.oldest_at),
            is_overdue: now.duration_since(waiting.oldest_at) > UNSEEN_MAX,
        }
    }
}

/// What comes of acknowledging.
#[derive(Union)]
pub enum AcknowledgePayload {
    /// It is noted.
    Acknowledged(CustomsAcknowledged),
    /// It is not, and why.
    Refused(Refused),
}

/// Up to where a feed is acknowledged.
#[derive(SimpleObject)]
pub struct CustomsAcknowledged {
    /// The cursor up to which it is: never less than before.
    up_to: String,
    /// How many events wait behind it.
    waiting: i64,
}
