//! What an asker can do: open, look, follow, add, take back, judge, ask again, appeal.

use async_graphql::{
    Context, InputObject, Object, Result, SimpleObject, Subscription, Union,
    connection::{Connection, Edge},
};
use futures_util::Stream;
use vocabulary::{EnquiryId, Language, scalar::Instant};

use super::{
    enquiries, now, page_of,
    refused::EnquiryRefused,
    seen::{EnquiryDue, EnquiryStatus, ShownEnquiry},
    words::{ShownChannel, ShownKind, ShownOutcome, ShownTopic, ShownUrgency},
};
use crate::{
    enquiry::{Contact, NewEnquiry, Opened, PushAddress, Reference, Refusal, Seen, Shown, Written},
    identity::{FreshSession, signed_in_person},
    platform::{
        fault::Fault,
        graphql::language,
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
    },
};

/// Questions of askers.
#[derive(Default)]
pub struct EnquiryQuery;

/// What askers do.
#[derive(Default)]
pub struct EnquiryMutation;

/// What askers follow.
#[derive(Default)]
pub struct EnquirySubscription;

#[Object]
impl EnquiryQuery {
    /// An enquiry of the caller's: by reference and PIN, or by reference alone for whoever signed in when they asked. Five wrong PINs an
    /// hour. Source: WTO TFA Article 1.3.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private), complexity = "1 + 50 * child_complexity")]
    async fn enquiry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its reference, in any spelling.")] reference: String,
        #[graphql(desc = "The six digits that were shown when it was opened.", secret)] pin: Option<String>,
    ) -> Result<ShownEnquiry> {
        let shown = shown(ctx, &reference, pin.as_deref()).map_err(|refusal| refuse(&refusal))?;
        let seen = enquiries(ctx).see(&shown, now(ctx)).await?.map_err(|refusal| refuse(&refusal))?;
        Ok(ShownEnquiry::of(seen))
    }

    /// Where an enquiry stands and when the reply is due, for whoever has its reference and the last four digits of the number it was
    /// opened with. Nothing that was written is told. Wrong digits count as wrong PINs do.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private))]
    async fn enquiry_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its reference, in any spelling.")] reference: String,
        #[graphql(desc = "The last four digits of the number.", secret)] last4_phone: String,
    ) -> Result<EnquiryStatus> {
        let reference: Reference = reference.parse().map_err(|_| refuse(&Refusal::Unknown))?;
        let standing = enquiries(ctx).standing(&reference, &last4_phone, now(ctx)).await?;
        Ok(EnquiryStatus::of(standing.map_err(|refusal| refuse(&refusal))?))
    }

    /// The key that a device subscribes with to push messages about enquiries (VAPID, RFC 8292: `applicationServerKey`), in base64url; nothing
    /// where no device is woken.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn push_key<'ctx>(&self, ctx: &Context<'ctx>) -> Option<&'ctx str> {
        enquiries(ctx).push_key()
    }

    /// The enquiries that the caller opened while they were signed in, the newest first.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn my_enquiries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, EnquiryStatus>> {
        let (person, _) = signed_in_person(ctx)?;
        let after = after.map(|cursor| cursor.parse::<EnquiryId>()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let (found, has_next) = enquiries(ctx).of_asker(person, first, after, now(ctx)).await?;
        let mut page = Connection::new(after.is_some(), has_next);
        page.edges.extend(found.into_iter().map(|found| Edge::new(found.0.id.to_string(), EnquiryStatus::of(found))));
        Ok(page)
    }
}

#[Object]
impl EnquiryMutation {
    /// Stores a question or a complaint, and then tells its reference, when the reply is due and why then. No account is needed; whoever
    /// has none gets a PIN, shown here alone. Sent again with the same key, it is the same enquiry. Source: WTO TFA Article 1.3.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn open_enquiry(&self, ctx: &Context<'_>, input: OpenEnquiryInput) -> Result<OpenEnquiryPayload> {
        let about = match &input.about {
            Some(text) => match text.parse::<Reference>() {
                Ok(reference) => match enquiries(ctx).id_of(&reference).await? {
                    Some(id) => Some(id),
                    None => return Ok(OpenEnquiryPayload::refused(ctx, &Refusal::Unknown)),
                },
                Err(_) => return Ok(OpenEnquiryPayload::refused(ctx, &Refusal::Unknown)),
            },
            None => None,
        };
        let opened = match input.read(ctx, about) {
            Ok(new) => enquiries(ctx).open(new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match opened {
            Ok(opened) => OpenEnquiryPayload::Opened(EnquiryOpened::of(opened)),
            Err(refusal) => OpenEnquiryPayload::refused(ctx, &refusal),
        })
    }

    /// Adds something to an enquiry of the caller's. Where the desk waited for it, the clock goes on. Sent again with the same key, it is there once.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn add_to_enquiry(&self, ctx: &Context<'_>, input: EnquiryTextInput) -> Result<EnquiryPayload> {
        let written = input.read(ctx);
        changed(ctx, written, async |(shown, written)| enquiries(ctx).add_text(&shown, &written, now(ctx)).await).await
    }

    /// Takes an enquiry of the caller's back.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn withdraw_enquiry(&self, ctx: &Context<'_>, input: EnquiryAccessInput) -> Result<EnquiryPayload> {
        let shown = input.read(ctx);
        changed(ctx, shown, async |shown| enquiries(ctx).withdraw(&shown, now(ctx)).await).await
    }

    /// Says whether the reply answers. Nobody but whoever asked can say so; `ANSWERED` closes the enquiry.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn state_enquiry_outcome(&self, ctx: &Context<'_>, input: EnquiryOutcomeInput) -> Result<EnquiryPayload> {
        let (shown, outcome) = (input.access.read(ctx), input.outcome.into());
        changed(ctx, shown, async |shown| enquiries(ctx).judge(&shown, outcome, now(ctx)).await).await
    }

    /// Asks again, because the reply does not answer. After a reply that was said to be `WRONG` other officers look at it.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn reopen_enquiry(&self, ctx: &Context<'_>, input: EnquiryTextInput) -> Result<EnquiryPayload> {
        let written = input.read(ctx);
        changed(ctx, written, async |(shown, written)| enquiries(ctx).reopen(&shown, &written, now(ctx)).await).await
    }

    /// Says that an enquiry of the caller's that was found to ask the same as another asks something else, and what. It is answered by itself
    /// again, with a clock of its own.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn split_enquiry(&self, ctx: &Context<'_>, input: EnquiryTextInput) -> Result<EnquiryPayload> {
        let written = input.read(ctx);
        changed(ctx, written, async |(shown, written)| enquiries(ctx).split(&shown, &written, now(ctx)).await).await
    }

    /// Wakes a device each time that there is news of an enquiry of the caller's: one device for each enquiry, the last that asked for it. Push
    /// messages have no content; the app asks `enquiry` and writes what a locked screen may show.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn follow_enquiry_by_push(&self, ctx: &Context<'_>, input: EnquiryPushInput) -> Result<EnquiryPayload> {
        let read = input.read(ctx);
        changed(ctx, read, async |(shown, address)| enquiries(ctx).push_to(&shown, &address, now(ctx)).await).await
    }

    /// Wakes no device any more for an enquiry of the caller's.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn unfollow_enquiry_by_push(&self, ctx: &Context<'_>, input: EnquiryAccessInput) -> Result<EnquiryPayload> {
        let shown = input.read(ctx);
        changed(ctx, shown, async |shown| enquiries(ctx).push_to_nobody(&shown, now(ctx)).await).await
    }

    /// Appeals against a reply, or that there is none. Source: WTO TFA Article 4.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn appeal_enquiry(&self, ctx: &Context<'_>, input: EnquiryTextInput) -> Result<EnquiryPayload> {
        let written = input.read(ctx);
        changed(ctx, written, async |(shown, written)| enquiries(ctx).appeal(&shown, &written, now(ctx)).await).await
    }
}

#[Subscription]
impl EnquirySubscription {
    /// Where an enquiry of the caller's stands, now and each time that something happens to it. It can also be polled: `enquiry`.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn enquiry_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its reference, in any spelling.")] reference: String,
        #[graphql(desc = "The six digits that were shown when it was opened; none for whoever signed in.", secret)] pin: Option<
            String,
        >,
    ) -> Result<impl Stream<Item = Result<EnquiryStatus>> + use<>> {
        let shown = shown(ctx, &reference, pin.as_deref()).map_err(|refusal| refuse(&refusal))?;
        let clock = ctx.data_unchecked::<crate::platform::clock::SharedClock>().clone();
        let changes = enquiries(ctx).follow(&shown, clock).await?.map_err(|refusal| refuse(&refusal))?;
        Ok(futures_util::StreamExt::map(changes, |change| Ok(EnquiryStatus::of(change?))))
    }
}

async fn changed<T>(
    ctx: &Context<'_>,
    read: Result<T, Refusal>,
    change: impl AsyncFnOnce(T) -> Result<Result<Seen, Refusal>, Fault>,
) -> Result<EnquiryPayload> {
    let changed = match read {
        Ok(read) => change(read).await?,
        Err(refusal) => Err(refusal),
    };
    Ok(match changed {
        Ok(seen) => EnquiryPayload::Changed(EnquiryChanged { enquiry: ShownEnquiry::of(seen) }),
        Err(refusal) => EnquiryPayload::Refused(EnquiryRefused::of(ctx, &refusal)),
    })
}

/// Reads by what a caller shows that an enquiry is theirs.
fn shown(ctx: &Context<'_>, reference: &str, pin: Option<&str>) -> Result<Shown, Refusal> {
    let reference: Reference = reference.parse().map_err(|_| Refusal::Unknown)?;
    match pin {
        Some(pin) => Ok(Shown::Pin(reference, pin.parse().map_err(|_| Refusal::Unknown)?)),
        None => match signed_in_person(ctx) {
            Ok((person, _)) => Ok(Shown::Account(person, reference)),
            Err(_) => Err(Refusal::Unknown),
        },
    }
}

/// A question or a complaint.
#[derive(InputObject)]
struct OpenEnquiryInput {
    /// Drawn by chance before it is sent, 22 to 64 letters, digits, `-` and `_`: sent again with the same key it is opened once. Keep it
    /// until there is an answer; whoever has it gets the PIN again.
    #[graphql(secret)]
    key: String,
    /// What is asked; 1 to 4,000 characters.
    #[graphql(secret)]
    question: String,
    /// What it is about.
    topic: ShownTopic,
    /// Whether it asks or complains.
    #[graphql(default_with = "ShownKind::Enquiry")]
    kind: ShownKind,
    /// How much time there is.
    #[graphql(default_with = "ShownUrgency::Normal")]
    urgency: ShownUrgency,
    /// The language of replies and notices, from now on. By default what `Accept-Language` asks for.
    language: Option<Language>,
    /// By which way it is asked: `APP`, `WEB`, `SMS` or `ASSISTANT`.
    #[graphql(default_with = "ShownChannel::Web")]
    channel: ShownChannel,
    /// Whether the asker wants a person, whatever the assistant could say.
    #[graphql(default)]
    prefer_human: bool,
    /// A mobile number that notices go to. They tell nothing of what is asked.
    #[graphql(secret)]
    phone: Option<String>,
    /// An e-mail address that notices go to.
    #[graphql(secret)]
    email: Option<String>,
    /// What to call the asker.
    #[graphql(secret)]
    name: Option<String>,
    /// The reference of the enquiry that a complaint is about.
    about: Option<String>,
}

/// Reads how somebody is reached.
pub fn contact(phone: Option<&str>, email: Option<&str>, name: Option<&str>) -> Result<Contact, Refusal> {
    Ok(Contact {
        phone: phone.map(str::parse).transpose()?,
        email: email.map(str::parse).transpose().map_err(|_| Refusal::EmailInvalid)?,
        name: name.map(str::parse).transpose().map_err(|_| Refusal::NameInvalid)?,
        push: None,
    })
}

impl OpenEnquiryInput {
    fn read(&self, ctx: &Context<'_>, about: Option<EnquiryId>) -> Result<NewEnquiry, Refusal> {
        Ok(NewEnquiry {
            key: self.key.parse().map_err(|_| Refusal::KeyInvalid)?,
            asker: signed_in_person(ctx).ok().map(|(person, _)| person),
            contact: contact(self.phone.as_deref(), self.email.as_deref(), self.name.as_deref())?,
            kind: self.kind.into(),
            topic: self.topic.into(),
            urgency: self.urgency.into(),
            language: language(ctx, self.language),
            channel: self.channel.into(),
            prefers_human: self.prefer_human,
            about,
            question: self.question.parse().map_err(|_| Refusal::Text)?,
            escalation: None,
            entered_by: None,
        })
    }
}

/// By what a caller shows that an enquiry is theirs.
#[derive(InputObject)]
pub struct EnquiryAccessInput {
    /// Its reference, in any spelling.
    reference: String,
    /// The six digits that were shown when it was opened; none for whoever was signed in then, and is now.
    #[graphql(secret)]
    pin: Option<String>,
}

impl EnquiryAccessInput {
    /// Reads it.
    ///
    /// # Errors
    /// Refuses what cannot be a reference or a PIN, and nobody who is nobody.
    pub fn read(&self, ctx: &Context<'_>) -> Result<Shown, Refusal> {
        shown(ctx, &self.reference, self.pin.as_deref())
    }
}

/// What a caller writes to an enquiry of theirs.
#[derive(InputObject)]
struct EnquiryTextInput {
    /// Which enquiry.
    access: EnquiryAccessInput,
    /// What they write; 1 to 4,000 characters.
    #[graphql(secret)]
    text: String,
    /// Drawn by chance before it is sent, 22 to 64 letters, digits, `-` and `_`: sent again with the same key, it is there once, and answered as
    /// the enquiry then stands. Without one it is there as often as it is sent.
    #[graphql(secret)]
    key: Option<String>,
}

impl EnquiryTextInput {
    fn read(&self, ctx: &Context<'_>) -> Result<(Shown, Written), Refusal> {
        let key = self.key.as_deref().map(str::parse).transpose().map_err(|_| Refusal::KeyInvalid)?;
        Ok((self.access.read(ctx)?, Written { text: self.text.parse().map_err(|_| Refusal::Text)?, key }))
    }
}

/// Which device is woken.
#[derive(InputObject)]
struct EnquiryPushInput {
    /// Which enquiry.
    access: EnquiryAccessInput,
    /// The address that the push service of the device gave the app (`PushSubscription.endpoint`), of a service that is taken here.
    #[graphql(secret)]
    address: String,
}

impl EnquiryPushInput {
    fn read(&self, ctx: &Context<'_>) -> Result<(Shown, PushAddress), Refusal> {
        Ok((self.access.read(ctx)?, self.address.parse().map_err(|_| Refusal::PushInvalid)?))
    }
}

/// What a caller says of a reply.
#[derive(InputObject)]
struct EnquiryOutcomeInput {
    /// Which enquiry.
    access: EnquiryAccessInput,
    /// Whether the reply answers.
    outcome: ShownOutcome,
}

/// What comes of opening an enquiry.
#[derive(Union)]
pub enum OpenEnquiryPayload {
    /// It is stored.
    Opened(EnquiryOpened),
    /// It is not.
    Refused(EnquiryRefused),
}

impl OpenEnquiryPayload {
    fn refused(ctx: &Context<'_>, refusal: &Refusal) -> OpenEnquiryPayload {
        OpenEnquiryPayload::Refused(EnquiryRefused::of(ctx, refusal))
    }
}

/// An enquiry that is stored.
#[derive(SimpleObject)]
pub struct EnquiryOpened {
    /// By what it is found.
    reference: String,
    /// The six digits that open it together with the reference; null for whoever signed in, whose account opens it. It is shown here
    /// alone: the asker writes it down.
    pin: Option<String>,
    /// When the reply is due, and why then.
    due: Option<EnquiryDue>,
    /// By which way it was asked.
    channel: ShownChannel,
    /// Where it stands.
    status: EnquiryStatus,
    /// When it was stored.
    opened_at: Instant,
    /// Whether this is the first answer; else the same was sent before.
    is_new: bool,
}

impl EnquiryOpened {
    /// Shows an enquiry that is stored.
    pub fn of(opened: Opened) -> EnquiryOpened {
        let Opened { enquiry, pin, clock, is_new } = opened;
        EnquiryOpened {
            reference: enquiry.reference.to_string(),
            pin: pin.map(|pin| pin.reveal().to_owned()),
            due: EnquiryDue::of(&clock),
            channel: enquiry.channel.into(),
            opened_at: Instant(enquiry.opened_at),
            status: EnquiryStatus::of((enquiry, clock)),
            is_new,
        }
    }
}

/// What comes of changing an enquiry.
#[derive(Union)]
enum EnquiryPayload {
    /// It is done.
    Changed(EnquiryChanged),
    /// It is not.
    Refused(EnquiryRefused),
}

/// The enquiry as it is since.
#[derive(SimpleObject)]
struct EnquiryChanged {
    /// The enquiry.
    enquiry: ShownEnquiry,
}
