//! The types of the settings about the identity provider of the office, and what they need of one another.

use super::{Config, problem::Problem, setting::Setting};

/// The name that a provider gave us. Some are long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientId(Box<str>);

impl ClientId {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for ClientId {
    fn read(text: &str) -> Option<Self> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        fits.then(|| ClientId(text.into()))
    }

    fn allowed() -> String {
        "1 to 255 letters, digits and signs of ASCII".to_owned()
    }
}

/// Notes what is missing where a provider is named.
pub(super) fn check(config: &Config, problems: &mut Vec<Problem>) {
    let identity = &config.identity;
    if identity.oidc_issuer.is_none() {
        return;
    }
    let needed = [
        ("identity.oidc_client_id", identity.oidc_client_id.is_none()),
        ("identity.oidc_client_secret", identity.oidc_client_secret.is_none()),
        ("identity.oidc_redirect", identity.oidc_redirect.is_none()),
    ];
    let missing = needed.into_iter().filter(|(_, is_missing)| *is_missing);
    problems.extend(missing.map(|(name, _)| Problem::Missing { name, because: "identity.oidc_issuer" }));
}
