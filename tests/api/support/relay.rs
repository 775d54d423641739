//! A mail relay on a port of this machine: it speaks SMTP (RFC 5321) and keeps what it took.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use fingertip::enquiry::{Mailer, Security, Smtp, SmtpSettings};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A relay that keeps the messages it took.
pub struct Relay {
    pub port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
    refuses: Arc<AtomicBool>,
}

/// A message that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    pub to: String,
    pub text: String,
}

impl Relay {
    /// Starts a relay that takes everything.
    pub async fn willing() -> Relay {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (taken, refuses) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (kept, says_no) = (taken.clone(), refuses.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(speak(stream, kept.clone(), says_no.clone()));
            }
        });
        Relay { port, taken, refuses }
    }

    /// Says whether it refuses messages from now on.
    pub fn refuses(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }

    /// Returns what it took.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("no test panics here").clone()
    }

    /// Returns who hands e-mail to it.
    pub fn mailer(&self) -> Arc<dyn Mailer> {
        let settings = SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: Security::Local,
            credentials: None,
            from: "desk@customs.example".to_owned(),
        };
        Arc::new(Smtp::new(settings).expect("a relay"))
    }
}

/// Speaks with one client.
async fn speak(stream: TcpStream, taken: Arc<Mutex<Vec<Taken>>>, refuses: Arc<AtomicBool>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 relay.example ready\r\n").await?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await? {
        let verb = line.get(..4).unwrap_or(&line).to_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-relay.example\r\n250 8BITMIME\r\n",
            "RCPT" => {
                to = line.clone();
                b"250 ok\r\n"
            }
            "DATA" if refuses.load(Ordering::SeqCst) => b"451 come back later\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    text += line.strip_prefix('.').unwrap_or(&line);
                    text.push('\n');
                }
                taken.lock().expect("no test panics here").push(Taken { to: to.clone(), text });
                b"250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}
