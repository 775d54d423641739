//! The types of the settings about payment, and what they need of one another.

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
