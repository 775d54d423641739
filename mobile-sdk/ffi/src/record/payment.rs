//! What is asked of the cashier, and what comes back. The same as in the core, for UniFFI.

use fingertip_sdk_core::{
    ActingFor, Money, NewPayment, NextAction, OnlineReceiptCheck, PayNotice, PaymentNotice, PaymentOption, Rail,
};

/// A demand to pay.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
pub struct PaymentOption {
    /// The way.
    pub rail: Rail,
    /// What is paid by it in all.
    pub total: Money,
}

/// How money is brought.
#[uniffi::remote(Enum)]
pub enum Rail {
    /// A card or a wallet, on the page or in the form of a provider.
    Card,
    /// A prompt on a phone.
    MobileMoney,
    /// The reference, at a bank counter or an agent.
    Voucher,
    /// Money that was paid in advance: an account with the administration, which the payment names.
    Deposit,
    /// A way that this version does not know.
    Other {
        /// What the contract calls it.
        name: String,
    },
}

/// What a payer wants to pay, as they saw it.
#[uniffi::remote(Record)]
pub struct NewPayment {
    /// The notices: 1 to 100, of one currency.
    #[uniffi(default = [])]
    pub notices: Vec<PayNotice>,
    /// The sum that the payer saw.
    pub expected_total: Money,
    /// How.
    pub rail: Rail,
    /// Whose phone is prompted, of mobile money: a plus and 8 to 15 digits.
    #[uniffi(default = None)]
    pub phone: Option<String>,
    /// For whom, where it is somebody else: it takes a mandate, and somebody who is signed in.
    #[uniffi(default = None)]
    pub acting_for: Option<ActingFor>,
    /// Whether whoever is signed in pays, whose account then lists it. Without, nobody need be signed in.
    #[uniffi(default = false)]
    pub as_account: bool,
    /// The account that it is paid from, of a deposit: its fourteen digits. For whoever holds it, and whoever has their mandate to pay so much; so
    /// somebody is signed in.
    #[uniffi(default = None)]
    pub account: Option<String>,
}

/// What is paid of one notice.
#[uniffi::remote(Record)]
pub struct PayNotice {
    /// Its twelve digits.
    pub reference: String,
    /// The version that the payer saw.
    pub version: i64,
    /// How much of it, where not all.
    #[uniffi(default = None)]
    pub amount: Option<Money>,
}

/// For whom somebody pays.
#[uniffi::remote(Enum)]
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

/// What the payer does next.
#[uniffi::remote(Enum)]
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

/// What the server says of a receipt.
#[uniffi::remote(Record)]
pub struct OnlineReceiptCheck {
    /// The verdict, by its code in `docs/receipts.md`; `unknown` for a short code that is none.
    pub verdict: String,
    /// What that means, in the language of whoever asks.
    pub text: String,
    /// What became of it (`PARTLY_REPAID`, `REPAID`, `REVERSED`); nothing where it stands.
    pub became: Option<String>,
}
