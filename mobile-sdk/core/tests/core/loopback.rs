//! The truth behind a socket, and a phone's end of it. Connections break off where a test says so.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

use fingertip_sdk_core::{HttpHeader, HttpMethod, HttpRequest, HttpResponse, Later, Transport, TransportError};
use serde_json::json;

use crate::{play::Sent, truth::Truth};

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Answered,
    /// The connection breaks off before anything is done.
    LostBefore,
    /// It breaks off after it was done.
    LostAfter,
    /// The app is killed before anything is done, after it was done, or just after the answer was sent.
    KilledBefore,
    KilledAfter,
    KilledAnswered,
}

/// A server on a free port of this machine.
pub struct Server {
    pub address: SocketAddr,
    pub truth: Arc<Mutex<Truth>>,
    /// Asks for the app to be killed; whoever asks waits until it is.
    pub kills: Receiver<Sender<()>>,
    busy: Arc<(Mutex<u32>, Condvar)>,
}

impl Server {
    /// Starts one. `fate` says what becomes of the request of that number.
    pub fn start(fate: impl Fn(u64) -> Fate + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let truth = Arc::new(Mutex::new(Truth::default()));
        let busy = Arc::new((Mutex::new(0), Condvar::new()));
        let (sender, kills) = channel();
        let (held, counted) = (truth.clone(), busy.clone());
        let fate = Arc::new(fate);
        let number = Arc::new(AtomicU64::new(0));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (held, counted, sender, fate, number) =
                    (held.clone(), counted.clone(), sender.clone(), fate.clone(), number.clone());
                *counted.0.lock().expect("whole") += 1;
                thread::spawn(move || {
                    // A phone that hung up is no matter.
                    let _ = serve(stream, &held, &sender, &|| fate(number.fetch_add(1, Ordering::SeqCst)));
                    *counted.0.lock().expect("whole") -= 1;
                    counted.1.notify_all();
                });
            }
        });
        Server { address, truth, kills, busy }
    }

    /// Waits until nothing that was sent is under way any more.
    pub fn settle(&self) {
        let busy = self.busy.0.lock().expect("whole");
        drop(self.busy.1.wait_while(busy, |busy| *busy > 0).expect("whole"));
    }
}

fn serve(stream: TcpStream, truth: &Mutex<Truth>, kills: &Sender<Sender<()>>, fate: &dyn Fn() -> Fate) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    let mut length = 0;
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let kill = || {
        let (sender, killed) = channel();
        if kills.send(sender).is_ok() {
            // Whoever kills may be gone: then nobody waits.
            let _ = killed.recv();
        }
    };
    let fate = fate();
    match fate {
        Fate::LostBefore => return Ok(()),
        Fate::KilledBefore => {
            kill();
            return Ok(());
        }
        _ => {}
    }
    let request = HttpRequest {
        id: String::new(),
        method: HttpMethod::Post,
        url: String::new(),
        headers: Vec::new(),
        body,
        timeout_ms: 0,
        idempotent: false,
    };
    let sent = Sent::of(&request);
    let data = truth.lock().expect("whole").handle(&sent.operation, &sent.variables);
    match fate {
        Fate::LostAfter => return Ok(()),
        Fate::KilledAfter => {
            kill();
            return Ok(());
        }
        _ => {}
    }
    let body = json!({ "data": data }).to_string();
    let mut stream = stream;
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())?;
    stream.flush()?;
    if fate == Fate::KilledAnswered {
        kill();
    }
    Ok(())
}

/// The phone's end: a connection for each request.
pub struct Loopback(pub SocketAddr);

impl Transport for Loopback {
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            exchange(self.0, &request, usize::MAX).map_err(|error| TransportError::Broken { detail: error.kind().to_string() })
        })
    }

    fn cancel(&self, _: &str) {}
}

/// Sends a request, reads so many bytes of its answer at most, and hangs up.
pub fn exchange(address: SocketAddr, request: &HttpRequest, bytes_max: usize) -> std::io::Result<HttpResponse> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let method = if request.method == HttpMethod::Get { "GET" } else { "POST" };
    // Without its scheme and host.
    let path = request.url.splitn(4, '/').nth(3).map_or_else(|| "/graphql".to_owned(), |path| format!("/{path}"));
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n", request.body.len());
    for header in &request.headers {
        head.push_str(&format!("{}: {}\r\n", header.name, header.value));
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(&request.body)?;
    let mut answer = Vec::new();
    stream.take(bytes_max as u64).read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let (head, body) = (String::from_utf8_lossy(&answer[..end]).into_owned(), &answer[end + 4..]);
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).ok_or(std::io::ErrorKind::InvalidData)?;
    let header =
        |line: &str| line.split_once(": ").map(|(name, value)| HttpHeader { name: name.to_lowercase(), value: value.to_owned() });
    let headers: Vec<HttpHeader> = lines.filter_map(header).collect();
    let length =
        headers.iter().find(|header| header.name == "content-length").and_then(|header| header.value.parse::<usize>().ok());
    if length.is_some_and(|length| length != body.len()) {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(HttpResponse { status, headers, body: body.to_vec(), wire_bytes: None })
}
