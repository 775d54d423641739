//! Texts that may hold a password.

use super::setting::Setting;

/// A text that must not be shown. It has no `Debug` and no `Display` on purpose: nothing can print it by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Wraps a text.
    pub fn new(text: &str) -> Secret {
        Secret(text.into())
    }

    /// Returns the text, to hand it to whoever needs it and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Secret);

/// The kinds of database we run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, in one file.
    Sqlite,
    /// A server of its own.
    Postgres,
}

impl DatabaseUrl {
    /// Returns the whole address, password included.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// Returns the kind of database it is.
    pub fn engine(&self) -> Engine {
        engine(self.reveal()).expect("was checked when it was read")
    }

    /// Returns the address as it may be shown.
    pub fn masked(&self) -> String {
        Self::shown(self.reveal())
    }
}

fn engine(url: &str) -> Option<Engine> {
    match url.split_once(':')? {
        ("sqlite", path) if !path.is_empty() => Some(Engine::Sqlite),
        ("postgres" | "postgresql", host) if host.starts_with("//") => Some(Engine::Postgres),
        _ => None,
    }
}

impl Setting for DatabaseUrl {
    const SECRET: bool = true;

    fn read(text: &str) -> Option<Self> {
        engine(text).map(|_| DatabaseUrl(Secret::new(text)))
    }

    fn allowed() -> String {
        "sqlite://PATH, or postgres://USER:PASSWORD@HOST:PORT/DATABASE".to_owned()
    }

    /// Masks what may be a password, rather too much of the text than too little: from the first colon of the user to the last
    /// `@`, and every parameter of the query that speaks of a password. What might be an address of another kind is masked whole.
    fn shown(text: &str) -> String {
        match engine(text) {
            None if text.contains('@') || text.contains("password") => MASK.to_owned(),
            None | Some(Engine::Sqlite) => text.to_owned(),
            Some(Engine::Postgres) => mask_query(&mask_user(text)),
        }
    }
}

/// Where something is posted to. Its path, query or user may be what lets us in.
#[derive(Clone, PartialEq, Eq)]
pub struct WitnessUrl(Secret);

impl WitnessUrl {
    /// Returns the whole address.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl Setting for WitnessUrl {
    const SECRET: bool = true;

    fn read(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let is_address = matches!(scheme, "http" | "https") && text.bytes().all(|byte| byte.is_ascii_graphic());
        // A fragment is never sent.
        (is_address && !host.is_empty() && !text.contains('#')).then(|| WitnessUrl(Secret::new(text)))
    }

    fn allowed() -> String {
        "an http or https address (https://witness.example/heads)".to_owned()
    }

    /// Shows the host alone, and only where nothing stands before it.
    fn shown(text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let Some((scheme, rest)) = text.split_once("://").filter(|_| !text.contains('@')) else { return MASK.to_owned() };
        match rest.split_once(['/', '?']) {
            Some((host, after)) if !after.is_empty() => format!("{scheme}://{host}/{MASK}"),
            _ => text.to_owned(),
        }
    }
}

/// What is shown in place of a password.
pub(super) const MASK: &str = "***";

fn mask_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return MASK.to_owned() };
    let Some((user, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    match user.split_once(':') {
        Some((name, _)) => format!("{scheme}://{name}:{MASK}@{host}"),
        None => url.to_owned(),
    }
}

fn mask_query(url: &str) -> String {
    let Some((place, query)) = url.split_once('?') else { return url.to_owned() };
    let shown: Vec<_> = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, _)) if name.contains("password") => format!("{name}={MASK}"),
            _ => parameter.to_owned(),
        })
        .collect();
    format!("{place}?{}", shown.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://ann:hunter2@db/trade",
            "postgres://ann:hunter2@db@db/trade?sslmode=require",
            "postgres://ann:hun/ter2?x@db/trade",
            "postgresql://db/trade?user=ann&password=hunter2",
            "postgres:ann:hunter2@db",
            "ann:hunter2@db",
        ] {
            let shown = DatabaseUrl::shown(url);
            assert!(!shown.contains("ter2") && shown.contains(MASK), "{url} is shown as {shown}");
        }
    }

    #[test]
    fn what_holds_no_password_is_shown_whole() {
        for url in ["sqlite://var/fingertip.db", "sqlit://var", "postgres://db/trade", "postgres://ann@db/trade?sslmode=require"]
        {
            assert_eq!(DatabaseUrl::shown(url), url);
        }
    }

    #[test]
    fn what_lets_us_in_is_not_shown_of_an_address() {
        for (url, shown) in [
            ("https://witness.example/heads/t0ken?key=s3cret", "https://witness.example/***"),
            ("https://ann:hunter2@witness.example/", MASK),
            ("https://witness.example", "https://witness.example"),
            ("https://witness.example?key=s3cret", "https://witness.example/***"),
        ] {
            assert_eq!(WitnessUrl::shown(url), shown);
            assert!(WitnessUrl::read(url).is_some(), "{url}");
        }
        for url in ["witness.example", "ftp://witness.example", "https://", "https://a/b c", "https://a/#b", ""] {
            assert!(WitnessUrl::read(url).is_none(), "{url}");
        }
    }

    #[test]
    fn only_databases_we_run_on_are_taken() {
        assert_eq!(DatabaseUrl::read("sqlite::memory:").map(|url| url.engine()), Some(Engine::Sqlite));
        assert_eq!(DatabaseUrl::read("postgresql://db/trade").map(|url| url.engine()), Some(Engine::Postgres));
        for url in ["mysql://db/trade", "sqlite", "sqlite:", "postgres:trade", ""] {
            assert!(DatabaseUrl::read(url).is_none(), "{url}");
        }
    }
}
