//! Notices: issued by the customs system or at a counter, read by whoever has the reference.

use async_graphql::{ComplexObject, Context, Enum, InputObject, Object, Result, SimpleObject, Union};
use payment::NoticeReference;
use vocabulary::{
    AuthorityCode, Currency, Date, Language, Money,
    scalar::{Day, Instant},
};

use super::{
    notices, now, payments,
    seen::{ShownChargeKind, ShownNoticeState, ShownRail},
};
use crate::{
    fact::Facts,
    identity::{PersonOrProvenMachine, issuer},
    payment::{
        IssuedNotice, KeptVersion, NOTICES_AT_ONCE_MAX, NewCharge, NewNotice, Refusal,
        lawful::{self, Doubt, DoubtfulFee, NotCompared},
    },
    platform::{
        graphql::{self, day},
        message,
        money::{MoneyAmount, MoneyInput},
        policy::{MachineScope, Role, may, needs},
        refusal::refuse,
        refused::Refused,
    },
    tariff::estimate::{AssessmentComparison, Estimates, GoodsInput},
};

/// For how many lines of goods a comparison is weighed: half of the longest declaration.
const GOODS_COUNTED: usize = 50;

/// Questions about notices.
#[derive(Default)]
pub struct NoticeQuery;

/// What issuers do.
#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeQuery {
    /// A demand to pay, for whoever has its reference: what is owed, to whom and until when, and by which ways it can be paid. Whose
    /// debt it is and for which goods is not told. Nothing where there is no such notice. Source: WTO TFA Article 7.2.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private))]
    async fn payment_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its twelve digits, as people type them.")] reference: String,
    ) -> Result<Option<ShownNotice>> {
        let reference = read_reference(&reference).map_err(|refusal| refuse(&refusal))?;
        let found = notices(ctx).find(reference).await?;
        Ok(found.map(|found| ShownNotice::of(ctx, &found)))
    }
}

#[Object]
impl NoticeMutation {
    /// Issues payment notices, each once by its issuer's name for it: all of them, or none. For cashiers, and for systems of cashiers that
    /// exchange data as an authority.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::Service]),
        directive = needs::apply(vec![MachineScope::AgencyData]),
        guard = "PersonOrProvenMachine",
        complexity = "1 + input.len() * child_complexity"
    )]
    async fn issue_payment_notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notices: 1 to 100.")] input: Vec<IssueNoticeInput>,
    ) -> Result<IssueNoticesPayload> {
        if input.len() > NOTICES_AT_ONCE_MAX {
            return Ok(IssueNoticesPayload::refused(ctx, &Refusal::TooMany { limit: NOTICES_AT_ONCE_MAX }));
        }
        let issuer = issuer(ctx).await?;
        let mut new = Vec::with_capacity(input.len());
        for one in input {
            match one.read(day(ctx, None)) {
                Ok(notice) => new.push(notice),
                Err(refusal) => return Ok(IssueNoticesPayload::refused(ctx, &refusal)),
            }
        }
        Ok(match notices(ctx).issue(&new, issuer, now(ctx)).await? {
            Ok(issued) => IssueNoticesPayload::Issued(NoticesIssued {
                notices: issued.iter().map(|issued| ShownNotice::of(ctx, issued)).collect(),
            }),
            Err(refusal) => IssueNoticesPayload::refused(ctx, &refusal),
        })
    }
}

/// Reads a reference as people type it.
pub(super) fn read_reference(text: &str) -> Result<NoticeReference, Refusal> {
    text.parse().map_err(Refusal::Reference)
}

/// What is demanded.
#[derive(InputObject)]
pub struct IssueNoticeInput {
    /// What the issuer calls it, 1 to 200 characters. Issued again under that name it is the same notice; with another content it is
    /// refused.
    issuer_reference: String,
    /// Which version of it this is. The version after the one that stands amends it: declaration, debtor, payee, purpose and currency stay, what
    /// was paid beyond what is demanded now is owed back, and whoever pays reads it again. Without charges it takes the notice back.
    #[graphql(default = 1)]
    version: i64,
    /// Why there is another version, 1 to 200 characters: whoever has the reference reads it.
    reason: Option<String>,
    /// The declaration that was assessed, 1 to 200 characters.
    declaration: String,
    /// Whose debt it is, as the issuer writes it. Anonymous readers do not see it.
    debtor: Option<String>,
    /// Who is paid, as the payer reads it, 1 to 200 characters.
    payee: String,
    /// What for, as the payer and the provider read it, 1 to 160 characters.
    purpose: String,
    /// The day of the assessment. By default today in the territory.
    assessed_on: Option<Day>,
    /// What it is in (ISO 4217).
    currency: Currency,
    /// Its lines: 1 to 100; none in a version that takes it back.
    charges: Vec<ChargeInput>,
    /// Whether part of it may be paid.
    #[graphql(default)]
    takes_parts: bool,
    /// The last day on which it is paid in time.
    due_on: Day,
    /// When it can no longer be paid.
    valid_until: Option<Instant>,
}

/// A line of a notice.
#[derive(InputObject)]
pub struct ChargeInput {
    /// Its place in every version of the notice, 1 to 999: what was paid of a line stays the line's. By default its place in the list.
    line: Option<i64>,
    /// What is charged.
    kind: ShownChargeKind,
    /// Whose it is.
    agency: AuthorityCode,
    /// The code of the tax or fee in the customs system, 1 to 200 characters.
    code: String,
    /// What it is charged on, in major units of the notice's currency.
    base: Option<String>,
    /// The rate, as the customs system writes it.
    rate: Option<String>,
    /// The law that it rests on.
    law: Option<String>,
    /// What the published rules call it, 1 to 200 characters: the id of a published fee, or the code of a published tax. Of a fee without one the
    /// payer is warned.
    published_as: Option<String>,
    /// How much, in major units of the notice's currency.
    amount: String,
}

impl IssueNoticeInput {
    fn read(self, today: Date) -> Result<NewNotice, Refusal> {
        let currency = self.currency;
        let minor = |amount: String| {
            let money = MoneyInput::new(amount, currency).money();
            money.map(|money| money.minor).map_err(|_| Refusal::NoticeInvalid { field: "amount" })
        };
        let charge = |charge: ChargeInput| {
            let line = charge.line.map(u16::try_from).transpose().map_err(|_| Refusal::NoticeInvalid { field: "line" })?;
            Ok(NewCharge {
                line,
                kind: charge.kind.into(),
                agency: charge.agency,
                code: charge.code,
                base_minor: charge.base.map(minor).transpose()?,
                rate: charge.rate,
                law: charge.law,
                published_as: charge.published_as,
                minor: minor(charge.amount)?,
            })
        };
        Ok(NewNotice {
            issuer_reference: self.issuer_reference,
            version: u32::try_from(self.version).map_err(|_| Refusal::NoticeInvalid { field: "version" })?,
            reason: self.reason,
            declaration: self.declaration,
            debtor: self.debtor,
            payee: self.payee,
            purpose: self.purpose,
            assessed_on: self.assessed_on.map_or(today, |day| day.0),
            currency,
            charges: self.charges.into_iter().map(charge).collect::<Result<_, Refusal>>()?,
            takes_parts: self.takes_parts,
            due_on: self.due_on.0,
            valid_until: self.valid_until.map(|instant| instant.0),
        })
    }
}

/// What comes of issuing.
#[derive(Union)]
pub enum IssueNoticesPayload {
    /// They are issued.
    Issued(NoticesIssued),
    /// None is, and why.
    Refused(Refused),
}

impl IssueNoticesPayload {
    fn refused(ctx: &Context<'_>, refusal: &Refusal) -> IssueNoticesPayload {
        IssueNoticesPayload::Refused(Refused::of(ctx, refusal))
    }
}

/// Notices that are issued.
#[derive(SimpleObject)]
pub struct NoticesIssued {
    /// The notices, in the order of the input.
    notices: Vec<ShownNotice>,
}

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

/// A doubt about a line of a notice: the payer may pay all the same, and should ask.
#[derive(SimpleObject)]
#[graphql(name = "PaymentNoticeWarning")]
struct NoticeWarning {
    /// What it is: `DEMAND_NOT_PUBLISHED`.
    code: String,
    /// Why.
    reason: FeeDoubt,
    /// The line of the notice.
    line: i64,
    /// The code of the fee in the customs system.
    fee: String,
    /// Whose it is.
    agency: AuthorityCode,
    /// How much is asked for.
    amount: MoneyAmount,
    /// When it was published, where that was after the assessment.
    published_on: Option<Day>,
    /// The same, in the language of the caller.
    message: String,
    /// What to ask with one tap: send it by `openEnquiry` with the topic `FEES`.
    question: String,
}

/// Why a fee may not be asked for. Source: WTO TFA Article 6.1.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "FeeDoubt", remote = "Doubt")]
enum FeeDoubt {
    /// The notice does not say which published fee it is.
    NotNamed,
    /// No such fee was in force on the day of the assessment, and none is now.
    NotPublished,
    /// It was published after the assessment.
    PublishedLater,
    /// It is the fee of another authority.
    OtherAuthority,
}

impl NoticeWarning {
    fn of(language: Language, reference: &str, currency: Currency, doubtful: DoubtfulFee) -> NoticeWarning {
        let DoubtfulFee { charge, doubt, published_on } = doubtful;
        let mut facts =
            vec![("code", charge.code.clone()), ("value", charge.agency.to_string()), ("reference", reference.to_owned())];
        facts.extend(published_on.map(|day| ("from", day.to_string())));
        let said = |key: &str| message::render(language, key, &facts).unwrap_or_default();
        NoticeWarning {
            code: "DEMAND_NOT_PUBLISHED".to_owned(),
            reason: doubt.into(),
            line: charge.line.into(),
            amount: Money::new(charge.minor, currency).into(),
            published_on: published_on.map(Day),
            message: said(&format!("demand-{doubt}")),
            question: said("demand-question"),
            fee: charge.code,
            agency: charge.agency,
        }
    }
}

/// What a notice says that a kept estimate did not.
#[derive(SimpleObject)]
#[graphql(name = "PaymentNoticeComparison")]
struct NoticeComparison {
    /// The difference of what both speak of, and where it comes from: the parts add up to it.
    difference: AssessmentComparison,
    /// What the notice demands besides, of which an estimate does not speak: fees of agencies, penalties, interest.
    beside: MoneyAmount,
    /// What to ask with one tap where something is unexplained: send it by `openEnquiry` with the topic `DUTIES`.
    question: Option<String>,
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
}

impl ShownNotice {
    fn of(ctx: &Context<'_>, issued: &IssuedNotice) -> ShownNotice {
        let notice = &issued.notice;
        let option = |rail: payment::Rail| PaymentOption { rail: rail.into(), total: notice.owed().into() };
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
