//! Weighs a parsed document with every fragment written out, in time that grows with the text and not with what it unfolds to.

use std::collections::HashMap;

use async_graphql::{
    Positioned,
    parser::types::{
        Directive, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, OperationType, Selection, SelectionSet,
    },
};

use super::limit::{DocumentLimits, Excess, Limit};

/// Refuses a document that passes a ceiling, fragments written out, and one whose fragments go in circles.
///
/// Returns whether it asks for the schema itself, which has a depth of its own and is for the caller to allow or not.
pub fn check_weight(document: &ExecutableDocument, limits: &DocumentLimits) -> Result<AsksForSchema, Excess> {
    Limit::Fragments.check(document.fragments.len(), limits.fragments_max)?;
    let mut scale = Scale { document, limits, known: HashMap::new(), directives: 0 };
    let mut total = Weight::default();
    for (_, operation) in document.operations.iter() {
        let weight = scale.operation(&operation.node)?;
        total = total.beside(weight);
        total.check(limits)?;
    }
    for name in document.fragments.keys() {
        scale.fragment(name.as_str())?;
    }
    Limit::Directives.check(scale.directives, limits.directives_max)?;
    Ok(AsksForSchema(total.introspection_depth > 0))
}

/// Whether a document asks for `__schema` or `__type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsksForSchema(pub bool);

fn is_introspection(field: &Field) -> bool {
    matches!(field.name.node.as_str(), "__schema" | "__type")
}

/// What a selection weighs, fragments written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Weight {
    nodes: usize,
    aliases: usize,
    depth: usize,
    /// The depth below the nearest `__schema` or `__type`, which is not part of `depth`.
    introspection_depth: usize,
    introspection_lists: usize,
    /// Fields at the top of the selection, without `__typename`, which costs nothing and changes nothing.
    top_fields: usize,
}

impl Weight {
    fn beside(self, other: Weight) -> Weight {
        Weight {
            nodes: self.nodes.saturating_add(other.nodes),
            aliases: self.aliases.saturating_add(other.aliases),
            depth: self.depth.max(other.depth),
            introspection_depth: self.introspection_depth.max(other.introspection_depth),
            introspection_lists: self.introspection_lists.max(other.introspection_lists),
            top_fields: self.top_fields.saturating_add(other.top_fields),
        }
    }

    fn under(self, field: &Field) -> Weight {
        let is_list = matches!(field.name.node.as_str(), "types" | "fields" | "inputFields" | "interfaces" | "possibleTypes");
        let (depth, introspection_depth) =
            if is_introspection(field) { (1, self.depth + 1) } else { (self.depth + 1, self.introspection_depth) };
        Weight {
            nodes: self.nodes.saturating_add(1),
            aliases: self.aliases.saturating_add(usize::from(field.alias.is_some())),
            depth,
            introspection_depth,
            introspection_lists: self.introspection_lists + usize::from(is_list),
            top_fields: usize::from(field.name.node != "__typename"),
        }
    }

    fn check(&self, limits: &DocumentLimits) -> Result<(), Excess> {
        Limit::Nodes.check(self.nodes, limits.nodes_max)?;
        Limit::Aliases.check(self.aliases, limits.aliases_max)
    }
}

struct Scale<'a> {
    document: &'a ExecutableDocument,
    limits: &'a DocumentLimits,
    /// What each fragment weighs; nothing yet for one that is being weighed, which is how a circle shows.
    known: HashMap<&'a str, Option<Weight>>,
    directives: usize,
}

impl<'a> Scale<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Weight, Excess> {
        self.count(&operation.directives)?;
        for variable in &operation.variable_definitions {
            self.count(&variable.node.directives)?;
        }
        let weight = self.selection(&operation.selection_set.node)?;
        Limit::Depth.check(weight.depth, self.limits.depth_max)?;
        Limit::Depth.check(weight.introspection_depth, self.limits.introspection_depth_max)?;
        if weight.introspection_depth > 0 {
            Limit::IntrospectionLists.check(weight.introspection_lists, self.limits.introspection_lists_max)?;
        }
        Limit::RootFields.check(weight.top_fields, self.limits.root_fields_max)?;
        if operation.ty == OperationType::Mutation {
            Limit::Mutations.check(weight.top_fields, self.limits.mutations_max)?;
        }
        Ok(weight)
    }

    fn selection(&mut self, set: &'a SelectionSet) -> Result<Weight, Excess> {
        let mut total = Weight::default();
        for item in &set.items {
            self.count(item.node.directives())?;
            let weight = match &item.node {
                Selection::Field(field) => self.selection(&field.node.selection_set.node)?.under(&field.node),
                Selection::InlineFragment(inline) => one_more(self.selection(&inline.node.selection_set.node)?),
                Selection::FragmentSpread(spread) => one_more(self.fragment(spread.node.fragment_name.node.as_str())?),
            };
            total = total.beside(weight);
            total.check(self.limits)?;
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &str) -> Result<Weight, Excess> {
        let document = self.document;
        let Some((name, fragment)): Option<(_, &Positioned<FragmentDefinition>)> = document.fragments.get_key_value(name) else {
            return Ok(Weight::default()); // validation names it
        };
        match self.known.get(name.as_str()) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => return Err(endless(self.limits)),
            None => {}
        }
        self.known.insert(name.as_str(), None);
        self.count(&fragment.node.directives)?;
        let weight = self.selection(&fragment.node.selection_set.node)?;
        self.known.insert(name.as_str(), Some(weight));
        Ok(weight)
    }

    fn count(&mut self, directives: &[Positioned<Directive>]) -> Result<(), Excess> {
        self.directives += directives.len();
        Limit::Directives.check(self.directives, self.limits.directives_max)
    }
}

fn one_more(weight: Weight) -> Weight {
    Weight { nodes: weight.nodes.saturating_add(1), ..weight }
}

/// A circle unfolds for ever.
fn endless(limits: &DocumentLimits) -> Excess {
    Excess { limit: Limit::Nodes, max: limits.nodes_max, found: limits.nodes_max + 1 }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use async_graphql::parser::parse_query;

    use super::*;
    use crate::server::document::lexer::check_text;

    /// What GraphiQL and `graphql-js` send to learn a schema, in short form but at full depth.
    const INTROSPECTION: &str = "query IntrospectionQuery { __schema { queryType { name } types { ...FullType } directives { name args { ...I } } } }
        fragment FullType on __Type { kind name fields(includeDeprecated: true) { name args { ...I } type { ...T } } inputFields { ...I }
            interfaces { ...T } enumValues(includeDeprecated: true) { name } possibleTypes { ...T } }
        fragment I on __InputValue { name type { ...T } defaultValue }
        fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
            ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

    fn weigh(text: &str) -> Result<AsksForSchema, Excess> {
        let limits = DocumentLimits::default();
        check_text(text, &limits)?;
        check_weight(&parse_query(text).expect("a document"), &limits)
    }

    /// A chain of `n` fragments that each spread the next one `k` times.
    fn chain(n: usize, k: usize) -> String {
        let mut text = "{ ...f0 }".to_owned();
        for level in 0..n {
            let next = if level + 1 == n { "a".to_owned() } else { format!("...f{} ", level + 1).repeat(k) };
            text += &format!(" fragment f{level} on Query {{ {next} }}");
        }
        text
    }

    fn nested(depth: usize) -> String {
        format!("{}a{}", "{ a ".repeat(depth - 1) + "{ ", " }".repeat(depth))
    }

    #[test]
    fn each_ceiling_is_met_by_what_passes_it_and_by_nothing_less() {
        let times = |count: usize, item: &str| format!("{{ {} }}", item.repeat(count));
        let aliases = |count: usize, name: &str| {
            format!("{{ a {{ {} }} }}", (0..count).map(|at| format!("x{at}: {name} ")).collect::<String>())
        };
        let fragments = |count: usize| {
            let spreads: String = (0..count).map(|at| format!("...f{at} ")).collect();
            let fragments: String = (0..count).map(|at| format!("fragment f{at} on A {{ b }} ")).collect();
            format!("{{ a {{ {spreads} }} }} {fragments}")
        };
        let directives = |count: usize| format!("{{ a {} }}", "@x ".repeat(count));
        for (limit, within, beyond) in [
            (Limit::Depth, nested(8), nested(9)),
            (Limit::Aliases, aliases(15, "b"), aliases(16, "b")),
            (Limit::Aliases, aliases(15, "__typename"), aliases(1_000, "__typename")[..14_000].to_owned() + " } }"),
            (Limit::RootFields, times(10, "a "), times(11, "a ")),
            (Limit::Mutations, "mutation { __typename a }".to_owned(), "mutation { a b }".to_owned()),
            (Limit::Directives, directives(50), directives(51)),
            (Limit::Fragments, fragments(30), fragments(31)),
            (Limit::Nodes, times(1, &format!("a {{ {} }}", "b ".repeat(1_900))), chain(20, 2)),
        ] {
            assert_eq!(weigh(&within), Ok(AsksForSchema(false)), "{limit:?}");
            let refused = weigh(&beyond).map_err(|excess| excess.limit);
            // A flood of tokens is refused before it is weighed.
            assert!(refused == Err(limit) || refused == Err(Limit::Tokens), "{limit:?}: {refused:?}");
        }
    }

    #[test]
    fn a_bomb_of_fragments_is_refused_at_once() {
        for (n, k) in [(20, 2), (6, 10), (7, 10), (8, 8), (7, 14)] {
            let text = chain(n, k);
            let refused = weigh(&text).expect_err("a bomb");
            let document = parse_query(&text).expect("a document");
            let limits = DocumentLimits::default();
            let once = || {
                let began = Instant::now();
                let _ = check_weight(&document, &limits);
                began.elapsed()
            };
            // The quickest of some: other tests run beside this one.
            let took = (0..9).map(|_| once()).min().expect("nine times");
            assert_eq!(refused.limit, Limit::Nodes, "({n}, {k})");
            println!("({n}, {k}), {} bytes: {took:?}", text.len());
            assert!(took.as_millis() < 5, "({n}, {k}) took {took:?}");
        }
    }

    #[test]
    fn fragments_in_a_circle_are_refused_used_or_not() {
        for text in [
            "{ ...a } fragment a on Query { ...a }",
            "{ ...a } fragment a on Query { b { ...c } } fragment c on B { ...a }",
            "{ a } fragment c on Query { ...d } fragment d on Query { ...c }",
        ] {
            assert_eq!(weigh(text).expect_err("a circle").limit, Limit::Nodes, "{text}");
        }
    }

    #[test]
    fn fragments_hide_neither_depth_nor_aliases_nor_root_fields() {
        let deep = "{ a { b { c { d { ...e } } } } } fragment e on D { e { f { g { h { i } } } } }";
        assert_eq!(weigh(deep).expect_err("nine deep").limit, Limit::Depth);
        let aliases = "{ a { ...f b { ...f c { ...f } } } } fragment f on A { x1: x x2: x x3: x x4: x x5: x x6: x }";
        assert_eq!(weigh(aliases).expect_err("eighteen aliases").limit, Limit::Aliases);
        let roots = "mutation { ... on Mutation { a } ...f } fragment f on Mutation { b }";
        assert_eq!(weigh(roots).expect_err("two mutations").limit, Limit::Mutations);
    }

    #[test]
    fn explorers_may_ask_for_the_schema_but_not_in_circles() {
        assert_eq!(weigh(INTROSPECTION), Ok(AsksForSchema(true)));
        assert_eq!(weigh("{ a { __typename } }"), Ok(AsksForSchema(false)));
        let circle = "{ __schema { types { fields { type { fields { type { name } } } } } } }";
        assert_eq!(weigh(circle).expect_err("the schema times the schema").limit, Limit::IntrospectionLists);
    }

    #[test]
    fn what_the_parser_would_recurse_on_never_reaches_it() {
        for text in ["{a".repeat(20_000), format!("{{ a(b: {}", "[".repeat(7_000)), "{...{".repeat(2_900)] {
            let refused = check_text(&text, &DocumentLimits::default()).expect_err("too deep");
            assert!(matches!(refused.limit, Limit::Brackets | Limit::Characters), "{refused:?}");
        }
        // As deep as brackets and fragments allow: inline fragments within fragments within fragments.
        let (open, close) = ("{ ... on Q ".repeat(20), " }".repeat(20));
        let mut text = "{ ...f0 }".to_owned();
        for level in 0..25 {
            text += &format!(
                " fragment f{level} on Q {open} {{ {} }} {close}",
                if level == 24 { "a".into() } else { format!("...f{}", level + 1) }
            );
        }
        assert_eq!(weigh(&text), Err(Excess { limit: Limit::Tokens, max: 2_000, found: 2_001 }));
    }
}
