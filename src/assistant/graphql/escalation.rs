//! Handing a question to an officer, in the contract. Rows CHAT-G1, CHAT-G4.

use async_graphql::{Context, InputObject, Object, Result, Union};

use super::{AskRefused, assistant};
use crate::{
    assistant::{
        escalation::{EscalateRequest, NotHandedOver},
        refusal::Refusal,
    },
    enquiry::{self, EnquiryOpened, EnquiryRefused, ShownTopic, ShownUrgency},
    identity::signed_in_person,
    platform::{
        graphql,
        policy::{Role, may},
    },
};

/// Handing over.
#[derive(Default)]
pub struct EscalationMutation;

/// A question of a conversation that an officer is to answer.
#[derive(InputObject)]
pub struct EscalateInput {
    /// The code of the conversation.
    conversation: String,
    /// Which question of it, from 1.
    turn: i32,
    /// Drawn by chance before it is sent, 22 to 64 letters, digits, `-` and `_`: sent again with the same key it is handed over once.
    #[graphql(secret)]
    key: String,
    /// What it is about.
    topic: ShownTopic,
    /// How much time there is.
    #[graphql(default_with = "ShownUrgency::Normal")]
    urgency: ShownUrgency,
    /// A mobile number that notices go to. They tell nothing of what is asked.
    #[graphql(secret)]
    phone: Option<String>,
    /// An e-mail address that notices go to.
    #[graphql(secret)]
    email: Option<String>,
    /// What to call the asker.
    #[graphql(secret)]
    name: Option<String>,
}

/// What came of handing a question over.
#[derive(Union)]
pub enum EscalatePayload {
    /// An officer has it: the reference, and when the reply is due.
    Opened(EnquiryOpened),
    /// The assistant does not hand it over.
    NotTaken(AskRefused),
    /// The desk does not take it.
    Refused(EnquiryRefused),
}

#[Object]
impl EscalationMutation {
    /// Hands a question to an officer of the enquiry point, with what was asked and found before it; tells the reference, when the reply is
    /// due and why then. Source: WTO TFA Article 1.3.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn escalate(&self, ctx: &Context<'_>, input: EscalateInput) -> Result<EscalatePayload> {
        let language = graphql::language(ctx, None);
        let not_taken = |refusal: &Refusal| EscalatePayload::NotTaken(AskRefused::of(refusal, language));
        let refused = |refusal: &enquiry::Refusal| EscalatePayload::Refused(EnquiryRefused::of(ctx, refusal));
        let Ok(conversation) = input.conversation.parse() else { return Ok(not_taken(&Refusal::ConversationUnknown)) };
        let Ok(key) = input.key.parse() else { return Ok(refused(&enquiry::Refusal::KeyInvalid)) };
        let contact = match enquiry::contact(input.phone.as_deref(), input.email.as_deref(), input.name.as_deref()) {
            Ok(contact) => contact,
            Err(refusal) => return Ok(refused(&refusal)),
        };
        let request = EscalateRequest {
            conversation,
            turn: input.turn,
            key,
            asker: signed_in_person(ctx).ok().map(|(person, _)| person),
            contact,
            topic: input.topic.into(),
            urgency: input.urgency.into(),
        };
        Ok(match assistant(ctx).escalate(request, graphql::instant(ctx, None)).await? {
            Ok(opened) => EscalatePayload::Opened(EnquiryOpened::of(opened)),
            Err(NotHandedOver::Assistant(refusal)) => not_taken(&refusal),
            Err(NotHandedOver::Desk(refusal)) => refused(&refusal),
        })
    }
}
