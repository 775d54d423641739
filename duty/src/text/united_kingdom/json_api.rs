//! Turns the JSON:API shape into the nested one: what a measure relates to is put into it.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// How far relations are followed: from a measure to its order number to the definition of the quota.
const DEPTH: usize = 3;
/// How many relations are followed in all: each copies what it leads to, and a document may lead to one thing many times.
const FOLLOWED_MAX: usize = 200_000;
/// Relations that are not followed: a group has hundreds of countries, which are read on their own.
const LEFT_OUT: &str = "children_geographical_areas";

/// Returns a document in the nested shape; one that is nested already as it is; nothing of one that is neither or too large.
pub(super) fn nested(document: &Value) -> Option<Value> {
    let Some(included) = document.get("included") else { return Some(document.clone()) };
    let resources = included.as_array()?.iter().filter_map(|one| Some((name(one)?, one))).collect();
    Relations { resources, left: FOLLOWED_MAX }.resource(document.get("data")?, DEPTH)
}

fn name(resource: &Value) -> Option<(&str, &str)> {
    Some((resource.get("type")?.as_str()?, resource.get("id")?.as_str()?))
}

/// What can be related to, and how many relations may still be followed.
struct Relations<'d> {
    resources: HashMap<(&'d str, &'d str), &'d Value>,
    left: usize,
}

impl Relations<'_> {
    /// Returns the attributes of a resource, and what it relates to among them.
    fn resource(&mut self, one: &Value, depth: usize) -> Option<Value> {
        let mut fields: Map<String, Value> = one.get("attributes")?.as_object()?.clone();
        fields.entry("id").or_insert_with(|| one.get("id").cloned().unwrap_or_default());
        if let (Some(relations), Some(depth)) = (one.get("relationships").and_then(Value::as_object), depth.checked_sub(1)) {
            for (relation, related) in relations.iter().filter(|(relation, _)| *relation != LEFT_OUT) {
                // A relation that is only linked to says nothing here.
                let Some(data) = related.get("data") else { continue };
                let value = match data {
                    Value::Array(many) => Value::Array(many.iter().map(|one| self.follow(one, depth)).collect::<Option<_>>()?),
                    Value::Null => Value::Null,
                    one => self.follow(one, depth)?,
                };
                fields.insert(relation.clone(), value);
            }
        }
        Some(Value::Object(fields))
    }

    /// Returns what a reference leads to. One that leads nowhere stays a bare id, which the reader of measures refuses.
    fn follow(&mut self, reference: &Value, depth: usize) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        match self.resources.get(&name(reference)?).copied() {
            Some(one) => self.resource(one, depth),
            None => Some(reference.clone()),
        }
    }
}
