//! What is published, on the phone: signed packs, searched by the same rules as the server has, however they came.

mod finding;
mod model;
mod shelf;

pub use model::{PackStatus, PackText};
pub use shelf::Shelf;

use crate::{client::Shared, error::FingertipError};

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
