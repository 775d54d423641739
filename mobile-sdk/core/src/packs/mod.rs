//! What is published, on the phone: signed packs, searched by the same rules as the server has, however they came.

mod fetching;
mod finding;
mod model;
mod offered;
mod piece;
mod shelf;

pub use model::{PackFetched, PackOffer, PackStatus, PackText};
pub use shelf::Shelf;

use crate::{cancel::CancelToken, client::Shared, error::FingertipError};

/// The packs of this phone.
#[derive(Clone)]
pub struct Packs(pub(crate) Shared);

impl Packs {
    /// Takes a list of the keys that sign packs.
    ///
    /// # Errors
    /// `PACK_NOT_GENUINE` where too few roots signed it, or it is older than what is known.
    pub fn install_keys(&self, signed: Vec<u8>) -> Result<(), FingertipError> {
        self.0.shelf.take_keys(&signed, &*self.0.host.files)
    }

    /// Takes a pack, or a delta on top of one, and returns the name of the pack. Which way it came makes no difference.
    ///
    /// # Errors
    /// `PACK_NOT_GENUINE` where it was changed or is damaged; `PACK_NOT_NEXT` where it is not newer, or does not follow; then what was there stays.
    pub fn install(&self, file: Vec<u8>) -> Result<String, FingertipError> {
        self.0.shelf.take(file, &*self.0.host.files, self.0.host.clock.now_ms())
    }

    /// Asks the server which packs there are, and what each would cost to get now.
    ///
    /// # Errors
    /// `OFFLINE`, `TIMEOUT`, `SERVER`; `NOT_FOUND` where the server gives none out; `PACKS_METERED` where packs are not to be fetched over this
    /// network.
    pub async fn available(&self, cancel: Option<CancelToken>) -> Result<Vec<PackOffer>, FingertipError> {
        self.0.offers(cancel.as_ref()).await
    }

    /// Gets the newest edition of a pack: by deltas where those are fewer bytes, else whole. What arrived stays when the line breaks, so that the
    /// next call goes on there; nothing is taken in before it was verified.
    ///
    /// # Errors
    /// As [`Packs::available`]; and what [`Packs::install`] refuses, and then what was there stays.
    pub async fn fetch(&self, id: String, cancel: Option<CancelToken>) -> Result<PackFetched, FingertipError> {
        self.0.fetch_pack(&id, cancel.as_ref()).await
    }

    /// Takes a pack off.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub fn remove(&self, id: String) -> Result<(), FingertipError> {
        self.0.shelf.remove(&id, &*self.0.host.files)
    }

    /// Returns what there is.
    pub fn status(&self) -> Vec<PackStatus> {
        self.0.pack_status()
    }

    /// Returns a text that a search found in a pack ([`crate::SearchHit::document_id`]).
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub fn text(&self, document_id: String) -> Result<PackText, FingertipError> {
        self.0.pack_text(&document_id)
    }
}
