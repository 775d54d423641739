//! What a payer should ask about before they pay: fees that nobody published, and what an estimate did not say.

use async_graphql::{Enum, SimpleObject};
use vocabulary::{AuthorityCode, Currency, Language, Money, scalar::Day};

use crate::{
    payment::lawful::{Doubt, DoubtfulFee},
    platform::{message, money::MoneyAmount},
    tariff::estimate::AssessmentComparison,
};

/// A doubt about a line of a notice: the payer may pay all the same, and should ask.
#[derive(SimpleObject)]
#[graphql(name = "PaymentNoticeWarning")]
pub struct NoticeWarning {
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
pub enum FeeDoubt {
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
    /// Shows a doubt.
    pub(super) fn of(language: Language, reference: &str, currency: Currency, doubtful: DoubtfulFee) -> NoticeWarning {
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
pub struct NoticeComparison {
    /// The difference of what both speak of, and where it comes from: the parts add up to it.
    pub(super) difference: AssessmentComparison,
    /// What the notice demands besides, of which an estimate does not speak: fees of agencies, penalties, interest.
    pub(super) beside: MoneyAmount,
    /// What to ask with one tap where something is unexplained: send it by `openEnquiry` with the topic `DUTIES`.
    pub(super) question: Option<String>,
}
