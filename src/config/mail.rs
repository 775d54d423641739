//! The types of the settings about e-mail, and what they need of one another.

use super::{Config, problem::Problem, setting::Setting};

/// A relay that takes our e-mail: its name, its port, and how what is said to it is kept from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRelay {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How what is said is kept from others.
    pub security: MailSecurity,
}

/// How what is said to a relay is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS from the first byte (`smtps://`).
    Tls,
    /// TLS after a greeting, and nothing without it (`smtp://`).
    StartTls,
    /// Not at all: the relay is on this machine (`smtp://` and an address of it).
    Local,
}

impl Setting for MailRelay {
    fn read(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse::<u16>().ok().filter(|port| *port != 0)?)),
            None => (rest, None),
        };
        let is_name = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        let is_here = ["127.0.0.1", "localhost"].contains(&host);
        let (security, usual) = match scheme {
            "smtps" => (MailSecurity::Tls, 465),
            "smtp" if is_here => (MailSecurity::Local, 25),
            "smtp" => (MailSecurity::StartTls, 587),
            _ => return None,
        };
        is_name.then(|| MailRelay { host: host.to_owned(), port: port.unwrap_or(usual), security })
    }

    fn allowed() -> String {
        "smtps:// or smtp://, a name, and a port where it is not the usual one (smtps://relay.example)".to_owned()
    }
}

/// The address that readers of our e-mail see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFrom(Box<str>);

impl MailFrom {
    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for MailFrom {
    fn read(text: &str) -> Option<Self> {
        let (local, domain) = text.split_once('@')?;
        let is_part =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte));
        (is_part(local) && is_part(domain) && text.len() <= 254).then(|| MailFrom(text.into()))
    }

    fn allowed() -> String {
        "an e-mail address (desk@customs.example)".to_owned()
    }
}

/// Notes what the relay that was named lacks.
pub(super) fn check(config: &Config, problems: &mut Vec<Problem>) {
    let mail = &config.mail;
    if mail.relay.is_some() && mail.from.is_none() {
        problems.push(Problem::Missing { name: "mail.from", because: "mail.relay" });
    }
    if mail.username.is_some() && mail.password.is_none() {
        problems.push(Problem::Missing { name: "mail.password", because: "mail.username" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_mail_leaves_in_the_open_only_within_this_machine() {
        let security = |text| MailRelay::read(text).map(|relay| (relay.security, relay.port));
        assert_eq!(security("smtps://relay.example"), Some((MailSecurity::Tls, 465)));
        assert_eq!(security("smtp://relay.example"), Some((MailSecurity::StartTls, 587)));
        assert_eq!(security("smtp://relay.example:2525"), Some((MailSecurity::StartTls, 2525)));
        assert_eq!(security("smtp://127.0.0.1:2525"), Some((MailSecurity::Local, 2525)));
        for text in
            ["", "relay.example", "http://relay.example", "smtp://", "smtp://a:b@relay.example", "smtps://r:0", "smtps://r:x"]
        {
            assert_eq!(MailRelay::read(text), None, "{text}");
        }
    }

    #[test]
    fn readers_see_an_address() {
        assert!(MailFrom::read("desk@customs.example").is_some());
        for text in ["", "desk", "@customs.example", "desk@", "desk@a b", "desk@x\r\nBcc: y"] {
            assert_eq!(MailFrom::read(text), None, "{text}");
        }
    }
}
