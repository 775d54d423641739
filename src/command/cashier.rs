//! From settings to providers of payment: the stand-in on this machine, or a real one.

use std::sync::Arc;

use gateway::{
    Gateway, Pace,
    mobile_money::{CallbackAddress, Gsma, GsmaSettings},
    stripe::{Settings as StripeSettings, Stripe},
};
use payment::Rail;
use simulator::{Clock, Plan, Simulator};

use super::CommandError;
use crate::{
    application::Application,
    config::{Config, PaymentProvider},
    payment::{Providers, Settings},
    platform::{clock::SharedClock, identifier},
};

/// Where a simulated provider sends its notices.
const SIMULATED_HOOK: &str = "/hooks/payment/simulated";

/// The providers, and the stand-in where one runs: it ends when this is dropped.
pub struct Cashier {
    /// The application, which takes payments by them.
    pub application: Application,
    simulator: Option<Simulator>,
}

impl Cashier {
    /// Says where a stand-in runs.
    pub fn simulator_url(&self) -> Option<String> {
        self.simulator.as_ref().map(Simulator::url)
    }
}

/// Names the providers that the settings name, and starts the stand-in. `ours` is the address we are reached at on this machine.
///
/// # Errors
/// Fails when the stand-in cannot be started or a setting cannot be used.
pub fn open(config: &Config, application: Application, ours: &str) -> Result<Cashier, CommandError> {
    let settings = Settings { live: config.payment.live, ..Settings::default() };
    match config.payment.provider {
        PaymentProvider::None => Ok(Cashier { application, simulator: None }),
        PaymentProvider::Simulated => {
            let (simulator, providers) = simulate(&application.clock, ours)?;
            let settings = Settings { live: false, ..settings };
            Ok(Cashier { application: application.with_providers(providers, settings), simulator: Some(simulator) })
        }
        PaymentProvider::Stripe => {
            let stripe = Stripe::new(StripeSettings {
                secret: revealed(config.payment.stripe_secret.as_ref()),
                notice_secrets: [&config.payment.stripe_notice_secret, &config.payment.stripe_notice_secret_before]
                    .into_iter()
                    .flatten()
                    .map(|secret| secret.reveal().to_owned())
                    .collect(),
                live: config.payment.live,
                pace: pace(),
            });
            let stripe: Arc<dyn Gateway> = Arc::new(stripe.map_err(CommandError::at("could not use payment.stripe_secret"))?);
            let providers = providers(vec![(Rail::Card, stripe)])?;
            Ok(Cashier { application: application.with_providers(providers, settings), simulator: None })
        }
    }
}

fn revealed(secret: Option<&crate::config::Secret>) -> String {
    secret.map(|secret| secret.reveal().to_owned()).unwrap_or_default()
}

/// Starts the stand-in, and names it as provider of cards and of mobile money.
fn simulate(clock: &SharedClock, ours: &str) -> Result<(Simulator, Providers), CommandError> {
    const FAILED: &str = "could not start the simulated provider";
    let secret = hex::encode(identifier::random::<16>());
    let simulator = Simulator::start(simulator::Settings {
        address: ([127, 0, 0, 1], 0).into(),
        plan: Plan::default(),
        clock: Clock::running(clock.now()),
        live: false,
        truth: None,
    })
    .map_err(CommandError::at(FAILED))?;
    simulator.send_notices_to(&format!("{ours}{SIMULATED_HOOK}"), &[&secret]).map_err(CommandError::at(FAILED))?;
    let card = Stripe::simulated(
        &simulator.url(),
        StripeSettings { secret: "sk_test_simulated".to_owned(), notice_secrets: vec![secret], live: false, pace: pace() },
    )
    .map_err(CommandError::at(FAILED))?;
    let token = hex::encode(identifier::random::<16>());
    let mobile = Gsma::new(GsmaSettings {
        url: format!("{}/gsma", simulator.url()),
        api_key: "simulated".to_owned(),
        account: "customs".to_owned(),
        callback: CallbackAddress::new(&format!("{ours}/hooks/payment/gsma"), &token).map_err(CommandError::at(FAILED))?,
        live: false,
        pace: pace(),
    })
    .map_err(CommandError::at(FAILED))?;
    let all: Vec<(Rail, Arc<dyn Gateway>)> = vec![(Rail::Card, Arc::new(card)), (Rail::MobileMoney, Arc::new(mobile))];
    Ok((simulator, providers(all)?))
}

fn providers(all: Vec<(Rail, Arc<dyn Gateway>)>) -> Result<Providers, CommandError> {
    Providers::new(all).map_err(CommandError::at("could not name the providers"))
}

fn pace() -> Pace {
    Pace::usual(Arc::new(|| u16::from_le_bytes(identifier::random()) % 1_000))
}
