//! A schema that answers, waits, fails and panics on demand, to try the transport with.

use std::time::Duration;

use async_graphql::{Context, Data, Error, ErrorExtensions, MergedObject, Object, Schema, SimpleObject, Subscription};
use fingertip::{
    platform::request::{Arrival, Credential, Denied, Doorkeeper},
    server::{Api, DocumentLimits, Library},
};
use futures_util::{Stream, StreamExt, future::BoxFuture, stream};
use tokio::time::sleep;

/// The operations that the trial server knows by hash.
pub const ECHO: &str = "query Echo($text: String!) {\n  echo(text: $text)\n}\n";
pub const NOTE: &str = "mutation Note($text: String!) {\n  note(text: $text)\n}\n";

#[derive(MergedObject, Default)]
pub struct Query(Plain);

#[derive(Default)]
struct Plain;

impl Plain {
    fn is_tried(&self) -> bool {
        true
    }
}

#[derive(SimpleObject)]
#[graphql(complex)]
struct Node {
    id: usize,
}

#[async_graphql::ComplexObject]
impl Node {
    async fn child(&self) -> Node {
        Node { id: self.id + 1 }
    }
}

#[Object]
impl Plain {
    async fn echo(&self, text: String) -> String {
        text
    }

    async fn slow(&self, ms: u64) -> u64 {
        sleep(Duration::from_millis(ms)).await;
        ms
    }

    async fn panic(&self) -> String {
        if self.is_tried() { panic!("secret text of a panic") } else { String::new() }
    }

    #[graphql(complexity = "count * child_complexity")]
    async fn list(&self, #[graphql(default = 2)] count: usize) -> Vec<Node> {
        (0..count).map(|id| Node { id }).collect()
    }

    async fn node(&self) -> Node {
        Node { id: 0 }
    }

    async fn fault(&self) -> Option<Result<String, Error>> {
        Some(Err(Error::new("secret: no such table: traders")))
    }

    async fn refusal(&self) -> Result<Option<String>, Error> {
        Err(Error::new("the notice has expired").extend_with(|_, values| values.set("code", "NOTICE_EXPIRED")))
    }

    async fn language(&self, ctx: &Context<'_>) -> Result<String, Error> {
        Ok(ctx.data::<Arrival>()?.language.to_string())
    }

    async fn request_id(&self, ctx: &Context<'_>) -> Result<String, Error> {
        Ok(ctx.data::<Arrival>()?.id.to_string())
    }

    async fn caller(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.data::<Caller>().ok().map(|caller| caller.0.clone())
    }

    #[graphql(cache_control(private))]
    async fn mine(&self) -> &str {
        "only for me"
    }
}

pub struct Mutation;

#[Object]
impl Mutation {
    async fn note(&self, text: String) -> String {
        text
    }
}

pub struct Updates;

#[Subscription]
impl Updates {
    /// Counts from one, a number every `every_ms`.
    async fn count(&self, to: u64, #[graphql(default = 1)] every_ms: u64) -> impl Stream<Item = u64> {
        stream::iter(1..=to).then(move |number| async move {
            sleep(Duration::from_millis(every_ms)).await;
            number
        })
    }

    /// Says a publication changed once, then waits for ever.
    async fn publication_changed(&self) -> impl Stream<Item = Changed> {
        stream::iter([Changed { id: "coffee-export".into() }]).chain(stream::pending())
    }

    /// Sends long texts as fast as they are taken.
    async fn flood(&self) -> impl Stream<Item = String> {
        stream::iter(std::iter::repeat_with(|| "x".repeat(64 * 1024)))
    }

    async fn broken(&self) -> Result<stream::Empty<u64>, Error> {
        Err(Error::new("secret: the queue is on host db7"))
    }

    async fn panics(&self) -> impl Stream<Item = u64> {
        stream::iter(1..).map(|number| if number < 3 { number } else { panic!("secret text of a panic") })
    }

    async fn caller(&self, ctx: &Context<'_>) -> impl Stream<Item = String> + use<> {
        let caller = ctx.data::<Caller>().map_or_else(|_| "nobody".to_owned(), |caller| caller.0.clone());
        stream::iter([caller])
    }
}

#[derive(SimpleObject)]
struct Changed {
    id: String,
}

/// Knows the bearer of `good`, and of `brief`, who may come in once only; refuses everybody else who shows a token.
struct TrialDoorkeeper;

struct Caller(String);

impl Doorkeeper for TrialDoorkeeper {
    fn admit<'a>(&'a self, arrival: &'a Arrival) -> BoxFuture<'a, Result<Data, Denied>> {
        let mut data = Data::default();
        let token = match &arrival.credential {
            Credential::Absent => None,
            Credential::Token { token, .. } => Some(token.reveal()),
            Credential::Unreadable => Some(""),
        };
        let admission = match token {
            None => Ok(data),
            Some("good") => {
                data.insert(Caller("amina".into()));
                Ok(data)
            }
            Some(token) if token.starts_with("once-") => first_time(token).then_some(data).ok_or(Denied::Unauthenticated),
            Some("shut-out") => Err(Denied::Forbidden),
            Some(_) => Err(Denied::Unauthenticated),
        };
        Box::pin(async { admission })
    }
}

/// Returns whether a token is shown for the first time.
fn first_time(token: &str) -> bool {
    static SEEN: std::sync::Mutex<std::collections::BTreeSet<String>> = std::sync::Mutex::new(std::collections::BTreeSet::new());
    SEEN.lock().expect("no holder panics").insert(token.to_owned())
}

/// Makes the trial schema ready to be served.
pub fn api() -> Api {
    let schema = Schema::build(Query::default(), Mutation, Updates).disable_suggestions().finish();
    let library = Library::of([("echo", ECHO), ("note", NOTE)], DocumentLimits::default()).expect("our operations are good");
    Api::new(schema).with_doorkeeper(TrialDoorkeeper).with_library(library)
}
