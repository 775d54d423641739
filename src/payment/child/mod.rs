//! What happens to the children of payments: repayments, disputes, payouts. Their events are only added to, and a child is what its events
//! make of it. Rows INV-12, INV-13.

pub(super) mod rows;
pub(super) mod store;
