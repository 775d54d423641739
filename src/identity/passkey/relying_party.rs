//! Whose passkeys these are: the name that authenticators bind them to, and the pages and apps that may ask for them.

use sha2::{Digest, Sha256};
use thiserror::Error;

/// Us, as an authenticator knows us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    id: Box<str>,
    origins: Vec<String>,
}

/// A name that browsers would not let our pages use.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("passkeys for {id} cannot be asked for by pages of {host}: name that host, or a domain above it")]
pub struct RelyingPartyError {
    id: String,
    host: String,
}

impl RelyingParty {
    /// Takes `id`, or else the host of `issuer`, as our name; passkeys may be asked for by `issuer` and by `others`: web origins, and
    /// Android apps by the hash of their key (`android:apk-key-hash:…`).
    ///
    /// # Errors
    /// Refuses a name that is neither the host of `issuer` nor a domain above it. Source: WebAuthn Level 3, section 5.1.3, step 8.
    pub fn new(issuer: &str, id: Option<&str>, others: Vec<String>) -> Result<RelyingParty, RelyingPartyError> {
        let host = host_of(issuer);
        let id = id.unwrap_or(host);
        let is_above = host.strip_suffix(id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if !is_above {
            return Err(RelyingPartyError { id: id.to_owned(), host: host.to_owned() });
        }
        let origins = std::iter::once(issuer.to_owned()).chain(others).collect();
        Ok(RelyingParty { id: id.into(), origins })
    }

    /// Takes a developer's machine, as before any settings are read.
    pub fn of_this_machine() -> RelyingParty {
        RelyingParty { id: "127.0.0.1".into(), origins: vec!["http://127.0.0.1:8080".to_owned()] }
    }

    /// Returns our name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the hash of our name, as authenticators write it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.id.as_bytes()).into()
    }

    /// Says whether passkeys may be asked for there. Origins are compared letter by letter.
    pub fn trusts(&self, origin: &str) -> bool {
        self.origins.iter().any(|trusted| trusted == origin)
    }
}

/// Returns the host of a web origin, without its scheme and its port.
fn host_of(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    host.rsplit_once(':').filter(|(host, _)| !host.contains(':') || host.ends_with(']')).map_or(host, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_name_is_our_host_or_a_domain_above_it() {
        let id = |issuer, id| RelyingParty::new(issuer, id, Vec::new()).map(|party| party.id().to_owned());
        assert_eq!(id("https://app.trade.example:8443", None).as_deref(), Ok("app.trade.example"));
        assert_eq!(id("https://app.trade.example", Some("trade.example")).as_deref(), Ok("trade.example"));
        for other in ["rade.example", "app.trade.example.org", "b.app.trade.example", "other.example"] {
            assert!(id("https://app.trade.example", Some(other)).is_err(), "{other}");
        }
    }

    #[test]
    fn only_origins_that_are_written_the_same_are_trusted() {
        let apk = "android:apk-key-hash:AQAB".to_owned();
        let party = RelyingParty::new("https://trade.example", None, vec![apk.clone()]).expect("our host");
        assert!(party.trusts("https://trade.example") && party.trusts(&apk));
        for other in
            ["https://trade.example/", "http://trade.example", "https://trade.example:443", "https://a.trade.example", ""]
        {
            assert!(!party.trusts(other), "{other}");
        }
    }
}
