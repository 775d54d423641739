//! The schema behind the door, whatever its types, with what the transport needs beside it.

use std::sync::Arc;

use async_graphql::{Data, Executor, Request, Response, ServerError};
use futures_util::{future::BoxFuture, stream::BoxStream};
use vocabulary::Language;

use super::{document::Library, hook::Receiver, inbound::Mailbox, refusal::Refusal};
use crate::platform::{
    app_links::AppLinks,
    clock::SharedClock,
    download::Downloads,
    file::Files,
    hooks::Hooks,
    inbound::Inbox,
    offer::Offers,
    page::{Pages, Papers, print::Printer},
    published_keys::PublishedKeys,
    quota::{Gate, OperationClass},
    request::{Arrival, Denied, Doorkeeper},
    signed_list::SignedLists,
    token_grant::TokenGrants,
};

/// A GraphQL schema ready to be served. `schema.rs` makes it.
#[derive(Clone)]
pub struct Api {
    pub(super) engine: Arc<dyn Engine>,
    pub(super) doorkeeper: Arc<dyn Doorkeeper>,
    pub(super) counting: Option<Counting>,
    pub(super) translate: Option<Translate>,
    pub(super) library: Option<Arc<Library>>,
    pub(super) downloads: Option<Arc<dyn Downloads>>,
    pub(super) files: Option<Arc<dyn Files>>,
    pub(super) estimate_pages: Option<Arc<dyn Pages>>,
    pub(super) receipt_pages: Option<Arc<dyn Pages>>,
    pub(super) press: Option<Press>,
    pub(super) packs: Option<Arc<dyn Offers>>,
    pub(super) signed_lists: Option<Arc<dyn SignedLists>>,
    pub(super) keys: Option<Arc<dyn PublishedKeys>>,
    pub(super) inbox: Option<Mailbox>,
    pub(super) receiver: Option<Receiver>,
    pub(super) grants: Option<Arc<dyn TokenGrants>>,
    pub(super) app_links: AppLinks,
}

/// Who says what stands on papers, and who writes them as PDF.
#[derive(Clone)]
pub(super) struct Press {
    pub(super) papers: Arc<dyn Papers>,
    pub(super) printer: Printer,
}

/// Who counts operations, and what each counts as.
#[derive(Clone)]
pub(super) struct Counting {
    pub(super) gate: Arc<dyn Gate>,
    pub(super) classify: Classify,
}

/// Returns the class of a field at the root, by its name; nothing for one that there is not.
pub type Classify = fn(&str) -> Option<OperationClass>;

/// Puts an error's message into the caller's language, by its code.
pub type Translate = fn(&mut ServerError, Language);

impl Api {
    /// Takes a schema. Until a doorkeeper is named, everybody comes in and nobody is known.
    pub fn new(schema: impl Executor) -> Api {
        Api {
            engine: Arc::new(schema),
            doorkeeper: Arc::new(OpenDoor),
            counting: None,
            translate: None,
            library: None,
            downloads: None,
            files: None,
            estimate_pages: None,
            receipt_pages: None,
            press: None,
            packs: None,
            signed_lists: None,
            keys: None,
            inbox: None,
            receiver: None,
            grants: None,
            app_links: AppLinks::default(),
        }
    }

    /// Names who tells who is calling.
    #[must_use]
    pub fn with_doorkeeper(self, doorkeeper: impl Doorkeeper) -> Api {
        Api { doorkeeper: Arc::new(doorkeeper), ..self }
    }

    /// Names who counts operations, and what each counts as. Until then nobody is told to wait.
    #[must_use]
    pub fn with_gate(self, gate: impl Gate, classify: Classify) -> Api {
        Api { counting: Some(Counting { gate: Arc::new(gate), classify }), ..self }
    }

    /// Names what puts messages into the caller's language.
    #[must_use]
    pub fn with_translation(self, translate: Translate) -> Api {
        Api { translate: Some(translate), ..self }
    }

    /// Names who finds the files that are fetched by plain HTTP.
    #[must_use]
    pub fn with_downloads(self, downloads: impl Downloads) -> Api {
        Api { downloads: Some(Arc::new(downloads)), ..self }
    }

    /// Names who keeps the files of people, and gives tickets for them.
    #[must_use]
    pub fn with_files(self, files: impl Files) -> Api {
        Api { files: Some(Arc::new(files)), ..self }
    }

    /// Names who writes the pages of kept estimates.
    #[must_use]
    pub fn with_estimate_pages(self, pages: impl Pages) -> Api {
        Api { estimate_pages: Some(Arc::new(pages)), ..self }
    }

    /// Names who writes the pages of receipts.
    #[must_use]
    pub fn with_receipt_pages(self, pages: impl Pages) -> Api {
        Api { receipt_pages: Some(Arc::new(pages)), ..self }
    }

    /// Names who says what stands on receipts, and who writes that as PDF.
    #[must_use]
    pub fn with_press(self, papers: impl Papers, printer: Printer) -> Api {
        Api { press: Some(Press { papers: Arc::new(papers), printer }), ..self }
    }

    /// Names who gives out packs.
    #[must_use]
    pub fn with_packs(self, packs: impl Offers) -> Api {
        Api { packs: Some(Arc::new(packs)), ..self }
    }

    /// Names who signs the lists by which phones verify receipts.
    #[must_use]
    pub fn with_signed_lists(self, lists: impl SignedLists) -> Api {
        Api { signed_lists: Some(Arc::new(lists)), ..self }
    }

    /// Names who holds the keys by which others verify our tokens.
    #[must_use]
    pub fn with_published_keys(self, keys: impl PublishedKeys) -> Api {
        Api { keys: Some(Arc::new(keys)), ..self }
    }

    /// Names who takes the messages that phones send, brought by whoever knows `secret`.
    #[must_use]
    pub fn with_inbox(self, inbox: impl Inbox, secret: &str) -> Api {
        Api { inbox: Some(Mailbox::new(inbox, secret)), ..self }
    }

    /// Names who takes what payment providers tell.
    #[must_use]
    pub fn with_hooks(self, hooks: impl Hooks, clock: SharedClock) -> Api {
        Api { receiver: Some(Receiver::new(hooks, clock)), ..self }
    }

    /// Names who gives access tokens to systems that call by themselves.
    #[must_use]
    pub fn with_token_grants(self, grants: impl TokenGrants) -> Api {
        Api { grants: Some(Arc::new(grants)), ..self }
    }

    /// Names the apps that belong to our address.
    #[must_use]
    pub fn with_app_links(self, app_links: AppLinks) -> Api {
        Api { app_links, ..self }
    }

    /// Serves other operations by hash than those of `graphql/operations`.
    #[must_use]
    pub fn with_library(self, library: Library) -> Api {
        Api { library: Some(Arc::new(library)), ..self }
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Unauthenticated => Refusal::Unauthenticated,
            Denied::Forbidden => Refusal::Forbidden,
            Denied::Unavailable => Refusal::Unavailable,
        }
    }
}

struct OpenDoor;

impl Doorkeeper for OpenDoor {
    fn admit<'a>(&'a self, _: &'a Arrival) -> BoxFuture<'a, Result<Data, Denied>> {
        Box::pin(async { Ok(Data::default()) })
    }
}

/// An [`Executor`] whose types are forgotten, so that nothing else here is generic over the schema.
pub(super) trait Engine: Send + Sync {
    fn execute(&self, request: Request) -> BoxFuture<'_, Response>;
    fn execute_stream(&self, request: Request, session: Arc<Data>) -> BoxStream<'static, Response>;
}

impl<E: Executor> Engine for E {
    fn execute(&self, request: Request) -> BoxFuture<'_, Response> {
        Box::pin(Executor::execute(self, request))
    }

    fn execute_stream(&self, request: Request, session: Arc<Data>) -> BoxStream<'static, Response> {
        Executor::execute_stream(self, request, Some(session))
    }
}
