//! What phones verify receipts by without a network: the list of the keys that sign them, and the list of what became of them since, both signed
//! by a key that signs nothing else and that apps are built with. Rows RCP-05, RCP-09, MOB-N7.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use receipt::PublicKey;
use tokio::sync::Mutex;
use vocabulary::Timestamp;

use super::Receipts;
use crate::{
    audit::SigningKey,
    platform::{clock::SharedClock, fault::Fault, signed_list::SignedLists},
};

const DOING: &str = "signing a list about receipts";
/// For how long a list is the same, in seconds: phones that ask meanwhile get the same bytes, and the database is asked once.
const LASTS_SECONDS: i64 = 300;

/// Signs the lists. Cheap to clone.
#[derive(Clone)]
pub struct ReceiptLists {
    receipts: Option<Receipts>,
    root: Arc<SigningKey>,
    clock: SharedClock,
    /// The lists as they were made last. Whoever makes one keeps the others waiting, so that it is made once.
    keys: Arc<Mutex<Option<Made>>>,
    changes: Arc<Mutex<Option<Made>>>,
}

struct Made {
    at: Timestamp,
    bytes: Arc<[u8]>,
}

impl ReceiptLists {
    /// Signs lists about what `receipts` keep with `root`.
    pub fn new(receipts: Option<Receipts>, root: Arc<SigningKey>, clock: SharedClock) -> ReceiptLists {
        ReceiptLists { receipts, root, clock, keys: Arc::default(), changes: Arc::default() }
    }

    /// Returns the beginning of the time for which a list is the same. It says that it was made then, which is never later than it was.
    fn begun(&self) -> Timestamp {
        let now = self.clock.now().as_second();
        Timestamp::from_second(now - now.rem_euclid(LASTS_SECONDS)).unwrap_or(Timestamp::MIN)
    }

    fn public(&self) -> Result<PublicKey, Fault> {
        PublicKey::from_bytes(*self.root.public().as_bytes()).map_err(Fault::while_(DOING))
    }

    async fn signed_keys(&self, receipts: &Receipts, at: Timestamp) -> Result<Vec<u8>, Fault> {
        let list = receipts.keys(at).await?;
        list.sign(&self.public()?, |message| self.root.sign(message)).map_err(Fault::while_(DOING))
    }

    async fn signed_changes(&self, receipts: &Receipts, at: Timestamp) -> Result<Vec<u8>, Fault> {
        let list = receipts.all_changes(at).await?;
        list.sign(&self.public()?, |message| self.root.sign(message)).map_err(Fault::while_(DOING))
    }
}

impl SignedLists for ReceiptLists {
    fn keys(&self) -> BoxFuture<'_, Result<Option<Arc<[u8]>>, Fault>> {
        Box::pin(async move {
            let Some(receipts) = &self.receipts else { return Ok(None) };
            let at = self.begun();
            once(&self.keys, at, self.signed_keys(receipts, at)).await.map(Some)
        })
    }

    fn changes(&self) -> BoxFuture<'_, Result<Option<Arc<[u8]>>, Fault>> {
        Box::pin(async move {
            let Some(receipts) = &self.receipts else { return Ok(None) };
            let at = self.begun();
            once(&self.changes, at, self.signed_changes(receipts, at)).await.map(Some)
        })
    }
}

/// Returns the list of an instant: the one that was made, or a new one.
async fn once(
    made: &Mutex<Option<Made>>,
    at: Timestamp,
    make: impl Future<Output = Result<Vec<u8>, Fault>>,
) -> Result<Arc<[u8]>, Fault> {
    let mut made = made.lock().await;
    if let Some(made) = made.as_ref().filter(|made| made.at == at) {
        return Ok(made.bytes.clone());
    }
    let bytes: Arc<[u8]> = make.await?.into();
    *made = Some(Made { at, bytes: bytes.clone() });
    Ok(bytes)
}
