//! A server in a process of its own: for its memory, its log and its signals.

use std::{
    io::{BufRead, BufReader, Lines},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, Stdio},
};

/// A second copy of this program that serves; killed when dropped.
pub struct Alone {
    pub address: SocketAddr,
    pub process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Alone {
    /// Starts the copy.
    pub fn start() -> Alone {
        let program = std::env::current_exe().expect("this program");
        let mut process = Command::new(program)
            .args(["--exact", "alone::serves", "--ignored", "--nocapture"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a second copy of this program");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| line.strip_prefix("listening on ")?.parse().ok());
        Alone { address: address.expect("the server tells its address"), process, lines }
    }

    /// Sends a signal by name, as a service manager does.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status();
        assert!(sent.expect("kill is everywhere").success());
    }

    /// Returns what it printed since it began to listen, once it has ended.
    pub fn said(&mut self) -> String {
        self.lines.by_ref().map_while(Result::ok).map(|line| line + "\n").collect()
    }

    /// Returns how much memory it has in use.
    pub fn resident_bytes(&self) -> usize {
        let pages = std::fs::read_to_string(format!("/proc/{}/statm", self.process.id())).expect("a running process");
        pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("a number of pages") * 4096
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
