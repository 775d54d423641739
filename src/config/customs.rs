//! The types of the settings about what customs is told, and what they need of one another.

use payment::ChargeKind;

use super::{Config, passkey::PasskeyDomain, problem::Problem, setting::Setting, source::Values};

/// A charge that the release of goods waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseCharge(ChargeKind);

impl ReleaseCharge {
    /// Returns the kind of charge.
    pub fn kind(self) -> ChargeKind {
        self.0
    }
}

impl Setting for ReleaseCharge {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(ReleaseCharge)
    }

    fn allowed() -> String {
        let kinds: Vec<_> = ChargeKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("a kind of charge: {}", kinds.join(", "))
    }
}

/// A domain that events may be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDomain(Box<str>);

impl WebhookDomain {
    /// Returns the domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for WebhookDomain {
    fn read(text: &str) -> Option<Self> {
        // A name that ends in a number is an address, however it is written.
        let is_name = text.rsplit('.').next().is_some_and(|last| last.starts_with(|letter: char| letter.is_ascii_lowercase()));
        let domain = PasskeyDomain::read(text).filter(|_| is_name && text.contains('.'))?;
        Some(WebhookDomain(domain.as_str().into()))
    }

    fn allowed() -> String {
        "a domain in lower case (customs.example), with which all below it are meant".to_owned()
    }
}

/// Notes what is for trying things out alone.
pub(super) fn check(config: &Config, values: &Values, problems: &mut Vec<Problem>) {
    let sends_here =
        [("customs.webhook_this_machine", config.customs.webhook_this_machine), ("push.this_machine", config.push.this_machine)];
    for (name, _) in sends_here.into_iter().filter(|(_, is_set)| *is_set && !config.server.development) {
        let origin = values.get(name).map(|value| value.origin.clone());
        problems.push(Problem::DevelopmentOnly { name, shown: "true", origin });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_no_address_and_no_whole_country() {
        for good in ["customs.example", "a.b-c.customs.example"] {
            assert!(WebhookDomain::read(good).is_some(), "{good}");
        }
        for bad in ["example", "localhost", "10.0.0.1", "0x7f.1", "Customs.example", "*.example", "customs.example.", ""] {
            assert_eq!(WebhookDomain::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_release_waits_for_charges_that_there_are() {
        assert_eq!(ReleaseCharge::read("duty").map(ReleaseCharge::kind), Some(ChargeKind::Duty));
        assert_eq!(ReleaseCharge::read("tea"), None);
    }
}
