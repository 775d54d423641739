//! Mobile money: a prompt on a phone, and what becomes of it. Three shapes over one kind of prompt.

pub(crate) mod daraja;
pub(crate) mod gsma;
pub(crate) mod mtn;
mod wallet;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub(crate) use self::wallet::Wallet;
use crate::{
    answer::{Answer, Refused},
    courier::{Delivery, Way, is_loopback},
    payer::Deed,
    truth::{Entry, Kind, Provider},
    world::{Due, World},
};

/// How long a prompt is answered: five minutes.
pub(crate) const PROMPT_SECONDS: i64 = 300;
/// How long a disbursement is pending that is.
const DISBURSEMENT_SECONDS: i64 = 86_400;
/// How many prompts are kept.
const PROMPTS_MAX: usize = 2_000_000;

/// Where a prompt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Pending,
    Completed,
    Declined,
    Expired,
    Failed,
}

/// What was asked for: money from a phone, or to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Collect,
    Disburse,
}

/// A prompt, or a disbursement.
#[derive(Clone, Debug)]
pub(crate) struct Prompt {
    /// What it is found by: the shape, and the id that the caller gave (of Daraja: the id that it was given).
    pub(crate) id: String,
    pub(crate) provider: Provider,
    pub(crate) direction: Direction,
    /// The amount as it was written, in major units.
    pub(crate) amount: String,
    pub(crate) units: i64,
    pub(crate) decimals: u8,
    pub(crate) currency: String,
    /// The number at the other end.
    pub(crate) phone: String,
    /// Our id, as it was told.
    pub(crate) ours: Option<String>,
    pub(crate) note: String,
    pub(crate) standing: Standing,
    /// The id that the provider gave the request.
    pub(crate) request: String,
    /// The id of the transaction, once there is one.
    pub(crate) transaction: Option<String>,
    pub(crate) callback: Option<String>,
    pub(crate) made: Timestamp,
}

/// Everything of mobile money.
#[derive(Default)]
pub(crate) struct Mobile {
    pub(crate) prompts: BTreeMap<String, Prompt>,
    /// From the ids that the provider gave to those that prompts are found by.
    pub(crate) requests: BTreeMap<String, String>,
}

impl Standing {
    /// Returns its name on the page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Standing::Pending => "pending",
            Standing::Completed => "completed",
            Standing::Declined => "declined",
            Standing::Expired => "expired",
            Standing::Failed => "failed",
        }
    }

    /// Whether the payer can still act.
    pub(crate) fn is_open(self) -> bool {
        self == Standing::Pending
    }
}

impl World {
    /// Shows a prompt on a phone, or begins a disbursement.
    pub(crate) fn begin_prompt(&mut self, prompt: Prompt) -> Result<(), Answer> {
        if self.mobile.prompts.len() >= PROMPTS_MAX {
            return Err(Answer::empty(503));
        }
        let (id, units, direction) = (prompt.id.clone(), prompt.units, prompt.direction);
        let is_absent = matches!(self.wallet(&prompt.phone), Wallet::Absent);
        let callback = prompt.callback.clone().filter(|url| is_loopback(url));
        self.mobile.requests.insert(prompt.request.clone(), id.clone());
        self.mobile.prompts.insert(id.clone(), Prompt { callback, ..prompt });
        match direction {
            Direction::Collect => {
                self.later(PROMPT_SECONDS, Due::PromptEnds { prompt: id.clone() });
                self.payer_sees(&id, units);
            }
            Direction::Disburse => {
                let drawn = self.chance().per_mille("disbursement", &id, 0);
                let plan = self.plan.repayments.clone();
                let (fails, waits) = (drawn < plan.fail, drawn < plan.fail.saturating_add(plan.pending));
                let after = if waits { DISBURSEMENT_SECONDS } else { 0 };
                // What is sent where no wallet is comes back.
                self.later(after, Due::DisbursementEnds { prompt: id, fails: fails || is_absent });
            }
        }
        Ok(())
    }

    /// Lets the payer act on a prompt.
    pub(crate) fn payer_at_phone(&mut self, id: &str, deed: Deed) -> Result<(), Refused> {
        let prompt = self.prompt(id)?.clone();
        if !prompt.standing.is_open() || prompt.direction == Direction::Disburse {
            return Err(Answer::json(409, &serde_json::json!({"error": "the prompt was answered"})).into());
        }
        match deed {
            Deed::Approve => self.prompt_paid(prompt),
            Deed::Twice => {
                let serial = self.serial();
                let again =
                    Prompt { id: format!("{id} again {serial}"), request: format!("{} again", prompt.request), ..prompt.clone() };
                self.prompt_paid(prompt)?;
                self.prompt_paid(again)
            }
            Deed::Decline => {
                self.prompt_changed(Prompt { standing: Standing::Declined, ..prompt });
                Ok(())
            }
            // A phone always asks for the secret number.
            Deed::Challenge | Deed::Leave => Ok(()),
        }
    }

    /// Lets a prompt end that nobody answered.
    pub(crate) fn prompt_ends(&mut self, id: &str) {
        if let Some(prompt) = self.mobile.prompts.get(id).filter(|prompt| prompt.standing.is_open()) {
            self.prompt_changed(Prompt { standing: Standing::Expired, ..prompt.clone() });
        }
    }

    /// Lets a disbursement end.
    pub(crate) fn disbursement_ends(&mut self, id: &str, fails: bool) -> Result<(), Refused> {
        let Some(prompt) = self.mobile.prompts.get(id).filter(|prompt| prompt.standing.is_open()).cloned() else {
            return Ok(());
        };
        if fails {
            self.prompt_changed(Prompt { standing: Standing::Failed, ..prompt });
            return Ok(());
        }
        let prompt = self.with_transaction(prompt);
        self.log(self.prompt_entry(&prompt, Kind::Refunded, -prompt.units))?;
        self.prompt_changed(Prompt { standing: Standing::Completed, ..prompt });
        Ok(())
    }

    /// Finds a prompt.
    pub(crate) fn prompt(&self, id: &str) -> Result<&Prompt, Answer> {
        self.mobile.prompts.get(id).ok_or_else(|| Answer::json(404, &serde_json::json!({"code": "RESOURCE_NOT_FOUND"})))
    }

    fn prompt_paid(&mut self, prompt: Prompt) -> Result<(), Refused> {
        let prompt = self.with_transaction(prompt);
        self.log(self.prompt_entry(&prompt, Kind::Captured, prompt.units))?;
        self.prompt_changed(Prompt { standing: Standing::Completed, ..prompt });
        Ok(())
    }

    fn with_transaction(&self, prompt: Prompt) -> Prompt {
        let transaction = self.chance().id("transaction", &prompt.id, 10).to_ascii_uppercase();
        Prompt { transaction: Some(transaction), ..prompt }
    }

    fn prompt_entry(&self, prompt: &Prompt, kind: Kind, balance: i64) -> Entry {
        Entry {
            serial: 0,
            at: self.now(),
            provider: prompt.provider,
            kind,
            object: prompt.transaction.clone().unwrap_or_default(),
            payment: prompt.id.clone(),
            ours: prompt.ours.clone(),
            currency: prompt.currency.clone(),
            amount: prompt.units,
            decimals: prompt.decimals,
            balance,
        }
    }

    /// Keeps what became of a prompt, and tells it once.
    fn prompt_changed(&mut self, prompt: Prompt) {
        let told = match prompt.provider {
            Provider::Gsma => gsma::told(&prompt, self.now()).map(|body| (body, Way::Put)),
            Provider::Mtn => Some((mtn::told(&prompt), Way::Put)),
            Provider::Daraja => Some((daraja::told(&prompt), Way::Post)),
            Provider::Stripe => None,
        };
        if let (Some(url), Some((body, way))) = (prompt.callback.clone(), told) {
            let (about, due) = (format!("{} {}", prompt.id, prompt.standing.name()), self.now());
            self.post(Delivery { about, url, body: body.to_string(), way, due, not_before: None, tries: 0 }, None);
        }
        self.mobile.requests.insert(prompt.request.clone(), prompt.id.clone());
        if let Some(transaction) = &prompt.transaction {
            self.mobile.requests.insert(transaction.clone(), prompt.id.clone());
        }
        self.mobile.prompts.insert(prompt.id.clone(), prompt);
    }
}

/// Reads a decimal of at most `decimals` places into whole units; none if it is not one, or not above zero.
pub(crate) fn units(amount: &str, decimals: u8) -> Option<i64> {
    let places = usize::from(decimals);
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > places || amount.ends_with('.') {
        return None;
    }
    format!("{whole}{fraction:0<places$}").parse().ok().filter(|units| *units > 0)
}

/// Returns how many decimals a currency of mobile money has; ISO 4217, as far as these shapes are used.
pub(crate) fn decimals(currency: &str) -> Option<u8> {
    crate::currency::counting(currency).map(|counting| match currency {
        "UGX" | "ISK" => 0,
        "MGA" => 2,
        _ => counting.decimals,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_decimals_of_their_currency() {
        assert_eq!(units("15.21", 2), Some(1_521));
        assert_eq!(units("15", 2), Some(1_500));
        assert_eq!(units("0.5", 3), Some(500));
        for wrong in ["", ".", "1.", ".5", "1.234", "-1", "1e3", "0", "0.00", "１"] {
            assert_eq!(units(wrong, 2), None, "{wrong}");
        }
        assert_eq!(units("1.0", 0), None);
    }
}
