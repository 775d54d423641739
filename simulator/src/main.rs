//! Runs the simulator alone, so that adapters and people can try it: `fingertip-simulator --webhook http://127.0.0.1:8080/…`.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Parser;
use jiff::Timestamp;
use simulator::{Clock, Plan, Settings, Simulator, StartError};

/// A stand-in for payment providers. No money moves.
#[derive(Parser)]
#[command(version)]
struct Program {
    /// Where it listens; a loopback address.
    #[arg(long, default_value = "127.0.0.1:8390")]
    address: SocketAddr,
    /// What all that goes wrong is drawn from.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Every payer approves by itself.
    #[arg(long)]
    kind: bool,
    /// The file that the truth log is added to.
    #[arg(long)]
    truth: Option<PathBuf>,
    /// Where notices go.
    #[arg(long, requires = "secret")]
    webhook: Option<String>,
    /// What signs them; given twice, both do.
    #[arg(long)]
    secret: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Program::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fingertip-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(program: Program) -> Result<(), StartError> {
    let plan = if program.kind { Plan::kind(program.seed) } else { Plan { seed: program.seed, ..Plan::default() } };
    #[expect(clippy::disallowed_methods, reason = "a program of its own: the only reader of the wall clock here")]
    let clock = Clock::running(Timestamp::now());
    let settings = Settings { address: program.address, plan, clock, live: false, truth: program.truth };
    let simulator = Simulator::start(settings)?;
    if let Some(url) = program.webhook {
        let secrets: Vec<&str> = program.secret.iter().map(String::as_str).collect();
        simulator.send_notices_to(&url, &secrets)?;
    }
    println!("{}", simulator.url());
    tokio::signal::ctrl_c().await?;
    simulator.stop().await;
    Ok(())
}
