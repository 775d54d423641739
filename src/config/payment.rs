//! The types of the settings about payment, and what they need of one another.

use payment::{Bound, Rail};
use vocabulary::{Currency, Money};

use super::{Config, problem::Problem, setting::Setting};

/// Who takes payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentProvider {
    /// Nobody: notices can be issued and read, and not paid here.
    None,
    /// A stand-in on this machine, to try things out: no money moves.
    Simulated,
    /// Stripe.
    Stripe,
}

impl Setting for PaymentProvider {
    fn read(text: &str) -> Option<Self> {
        match text {
            "none" => Some(PaymentProvider::None),
            "simulated" => Some(PaymentProvider::Simulated),
            "stripe" => Some(PaymentProvider::Stripe),
            _ => None,
        }
    }

    fn allowed() -> String {
        "none, simulated or stripe".to_owned()
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

/// Notes what the provider that was named lacks.
pub(super) fn check(config: &Config, problems: &mut Vec<Problem>) {
    let payment = &config.payment;
    if payment.simulator_url.is_some() && payment.simulator_secret.is_none() {
        problems.push(Problem::Missing { name: "payment.simulator_secret", because: "payment.simulator_url" });
    }
    if payment.provider == PaymentProvider::Stripe {
        if payment.stripe_secret.is_none() {
            problems.push(Problem::Missing { name: "payment.stripe_secret", because: "payment.provider" });
        }
        if payment.stripe_notice_secret.is_none() {
            problems.push(Problem::Missing { name: "payment.stripe_notice_secret", because: "payment.provider" });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
