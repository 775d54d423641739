//! What is shown of money that goes back: to whoever has the id of the payment, and to officers.

use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject, Union};
use payment::Way;
use vocabulary::scalar::Instant;

use super::{ShownRepaymentState, ShownSource, decides, payee::RepaymentPayee};
use crate::{
    payment::{
        KeptCreditNote, KeptRepayment, Refusal, Waiting,
        graphql::{
            claiming::{ClaimStanding, Rejection},
            payments,
        },
    },
    platform::{graphql::language, message, money::MoneyAmount, refused::Refused},
};

/// What the question whose a wallet is counts for: one document asks operators about fewer than fifty (SEC-GQL-02).
const PAYEE_VALUES: usize = 100;

/// What comes of asking.
#[derive(Union)]
pub enum RepaymentRequestPayload {
    /// It is asked for.
    Requested(RepaymentRequested),
    /// It is not, and why.
    Refused(Refused),
}

/// A repayment that is asked for.
#[derive(SimpleObject)]
pub struct RepaymentRequested {
    /// The repayment.
    pub repayment: ShownRepayment,
    /// Whether the key was sent before: this is the repayment that it made then.
    pub is_replay: bool,
}

/// What comes of agreeing.
#[derive(Union)]
pub enum RepaymentApprovalPayload {
    /// It is agreed to.
    Approved(RepaymentApproved),
    /// It is not, and why.
    Refused(Refused),
}

/// A repayment that an officer agreed to.
#[derive(SimpleObject)]
pub struct RepaymentApproved {
    /// The repayment.
    pub repayment: OfficerRepayment,
    /// Whether another officer still has to agree; then nothing was sent.
    pub waits_for_another: bool,
}

/// What comes of doing something with a repayment.
#[derive(Union)]
pub enum RepaymentPayload {
    /// What became of it.
    Repayment(OfficerRepayment),
    /// It cannot be done now, and why.
    Refused(Refused),
}

impl RepaymentPayload {
    /// Shows what came of it.
    pub fn of(ctx: &Context<'_>, outcome: Result<KeptRepayment, Refusal>) -> RepaymentPayload {
        match outcome {
            Ok(kept) => RepaymentPayload::Repayment(OfficerRepayment::of(ctx, kept)),
            Err(refusal) => RepaymentPayload::Refused(Refused::of(ctx, &refusal)),
        }
    }
}

/// A repayment, as whoever has the id of the payment sees it: it names nobody.
pub struct ShownRepayment {
    kept: KeptRepayment,
    text: String,
}

impl ShownRepayment {
    /// Shows a repayment in the language of the caller.
    pub fn of(ctx: &Context<'_>, kept: KeptRepayment) -> ShownRepayment {
        let key = format!("repayment-state-{}", kept.repayment.state);
        ShownRepayment { text: message::render(language(ctx, None), &key, &[]).unwrap_or_default(), kept }
    }
}

#[Object(name = "Repayment")]
impl ShownRepayment {
    /// Its id.
    async fn id(&self) -> String {
        self.kept.repayment.id.to_string()
    }

    /// Where it stands.
    async fn state(&self) -> ShownRepaymentState {
        self.kept.repayment.state.into()
    }

    /// What that means for whoever gets it, in their language.
    async fn text(&self) -> &str {
        &self.text
    }

    /// How much.
    async fn amount(&self) -> MoneyAmount {
        self.kept.repayment.amount.into()
    }

    /// What of the payment.
    async fn source(&self) -> ShownSource {
        self.kept.repayment.of.into()
    }

    /// When it was asked for.
    async fn requested_at(&self) -> Instant {
        Instant(self.kept.requested_at)
    }

    /// How many events there were: it only grows.
    async fn version(&self) -> i64 {
        self.kept.sequence.into()
    }

    /// Why it was refused, and where to appeal; nothing where it was not, or nobody gave a reason.
    #[graphql(complexity = "1 + child_complexity")]
    async fn rejection(&self, ctx: &Context<'_>) -> Result<Option<Rejection>> {
        Ok(payments(ctx).rejection_of(&self.kept).await?.map(|reason| Rejection::of(ctx, reason)))
    }

    /// The claim that it is a line of, where it is one.
    #[graphql(complexity = "1 + child_complexity")]
    async fn claim(&self, ctx: &Context<'_>) -> Result<Option<ClaimStanding>> {
        Ok(payments(ctx).claim_of(self.kept.repayment.id).await?.map(|kept| ClaimStanding::of(ctx, &kept)))
    }

    /// What says that it was paid: one for each receipt that it takes back, in whole or in part.
    #[graphql(complexity = "2 * child_complexity")]
    async fn credit_notes(&self, ctx: &Context<'_>) -> Result<Vec<ShownCreditNote>> {
        let notes = payments(ctx).credit_notes_of(self.kept.repayment.id).await?;
        Ok(notes.iter().map(ShownCreditNote::from).collect())
    }
}

/// That money on a receipt went back: signed, and never changed. The receipt stays as it is.
#[derive(SimpleObject)]
#[graphql(name = "CreditNote")]
pub struct ShownCreditNote {
    /// Its series: territory, office, year, and `C`.
    series: String,
    /// Its number there: 1, 2, 3 … without a gap.
    number: i64,
    /// A short code, to read aloud.
    code: String,
    /// The whole of it, signed (`docs/receipts.md`).
    text: String,
    /// How much went back.
    total: MoneyAmount,
    /// When it was issued.
    issued_at: Instant,
}

impl From<&KeptCreditNote> for ShownCreditNote {
    fn from(kept: &KeptCreditNote) -> ShownCreditNote {
        ShownCreditNote {
            series: kept.series.clone(),
            number: kept.number,
            code: kept.code.to_string(),
            text: kept.signed.text(),
            total: kept.signed.paper().amounts().total().into(),
            issued_at: Instant(kept.issued_at),
        }
    }
}

/// A repayment, as officers see it.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct OfficerRepayment {
    /// The repayment.
    repayment: ShownRepayment,
    /// The id of the payment.
    payment: String,
    /// Why, as whoever asked wrote it; `parts-not-complete` or `parts-withdrawn` of a plan of parts that ended.
    reason: String,
    /// Who asked for it; `customs-system` where an amendment took back what was paid, `plan-of-parts` where such a plan ended.
    requested_by: String,
    /// Whether that was an officer.
    by_officer: bool,
    /// The provider that took the money.
    provider: String,
    /// What the provider calls the repayment, once it said so.
    provider_reference: Option<String>,
    /// The provider that is to pay it, where one is.
    pays_provider: Option<String>,
    /// The bank account of the treasury that is to pay it, where one is. Where neither stands, whoever agrees names one.
    pays_bank: Option<String>,
    /// How often it was approved.
    approvals: i64,
    /// Whether the provider contradicted what it had confirmed: then look at it there.
    is_contradicted: bool,
}

#[ComplexObject]
impl OfficerRepayment {
    /// In whose name the wallet stands to which it would go: its operator is asked at this moment, for two seconds at most. For finance
    /// approvers, while they are to decide; nothing where it goes to no phone.
    #[graphql(complexity = "PAYEE_VALUES + child_complexity")]
    async fn payee(&self, ctx: &Context<'_>) -> Result<Option<RepaymentPayee>> {
        if !decides(ctx).await? {
            return Ok(None);
        }
        Ok(payments(ctx).payee(&self.repayment.kept).await.map(RepaymentPayee::from))
    }
}

impl OfficerRepayment {
    /// Shows a repayment to an officer.
    pub fn of(ctx: &Context<'_>, kept: KeptRepayment) -> OfficerRepayment {
        let (pays_provider, pays_bank) = match kept.payer() {
            Some(Way::Provider(name)) => (Some(name.clone()), None),
            Some(Way::Treasury(bank)) => (None, Some(bank.clone())),
            None => (None, None),
        };
        OfficerRepayment {
            payment: kept.repayment.payment.to_string(),
            reason: kept.reason.clone(),
            requested_by: kept.asker(),
            by_officer: kept.by_officer,
            provider: kept.provider.clone(),
            provider_reference: kept.provider_reference.clone(),
            pays_provider,
            pays_bank,
            approvals: kept.repayment.approvals.into(),
            is_contradicted: kept.contradicted,
            repayment: ShownRepayment::of(ctx, kept),
        }
    }
}

/// Money that nobody asked for.
#[derive(SimpleObject)]
pub struct UnallocatedMoney {
    /// The id of the payment that it came with.
    payment: String,
    /// How much of it nobody asked to be given back yet.
    left: MoneyAmount,
}

impl From<Waiting> for UnallocatedMoney {
    fn from(waiting: Waiting) -> UnallocatedMoney {
        UnallocatedMoney { payment: waiting.payment.to_string(), left: waiting.left.into() }
    }
}

/// What of a payment may still be given back.
#[derive(SimpleObject)]
pub struct Repayable {
    /// What of it.
    pub source: ShownSource,
    /// How much.
    pub left: MoneyAmount,
}
