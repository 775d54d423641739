//! This slice in the contract. What askers see is in `seen.rs`; what officers alone see in `file.rs`: no type of the one leads to the other.

mod asking;
mod attaching;
mod deciding;
mod desk_input;
mod figures;
mod file;
mod knowledge;
mod refused;
mod seen;
mod template;
mod words;

use async_graphql::Context;
use vocabulary::Timestamp;

pub use self::{
    asking::{EnquiryMutation, EnquiryOpened, EnquiryQuery, EnquirySubscription, contact},
    attaching::AttachmentMutation,
    deciding::{DeskMutation, DeskQuery},
    figures::FigureQuery,
    knowledge::{KnowledgeMutation, KnowledgeQuery},
    refused::EnquiryRefused,
    template::{TemplateMutation, TemplateQuery},
    words::{ShownTopic, ShownUrgency},
};
use super::Enquiries;
use crate::platform::{clock::SharedClock, pagination::PageSize};

/// What a page is counted at: what was asked for, within what is given.
fn page_of(first: Option<i64>) -> usize {
    PageSize::new(first).unwrap_or(PageSize::MAX).get()
}

fn enquiries<'a>(ctx: &Context<'a>) -> &'a Enquiries {
    ctx.data_unchecked()
}

fn now(ctx: &Context<'_>) -> Timestamp {
    ctx.data_unchecked::<SharedClock>().now()
}
