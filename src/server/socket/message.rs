//! The messages of `graphql-transport-ws`, read strictly and written plainly.

use async_graphql::ServerError;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::server::reply::Reply;

/// What a client may say.
#[derive(Debug, PartialEq)]
pub enum ClientMessage {
    /// Who it is.
    Init(Option<Map<String, Value>>),
    /// Are you there?
    Ping,
    /// I am.
    Pong,
    /// Execute this.
    Subscribe {
        /// The client's name for the operation.
        id: String,
        /// The parameters of the request.
        payload: Value,
    },
    /// Stop that.
    Complete {
        /// The client's name for the operation.
        id: String,
    },
}

impl ClientMessage {
    /// The longest id we keep and send back.
    const ID_LENGTH_MAX: usize = 128;

    /// Reads a message; none if it is not one of the protocol's.
    pub fn read(text: &str) -> Option<ClientMessage> {
        let Value::Object(mut message) = serde_json::from_str(text).ok()? else { return None };
        let Some(Value::String(kind)) = message.remove("type") else { return None };
        let payload = message.remove("payload");
        let payload_object = || match payload.clone() {
            None | Some(Value::Null) => Some(None),
            Some(Value::Object(object)) => Some(Some(object)),
            Some(_) => None,
        };
        match kind.as_str() {
            "connection_init" => payload_object().map(ClientMessage::Init),
            "ping" => payload_object().map(|_| ClientMessage::Ping),
            "pong" => payload_object().map(|_| ClientMessage::Pong),
            "subscribe" => {
                let payload = payload.filter(Value::is_object)?;
                Some(ClientMessage::Subscribe { id: id(&mut message)?, payload })
            }
            "complete" => Some(ClientMessage::Complete { id: id(&mut message)? }),
            _ => None,
        }
    }
}

fn id(message: &mut Map<String, Value>) -> Option<String> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= ClientMessage::ID_LENGTH_MAX => Some(id),
        _ => None,
    }
}

/// What we say.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage<'a> {
    /// Come in.
    ConnectionAck,
    /// I am here.
    Pong,
    /// One answer.
    Next {
        /// The client's name for the operation.
        id: &'a str,
        /// The answer.
        payload: &'a Reply,
    },
    /// Nothing was executed; the operation is over.
    Error {
        /// The client's name for the operation.
        id: &'a str,
        /// Why.
        payload: &'a [ServerError],
    },
    /// There is no more.
    Complete {
        /// The client's name for the operation.
        id: &'a str,
    },
}

impl ServerMessage<'_> {
    /// Writes it as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("GraphQL values have string keys and write to memory")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_messages_of_the_protocol_are_read() {
        assert_eq!(ClientMessage::read(r#"{"type":"connection_init"}"#), Some(ClientMessage::Init(None)));
        assert_eq!(ClientMessage::read(r#"{"type":"ping","payload":{}}"#), Some(ClientMessage::Ping));
        assert_eq!(ClientMessage::read(r#"{"type":"complete","id":"1"}"#), Some(ClientMessage::Complete { id: "1".into() }));
        for text in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"type":"start","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","payload":{}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":1,"payload":{}}"#,
            r#"{"type":"subscribe","id":"","payload":{}}"#,
            r#"{"type":"connection_init","payload":"token"}"#,
            r#"{"type":"complete"}"#,
        ] {
            assert_eq!(ClientMessage::read(text), None, "{text}");
        }
    }

    #[test]
    fn what_we_say_is_typed_in_snake_case() {
        assert_eq!(ServerMessage::ConnectionAck.to_json(), r#"{"type":"connection_ack"}"#);
        assert_eq!(ServerMessage::Complete { id: "7" }.to_json(), r#"{"type":"complete","id":"7"}"#);
    }
}
