//! What stands at the root of an operation: by that, requests are counted.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// Visits each field of a selection, fragments written out, as often as it stands there: an alias is no way to ask for ten at the price
/// of one. `__typename` costs nothing and is left out.
///
/// The document was weighed before: its fragments do not go in circles, and it has few nodes.
pub fn visit_fields<'a>(document: &'a ExecutableDocument, set: &'a SelectionSet, visit: &mut dyn FnMut(&'a str)) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => match field.node.name.node.as_str() {
                "__typename" => {}
                name => visit(name),
            },
            Selection::InlineFragment(inline) => visit_fields(document, &inline.node.selection_set.node, visit),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    visit_fields(document, &fragment.node.selection_set.node, visit);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::{parse_query, types::DocumentOperations};

    use super::*;

    #[test]
    fn each_field_at_the_root_counts_whatever_it_is_called_and_wherever_it_stands() {
        let text = "{ a b: a ...F ... on Query { a { a } } __typename } fragment F on Query { c ...G } fragment G on Query { a }";
        let document = parse_query(text).expect("a document");
        let DocumentOperations::Single(operation) = &document.operations else { panic!("one operation") };
        let mut names = Vec::new();
        visit_fields(&document, &operation.node.selection_set.node, &mut |name| names.push(name));
        assert_eq!(names, ["a", "a", "c", "a", "a"]);
    }
}
