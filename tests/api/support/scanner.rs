//! ClamAV's daemon on a port of this machine: it reads its command and knows one string.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use fingertip::enquiry::{Clamd, Scanner};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Returns the string that every scanner calls harmful and that harms nobody. In pieces, so that this file is not called so.
pub fn eicar() -> String {
    ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS", "-TEST-FILE!$H+H*"].concat()
}

/// A daemon that counts what it looked through.
pub struct Daemon {
    port: u16,
    asked: Arc<AtomicUsize>,
    fails: Arc<AtomicBool>,
}

impl Daemon {
    /// Starts a daemon.
    pub async fn awake() -> Daemon {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (asked, fails) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (counted, says_error) = (asked.clone(), fails.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(speak(stream, says_error.clone()));
            }
        });
        Daemon { port, asked, fails }
    }

    /// Says whether it cannot tell from now on.
    pub fn fails(&self, fails: bool) {
        self.fails.store(fails, Ordering::SeqCst);
    }

    /// Returns how often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Returns who asks it.
    pub fn scanner(&self) -> Arc<dyn Scanner> {
        Arc::new(Clamd::at(format!("127.0.0.1:{}", self.port)))
    }
}

/// Answers one client, as clamd(8) says.
async fn speak(stream: TcpStream, fails: Arc<AtomicBool>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let mut command = [0; 10];
    read.read_exact(&mut command).await?;
    if &command != b"zINSTREAM\0" {
        return write.write_all(b"UNKNOWN COMMAND\0").await;
    }
    let mut whole = Vec::new();
    loop {
        let length = read.read_u32().await? as usize;
        if length == 0 {
            break;
        }
        let from = whole.len();
        whole.resize(from + length, 0);
        read.read_exact(&mut whole[from..]).await?;
    }
    let eicar = eicar();
    let is_harmful = whole.windows(eicar.len()).any(|window| window == eicar.as_bytes());
    let answer: &[u8] = match (fails.load(Ordering::SeqCst), is_harmful) {
        (true, _) => b"stream: Can't allocate memory ERROR\0",
        (_, true) => b"stream: Eicar-Test-Signature FOUND\0",
        (_, false) => b"stream: OK\0",
    };
    write.write_all(answer).await
}
