//! The JSON of a measure, nested, as far as we read it.

use serde::Deserialize;
use serde_json::Number;

use crate::exact::Exact;

/// A measure. Fields that a list or object may lack are empty then.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct MeasureShape {
    pub id: Id,
    pub effective_start_date: String,
    pub effective_end_date: Option<String>,
    pub measure_type: MeasureTypeShape,
    pub duty_expression: Option<DutyExpressionShape>,
    #[serde(default)]
    pub measure_components: Vec<ComponentShape>,
    #[serde(default)]
    pub measure_conditions: Vec<ConditionShape>,
    pub geographical_area: AreaShape,
    #[serde(default)]
    pub excluded_countries: Vec<AreaShape>,
    pub additional_code: Option<AdditionalCodeShape>,
    pub order_number: Option<OrderNumberShape>,
    #[serde(default)]
    pub legal_acts: Vec<LegalActShape>,
    #[serde(default)]
    pub footnotes: Vec<FootnoteShape>,
}

/// An id, which is a number in one shape and a text in the other.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Id {
    Text(String),
    Number(i64),
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct MeasureTypeShape {
    pub id: String,
    pub measure_type_series_id: String,
    pub description: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct DutyExpressionShape {
    pub base: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct ComponentShape {
    pub duty_expression_id: String,
    pub duty_amount: Option<Figure>,
    pub monetary_unit_code: Option<String>,
    pub measurement_unit_code: Option<String>,
    pub measurement_unit_qualifier_code: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct ConditionShape {
    pub condition_code: String,
    #[serde(default)]
    pub condition: String,
    pub document_code: Option<String>,
    pub requirement: Option<String>,
    pub action: Option<String>,
    pub duty_expression: Option<String>,
    pub condition_duty_amount: Option<Figure>,
    pub condition_monetary_unit_code: Option<String>,
    pub condition_measurement_unit_code: Option<String>,
    pub condition_measurement_unit_qualifier_code: Option<String>,
    #[serde(default)]
    pub measure_condition_components: Vec<ComponentShape>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct AreaShape {
    pub id: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct AdditionalCodeShape {
    pub code: String,
    #[serde(default)]
    pub description: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct OrderNumberShape {
    pub number: String,
    pub definition: Option<DefinitionShape>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct DefinitionShape {
    pub initial_volume: Figure,
    pub balance: Figure,
    pub measurement_unit: String,
    pub validity_start_date: String,
    pub validity_end_date: Option<String>,
    pub last_allocation_date: Option<String>,
    pub status: String,
    pub suspension_period_start_date: Option<String>,
    pub suspension_period_end_date: Option<String>,
    pub blocking_period_start_date: Option<String>,
    pub blocking_period_end_date: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct LegalActShape {
    pub regulation_code: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct FootnoteShape {
    pub code: String,
    #[serde(default)]
    pub description: String,
}

/// A number, or one in a text. A JSON number has the digits that it was written with: at most seventeen of them count.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Figure {
    Number(Number),
    Text(String),
}

impl Figure {
    pub fn exact(&self) -> Option<Exact> {
        match self {
            Figure::Number(number) => number.to_string().parse().ok(),
            Figure::Text(text) => text.parse().ok(),
        }
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Id::Text(text) => formatter.write_str(text),
            Id::Number(number) => number.fmt(formatter),
        }
    }
}

/// Returns a text without its HTML tags, and with one blank where several stand.
pub(super) fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for character in html.chars() {
        match character {
            '<' => within = true,
            '>' if within => within = false,
            _ if !within => text.push(character),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}
