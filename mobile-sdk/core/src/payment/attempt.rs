//! A payment that this device began, as it stands in the journal. Rules only: what is known, and what is to be done next.

use serde::Serialize;

use super::model::{NewPayment, NextAction, Payment, PaymentStanding, Rail};
use crate::{
    error::FingertipError,
    proof::{Keys, Receipt},
};

/// How long a key that nobody answered may simply be sent again: as long as whoever tapped "pay" still means it.
pub const RESEND_MS: i64 = 5 * 60 * 1_000;
/// How long a payment that came to nothing is still asked about: money may come late.
pub const LATE_MS: i64 = 3 * 24 * 60 * 60 * 1_000;
/// When it is asked about, after each answer; then every minute.
const CHECKS_MS: [i64; 6] = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

/// A payment of this device. Its key is stored before the first byte is sent, and is never used for anything else (row IDM-01).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// What this device calls it.
    pub id: String,
    /// What makes the server know it again.
    pub key: String,
    /// What is paid.
    pub new: NewPayment,
    /// In whose session, where somebody who is signed in pays. The server knows the key in their name alone.
    pub session_id: Option<String>,
    /// When it was begun.
    pub created_ms: i64,
    /// When it was sent last; nothing while it never was.
    pub sent_ms: Option<i64>,
    /// What is known.
    pub phase: Phase,
    /// How often it was asked about since it changed.
    pub checks: i64,
    /// When it is asked about next.
    pub next_check_ms: i64,
}

read::reads!(struct Attempt {
    id, key, new, session_id, created_ms, sent_ms, phase, checks, next_check_ms
});

impl std::fmt::Debug for Attempt {
    /// Its key is a secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Attempt").field("id", &self.id).field("phase", &self.phase).finish_non_exhaustive()
    }
}

/// What is known of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Phase {
    /// The key is stored. The server may have heard of it where it was sent.
    Stored,
    /// The server has it.
    Known(Seen),
    /// The server does not have it, and will not.
    Over {
        /// Why.
        code: String,
    },
}

read::reads!(enum Phase { Stored, Known(_), Over { code } });

/// What the server said of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// What it calls it.
    pub payment_id: String,
    /// Where it stands, as the contract names it.
    pub state: String,
    /// What that means, for the payer.
    pub text: String,
    /// Whether paying again could pay twice.
    pub do_not_pay_again: bool,
    /// When it ends if nobody pays.
    pub expires_at: String,
    /// How many events there were.
    pub version: i64,
    /// The receipts, as texts. Each is verified again whenever it is shown.
    pub receipts: Vec<String>,
}

read::reads!(struct Seen { payment_id, state, text, do_not_pay_again, expires_at, version, receipts });

/// What to do next about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send it, with its key.
    Send,
    /// Find out whether the server has the key, without paying.
    Probe,
    /// Ask where it stands.
    Ask,
    /// Nothing.
    Nothing,
}

impl Attempt {
    /// Whether nothing more is waited for.
    pub fn is_over(&self) -> bool {
        match &self.phase {
            Phase::Stored => false,
            Phase::Known(seen) => match seen.state.as_str() {
                "SUCCESS" => !seen.receipts.is_empty(),
                state => is_nothing(state),
            },
            Phase::Over { .. } => true,
        }
    }

    /// Whether it is asked about when the app starts.
    pub fn is_asked_about(&self, now_ms: i64) -> bool {
        let may_come_late = matches!(&self.phase, Phase::Known(seen) if is_nothing(&seen.state));
        !self.is_over() || (may_come_late && now_ms.saturating_sub(self.created_ms) < LATE_MS)
    }

    /// Whether it pays any of the same notices.
    pub fn shares_a_notice(&self, other: &NewPayment) -> bool {
        self.new.notices.iter().any(|mine| other.notices.iter().any(|theirs| same_reference(&mine.reference, &theirs.reference)))
    }

    /// Says what to do next. A key that was sent long ago is not sent again as it stands: it might begin a payment that nobody means any
    /// more.
    pub fn step(&self, now_ms: i64) -> Step {
        match (&self.phase, self.sent_ms) {
            (Phase::Stored, None) => Step::Send,
            (Phase::Stored, Some(sent_ms)) if (0..RESEND_MS).contains(&(now_ms - sent_ms)) => Step::Send,
            (Phase::Stored, Some(_)) => Step::Probe,
            (Phase::Known(seen), _) if seen.state == "SUCCESS" && !seen.receipts.is_empty() => Step::Nothing,
            (Phase::Known(_), _) => Step::Ask,
            (Phase::Over { .. }, _) => Step::Nothing,
        }
    }

    /// Takes in what the server says.
    #[must_use]
    pub fn seen(&self, mut seen: Seen, now_ms: i64) -> Attempt {
        let before = match &self.phase {
            Phase::Known(before) => Some(before),
            _ => None,
        };
        // An answer that was under way for long may tell what was so before.
        if let Some(before) = before.filter(|before| before.version > seen.version || before.state == "SUCCESS") {
            seen = before.clone();
        } else if let Some(before) = before {
            seen.receipts.clone_from(&before.receipts);
        }
        let checks = if before.is_some_and(|before| before.state == seen.state) { self.checks + 1 } else { 0 };
        Attempt { phase: Phase::Known(seen), checks, ..self.clone() }.next_check(now_ms)
    }

    /// Says when it is asked about next.
    #[must_use]
    pub fn next_check(self, now_ms: i64) -> Attempt {
        let wait =
            usize::try_from(self.checks).ok().and_then(|checks| CHECKS_MS.get(checks)).unwrap_or(&CHECKS_MS[CHECKS_MS.len() - 1]);
        Attempt { next_check_ms: now_ms.saturating_add(*wait), ..self }
    }

    /// Says what is shown of it.
    pub fn shown(&self, keys: &Keys, next_action: Option<NextAction>) -> Payment {
        let (payment_id, standing, text, expires_at) = match &self.phase {
            Phase::Stored => (None, PaymentStanding::Unknown, None, None),
            Phase::Over { code } => (None, PaymentStanding::NotStarted { code: code.clone() }, None, None),
            Phase::Known(seen) => {
                let (text, expires_at) = (Some(seen.text.clone()), Some(seen.expires_at.clone()));
                (Some(seen.payment_id.clone()), self.standing(seen, keys), text, expires_at)
            }
        };
        let is_their_turn = standing == PaymentStanding::PayersTurn;
        let do_not_pay_again = match &self.phase {
            Phase::Stored => true,
            Phase::Known(seen) => seen.do_not_pay_again || !standing.is_final() || seen.state == "SUCCESS",
            Phase::Over { .. } => false,
        };
        Payment {
            attempt_id: self.id.clone(),
            payment_id,
            notices: self.new.notices.iter().map(|notice| notice.reference.clone()).collect(),
            amount: self.new.expected_total.clone(),
            next_action: if is_their_turn { next_action.unwrap_or_else(|| self.at_a_counter()) } else { NextAction::None },
            next_check_at_ms: (!standing.is_final()).then_some(self.next_check_ms),
            standing,
            text,
            do_not_pay_again,
            expires_at,
        }
    }

    fn standing(&self, seen: &Seen, keys: &Keys) -> PaymentStanding {
        match seen.state.as_str() {
            "SUCCESS" => match self.proven(&seen.payment_id, &seen.receipts, keys) {
                Some(receipts) => PaymentStanding::Succeeded { receipts },
                None => PaymentStanding::AwaitingReceipt,
            },
            "CREATED" | "STARTED" => PaymentStanding::PayersTurn,
            "ERROR" => PaymentStanding::UnderReview,
            "FAILED" => PaymentStanding::Failed,
            "CANCELLED" => PaymentStanding::Cancelled,
            // Whatever a later server calls it, it is not over.
            _ => PaymentStanding::Waiting,
        }
    }

    /// Returns the receipts, where each notice has one that is signed and names this payment.
    pub fn proven(&self, payment_id: &str, texts: &[String], keys: &Keys) -> Option<Vec<Receipt>> {
        let receipts: Vec<Receipt> = texts.iter().filter_map(|text| keys.prove(text).ok()).collect();
        let proof = |notice: &super::PayNotice| {
            let reference = digits(&notice.reference);
            receipts.iter().find(|receipt| receipt.proves(payment_id, &reference)).cloned()
        };
        self.new.notices.iter().map(proof).collect()
    }

    fn at_a_counter(&self) -> NextAction {
        match (&self.new.rail, self.new.notices.first()) {
            (Rail::Voucher, Some(notice)) => NextAction::BankReference { reference: notice.reference.clone() },
            _ => NextAction::None,
        }
    }
}

/// Whether a state says that nothing was taken.
fn is_nothing(state: &str) -> bool {
    matches!(state, "FAILED" | "CANCELLED")
}

/// Returns the digits of a reference, which people write with blanks, hyphens and in other scripts.
pub fn digits(reference: &str) -> String {
    reference
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .map(|sign| vocabulary::western_digit(sign).map_or(sign, |digit| char::from(b'0' + digit)))
        .collect()
}

fn same_reference(one: &str, other: &str) -> bool {
    digits(one) == digits(other)
}

/// Refuses what could not be paid whatever the server says.
pub fn check(new: &NewPayment) -> Result<(), FingertipError> {
    if !(1..=100).contains(&new.notices.len()) {
        return Err(FingertipError::invalid("notices", "PAYMENT_TOO_MANY", "must be 1 to 100"));
    }
    if new.expected_total.minor <= 0 {
        return Err(FingertipError::invalid("expected_total", "AMOUNT_INVALID", "must be above zero"));
    }
    if matches!(new.rail, Rail::Other { .. }) {
        return Err(FingertipError::invalid("rail", "PAYMENT_RAIL_UNAVAILABLE", "this version does not know that way of paying"));
    }
    if new.acting_for.is_some() && !new.as_account {
        return Err(FingertipError::invalid("as_account", "MANDATE_NONE", "whoever pays for somebody else is signed in"));
    }
    if (new.rail == Rail::Deposit) != new.account.is_some() {
        let detail = "money paid in advance is drawn from an account, and nothing else is";
        return Err(FingertipError::invalid("account", "ACCOUNT_UNKNOWN", detail));
    }
    if new.account.is_some() && !new.as_account {
        return Err(FingertipError::invalid("as_account", "ACCOUNT_UNKNOWN", "whoever pays from an account is signed in"));
    }
    Ok(())
}
