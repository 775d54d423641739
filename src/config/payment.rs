//! The types of the settings about payment, and what they need of one another.

use payment::{Bound, Rail};
use vocabulary::{Currency, Money};

use super::{
    Config,
    problem::Problem,
    secret::{MASK, Secret},
    setting::Setting,
};

/// Who takes payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentProvider {
    /// Nobody: notices can be issued and read, and not paid here.
    None,
    /// A stand-in on this machine, to try things out: no money moves.
    Simulated,
    /// Stripe.
    Stripe,
    /// MTN MoMo.
    Mtn,
    /// Daraja, of M-Pesa in Kenya.
    Daraja,
}

impl Setting for PaymentProvider {
    fn read(text: &str) -> Option<Self> {
        match text {
            "none" => Some(PaymentProvider::None),
            "simulated" => Some(PaymentProvider::Simulated),
            "stripe" => Some(PaymentProvider::Stripe),
            "mtn" => Some(PaymentProvider::Mtn),
            "daraja" => Some(PaymentProvider::Daraja),
            _ => None,
        }
    }

    fn allowed() -> String {
        "none, simulated, stripe, mtn or daraja".to_owned()
    }
}

/// How much a rail carries at once in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RailBound(Bound);

impl RailBound {
    /// Returns the bound.
    pub fn bound(self) -> Bound {
        self.0
    }
}

impl Setting for RailBound {
    fn read(text: &str) -> Option<Self> {
        let [rail, currency, least, most]: [&str; 4] = text.split(':').collect::<Vec<_>>().try_into().ok()?;
        // Whoever brings money otherwise asks us for nothing.
        let rail: Rail = rail.parse().ok().filter(|rail| matches!(rail, Rail::Card | Rail::MobileMoney))?;
        let currency: Currency = currency.parse().ok()?;
        let minor = |amount: &str| Money::from_decimal(amount, currency).map(|money| money.minor);
        let (least_minor, most_minor) = (minor(least)?, minor(most)?);
        (1 <= least_minor && least_minor <= most_minor).then_some(RailBound(Bound { rail, currency, least_minor, most_minor }))
    }

    fn allowed() -> String {
        "card or mobile-money, a currency, and the least and the most at once in its major units (mobile-money:UGX:500:3000000)"
            .to_owned()
    }
}

/// A sum above which something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyAbove(Money);

impl MoneyAbove {
    /// Returns the sum.
    pub fn money(self) -> Money {
        self.0
    }
}

impl Setting for MoneyAbove {
    fn read(text: &str) -> Option<Self> {
        let (currency, amount) = text.split_once(':')?;
        Money::from_decimal(amount, currency.parse().ok()?).map(MoneyAbove)
    }

    fn allowed() -> String {
        "a currency and a sum in its major units (KES:100000)".to_owned()
    }
}

/// The last part of the address where an operator of mobile money calls us back. Operators sign nothing: whoever does not know it is not believed.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackToken(Secret);

impl CallbackToken {
    /// Returns the text.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl Setting for CallbackToken {
    const SECRET: bool = true;

    fn read(text: &str) -> Option<Self> {
        let is_hard = (32..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_hard.then(|| CallbackToken(Secret::new(text)))
    }

    fn allowed() -> String {
        "32 to 128 letters and digits, drawn by chance (openssl rand -hex 32)".to_owned()
    }

    fn shown(text: &str) -> String {
        if text.is_empty() { String::new() } else { MASK.to_owned() }
    }
}

/// The environment of MTN MoMo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MtnEnvironment(Box<str>);

impl MtnEnvironment {
    /// Returns its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether no money moves there.
    pub fn is_sandbox(&self) -> bool {
        self.as_str() == "sandbox"
    }
}

impl Setting for MtnEnvironment {
    fn read(text: &str) -> Option<Self> {
        let fits = (2..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        fits.then(|| MtnEnvironment(text.into()))
    }

    fn allowed() -> String {
        "sandbox, or the name of a country's environment (mtnuganda)".to_owned()
    }
}

/// The business short code of M-Pesa.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortCode(Box<str>);

impl ShortCode {
    /// Returns its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for ShortCode {
    fn read(text: &str) -> Option<Self> {
        let fits = (5..=7).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| ShortCode(text.into()))
    }

    fn allowed() -> String {
        "5 to 7 digits (174379)".to_owned()
    }
}

/// Notes what the provider that was named lacks, and what of it contradicts something else.
pub(super) fn check(config: &Config, problems: &mut Vec<Problem>) {
    let payment = &config.payment;
    if payment.simulator_url.is_some() && payment.simulator_secret.is_none() {
        problems.push(Problem::Missing { name: "payment.simulator_secret", because: "payment.simulator_url" });
    }
    let mut needs = |because: &'static str, needed: &[(&'static str, bool)]| {
        let missing = needed.iter().filter(|(_, is_there)| !is_there);
        problems.extend(missing.map(|&(name, _)| Problem::Missing { name, because }));
    };
    match payment.provider {
        PaymentProvider::None | PaymentProvider::Simulated => return,
        PaymentProvider::Stripe => {
            let needed = [
                ("payment.stripe_secret", payment.stripe_secret.is_some()),
                ("payment.stripe_notice_secret", payment.stripe_notice_secret.is_some()),
            ];
            return needs("payment.provider", &needed);
        }
        PaymentProvider::Mtn => {
            let needed = [
                ("payment.callback_token", payment.callback_token.is_some()),
                ("payment.mtn_url", payment.mtn_url.is_some()),
                ("payment.mtn_collection_subscription", payment.mtn_collection_subscription.is_some()),
                ("payment.mtn_collection_user", payment.mtn_collection_user.is_some()),
                ("payment.mtn_collection_key", payment.mtn_collection_key.is_some()),
            ];
            needs("payment.provider = \"mtn\"", &needed);
            let disbursement = [
                ("payment.mtn_disbursement_subscription", payment.mtn_disbursement_subscription.is_some()),
                ("payment.mtn_disbursement_user", payment.mtn_disbursement_user.is_some()),
                ("payment.mtn_disbursement_key", payment.mtn_disbursement_key.is_some()),
            ];
            // All of a product, or none of it.
            if disbursement.iter().any(|(_, is_there)| *is_there) {
                needs("giving money back by mtn", &disbursement);
            }
        }
        PaymentProvider::Daraja => {
            let needed = [
                ("payment.callback_token", payment.callback_token.is_some()),
                ("payment.daraja_url", payment.daraja_url.is_some()),
                ("payment.daraja_consumer_key", payment.daraja_consumer_key.is_some()),
                ("payment.daraja_consumer_secret", payment.daraja_consumer_secret.is_some()),
                ("payment.daraja_short_code", payment.daraja_short_code.is_some()),
                ("payment.daraja_pass_key", payment.daraja_pass_key.is_some()),
            ];
            needs("payment.provider = \"daraja\"", &needed);
        }
    }
    contradictions(config, problems);
}

/// Notes what an operator of mobile money would not do as it is set.
fn contradictions(config: &Config, problems: &mut Vec<Problem>) {
    let payment = &config.payment;
    let live = if payment.live { "payment.live = true" } else { "payment.live = false" };
    if payment.provider == PaymentProvider::Mtn && payment.live == payment.mtn_environment.is_sandbox() {
        let shown = payment.mtn_environment.as_str().to_owned();
        problems.push(Problem::Contradiction { name: "payment.mtn_environment", shown, other: live });
    }
    // Where money is real, an operator calls back over TLS alone.
    if payment.live && !config.identity.issuer.as_str().starts_with("https://") {
        let shown = config.identity.issuer.as_str().to_owned();
        problems.push(Problem::Contradiction { name: "identity.issuer", shown, other: live });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_could_be_guessed_is_none() {
        assert!(CallbackToken::read(&"0a".repeat(16)).is_some() && CallbackToken::read(&"Z".repeat(128)).is_some());
        for text in ["", "short", &"a".repeat(31), &"a".repeat(129), &format!("{}/", "a".repeat(40)), &"é".repeat(20)] {
            assert!(CallbackToken::read(text).is_none(), "{text}");
        }
        assert_eq!(CallbackToken::shown(&"a".repeat(40)), MASK);
    }

    #[test]
    fn an_environment_and_a_short_code_are_what_operators_give_out() {
        assert!(MtnEnvironment::read("sandbox").is_some_and(|name| name.is_sandbox()));
        assert!(MtnEnvironment::read("mtnuganda").is_some_and(|name| !name.is_sandbox()));
        assert!(ShortCode::read("174379").is_some() && ShortCode::read("60001").is_some());
        for text in ["", "Sandbox", "mtn uganda", "a"] {
            assert_eq!(MtnEnvironment::read(text), None, "{text}");
        }
        for text in ["", "1743", "17437900", "17437a", "١٧٤٣٧٩"] {
            assert_eq!(ShortCode::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_bound_is_of_a_rail_that_we_ask_for_money_and_has_the_places_of_its_currency() {
        let read = |text: &str| RailBound::read(text).map(|bound| (bound.0.least_minor, bound.0.most_minor));
        assert_eq!(read("mobile-money:UGX:500:3000000"), Some((500, 3_000_000)));
        assert_eq!(read("card:KWD:0.100:9.5"), Some((100, 9_500)));
        for wrong in [
            "",
            "card:XTS:1",
            "voucher:XTS:1:2",
            "card:XTS:0:2",
            "card:XTS:3:2",
            "card:XTS:1:2:3",
            "card:UGX:1.5:2",
            "card:X:1:2",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
