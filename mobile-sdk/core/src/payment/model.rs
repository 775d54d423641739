//! What is asked of the cashier, and what comes back. A payment that this device began is an [`Attempt`](super::attempt::Attempt) in the
//! journal; what apps see of it is a [`Payment`].

use serde::Serialize;

use crate::{money::Money, proof::Receipt};

/// A demand to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentNotice {
    /// Its twelve digits.
    pub reference: String,
    /// Which version of it this is. Say it when paying.
    pub version: i64,
    /// Where it stands (`OPEN`, `PARTIALLY_PAID`, `PAID` …).
    pub state: String,
    /// Who is paid.
    pub payee: String,
    /// What for.
    pub purpose: String,
    /// All of it.
    pub total: Money,
    /// What is paid of it.
    pub paid: Money,
    /// What is still owed. Say it when paying.
    pub owed: Money,
    /// Whether part of it may be paid.
    pub takes_parts: bool,
    /// The last day on which it is paid in time.
    pub due_on: String,
    /// When it can no longer be paid (RFC 3339).
    pub valid_until: Option<String>,
    /// The ways it can be paid now.
    pub options: Vec<PaymentOption>,
}

/// A way to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentOption {
    /// The way.
    pub rail: Rail,
    /// What is paid by it in all.
    pub total: Money,
}

/// How money is brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Rail {
    /// A card or a wallet, on the page or in the form of a provider.
    Card,
    /// A prompt on a phone.
    MobileMoney,
    /// The reference, at a bank counter or an agent.
    Voucher,
    /// Money that was paid in advance: an account with the administration, which [`NewPayment::account`] names.
    Deposit,
    /// A way that this version does not know.
    Other {
        /// What the contract calls it.
        name: String,
    },
}

read::reads!(enum Rail { Card, MobileMoney, Voucher, Deposit, Other { name } });

/// What a payer wants to pay, as they saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewPayment {
    /// The notices: 1 to 100, of one currency.
    pub notices: Vec<PayNotice>,
    /// The sum that the payer saw.
    pub expected_total: Money,
    /// How.
    pub rail: Rail,
    /// Whose phone is prompted, of mobile money: a plus and 8 to 15 digits.
    pub phone: Option<String>,
    /// For whom, where it is somebody else: it takes a mandate, and somebody who is signed in.
    pub acting_for: Option<ActingFor>,
    /// Whether whoever is signed in pays, whose account then lists it. Without, nobody need be signed in.
    pub as_account: bool,
    /// The account that it is paid from, of [`Rail::Deposit`]: its fourteen digits. For whoever holds it, and whoever has their mandate to pay so
    /// much; so somebody is signed in.
    pub account: Option<String>,
}

read::reads!(struct NewPayment { notices, expected_total, rail, phone, acting_for, as_account, account });

/// What is paid of one notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayNotice {
    /// Its twelve digits.
    pub reference: String,
    /// The version that the payer saw.
    pub version: i64,
    /// How much of it, where not all.
    pub amount: Option<Money>,
}

read::reads!(struct PayNotice { reference, version, amount });

/// For whom somebody pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ActingFor {
    /// A company.
    Company {
        /// Its id.
        id: String,
    },
    /// A person.
    Person {
        /// Their id, as the mandate has it.
        id: String,
    },
}

read::reads!(enum ActingFor { Company { id }, Person { id } });

/// A payment of this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// What this device calls it. It is known before the server knows of anything.
    pub attempt_id: String,
    /// What the server calls it, once that is known.
    pub payment_id: Option<String>,
    /// The notices, by their references.
    pub notices: Vec<String>,
    /// The sum.
    pub amount: Money,
    /// Where it stands. Show "paid" for [`PaymentStanding::Succeeded`] and for nothing else.
    pub standing: PaymentStanding,
    /// What that means, in the language of the payer, where the server said it.
    pub text: Option<String>,
    /// What the payer does next.
    pub next_action: NextAction,
    /// Whether paying these notices again could pay twice.
    pub do_not_pay_again: bool,
    /// When it ends if nobody pays (RFC 3339).
    pub expires_at: Option<String>,
    /// When it is worth asking again; nothing once it is over.
    pub next_check_at_ms: Option<i64>,
}

/// Where a payment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentStanding {
    /// The server may have heard of it, and may not. Nobody must pay again.
    Unknown,
    /// It is the payer's turn.
    PayersTurn,
    /// It is the provider's turn.
    Waiting,
    /// A person looks at it.
    UnderReview,
    /// The money is there. The receipt is not at hand yet, or the key that it was signed by: it is not "paid" before.
    AwaitingReceipt,
    /// It is paid, and proven.
    Succeeded {
        /// A receipt for each notice; at least one.
        receipts: Vec<Receipt>,
    },
    /// It was not paid, or not in time; nothing was taken. Where money comes late after all, it becomes [`PaymentStanding::Succeeded`].
    Failed,
    /// It was cancelled; nothing was taken. The same may become of it.
    Cancelled,
    /// The server refused it, or never heard of it; nothing was taken.
    NotStarted {
        /// The code of the refusal (`docs/errors.md`), or `NOT_SENT`.
        code: String,
    },
}

impl PaymentStanding {
    /// Says whether nothing more is waited for.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            PaymentStanding::Succeeded { .. }
                | PaymentStanding::Failed
                | PaymentStanding::Cancelled
                | PaymentStanding::NotStarted { .. }
        )
    }
}

/// What the payer does next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum NextAction {
    /// Nothing.
    None,
    /// Go to a page of the provider, in the browser, never in a web view.
    Redirect {
        /// The page.
        url: String,
    },
    /// Confirm on the phone.
    MobileMoneyPush {
        /// For about how many seconds the prompt stands.
        seconds: i64,
    },
    /// Fill in the provider's form, by its own library.
    ProviderSdk {
        /// What the form is opened with. It is shown to nobody and not kept.
        client_secret: String,
    },
    /// Show the reference at a counter.
    BankReference {
        /// The reference.
        reference: String,
    },
}
