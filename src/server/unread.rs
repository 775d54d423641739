//! Bodies in chunks that nobody reads to the end: the connection is closed after the answer.
//!
//! The HTTP layer would rather read on and throw away, for as long as the client likes to send, so that the connection can be used
//! again. It does so only once the body has been let go; hence a response holds on to it.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{
    HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest},
    http::header,
    web::Bytes,
};
use futures_util::{Stream, stream::poll_fn};

/// A body that a route reads while its response holds it.
pub struct Held(Rc<RefCell<Payload>>);

impl Held {
    /// Holds the body of a request, if it comes in chunks.
    pub fn from(request: &mut ServiceRequest) -> Option<Held> {
        if !request.headers().contains_key(header::TRANSFER_ENCODING) {
            return None;
        }
        let held = Rc::new(RefCell::new(request.take_payload()));
        let read = held.clone();
        let stream = poll_fn(move |context| Pin::new(&mut *read.borrow_mut()).poll_next(context));
        request.set_payload(Payload::Stream { payload: Box::pin(stream) });
        Some(Held(held))
    }

    /// Ties the body to the response.
    pub fn until_sent(self, body: BoxBody) -> BoxBody {
        BoxBody::new(Holding { body, _payload: self.0 })
    }
}

struct Holding {
    body: BoxBody,
    _payload: Rc<RefCell<Payload>>,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
