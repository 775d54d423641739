//! Requests to pay in the contract: ask, look, take back. Row PAY-M11.

use async_graphql::{
    Context, Enum, ID, InputObject, Object, Result, SimpleObject, Union,
    connection::{Connection, Edge},
};
use payment::RequestState;
use vocabulary::{PaymentRequestId, PersonId, scalar::Instant};

use super::{
    notice::read_reference,
    now,
    paying::{PayForInput, page_of},
};
use crate::{
    identity::{FreshSession, phone::PhoneNumber, signed_in_person},
    payment::{AskedToPay, KeptRequest, MessageOutcome, NewRequest, PaymentRequests, Refusal},
    platform::{
        graphql::language,
        money::MoneyAmount,
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions of those who asked others to pay.
#[derive(Default)]
pub struct RequestQuery;

/// What they do.
#[derive(Default)]
pub struct RequestMutation;

#[Object]
impl RequestQuery {
    /// What the caller asked others to pay, the newest first, each with where it stands. They are kept for 90 days.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn payment_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, ShownRequest>> {
        let (person, _) = signed_in_person(ctx)?;
        let before = after.map(|cursor| cursor.parse::<PaymentRequestId>()).transpose();
        let before = before.map_err(|_| refuse(&PageRefusal::Cursor))?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let (found, has_next) = requests(ctx).of_asker(person, (before, first.get()), now(ctx)).await?;
        let mut page = Connection::new(before.is_some(), has_next);
        page.edges.extend(found.into_iter().map(|kept| Edge::new(kept.id.to_string(), ShownRequest::of(&kept))));
        Ok(page)
    }
}

#[Object]
impl RequestMutation {
    /// Asks somebody else to pay all that is owed of a notice, for whoever signed in and has its reference. The phone that is asked gets one
    /// message, in its own language where we know it: what for, how much, a mask of the debtor's name and the reference. It pays as anybody
    /// does who has that. Sent again with the same key it is the same request. Ten may be made in 24 hours, a phone gets three.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn request_to_pay(&self, ctx: &Context<'_>, input: RequestToPayInput) -> Result<RequestToPayPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let asked = match input.read(ctx, person) {
            Ok(new) => requests(ctx).ask(&new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match asked {
            Ok(AskedToPay { kept, is_replay }) => {
                RequestToPayPayload::Requested(RequestedToPay { request: ShownRequest::of(&kept), is_replay })
            }
            Err(refusal) => RequestToPayPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Takes a request of the caller back. A message that was not sent yet is not sent any more; one that was stays where it is, and whoever
    /// has it can pay all the same.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn withdraw_payment_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<PaymentRequestPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let withdrawn = match id.parse() {
            Ok(id) => requests(ctx).withdraw(id, person, now(ctx)).await?,
            Err(_) => Err(Refusal::RequestUnknown),
        };
        Ok(match withdrawn {
            Ok(kept) => PaymentRequestPayload::Request(ShownRequest::of(&kept)),
            Err(refusal) => PaymentRequestPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }
}

fn requests<'a>(ctx: &Context<'a>) -> &'a PaymentRequests {
    ctx.data_unchecked()
}

/// Who is asked to pay what.
#[derive(InputObject)]
pub struct RequestToPayInput {
    /// What the device made up for this request, and stored before it sent this: 1 to 255 visible ASCII characters.
    key: String,
    /// The twelve digits of the notice, as people type them.
    reference: String,
    /// The version of it that the caller saw.
    version: i64,
    /// The mobile number that is asked, with the code of its country.
    #[graphql(secret)]
    to: String,
    /// For whom the caller asks, where they ask for somebody else: they need a mandate to pay so much, and whoever gave it is told at once.
    acting_for: Option<PayForInput>,
}

impl RequestToPayInput {
    fn read(self, ctx: &Context<'_>, by: PersonId) -> Result<NewRequest, Refusal> {
        Ok(NewRequest {
            key: self.key.parse().map_err(|_| Refusal::KeyInvalid)?,
            by,
            reference: read_reference(&self.reference)?,
            version: u32::try_from(self.version).unwrap_or_default(),
            to: self.to.parse::<PhoneNumber>().map_err(Refusal::Phone)?,
            language: language(ctx, None),
            acting_for: PayForInput::acting(self.acting_for, ctx)?,
        })
    }
}

/// Where a request to pay stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PaymentRequestState", remote = "RequestState")]
pub enum ShownRequestState {
    /// Somebody is asked.
    Asked,
    /// The notice is paid, by whomever.
    Paid,
    /// Its time is over, or the notice was changed, taken back, or can no longer be paid.
    Expired,
    /// Whoever asked took it back.
    Withdrawn,
}

/// What became of the message of a request to pay.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PaymentRequestMessage")]
pub enum ShownMessage {
    /// It waits to be sent.
    Waiting,
    /// It was handed to the carrier.
    Sent,
    /// It was not sent, and will not be.
    NotSent,
}

impl From<Option<MessageOutcome>> for ShownMessage {
    fn from(outcome: Option<MessageOutcome>) -> ShownMessage {
        match outcome {
            None => ShownMessage::Waiting,
            Some(outcome) if outcome.may_have_arrived() => ShownMessage::Sent,
            Some(_) => ShownMessage::NotSent,
        }
    }
}

/// A request to somebody else to pay a notice, as whoever asked sees it.
#[derive(SimpleObject)]
#[graphql(name = "PaymentRequest")]
pub struct ShownRequest {
    /// Its id.
    id: ID,
    /// The twelve digits of its notice.
    reference: String,
    /// The version of the notice that whoever asked saw.
    version: i64,
    /// What was owed when it was made.
    amount: MoneyAmount,
    /// The number that was asked, masked: its country and two digits.
    to: String,
    /// Where it stands.
    state: ShownRequestState,
    /// What became of the message.
    message: ShownMessage,
    /// When it was made.
    asked_at: Instant,
    /// Until when somebody is asked.
    expires_at: Instant,
}

impl ShownRequest {
    fn of(kept: &KeptRequest) -> ShownRequest {
        let request = &kept.request;
        ShownRequest {
            id: kept.id.to_string().into(),
            reference: kept.reference.to_string(),
            version: request.version.into(),
            amount: request.amount.into(),
            to: kept.to.clone(),
            state: request.state.into(),
            message: kept.message.into(),
            asked_at: Instant(request.asked_at),
            expires_at: Instant(request.expires_at),
        }
    }
}

/// What comes of asking somebody to pay.
#[derive(Union)]
pub enum RequestToPayPayload {
    /// They are asked.
    Requested(RequestedToPay),
    /// They are not, and why; nothing was sent to anybody.
    Refused(Refused),
}

/// Somebody is asked to pay.
#[derive(SimpleObject)]
pub struct RequestedToPay {
    /// The request.
    request: ShownRequest,
    /// Whether the key was sent before: this is the request that it made then, as it stands now.
    is_replay: bool,
}

/// What comes of doing something with a request to pay.
#[derive(Union)]
pub enum PaymentRequestPayload {
    /// What became of it.
    Request(ShownRequest),
    /// It cannot be done, and why.
    Refused(Refused),
}
