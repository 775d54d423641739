//! The tariff, and what goods will cost.

use fingertip_sdk_core::{self as core, Consignment, DutyComputation, FetchPolicy, FingertipError, SavedEstimate, TariffSheet};

/// The tariff, and what goods will cost. Nothing of it binds anybody.
#[derive(uniffi::Object)]
pub struct Tariff(pub(crate) core::Tariff);

#[uniffi::export]
impl Tariff {
    /// Reads a code of the tariff with what stands on it.
    #[uniffi::method(default(as_of = None))]
    pub async fn sheet(&self, code: String, as_of: Option<String>) -> Result<TariffSheet, FingertipError> {
        self.0.sheet(code, as_of).await
    }

    /// Works out what a consignment would cost, or says what has to be known first.
    pub async fn compute_duty(&self, consignment: Consignment) -> Result<DutyComputation, FingertipError> {
        self.0.compute_duty(consignment).await
    }

    /// Works out what a consignment would cost, from where the app says: the server first, the packs of this device first, or those alone. From
    /// packs alone it fails with `PACK_EXPIRED`, `PACK_LACKS_DAY` or `PACK_LACKS_CHAPTER` rather than guess.
    pub async fn compute_duty_from(
        &self,
        consignment: Consignment,
        policy: FetchPolicy,
    ) -> Result<DutyComputation, FingertipError> {
        self.0.compute_duty_from(consignment, policy).await
    }

    /// Has the server keep such a computation under a short code.
    pub async fn save_estimate(&self, consignment: Consignment) -> Result<SavedEstimate, FingertipError> {
        self.0.save_estimate(consignment).await
    }
}
