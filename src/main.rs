//! Starts the program: reads what was asked and what is set, starts telemetry, runs one command, tells how it ended.
//!
//! Exit codes: 0 done, 1 could not be done, 2 asked wrongly (an argument or a setting).

use std::process::ExitCode;

use clap::Parser;
use fingertip::{
    command::{Command, CommandError, Failure, Program, Work},
    config::{Effective, Flags},
    platform::telemetry::{self, Chain},
};

/// A question and its answer are thousands of small values, made and freed by threads that come and go: the system's own allocator spends a
/// quarter of the time of `computeDuty` on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let Program { flags, command } = Program::parse();
    let done = match command {
        Command::About(about) => about.run(&flags),
        Command::Work(work) => run(work, &flags),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Command(error)) => {
            eprintln!("fingertip: {}", Chain(&error));
            ExitCode::FAILURE
        }
        // Names one setting a line, each already written for a terminal.
        Err(Failure::Config(error)) => {
            eprintln!("fingertip: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(work: Work, flags: &Flags) -> Result<(), Failure> {
    let config = Effective::load(flags)?.config;
    // Lives until the command has ended, so that its last events are sent.
    let _telemetry = telemetry::start(&config.telemetry).map_err(CommandError::at("could not start"))?;
    // An ordinary runtime is enough for the web server as well: it brings the threads of its workers along.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(config.server.workers.get())
        .enable_all()
        .build()
        .map_err(CommandError::at("could not start the runtime"))?;
    Ok(runtime.block_on(work.run(config))?)
}
