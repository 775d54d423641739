//! This slice in the contract.

mod answer;
mod certificate;
mod escalation;
mod following;
mod mode;

use async_graphql::{Context, Enum, InputObject, MergedObject, Object, Result, SimpleObject, Subscription, Union};
use futures_util::{Stream, StreamExt, stream};
use vocabulary::{
    Language,
    scalar::{Day, Instant},
};

use self::{
    answer::{AnswerSentence, AnswerShown, AnswerSource, AskPayload, AskRefused},
    certificate::{AnswerCertificate, CertifyAnswerPayload, VerifiedCertificate},
    escalation::EscalationMutation,
    following::FollowMutation,
    mode::{ChatMode, ChatModeState, SetChatModePayload},
};
use super::{
    composer::Waiting,
    conversation::{self, TURNS_MAX},
    refusal::Refusal,
    service::{AskRequest, Assistant, At},
};
use crate::{
    identity::{StaffSession, signed_in_person},
    platform::{
        clock::SharedClock,
        graphql, identifier,
        policy::{Role, may},
        short_code::ShortCode,
    },
};

/// Questions about what was asked and answered.
#[derive(Default)]
pub struct AssistantQuery;

/// Asking, and what follows from an answer.
#[derive(MergedObject, Default)]
pub struct AssistantMutation(AskMutation, EscalationMutation, FollowMutation);

/// Asking, and what follows from an answer but for an officer's help.
#[derive(Default)]
pub struct AskMutation;

/// Being answered piece by piece.
#[derive(Default)]
pub struct AssistantSubscription;

/// A question.
#[derive(InputObject)]
pub struct AskInput {
    /// The question, in the asker's own words; at most 500 characters. Personal data in it is taken out and not kept.
    text: String,
    /// The code of the conversation it goes on with.
    conversation: Option<String>,
    /// The language of a new conversation. By default what `Accept-Language` asks for.
    language: Option<Language>,
    /// The day whose rules are asked for, where the question does not name it. By default today in the territory.
    as_of: Option<Day>,
    /// Whether the answer is kept, for 90 days, so that the conversation can go on, be certified and handed to an officer.
    #[graphql(default = true)]
    keep: bool,
}

/// What an asker makes of an answer.
#[derive(InputObject)]
pub struct RateAnswerInput {
    /// The code of the conversation.
    conversation: String,
    /// Which question of it, from 1.
    turn: i32,
    /// What the asker makes of it.
    rating: AnswerRating,
}

/// What an asker makes of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "conversation::Rating")]
pub enum AnswerRating {
    /// It helped.
    Helpful,
    /// It is wrong.
    Wrong,
    /// It was true once.
    Outdated,
    /// It answers something else.
    OtherQuestion,
    /// Something is missing.
    Incomplete,
    /// It is hard to understand, or in another language.
    Unclear,
}

/// A conversation with the assistant.
#[derive(SimpleObject)]
pub struct Conversation {
    /// Its code: whoever has it may read on; it names nobody.
    code: String,
    /// The language it is held in.
    language: Language,
    /// When it began.
    started_at: Instant,
    /// When it is taken away, unless somebody asks again.
    expires_at: Instant,
    /// The reference of the enquiry it was handed over as.
    enquiry: Option<String>,
    /// What was asked and said, oldest first; the last 20 of it.
    turns: Vec<AnswerShown>,
}

/// How many questions of a conversation are shown.
const TURNS_SHOWN: i32 = 20;

#[Object]
impl AssistantQuery {
    /// A conversation with the assistant; null where none is kept under this code.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private), complexity = "1 + 20 * child_complexity")]
    async fn conversation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, in any spelling.")] code: String,
    ) -> Result<Option<Conversation>> {
        let Ok(code) = code.parse::<ShortCode>() else { return Ok(None) };
        let shown = TURNS_SHOWN.min(TURNS_MAX).unsigned_abs();
        let found = assistant(ctx).read(&code, shown.into(), graphql::instant(ctx, None)).await?;
        Ok(found.map(|(conversation, turns)| {
            let code = conversation.code.to_string();
            Conversation {
                language: conversation.language,
                started_at: Instant(conversation.started_at),
                expires_at: Instant(conversation.expires_at),
                enquiry: conversation.enquiry,
                turns: turns.into_iter().map(|turn| AnswerShown::of(Some(code.clone()), turn)).collect(),
                code,
            }
        }))
    }

    /// How much the assistant may do at the moment.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn chat_mode(&self, ctx: &Context<'_>) -> Result<ChatModeState> {
        Ok(ChatModeState::of(assistant(ctx).mode().await?))
    }

    /// What a certificate says, whether we signed it, and whether what it stands on still holds; null where none has this code.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private))]
    async fn verify_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, in any spelling.")] code: String,
    ) -> Result<Option<VerifiedCertificate>> {
        let Ok(code) = code.parse::<ShortCode>() else { return Ok(None) };
        let found = assistant(ctx).verify_certificate(&code, at(ctx)).await?;
        Ok(found.map(VerifiedCertificate::from))
    }
}

#[Object]
impl AskMutation {
    /// Answers a question out of what is published, each sentence with what says so; or says that nothing published answers it, and offers
    /// an officer. Unbinding: it is information, not a ruling.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn ask(&self, ctx: &Context<'_>, #[graphql(desc = "The question.")] input: AskInput) -> Result<AskPayload> {
        let language = graphql::language(ctx, input.language);
        Ok(match answered(ctx, input, Waiting::Operation).await? {
            Ok(answer) => AskPayload::Answer(answer),
            Err(refusal) => AskPayload::Refused(AskRefused::of(&refusal, language)),
        })
    }

    /// Says what the asker makes of an answer.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn rate_answer(&self, ctx: &Context<'_>, input: RateAnswerInput) -> Result<RateAnswerPayload> {
        let rated = match input.conversation.parse() {
            Ok(code) => assistant(ctx).rate(&code, input.turn, input.rating.into(), graphql::instant(ctx, None)).await?,
            Err(_) => Err(Refusal::ConversationUnknown),
        };
        Ok(match rated {
            Ok(()) => RateAnswerPayload::Rated(Rated { turn: input.turn, rating: input.rating }),
            Err(refusal) => RateAnswerPayload::Refused(AskRefused::of(&refusal, graphql::language(ctx, None))),
        })
    }

    /// Takes a conversation away at once, with everything that was asked in it; says whether it was there.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn forget_conversation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, in any spelling.")] code: String,
    ) -> Result<bool> {
        let Ok(code) = code.parse::<ShortCode>() else { return Ok(false) };
        Ok(assistant(ctx).forget(&code).await?)
    }

    /// Certifies what was answered: signed, and found by a code that can be read over the telephone. It can be had for a question without
    /// an answer as well: that it was asked, and when.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn certify_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the conversation.")] conversation: String,
        #[graphql(desc = "Which question of it, from 1.")] turn: i32,
    ) -> Result<CertifyAnswerPayload> {
        let now = graphql::instant(ctx, None);
        let drawn = ShortCode::of(identifier::random());
        let certified = match conversation.parse() {
            Ok(code) => assistant(ctx).certify(&code, turn, drawn, now).await?,
            Err(_) => Err(Refusal::ConversationUnknown),
        };
        Ok(match certified {
            Ok(certificate) => CertifyAnswerPayload::Certificate(AnswerCertificate::from(certificate)),
            Err(refusal) => CertifyAnswerPayload::Refused(AskRefused::of(&refusal, graphql::language(ctx, None))),
        })
    }

    /// Says how much the assistant may do from now on, and why. Searching and the enquiry point go on whatever it is.
    #[graphql(directive = may::apply(vec![Role::Supervisor, Role::Admin]), guard = "StaffSession")]
    async fn set_chat_mode(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How much it may do.")] mode: ChatMode,
        #[graphql(desc = "Why, in at most 500 characters.")] reason: String,
    ) -> Result<SetChatModePayload> {
        let (by, _) = signed_in_person(ctx)?;
        let set = assistant(ctx).set_mode(mode.into(), &reason, by, graphql::instant(ctx, None)).await?;
        Ok(SetChatModePayload::of(set, graphql::language(ctx, None)))
    }
}

/// What came of rating an answer.
#[derive(Union)]
pub enum RateAnswerPayload {
    /// It is noted.
    Rated(Rated),
    /// It is not.
    Refused(AskRefused),
}

/// What an asker makes of an answer is noted.
#[derive(SimpleObject)]
#[graphql(name = "AnswerRated")]
pub struct Rated {
    /// Which question of the conversation.
    turn: i32,
    /// What the asker makes of it.
    rating: AnswerRating,
}

/// A piece of an answer.
#[derive(Union)]
pub enum AnswerPiece {
    /// Something that was found.
    Source(AnswerSource),
    /// A sentence, which stands: it was verified before it was sent.
    Sentence(AnswerSentence),
    /// All of it, at last.
    Answer(AnswerShown),
    /// The question was not taken.
    Refused(AskRefused),
}

#[Subscription]
impl AssistantSubscription {
    /// Answers a question as `ask` does, piece by piece: what was found, then each sentence once it is verified, then all of it.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn answering(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] input: AskInput,
    ) -> Result<impl Stream<Item = AnswerPiece> + use<>> {
        let language = graphql::language(ctx, input.language);
        let pieces = match answered(ctx, input, Waiting::Stream).await? {
            Ok(answer) => answer.pieces(),
            Err(refusal) => vec![AnswerPiece::Refused(AskRefused::of(&refusal, language))],
        };
        Ok(stream::iter(pieces).boxed())
    }
}

async fn answered(ctx: &Context<'_>, input: AskInput, waiting: Waiting) -> Result<Result<AnswerShown, Refusal>> {
    let conversation = match input.conversation.map(|code| code.parse()).transpose() {
        Ok(conversation) => conversation,
        Err(_) => return Ok(Err(Refusal::ConversationUnknown)),
    };
    let asked = AskRequest {
        text: input.text,
        conversation,
        language: graphql::language(ctx, input.language),
        as_of: input.as_of.map(|day| day.0),
        keep: input.keep,
        waiting,
    };
    let reply = assistant(ctx).ask(asked, ShortCode::of(identifier::random()), at(ctx)).await?;
    Ok(reply.map(AnswerShown::from))
}

fn at(ctx: &Context<'_>) -> At {
    let clock = ctx.data_unchecked::<SharedClock>();
    At { now: clock.now(), today: clock.today() }
}

fn assistant<'a>(ctx: &Context<'a>) -> &'a Assistant {
    ctx.data_unchecked()
}
