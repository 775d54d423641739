//! A PostgreSQL of one test's own, which waits for the disk, may be killed in several ways, and starts again where it was.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// How long a server may take to recover and answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running PostgreSQL. It goes when dropped.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
    postmaster: Option<Child>,
}

/// How a PostgreSQL ends that nobody asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blow {
    /// One connection's process is killed: the server throws everybody out, recovers and goes on by itself.
    Backend,
    /// Everything is killed, as when the current fails.
    Everything,
    /// It is told to stop at once, without writing down where it was.
    Immediate,
}

impl Cluster {
    /// Starts one where the tests run beside PostgreSQL at all.
    pub fn start() -> Option<Cluster> {
        std::env::var_os("FINGERTIP_TEST_POSTGRES")?;
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a free port").port();
        let mut cluster = Cluster { folder, programs: programs(), port, postmaster: None };
        if cluster.are_we_root() {
            succeed(Command::new("chown").arg("postgres:").arg(cluster.folder.path()));
        }
        let data = cluster.data();
        succeed(
            cluster
                .program("initdb")
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
                .arg(data),
        );
        cluster.start_again();
        Some(cluster)
    }

    /// Returns its address.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it where it was, and waits until it answers.
    pub fn start_again(&mut self) {
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.data()).arg("-k").arg(self.folder.path());
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-c", "max_connections=100"]);
        self.postmaster = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("PostgreSQL starts"));
        self.wait();
    }

    /// Waits until it answers.
    pub fn wait(&self) {
        let began = Instant::now();
        let answers = || {
            let mut command = self.program("pg_isready");
            command.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]).status().expect("it is installed").success()
        };
        while !answers() {
            assert!(began.elapsed() < PATIENCE, "PostgreSQL does not come back");
            pause();
        }
    }

    /// Strikes it. Says whether it comes back by itself.
    pub fn strike(&mut self, blow: Blow) -> bool {
        let postmaster = self.postmaster.as_mut().expect("it runs");
        let own = children(postmaster.id());
        if blow == Blow::Backend {
            let of_client = own.iter().find(|id| command_line(**id).contains("127.0.0.1(")).expect("somebody is connected");
            signal("KILL", &[*of_client]);
            return true;
        }
        if blow == Blow::Immediate {
            signal("QUIT", &[postmaster.id()]);
        } else {
            // The first of them starts others, so it goes first.
            signal("KILL", &[postmaster.id()]);
            signal("KILL", &own);
        }
        postmaster.wait().expect("a process of ours");
        let began = Instant::now();
        while own.iter().any(|id| command_line(*id).starts_with("postgres:")) {
            assert!(began.elapsed() < PATIENCE, "PostgreSQL does not end");
            pause();
        }
        self.postmaster = None;
        false
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// PostgreSQL refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if self.are_we_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }

    fn are_we_root(&self) -> bool {
        fs::metadata("/proc/self").expect("a process").uid() == 0
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.postmaster.is_some() {
            self.strike(Blow::Everything);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a process of others tells nobody when it is ready, or gone")]
fn pause() {
    std::thread::sleep(Duration::from_millis(10));
}

/// Finds the newest PostgreSQL of this machine.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let mut found: Vec<PathBuf> = versions.filter(|bin| bin.join("initdb").exists()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| Path::new("/usr/local/bin").to_owned())
}

fn children(process: u32) -> Vec<u32> {
    let listed = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    listed.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

/// Empty of a process that is gone, or has ended and was not looked after.
fn command_line(process: u32) -> String {
    fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default()
}

/// Sends a signal to processes, some of which may be gone by now.
fn signal(name: &str, processes: &[u32]) {
    for process in processes {
        let sent = Command::new("kill").args(["-s", name, &process.to_string()]).stderr(Stdio::null()).status();
        sent.expect("kill is everywhere");
    }
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
