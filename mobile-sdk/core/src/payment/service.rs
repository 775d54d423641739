//! What apps do about payments, in the order in which payers meet it.

use index_core::order::sort_by;
use receipt::{KeyList, PublishedKey};

use super::{
    attempt::{Attempt, Phase, check},
    model::{NewPayment, Payment, PaymentNotice},
    wording::notice,
};
use crate::{
    cancel::CancelToken,
    client::{Core, Shared},
    error::FingertipError,
    id::{secret, uuid_v7},
    journal::Change,
    op::{CancelPayment, ReceiptKeys, VerifyReceipt, cancel_payment, payment_notice, receipt_keys, verify_receipt},
    proof::ReceiptCheck,
    wire::{Call, error_of, header, heard},
};

/// How many payments are kept. The oldest that are over go first.
const ATTEMPTS_MAX: usize = 200;
/// How long [`Payments::await_final`] waits at most.
const AWAIT_MS_MAX: i64 = 15 * 60 * 1_000;

/// Paying, and proving that it is paid.
#[derive(Clone)]
pub struct Payments(pub(crate) Shared);

/// What the server says of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlineReceiptCheck {
    /// The verdict, by its code in `docs/receipts.md`; `unknown` for a short code that is none.
    pub verdict: String,
    /// What that means, in the language of whoever asks.
    pub text: String,
    /// What became of it (`PARTLY_REPAID`, `REPAID`, `REVERSED`); nothing where it stands.
    pub became: Option<String>,
}

impl Payments {
    /// Returns a notice: what is owed, to whom, until when, by which ways.
    ///
    /// # Errors
    /// `NOT_FOUND`; `NOTICE_REFERENCE_MISTYPED` where the check digits do not fit.
    pub async fn notice(&self, reference: String) -> Result<PaymentNotice, FingertipError> {
        let variables = payment_notice::Variables { reference: reference.clone(), language: None };
        let found = self.0.send::<crate::op::PaymentNotice>(variables, Call::private_read("notice")).await?;
        let missing =
            || FingertipError::NotFound { kind: "notice".to_owned(), id: reference, detail: "no such payment notice".to_owned() };
        notice(found.payment_notice.ok_or_else(missing)?)
    }

    /// Pays. The key is stored before the first byte is sent. Called twice for the same notices, it is the same payment.
    ///
    /// # Errors
    /// Where nothing was begun, and why: `NOTICE_CHANGED` (show it again), `NOTICE_EXPIRED`, `OFFLINE`, [`FingertipError::Payment`]. Where that
    /// is not certain there is no error: the payment stands at [`super::PaymentStanding::Unknown`], and is never paid anew.
    pub async fn start(&self, new: NewPayment) -> Result<Payment, FingertipError> {
        check(&new)?;
        if !self.0.network().online {
            return Err(FingertipError::Offline { detail: "payments are not kept for later".to_owned() });
        }
        let session_id = if new.as_account {
            // Renewed now, where nothing depends on it, rather than between storing and sending.
            self.0.access().await?;
            self.0.tokens()?.ok().map(|tokens| tokens.session_id)
        } else {
            None
        };
        let id = self.begin(new, session_id)?;
        self.0.advance(&id).await
    }

    fn begin(&self, new: NewPayment, session_id: Option<String>) -> Result<String, FingertipError> {
        let host = &self.0.host;
        let (id, key, now) = (uuid_v7(host), format!("{}.{}", uuid_v7(host), secret(host)), host.clock.now_ms());
        self.0.journal.transact(|state| {
            if let Some(open) = state.attempts.values().find(|attempt| !attempt.is_over() && attempt.shares_a_notice(&new)) {
                return if open.new == new && open.session_id == session_id {
                    Ok((Vec::new(), None, open.id.clone()))
                } else {
                    Err(another(open))
                };
            }
            let mut changes = Vec::new();
            if state.attempts.len() >= ATTEMPTS_MAX {
                let oldest = state.attempts.values().find(|attempt| attempt.is_over());
                let full = || FingertipError::invalid("", "PAYMENT_TOO_MANY", "too many payments of this phone are not over");
                changes.push(Change::AttemptGone(oldest.ok_or_else(full)?.id.clone()));
            }
            let phase = Phase::Stored;
            let attempt = Attempt {
                id: id.clone(),
                key,
                new,
                session_id,
                created_ms: now,
                sent_ms: None,
                phase,
                checks: 0,
                next_check_ms: now,
            };
            changes.push(Change::Attempt(Box::new(attempt)));
            Ok((changes, None, id))
        })
    }

    /// Says where a payment stands, and asks the server.
    ///
    /// # Errors
    /// `NOT_FOUND` where it is none of this phone's.
    pub async fn status(&self, attempt_id: String) -> Result<Payment, FingertipError> {
        self.0.advance_or_show(&attempt_id).await
    }

    /// Asks for a payment to be cancelled, and says what became of it: where the money was taken already, it is paid.
    ///
    /// # Errors
    /// `PAYMENT_STATE_UNKNOWN` where the server may not have heard of it: resume it first.
    pub async fn cancel(&self, attempt_id: String) -> Result<Payment, FingertipError> {
        use cancel_payment::CancelPaymentCancelPayment as Payload;
        let attempt = self.0.attempt(&attempt_id)?;
        let Phase::Known(known) = &attempt.phase else {
            return Err(FingertipError::PaymentStateUnknown {
                attempt_id,
                detail: "the server may not have heard of it".to_owned(),
            });
        };
        // To cancel twice is to cancel once.
        let call = Call { may_repeat: true, ..Call::change("pay") };
        let answer = self.0.send::<CancelPayment>(cancel_payment::Variables { id: known.payment_id.clone() }, call).await?;
        match answer.cancel_payment {
            Payload::Payment(payment) => {
                let told = (
                    super::Seen {
                        payment_id: payment.id,
                        state: crate::wire::word(&payment.state),
                        text: payment.text,
                        do_not_pay_again: payment.do_not_pay_again,
                        expires_at: payment.expires_at,
                        version: payment.version,
                        receipts: Vec::new(),
                    },
                    None,
                );
                let _alone = self.0.resuming.lock().await;
                self.0.learn_of(self.0.attempt(&attempt_id)?, told).await
            }
            Payload::Refused(refused) => {
                let facts: Vec<_> = refused.facts.into_iter().map(|fact| (fact.name, fact.value)).collect();
                Err(error_of(&refused.code, &refused.message, facts.as_slice()))
            }
        }
    }

    /// Asks about every payment of this phone that is not over. Call it at every start of the app, and when it comes back from a page of a
    /// provider. It begins no payment that nobody means any more.
    ///
    /// # Errors
    /// When the phone cannot read or write what it keeps. That the server cannot be reached is no error: the payments are as they were.
    pub async fn resume_pending(&self) -> Result<Vec<Payment>, FingertipError> {
        let now = self.0.host.clock.now_ms();
        let pending: Vec<String> = self.0.journal.read(|state| {
            let mut pending: Vec<_> = state.attempts.values().filter(|attempt| attempt.is_asked_about(now)).collect();
            sort_by(&mut pending, |one, other| one.created_ms.cmp(&other.created_ms));
            pending.into_iter().map(|attempt| attempt.id.clone()).collect()
        });
        let mut payments = Vec::with_capacity(pending.len());
        for id in pending {
            payments.push(self.0.advance_or_show(&id).await?);
        }
        Ok(payments)
    }

    /// Asks about a payment until it is over, or for so long: after 2, 4, 8, 15, 30 and 60 seconds, and then each minute. When the time is
    /// over it is as it is.
    ///
    /// # Errors
    /// `CANCELLED` where the app gave it up; that changes nothing about the payment.
    pub async fn await_final(
        &self,
        attempt_id: String,
        timeout_ms: i64,
        cancel: Option<CancelToken>,
    ) -> Result<Payment, FingertipError> {
        let until = self.0.host.clock.now_ms().saturating_add(timeout_ms.clamp(0, AWAIT_MS_MAX));
        loop {
            let payment = self.status(attempt_id.clone()).await?;
            let now = self.0.host.clock.now_ms();
            let Some(next) = payment.next_check_at_ms.filter(|_| now < until) else { return Ok(payment) };
            self.0.pause((next.min(until) - now).max(1), cancel.as_ref()).await?;
        }
    }

    /// Returns the payments of this phone as they were last known, the newest first.
    pub fn known(&self) -> Vec<Payment> {
        let mut attempts: Vec<Attempt> = self.0.journal.read(|state| state.attempts.values().cloned().collect());
        sort_by(&mut attempts, |one, other| other.created_ms.cmp(&one.created_ms));
        attempts.iter().map(|attempt| attempt.shown(&self.0.keys, None)).collect()
    }

    /// Forgets a payment that is over.
    ///
    /// # Errors
    /// `PAYMENT_STATE_UNKNOWN` for one that is not.
    pub fn forget(&self, attempt_id: String) -> Result<(), FingertipError> {
        if !self.0.attempt(&attempt_id)?.is_over() {
            return Err(FingertipError::PaymentStateUnknown { attempt_id, detail: "it is not over".to_owned() });
        }
        self.0.commit(vec![Change::AttemptGone(attempt_id)], None)
    }

    /// Says what a receipt is worth that somebody shows, without a network.
    pub fn check_receipt(&self, shown: String) -> ReceiptCheck {
        self.0.keys.check(&shown)
    }

    /// Asks the server what a receipt is worth, by its text or its short code.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn check_receipt_online(&self, shown: String) -> Result<OnlineReceiptCheck, FingertipError> {
        let variables = verify_receipt::Variables { shown };
        let said = self.0.send::<VerifyReceipt>(variables, Call::private_read("receipt")).await?.verify_receipt;
        let became = said.became.as_ref().map(crate::wire::word);
        Ok(OnlineReceiptCheck { verdict: said.verdict, text: said.text, became })
    }

    /// Asks the server for the keys of receipts, and returns how many there are. Where a trust root is set, they come as a list that it signed.
    ///
    /// # Errors
    /// When it cannot be asked; `RECEIPT_NOT_GENUINE` where the list is not signed by the trust root, or older than what is known.
    pub async fn update_receipt_keys(&self) -> Result<i64, FingertipError> {
        self.0.update_keys().await
    }

    /// Asks the server what became of receipts, and returns of when the list is (milliseconds since 1970): what verifies receipts without a network
    /// says from then on which of them were repaid.
    ///
    /// # Errors
    /// `TRUST_ROOT_MISSING` where no trust root is set; else as [`Payments::update_receipt_keys`].
    pub async fn update_receipt_changes(&self) -> Result<i64, FingertipError> {
        self.0.update_changes().await
    }

    /// Takes a signed list of keys, from wherever it came.
    ///
    /// # Errors
    /// `RECEIPT_NOT_GENUINE` where it is not signed by the trust root, or older than what is known.
    pub fn install_key_list(&self, signed: Vec<u8>) -> Result<(), FingertipError> {
        self.0.keys.take_signed_keys(&signed, &*self.0.host.files).map(drop)
    }

    /// Takes a signed list of what became of receipts, from wherever it came.
    ///
    /// # Errors
    /// `RECEIPT_NOT_GENUINE` where it is not signed by the trust root, or older than what is known.
    pub fn install_status_list(&self, signed: Vec<u8>) -> Result<(), FingertipError> {
        self.0.keys.take_signed_changes(&signed, &*self.0.host.files).map(drop)
    }
}

impl Core {
    /// Takes a payment further, or shows it as it was where that certainly could not be tried.
    async fn advance_or_show(&self, id: &str) -> Result<Payment, FingertipError> {
        match self.advance(id).await {
            Err(
                error @ (FingertipError::Storage { .. } | FingertipError::HostCallback { .. } | FingertipError::NotFound { .. }),
            ) => Err(error),
            Err(_) => Ok(self.attempt(id)?.shown(&self.keys, None)),
            shown => shown,
        }
    }

    /// Asks the server for the keys of receipts.
    pub async fn update_keys(&self) -> Result<i64, FingertipError> {
        if !self.keys.believes_server() {
            let list = self.signed_list("/.well-known/receipt-keys").await?;
            return self.keys.take_signed_keys(&list, &*self.host.files);
        }
        let answer = self.send::<ReceiptKeys>(receipt_keys::Variables {}, Call::private_read("receipt")).await?;
        let keys = answer.receipt_keys.iter().map(published).collect::<Result<Vec<_>, _>>()?;
        let count = i64::try_from(keys.len()).unwrap_or(i64::MAX);
        let issued_at = vocabulary::Timestamp::from_millisecond(self.server_ms())
            .map_err(|_| FingertipError::internal("a clock beyond the year 9999"))?;
        let list = KeyList::new(self.keys.issuer(), issued_at, keys);
        let list = list.map_err(|error| FingertipError::Server { trace_id: String::new(), detail: error.to_string() })?;
        self.keys.take_told(list, &*self.host.files)?;
        Ok(count)
    }
}

impl Core {
    /// Asks the server what became of receipts.
    pub async fn update_changes(&self) -> Result<i64, FingertipError> {
        self.keys.must_have_root()?;
        let list = self.signed_list("/.well-known/receipt-changes").await?;
        self.keys.take_signed_changes(&list, &*self.host.files)
    }

    async fn signed_list(&self, path: &str) -> Result<Vec<u8>, FingertipError> {
        let request = self.file_request(path, vec![header("accept", "application/cose")], self.config.timeouts.read_ms);
        let response = heard(self.brought(request, "receipt", None).await)?;
        match response.status {
            200 => Ok(response.body),
            404 => {
                let detail = "the server issues no receipts".to_owned();
                Err(FingertipError::NotFound { kind: "list".to_owned(), id: path.to_owned(), detail })
            }
            429 => Err(FingertipError::RateLimited { retry_after_ms: 1_000, detail: "asked too often".to_owned() }),
            status => Err(FingertipError::Server { trace_id: String::new(), detail: format!("no list came ({status})") }),
        }
    }
}

/// The refusal of a payment of a notice that this phone pays already.
fn another(open: &Attempt) -> FingertipError {
    let payment_id = match &open.phase {
        Phase::Known(seen) => Some(seen.payment_id.clone()),
        _ => None,
    };
    let detail = "another payment of the notice is under way on this phone".to_owned();
    FingertipError::Payment { code: "NOTICE_BEING_PAID".to_owned(), payment_id, detail }
}

fn published(key: &receipt_keys::ReceiptKeysReceiptKeys) -> Result<PublishedKey, FingertipError> {
    let unreadable = || FingertipError::Server { trace_id: String::new(), detail: "a key of receipts that is none".to_owned() };
    let instant = |text: &str| text.parse().map_err(|_| unreadable());
    Ok(PublishedKey {
        public: key.public.parse().map_err(|_| unreadable())?,
        from: instant(&key.from)?,
        until: instant(&key.until)?,
        revoked_at: key.revoked_at.as_deref().map(instant).transpose()?,
    })
}
