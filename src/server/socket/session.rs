//! One socket from its opening to its close. It holds no queue: an operation's next answer is asked for when the last one is sent.

use std::{collections::HashMap, pin::pin, sync::Arc};

use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseReason, ProtocolError};
use async_graphql::Data;
use futures_util::{
    StreamExt,
    stream::{self, AbortHandle, BoxStream, SelectAll},
};
use serde_json::{Map, Value};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use super::{
    close::Close,
    message::{ClientMessage, ServerMessage},
};
use crate::{
    platform::request::{Arrival, Credential, Denied, Shown},
    server::{execution::Ready, incoming::Incoming, refusal::Refusal, reply::Reply, site::Site},
};

/// One socket.
pub struct Session {
    site: Arc<Site>,
    arrival: Arrival,
    sender: actix_ws::Session,
    /// Who is calling, once the client has said so.
    caller: Option<Arc<Data>>,
    /// The operations that are running, and how to stop each.
    running: HashMap<String, AbortHandle>,
    answers: SelectAll<BoxStream<'static, (String, Answer)>>,
    /// Set when the client is asked whether it is there, cleared by anything it says.
    asked: bool,
}

/// What an operation comes to next.
enum Answer {
    Next(Box<Reply>),
    Complete,
}

/// How a socket ends.
enum End {
    /// We close it.
    Ours(Close),
    /// The client closed it, with this reason; it expects the same back.
    Theirs(Option<CloseReason>),
    /// There is nobody left to close it for.
    Gone,
}

type Step = Result<(), End>;

impl Session {
    /// Makes a session for a socket that has just been opened.
    pub fn new(site: Arc<Site>, arrival: Arrival, sender: actix_ws::Session) -> Session {
        Session { site, arrival, sender, caller: None, running: HashMap::new(), answers: SelectAll::new(), asked: false }
    }

    /// Serves the socket until it is closed.
    pub async fn run(mut self, mut messages: AggregatedMessageStream, protocol_agreed: bool) {
        let end = if protocol_agreed { self.serve(&mut messages).await } else { End::Ours(Close::ProtocolNotAcceptable) };
        let reason = match end {
            End::Ours(close) => {
                tracing::debug!(id = %self.arrival.id, ?close, "socket closed");
                Some(close.into())
            }
            End::Theirs(reason) => reason,
            End::Gone => return,
        };
        // Who does not read does not read this either.
        let patience = self.site.settings.limits.stream.send_wait_max;
        let _ = timeout(patience, self.sender.close(reason)).await;
        // The client's own close frame, or the end of the connection: to leave first would look like a broken line.
        let _ = timeout(patience, async { while let Some(Ok(_)) = messages.next().await {} }).await;
    }

    async fn serve(&mut self, messages: &mut AggregatedMessageStream) -> End {
        let site = self.site.clone();
        let limits = &site.settings.limits.stream;
        let mut closed = pin!(site.closed());
        let mut init_timeout = pin!(sleep(limits.init_wait_max));
        let mut keep_alive = interval_at(Instant::now() + limits.keep_alive_every, limits.keep_alive_every);
        keep_alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut readmit = interval_at(Instant::now() + limits.readmit_every, limits.readmit_every);
        readmit.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let step = tokio::select! {
                message = messages.next() => match message {
                    Some(message) => self.hear(message).await,
                    None => Err(End::Gone),
                },
                Some((id, answer)) = self.answers.next() => self.tell(id, answer).await,
                () = &mut init_timeout, if self.caller.is_none() => Err(End::Ours(Close::InitTimeout)),
                _ = keep_alive.tick() => self.ask_whether_there().await,
                _ = readmit.tick(), if self.caller.is_some() => self.readmit().await,
                () = &mut closed => Err(End::Ours(Close::Restarting)),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn hear(&mut self, message: Result<AggregatedMessage, ProtocolError>) -> Step {
        self.asked = false;
        match message {
            Ok(AggregatedMessage::Text(text)) => match ClientMessage::read(&text) {
                Some(message) => self.answer(message).await,
                None => Err(End::Ours(Close::BadMessage)),
            },
            Ok(AggregatedMessage::Binary(_)) => Err(End::Ours(Close::BadMessage)),
            Ok(AggregatedMessage::Ping(bytes)) => {
                let sent = timeout(self.site.settings.limits.stream.send_wait_max, self.sender.pong(&bytes)).await;
                sent.map_err(|_| End::Ours(Close::TooSlow))?.map_err(|_| End::Gone)
            }
            Ok(AggregatedMessage::Pong(_)) => Ok(()),
            Ok(AggregatedMessage::Close(reason)) => Err(End::Theirs(reason)),
            Err(ProtocolError::Overflow) => Err(End::Ours(Close::TooLarge)),
            Err(ProtocolError::Io(error)) if error.kind() == std::io::ErrorKind::Other => Err(End::Ours(Close::TooLarge)),
            Err(_) => Err(End::Ours(Close::BadMessage)),
        }
    }

    async fn answer(&mut self, message: ClientMessage) -> Step {
        match message {
            ClientMessage::Init(_) if self.caller.is_some() => Err(End::Ours(Close::TooManyInits)),
            ClientMessage::Init(payload) => self.admit(payload.unwrap_or_default()).await,
            ClientMessage::Ping => self.say(&ServerMessage::Pong).await,
            ClientMessage::Pong => Ok(()),
            ClientMessage::Subscribe { id, payload } => self.begin(id, payload).await,
            ClientMessage::Complete { id } => {
                if let Some(operation) = self.running.remove(&id) {
                    operation.abort();
                }
                Ok(())
            }
        }
    }

    /// Lets the client in by the token of its message, as browsers must, or of its request, as apps may.
    async fn admit(&mut self, payload: Map<String, Value>) -> Step {
        let said = |keys: [&str; 2]| keys.iter().find_map(|key| payload.get(*key));
        if let Some(authorization) = said(["authorization", "Authorization"]) {
            self.arrival.credential = authorization.as_str().map_or(Credential::Unreadable, Credential::read);
        }
        if let Some(proof) = said(["dpop", "DPoP"]) {
            self.arrival.proof = proof.as_str().and_then(Shown::accept);
        }
        match self.site.admit(&self.arrival).await {
            Ok(caller) => {
                self.caller = Some(Arc::new(caller));
                self.say(&ServerMessage::ConnectionAck).await
            }
            Err(denied) => Err(End::Ours(match self.site.turn_away(denied, &self.arrival) {
                Refusal::RateLimited { .. } => Close::TryLater,
                // Whoever is not let in at the door is told so in the protocol's one word for it.
                _ if denied == Denied::Unauthenticated => Close::Forbidden,
                _ => denied.into(),
            })),
        }
    }

    /// Asks again whether the caller may stay: tokens expire, people leave, roles are taken away.
    async fn readmit(&mut self) -> Step {
        if self.arrival.credential.is_absent() {
            return Ok(());
        }
        match self.site.readmit(&self.arrival).await {
            Err(denied @ (Denied::Unauthenticated | Denied::Forbidden)) => Err(End::Ours(denied.into())),
            Ok(()) | Err(_) => Ok(()), // who was let in stays until we know better
        }
    }

    async fn begin(&mut self, id: String, payload: Value) -> Step {
        let Some(caller) = self.caller.clone() else { return Err(End::Ours(Close::Unauthorized)) };
        if self.running.contains_key(&id) {
            return Err(End::Ours(Close::DuplicateOperation));
        }
        let operations_max = self.site.settings.limits.stream.operations_max;
        if self.running.len() >= operations_max {
            return self.refuse(&id, &Refusal::TooManyOperations { operations_max }).await;
        }
        let incoming = Incoming::from_value(payload, self.site.settings.limits.variable_bytes_max);
        let ready = incoming.and_then(|incoming| Ready::prepare(&self.site, incoming));
        let counted = ready.and_then(|mut ready| self.site.count(&mut ready, &caller, &self.arrival).map(|()| ready));
        match counted {
            Ok(ready) => {
                self.start(id, ready, caller);
                Ok(())
            }
            Err(refusal) => self.refuse(&id, &refusal).await,
        }
    }

    fn start(&mut self, id: String, ready: Ready, caller: Arc<Data>) {
        let replies = ready.execute_stream(self.site.clone(), self.arrival.clone(), caller);
        let named = {
            let id = id.clone();
            move |answer| (id.clone(), answer)
        };
        let answers = replies.map(|reply| Answer::Next(Box::new(reply))).chain(stream::once(async { Answer::Complete }));
        // The end is stopped with the rest: a late `complete` would end the next operation of that id.
        let (answers, operation) = stream::abortable(answers.map(named));
        self.answers.push(answers.boxed());
        self.running.insert(id, operation);
    }

    async fn tell(&mut self, id: String, answer: Answer) -> Step {
        let Some(operation) = self.running.get(&id) else { return Ok(()) }; // the client stopped it meanwhile
        match answer {
            Answer::Next(reply) if reply.is_request_error() => {
                operation.abort();
                self.running.remove(&id);
                self.say(&ServerMessage::Error { id: &id, payload: &reply.errors }).await
            }
            Answer::Next(reply) => self.say(&ServerMessage::Next { id: &id, payload: &reply }).await,
            Answer::Complete => {
                self.running.remove(&id);
                self.say(&ServerMessage::Complete { id: &id }).await
            }
        }
    }

    async fn refuse(&mut self, id: &str, refusal: &Refusal) -> Step {
        let reply = self.site.refuse(refusal, &self.arrival);
        self.say(&ServerMessage::Error { id, payload: &reply.errors }).await
    }

    async fn say(&mut self, message: &ServerMessage<'_>) -> Step {
        let sending = self.sender.text(message.to_json());
        match timeout(self.site.settings.limits.stream.send_wait_max, sending).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Ours(Close::TooSlow)),
        }
    }

    async fn ask_whether_there(&mut self) -> Step {
        if std::mem::replace(&mut self.asked, true) {
            return Err(End::Ours(Close::TooSlow));
        }
        let sent = timeout(self.site.settings.limits.stream.send_wait_max, self.sender.ping(b"")).await;
        sent.map_err(|_| End::Ours(Close::TooSlow))?.map_err(|_| End::Gone)
    }
}
