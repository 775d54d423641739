//! Packs, deltas and the list of their keys, given out over HTTP: the files that `fingertip pack` wrote into one folder, and nothing else that
//! lies there. A phone believes none of this: what it takes in it verifies itself. Rows MOB-N1, MOB-N2.

mod list;
mod name;
mod shelf;

use std::path::PathBuf;

use futures_util::future::BoxFuture;

use self::{name::PackFile, shelf::Shelf};
use crate::platform::{
    clock::SharedClock,
    fault::Fault,
    offer::{FoundOffer, Offered, Offers},
};

const DOING: &str = "reading the folder of packs";

/// Gives out what lies in a folder. Cheap to clone.
#[derive(Clone)]
pub struct PackOffers {
    folder: PathBuf,
    clock: SharedClock,
}

impl PackOffers {
    /// Gives out what lies in `folder`, as long as it holds by `clock`.
    pub fn new(folder: PathBuf, clock: SharedClock) -> PackOffers {
        PackOffers { folder, clock }
    }

    /// Looks at the disk away from the threads that answer requests.
    async fn look<T: Send + 'static>(&self, look: impl FnOnce(Shelf) -> std::io::Result<T> + Send + 'static) -> Result<T, Fault> {
        let (folder, now) = (self.folder.clone(), self.clock.now());
        let looked = tokio::task::spawn_blocking(move || look(Shelf::open(&folder, now)?)).await;
        looked.map_err(Fault::while_(DOING))?.map_err(Fault::while_(DOING))
    }
}

impl Offers for PackOffers {
    fn list(&self) -> BoxFuture<'_, Result<Vec<u8>, Fault>> {
        Box::pin(async move {
            let list = self.look(|shelf| list::Listed::of(&shelf)).await?;
            serde_json::to_vec(&list).map_err(Fault::while_(DOING))
        })
    }

    fn find<'a>(&'a self, name: &'a str, digest: Option<&'a str>) -> BoxFuture<'a, Result<FoundOffer, Fault>> {
        Box::pin(async move {
            let Ok(name) = name.parse::<PackFile>() else { return Ok(FoundOffer::Nothing) };
            let found = self.look(move |shelf| shelf.open_file(&name)).await?;
            Ok(match found {
                FoundOffer::File(Offered { digest: found, .. }) if digest.is_some_and(|wanted| wanted != found) => {
                    FoundOffer::Nothing
                }
                found => found,
            })
        })
    }
}
