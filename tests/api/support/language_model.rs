//! A language model on a port of this machine: it reads what it is told and replies as its script says, well or badly.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What the model does with one question.
#[derive(Clone)]
pub enum Does {
    /// Replies with the text that this makes of the passages it was told.
    Replies(fn(&Told) -> String),
    /// Answers with a status, and no reply.
    Status(u16),
    /// Says nothing.
    Silence,
    /// Begins, and says nothing more.
    Stalls,
    /// Hangs up after half of a reply.
    HangsUp,
    /// Replies without end.
    Rambles,
}

/// What a model was told: the body of the request, and what of it is data.
pub struct Told {
    pub head: String,
    pub body: Value,
    pub data: Value,
}

/// A model that keeps what it was told.
pub struct Peer {
    pub url: String,
    does: Arc<Mutex<Does>>,
    told: Arc<Mutex<Vec<Told>>>,
}

impl Told {
    /// Returns the number of the first passage that has these words.
    pub fn passage(&self, words: &str) -> usize {
        let passages = self.data["passages"].as_array().expect("a list");
        let found = passages.iter().find(|passage| passage["text"].as_str().is_some_and(|text| text.contains(words)));
        let found = found.unwrap_or_else(|| panic!("no passage has {words:?}: {passages:#?}"));
        usize::try_from(found["passage"].as_u64().expect("a number")).expect("a small number")
    }
}

impl Peer {
    /// Starts a model.
    pub async fn start() -> Peer {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let (does, told) = (Arc::new(Mutex::new(Does::Silence)), Arc::new(Mutex::new(Vec::new())));
        let peer = Peer { url, does: does.clone(), told: told.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, does.clone(), told.clone()));
            }
        });
        peer
    }

    /// A model that somebody else runs.
    pub fn elsewhere(url: String) -> Peer {
        Peer { url, does: Arc::new(Mutex::new(Does::Silence)), told: Arc::default() }
    }

    /// Says what it does from now on.
    pub fn does(&self, does: Does) {
        *self.does.lock().expect("no test panics here") = does;
    }

    /// Returns how often it was asked.
    pub fn asked(&self) -> usize {
        self.told.lock().expect("no test panics here").len()
    }

    /// Returns what it was told last.
    pub fn last(&self) -> Told {
        self.told.lock().expect("no test panics here").pop().expect("it was asked")
    }
}

async fn serve(mut stream: TcpStream, does: Arc<Mutex<Does>>, kept: Arc<Mutex<Vec<Told>>>) {
    let Some(told) = read(&mut stream).await else { return };
    let does = does.lock().expect("no test panics here").clone();
    let begun = || head("200 OK", "text/event-stream") + "\r\n" + &piece("{\"completeness\": ");
    let answer = match &does {
        Does::Replies(reply) => {
            let pieces: String = reply(&told).split_inclusive(' ').map(piece).collect();
            head("200 OK", "text/event-stream") + "\r\n" + &pieces + "data: [DONE]\n\n"
        }
        Does::Status(status) => head(&format!("{status} Said"), "application/json") + "Content-Length: 2\r\n\r\n{}",
        Does::Silence => String::new(),
        Does::Stalls | Does::Rambles => begun(),
        // More is announced than comes.
        Does::HangsUp => begun().replacen("\r\n\r\n", "\r\nContent-Length: 100000\r\n\r\n", 1),
    };
    kept.lock().expect("no test panics here").push(told);
    stream.write_all(answer.as_bytes()).await.expect("somebody reads");
    match does {
        Does::Rambles => while stream.write_all(piece("and so on ").as_bytes()).await.is_ok() {},
        // Until whoever asked has had enough.
        Does::Silence | Does::Stalls => drop(stream.read(&mut [0; 1]).await),
        Does::Replies(_) | Does::Status(_) | Does::HangsUp => {}
    }
}

fn head(status: &str, kind: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n")
}

fn piece(content: &str) -> String {
    format!("data: {}\n\n", json!({ "choices": [{ "index": 0, "delta": { "content": content }, "finish_reason": null }] }))
}

async fn read(stream: &mut TcpStream) -> Option<Told> {
    let (mut request, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut part).await.ok().filter(|length| *length > 0)?;
        request.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() < length.unwrap_or(0) {
            continue;
        }
        let body: Value = serde_json::from_str(body).expect("JSON");
        let data = body["messages"][1]["content"].as_str().expect("a message");
        let data = serde_json::from_str(data).expect("what is told is data");
        return Some(Told { head: head.to_owned(), body, data });
    }
}
