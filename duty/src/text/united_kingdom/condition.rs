//! The conditions of a measure: documents of which one suffices, quantities up to which none is asked for, and duties that depend
//! on a document or a price.
//!
//! Conditions of one code are alternatives, the first that is met counting; those of another code have to be met as well.

use thiserror::Error;

use super::{
    component::{self, ComponentError, quantity},
    dependent_rate::dependent_rate,
    shape::{ConditionShape, without_tags},
};
use crate::{condition::Condition, exact::Exact, name::DocumentCode, rate::Rate, text::rate::read_quantity};

/// A condition as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedCondition {
    /// Its letter: `A` to `Z`.
    pub code: String,
    /// In the words of the tariff.
    pub description: String,
    /// The document that meets it.
    pub document: Option<DocumentCode>,
    /// What is required, in the words of the tariff.
    pub requirement: Option<String>,
    /// What follows when it is met.
    pub action: Action,
    /// The duty that follows, where one does.
    pub rate: Option<Rate>,
}

/// What follows when a condition is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// The measure holds, with its duty.
    Applies,
    /// The measure does not hold.
    DoesNotApply,
    /// The goods may pass.
    Allowed,
    /// The goods may not pass.
    NotAllowed,
    /// A duty of its own is due.
    Amount,
    /// The document has to be declared.
    Declared,
}

/// Why conditions cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConditionError {
    /// An action that is not known.
    #[error("has the unknown action {0:?}")]
    UnknownAction(String),
    /// A document without a code that is one.
    #[error("has {0:?}, which is no code of a document")]
    DocumentCode(String),
    /// Duties that depend on something that is not known.
    #[error("has duties that depend on conditions {0} in a way that is not known")]
    UnknownDependence(String),
    /// A statement that is too long to be one.
    #[error("has a requirement that is too long")]
    Requirement,
    /// A duty or figure that is none.
    #[error(transparent)]
    Component(#[from] ComponentError),
}

impl Action {
    fn read(text: Option<&str>) -> Result<Action, ConditionError> {
        let Some(text) = text else { return Ok(Action::Declared) };
        Ok(match text {
            "Apply the mentioned duty" => Action::Applies,
            "Measure not applicable" => Action::DoesNotApply,
            "Import/export allowed after control"
            | "Entry into free circulation allowed"
            | "Declared subheading allowed"
            | "Import allowed"
            | "Export allowed" => Action::Allowed,
            "Import/export not allowed after control"
            | "The entry into free circulation is not allowed"
            | "Import is not allowed"
            | "Export is not allowed" => Action::NotAllowed,
            _ if text.starts_with("Declaration to be corrected") => Action::NotAllowed,
            _ if text.starts_with("Apply the amount of the action") => Action::Amount,
            _ => return Err(ConditionError::UnknownAction(text.to_owned())),
        })
    }

    fn lets_pass(self) -> bool {
        matches!(self, Action::Applies | Action::Allowed | Action::Declared)
    }
}

impl PublishedCondition {
    pub(super) fn read(shape: &ConditionShape) -> Result<PublishedCondition, ConditionError> {
        Ok(PublishedCondition {
            code: shape.condition_code.clone(),
            description: description(shape).to_owned(),
            document: document(shape)?,
            requirement: shape.requirement.as_deref().map(without_tags),
            action: Action::read(shape.action.as_deref())?,
            rate: component::rate(&shape.measure_condition_components)?,
        })
    }
}

/// Returns what a condition says, without the letter before it.
fn description(shape: &ConditionShape) -> &str {
    let lettered = shape.condition.strip_prefix(&shape.condition_code).and_then(|text| text.strip_prefix(": "));
    lettered.unwrap_or(&shape.condition)
}

pub(super) fn document(shape: &ConditionShape) -> Result<Option<DocumentCode>, ConditionError> {
    let code = shape.document_code.as_deref().filter(|code| !code.is_empty());
    code.map(|code| code.parse().map_err(|_| ConditionError::DocumentCode(code.to_owned()))).transpose()
}

/// What the conditions of a measure come to: what has to hold for it, and the duty that depends on some of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub condition: Condition,
    pub rate: Option<Rate>,
}

/// Reads all conditions of a measure whose duty without them is `rate`.
pub(super) fn outcome(shapes: &[ConditionShape], rate: Option<Rate>) -> Result<Outcome, ConditionError> {
    let mut conditions = Vec::new();
    let mut refusing = 0;
    let mut rate = rate;
    for group in groups(shapes) {
        let actions: Vec<Action> = group.iter().map(|shape| Action::read(shape.action.as_deref())).collect::<Result<_, _>>()?;
        if actions.contains(&Action::Amount) {
            rate = Some(dependent_rate(&group, &actions, rate)?);
        } else if group[0].condition_code == "R" {
            conditions.push(by_ratio(&group, &actions)?);
        } else {
            match alternatives(&group, &actions)? {
                Some(condition) => conditions.push(condition),
                // It only says that without a document of another code the goods do not pass.
                None => refusing += 1,
            }
        }
    }
    let condition = match (conditions.len(), refusing) {
        (0, 0) => Condition::Always,
        (0, _) => Condition::Not(Box::new(Condition::Always)),
        (1, _) => conditions.remove(0),
        _ => Condition::All(conditions),
    };
    Ok(Outcome { condition, rate })
}

/// Puts conditions of one code together, in the order that codes come in.
fn groups(shapes: &[ConditionShape]) -> Vec<Vec<&ConditionShape>> {
    let mut groups: Vec<Vec<&ConditionShape>> = Vec::new();
    for shape in shapes {
        match groups.iter_mut().find(|group| group[0].condition_code == shape.condition_code) {
            Some(group) => group.push(shape),
            None => groups.push(vec![shape]),
        }
    }
    groups
}

/// Returns what lets the goods pass: any of the documents, or a quantity up to which none is asked for.
fn alternatives(group: &[&ConditionShape], actions: &[Action]) -> Result<Option<Condition>, ConditionError> {
    let mut any: Vec<Condition> = Vec::new();
    for (shape, _) in group.iter().zip(actions).filter(|(_, action)| action.lets_pass()) {
        let condition = match document(shape)? {
            Some(code) => Condition::Document(code),
            None => up_to(shape)?,
        };
        if !any.contains(&condition) {
            any.push(condition);
        }
    }
    Ok(if any.len() > 1 { Some(Condition::Any(any)) } else { any.pop() })
}

/// Reads "at most 20 kg", from its figures or, where they are not published, from what is printed.
fn up_to(shape: &ConditionShape) -> Result<Condition, ConditionError> {
    let figure = shape.condition_duty_amount.as_ref().and_then(|figure| figure.exact());
    let is_price = shape.condition_monetary_unit_code.is_some();
    if let (Some(figure), Some(unit), false) = (figure, &shape.condition_measurement_unit_code, is_price) {
        let (figure, per) = quantity(figure, unit, shape.condition_measurement_unit_qualifier_code.as_deref())?;
        return Ok(Condition::QuantityAtMost(per.measured, figure));
    }
    match shape.requirement.as_deref().map(without_tags).and_then(|text| read_quantity(&text)) {
        Some((measured, figure)) => Ok(Condition::QuantityAtMost(measured, figure)),
        None => statement(shape),
    }
}

fn statement(shape: &ConditionShape) -> Result<Condition, ConditionError> {
    let description = description(shape);
    let text = match shape.requirement.as_deref().map(without_tags).filter(|requirement| !requirement.is_empty()) {
        Some(requirement) => format!("{description} ({requirement})"),
        None => description.to_owned(),
    };
    text.parse().map(Condition::Statement).map_err(|_| ConditionError::Requirement)
}

/// Reads ratios of net weight to supplementary unit: each holds from its figure up to the next.
fn by_ratio(group: &[&ConditionShape], actions: &[Action]) -> Result<Condition, ConditionError> {
    let figure = |shape: &ConditionShape| shape.condition_duty_amount.as_ref().and_then(|figure| figure.exact());
    let unknown = || ConditionError::UnknownDependence("R".to_owned());
    let steps = group.iter().zip(actions).map(|(shape, action)| Some((figure(shape)?, *shape, *action)));
    let mut steps: Vec<(Exact, &ConditionShape, Action)> = steps.collect::<Option<_>>().ok_or_else(unknown)?;
    steps.sort_by_key(|(figure, ..)| *figure);
    let mut any = Vec::new();
    for (place, (figure, shape, action)) in steps.iter().enumerate() {
        if !action.lets_pass() {
            continue;
        }
        let mut all = if figure.is_zero() { Vec::new() } else { vec![statement(shape)?] };
        if let Some((_, next, _)) = steps.get(place + 1) {
            all.push(Condition::Not(Box::new(statement(next)?)));
        }
        any.push(if all.len() == 1 { all.remove(0) } else { Condition::All(all) });
    }
    if any.len() == 1 { Ok(any.remove(0)) } else { Ok(Condition::Any(any)) }
}
