//! Claims, as their traders and officers see them.

use async_graphql::{Context, Object, SimpleObject, Union};
use payment::{
    RejectionReason,
    claim::{AnyOf, ClaimGround, Document},
};
use vocabulary::scalar::Instant;

use super::choice::{ShownGround, ShownKind, ShownRejectionReason, ShownState};
use crate::{
    payment::{
        Draft, DraftLine, DraftTax, KeptClaim, Question, Refusal,
        graphql::{
            now,
            repaying::{OfficerRepayment, ShownRepayment, ShownSource},
            seen::ShownChargeKind,
        },
    },
    platform::{graphql::language, message, money::MoneyAmount, refused::Refused},
};

/// A claim that nobody lodged yet.
#[derive(SimpleObject)]
#[graphql(name = "RepaymentClaimDraft")]
pub struct ClaimDraft {
    /// The id of the payment.
    payment: String,
    /// What of it could be claimed: none, one or two lines.
    lines: Vec<ClaimDraftLine>,
}

/// What of a payment could be claimed.
#[derive(SimpleObject)]
#[graphql(name = "RepaymentClaimDraftLine")]
pub struct ClaimDraftLine {
    /// What of it.
    source: ShownSource,
    /// How much is left: `amountAvailable` of the line.
    amount_available: MoneyAmount,
    /// How much can be claimed in one line.
    amount_max: MoneyAmount,
    /// Whether it goes back to a phone, so that the line names one.
    takes_phone: bool,
    /// What is left of each charge; none where nobody asked for the money.
    taxes: Vec<ClaimDraftTax>,
    /// The grounds to choose among, each with the documents that it takes.
    grounds: Vec<ClaimGroundTerms>,
}

/// What is left of one charge.
#[derive(SimpleObject)]
#[graphql(name = "RepaymentClaimDraftTax")]
pub struct ClaimDraftTax {
    /// The twelve digits of the notice.
    notice: String,
    /// Its line there.
    line: i64,
    /// What was charged.
    kind: ShownChargeKind,
    /// The agency that it was charged by.
    agency: String,
    /// What the agency calls it.
    code: String,
    /// How much of it is left.
    left: MoneyAmount,
}

/// A ground, and what it takes.
#[derive(SimpleObject)]
pub struct ClaimGroundTerms {
    /// The ground.
    ground: ShownGround,
    /// What kind of claim it is a ground of.
    kind: ShownKind,
    /// The documents that it takes (UN/EDIFACT 1001): of each group, one.
    documents: Vec<Vec<String>>,
}

impl From<ClaimGround> for ClaimGroundTerms {
    fn from(ground: ClaimGround) -> ClaimGroundTerms {
        let (kind, needs) = ground.terms();
        let group = |codes: &AnyOf| codes.iter().map(u16::to_string).collect();
        ClaimGroundTerms { ground: ground.into(), kind: kind.into(), documents: needs.iter().map(group).collect() }
    }
}

impl From<DraftTax> for ClaimDraftTax {
    fn from(tax: DraftTax) -> ClaimDraftTax {
        ClaimDraftTax {
            notice: tax.notice.to_string(),
            line: tax.line.into(),
            kind: tax.kind.into(),
            agency: tax.agency.to_string(),
            code: tax.code,
            left: tax.left.into(),
        }
    }
}

impl From<DraftLine> for ClaimDraftLine {
    fn from(line: DraftLine) -> ClaimDraftLine {
        ClaimDraftLine {
            source: line.of.into(),
            amount_available: line.left.into(),
            amount_max: line.at_once.into(),
            takes_phone: line.takes_phone,
            taxes: line.taxes.into_iter().map(ClaimDraftTax::from).collect(),
            grounds: line.grounds.into_iter().map(ClaimGroundTerms::from).collect(),
        }
    }
}

impl From<Draft> for ClaimDraft {
    fn from(draft: Draft) -> ClaimDraft {
        let lines = draft.lines.into_iter().map(ClaimDraftLine::from).collect();
        ClaimDraft { payment: draft.payment.to_string(), lines }
    }
}

/// A claim, as its trader sees it.
pub struct ShownClaim {
    kept: KeptClaim,
    text: String,
    is_overdue: bool,
}

impl ShownClaim {
    /// Shows a claim in the language of the caller.
    pub fn of(ctx: &Context<'_>, kept: KeptClaim) -> ShownClaim {
        let key = format!("claim-state-{}", kept.claim.state());
        let text = message::render(language(ctx, None), &key, &[]).unwrap_or_default();
        ShownClaim { text, is_overdue: kept.claim.is_overdue(now(ctx)), kept }
    }
}

#[Object(name = "RepaymentClaim")]
impl ShownClaim {
    /// Its id.
    async fn id(&self) -> String {
        self.kept.id.to_string()
    }

    /// What kind of money is claimed.
    async fn kind(&self) -> ShownKind {
        self.kept.claim.ground.kind().into()
    }

    /// Why.
    async fn ground(&self) -> ShownGround {
        self.kept.claim.ground.into()
    }

    /// What happened, as its trader wrote it.
    async fn explanation(&self) -> &str {
        self.kept.lines.first().map_or("", |line| line.reason.as_str())
    }

    /// Where it stands.
    async fn state(&self) -> ShownState {
        self.kept.claim.state().into()
    }

    /// What that means for its trader, in their language.
    async fn text(&self) -> &str {
        &self.text
    }

    /// When it was lodged.
    async fn lodged_at(&self) -> Instant {
        Instant(self.kept.lodged_at)
    }

    /// By when it is decided. Nothing while its trader is asked for more, because the clock stands still, and once it is decided.
    async fn due_at(&self) -> Option<Instant> {
        self.kept.due_at().map(Instant)
    }

    /// Whether it should have been decided and is not.
    async fn is_overdue(&self) -> bool {
        self.is_overdue
    }

    /// What its trader is asked for, while they are.
    async fn question(&self) -> Option<ClaimQuestion> {
        let question = self.kept.question.as_ref()?;
        let asked_at = self.kept.claim.clock.asked_at?;
        Some(ClaimQuestion::of(question, Instant(asked_at)))
    }

    /// The documents that prove it, in the order in which they were named.
    #[graphql(complexity = "6 * child_complexity")]
    async fn evidence(&self) -> Vec<ClaimDocument> {
        self.kept.claim.documents.iter().map(ClaimDocument::from).collect()
    }

    /// What became of its lines, in their order.
    #[graphql(complexity = "6 * child_complexity")]
    async fn repayments(&self, ctx: &Context<'_>) -> Vec<ShownRepayment> {
        self.kept.lines.iter().map(|line| ShownRepayment::of(ctx, line.clone())).collect()
    }

    /// How much happened to it: it only grows.
    async fn version(&self) -> i64 {
        self.kept.sequence.into()
    }
}

/// What a trader is asked for.
#[derive(SimpleObject)]
pub struct ClaimQuestion {
    /// Kinds of documents (UN/EDIFACT 1001).
    kinds: Vec<String>,
    /// What is wanted.
    note: String,
    /// Since when.
    asked_at: Instant,
}

impl ClaimQuestion {
    fn of(question: &Question, asked_at: Instant) -> ClaimQuestion {
        let kinds = question.kinds.iter().map(ToString::to_string).collect();
        ClaimQuestion { kinds, note: question.note.clone(), asked_at }
    }
}

/// A document that proves something.
#[derive(SimpleObject)]
pub struct ClaimDocument {
    /// What it is (UN/EDIFACT 1001).
    kind: String,
    /// What it is called.
    reference: String,
    /// The SHA-256 of its file, where its trader said so.
    sha256: Option<String>,
}

impl From<&Document> for ClaimDocument {
    fn from(document: &Document) -> ClaimDocument {
        ClaimDocument {
            kind: document.kind().to_string(),
            reference: document.reference().to_owned(),
            sha256: document.sha256().map(str::to_owned),
        }
    }
}

/// Where the claim of a repayment stands, for whoever has the id of the payment: nothing of what proves it.
#[derive(SimpleObject)]
#[graphql(name = "RepaymentClaimStanding")]
pub struct ClaimStanding {
    /// The id of the claim.
    id: String,
    /// Where it stands.
    state: ShownState,
    /// By when it is decided. Nothing while its trader is asked for more, and once it is decided.
    due_at: Option<Instant>,
    /// Whether it should have been decided and is not.
    is_overdue: bool,
}

impl ClaimStanding {
    /// Shows where a claim stands now.
    pub fn of(ctx: &Context<'_>, kept: &KeptClaim) -> ClaimStanding {
        ClaimStanding {
            id: kept.id.to_string(),
            state: kept.claim.state().into(),
            due_at: kept.due_at().map(Instant),
            is_overdue: kept.claim.is_overdue(now(ctx)),
        }
    }
}

/// Why a repayment was refused, and what can be done about it.
#[derive(SimpleObject)]
#[graphql(name = "RepaymentRejection")]
pub struct Rejection {
    /// Why.
    reason: ShownRejectionReason,
    /// What that means, in the language of the caller.
    text: String,
    /// Where and how to appeal, in the language of the caller; nothing where nobody decided (WTO TFA Article 4).
    appeal: Option<String>,
}

impl Rejection {
    /// Shows a reason in the language of the caller.
    pub fn of(ctx: &Context<'_>, reason: RejectionReason) -> Rejection {
        let said = |key: &str| message::render(language(ctx, None), key, &[]);
        Rejection {
            reason: reason.into(),
            text: said(&format!("repayment-rejection-{reason}")).unwrap_or_default(),
            appeal: if reason == RejectionReason::Withdrawn { None } else { said("repayment-appeal") },
        }
    }
}

/// A claim, as officers see it.
#[derive(SimpleObject)]
pub struct OfficerClaim {
    /// The claim.
    claim: ShownClaim,
    /// Who claims, as a pseudonym.
    claimant: String,
    /// Its repayments, in the order of its lines.
    #[graphql(complexity = "6 * child_complexity")]
    repayments: Vec<OfficerRepayment>,
}

impl OfficerClaim {
    pub(super) fn of(ctx: &Context<'_>, kept: KeptClaim) -> OfficerClaim {
        OfficerClaim {
            claimant: kept.claimant.to_string(),
            repayments: kept.lines.iter().map(|line| OfficerRepayment::of(ctx, line.clone())).collect(),
            claim: ShownClaim::of(ctx, kept),
        }
    }
}

/// What comes of claiming.
#[derive(Union)]
pub enum ClaimRepaymentPayload {
    /// It is claimed.
    Lodged(ClaimLodged),
    /// It is not, and why; nothing of it is asked for.
    Refused(Refused),
}

/// A claim that is lodged.
#[derive(SimpleObject)]
#[graphql(name = "RepaymentClaimed")]
pub struct ClaimLodged {
    /// The claim.
    pub claim: ShownClaim,
    /// Whether the key was sent before: this is the claim that it made then, as it stands now.
    pub is_replay: bool,
}

/// What comes of doing something with a claim of one's own.
#[derive(Union)]
#[graphql(name = "RepaymentClaimPayload")]
pub enum ClaimPayload {
    /// What became of it.
    Claim(ShownClaim),
    /// It cannot be done, and why.
    Refused(Refused),
}

impl ClaimPayload {
    pub(super) fn of(ctx: &Context<'_>, outcome: Result<KeptClaim, Refusal>) -> ClaimPayload {
        match outcome {
            Ok(kept) => ClaimPayload::Claim(ShownClaim::of(ctx, kept)),
            Err(refusal) => ClaimPayload::Refused(Refused::of(ctx, &refusal)),
        }
    }
}

/// What comes of doing something with a claim as an officer.
#[derive(Union)]
pub enum OfficerClaimPayload {
    /// What became of it.
    Claim(OfficerClaim),
    /// It cannot be done, and why.
    Refused(Refused),
}

impl OfficerClaimPayload {
    pub(super) fn of(ctx: &Context<'_>, outcome: Result<KeptClaim, Refusal>) -> OfficerClaimPayload {
        match outcome {
            Ok(kept) => OfficerClaimPayload::Claim(OfficerClaim::of(ctx, kept)),
            Err(refusal) => OfficerClaimPayload::Refused(Refused::of(ctx, &refusal)),
        }
    }
}
