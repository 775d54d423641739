//! The types of the settings about short messages, and what they need of one another.

use super::{
    Config,
    problem::Problem,
    secret::{MASK, Secret},
    setting::Setting,
    source::Values,
};

/// Who carries messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// Nobody: no codes are sent.
    None,
    /// The log, on a developer's machine.
    Log,
    /// A gateway over HTTP.
    Gateway,
}

impl Setting for Carrier {
    fn read(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Carrier::None),
            "log" => Some(Carrier::Log),
            "gateway" => Some(Carrier::Gateway),
            _ => None,
        }
    }

    fn allowed() -> String {
        "none, log or gateway".to_owned()
    }
}

/// What a message to one country costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// The calling code of the country.
    pub prefix: u16,
    /// The cost in minor units.
    pub minor: u32,
}

impl Setting for Price {
    fn read(text: &str) -> Option<Self> {
        let (prefix, minor) = text.split_once('=')?;
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then_some(()).and_then(|()| text.parse().ok());
        let prefix = u16::try_from(number(prefix)?).ok().filter(|code| (1..=999).contains(code))?;
        // A message that cost nothing would have no ceiling.
        let minor = number(minor).filter(|minor| (1..=1_000_000).contains(minor))?;
        Some(Price { prefix, minor })
    }

    fn allowed() -> String {
        "a country calling code, =, and a cost from 1 to 1000000 (254=80)".to_owned()
    }
}

/// The address of a gateway: over TLS, or on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayUrl(Box<str>);

impl GatewayUrl {
    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for GatewayUrl {
    fn read(text: &str) -> Option<Self> {
        let url = reqwest::Url::parse(text).ok()?;
        let here = ["127.0.0.1", "localhost", "[::1]"].contains(&url.host_str()?);
        let is_private = url.scheme() == "https" || (url.scheme() == "http" && here);
        let is_open = url.username().is_empty() && url.password().is_none();
        (is_private && is_open).then(|| GatewayUrl(text.into()))
    }

    fn allowed() -> String {
        "an https address without a password (https://api.africastalking.com/version1/messaging), or http on this machine"
            .to_owned()
    }
}

/// A short name that others gave us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(Box<str>);

impl Name {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for Name {
    fn read(text: &str) -> Option<Self> {
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        fits.then(|| Name(text.into()))
    }

    fn allowed() -> String {
        "1 to 64 letters, digits and signs of ASCII".to_owned()
    }
}

/// What a person can dial: a USSD code or a telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial(Box<str>);

impl Dial {
    /// Returns it as it is told.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for Dial {
    fn read(text: &str) -> Option<Self> {
        let is_key = |byte: u8| byte.is_ascii_digit() || b"*#+ ".contains(&byte);
        let fits = (2..=24).contains(&text.len()) && text.bytes().all(is_key) && text.bytes().any(|byte| byte.is_ascii_digit());
        fits.then(|| Dial(text.into()))
    }

    fn allowed() -> String {
        "2 to 24 digits, spaces, *, # and + (*384#, or +999 555 0100)".to_owned()
    }
}

impl Setting for Secret {
    const SECRET: bool = true;

    fn read(text: &str) -> Option<Self> {
        (!text.is_empty() && !text.contains(['\r', '\n'])).then(|| Secret::new(text))
    }

    fn allowed() -> String {
        "a secret in one line".to_owned()
    }

    fn shown(text: &str) -> String {
        if text.is_empty() { String::new() } else { MASK.to_owned() }
    }
}

/// Notes what the carrier that was chosen lacks, or may not do here.
pub(super) fn check(config: &Config, values: &Values, problems: &mut Vec<Problem>) {
    let sms = &config.sms;
    match sms.carrier {
        Carrier::None => {}
        Carrier::Log if config.server.development => {}
        Carrier::Log => {
            let origin = values.get("sms.carrier").map(|value| value.origin.clone());
            problems.push(Problem::DevelopmentOnly { name: "sms.carrier", shown: "log", origin });
        }
        Carrier::Gateway => {
            let needed = [
                ("sms.url", sms.url.is_none()),
                ("sms.username", sms.username.is_none()),
                ("sms.api_key", sms.api_key.is_none()),
                ("sms.prices", sms.prices.is_empty()),
                ("sms.dial", sms.dial.is_none()),
            ];
            let missing = needed.into_iter().filter(|(_, is_missing)| *is_missing);
            problems.extend(missing.map(|(name, _)| Problem::Missing { name, because: "sms.carrier = \"gateway\"" }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_travels_only_where_nobody_listens() {
        for text in ["https://api.example/version1/messaging", "http://127.0.0.1:9000/sms", "http://[::1]:9000/"] {
            assert!(GatewayUrl::read(text).is_some(), "{text}");
        }
        for text in ["http://api.example/", "https://ann:hunter2@api.example/", "ftp://api.example/", "api.example", "https://"] {
            assert_eq!(GatewayUrl::read(text), None, "{text}");
        }
    }

    #[test]
    fn every_country_that_is_served_has_a_cost() {
        assert_eq!(Price::read("254=80"), Some(Price { prefix: 254, minor: 80 }));
        for text in ["254", "254=", "=80", "254=0", "0=80", "1000=80", "+254=80", "254=-1", "254=0.8"] {
            assert_eq!(Price::read(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_a_phone_can_dial_is_told() {
        assert!(Dial::read("*384*77#").is_some() && Dial::read("+999 555 0100").is_some());
        for text in ["", "#", "**", "call us", "*384#; rm"] {
            assert_eq!(Dial::read(text), None, "{text}");
        }
    }
}
