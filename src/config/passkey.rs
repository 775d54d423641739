//! The types of the settings about passkeys and the apps that use them.

use super::{setting::Setting, value::WebOrigin};

/// A domain that passkeys are bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyDomain(Box<str>);

impl PasskeyDomain {
    /// Returns the domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for PasskeyDomain {
    fn read(text: &str) -> Option<Self> {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        // A name without a dot is a public suffix, or this machine.
        let is_domain = text.split('.').all(|label| (1..=63).contains(&label.len()) && label.bytes().all(letter));
        let fits = text.len() <= 253 && is_domain && (text.contains('.') || text == "localhost");
        fits.then(|| PasskeyDomain(text.into()))
    }

    fn allowed() -> String {
        "a domain in lower case (trade.example)".to_owned()
    }
}

/// Where passkeys may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyOrigin(Box<str>);

impl PasskeyOrigin {
    /// Returns it as an authenticator's client names it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for PasskeyOrigin {
    fn read(text: &str) -> Option<Self> {
        let fits = match text.strip_prefix("android:apk-key-hash:") {
            // The letters that a SHA-256 takes in base64url.
            Some(hash) => {
                hash.len() == 43 && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            }
            None => WebOrigin::read(text).is_some(),
        };
        fits.then(|| PasskeyOrigin(text.into()))
    }

    fn allowed() -> String {
        "a web origin in lower case without a path (https://trade.example), or android:apk-key-hash: and 43 characters of base64url"
            .to_owned()
    }
}

/// An Android app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AndroidApp {
    /// Its package.
    pub package: Box<str>,
    /// The SHA-256 of its signing certificate: 32 pairs of capital hexadecimal digits between colons.
    pub fingerprint: Box<str>,
}

impl Setting for AndroidApp {
    fn read(text: &str) -> Option<Self> {
        let (package, fingerprint) = text.split_once(' ')?;
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_word = |word: &str| word.bytes().all(letter) && word.starts_with(|first: char| first.is_ascii_alphabetic());
        let digit = |byte: u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte);
        let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(digit);
        let is_package = package.len() <= 255 && package.contains('.') && package.split('.').all(is_word);
        let is_fingerprint = fingerprint.split(':').count() == 32 && fingerprint.split(':').all(is_pair);
        (is_package && is_fingerprint).then(|| AndroidApp { package: package.into(), fingerprint: fingerprint.into() })
    }

    fn allowed() -> String {
        "a package, a space, and 32 pairs of capital hexadecimal digits between colons (example.trade 14:6D:…:E9)".to_owned()
    }
}

/// An app for Apple's phones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppleApp(Box<str>);

impl AppleApp {
    /// Returns its team and its bundle with a dot between them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for AppleApp {
    fn read(text: &str) -> Option<Self> {
        let (team, bundle) = text.split_once('.')?;
        let is_team = team.len() == 10 && team.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let is_bundle = (1..=155).contains(&bundle.len()) && bundle.bytes().all(letter);
        (is_team && is_bundle).then(|| AppleApp(text.into()))
    }

    fn allowed() -> String {
        "a team of ten capital letters and digits, a dot, and a bundle (A1B2C3D4E5.example.trade)".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_bound_to_a_domain() {
        assert!(PasskeyDomain::read("trade.example").is_some() && PasskeyDomain::read("localhost").is_some());
        for text in ["", "example", "Trade.example", "trade..example", ".example", "https://trade.example", "trade.example:8443"]
        {
            assert_eq!(PasskeyDomain::read(text), None, "{text}");
        }
    }

    #[test]
    fn an_origin_is_a_place_on_the_web_or_an_app_by_its_key() {
        let hash = "pNiP5iKyQ8JwgGOaKA1zGPUPJIS-0H1xKCQcfIoGLck";
        assert!(PasskeyOrigin::read("https://app.trade.example").is_some());
        assert!(PasskeyOrigin::read(&format!("android:apk-key-hash:{hash}")).is_some());
        for text in
            ["android:apk-key-hash:", &format!("android:apk-key-hash:{hash}="), &format!("android:{hash}"), "trade.example"]
        {
            assert_eq!(PasskeyOrigin::read(text), None, "{text}");
        }
    }

    #[test]
    fn apps_are_named_as_their_phones_name_them() {
        let fingerprint = ["14"; 32].join(":");
        let app = AndroidApp::read(&format!("example.trade {fingerprint}")).expect("an app");
        assert_eq!((&*app.package, &*app.fingerprint), ("example.trade", fingerprint.as_str()));
        for text in
            ["example.trade", &format!("trade {fingerprint}"), &format!("example.trade {}", &fingerprint[3..]), &fingerprint]
        {
            assert_eq!(AndroidApp::read(text), None, "{text}");
        }
        assert!(AppleApp::read("A1B2C3D4E5.example.trade").is_some());
        for text in ["example.trade", "A1B2C3D4E5", "A1B2C3D4E5.", "a1b2c3d4e5.example.trade", "A1B2C3D4E5.example trade"] {
            assert_eq!(AppleApp::read(text), None, "{text}");
        }
    }
}
