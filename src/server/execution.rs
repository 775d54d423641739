//! From the parameters of a request to its reply: find the document, weigh it, execute it in time. The same for every transport.

use std::{panic::AssertUnwindSafe, sync::Arc};

use async_graphql::{Data, Request, Response, parser::types::OperationType};
use futures_util::{
    FutureExt, Stream, StreamExt,
    stream::{self, BoxStream},
};
use tokio::time::timeout;

use super::{
    document::leave_out_absent,
    incoming::{Incoming, Source},
    refusal::Refusal,
    reply::Reply,
    site::Site,
};
use crate::platform::{
    quota::{Charge, OperationClass, Quota},
    request::Arrival,
};

/// An operation that may be executed.
#[derive(Debug)]
pub struct Ready {
    request: Request,
    /// Its name in the document.
    pub name: Option<String>,
    /// Whether it reads, changes or listens.
    pub kind: OperationType,
    /// What it counts as.
    pub charge: Charge,
    /// What the caller has left, where that is to be told.
    pub quota: Option<Quota>,
}

impl Ready {
    /// Finds the document and its operation, and refuses what may not be executed.
    pub fn prepare(site: &Site, incoming: Incoming) -> Result<Ready, Refusal> {
        let prepared = match &incoming.source {
            Source::Text(text) => site.library.by_text(text)?,
            Source::Hash(hash) => site.library.by_hash(hash).ok_or(Refusal::UnknownHash)?,
        };
        let (name, kind) = prepared.operation(incoming.operation_name.as_deref()).ok_or(Refusal::NoSuchOperation)?;
        if prepared.asks_for_schema && !site.settings.shows_schema() {
            return Err(Refusal::SchemaHidden);
        }
        let charge = charge(site, kind, |visit| prepared.visit_root(name, visit));
        let name = name.map(str::to_owned);
        let mut document = prepared.document.clone();
        leave_out_absent(&mut document, &incoming.variables);
        // The text stays here: the library needs the parsed document alone, and nothing behind it should log what was asked.
        let mut request = Request::new("").variables(incoming.variables);
        request.operation_name.clone_from(&name);
        request.set_parsed_query(document);
        Ok(Ready { request, name, kind, charge, quota: None })
    }

    /// Executes a query or a mutation, and gives up when it takes too long. A panic costs this request and nothing else.
    pub async fn execute(self, site: &Site, arrival: &Arrival, caller: Data) -> Reply {
        let mut request = self.request;
        request.data = caller;
        request.data.insert(arrival.clone());
        let time_max = site.settings.limits.execution_time_max;
        let execution = AssertUnwindSafe(site.api.engine.execute(request)).catch_unwind();
        match timeout(time_max, execution).await {
            Ok(Ok(response)) => Reply::executed(response, arrival, site.api.translate).telling(self.quota),
            Ok(Err(panic)) => site.refuse(&crashed(&*panic, arrival), arrival),
            Err(_) => site.refuse(&Refusal::TimedOut { time_max }, arrival),
        }
    }

    /// Executes an operation whose answers come one by one: a subscription, or anything else on a socket or event stream.
    pub fn execute_stream(self, site: Arc<Site>, arrival: Arrival, caller: Arc<Data>) -> BoxStream<'static, Reply> {
        let is_subscription = self.kind == OperationType::Subscription;
        let quota = self.quota;
        let time_max = site.settings.limits.execution_time_max;
        let request = self.request.data(arrival.clone());
        let responses = until_panic(site.api.engine.execute_stream(request, caller));
        let replies = {
            let (site, arrival) = (site.clone(), arrival.clone());
            responses.map(move |response| match response {
                Ok(response) => Reply::executed(response, &arrival, site.api.translate),
                Err(panic) => site.refuse(&crashed(&*panic, &arrival), &arrival),
            })
        };
        if is_subscription {
            return replies.boxed();
        }
        let mut replies = replies.boxed();
        stream::once(async move {
            let only = timeout(time_max, replies.next()).await.ok().flatten();
            only.map_or_else(|| site.refuse(&Refusal::TimedOut { time_max }, &arrival), |reply| reply.telling(quota))
        })
        .boxed()
    }
}

/// Counts the fields at the root of an operation, each by its class; one without fields is a search.
fn charge(site: &Site, kind: OperationType, root: impl FnOnce(&mut dyn FnMut(&str))) -> Charge {
    let mut charge = Charge::default();
    let Some(counting) = &site.api.counting else { return charge };
    // What is not in the contract is refused later, and never cheaper than what is.
    let otherwise = if kind == OperationType::Mutation { OperationClass::Write } else { OperationClass::Compute };
    root(&mut |field| charge.add((counting.classify)(field).unwrap_or(otherwise)));
    if charge.is_nothing() {
        charge.add(OperationClass::Search);
    }
    charge
}

type Panic = Box<dyn std::any::Any + Send>;

/// Passes responses on until one of them panics, which ends the stream.
fn until_panic(responses: BoxStream<'static, Response>) -> impl Stream<Item = Result<Response, Panic>> {
    let mut panicked = false;
    AssertUnwindSafe(responses).catch_unwind().take_while(move |response| {
        let go_on = !panicked;
        panicked = response.is_err();
        std::future::ready(go_on)
    })
}

fn crashed(panic: &(dyn std::any::Any + Send), arrival: &Arrival) -> Refusal {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(reference = %arrival.id, cause = text.unwrap_or("unknown"), "a resolver panicked");
    Refusal::Internal
}
