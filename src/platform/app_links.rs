//! Which apps belong to our address: a slice writes it, the server shows it where phones look it up.

/// What phones look up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppLinks {
    /// `/.well-known/assetlinks.json`; nothing where there is no Android app.
    pub android: Option<String>,
    /// `/.well-known/apple-app-site-association`; nothing where there is no app for Apple's phones.
    pub apple: Option<String>,
}
