//! Endpoints: where admins let events be sent.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::scalar::Instant;

use super::{feed, now};
use crate::{
    feed::{
        refusal::Refusal,
        webhook::{DeadLetter, Endpoint, Overview, WithSecret},
    },
    identity::{StaffSession, Subject, signed_in_person},
    platform::{
        policy::{Role, may},
        refused::Refused,
    },
};

/// Questions about endpoints.
#[derive(Default)]
pub struct EndpointQuery;

/// What admins do with endpoints.
#[derive(Default)]
pub struct EndpointMutation;

#[Object]
impl EndpointQuery {
    /// Where events of payment notices are sent, what waits there, and what was given up: at most fifty endpoints. What was given up stands in
    /// `customsEvents` all the same.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::FinanceApprover, Role::Supervisor, Role::Auditor, Role::Admin]),
        guard = "StaffSession",
        cache_control(private),
        complexity = "50 * child_complexity"
    )]
    async fn customs_endpoints(&self, ctx: &Context<'_>) -> Result<Vec<ShownEndpointOverview>> {
        let found = feed(ctx).endpoints().await?;
        Ok(found.into_iter().map(ShownEndpointOverview::of).collect())
    }

    /// The key that verifies the signatures `v1a` of what is sent, as Standard Webhooks writes it; null where this server has none.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(max_age = 300))]
    async fn webhook_key(&self, ctx: &Context<'_>) -> Option<String> {
        feed(ctx).webhook_key()
    }
}

#[Object]
impl EndpointMutation {
    /// Sends events of payment notices to an address, from the next one on, as Standard Webhooks. The secret is shown this once.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "StaffSession")]
    async fn add_customs_endpoint(&self, ctx: &Context<'_>, input: AddCustomsEndpointInput) -> Result<EndpointSecretPayload> {
        let (by, _) = signed_in_person(ctx)?;
        let added = match input.feed.parse::<Subject>() {
            Ok(issuer) => feed(ctx).add_endpoint((issuer, &input.address), by, now(ctx)).await?,
            Err(_) => Err(Refusal::FeedInvalid),
        };
        Ok(EndpointSecretPayload::of(ctx, added))
    }

    /// Sends nothing more to an endpoint.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "StaffSession")]
    async fn disable_customs_endpoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<CustomsEndpointPayload> {
        let (by, _) = signed_in_person(ctx)?;
        Ok(CustomsEndpointPayload::of(ctx, feed(ctx).disable_endpoint(&id, by, now(ctx)).await?))
    }

    /// Sends to an endpoint again that was disabled, or that said it wants nothing any more: what it missed first.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "StaffSession")]
    async fn enable_customs_endpoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<CustomsEndpointPayload> {
        let (by, _) = signed_in_person(ctx)?;
        Ok(CustomsEndpointPayload::of(ctx, feed(ctx).enable_endpoint(&id, by, now(ctx)).await?))
    }

    /// Gives an endpoint another secret, shown this once. The one before signs too for 24 hours.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "StaffSession")]
    async fn rotate_customs_endpoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<EndpointSecretPayload> {
        let (by, _) = signed_in_person(ctx)?;
        Ok(EndpointSecretPayload::of(ctx, feed(ctx).rotate_endpoint(&id, by, now(ctx)).await?))
    }

    /// Sends an endpoint again what happened after a cursor, at most ten thousand events, each under the name that it had.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "StaffSession")]
    async fn replay_customs_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the endpoint.")] id: ID,
        #[graphql(desc = "The cursor of the last event that it has; 0 for none.")] after: String,
    ) -> Result<CustomsEndpointPayload> {
        let (by, _) = signed_in_person(ctx)?;
        let replayed = match after.parse() {
            Ok(after) => feed(ctx).replay((&id, after), by, now(ctx)).await?,
            Err(_) => Err(Refusal::CursorInvalid),
        };
        Ok(CustomsEndpointPayload::of(ctx, replayed))
    }
}

/// A new endpoint.
#[derive(InputObject)]
struct AddCustomsEndpointInput {
    /// Whose events it gets: `machine:` or `person:` and the id of whoever issues the notices.
    feed: String,
    /// Where they are sent: an https address of a domain that the settings of this server name, at most 500 bytes.
    address: String,
}

/// Where the events of a feed are sent.
#[derive(SimpleObject)]
#[graphql(name = "CustomsEndpoint")]
pub struct ShownEndpoint {
    /// Its id.
    id: ID,
    /// Whose events it gets.
    feed: String,
    /// Where.
    address: String,
    /// Whether anything is sent there.
    is_active: bool,
    /// Why nothing is: `disabled` by an admin, or `gone` by its own word.
    because: Option<String>,
    /// Since when there is this endpoint.
    created_at: Instant,
    /// When it last took something.
    delivered_at: Option<Instant>,
    /// Until when nothing is tried, because it failed again and again or has too much to do.
    rests_until: Option<Instant>,
    /// Until when the secret before signs too.
    former_secret_until: Option<Instant>,
}

/// An endpoint, and what became of what was sent there.
#[derive(SimpleObject)]
#[graphql(name = "CustomsEndpointOverview")]
pub struct ShownEndpointOverview {
    /// The endpoint.
    endpoint: ShownEndpoint,
    /// How many events wait to be sent.
    waiting: i64,
    /// How many were given up after ten tries.
    dead: i64,
    /// The newest of those, at most ten.
    #[graphql(complexity = "10 * child_complexity")]
    dead_letters: Vec<ShownDeadLetter>,
}

/// An event that was given up.
#[derive(SimpleObject)]
#[graphql(name = "CustomsDeadLetter")]
pub struct ShownDeadLetter {
    /// Its cursor.
    cursor: String,
    /// The reference of the notice it is about.
    notice: String,
    /// What the last try came to: a status, `timed-out`, `unreachable` or `address-not-allowed`.
    outcome: Option<String>,
    /// When that was.
    tried_at: Option<Instant>,
}

impl ShownEndpoint {
    fn of(endpoint: Endpoint) -> ShownEndpoint {
        ShownEndpoint {
            id: ID(endpoint.id),
            feed: endpoint.feed,
            address: endpoint.address,
            is_active: endpoint.is_active,
            because: endpoint.because,
            created_at: Instant(endpoint.created_at),
            delivered_at: endpoint.delivered_at.map(Instant),
            rests_until: endpoint.rests_until.map(Instant),
            former_secret_until: endpoint.former.map(|(_, until)| Instant(until)),
        }
    }
}

impl ShownEndpointOverview {
    fn of(overview: Overview) -> ShownEndpointOverview {
        ShownEndpointOverview {
            endpoint: ShownEndpoint::of(overview.endpoint),
            waiting: overview.waiting,
            dead: overview.dead,
            dead_letters: overview.dead_letters.into_iter().map(ShownDeadLetter::of).collect(),
        }
    }
}

impl ShownDeadLetter {
    fn of(letter: DeadLetter) -> ShownDeadLetter {
        ShownDeadLetter {
            cursor: letter.cursor.to_string(),
            notice: letter.notice,
            outcome: letter.outcome,
            tried_at: letter.tried_at.map(Instant),
        }
    }
}

/// What comes of changing an endpoint.
#[derive(Union)]
pub enum CustomsEndpointPayload {
    /// It is changed.
    Changed(CustomsEndpointChanged),
    /// It is not, and why.
    Refused(Refused),
}

/// An endpoint that was changed.
#[derive(SimpleObject)]
pub struct CustomsEndpointChanged {
    /// The endpoint.
    endpoint: ShownEndpoint,
}

impl CustomsEndpointPayload {
    fn of(ctx: &Context<'_>, changed: std::result::Result<Endpoint, Refusal>) -> CustomsEndpointPayload {
        match changed {
            Ok(endpoint) => CustomsEndpointPayload::Changed(CustomsEndpointChanged { endpoint: ShownEndpoint::of(endpoint) }),
            Err(refusal) => CustomsEndpointPayload::Refused(Refused::of(ctx, &refusal)),
        }
    }
}

/// What comes of giving an endpoint a secret.
#[derive(Union)]
pub enum EndpointSecretPayload {
    /// It has one.
    Given(CustomsEndpointSecret),
    /// It has not, and why.
    Refused(Refused),
}

/// An endpoint with the secret that is shown this once.
#[derive(SimpleObject)]
pub struct CustomsEndpointSecret {
    /// The endpoint.
    endpoint: ShownEndpoint,
    /// What the receiver verifies the signatures `v1` with. Keep it: it is not shown again.
    secret: String,
    /// The key that verifies the signatures `v1a`; null where this server has none.
    public_key: Option<String>,
}

impl EndpointSecretPayload {
    fn of(ctx: &Context<'_>, given: std::result::Result<WithSecret, Refusal>) -> EndpointSecretPayload {
        match given {
            Ok(WithSecret { endpoint, secret }) => EndpointSecretPayload::Given(CustomsEndpointSecret {
                endpoint: ShownEndpoint::of(endpoint),
                secret,
                public_key: feed(ctx).webhook_key(),
            }),
            Err(refusal) => EndpointSecretPayload::Refused(Refused::of(ctx, &refusal)),
        }
    }
}
