//! Estimates: what duties, taxes and levies goods will cost, with every step; all lawful ways to bring them in; estimates that are kept
//! and compared with what customs assessed. Unbinding: an assessment is made by customs only. Rows DUTY-M2, M11, N1 to N7.
//!
//! Others may use [`Estimates`] (the use cases) and the values it returns; the arithmetic is the crate `duty`.

mod declarable;
mod graphql;
mod kept;
mod page;
mod refusal;
mod rows;
mod rules;
mod saved;
mod service;
mod store;
mod unusual;

pub use duty::compute::Due;
pub use graphql::{
    AssessmentComparison, ConsignmentInput, DutyComputation, EstimateMutation, EstimateQuery, GoodsInput, need_sentence,
};
pub use page::EstimatePages;
pub use refusal::Refusal;
pub use rules::{Rules, measure_id};
pub use saved::{Result as EstimateResult, SavedEstimate};
pub use service::{Estimates, Standing};
pub use unusual::Unusual;
