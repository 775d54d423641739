//! Content packs: what is searched where the network does not answer.

use std::sync::Arc;

use fingertip_sdk_core::{self as core, FingertipError, PackFetched, PackOffer, PackStatus, PackText};

use crate::cancel::{self, CancelToken};

/// Signed files of published content. Which way they came (a download, a neighbour's phone) makes no difference: the signature does.
#[derive(uniffi::Object)]
pub struct Packs(pub(crate) core::Packs);

#[uniffi::export]
impl Packs {
    /// Asks the server which packs there are, and what each would cost to get now. Refused (`PACKS_METERED`) where packs are not to be fetched over
    /// this network.
    #[uniffi::method(default(cancel = None))]
    pub async fn available(&self, cancel: Option<Arc<CancelToken>>) -> Result<Vec<PackOffer>, FingertipError> {
        self.0.available(cancel::inner(cancel)).await
    }

    /// Gets the newest edition of a pack: by deltas where those are fewer bytes, else whole. What arrived stays when the line breaks, so that the
    /// next call goes on there; nothing is taken in before it was verified.
    #[uniffi::method(default(cancel = None))]
    pub async fn fetch(&self, id: String, cancel: Option<Arc<CancelToken>>) -> Result<PackFetched, FingertipError> {
        self.0.fetch(id, cancel::inner(cancel)).await
    }
}

#[uniffi::export]
impl Packs {
    /// Takes a signed list of the keys that sign packs.
    pub fn install_keys(&self, list: Vec<u8>) -> Result<(), FingertipError> {
        self.0.install_keys(list)
    }

    /// Takes a pack, or a delta on top of one, and returns the name of the pack. Where it is refused, what was there stays.
    pub fn install(&self, file: Vec<u8>) -> Result<String, FingertipError> {
        self.0.install(file)
    }

    /// Takes a pack off.
    pub fn remove(&self, id: String) -> Result<(), FingertipError> {
        self.0.remove(id)
    }

    /// Lists the packs that there are.
    pub fn status(&self) -> Vec<PackStatus> {
        self.0.status()
    }

    /// Reads a text that a search found in a pack (`document_id`).
    pub fn text(&self, document_id: String) -> Result<PackText, FingertipError> {
        self.0.text(document_id)
    }
}
