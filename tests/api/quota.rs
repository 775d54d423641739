//! What each field at the root of the contract counts as.

use std::collections::BTreeSet;

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};
use fingertip::{
    platform::quota::OperationClass,
    schema::{self, CLASSES, class_of},
};

/// The fields of one root type of the contract.
fn fields_of(root: &str) -> BTreeSet<String> {
    let schema = parse_schema(schema::print()).expect("the contract");
    let fields = schema.definitions.into_iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(found) if found.node.name.node == root => match found.node.kind {
            TypeKind::Object(object) => Some(object.fields),
            _ => None,
        },
        _ => None,
    });
    fields.expect(root).into_iter().map(|field| field.node.name.node.to_string()).collect()
}

#[test]
fn each_field_at_the_root_has_one_class() {
    let roots: BTreeSet<String> = ["Query", "Mutation", "Subscription"].into_iter().flat_map(fields_of).collect();
    assert!(roots.len() > 20, "the schema was read");
    let without: Vec<_> = roots.iter().filter(|field| class_of(field).is_none()).collect();
    assert!(without.is_empty(), "src/schema/class.rs has no class for {without:?}");
    let listed: Vec<_> = CLASSES.iter().flat_map(|(_, fields)| *fields).copied().collect();
    let gone: Vec<_> = listed.iter().filter(|field| !roots.contains(**field)).collect();
    assert!(gone.is_empty(), "src/schema/class.rs names {gone:?}, which the schema has not");
    assert_eq!(listed.len(), roots.len(), "src/schema/class.rs names a field twice");
}

#[test]
fn no_mutation_counts_as_reading() {
    for field in fields_of("Mutation") {
        let class = class_of(&field).expect("each field has a class");
        assert!(!matches!(class, OperationClass::Search | OperationClass::Compute), "{field} is {class:?}");
    }
}
