//! What the contract declares, read from the types of the schema, and what a document asks of it.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    InputType, ObjectType, PathSegment, Pos, Positioned, SubscriptionType,
    parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet},
    registry::{MetaField, MetaType, MetaTypeName, Registry},
};

use crate::platform::policy::{MachineScope, Role, RoleSet};

/// The names of the directives, which are those of the functions.
const MAY: &str = "may";
const NEEDS: &str = "needs";

/// Who may use which field of a schema.
pub struct Policies {
    query: String,
    mutation: String,
    subscription: String,
    types: HashMap<String, HashMap<String, Policy>>,
    undeclared: Vec<String>,
    scopeless: Vec<String>,
}

/// Who may use one field.
#[derive(Clone, Debug, Default)]
struct Policy {
    /// Each of these has to be met by the caller.
    demands: Vec<May>,
    /// The type that it leads to, where that has fields with policies of their own.
    leads_to: Option<String>,
}

/// What a caller has to be.
#[derive(Clone, Debug, Default)]
pub struct May {
    /// One of these.
    pub roles: RoleSet,
    /// A machine has to have one of these scopes too.
    pub scopes: Vec<MachineScope>,
}

/// A field of a document that not everybody may use.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Who may.
    pub may: May,
    /// Which field, as `Type.field`.
    pub field: String,
    /// Where it stands in the answer.
    pub path: Vec<PathSegment>,
    /// Where it stands in the document.
    pub at: Pos,
}

impl Policies {
    /// Reads what the types of a schema declare.
    pub fn of<Query: ObjectType, Mutation: ObjectType, Subscription: SubscriptionType>() -> Policies {
        let mut registry = Registry::default();
        Query::create_type_info(&mut registry);
        Mutation::create_type_info(&mut registry);
        Subscription::create_type_info(&mut registry);
        let (query, mutation, subscription) = (Query::type_name(), Mutation::type_name(), Subscription::type_name());
        let roots = [&query, &mutation, &subscription];
        let (mut undeclared, mut scopeless) = (Vec::new(), Vec::new());
        let mut types = HashMap::new();
        let guarded = guarded(&registry);
        for (name, kind) in &registry.types {
            let is_root = roots.iter().any(|root| **root == **name);
            if !is_root && !guarded.contains(name.as_str()) {
                continue;
            }
            let mut policies = HashMap::new();
            for field in kind.fields().into_iter().flat_map(|fields| fields.values()) {
                let mut policy = policy(&registry, &guarded, kind, field);
                if is_root && policy.demands.is_empty() {
                    policy.demands.push(May::default());
                    undeclared.push(format!("{name}.{}", field.name));
                }
                if is_root && policy.demands.iter().any(May::is_scopeless) {
                    scopeless.push(format!("{name}.{}", field.name));
                }
                policies.insert(field.name.clone(), policy);
            }
            types.insert(name.clone(), policies);
        }
        let [query, mutation, subscription] = roots.map(|root| root.clone().into_owned());
        Policies { query, mutation, subscription, types, undeclared, scopeless }
    }

    /// Returns the root fields that declare nothing, as `Type.field`. Nobody may use them.
    pub fn undeclared(&self) -> &[String] {
        &self.undeclared
    }

    /// Returns the root fields that services may use and that name no scope, as `Type.field`. No machine may use them.
    pub fn scopeless(&self) -> &[String] {
        &self.scopeless
    }

    /// Returns what a document asks for that not everybody may use. Of a document that does not say which of its operations is meant,
    /// all are looked at; what stands behind `@skip` or `@include` is asked for whatever they say.
    pub fn demands(&self, document: &ExecutableDocument, operation: Option<&str>) -> Vec<Demand> {
        let mut walk = Walk { policies: self, document, seen: Vec::new(), path: Vec::new(), demands: Vec::new() };
        match (&document.operations, operation) {
            (DocumentOperations::Single(only), _) => walk.operation(only),
            (DocumentOperations::Multiple(named), Some(name)) if named.contains_key(name) => walk.operation(&named[name]),
            (DocumentOperations::Multiple(named), _) => named.values().for_each(|operation| walk.operation(operation)),
        }
        walk.demands
    }
}

/// Goes through what a document selects, as far as policies lead.
struct Walk<'a> {
    policies: &'a Policies,
    document: &'a ExecutableDocument,
    /// Each fragment asks for the same wherever it is spread, so it is looked at once; those in a circle end here.
    seen: Vec<&'a str>,
    path: Vec<PathSegment>,
    demands: Vec<Demand>,
}

impl<'a> Walk<'a> {
    fn operation(&mut self, operation: &'a Positioned<OperationDefinition>) {
        let root = match operation.node.ty {
            OperationType::Query => &self.policies.query,
            OperationType::Mutation => &self.policies.mutation,
            OperationType::Subscription => &self.policies.subscription,
        };
        self.selection(root, &operation.node.selection_set.node);
    }

    fn selection(&mut self, kind: &str, selection: &'a SelectionSet) {
        let policies = self.policies.types.get(kind);
        for item in &selection.items {
            match &item.node {
                Selection::Field(field) => {
                    let Some(policy) = policies.and_then(|policies| policies.get(field.node.name.node.as_str())) else {
                        continue;
                    };
                    if policy.is_public() {
                        continue;
                    }
                    self.path.push(PathSegment::Field(field.node.response_key().node.to_string()));
                    for may in policy.demands.iter().filter(|may| !may.roles.has(Role::Anonymous)) {
                        let name = format!("{kind}.{}", field.node.name.node);
                        self.demands.push(Demand { may: may.clone(), field: name, path: self.path.clone(), at: field.pos });
                    }
                    if let Some(kind) = &policy.leads_to {
                        self.selection(kind, &field.node.selection_set.node);
                    }
                    self.path.pop();
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref().map(|condition| condition.node.on.node.as_str());
                    self.selection(condition.unwrap_or(kind), &fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    if !self.seen.contains(&name.as_str()) {
                        self.seen.push(name.as_str());
                        self.selection(fragment.node.type_condition.node.on.node.as_str(), &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
}

impl Policy {
    fn is_public(&self) -> bool {
        self.leads_to.is_none() && self.demands.iter().all(|may| may.roles.has(Role::Anonymous))
    }
}

/// Returns the policy of a field. Of an interface's field, whose value may be of any of its types, the policies of all of them.
fn policy(registry: &Registry, guarded: &HashSet<&str>, kind: &MetaType, field: &MetaField) -> Policy {
    let of_types = possible_types(kind).filter_map(|name| registry.types.get(name)?.field_by_name(&field.name));
    let demands = std::iter::once(field).chain(of_types).flat_map(declared).collect();
    let leads_to = MetaTypeName::concrete_typename(&field.ty);
    Policy { demands, leads_to: guarded.contains(leads_to).then(|| leads_to.to_owned()) }
}

impl May {
    /// Says whether services may, and no machine because no scope is named.
    fn is_scopeless(&self) -> bool {
        self.roles.has(Role::Service) && !self.roles.has(Role::Anonymous) && self.scopes.is_empty()
    }
}

/// Returns what a field declares. A declaration that cannot be read lets nobody in.
fn declared(field: &MetaField) -> impl Iterator<Item = May> {
    let named = |name: &'static str| field.directive_invocations.iter().filter(move |invocation| invocation.name == name);
    named(MAY).map(move |invocation| {
        let roles = <Vec<Role> as InputType>::parse(invocation.args.get("roles").cloned());
        let scopes = named(NEEDS).map(|needs| <Vec<MachineScope> as InputType>::parse(needs.args.get("scopes").cloned()));
        May {
            roles: roles.map(RoleSet::from_iter).unwrap_or(RoleSet::NONE),
            scopes: scopes.flat_map(Result::unwrap_or_default).collect(),
        }
    })
}

/// Finds the types that have, or lead to, a field with a policy of its own.
fn guarded(registry: &Registry) -> HashSet<&str> {
    let mut guarded: HashSet<&str> = HashSet::new();
    loop {
        let found_before = guarded.len();
        for (name, kind) in &registry.types {
            let leads = |field: &MetaField| guarded.contains(MetaTypeName::concrete_typename(&field.ty));
            let has_own =
                kind.fields().is_some_and(|fields| fields.values().any(|field| declared(field).next().is_some() || leads(field)));
            if has_own || possible_types(kind).any(|kind| guarded.contains(kind)) {
                guarded.insert(name);
            }
        }
        if guarded.len() == found_before {
            return guarded;
        }
    }
}

fn possible_types(kind: &MetaType) -> impl Iterator<Item = &str> {
    let types = match kind {
        MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. } => Some(possible_types),
        _ => None,
    };
    types.into_iter().flatten().map(String::as_str)
}
