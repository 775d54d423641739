//! Takes out the arguments whose variable has no value, which is what the specification says they are: not given.
//!
//! The library does so when it executes, but not when it reckons what a document costs; there it refuses a document for a variable
//! that may be left out ("Variable first is not defined").
//!
//! Source: GraphQL specification, October 2021, section 6.4.1, CoerceArgumentValues.

use std::collections::HashSet;

use async_graphql::{
    Name, Positioned, Variables,
    parser::types::{Directive, DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet},
};
use async_graphql_value::Value;

/// Takes out what has no value, in a document of one operation. In others it is left: their operations share fragments.
pub fn leave_out_absent(document: &mut ExecutableDocument, variables: &Variables) {
    let operation = match &mut document.operations {
        DocumentOperations::Single(only) => &mut only.node,
        DocumentOperations::Multiple(named) if named.len() == 1 => match named.values_mut().next() {
            Some(only) => &mut only.node,
            None => return,
        },
        DocumentOperations::Multiple(_) => return,
    };
    let absent = absent(operation, variables);
    if absent.is_empty() {
        return;
    }
    let mut sweep = Sweep { absent, used: HashSet::new() };
    sweep.directives(&operation.directives);
    sweep.selection(&mut operation.selection_set.node);
    for fragment in document.fragments.values_mut() {
        sweep.directives(&fragment.node.directives);
        sweep.selection(&mut fragment.node.selection_set.node);
    }
    // A variable that nothing names any more would be refused as unused.
    operation.variable_definitions.retain(|variable| {
        let name = &variable.node.name.node;
        !sweep.absent.contains(name) || sweep.used.contains(name)
    });
}

/// Returns the variables that may be left out, have no default, and were.
fn absent(operation: &OperationDefinition, variables: &Variables) -> HashSet<Name> {
    let definitions = operation.variable_definitions.iter().map(|definition| &definition.node);
    let left_out = definitions.filter(|definition| {
        definition.var_type.node.nullable && definition.default_value.is_none() && !variables.contains_key(&definition.name.node)
    });
    left_out.map(|definition| definition.name.node.clone()).collect()
}

struct Sweep {
    absent: HashSet<Name>,
    /// Variables that stand elsewhere than alone in an argument: in a list, in an object, in a directive.
    used: HashSet<Name>,
}

impl Sweep {
    fn selection(&mut self, set: &mut SelectionSet) {
        for item in &mut set.items {
            self.directives(item.node.directives());
            match &mut item.node {
                Selection::Field(field) => {
                    let absent = &self.absent;
                    field
                        .node
                        .arguments
                        .retain(|(_, value)| !matches!(&value.node, Value::Variable(name) if absent.contains(name)));
                    for (_, value) in &field.node.arguments {
                        self.value(&value.node);
                    }
                    self.selection(&mut field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => self.selection(&mut inline.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        for (_, value) in directives.iter().flat_map(|directive| &directive.node.arguments) {
            self.value(&value.node);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Variable(name) => drop(self.used.insert(name.clone())),
            Value::List(values) => values.iter().for_each(|value| self.value(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.value(value)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn swept(text: &str, given: &[&str]) -> (usize, usize) {
        let mut document = parse_query(text).expect("a document");
        let mut variables = Variables::default();
        for name in given {
            variables.insert(Name::new(name), async_graphql::Value::Null);
        }
        leave_out_absent(&mut document, &variables);
        let (_, operation) = document.operations.iter().next().expect("an operation");
        let arguments = operation.node.selection_set.node.items.iter().map(|item| match &item.node {
            Selection::Field(field) => field.node.arguments.len(),
            _ => 0,
        });
        (operation.node.variable_definitions.len(), arguments.sum())
    }

    #[test]
    fn an_argument_without_a_value_is_not_given() {
        let text = "query($n: Int, $m: Int!, $d: Int = 3) { a(first: $n, more: $m, last: $d) }";
        assert_eq!(swept(text, &["m"]), (2, 2));
        assert_eq!(swept(text, &["m", "n"]), (3, 3), "null is a value");
    }

    #[test]
    fn what_stands_elsewhere_stays() {
        assert_eq!(swept("query($n: Int) { a(list: [$n]) b(first: $n) }", &[]), (1, 1));
        assert_eq!(swept("query($n: Boolean) { a @include(if: $n) }", &[]), (1, 0));
        assert_eq!(swept("query($n: Int) { ...f } fragment f on Q { a(first: $n) }", &[]), (0, 0));
        assert_eq!(swept("query A($n: Int) { a(n: $n) } query B($n: Int) { b(n: $n) }", &[]).0, 1);
    }
}
