//! `fingertip completions`: our commands, completed by the shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{CommandError, Program};

/// The arguments of `fingertip completions`.
#[derive(Args)]
pub struct Completions {
    /// The shell that will read the script
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    ///
    /// # Errors
    /// Says that nothing can be written.
    pub fn run(self) -> Result<(), CommandError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Program::command(), "fingertip", &mut script);
        super::print(&String::from_utf8_lossy(&script))
    }
}
