//! What the rules of payment say no to.

use payment::{
    BoundRefusal, NoticeReferenceError, NoticeRefusal, PlanOutcome, PlanRefusal, RepaymentRefusal, RepaymentState, RequestState,
    State,
    account::AccountRefusal,
    claim::{ClaimRefusal, DOCUMENTS_AT_ONCE_MAX, DocumentError, LINES_MAX, QUESTIONS_MAX, write_groups},
    plan::PARTS_MAX,
    repayment::REPAYMENTS_MAX,
};
use vocabulary::Timestamp;

use crate::{
    identity::{NotApproved, code, phone::PhoneError},
    mandate,
    platform::refusal,
};

/// Why something is not done with a notice or a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The reference is none, or was mistyped.
    Reference(NoticeReferenceError),
    /// There is no such notice.
    NoticeUnknown,
    /// The notice cannot be paid so.
    Notice(NoticeRefusal),
    /// The sum is not what the payer expected.
    TotalDiffers {
        /// What is owed, with its currency.
        owed: String,
    },
    /// The notices are in more than one currency.
    CurrenciesDiffer,
    /// Another payment of the notice is under way.
    BeingPaid {
        /// Which.
        payment: String,
    },
    /// The key is none.
    KeyInvalid,
    /// The key was used for something else.
    KeyReused,
    /// Nobody is there who takes money that way.
    RailUnavailable,
    /// That way carries less at once, or more.
    Bound(BoundRefusal),
    /// The notice is not paid in such parts.
    Plan(PlanRefusal),
    /// There is no such plan of parts.
    PlanUnknown,
    /// The plan is over.
    PlanOver {
        /// What became of it.
        outcome: PlanOutcome,
    },
    /// The number cannot be prompted.
    PhoneInvalid,
    /// There is no such payment.
    PaymentUnknown,
    /// Where it stands, this cannot be done.
    PaymentState {
        /// Where it stands.
        state: State,
    },
    /// Its time is over.
    PaymentOver {
        /// Since when.
        until: Timestamp,
    },
    /// There were as many attempts as there may be.
    AttemptsSpent,
    /// It was declined too often within an hour.
    CoolsOff {
        /// Until when nothing is tried.
        until: Timestamp,
    },
    /// There are more than there may be, or none.
    TooMany {
        /// How many that is.
        limit: usize,
    },
    /// A field of a notice is none.
    NoticeInvalid {
        /// Which.
        field: &'static str,
    },
    /// The issuer issued something else under that name.
    NoticeDiffers,
    /// Another version of the notice is the next.
    NoticeVersion {
        /// Which stands; 0 where none does.
        current: u32,
    },
    /// Officers decide about money of the notice that a payer asked back.
    NoticeBeingRepaid {
        /// The payment.
        payment: String,
    },
    /// What was paid of the notice is put off, and its statement is not paid.
    NoticeDeferred,
    /// The payment is put off, and its statement is not paid: nothing came in that could go back.
    PaymentDeferred,
    /// A text is no amount of its currency.
    AmountInvalid,
    /// So much leaves an account only once its payer confirmed it.
    Unconfirmed {
        /// How much leaves it without.
        above: String,
    },
    /// What should confirm a payment does not prove it.
    NotApproved(NotApproved),
    /// The payer may not pay for whom they say.
    Mandate(mandate::Refusal),
    /// There is no such repayment.
    RepaymentUnknown,
    /// Where the repayment stands, this cannot be done.
    RepaymentState {
        /// Where it stands.
        state: RepaymentState,
    },
    /// The payer disputes the payment at the provider.
    RepaymentDisputed,
    /// Another sum is left to give back than was seen.
    RepaymentAvailable {
        /// How much is left.
        left: String,
    },
    /// More is asked for than is left, or nothing.
    RepaymentTooMuch {
        /// How much is left.
        left: String,
    },
    /// The provider took the money in parts, and none of them is that large.
    RepaymentInParts {
        /// How much the largest is.
        limit: String,
    },
    /// An amendment took back what was paid, or a plan of parts ended: nobody says no to that.
    RepaymentOwed,
    /// Another officer chose another way.
    RepaymentWayDiffers,
    /// The provider says that the number has no wallet, or none that takes money.
    RepaymentPayeeUnknown,
    /// The reason is none.
    RepaymentReason,
    /// There are as many repayments as there may be.
    RepaymentsSpent,
    /// A repayment of a claim is refused without a reason.
    RejectionUnreasoned,
    /// The caller made no such claim.
    ClaimUnknown,
    /// The claim does not allow it.
    Claim(ClaimRefusal),
    /// A document proves nothing.
    ClaimDocument {
        /// Which: from 1.
        document: usize,
        /// What is wrong with it.
        error: DocumentError,
    },
    /// A line of a claim is not asked for, and so none of them is.
    ClaimLine {
        /// Which: from 1.
        line: usize,
        /// Why.
        inner: Box<Refusal>,
    },
    /// Whoever asked or proposed does not agree as well.
    SamePerson,
    /// Something happened since the officer looked.
    Changed {
        /// How many events there are now.
        current: u32,
    },
    /// Another officer proposed something, and nobody decided yet.
    DecisionOpen,
    /// There is no such proposal, or it was decided.
    DecisionUnknown,
    /// The payer has no such account, nor a mandate of whoever has it.
    AccountUnknown,
    /// The account does not allow it.
    Account(AccountRefusal),
    /// The number that is to be asked is none.
    Phone(PhoneError),
    /// No messages are sent there.
    Message(code::Refusal),
    /// The number is asked to pay the notice already.
    RequestOpen,
    /// There were as many requests to pay within a day as there may be.
    RequestsSpent {
        /// How many that is.
        limit: usize,
        /// Until when nobody is asked.
        until: Timestamp,
    },
    /// The caller made no such request.
    RequestUnknown,
    /// The request is over.
    RequestOver {
        /// Where it stands.
        state: RequestState,
    },
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Reference(NoticeReferenceError::Length) => "NOTICE_REFERENCE_INVALID",
            Self::Reference(NoticeReferenceError::Check) => "NOTICE_REFERENCE_MISTYPED",
            Self::NoticeUnknown => "NOTICE_UNKNOWN",
            Self::Notice(NoticeRefusal::State { .. }) => "NOTICE_NOT_PAYABLE",
            Self::Notice(NoticeRefusal::Over { .. }) => "NOTICE_EXPIRED",
            Self::Notice(NoticeRefusal::Version { .. }) => "NOTICE_CHANGED",
            Self::Notice(NoticeRefusal::Total { .. }) | Self::TotalDiffers { .. } => "PAYMENT_TOTAL_DIFFERS",
            Self::Notice(NoticeRefusal::WholeOnly) => "NOTICE_WHOLE_ONLY",
            Self::Notice(NoticeRefusal::Part { .. }) => "NOTICE_PART_DIFFERS",
            Self::Bound(BoundRefusal::TooLittle { .. }) => "PAYMENT_RAIL_TOO_LITTLE",
            Self::Bound(BoundRefusal::TooMuch { .. }) => "PAYMENT_RAIL_TOO_MUCH",
            Self::Plan(PlanRefusal::Notice(inner)) => refusal::Refusal::code(&Self::Notice(*inner)),
            Self::Plan(PlanRefusal::NotNeeded) => "PLAN_NOT_NEEDED",
            Self::Plan(PlanRefusal::Planned { .. }) => "PLAN_EXISTS",
            Self::Plan(PlanRefusal::Count) => "PLAN_PARTS_COUNT",
            Self::Plan(PlanRefusal::Amounts { .. }) => "PLAN_AMOUNTS",
            Self::Plan(PlanRefusal::Days { .. }) => "PLAN_DAYS",
            Self::PlanUnknown => "PLAN_UNKNOWN",
            Self::PlanOver { .. } => "PLAN_OVER",
            Self::CurrenciesDiffer => "PAYMENT_CURRENCIES_DIFFER",
            Self::BeingPaid { .. } => "NOTICE_BEING_PAID",
            Self::KeyInvalid => "IDEMPOTENCY_KEY_INVALID",
            Self::KeyReused => "IDEMPOTENCY_MISMATCH",
            Self::RailUnavailable => "PAYMENT_RAIL_UNAVAILABLE",
            Self::PhoneInvalid => "PAYMENT_PHONE_INVALID",
            Self::PaymentUnknown => "PAYMENT_UNKNOWN",
            Self::PaymentState { .. } => "PAYMENT_STATE",
            Self::PaymentOver { .. } => "PAYMENT_EXPIRED",
            Self::AttemptsSpent => "PAYMENT_ATTEMPTS_SPENT",
            Self::CoolsOff { .. } => "PAYMENT_COOLS_OFF",
            Self::TooMany { .. } => "PAYMENT_TOO_MANY",
            Self::NoticeInvalid { .. } => "NOTICE_INVALID",
            Self::NoticeDiffers => "NOTICE_ISSUED_OTHERWISE",
            Self::NoticeVersion { .. } => "NOTICE_VERSION_NOT_NEXT",
            Self::NoticeBeingRepaid { .. } => "NOTICE_BEING_REPAID",
            Self::NoticeDeferred => "NOTICE_DEFERRED",
            Self::PaymentDeferred => "PAYMENT_DEFERRED",
            Self::RepaymentOwed => "REPAYMENT_OWED",
            Self::AmountInvalid => "AMOUNT_INVALID",
            Self::Unconfirmed { .. } => "PAYMENT_UNCONFIRMED",
            Self::NotApproved(inner) => refusal::Refusal::code(inner),
            Self::Mandate(inner) => refusal::Refusal::code(inner),
            Self::RepaymentUnknown => "REPAYMENT_UNKNOWN",
            Self::RepaymentState { .. } => "REPAYMENT_STATE",
            Self::RepaymentDisputed => "REPAYMENT_DISPUTED",
            Self::RepaymentAvailable { .. } => "REPAYMENT_AVAILABLE_DIFFERS",
            Self::RepaymentTooMuch { .. } => "REPAYMENT_TOO_MUCH",
            Self::RepaymentInParts { .. } => "REPAYMENT_IN_PARTS",
            Self::RepaymentWayDiffers => "REPAYMENT_WAY_DIFFERS",
            Self::RepaymentPayeeUnknown => "REPAYMENT_PAYEE_UNKNOWN",
            Self::RepaymentReason => "REPAYMENT_REASON_INVALID",
            Self::RepaymentsSpent => "REPAYMENTS_SPENT",
            Self::RejectionUnreasoned => "REPAYMENT_REJECTION_UNREASONED",
            Self::ClaimUnknown => "CLAIM_UNKNOWN",
            Self::Claim(ClaimRefusal::Lines) => "CLAIM_LINES",
            Self::Claim(ClaimRefusal::Ground) => "CLAIM_GROUND",
            Self::Claim(ClaimRefusal::Documents) => "CLAIM_DOCUMENTS",
            Self::Claim(ClaimRefusal::Missing { .. }) => "CLAIM_DOCUMENTS_MISSING",
            Self::Claim(ClaimRefusal::State { .. }) => "CLAIM_STATE",
            Self::Claim(ClaimRefusal::Approved) => "CLAIM_APPROVED",
            Self::Claim(ClaimRefusal::QuestionsSpent) => "CLAIM_QUESTIONS_SPENT",
            Self::ClaimDocument { .. } => "CLAIM_DOCUMENT_INVALID",
            Self::ClaimLine { inner, .. } => refusal::Refusal::code(inner.as_ref()),
            Self::SamePerson => "ANOTHER_PERSON_REQUIRED",
            Self::Changed { .. } => "CHANGED_SINCE_SEEN",
            Self::DecisionOpen => "DECISION_OPEN",
            Self::DecisionUnknown => "DECISION_UNKNOWN",
            Self::AccountUnknown => "ACCOUNT_UNKNOWN",
            Self::Account(AccountRefusal::State { .. }) => "ACCOUNT_STATE",
            Self::Account(AccountRefusal::NotYet { .. }) => "ACCOUNT_NOT_YET",
            Self::Account(AccountRefusal::Over { .. }) => "ACCOUNT_OVER",
            Self::Account(AccountRefusal::Kind) => "ACCOUNT_KIND",
            Self::Account(AccountRefusal::Currency) => "ACCOUNT_CURRENCY",
            Self::Account(AccountRefusal::Available { .. }) => "ACCOUNT_AVAILABLE",
            Self::Account(AccountRefusal::Left { .. }) => "RESERVATION_LEFT",
            Self::Account(AccountRefusal::LimitTooLow { .. }) => "ACCOUNT_LIMIT_TOO_LOW",
            Self::Account(AccountRefusal::NotEmpty) => "ACCOUNT_NOT_EMPTY",
            Self::Account(AccountRefusal::Terms { .. }) => "ACCOUNT_TERMS",
            Self::Phone(inner) => refusal::Refusal::code(inner),
            Self::Message(inner) => refusal::Refusal::code(inner),
            Self::RequestOpen => "PAYMENT_REQUEST_OPEN",
            Self::RequestsSpent { .. } => "PAYMENT_REQUESTS_SPENT",
            Self::RequestUnknown => "PAYMENT_REQUEST_UNKNOWN",
            Self::RequestOver { .. } => "PAYMENT_REQUEST_OVER",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Notice(NoticeRefusal::State { state }) => vec![("state", state.to_string())],
            Self::Notice(NoticeRefusal::Over { until }) | Self::PaymentOver { until } | Self::CoolsOff { until } => {
                vec![("until", until.to_string())]
            }
            Self::Notice(NoticeRefusal::Version { version }) => vec![("current", version.to_string())],
            Self::Notice(NoticeRefusal::Total { owed }) => vec![("owed", owed.to_string())],
            Self::Notice(NoticeRefusal::Part { next }) => vec![("owed", next.to_string())],
            Self::Bound(BoundRefusal::TooLittle { least: limit } | BoundRefusal::TooMuch { most: limit }) => {
                vec![("limit", limit.to_string())]
            }
            Self::Plan(PlanRefusal::Notice(inner)) => refusal::Refusal::facts(&Self::Notice(*inner)),
            Self::Plan(PlanRefusal::Planned { until }) => vec![("until", until.to_string())],
            Self::Plan(PlanRefusal::Count) => vec![("limit", PARTS_MAX.to_string())],
            Self::Plan(PlanRefusal::Amounts { owed }) => vec![("owed", owed.to_string())],
            Self::Plan(PlanRefusal::Days { until }) => vec![("until", until.to_string())],
            Self::PlanOver { outcome } => vec![("state", outcome.to_string())],
            Self::TotalDiffers { owed } => vec![("owed", owed.clone())],
            Self::NoticeVersion { current } => vec![("current", current.to_string())],
            Self::BeingPaid { payment } | Self::NoticeBeingRepaid { payment } => vec![("payment", payment.clone())],
            Self::PaymentState { state } => vec![("state", state.to_string())],
            Self::TooMany { limit } => vec![("limit", limit.to_string())],
            Self::RepaymentState { state } => vec![("state", state.to_string())],
            Self::RepaymentAvailable { left } | Self::RepaymentTooMuch { left } => vec![("left", left.clone())],
            Self::RepaymentInParts { limit } => vec![("limit", limit.clone())],
            Self::RepaymentsSpent => vec![("limit", REPAYMENTS_MAX.to_string())],
            Self::Claim(ClaimRefusal::Lines) => vec![("limit", LINES_MAX.to_string())],
            Self::Claim(ClaimRefusal::Documents) => vec![("limit", DOCUMENTS_AT_ONCE_MAX.to_string())],
            Self::Claim(ClaimRefusal::Missing { missing }) => vec![("expected", write_groups(missing))],
            Self::Claim(ClaimRefusal::State { state }) => vec![("state", state.to_string())],
            Self::Claim(ClaimRefusal::QuestionsSpent) => vec![("limit", QUESTIONS_MAX.to_string())],
            Self::ClaimDocument { document, error } => vec![("field", format!("documents[{document}].{}", part_of(*error)))],
            Self::ClaimLine { line, inner } => {
                let mut facts = refusal::Refusal::facts(inner.as_ref());
                facts.push(("field", format!("lines[{line}]")));
                facts
            }
            Self::Changed { current } => vec![("current", current.to_string())],
            Self::NoticeInvalid { field } => vec![("field", (*field).to_owned())],
            Self::Unconfirmed { above } => vec![("limit", above.clone())],
            Self::NotApproved(inner) => refusal::Refusal::facts(inner),
            Self::Mandate(inner) => refusal::Refusal::facts(inner),
            Self::Message(inner) => refusal::Refusal::facts(inner),
            Self::RequestsSpent { limit, until } => vec![("limit", limit.to_string()), ("until", until.to_string())],
            Self::RequestOver { state } => vec![("state", state.to_string())],
            Self::Account(AccountRefusal::State { state }) => vec![("state", state.to_string())],
            Self::Account(AccountRefusal::NotYet { from }) => vec![("from", from.to_string())],
            Self::Account(AccountRefusal::Over { until }) => vec![("until", until.to_string())],
            Self::Account(AccountRefusal::Available { available: left } | AccountRefusal::Left { left }) => {
                vec![("left", left.to_string())]
            }
            Self::Account(AccountRefusal::LimitTooLow { used }) => vec![("limit", used.to_string())],
            Self::Account(AccountRefusal::Terms { field }) => vec![("field", (*field).to_owned())],
            _ => Vec::new(),
        }
    }
}

/// Names the part of a document that is wrong, as the input does.
fn part_of(error: DocumentError) -> &'static str {
    match error {
        DocumentError::Kind => "kind",
        DocumentError::Reference => "reference",
        DocumentError::Digest => "sha256",
    }
}

impl From<payment::Refusal> for Refusal {
    fn from(refusal: payment::Refusal) -> Refusal {
        match refusal {
            payment::Refusal::State { state } => Refusal::PaymentState { state },
            payment::Refusal::Over { at } | payment::Refusal::TooEarly { at } => Refusal::PaymentOver { until: at },
            payment::Refusal::AttemptsSpent => Refusal::AttemptsSpent,
            payment::Refusal::Currency => Refusal::CurrenciesDiffer,
        }
    }
}

impl From<NoticeRefusal> for Refusal {
    fn from(refusal: NoticeRefusal) -> Refusal {
        Refusal::Notice(refusal)
    }
}

impl From<BoundRefusal> for Refusal {
    fn from(refusal: BoundRefusal) -> Refusal {
        Refusal::Bound(refusal)
    }
}

impl From<PlanRefusal> for Refusal {
    fn from(refusal: PlanRefusal) -> Refusal {
        Refusal::Plan(refusal)
    }
}

impl From<ClaimRefusal> for Refusal {
    fn from(refusal: ClaimRefusal) -> Refusal {
        Refusal::Claim(refusal)
    }
}

impl From<RepaymentRefusal> for Refusal {
    fn from(refusal: RepaymentRefusal) -> Refusal {
        match refusal {
            RepaymentRefusal::State { state } => Refusal::RepaymentState { state },
            RepaymentRefusal::Disputed => Refusal::RepaymentDisputed,
            RepaymentRefusal::Available { available } => Refusal::RepaymentAvailable { left: available.to_string() },
            RepaymentRefusal::Amount { available } => Refusal::RepaymentTooMuch { left: available.to_string() },
            RepaymentRefusal::SamePerson => Refusal::SamePerson,
            RepaymentRefusal::TooMany => Refusal::RepaymentsSpent,
            RepaymentRefusal::Owed => Refusal::RepaymentOwed,
        }
    }
}
