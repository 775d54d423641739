//! What happens to a payment intent: the payer's deed, the holding and the taking of money, its release.

use serde_json::json;

use super::{
    book::Why,
    form::Form,
    intent::{Intent, Status},
    refusal,
};
use crate::{
    answer::{Answer, Refused},
    currency,
    payer::Deed,
    truth::{Entry, Kind, Provider},
    world::{Due, World},
};

/// How long money is held that nobody takes: seven days.
const HELD_SECONDS: i64 = 604_800;
/// What the provider keeps of a thousand.
const FEE_PER_MILLE: i128 = 29;
/// Payment methods of tests, and what whoever has them does.
const METHODS: [(&str, Deed); 4] = [
    ("pm_card_visa", Deed::Approve),
    ("pm_card_visa_chargeDeclined", Deed::Decline),
    ("pm_card_chargeDeclined", Deed::Decline),
    ("pm_card_authenticationRequired", Deed::Challenge),
];

impl World {
    /// Lets the payer act on an intent.
    pub(crate) fn payer_at_cards(&mut self, id: &str, deed: Deed) -> Result<(), Refused> {
        let intent = self.intent(id)?.clone();
        if !matches!(intent.status, Status::RequiresPaymentMethod | Status::RequiresAction) {
            return Err(refusal::unexpected(&intent.show(&self.base), "it was paid or cancelled").into());
        }
        match deed {
            Deed::Approve => self.approved(intent),
            Deed::Decline => self.declined(intent),
            Deed::Challenge => {
                let intent = Intent { status: Status::RequiresAction, ..intent };
                self.changed(intent, "payment_intent.requires_action");
                Ok(())
            }
            Deed::Twice => {
                // Outside of the intent, and so under another id; only our own id in the metadata tells that they belong together.
                let again = self.id("pi", Some(&format!("{id} again")));
                let second = Intent { id: again, created: self.now(), ..intent.clone() };
                self.approved(intent)?;
                self.put_intent(second.clone());
                self.approved(second)
            }
            Deed::Leave => Ok(()),
        }
    }

    pub(super) fn confirm_intent(&mut self, id: &str, form: &Form) -> Result<Answer, Refused> {
        let method = form.text("payment_method").unwrap_or_default();
        let deed = METHODS.into_iter().find(|(known, _)| *known == method).map(|(_, deed)| deed);
        let deed = deed.ok_or_else(|| refusal::no_such("PaymentMethod", method))?;
        self.payer_at_cards(id, deed)?;
        let shown = self.intent(id)?.show(&self.base);
        if deed == Deed::Decline { Err(refusal::declined(&shown).into()) } else { Ok(Answer::json(200, &shown)) }
    }

    pub(super) fn capture_intent(&mut self, id: &str, form: &Form) -> Result<Answer, Refused> {
        form.only(&["amount_to_capture", "metadata", "expand"])?;
        let intent = self.intent(id)?.clone();
        if intent.status != Status::RequiresCapture {
            return Err(refusal::unexpected(&intent.show(&self.base), "only what is held can be captured").into());
        }
        let amount = form.number("amount_to_capture")?.unwrap_or(intent.amount);
        super::intent::payable(amount, &intent.currency)?;
        if amount > intent.amount {
            return Err(refusal::coded(400, "amount_too_large", "more than what is held").into());
        }
        let rest = intent.amount - amount;
        self.captured(intent.clone(), amount)?;
        if rest > 0 {
            self.log(self.entry(&intent, Kind::Voided, rest, 0))?;
        }
        self.retrieve_intent(id, form)
    }

    pub(super) fn cancel_intent(&mut self, id: &str, form: &Form) -> Result<Answer, Refused> {
        form.only(&["cancellation_reason", "expand"])?;
        let intent = self.intent(id)?.clone();
        if matches!(intent.status, Status::Succeeded | Status::Canceled) {
            return Err(refusal::unexpected(&intent.show(&self.base), "it was paid or cancelled").into());
        }
        self.released(intent, form.text("cancellation_reason").unwrap_or("requested_by_customer"))?;
        self.retrieve_intent(id, form)
    }

    /// Lets go what was held for too long.
    pub(crate) fn hold_ends(&mut self, id: &str) -> Result<(), Refused> {
        match self.stripe.intents.get(id) {
            Some(intent) if intent.status == Status::RequiresCapture => self.released(intent.clone(), "automatic"),
            _ => Ok(()),
        }
    }

    fn approved(&mut self, intent: Intent) -> Result<(), Refused> {
        let charge = Some(format!("ch_{}", intent.id.trim_start_matches("pi_")));
        let intent = Intent { charge, charged: Some(self.now()), declined: false, ..intent };
        self.log(self.entry(&intent, Kind::Authorised, intent.amount, 0))?;
        if !intent.manual {
            let amount = intent.amount;
            return self.captured(intent, amount);
        }
        self.later(HELD_SECONDS, Due::HoldEnds { intent: intent.id.clone() });
        self.changed(Intent { status: Status::RequiresCapture, ..intent }, "payment_intent.amount_capturable_updated");
        Ok(())
    }

    fn captured(&mut self, intent: Intent, amount: i64) -> Result<(), Refused> {
        let step = currency::counting(&intent.currency).map_or(1, |counting| counting.step);
        let fee = i64::try_from(i128::from(amount) * FEE_PER_MILLE / 1_000).unwrap_or_default() / step * step;
        self.log(self.entry(&intent, Kind::Captured, amount, amount))?;
        self.log(self.entry(&intent, Kind::Fee, fee, -fee))?;
        self.booked(&intent.currency, amount, fee, Why::Charge, intent.charge.clone().unwrap_or_default());
        self.changed(Intent { status: Status::Succeeded, received: amount, ..intent }, "payment_intent.succeeded");
        Ok(())
    }

    fn declined(&mut self, intent: Intent) -> Result<(), Refused> {
        let intent = Intent { status: Status::RequiresPaymentMethod, declined: true, ..intent };
        self.changed(intent, "payment_intent.payment_failed");
        Ok(())
    }

    fn released(&mut self, intent: Intent, why: &str) -> Result<(), Refused> {
        if intent.status == Status::RequiresCapture {
            self.log(self.entry(&intent, Kind::Voided, intent.amount, 0))?;
        }
        let cancelled = Some((self.now(), why.to_owned()));
        self.changed(Intent { status: Status::Canceled, cancelled, ..intent }, "payment_intent.canceled");
        Ok(())
    }

    fn changed(&mut self, intent: Intent, kind: &str) {
        let shown = intent.show(&self.base);
        // What a forger would have us believe: that all of it was paid.
        let mut forged = shown.clone();
        forged["status"] = json!("succeeded");
        forged["amount_received"] = json!(intent.amount);
        self.stripe.intents.insert(intent.id.clone(), intent);
        self.event(kind, shown, Some(("payment_intent.succeeded", forged)));
    }

    /// Makes an entry of the truth log.
    pub(super) fn entry(&self, intent: &Intent, kind: Kind, amount: i64, balance: i64) -> Entry {
        Entry {
            serial: 0,
            at: self.now(),
            provider: Provider::Stripe,
            kind,
            object: intent.charge.clone().unwrap_or_default(),
            payment: intent.id.clone(),
            ours: intent.ours(),
            currency: intent.currency.clone(),
            amount,
            decimals: currency::counting(&intent.currency).map_or(2, |counting| counting.decimals),
            balance,
        }
    }
}
