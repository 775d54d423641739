//! What is wrong with the settings, said so that the next attempt succeeds.

use std::{fmt, path::PathBuf};

use super::{KEYS, source::Origin};

/// The settings cannot be used; the message names every reason.
#[derive(Debug)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

impl ConfigError {
    pub(super) fn new(problems: Vec<Problem>) -> ConfigError {
        ConfigError { problems }
    }
}

/// One thing that is wrong.
#[derive(Debug)]
pub(super) enum Problem {
    /// A value that the setting does not take.
    Unusable { name: &'static str, shown: String, origin: Origin, allowed: String },
    /// A name that is no setting of ours.
    Unknown { name: String, origin: Origin },
    /// Several values for a setting that takes one.
    NotAList { name: &'static str, origin: Origin },
    /// A password where every process of the machine can read it.
    PasswordInFlag { name: &'static str, variable: String },
    /// The same setting twice in the environment: as itself and as a file.
    GivenTwice { name: &'static str, origins: [Origin; 2] },
    /// An argument of `--setting` without an equals sign.
    NotAnAssignment { argument: String },
    /// A value that another setting forbids.
    DevelopmentOnly { name: &'static str, shown: &'static str, origin: Option<Origin> },
    /// Nothing for a setting that another one needs.
    Missing { name: &'static str, because: &'static str },
    /// A value that another setting does not go with.
    Contradiction { name: &'static str, shown: String, other: &'static str },
    /// A file that cannot be read.
    UnreadableFile { path: PathBuf, source: std::io::Error },
    /// A file that is not TOML.
    NotToml { path: PathBuf, line: usize, message: String },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the settings cannot be used")?;
        self.problems.iter().try_for_each(|problem| write!(formatter, "\n  {problem}"))
    }
}

impl std::error::Error for ConfigError {}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Unusable { name, shown, origin, allowed } => {
                write!(formatter, "{name} = {shown:?} ({origin}): allowed is {allowed}")
            }
            Problem::Unknown { name, origin } => {
                let place = if origin.is_environment() { "environment" } else { &origin.to_string() };
                write!(formatter, "{name:?} ({place}): no such setting; did you mean {}?", nearest(name, origin))
            }
            Problem::NotAList { name, origin } => write!(formatter, "{name} ({origin}): takes one value, not a list"),
            Problem::PasswordInFlag { name, variable } => write!(
                formatter,
                "{name} (command line): every process can read a password there; use {variable} or {variable}_FILE"
            ),
            Problem::GivenTwice { name, origins: [first, second] } => {
                write!(formatter, "{name}: given twice, by {first} and by {second}")
            }
            Problem::NotAnAssignment { argument } => {
                write!(formatter, "--setting {argument:?}: allowed is NAME=VALUE (--setting server.address=127.0.0.1:8080)")
            }
            Problem::DevelopmentOnly { name, shown, origin } => {
                let origin = origin.as_ref().map(|origin| format!(" ({origin})")).unwrap_or_default();
                write!(formatter, "{name} = {shown:?}{origin}: allowed only where server.development = true")
            }
            Problem::Missing { name, because } => write!(formatter, "{name}: is missing, and {because} needs it"),
            Problem::Contradiction { name, shown, other } => write!(formatter, "{name} = {shown:?}: does not go with {other}"),
            Problem::UnreadableFile { path, source } => write!(formatter, "{}: {source}", path.display()),
            Problem::NotToml { path, line, message } => write!(formatter, "{}:{line}: {message}", path.display()),
        }
    }
}

/// Returns the name of ours that is most like the given one, as it would be written in the same place.
fn nearest(name: &str, origin: &Origin) -> String {
    let candidate = |key: &super::Key| if origin.is_environment() { key.variable() } else { key.name.to_owned() };
    let distance = |candidate: &str| {
        // Somebody may have left out the section.
        let last = candidate.rsplit('.').next().unwrap_or(candidate);
        strsim::osa_distance(name, candidate).min(strsim::osa_distance(name, last) + 1)
    };
    KEYS.iter().map(candidate).min_by_key(|candidate| distance(candidate)).expect("there are settings")
}
