//! Sockets and the time of a token (SEC-GQL-08), by a clock that is moved.

use std::time::Duration;

use jiff::ToSpan;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::sign_in;
use crate::support::{app::App, database::each_database};

/// A socket as its client sees it, in bytes.
pub struct Socket {
    stream: TcpStream,
    heard: Vec<u8>,
}

impl Socket {
    /// Opens a socket and says who calls.
    pub async fn open(app: &App, authorization: &str) -> Socket {
        let address = app.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).await.expect("a listening server");
        let handshake = "GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
            sec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n";
        stream.write_all(handshake.as_bytes()).await.expect("the server reads");
        let init = format!(r#"{{"type":"connection_init","payload":{{"authorization":"{authorization}"}}}}"#);
        let mut socket = Socket { stream, heard: Vec::new() };
        socket.say(&init).await;
        socket
    }

    /// Sends a message.
    pub async fn say(&mut self, message: &str) {
        let length = u16::try_from(message.len()).expect("a short message").to_be_bytes();
        // Masked, as a client's frames are; here with zeros.
        let mut frame = vec![0x81, 0x80 | 126, length[0], length[1], 0, 0, 0, 0];
        frame.extend(message.as_bytes());
        self.stream.write_all(&frame).await.expect("the server reads");
    }

    /// Reads until these bytes were heard.
    pub async fn hear(&mut self, bytes: &[u8]) {
        let reading = async {
            let mut piece = [0; 1024];
            while !self.heard.windows(bytes.len()).any(|window| window == bytes) {
                let length = self.stream.read(&mut piece).await.expect("the server writes");
                assert!(length > 0, "ended after {:?}", String::from_utf8_lossy(&self.heard));
                self.heard.extend_from_slice(&piece[..length]);
            }
        };
        let heard = timeout(Duration::from_secs(10), reading).await;
        assert!(heard.is_ok(), "waited in vain after {:?}", String::from_utf8_lossy(&self.heard));
    }

    /// Reads until it is closed with this code.
    async fn closed_with(&mut self, code: u16) {
        self.hear(&code.to_be_bytes()).await;
    }
}

#[tokio::test]
async fn a_socket_is_closed_when_its_token_is_over() {
    each_database(async |database| {
        let app = App::over(database).await;
        let tokens = sign_in(&app).await.tokens;
        let mut socket = Socket::open(&app, &format!("Bearer {}", tokens.access_token)).await;
        socket.hear(b"connection_ack").await;
        app.clock.advance(604.seconds());
        let mut late = Socket::open(&app, &format!("Bearer {}", tokens.access_token)).await;
        late.hear(b"connection_ack").await;
        app.clock.advance(1.second());
        socket.closed_with(4401).await;
        late.closed_with(4401).await;
    })
    .await;
}

#[tokio::test]
async fn a_socket_is_closed_when_its_session_is_ended() {
    each_database(async |database| {
        let app = App::over(database).await;
        let signed_in = sign_in(&app).await;
        let mut socket = Socket::open(&app, &format!("Bearer {}", signed_in.tokens.access_token)).await;
        socket.hear(b"connection_ack").await;
        let sessions = &app.application.identity.sessions;
        assert!(sessions.end(signed_in.tokens.session, signed_in.subject, app.now()).await.expect("a database"));
        socket.closed_with(4401).await;
    })
    .await;
}

#[tokio::test]
async fn a_socket_is_not_opened_for_whoever_shows_something_that_is_not_good() {
    each_database(async |database| {
        let app = App::over(database).await;
        for authorization in ["Bearer nonsense", "Basic dXNlcjpwYXNz", ""] {
            Socket::open(&app, authorization).await.closed_with(4403).await;
        }
    })
    .await;
}
