//! Following a conversation, and what an answer of it became, in the contract. Row CHAT-N6.

use async_graphql::{Context, Object, Result, SimpleObject, Union};
use vocabulary::scalar::{Day, Instant};

use super::{
    answer::{AnswerSentence, AnswerSource, AnswerStatus, AskRefused},
    assistant,
};
use crate::{
    assistant::{changed::Change, refusal::Refusal},
    identity::{SignedIn, signed_in_person},
    platform::{
        graphql,
        policy::{Role, may},
        short_code::ShortCode,
    },
};

/// Following.
#[derive(Default)]
pub struct FollowMutation;

/// What is said to a question since what was said first is no longer so.
#[derive(SimpleObject)]
pub struct AnswerChange {
    /// When that was noticed.
    at: Instant,
    /// What becomes of the question now.
    status: AnswerStatus,
    /// The day whose rules it is by.
    as_of: Day,
    /// The sentences, in order.
    sentences: Vec<AnswerSentence>,
    /// What was found, the most telling first.
    sources: Vec<AnswerSource>,
}

impl AnswerChange {
    /// Shows what is said instead.
    pub fn of(change: Change) -> AnswerChange {
        let Change { at, answer } = change;
        AnswerChange {
            at: Instant(at),
            status: answer.status.into(),
            as_of: Day(answer.as_of),
            sentences: answer.said.into_iter().map(AnswerSentence::from).collect(),
            sources: answer.sources.into_iter().map(AnswerSource::from).collect(),
        }
    }
}

/// What came of following a conversation.
#[derive(Union)]
pub enum FollowConversationPayload {
    /// It is followed.
    Followed(ConversationFollowed),
    /// It is not.
    Refused(AskRefused),
}

/// A conversation is followed.
#[derive(SimpleObject)]
pub struct ConversationFollowed {
    /// Its code.
    conversation: String,
}

#[Object]
impl FollowMutation {
    /// Has the caller told by SMS when an answer of a conversation says something else than it did, once for each answer; those included that
    /// were given before. Nobody but who asks for it is known with a conversation. Questions that were handed over are told to their asker
    /// without it.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "SignedIn")]
    async fn follow_conversation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, in any spelling.")] code: String,
    ) -> Result<FollowConversationPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let followed = match code.parse::<ShortCode>() {
            Ok(code) => assistant(ctx).follow(&code, person, graphql::instant(ctx, None)).await?.map(|()| code),
            Err(_) => Err(Refusal::ConversationUnknown),
        };
        Ok(match followed {
            Ok(code) => FollowConversationPayload::Followed(ConversationFollowed { conversation: code.to_string() }),
            Err(refusal) => FollowConversationPayload::Refused(AskRefused::of(&refusal, graphql::language(ctx, None))),
        })
    }

    /// Has the caller told no more of a conversation, and says whether they were.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "SignedIn")]
    async fn unfollow_conversation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, in any spelling.")] code: String,
    ) -> Result<bool> {
        let (person, _) = signed_in_person(ctx)?;
        let Ok(code) = code.parse::<ShortCode>() else { return Ok(false) };
        Ok(assistant(ctx).unfollow(&code, person).await?)
    }
}
