//! From the list of a server to packs on the phone. Nothing of the list is believed: what it leads to is verified before it is taken in, and an
//! older edition is refused whatever the list says.

use super::{
    model::{PackFetched, PackOffer},
    offered::{Offered, OfferedFile, OfferedPack},
};
use crate::{
    cancel::CancelToken,
    client::Core,
    config::MeteredPolicy,
    error::{FingertipError, error_code},
    wire::{header, heard},
};

/// How many bytes a list may have.
const LIST_BYTES_MAX: usize = 256 * 1024;

impl Core {
    /// Lists what there is for this administration.
    pub async fn offers(&self, cancel: Option<&CancelToken>) -> Result<Vec<PackOffer>, FingertipError> {
        let offered = self.offered(cancel).await?;
        let ours = offered.packs.iter().filter(|pack| pack.jurisdiction == self.config.jurisdiction);
        Ok(ours.map(|pack| self.offer(pack)).collect())
    }

    /// Gets the newest edition of a pack.
    pub async fn fetch_pack(&self, id: &str, cancel: Option<&CancelToken>) -> Result<PackFetched, FingertipError> {
        // One after the other: two would write to one file.
        let _turn = self.fetching.lock().await;
        let offered = self.offered(cancel).await?;
        // What is left of editions that nobody gives out any more makes room.
        self.forget_files_but(&offered.files().collect::<Vec<_>>())?;
        let ours = |pack: &&OfferedPack| pack.id == id && pack.jurisdiction == self.config.jurisdiction;
        let pack = offered.packs.iter().find(ours).ok_or_else(|| not_given_out(id))?;
        let mut fetched = PackFetched { seq: 0, files: 0, bytes: 0, resumed: 0 };
        if let Some((seq, keys)) = &offered.keys
            && self.shelf.keys_seq().is_none_or(|known| known < *seq)
        {
            let list = self.arrived(keys, &mut fetched, cancel).await?;
            self.forget_file(keys)?;
            self.shelf.take_keys(&list, &*self.host.files)?;
        }
        let way = pack.way(self.installed(id));
        match self.take_all(&way.files, &mut fetched, cancel).await {
            // Deltas for another whole pack than ours: that one then.
            Err(error) if way.files.first() != Some(&&pack.whole) && needs_whole(&error) => {
                let whole = pack.way(None);
                self.take_all(&whole.files, &mut fetched, cancel).await?;
            }
            other => other?,
        }
        fetched.seq = self.installed(id).map_or(0, count);
        Ok(fetched)
    }

    async fn take_all(
        &self,
        files: &[&OfferedFile],
        fetched: &mut PackFetched,
        cancel: Option<&CancelToken>,
    ) -> Result<(), FingertipError> {
        for file in files {
            let bytes = self.arrived(file, fetched, cancel).await?;
            let taken = self.shelf.take(bytes, &*self.host.files, self.host.clock.now_ms());
            // Good or not, it is of no use any more: what was damaged on the way is fetched anew the next time.
            self.forget_file(file)?;
            taken?;
            fetched.files += 1;
        }
        Ok(())
    }

    async fn arrived(
        &self,
        file: &OfferedFile,
        fetched: &mut PackFetched,
        cancel: Option<&CancelToken>,
    ) -> Result<Vec<u8>, FingertipError> {
        let arrived = self.fetch_file(file, cancel).await?;
        fetched.bytes += count(arrived.now as u64);
        fetched.resumed += count(arrived.before as u64);
        Ok(arrived.bytes)
    }

    async fn offered(&self, cancel: Option<&CancelToken>) -> Result<Offered, FingertipError> {
        if self.network().metered && self.config.metered_policy != MeteredPolicy::Allow {
            let detail = "packs are not fetched where bytes cost money: the app was set so";
            return Err(FingertipError::invalid("metered_policy", "PACKS_METERED", detail));
        }
        let request = self.file_request("/packs", vec![header("accept", "application/json")], self.config.timeouts.read_ms);
        let response = heard(self.brought(request, "packs", cancel).await)?;
        match response.status {
            200 if response.body.len() <= LIST_BYTES_MAX => {
                let detail = "a list of packs that cannot be read".to_owned();
                Offered::read(&response.body).ok_or(FingertipError::Server { trace_id: String::new(), detail })
            }
            404 => Err(not_given_out("")),
            status => {
                let detail = format!("no list of packs came ({status})");
                Err(FingertipError::Server { trace_id: String::new(), detail })
            }
        }
    }

    fn offer(&self, pack: &OfferedPack) -> PackOffer {
        let installed = self.installed(&pack.id);
        let way = pack.way(installed);
        PackOffer {
            id: pack.id.clone(),
            jurisdiction: pack.jurisdiction.clone(),
            languages: pack.languages.clone(),
            seq: count(way.seq),
            expires_at_ms: pack.expires.as_millisecond(),
            installed_seq: installed.map(count),
            bytes: count(way.bytes() as u64),
        }
    }

    fn installed(&self, id: &str) -> Option<u64> {
        self.shelf.look(|packs| packs.get(id).map(|shelved| shelved.pack.manifest().seq))
    }
}

fn needs_whole(error: &FingertipError) -> bool {
    matches!(error_code(error).as_str(), "PACK_WHOLE_NEEDED" | "PACK_NOT_NEXT")
}

fn not_given_out(id: &str) -> FingertipError {
    FingertipError::NotFound {
        kind: "pack".to_owned(),
        id: id.to_owned(),
        detail: "the server gives no such pack out".to_owned(),
    }
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
