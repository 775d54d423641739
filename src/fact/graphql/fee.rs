//! What a fee shows.

use async_graphql::{Enum, SimpleObject};

use super::{FactHeader, Reading, exposed, text};
use crate::fact::{
    body::Body,
    fee::{Amount, Base, Fee, PayBy, Unit},
};

/// A fee or charge. Source: WTO TFA Article 6.1.
#[derive(SimpleObject)]
pub struct PublishedFee {
    #[graphql(flatten)]
    header: FactHeader,
    /// The service it pays for.
    service: String,
    /// The amount, where it is always the same; a decimal in `currency`.
    fixed: Option<String>,
    /// Percent of the customs value, where it is a part of that; a decimal.
    percent: Option<String>,
    /// No less than this; a decimal in `currency`.
    minimum: Option<String>,
    /// No more than this; a decimal in `currency`.
    maximum: Option<String>,
    /// The amount for each `per`, where it is counted; a decimal in `currency`.
    each: Option<String>,
    /// What it is counted by.
    per: Option<FeeUnit>,
    /// The ISO 4217 code of the currency.
    currency: String,
    /// How it can be paid.
    pay_by: Vec<PaymentMeans>,
    /// When it is due.
    due: Option<String>,
}

exposed!(
    /// What a fee is counted by.
    FeeUnit = "Unit" {
        /// 1,000 kg.
        Tonne,
        /// A container.
        Container,
        /// A day begun.
        Day,
        /// An hour begun.
        Hour,
        /// A page.
        Page,
        /// A document.
        Document,
        /// An animal.
        Animal,
        /// A vehicle.
        Vehicle,
        /// A kilogram.
        Kilogram
    }
);

exposed!(
    /// How a fee can be paid.
    PaymentMeans = "PayBy" {
        /// By card.
        Card,
        /// By mobile money.
        MobileMoney,
        /// At or through a bank.
        Bank,
        /// In cash.
        Cash
    }
);

pub(super) fn shown(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedFee> {
    let Body::Fee(Fee { service, amount, currency, pay_by, when, .. }) = body else { return None };
    let shown = PublishedFee {
        header,
        service,
        fixed: None,
        percent: None,
        minimum: None,
        maximum: None,
        each: None,
        per: None,
        currency,
        pay_by: pay_by.into_iter().map(PaymentMeans::from).collect(),
        due: text(&when, read.language),
    };
    Some(match amount {
        Amount::Fixed(amount) => PublishedFee { fixed: Some(amount.fixed.to_string()), ..shown },
        Amount::Share(amount) => {
            let Base::CustomsValue = amount.of;
            PublishedFee {
                percent: Some(amount.percent.to_string()),
                minimum: amount.minimum.map(|bound| bound.to_string()),
                maximum: amount.maximum.map(|bound| bound.to_string()),
                ..shown
            }
        }
        Amount::Each(amount) => PublishedFee { each: Some(amount.each.to_string()), per: Some(amount.per.into()), ..shown },
    })
}
