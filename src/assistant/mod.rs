//! The assistant: answers out of what is published, each sentence with what says so; or that nothing published answers, and an officer.
//! It needs no language model and no network (`composer/` says what one may do), and nothing it reads or is told makes it do anything. Rows CHAT-M1 to M13, CHAT-N1 to N5.
//!
//! `pipeline.rs` is the way from a question to its answer; what understands, chooses and verifies is the crate `answer`, which the phone
//! has too. Others may use [`Assistant`] (the use cases) and the values it returns.

mod answer;
mod certificate;
mod changed;
mod composer;
mod computing;
mod conversation;
mod data;
mod drafted;
mod escalation;
mod finding;
mod goods;
mod graphql;
mod mode;
mod pipeline;
mod refusal;
mod rows;
mod service;
mod stage;
mod store;

pub use certificate::{Certificate, Certifier};
pub use changed::{Change, FOLLOWED_MAX, Followings};
pub use composer::{
    Ceilings, Composed, ComposedBy, Composer, Declined, EndpointError, EndpointSettings, Format, LanguageModel, Task, Waiting,
};
pub use graphql::{AssistantMutation, AssistantQuery, AssistantSubscription};
pub use mode::{ChatMode, ModeChange};
pub use pipeline::Answering;
pub use service::{AskRequest, Assistant, At, Reply};
