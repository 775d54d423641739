//! A web address that heads are posted to: it answers with the statuses it was told, then with 204, and keeps what it took.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A running witness.
pub struct Witness {
    pub url: String,
    attempts: Arc<Mutex<Vec<String>>>,
}

impl Witness {
    /// Starts one that answers with these statuses first.
    pub async fn answering(statuses: &[u16]) -> Witness {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/heads", listener.local_addr().expect("an address"));
        let attempts = Arc::new(Mutex::new(Vec::new()));
        let (kept, mut statuses) = (attempts.clone(), VecDeque::from(statuses.to_vec()));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let status = statuses.pop_front().unwrap_or(204);
                let body = answer(stream, status).await;
                kept.lock().expect("no holder panics").push(body);
            }
        });
        Witness { url, attempts }
    }

    /// Returns the bodies of all attempts so far.
    pub fn attempts(&self) -> Vec<String> {
        self.attempts.lock().expect("no holder panics").clone()
    }
}

/// Reads one request, answers it and closes.
async fn answer(mut stream: TcpStream, status: u16) -> String {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            assert!(head.starts_with("post /heads") && head.contains("content-type: application/json"), "{head}");
            let length: &str = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
            if body.len() >= length.parse::<usize>().expect("a number") {
                let answer = format!("HTTP/1.1 {status} Whatever\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.expect("the client listens");
                return body.to_owned();
            }
        }
        let mut piece = [0; 4_096];
        let read = stream.read(&mut piece).await.expect("the client speaks");
        assert!(read > 0, "the client hung up");
        request.extend_from_slice(&piece[..read]);
    }
}
