//! The settings written out: as a page for people, and as the file that is in force.

use std::fmt::Write;

use super::{KEYS, Key, SECTIONS, source::Values};

/// Writes the page about all settings, which is kept as `docs/configuration.md`.
pub fn reference() -> String {
    let mut page = String::from(INTRODUCTION);
    for (section, meaning) in SECTIONS {
        write!(page, "\n## `[{section}]`\n\n{}\n\n", meaning.trim()).expect(WRITES);
        page.push_str("| Name | Default | Allowed | Meaning |\n| --- | --- | --- | --- |\n");
        for key in KEYS.iter().filter(|key| key.section == *section) {
            let (name, default) = (key.name, if key.default.is_empty() { "nothing" } else { &format!("`{}`", key.default) });
            let allowed = (key.allowed)().replace('|', "\\|");
            let secret = if key.secret { " May hold a password." } else { "" };
            writeln!(page, "| `{name}` | {default} | {allowed} | {}{secret} |", key.meaning.trim()).expect(WRITES);
        }
    }
    page
}

const WRITES: &str = "a String takes all that is written to it";

const INTRODUCTION: &str = "\
# Configuration

This page is written by `fingertip config reference` and compared in a test; change `src/config/mod.rs`, not the page.

Nothing has to be set. A setting is given in one of three places; the later one wins:

1. in a file: `fingertip.toml` in the working folder, or the file that `--config` or `FINGERTIP_CONFIG` names;
2. in the environment: `FINGERTIP_` and the name in capitals with underscores (`FINGERTIP_SERVER_ADDRESS`);
3. on the command line: `--setting server.address=0.0.0.0:8080`, as often as needed.

```toml
[server]
address = \"0.0.0.0:8080\"
trusted_origins = [\"https://trade.example\"]

[territory]
code = \"KE\"
time_zone = \"Africa/Nairobi\"
```

A list is an array in the file; elsewhere its items are parted by commas. Before anything else happens, a name that is not listed
here and a value that is not allowed are refused (exit code 2), all of them at once, with the place they came from. `fingertip
config print` shows what is in force and why.

A setting that may hold a password is never shown whole. It is refused on the command line when it does hold one, because every
process of a machine can read that; keep it in a file that only the service may read and name that file in the environment, with
`_FILE` after the name: `FINGERTIP_DATABASE_URL_FILE=/run/secrets/database-url`.

When traces are sent, the variables that OpenTelemetry itself defines for time-outs, headers and batches (`OTEL_…`) hold too.
";

/// Writes the file that would lead to these values, each line with where its value came from.
pub(super) fn print(values: &Values) -> String {
    let mut file = String::new();
    for (section, _) in SECTIONS {
        let blank = if file.is_empty() { "" } else { "\n" };
        writeln!(file, "{blank}[{section}]").expect(WRITES);
        for key in KEYS.iter().filter(|key| key.section == *section) {
            let (text, origin) = match values.get(key.name) {
                Some(value) => ((key.shown)(&value.text), value.origin.to_string()),
                None => (key.default.to_owned(), "default".to_owned()),
            };
            let name = key.name.rsplit('.').next().unwrap_or(key.name);
            writeln!(file, "{name} = {}  # {origin}", as_toml(key, &text)).expect(WRITES);
        }
    }
    file
}

fn as_toml(key: &Key, text: &str) -> String {
    let is_bare = matches!(text, "true" | "false") || text.parse::<u32>().is_ok_and(|number| number.to_string() == text);
    match (key.list, is_bare) {
        (false, true) => text.to_owned(),
        (false, false) => toml::Value::from(text).to_string(),
        (true, _) => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            toml::Value::from(items.collect::<Vec<_>>()).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::{Config, problem::Problem};

    #[test]
    fn every_default_can_be_read() {
        let mut problems: Vec<Problem> = Vec::new();
        let _ = Config::read(&Values::default(), &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn every_setting_has_a_variable_of_its_own() {
        let variables: BTreeSet<_> = KEYS.iter().map(Key::variable).collect();
        assert_eq!(variables.len(), KEYS.len());
    }

    #[test]
    fn what_is_printed_is_a_file() {
        print(&Values::default()).parse::<toml::Table>().expect("TOML");
    }
}
