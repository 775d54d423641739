//! Where settings come from: the file, the environment, the command line.

use std::{
    collections::BTreeMap,
    env, fmt, fs, io,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

use super::{ConfigError, KEYS, Key, problem::Problem};

/// What the command line says about settings.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Flags {
    /// The file of settings [default: fingertip.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Set one thing: --setting server.address=127.0.0.1:8080 (may be repeated; `fingertip config reference` lists the names)
    #[arg(long, global = true, value_name = "NAME=VALUE")]
    pub setting: Vec<String>,
}

/// Everything that was given, not yet looked at.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The path and the text of the file.
    pub file: Option<(PathBuf, String)>,
    /// Variables whose name begins with `FINGERTIP_`. One that ends in `_FILE` holds what stands in that file.
    pub environment: Vec<(String, String)>,
    /// Assignments from the command line.
    pub flags: Vec<String>,
}

/// The file that is read when none is named.
const FILE_DEFAULT: &str = "fingertip.toml";

/// Names the file of settings.
const FILE_VARIABLE: &str = "FINGERTIP_CONFIG";

/// Variables with our prefix that are not settings: what our tests need, and what Kubernetes sets for a service of our name.
const NOT_SETTINGS: &[&str] = &["FINGERTIP_TEST_", "FINGERTIP_SERVICE_", "FINGERTIP_PORT"];

impl Sources {
    /// Reads the file and the environment.
    ///
    /// # Errors
    /// Refuses a file that was named and cannot be read.
    pub fn gather(flags: &Flags) -> Result<Sources, ConfigError> {
        let mut environment: Vec<(String, String)> = env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
            .filter(|(name, _)| name.starts_with("FINGERTIP_"))
            .collect();
        for (name, value) in &mut environment {
            if KEYS.iter().any(|key| is_file_variable(key, name)) {
                *value = read_file(Path::new(value))?.trim_end_matches(['\r', '\n']).to_owned();
            }
        }
        let named = flags.config.clone().or_else(|| {
            environment.iter().find(|(name, value)| name == FILE_VARIABLE && !value.is_empty()).map(|(_, path)| path.into())
        });
        let file = match named {
            Some(path) => Some((path.clone(), read_file(&path)?)),
            None => match fs::read_to_string(FILE_DEFAULT) {
                Ok(text) => Some((FILE_DEFAULT.into(), text)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(source) => return Err(unreadable(Path::new(FILE_DEFAULT), source)),
            },
        };
        Ok(Sources { file, environment, flags: flags.setting.clone() })
    }
}

fn read_file(path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|source| unreadable(path, source))
}

fn unreadable(path: &Path, source: io::Error) -> ConfigError {
    ConfigError::new(vec![Problem::UnreadableFile { path: path.into(), source }])
}

fn is_file_variable(key: &Key, name: &str) -> bool {
    key.secret && name.strip_suffix("_FILE").is_some_and(|name| name == key.variable())
}

/// The place a value came from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    File { path: PathBuf, line: usize },
    Environment { variable: String },
    Flag,
}

impl Origin {
    pub(super) fn is_environment(&self) -> bool {
        matches!(self, Origin::Environment { .. })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::File { path, line } => write!(formatter, "{}:{line}", path.display()),
            Origin::Environment { variable } => write!(formatter, "environment {variable}"),
            Origin::Flag => formatter.write_str("command line"),
        }
    }
}

/// A text given for a setting, and who gave it.
pub(super) struct Value {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// For each setting the text that wins. Settings that nobody gave are absent.
#[derive(Default)]
pub(super) struct Values(BTreeMap<&'static str, Value>);

impl Values {
    /// Lets each source overrule the one before it.
    pub(super) fn collect(sources: &Sources) -> (Values, Vec<Problem>) {
        let mut values = Values::default();
        let mut problems = Vec::new();
        if let Some((path, text)) = &sources.file {
            values.take_file(path, text, &mut problems);
        }
        values.take_environment(&sources.environment, &mut problems);
        values.take_flags(&sources.flags, &mut problems);
        (values, problems)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    fn take_file(&mut self, path: &Path, text: &str, problems: &mut Vec<Problem>) {
        let line_at = |byte: usize| text[..byte].matches('\n').count() + 1;
        let document = match DeTable::parse(text) {
            Ok(document) => document,
            Err(error) => {
                let line = error.span().map_or(1, |span| line_at(span.start));
                // Only the parser's own words: the lines it would quote may hold a password.
                problems.push(Problem::NotToml { path: path.into(), line, message: error.message().replace('\n', " ") });
                return;
            }
        };
        let mut entries = Vec::new();
        flatten("", document.get_ref(), &mut entries);
        for (name, byte, value) in entries {
            let origin = Origin::File { path: path.into(), line: line_at(byte) };
            match KEYS.iter().find(|key| key.name == name) {
                None => problems.push(Problem::Unknown { name, origin }),
                Some(key) if value.is_array() && !key.list => problems.push(Problem::NotAList { name: key.name, origin }),
                Some(key) => {
                    self.0.insert(key.name, Value { text: as_text(value), origin });
                }
            }
        }
    }

    fn take_environment(&mut self, environment: &[(String, String)], problems: &mut Vec<Problem>) {
        for (variable, text) in environment {
            if variable == FILE_VARIABLE || NOT_SETTINGS.iter().any(|prefix| variable.starts_with(prefix)) {
                continue;
            }
            let origin = Origin::Environment { variable: variable.clone() };
            match KEYS.iter().find(|key| key.variable() == *variable || is_file_variable(key, variable)) {
                None => problems.push(Problem::Unknown { name: variable.clone(), origin }),
                Some(key) => {
                    let before = self.0.insert(key.name, Value { text: text.clone(), origin: origin.clone() });
                    if let Some(Value { origin: first @ Origin::Environment { .. }, .. }) = before {
                        problems.push(Problem::GivenTwice { name: key.name, origins: [first, origin] });
                    }
                }
            }
        }
    }

    fn take_flags(&mut self, flags: &[String], problems: &mut Vec<Problem>) {
        for flag in flags {
            let Some((name, text)) = flag.split_once('=') else {
                problems.push(Problem::NotAnAssignment { argument: flag.clone() });
                continue;
            };
            match KEYS.iter().find(|key| key.name == name) {
                None => problems.push(Problem::Unknown { name: name.to_owned(), origin: Origin::Flag }),
                Some(key) if (key.shown)(text) != text => {
                    problems.push(Problem::PasswordInFlag { name: key.name, variable: key.variable() });
                }
                Some(key) => {
                    self.0.insert(key.name, Value { text: text.to_owned(), origin: Origin::Flag });
                }
            }
        }
    }
}

/// Lists the values of a table and of the tables in it, each with its whole name and where it starts.
fn flatten<'a, 'i>(prefix: &str, table: &'a DeTable<'i>, entries: &mut Vec<(String, usize, &'a DeValue<'i>)>) {
    for (key, value) in table {
        let name = format!("{prefix}{}", key.get_ref());
        match value.get_ref() {
            DeValue::Table(table) => flatten(&format!("{name}."), table, entries),
            value => entries.push((name, key.span().start, value)),
        }
    }
}

/// Returns the value as it would be written in the environment.
fn as_text(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(answer) => answer.to_string(),
        DeValue::Datetime(instant) => instant.to_string(),
        DeValue::Array(items) => items.iter().map(|item| as_text(item.get_ref())).collect::<Vec<_>>().join(","),
        DeValue::Table(_) => "{ … }".to_owned(),
    }
}
