//! The tariff of the United Kingdom as its API publishes it: the measures on a commodity, in both of the shapes it has had, and the
//! groups of countries they hold for. JSON in, values out; what cannot be read is refused by measure, never left out in silence.
//!
//! Source: trade-tariff.service.gov.uk, `/api/v2/commodities` (JSON:API) and the nested form that its duty calculator reads.

mod area;
mod component;
mod condition;
mod dependent_rate;
mod json_api;
mod kind;
mod measure;
mod quota;
mod shape;

pub use area::{AreaError, GeographicalArea, read_geographical_areas};
pub use component::ComponentError;
pub use condition::{Action, ConditionError, PublishedCondition};
pub use kind::{MeasureKind, MeasureType};
pub use measure::{CommodityError, MeasureError, PublishedCommodity, PublishedMeasure, RefusedMeasure, read_commodity};
pub use quota::QuotaDefinition;
