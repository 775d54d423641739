//! This slice in the contract.

mod endpoint;
mod reading;

use async_graphql::{Context, MergedObject};
use vocabulary::Timestamp;

use self::{
    endpoint::{EndpointMutation, EndpointQuery},
    reading::{ReadingMutation, ReadingQuery},
};
use super::service::Feed;
use crate::platform::clock::SharedClock;

/// What can be asked about what customs is told.
#[derive(MergedObject, Default)]
pub struct FeedQuery(ReadingQuery, EndpointQuery);

/// What can be done about it.
#[derive(MergedObject, Default)]
pub struct FeedMutation(ReadingMutation, EndpointMutation);

fn feed<'a>(ctx: &Context<'a>) -> &'a Feed {
    ctx.data_unchecked()
}

fn now(ctx: &Context<'_>) -> Timestamp {
    ctx.data_unchecked::<SharedClock>().now()
}
