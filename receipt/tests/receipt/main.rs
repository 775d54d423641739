//! What receipts promise: whoever has the published keys tells a good one from every other, for ten years, without a network.

mod credit_note;
mod form;
mod given;
mod list;
mod peer;
mod rotation;
mod series;
mod vectors;
mod verdict;
