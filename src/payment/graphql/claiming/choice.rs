//! The choices of claims in the contract.

use async_graphql::Enum;
use payment::{
    RejectionReason,
    claim::{ClaimGround, ClaimKind, ClaimState},
};

use crate::payment::ClaimQueue;

/// What kind of money is claimed back.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ClaimKind", remote = "ClaimKind")]
pub enum ShownKind {
    /// More was charged or paid than was owed.
    Overpayment,
    /// The goods were not what was bought, or did not come into use.
    RejectedGoods,
    /// Money was held until something was shown or done, and it was.
    Security,
}

/// Why money is claimed back. Source: the practice of customs administrations; Revised Kyoto Convention, General Annex 4.18 to 4.24.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ClaimGround", remote = "ClaimGround")]
pub enum ShownGround {
    /// Overpayment: the goods belong under another tariff code.
    Classification,
    /// Overpayment: another rate or calculation was used than the law has.
    DutyRate,
    /// Overpayment: the customs value was too high.
    Valuation,
    /// Overpayment: a tariff quota was open and was not claimed.
    Quota,
    /// Overpayment: a preference was due by origin and was not claimed.
    Preference,
    /// Overpayment: the currency or its rate was wrong.
    Currency,
    /// Overpayment: the same was paid twice.
    DuplicatePayment,
    /// Overpayment: the same goods were declared twice.
    DuplicateDeclaration,
    /// Overpayment: the declarant or their agent made another mistake.
    DeclarantError,
    /// Overpayment: customs made the mistake.
    AuthorityError,
    /// Overpayment: a relief or exemption was due and was not claimed.
    Relief,
    /// Overpayment: something else, which the explanation says.
    OtherOverpayment,
    /// Rejected goods: they were damaged before they were released.
    DamagedBeforeRelease,
    /// Rejected goods: they were defective, and went back or were destroyed.
    Defective,
    /// Rejected goods: they were not as agreed, and went back or were destroyed.
    NotAsContracted,
    /// Rejected goods: they went back, were abandoned or destroyed under supervision for another reason.
    SpecialCircumstances,
    /// Security: the proof of a preference was missing.
    PreferenceProof,
    /// Security: the document of a quota or a licence was missing.
    LicenceProof,
    /// Security: the customs value was in dispute, or not determined.
    ValuePending,
    /// Security: an anti-dumping, countervailing or safeguard duty was provisional.
    ProvisionalRemedy,
    /// Security: the value was declared provisionally.
    ProvisionalValue,
    /// Security: the goods were sold on account after they came in.
    AccountSales,
    /// Security: the goods were to be put to an end use.
    EndUse,
    /// Security: the goods were to be processed and sent out.
    InwardProcessing,
    /// Security: the goods had been sent out to be processed.
    OutwardProcessing,
    /// Security: the goods were admitted for up to six months.
    TemporaryAdmissionShort,
    /// Security: the goods were admitted for up to twenty-four months.
    TemporaryAdmissionLong,
    /// Security: the goods had been sent out and came back unchanged.
    ReturnedGoods,
    /// Security: the goods were carried on in transit, or stood in for a guarantee that was missing.
    Transit,
    /// Security: an officer set the sum by hand until the right one was known.
    ManualOverride,
}

/// Where a claim stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ClaimState", remote = "ClaimState")]
pub enum ShownState {
    /// Officers are to decide.
    Lodged,
    /// Its trader is asked for more, and the clock stands still.
    WaitingForTrader,
    /// Each line was approved or rejected.
    Decided,
    /// All that was approved was paid.
    Paid,
    /// Its trader took it back.
    Withdrawn,
}

/// Which claims an officer looks at.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ClaimQueue", remote = "ClaimQueue")]
pub enum ShownQueue {
    /// Those that officers are to decide.
    ToDecide,
    /// Those of them whose time is over.
    Overdue,
    /// Those whose trader is asked for more.
    WaitingForTrader,
    /// All there are.
    All,
}

/// Why a repayment is refused.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "RepaymentRejectionReason", remote = "RejectionReason")]
pub enum ShownRejectionReason {
    /// What was paid was owed.
    NothingOverpaid,
    /// The documents do not prove the ground.
    NotProved,
    /// The conditions of the procedure or the relief were not met.
    ConditionsNotMet,
    /// It was asked for after the time that the law gives.
    TooLate,
    /// Somebody else is to have it.
    NotEntitled,
    /// It was given back already, or is by another claim.
    GivenBackAlready,
    /// Whoever claimed it took the claim back. No officer says so.
    Withdrawn,
}
