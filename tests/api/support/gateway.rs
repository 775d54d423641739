//! A gateway of messages on a port of this machine: it reads real HTTP and answers as its script says.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// What the gateway does with one request.
pub enum Answer {
    /// Answers with this status and body.
    With(u16, String),
    /// Answers with this status after a while.
    Late(Duration, u16),
    /// Reads it and says nothing.
    Silence,
    /// Reads it and hangs up.
    HangUp,
}

/// A gateway that keeps the requests it read.
pub struct Gateway {
    pub url: String,
    read: Arc<Mutex<Vec<String>>>,
}

impl Gateway {
    /// Starts a gateway that answers as `script` says, and hangs up after its end.
    pub async fn playing(script: impl IntoIterator<Item = Answer>) -> Gateway {
        let mut script = script.into_iter().collect::<VecDeque<_>>();
        Gateway::answering(move |_| script.pop_front().unwrap_or(Answer::HangUp)).await
    }

    /// Starts a gateway that answers each request as `answers` says.
    pub async fn answering(mut answers: impl FnMut(&str) -> Answer + Send + 'static) -> Gateway {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let url = format!("http://{}/version1/messaging", listener.local_addr().expect("an address"));
        let read = Arc::new(Mutex::new(Vec::new()));
        let kept = read.clone();
        tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read_request(&mut stream).await;
                let said = answers(&request);
                kept.lock().expect("no test panics here").push(request);
                match said {
                    Answer::With(status, body) => answer(&mut stream, status, &body).await,
                    Answer::Late(wait, status) => {
                        tokio::time::sleep(wait).await;
                        answer(&mut stream, status, "").await;
                    }
                    Answer::Silence => silent.push(stream),
                    Answer::HangUp => drop(stream),
                }
            }
        });
        Gateway { url, read }
    }

    /// Returns the requests that came in, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.read.lock().expect("no test panics here").clone()
    }
}

async fn read_request(stream: &mut TcpStream) -> String {
    let (mut request, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(Ok(length @ 1..)) = timeout(Duration::from_secs(2), stream.read(&mut piece)).await {
        request.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    String::from_utf8_lossy(&request).into_owned()
}

async fn answer(stream: &mut TcpStream, status: u16, body: &str) {
    let head = format!("HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    let all = format!("{head}Location: /elsewhere\r\nConnection: close\r\n\r\n{body}");
    stream.write_all(all.as_bytes()).await.expect("the client reads");
}
