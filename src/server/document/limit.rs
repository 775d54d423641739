//! The ceilings of a document, and what is said of one that passes them.

use thiserror::Error;

/// Every ceiling of a document. The library's own limits do not hold: 787 bytes of nested fragments burn 14 s of processor time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLimits {
    /// Characters of the text, before anything reads it.
    pub characters_max: usize,
    /// Tokens, before the parser runs.
    pub tokens_max: usize,
    /// Brackets open at once, of whatever kind, before the parser runs: it recurses on each.
    pub brackets_max: usize,
    /// Fields within fields. Ours need five; eight leaves room.
    pub depth_max: usize,
    /// Fields within fields below `__schema` and `__type`, where those are allowed: explorers send about fifteen.
    pub introspection_depth_max: usize,
    /// Lists of the schema within lists of the schema (`fields { type { fields …`): each multiplies the answer by the schema.
    pub introspection_lists_max: usize,
    /// Fields under another name, of whatever field, `__typename` too.
    pub aliases_max: usize,
    /// Fields at the root of an operation.
    pub root_fields_max: usize,
    /// Fields at the root of a mutation: one, so that guessing a hundred one-time codes takes a hundred requests.
    pub mutations_max: usize,
    /// Directives, wherever they stand.
    pub directives_max: usize,
    /// Fragment definitions.
    pub fragments_max: usize,
    /// Fields, spreads and inline fragments once every spread is written out.
    pub nodes_max: usize,
}

impl Default for DocumentLimits {
    fn default() -> Self {
        DocumentLimits {
            characters_max: 15_000,
            tokens_max: 2_000,
            brackets_max: 48,
            depth_max: 8,
            introspection_depth_max: 20,
            introspection_lists_max: 2,
            aliases_max: 15,
            root_fields_max: 10,
            mutations_max: 1,
            directives_max: 50,
            fragments_max: 30,
            nodes_max: 2_000,
        }
    }
}

/// Which ceiling was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Characters of the text.
    Characters,
    /// Tokens of the text.
    Tokens,
    /// Brackets open at once.
    Brackets,
    /// Fields within fields.
    Depth,
    /// Lists of the schema within lists of the schema.
    IntrospectionLists,
    /// Fields under another name.
    Aliases,
    /// Fields at the root of a query or subscription.
    RootFields,
    /// Fields at the root of a mutation.
    Mutations,
    /// Directives.
    Directives,
    /// Fragment definitions.
    Fragments,
    /// Fields, spreads and inline fragments, written out.
    Nodes,
    /// Bytes of the variables.
    VariableBytes,
}

impl Limit {
    /// Returns the name that stands in the error's extensions.
    pub fn name(self) -> &'static str {
        match self {
            Limit::Characters => "characters",
            Limit::Tokens => "tokens",
            Limit::Brackets => "brackets",
            Limit::Depth => "depth",
            Limit::IntrospectionLists => "introspectionLists",
            Limit::Aliases => "aliases",
            Limit::RootFields => "rootFields",
            Limit::Mutations => "mutations",
            Limit::Directives => "directives",
            Limit::Fragments => "fragments",
            Limit::Nodes => "nodes",
            Limit::VariableBytes => "variableBytes",
        }
    }
}

/// A document that is too large in one respect. `found` is what had been counted when the counting stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the document has too many {}: {found}, and {max} are allowed", limit.name())]
pub struct Excess {
    /// In which respect.
    pub limit: Limit,
    /// What is allowed.
    pub max: usize,
    /// What was found, at least.
    pub found: usize,
}

impl Limit {
    /// Refuses what is found above `max`.
    pub fn check(self, found: usize, max: usize) -> Result<(), Excess> {
        if found > max { Err(Excess { limit: self, max, found }) } else { Ok(()) }
    }
}
