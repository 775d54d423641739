//! From settings to providers of payment: the stand-in on this machine, or a real one.

use std::sync::Arc;

use gateway::{
    Gateway, Pace,
    mobile_money::{CallbackAddress, Daraja, DarajaSettings, Gsma, GsmaSettings, Mtn, MtnProduct, MtnSettings},
    stripe::{Settings as StripeSettings, Stripe},
};
use payment::{Bounds, Rail};
use sha2::{Digest as _, Sha256};
use simulator::{Clock, Plan, Simulator};
use vocabulary::CountryCode;

use super::CommandError;
use crate::{
    application::Application,
    config::{CallbackToken, Config, GatewayUrl, Name, PaymentProvider, Secret},
    payment::{Providers, Receipts, Settings},
    platform::{clock::SharedClock, identifier},
};

/// Where a simulated provider sends its notices.
const SIMULATED_HOOK: &str = "/hooks/payment/simulated";

/// The providers, and the stand-in where one runs: it ends when this is dropped.
pub struct Cashier {
    /// The application, which takes payments by them.
    pub application: Application,
    /// Where a stand-in runs.
    pub simulator_url: Option<String>,
    #[expect(dead_code, reason = "it runs until it is dropped")]
    simulator: Option<Simulator>,
}

/// A stand-in for a provider.
struct StandIn {
    url: String,
    secret: String,
    /// The one that was started here, where none runs elsewhere.
    started: Option<Simulator>,
}

/// Names the providers that the settings name, and starts the stand-in. `ours` is the address we are reached at on this machine.
///
/// # Errors
/// Fails when the stand-in cannot be started or a setting cannot be used.
pub fn open(config: &Config, application: Application, ours: &str) -> Result<Cashier, CommandError> {
    let settings = Settings {
        live: config.payment.live,
        bounds: Bounds::new(config.payment.bounds.iter().map(|bound| bound.bound()).collect()),
        parts_days_max: u16::try_from(config.payment.parts_days_max.get()).expect("a setting of at most ninety days"),
        zone: config.territory.time_zone.clone(),
        deferment_due_days: u16::try_from(config.payment.deferment_due_days.get()).expect("a setting of at most sixty days"),
        claim_days: u16::try_from(config.payment.claim_days.get()).expect("a setting of at most a year"),
        confirmed_above: config.payment.confirmed_above.iter().map(|above| above.money()).collect(),
        ..Settings::default()
    };
    let receipts = receipts(config, &application)?;
    match config.payment.provider {
        PaymentProvider::None => {
            // Banks take money all the same, and its payer gets a receipt.
            let takes_vouchers = application.reconciling.rules.vouchers.is_some();
            let application = if takes_vouchers {
                application.with_providers(Providers::default(), settings, Some(receipts))
            } else {
                application
            };
            Ok(Cashier { application, simulator_url: None, simulator: None })
        }
        PaymentProvider::Simulated => {
            let stand_in = StandIn::of(config, &application.clock, ours)?;
            let providers = simulated(&stand_in.url, &stand_in.secret, ours)?;
            let settings = Settings { live: false, ..settings };
            let application = application.with_providers(providers, settings, Some(receipts));
            Ok(Cashier { application, simulator_url: Some(stand_in.url), simulator: stand_in.started })
        }
        PaymentProvider::Stripe => {
            let stripe: Arc<dyn Gateway> = Arc::new(stripe(config)?);
            paid_by(application, (Rail::Card, stripe), (settings, receipts))
        }
        PaymentProvider::Mtn => {
            let mtn: Arc<dyn Gateway> = Arc::new(mtn(config)?);
            paid_by(application, (Rail::MobileMoney, mtn), (settings, receipts))
        }
        PaymentProvider::Daraja => {
            let daraja: Arc<dyn Gateway> = Arc::new(daraja(config)?);
            paid_by(application, (Rail::MobileMoney, daraja), (settings, receipts))
        }
    }
}

/// Has payments taken by a real provider.
fn paid_by(
    application: Application,
    provider: (Rail, Arc<dyn Gateway>),
    (settings, receipts): (Settings, Receipts),
) -> Result<Cashier, CommandError> {
    let application = application.with_providers(providers(vec![provider])?, settings, Some(receipts));
    Ok(Cashier { application, simulator_url: None, simulator: None })
}

fn stripe(config: &Config) -> Result<Stripe, CommandError> {
    let payment = &config.payment;
    let notice_secrets = [&payment.stripe_notice_secret, &payment.stripe_notice_secret_before];
    let settings = StripeSettings {
        secret: revealed(payment.stripe_secret.as_ref()),
        notice_secrets: notice_secrets.into_iter().flatten().map(|secret| secret.reveal().to_owned()).collect(),
        live: payment.live,
        pace: pace(),
    };
    Stripe::new(settings).map_err(CommandError::at("could not use payment.stripe_secret"))
}

fn mtn(config: &Config) -> Result<Mtn, CommandError> {
    let payment = &config.payment;
    let product = |subscription: &Option<Secret>, user: &Option<Name>, key: &Option<Secret>| MtnProduct {
        subscription: revealed(subscription.as_ref()),
        user: user.as_ref().map(|user| user.as_str().to_owned()).unwrap_or_default(),
        key: revealed(key.as_ref()),
    };
    // The settings were refused where one of the three is missing.
    let disbursement = payment
        .mtn_disbursement_key
        .is_some()
        .then(|| product(&payment.mtn_disbursement_subscription, &payment.mtn_disbursement_user, &payment.mtn_disbursement_key));
    let settings = MtnSettings {
        url: address(&payment.mtn_url),
        environment: payment.mtn_environment.as_str().to_owned(),
        collection: product(&payment.mtn_collection_subscription, &payment.mtn_collection_user, &payment.mtn_collection_key),
        disbursement,
        callback: callback(config, "mtn")?,
        pace: pace(),
    };
    Mtn::new(settings).map_err(CommandError::at("could not use the settings payment.mtn_*"))
}

fn daraja(config: &Config) -> Result<Daraja, CommandError> {
    let payment = &config.payment;
    let settings = DarajaSettings {
        url: address(&payment.daraja_url),
        consumer: (revealed(payment.daraja_consumer_key.as_ref()), revealed(payment.daraja_consumer_secret.as_ref())),
        short_code: payment.daraja_short_code.as_ref().map(|code| code.as_str().to_owned()).unwrap_or_default(),
        pass_key: revealed(payment.daraja_pass_key.as_ref()),
        callback: callback(config, "daraja")?,
        live: payment.live,
        pace: pace(),
    };
    Daraja::new(settings).map_err(CommandError::at("could not use the settings payment.daraja_*"))
}

fn address(url: &Option<GatewayUrl>) -> String {
    url.as_ref().map(|url| url.as_str().to_owned()).unwrap_or_default()
}

/// Returns where an operator calls us back: an address of ours that ends in a secret.
fn callback(config: &Config, provider: &str) -> Result<CallbackAddress, CommandError> {
    let token = config.payment.callback_token.as_ref().map(CallbackToken::reveal).unwrap_or_default();
    let address = format!("{}/hooks/payment/{provider}", config.identity.issuer.as_str());
    CallbackAddress::new(&address, token).map_err(CommandError::at("could not use payment.callback_token"))
}

/// Opens the key that signs receipts.
///
/// # Errors
/// Fails when its file cannot be used.
pub fn receipts(config: &Config, application: &Application) -> Result<Receipts, CommandError> {
    let (database, issuer) = (application.database.clone(), issuer(config)?);
    let receipts = Receipts::open(database, issuer, &config.payment.receipt_key_file);
    receipts.map_err(CommandError::at("could not open payment.receipt_key_file"))
}

/// Returns whose receipts these are: the territory.
fn issuer(config: &Config) -> Result<CountryCode, CommandError> {
    config.territory.code.as_str().parse().map_err(CommandError::at("territory.code names no country"))
}

fn revealed(secret: Option<&Secret>) -> String {
    secret.map(|secret| secret.reveal().to_owned()).unwrap_or_default()
}

impl StandIn {
    /// Finds the stand-in that runs already, or starts one.
    fn of(config: &Config, clock: &SharedClock, ours: &str) -> Result<StandIn, CommandError> {
        const FAILED: &str = "could not start the simulated provider";
        if let Some(url) = &config.payment.simulator_url {
            let secret = revealed(config.payment.simulator_secret.as_ref());
            return Ok(StandIn { url: url.as_str().to_owned(), secret, started: None });
        }
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
        Ok(StandIn { url: simulator.url(), secret, started: Some(simulator) })
    }
}

/// Names a stand-in as provider of cards and of mobile money.
fn simulated(url: &str, secret: &str, ours: &str) -> Result<Providers, CommandError> {
    const FAILED: &str = "could not use the simulated provider";
    // The same after every start: what was sent to the server before it still finds it.
    let token = hex::encode(Sha256::digest(secret).first_chunk::<16>().copied().unwrap_or_default());
    let card = Stripe::simulated(
        url,
        StripeSettings {
            secret: "sk_test_simulated".to_owned(),
            notice_secrets: vec![secret.to_owned()],
            live: false,
            pace: pace(),
        },
    )
    .map_err(CommandError::at(FAILED))?;
    let mobile = Gsma::new(GsmaSettings {
        url: format!("{url}/gsma"),
        api_key: "simulated".to_owned(),
        account: "customs".to_owned(),
        callback: CallbackAddress::new(&format!("{ours}/hooks/payment/gsma"), &token).map_err(CommandError::at(FAILED))?,
        live: false,
        pace: pace(),
    })
    .map_err(CommandError::at(FAILED))?;
    let all: Vec<(Rail, Arc<dyn Gateway>)> = vec![(Rail::Card, Arc::new(card)), (Rail::MobileMoney, Arc::new(mobile))];
    providers(all)
}

fn providers(all: Vec<(Rail, Arc<dyn Gateway>)>) -> Result<Providers, CommandError> {
    Providers::new(all).map_err(CommandError::at("could not name the providers"))
}

fn pace() -> Pace {
    Pace::usual(Arc::new(|| u16::from_le_bytes(identifier::random()) % 1_000))
}
