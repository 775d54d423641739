//! A notice as anybody with its reference sees it.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use vocabulary::{
    Language, Money,
    scalar::{Day, Instant},
};

use super::{
    super::{
        notices, now, payments,
        seen::{ShownNoticeState, ShownRail},
    },
    doubtful::{NoticeComparison, NoticeWarning},
    plan::PartsPlan,
};
use crate::{
    fact::Facts,
    payment::{
        IssuedNotice, KeptVersion, Refusal,
        lawful::{self, NotCompared},
    },
    platform::{
        graphql::{self, day},
        message,
        money::MoneyAmount,
        refusal::refuse,
    },
    tariff::estimate::{AssessmentComparison, Estimates, GoodsInput},
};

/// For how many lines of goods a comparison is weighed: half of the longest declaration.
const GOODS_COUNTED: usize = 50;

/// A demand to pay, as anybody with its reference sees it.
#[derive(SimpleObject)]
#[graphql(name = "PaymentNotice", complex)]
pub struct ShownNotice {
    #[graphql(skip)]
    issued: IssuedNotice,
    /// Its reference: twelve digits, of which the last two are check digits (ISO/IEC 7064, MOD 97-10).
    reference: String,
    /// Which version of it this is; a payer says which they saw.
    version: i64,
    /// Where it stands.
    state: ShownNoticeState,
    /// Who is paid.
    payee: String,
    /// What for.
    purpose: String,
    /// All of it.
    total: MoneyAmount,
    /// What is paid of it.
    paid: MoneyAmount,
    /// What is still owed.
    owed: MoneyAmount,
    /// Whether part of it may be paid.
    takes_parts: bool,
    /// The last day on which it is paid in time.
    due_on: Day,
    /// When it can no longer be paid under this reference.
    valid_until: Option<Instant>,
    /// By which ways it can be paid now.
    options: Vec<PaymentOption>,
}

#[ComplexObject]
impl ShownNotice {
    /// How it is paid at a bank counter, at an agent or in the app of a bank: nothing where it cannot be paid there now. Nothing has to be said
    /// here first; whoever pays last of several gets their money back.
    async fn voucher(&self, ctx: &Context<'_>) -> Option<NoticeVoucher> {
        let notice = &self.issued.notice;
        let payee = payments(ctx).voucher()?;
        notice.may_pay(notice.version, notice.owed(), now(ctx)).ok()?;
        Some(NoticeVoucher {
            reference: self.reference.clone(),
            account: payee.account().to_owned(),
            qr: payee.payload(notice.reference, notice.owed()),
        })
    }

    /// The plan of parts that it is paid by, or was last: what of it is paid, what may be paid now, and until when. Nothing where nobody made one.
    #[graphql(complexity = "31 * child_complexity")]
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<PartsPlan>> {
        let found = payments(ctx).newest_plan(self.issued.notice.id).await?;
        Ok(found.map(|kept| PartsPlan::of(ctx, &kept, &self.issued.notice)))
    }

    /// Its versions, the newest first: at most 100. A payer who saw another one reads here what it became and why (row MON-07).
    #[graphql(complexity = "10 * child_complexity")]
    async fn versions(&self, ctx: &Context<'_>) -> Result<Vec<NoticeVersion>> {
        let found = notices(ctx).versions(self.issued.notice.id).await?;
        let shown = |kept: KeptVersion| NoticeVersion {
            version: kept.version.into(),
            total: Money::new(kept.total_minor, self.issued.notice.currency).into(),
            reason: kept.because,
            issued_at: Instant(kept.recorded_at),
        };
        Ok(found.into_iter().map(shown).collect())
    }

    /// Fees of it that were not published before the assessment, as far as what is published tells: one each. Source: WTO TFA Article 6.1.
    #[graphql(complexity = "20 * child_complexity")]
    async fn warnings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of sentences. By default what `Accept-Language` asks for.")] language: Option<Language>,
    ) -> Result<Vec<NoticeWarning>> {
        // What a statement demands was told of with the notices that were put off.
        if self.issued.is_statement() {
            return Ok(Vec::new());
        }
        let facts = ctx.data_unchecked::<Facts>();
        let doubtful = lawful::doubtful_fees(facts, &self.issued, (day(ctx, None), now(ctx))).await?;
        let language = graphql::language(ctx, language);
        let (reference, currency) = (&self.reference, self.issued.notice.currency);
        Ok(doubtful.into_iter().map(|one| NoticeWarning::of(language, reference, currency, one)).collect())
    }

    /// Says why it differs from a kept estimate, before anything is paid: every part of the difference has a name, or is said to have none.
    /// Whoever asks has both codes.
    #[graphql(complexity = "GOODS_COUNTED * (1 + child_complexity)")]
    async fn comparison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the estimate, in any spelling.")] estimate: String,
        #[graphql(desc = "The goods as customs found them, line by line as in the estimate; those of the estimate by default.")]
        goods: Option<Vec<GoodsInput>>,
        #[graphql(desc = "The language of sentences. By default what `Accept-Language` asks for.")] language: Option<Language>,
    ) -> Result<Option<NoticeComparison>> {
        let goods = goods.map(|goods| goods.into_iter().map(GoodsInput::goods).collect::<Result<Vec<_>, _>>()).transpose();
        let goods = goods.map_err(|refusal| refuse(&refusal))?;
        let estimates = ctx.data_unchecked::<Estimates>();
        let compared = match lawful::compare(estimates, &estimate, (&self.issued, goods), now(ctx)).await? {
            Ok(compared) => compared,
            Err(NotCompared::Currency) => return Err(refuse(&Refusal::CurrenciesDiffer)),
            Err(NotCompared::Estimate(refusal)) => return Err(refuse(&refusal)),
        };
        let language = graphql::language(ctx, language);
        let difference = AssessmentComparison::of(&compared.comparison, self.issued.notice.currency, language);
        let question = || {
            let facts =
                [("reference", self.reference.clone()), ("code", estimate), ("left", difference.left_unexplained().to_owned())];
            message::render(language, "assessment-question", &facts).unwrap_or_default()
        };
        let question = compared.is_unexplained().then(question);
        Ok(Some(NoticeComparison { difference, beside: compared.beside.into(), question }))
    }
}

/// How a notice is paid at a bank counter.
#[derive(SimpleObject)]
#[graphql(name = "PaymentNoticeVoucher")]
struct NoticeVoucher {
    /// What the teller types: twelve digits, of which the last two are check digits.
    reference: String,
    /// The account of the treasury that is paid.
    account: String,
    /// What a QR code says to the app of a bank (EMVCo, Merchant-Presented Mode): account, sum and reference.
    qr: String,
}

/// A version of a notice, as it was issued.
#[derive(SimpleObject)]
#[graphql(name = "PaymentNoticeVersion")]
struct NoticeVersion {
    /// Which, from 1.
    version: i64,
    /// What it demanded.
    total: MoneyAmount,
    /// Why there is one, as its issuer wrote it; `issued` or `amended` where they did not.
    reason: String,
    /// When it was issued.
    issued_at: Instant,
}

/// A way to pay.
#[derive(SimpleObject)]
struct PaymentOption {
    /// The way.
    rail: ShownRail,
    /// What the payer pays by it in all. Nothing is added: what a provider takes is the administration's (row LED-10).
    total: MoneyAmount,
    /// The least that it carries at once; nothing where it carries every sum.
    least: Option<MoneyAmount>,
    /// The most that it carries at once.
    most: Option<MoneyAmount>,
    /// In how many parts it carries what is owed, as few as there may be: 1 at once, more by `planParts` where the notice takes no parts anyhow, 0
    /// where it does not carry it.
    parts: i64,
}

impl ShownNotice {
    /// Shows a notice.
    pub(super) fn of(ctx: &Context<'_>, issued: &IssuedNotice) -> ShownNotice {
        let notice = &issued.notice;
        let bounds = payments(ctx).bounds();
        let option = |rail: payment::Rail| {
            let bound = bounds.of(rail, notice.currency);
            let money = |minor| MoneyAmount::from(Money::new(minor, notice.currency));
            PaymentOption {
                rail: rail.into(),
                total: notice.owed().into(),
                least: bound.map(|bound| money(bound.least_minor)),
                most: bound.map(|bound| money(bound.most_minor)),
                parts: bounds.parts(rail, notice.owed()).and_then(|parts| i64::try_from(parts).ok()).unwrap_or_default(),
            }
        };
        let is_payable = notice.may_pay(notice.version, notice.owed(), now(ctx)).is_ok();
        let rails = if is_payable { payments(ctx).providers().rails() } else { Vec::new() };
        ShownNotice {
            issued: issued.clone(),
            reference: notice.reference.to_string(),
            version: notice.version.into(),
            state: notice.state.into(),
            payee: issued.payee.clone(),
            purpose: issued.purpose.clone(),
            total: Money::into(notice.total()),
            paid: notice.paid().into(),
            owed: notice.owed().into(),
            takes_parts: notice.takes_parts,
            due_on: Day(notice.due_on),
            valid_until: notice.valid_until.map(Instant),
            options: rails.into_iter().map(option).collect(),
        }
    }
}
