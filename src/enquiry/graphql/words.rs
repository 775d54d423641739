//! The choices of this slice in the contract.

use async_graphql::Enum;

use crate::enquiry::{
    Channel, Complexity, Kind, Lateness, Level, Outcome, PauseReason, ReferReason, RejectReason, ScanState, State, Topic, Urgency,
};

/// Where an enquiry stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryState", remote = "State")]
pub enum ShownState {
    /// It is stored.
    Received,
    /// The asker was told so.
    Acknowledged,
    /// It is in the right queue.
    Triaged,
    /// An officer has it.
    InProgress,
    /// The desk waits for the asker.
    WaitingAsker,
    /// Another authority has it.
    Referred,
    /// A reply is written.
    DraftReply,
    /// A second person agreed to the reply.
    Approved,
    /// The asker has the reply.
    Replied,
    /// Nothing is left to do.
    Closed,
    /// The asker was not content.
    Reopened,
    /// It is not answered, for a reason.
    Rejected,
    /// The same was asked before.
    Duplicate,
    /// The asker took it back.
    Withdrawn,
    /// The asker appealed.
    Appealed,
}

/// Whether somebody asks or complains.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryKind", remote = "Kind")]
pub enum ShownKind {
    /// A question (WTO TFA Article 1.3).
    Enquiry,
    /// A complaint about how somebody was treated.
    Complaint,
}

/// What an enquiry is about.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryTopic", remote = "Topic")]
pub enum ShownTopic {
    /// Under which code goods are declared.
    Classification,
    /// What goods are worth.
    Valuation,
    /// Where goods come from, and preferences.
    Origin,
    /// Duties and taxes.
    Duties,
    /// Fees and charges.
    Fees,
    /// How goods are imported, exported and carried through.
    Procedure,
    /// Forms and documents.
    Documents,
    /// Prohibitions, restrictions, licences.
    Restrictions,
    /// Transit.
    Transit,
    /// Payments and repayments.
    Payment,
    /// What happens at a post at the border.
    Border,
    /// Anything else.
    Other,
}

/// How much time there is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryUrgency", remote = "Urgency")]
pub enum ShownUrgency {
    /// As much as the policy gives.
    Normal,
    /// Goods that perish (WTO TFA Article 7.9).
    Perishable,
    /// Goods that are held at the border.
    HeldAtBorder,
}

/// How much work an enquiry takes: the reasonable time of WTO TFA Article 1.3 may vary with it.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryComplexity", remote = "Complexity")]
pub enum ShownComplexity {
    /// A look into what is published.
    Simple,
    /// Some work.
    Ordinary,
    /// Several people, or a laboratory.
    Complex,
}

/// By which way somebody asked.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryChannel", remote = "Channel")]
pub enum ShownChannel {
    /// An app.
    App,
    /// A page.
    Web,
    /// Short messages.
    Sms,
    /// The assistant, which could not answer.
    Assistant,
    /// A counter; an officer typed it.
    Counter,
    /// The telephone; an officer typed it.
    Telephone,
    /// A letter; an officer typed it.
    Letter,
}

/// How far a reply binds.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "BindingLevel", remote = "Level")]
pub enum ShownLevel {
    /// It informs and binds nobody.
    Information,
    /// The administration says it in writing.
    WrittenReply,
    /// It binds (WTO TFA Article 3).
    AdvanceRuling,
}

/// Whether a reply was one. Only the asker says so.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryOutcome", remote = "Outcome")]
pub enum ShownOutcome {
    /// It answers.
    Answered,
    /// It answers a part.
    Partly,
    /// It does not answer.
    #[graphql(name = "NOT")]
    NotAnswered,
    /// It is wrong.
    Wrong,
}

/// Why the desk waits for the asker.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[expect(clippy::enum_variant_names, reason = "each says what is needed, as the contract writes it")]
#[graphql(name = "EnquiryPauseReason", remote = "PauseReason")]
pub enum ShownPauseReason {
    /// A document is missing.
    NeedsDocument,
    /// The question has to be told in more detail.
    NeedsDetails,
    /// A sample of the goods is missing.
    NeedsSample,
    /// The asker has to agree that others are asked.
    NeedsConsent,
}

/// Why an enquiry is not answered.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryRejectReason", remote = "RejectReason")]
pub enum ShownRejectReason {
    /// The asker was reminded twice and wrote nothing.
    NoInformation,
    /// It is not about trade.
    NotTrade,
    /// The same matter is before a court or in appeal.
    BeforeCourt,
    /// It asks for what belongs to somebody else.
    NotYours,
    /// It is an insult or an advertisement.
    Abusive,
}

/// Why another authority is asked.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryReferReason", remote = "ReferReason")]
pub enum ShownReferReason {
    /// It is theirs to answer.
    TheirMatter,
    /// Both have to answer.
    JointReply,
    /// A laboratory has to look at the goods.
    Laboratory,
}

/// How far a file is that belongs to an enquiry.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryFileState")]
pub enum ShownScanState {
    /// It waits for the scanner.
    Pending,
    /// Nothing harmful was found in it. It may be fetched.
    Clean,
    /// It is harmful. It is gone: send it again from a device that is clean.
    Infected,
    /// It could not be looked through. Nobody fetches it: send it again.
    Unscanned,
    /// It was erased.
    Erased,
}

impl ShownScanState {
    /// Shows how far a file is that arrived.
    pub fn of(state: ScanState) -> ShownScanState {
        match state {
            ScanState::Expected | ScanState::Pending => ShownScanState::Pending,
            ScanState::Clean => ShownScanState::Clean,
            ScanState::Infected => ShownScanState::Infected,
            ScanState::Unscanned => ShownScanState::Unscanned,
            ScanState::Erasing | ScanState::Erased => ShownScanState::Erased,
        }
    }
}

/// How late an enquiry was noticed to be.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EnquiryLateness", remote = "Lateness")]
pub enum ShownLateness {
    /// It is due soon.
    Warned,
    /// Its time is over.
    Breached,
    /// The supervisor has it.
    Escalated,
}
