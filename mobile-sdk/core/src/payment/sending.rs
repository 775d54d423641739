//! One payment, one step further: sent, probed or asked about, and what came of it stored before anybody sees it.

use super::{
    attempt::{Attempt, Phase, Seen, Step},
    model::{NextAction, Payment},
    wording::{Told, input, seen},
};
use crate::{
    client::Core,
    error::{FingertipError, SignedOutReason, error_code},
    event::EventKind,
    host::LogLevel,
    journal::Change,
    op::{Pay, Receipts, pay, payment, receipts},
    wire::{Call, Speaker, Trouble, error_of},
};

/// How often a payment is sent before it is left for later, under the one key.
const TRIES: u32 = 3;
/// What is waited between, at most.
const PAUSE_MS: i64 = 1_000;
const PAUSE_MS_MAX: i64 = 8_000;

/// What the server said to a payment that was sent.
enum Said {
    /// It has it.
    Has(Told),
    /// It refused it.
    Refused(FingertipError, String),
}

impl Core {
    /// Takes a payment one step further, and says where it stands.
    ///
    /// # Errors
    /// Where certainly nothing was sent or begun: then this attempt is over. Where that is not certain, the payment is unknown, which is no error.
    pub async fn advance(&self, id: &str) -> Result<Payment, FingertipError> {
        let _alone = self.resuming.lock().await;
        let attempt = self.attempt(id)?;
        match attempt.step(self.host.clock.now_ms()) {
            Step::Nothing => Ok(attempt.shown(&self.keys, None)),
            Step::Send => self.send_payment(attempt).await,
            Step::Probe => self.probe(attempt).await,
            Step::Ask => self.ask_about(attempt).await,
        }
    }

    /// Finds a payment of this device.
    pub fn attempt(&self, id: &str) -> Result<Attempt, FingertipError> {
        let found = self.journal.read(|state| state.attempts.get(id).cloned());
        found.ok_or_else(|| FingertipError::NotFound {
            kind: "payment".to_owned(),
            id: id.to_owned(),
            detail: "no such payment of this device".to_owned(),
        })
    }

    async fn send_payment(&self, mut attempt: Attempt) -> Result<Payment, FingertipError> {
        let mut is_in_doubt = attempt.sent_ms.is_some();
        if !self.speaks_for(&attempt)? {
            return self.wait_for_sign_in(attempt, is_in_doubt);
        }
        for tries in 1..=TRIES {
            attempt.sent_ms = Some(self.host.clock.now_ms());
            self.store(&attempt, None)?;
            let trouble = match self.say(&attempt, false).await {
                Ok(Said::Has(told)) => return self.learn_of(attempt, told).await,
                Ok(Said::Refused(error, code)) if !is_in_doubt => return self.is_over(attempt, code, error),
                // Another try may be under way still: only the server can say that it has no such key.
                Ok(Said::Refused(error, _)) => Trouble { error, is_in_doubt: true },
                Err(trouble) => trouble,
            };
            is_in_doubt |= trouble.is_in_doubt;
            if !is_in_doubt {
                let code = error_code(&trouble.error);
                return self.is_over(attempt, code, trouble.error);
            }
            self.log.line(LogLevel::Info, "payment", format!("no clear answer to a payment: {}", error_code(&trouble.error)));
            if tries < TRIES && trouble.error.is_in_doubt() {
                self.pause(crate::wire::jittered(&*self.host.entropy, PAUSE_MS, tries, 0, PAUSE_MS_MAX), None).await?;
            } else {
                break;
            }
        }
        self.is_unknown(attempt)
    }

    /// Finds out whether the server has a key, by asking it for what it must refuse: with the key for having been used for something else,
    /// without it for a version that no notice has.
    async fn probe(&self, attempt: Attempt) -> Result<Payment, FingertipError> {
        if !self.speaks_for(&attempt)? {
            return self.is_unknown(attempt);
        }
        match self.say(&attempt, true).await {
            Ok(Said::Has(told)) => self.learn_of(attempt, told).await,
            Ok(Said::Refused(_, code)) if code == "IDEMPOTENCY_MISMATCH" => match self.say(&attempt, false).await {
                Ok(Said::Has(told)) => self.learn_of(attempt, told).await,
                _ => self.is_unknown(attempt),
            },
            Ok(Said::Refused(_, code)) if is_of_unknown_key(&code) => {
                let attempt = Attempt { phase: Phase::Over { code: "NOT_SENT".to_owned() }, ..attempt };
                self.store(&attempt, Some(changed(&attempt)))?;
                Ok(attempt.shown(&self.keys, None))
            }
            _ => self.is_unknown(attempt),
        }
    }

    async fn ask_about(&self, attempt: Attempt) -> Result<Payment, FingertipError> {
        let Phase::Known(known) = &attempt.phase else { return Ok(attempt.shown(&self.keys, None)) };
        let variables = payment::Variables { id: known.payment_id.clone() };
        let found = self.send::<crate::op::Payment>(variables, Call::private_read("payment")).await;
        match found {
            Ok(answer) => match answer.payment {
                Some(found) => {
                    let told = seen!(found);
                    self.learn_of(attempt, told).await
                }
                // It was there before: something else is wrong, and nobody must pay again for it.
                None => Ok(attempt.shown(&self.keys, None)),
            },
            // What was known is still what is known.
            Err(_) => {
                let now = self.host.clock.now_ms();
                let attempt = Attempt { checks: attempt.checks + 1, ..attempt }.next_check(now);
                self.store(&attempt, None)?;
                Ok(attempt.shown(&self.keys, None))
            }
        }
    }

    /// Takes in what the server says of a payment, with its receipts where it is paid.
    pub async fn learn_of(
        &self,
        attempt: Attempt,
        (seen, next_action): (Seen, Option<NextAction>),
    ) -> Result<Payment, FingertipError> {
        let before = attempt.phase.clone();
        let mut attempt = attempt.seen(seen, self.host.clock.now_ms());
        // What the server has is kept before anything else is asked.
        let event = (!is_same(&before, &attempt.phase)).then(|| changed(&attempt));
        self.store(&attempt, event)?;
        let needs_receipts = match &attempt.phase {
            Phase::Known(seen) => (seen.state == "SUCCESS" && seen.receipts.is_empty()).then(|| seen.payment_id.clone()),
            _ => None,
        };
        if let Some(payment_id) = needs_receipts
            && let Some(texts) = self.receipts_of(&attempt, &payment_id).await
            && let Phase::Known(seen) = &mut attempt.phase
        {
            seen.receipts = texts;
            self.store(&attempt, Some(changed(&attempt)))?;
        }
        Ok(attempt.shown(&self.keys, next_action))
    }

    /// Fetches the receipts of a payment; nothing where they do not prove each notice yet.
    async fn receipts_of(&self, attempt: &Attempt, payment_id: &str) -> Option<Vec<String>> {
        let variables = receipts::Variables { payment: payment_id.to_owned() };
        let found = self.send::<Receipts>(variables, Call::private_read("payment")).await.ok()?;
        let texts: Vec<String> = found.receipts.into_iter().map(|receipt| receipt.text).collect();
        if attempt.proven(payment_id, &texts, &self.keys).is_none() && self.keys.believes_server() {
            // They may be signed by a key that is newer than our list.
            let _ = self.update_keys().await;
        }
        let are_proven = attempt.proven(payment_id, &texts, &self.keys).is_some();
        if !are_proven && !texts.is_empty() {
            self.log.line(LogLevel::Warn, "payment", "receipts of a payment do not prove it");
        }
        are_proven.then_some(texts)
    }

    async fn say(&self, attempt: &Attempt, is_probe: bool) -> Result<Said, Trouble> {
        use pay::PayPay as Payload;
        let speaker = if attempt.session_id.is_some() { Speaker::SignedIn } else { Speaker::Nobody };
        let call = Call { speaker, ..Call::change("pay") };
        let answer = self.send::<Pay>(input(attempt, is_probe)?, call).await?;
        Ok(match answer.pay {
            Payload::PaymentStarted(started) => Said::Has(seen!(started.payment)),
            Payload::Refused(refused) => {
                let facts: Vec<_> = refused.facts.into_iter().map(|fact| (fact.name, fact.value)).collect();
                Said::Refused(error_of(&refused.code, &refused.message, facts.as_slice()), refused.code)
            }
        })
    }

    /// Whether the key of a payment means the same to the server as when it was made: it is known in the name of who paid.
    fn speaks_for(&self, attempt: &Attempt) -> Result<bool, FingertipError> {
        match &attempt.session_id {
            None => Ok(true),
            Some(session) => Ok(self.tokens()?.is_ok_and(|tokens| tokens.session_id == *session)),
        }
    }

    fn wait_for_sign_in(&self, attempt: Attempt, is_in_doubt: bool) -> Result<Payment, FingertipError> {
        if is_in_doubt {
            return self.is_unknown(attempt);
        }
        let error = crate::session::signed_out(SignedOutReason::SignedOut);
        self.is_over(attempt, error_code(&error), error)
    }

    fn is_over(&self, attempt: Attempt, code: String, error: FingertipError) -> Result<Payment, FingertipError> {
        self.store(&Attempt { phase: Phase::Over { code }, ..attempt }, None)?;
        Err(error)
    }

    fn is_unknown(&self, attempt: Attempt) -> Result<Payment, FingertipError> {
        let now = self.host.clock.now_ms();
        let attempt = Attempt { checks: attempt.checks + 1, ..attempt }.next_check(now);
        self.store(&attempt, None)?;
        Ok(attempt.shown(&self.keys, None))
    }

    pub(super) fn store(&self, attempt: &Attempt, event: Option<EventKind>) -> Result<(), FingertipError> {
        self.commit(vec![Change::Attempt(Box::new(attempt.clone()))], event)
    }
}

/// Refusals that a server says to a probe whose key it does not have. Any other (a rate, a role) says nothing of the key.
fn is_of_unknown_key(code: &str) -> bool {
    ["NOTICE_", "PAYMENT_TOTAL_DIFFERS", "PAYMENT_RAIL", "PAYMENT_PHONE", "PAYMENT_UNCONFIRMED", "MANDATE_", "ACCOUNT_"]
        .iter()
        .any(|beginning| code.starts_with(beginning))
}

fn is_same(before: &Phase, after: &Phase) -> bool {
    match (before, after) {
        (Phase::Known(before), Phase::Known(after)) => before.state == after.state,
        _ => false,
    }
}

fn changed(attempt: &Attempt) -> EventKind {
    let payment_id = match &attempt.phase {
        Phase::Known(seen) => Some(seen.payment_id.clone()),
        _ => None,
    };
    EventKind::PaymentChanged { attempt_id: attempt.id.clone(), payment_id }
}
