//! Lists that an administration signs and phones keep, to verify by without a network: a slice makes them, the server sends them.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::fault::Fault;

/// Makes the lists about receipts.
pub trait SignedLists: Send + Sync + 'static {
    /// Returns the keys that sign receipts, signed; nothing where no receipts are issued.
    ///
    /// # Errors
    /// Faults when they cannot be read or signed.
    fn keys(&self) -> BoxFuture<'_, Result<Option<Arc<[u8]>>, Fault>>;

    /// Returns what became of receipts since they were issued, signed; nothing where no receipts are issued.
    ///
    /// # Errors
    /// Faults when that cannot be read or signed.
    fn changes(&self) -> BoxFuture<'_, Result<Option<Arc<[u8]>>, Fault>>;
}
