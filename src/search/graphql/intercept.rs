//! What is shown of an intercept.

use async_graphql::SimpleObject;
use vocabulary::{AuthorityCode, HsCode};

use crate::search::teaching::Intercept;

/// A sentence of an authority that answers what was typed better than a search does.
#[derive(SimpleObject)]
pub(super) struct SearchIntercept {
    /// The sentence.
    message: String,
    /// The headings to look under, where what was typed says too little of the goods.
    hs_codes: Vec<HsCode>,
    /// Whether the results are left out on purpose.
    blocks_results: bool,
    /// Whether to offer a question to the enquiry point.
    escalates: bool,
    /// The authority that says it.
    authority: AuthorityCode,
}

impl From<Intercept> for SearchIntercept {
    fn from(intercept: Intercept) -> SearchIntercept {
        SearchIntercept {
            message: intercept.message,
            hs_codes: intercept.hs_codes,
            blocks_results: intercept.blocks_results,
            escalates: intercept.escalates,
            authority: intercept.owner,
        }
    }
}
