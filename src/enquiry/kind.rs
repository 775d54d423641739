//! What an enquiry is, and the coded reasons for what becomes of it (rows DESK-M1, DESK-M4, DESK-M13, DESK-N3). Rules only.

use vocabulary::words;

words! {
    /// Whether somebody asks or complains.
    Kind, "kind of enquiry" {
        /// A question (WTO TFA Article 1.3).
        Enquiry = "enquiry",
        /// A complaint about how somebody was treated.
        Complaint = "complaint",
    }
}

words! {
    /// What it is about.
    Topic, "topic" {
        /// Under which code goods are declared.
        Classification = "classification",
        /// What goods are worth.
        Valuation = "valuation",
        /// Where goods come from, and preferences.
        Origin = "origin",
        /// Duties and taxes.
        Duties = "duties",
        /// Fees and charges.
        Fees = "fees",
        /// How goods are imported, exported and carried through.
        Procedure = "procedure",
        /// Forms and documents.
        Documents = "documents",
        /// Prohibitions, restrictions, licences.
        Restrictions = "restrictions",
        /// Transit.
        Transit = "transit",
        /// Payments and repayments.
        Payment = "payment",
        /// What happens at a post at the border.
        Border = "border",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// How much time there is. WTO TFA Article 7.9 for perishable goods.
    Urgency, "urgency" {
        /// As much as the policy gives.
        Normal = "normal",
        /// Goods that perish.
        Perishable = "perishable",
        /// Goods that are held at the border.
        HeldAtBorder = "held-at-border",
    }
}

words! {
    /// How much work it takes: the reasonable time of Article 1.3 may vary with it.
    Complexity, "complexity" {
        /// A look into what is published.
        Simple = "simple",
        /// Some work.
        Ordinary = "ordinary",
        /// Several people, or a laboratory.
        Complex = "complex",
    }
}

words! {
    /// By which way somebody asked.
    Channel, "channel" {
        /// An app.
        App = "app",
        /// A page.
        Web = "web",
        /// Short messages.
        Sms = "sms",
        /// The assistant, which could not answer.
        Assistant = "assistant",
        /// A counter; an officer typed it.
        Counter = "counter",
        /// The telephone; an officer typed it.
        Telephone = "telephone",
        /// A letter; an officer typed it.
        Letter = "letter",
    }
}

words! {
    /// How far a reply binds (row DESK-N3). Chosen by an officer, never assumed.
    Level, "binding level" {
        /// It informs and binds nobody.
        Information = "information",
        /// The administration says it in writing.
        WrittenReply = "written-reply",
        /// It binds (WTO TFA Article 3).
        AdvanceRuling = "advance-ruling",
    }
}

words! {
    /// Whether a reply was one. Only the asker says so (row DESK-M6).
    Outcome, "outcome" {
        /// It answers.
        Answered = "answered",
        /// It answers a part.
        Partly = "partly",
        /// It does not answer.
        NotAnswered = "not",
        /// It is wrong.
        Wrong = "wrong",
    }
}

words! {
    /// Why the desk waits for the asker.
    PauseReason, "reason to wait" {
        /// A document is missing.
        NeedsDocument = "needs-document",
        /// The question has to be told in more detail.
        NeedsDetails = "needs-details",
        /// A sample of the goods is missing.
        NeedsSample = "needs-sample",
        /// The asker has to agree that others are asked.
        NeedsConsent = "needs-consent",
    }
}

words! {
    /// Why an enquiry is not answered.
    RejectReason, "reason to reject" {
        /// The asker was reminded twice and wrote nothing.
        NoInformation = "no-information",
        /// It is not about trade.
        NotTrade = "not-trade",
        /// The same matter is before a court or in appeal.
        BeforeCourt = "before-court",
        /// It asks for what belongs to somebody else.
        NotYours = "not-yours",
        /// It is an insult or an advertisement.
        Abusive = "abusive",
    }
}

words! {
    /// Why another authority is asked.
    ReferReason, "reason to refer" {
        /// It is theirs to answer.
        TheirMatter = "their-matter",
        /// Both have to answer.
        JointReply = "joint-reply",
        /// A laboratory has to look at the goods.
        Laboratory = "laboratory",
    }
}

words! {
    /// How late an enquiry is.
    Lateness, "lateness" {
        /// It is due soon.
        Warned = "warned",
        /// Its time is over.
        Breached = "breached",
        /// The supervisor has it.
        Escalated = "escalated",
    }
}

impl Outcome {
    /// Says whether nothing is left to ask.
    pub fn closes(self) -> bool {
        self == Outcome::Answered
    }
}

impl Channel {
    /// Says whether an officer typed what somebody told them.
    pub fn is_offline(self) -> bool {
        matches!(self, Channel::Counter | Channel::Telephone | Channel::Letter)
    }
}
