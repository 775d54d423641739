//! What a trader says of a consignment.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vocabulary::{AreaCode, CountryCode, Currency, Date, HsCode};

use crate::{
    condition::Flow,
    exact::Exact,
    measure::{Kind, Measure},
    name::{AdditionalCode, Aspect, DocumentCode, OrderNumber, Statement},
    rate::Measured,
};

/// A consignment, as it would be declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Which way it moves.
    pub flow: Flow,
    /// The day the declaration is accepted: measures, memberships and rates of exchange are those of this day.
    pub day: Date,
    /// Its lines.
    pub lines: Vec<Goods>,
}

/// The goods on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// Where they stand in the nomenclature.
    pub code: HsCode,
    /// The country they originate in; of exports the country they go to.
    pub country: CountryCode,
    /// Their values.
    pub values: Values,
    /// Their quantities.
    pub quantities: Vec<(Measured, Exact)>,
    /// The documents at hand.
    pub documents: BTreeSet<DocumentCode>,
    /// The additional codes they are of.
    pub additional_codes: BTreeSet<AdditionalCode>,
    /// What the trader said to be so, or not to be so.
    pub statements: BTreeMap<Statement, bool>,
    /// What the trader asks for instead of the normal duty.
    pub claim: Option<Claim>,
}

/// An amount of some currency, in major units, unrounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// How much.
    pub number: Exact,
    /// Of what.
    pub currency: Currency,
}

/// The values of the goods on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// The customs value, where it is known as such.
    pub customs: Option<Amount>,
    /// Free on board.
    pub fob: Option<Amount>,
    /// Freight to the border.
    pub freight: Option<Amount>,
    /// Insurance to the border.
    pub insurance: Option<Amount>,
    /// Retail price of all of them, with all taxes.
    pub retail: Option<Amount>,
    /// Of parts of them, by what the tariff calls them.
    pub parts: Vec<(Aspect, Amount)>,
}

/// What is asked for instead of the normal duty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Claim {
    /// What kind of measure.
    pub kind: Kind,
    /// Under which agreement or scheme, where the line has several.
    pub area: Option<AreaCode>,
    /// From which quota.
    pub quota: Option<OrderNumber>,
}

impl Claim {
    /// Returns the claim that asks for a measure.
    pub fn of(measure: &Measure) -> Claim {
        let quota = measure.condition.quotas().first().map(|order| (*order).clone());
        Claim { kind: measure.kind, area: measure.area.clone(), quota }
    }

    /// Says whether it asks for this measure.
    pub fn asks_for(&self, measure: &Measure) -> bool {
        let area = self.area.as_ref().is_none_or(|area| measure.area.as_ref() == Some(area));
        let quota = self.quota.as_ref().is_none_or(|quota| measure.condition.quotas().contains(&quota));
        self.kind == measure.kind && area && quota
    }
}

impl Goods {
    /// Describes goods of which nothing is known yet but where they stand and where they come from.
    pub fn new(code: HsCode, country: CountryCode) -> Goods {
        Goods {
            code,
            country,
            values: Values::default(),
            quantities: Vec::new(),
            documents: BTreeSet::new(),
            additional_codes: BTreeSet::new(),
            statements: BTreeMap::new(),
            claim: None,
        }
    }
}
