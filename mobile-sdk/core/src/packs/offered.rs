//! The list of packs of a server (docs/packs.md), read leniently: it is not signed, and leads to files that are. What in it cannot be used is
//! passed over.

use read::{Object, Unread};
use vocabulary::Timestamp;

use super::shelf::BYTES_MAX;

/// How many packs and deltas are looked at.
const PACKS_MAX: usize = 64;
const DELTAS_MAX: usize = 16;

/// What a server gives out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// The list of keys, with its number.
    pub keys: Option<(u64, OfferedFile)>,
    /// The packs.
    pub packs: Vec<OfferedPack>,
}

/// A pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedPack {
    /// Its name.
    pub id: String,
    /// Whose law it holds.
    pub jurisdiction: String,
    /// The languages of its texts.
    pub languages: Vec<String>,
    /// Its number.
    pub seq: u64,
    /// Until when it is to be relied on.
    pub expires: Timestamp,
    /// The whole of it.
    pub whole: OfferedFile,
    /// What leads on from one edition to another.
    pub deltas: Vec<OfferedDelta>,
}

/// A delta.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedDelta {
    /// Which edition it goes on from.
    pub from: u64,
    /// Which it leads to.
    pub seq: u64,
    /// The file.
    pub file: OfferedFile,
}

/// A file, named so that the server has exactly this one or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedFile {
    /// Its name at the server.
    pub name: String,
    /// How many bytes it has.
    pub bytes: usize,
    /// Its digest, in hexadecimal digits.
    pub digest: String,
}

/// How to get from what is there to the newest edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way<'a> {
    /// The files, one after the other.
    pub files: Vec<&'a OfferedFile>,
    /// The number that they come to.
    pub seq: u64,
}

impl Offered {
    /// Reads a list.
    pub fn read(body: &[u8]) -> Option<Offered> {
        let mut list = read::from_slice::<Object>(body).ok()?;
        let keys = list.take::<Option<Object>>("keys").ok()?.and_then(|mut keys| {
            let seq = number(&mut keys, "seq").ok()?;
            Some((seq, OfferedFile::of(&mut keys).ok()?))
        });
        let packs = list.take::<Vec<Object>>("packs").ok()?.into_iter().take(PACKS_MAX);
        Some(Offered { keys, packs: packs.filter_map(|pack| OfferedPack::of(pack).ok()).collect() })
    }
}

impl Offered {
    /// Returns all files that it leads to.
    pub fn files(&self) -> impl Iterator<Item = &OfferedFile> {
        let packs =
            self.packs.iter().flat_map(|pack| std::iter::once(&pack.whole).chain(pack.deltas.iter().map(|delta| &delta.file)));
        self.keys.iter().map(|(_, file)| file).chain(packs)
    }
}

impl OfferedPack {
    fn of(mut pack: Object) -> Result<OfferedPack, Unread> {
        let expires: String = pack.take("expires")?;
        let deltas = pack.take::<Vec<Object>>("deltas")?.into_iter().take(DELTAS_MAX);
        let delta = |mut delta: Object| -> Result<OfferedDelta, Unread> {
            let (from, seq) = (number(&mut delta, "from")?, number(&mut delta, "seq")?);
            if from < seq { Ok(OfferedDelta { from, seq, file: OfferedFile::of(&mut delta)? }) } else { Err(Unread("from")) }
        };
        Ok(OfferedPack {
            id: pack.take("id")?,
            jurisdiction: pack.take("jurisdiction")?,
            languages: pack.take("languages")?,
            seq: number(&mut pack, "seq")?,
            expires: expires.parse().map_err(|_| Unread("expires"))?,
            whole: OfferedFile::of(&mut pack)?,
            deltas: deltas.filter_map(|one| delta(one).ok()).collect(),
        })
    }

    /// Finds the way with the fewest bytes to the newest edition from the one that is there, if any: deltas one after the other, or the whole pack
    /// and what goes on from it. Nothing to fetch where it is there.
    pub fn way(&self, installed: Option<u64>) -> Way<'_> {
        let mut whole = self.chain(self.seq);
        whole.files.insert(0, &self.whole);
        let Some(installed) = installed else { return whole };
        let on = self.chain(installed);
        let newest = whole.seq.max(on.seq);
        if newest <= installed {
            return Way { files: Vec::new(), seq: installed };
        }
        if on.seq == newest && (whole.seq < newest || on.bytes() <= whole.bytes()) { on } else { whole }
    }

    /// Returns the deltas that lead on from an edition, the farthest of each first.
    fn chain(&self, from: u64) -> Way<'_> {
        let mut way = Way { files: Vec::new(), seq: from };
        while let Some(next) = self.deltas.iter().filter(|delta| delta.from == way.seq).max_by_key(|delta| delta.seq) {
            way.files.push(&next.file);
            way.seq = next.seq;
        }
        way
    }
}

impl Way<'_> {
    /// Returns how many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

impl OfferedFile {
    fn of(fields: &mut Object) -> Result<OfferedFile, Unread> {
        let (name, digest): (String, String) = (fields.take("file")?, fields.take("digest")?);
        let bytes = usize::try_from(number(fields, "bytes")?).map_err(|_| Unread("bytes"))?;
        let plain = |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
        };
        // It becomes part of an address, and of the name of a file of ours.
        if !plain(&name) || name.len() > 128 || name.contains("..") || name.is_empty() {
            return Err(Unread("file"));
        }
        if digest.len() != 64 || !plain(&digest) || digest.contains(['.', '-']) {
            return Err(Unread("digest"));
        }
        if bytes == 0 || bytes > BYTES_MAX { Err(Unread("bytes")) } else { Ok(OfferedFile { name, bytes, digest }) }
    }
}

fn number(fields: &mut Object, name: &'static str) -> Result<u64, Unread> {
    u64::try_from(fields.take::<i64>(name)?).map_err(|_| Unread(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: usize) -> OfferedFile {
        OfferedFile { name: "zz.1.cpk".to_owned(), bytes, digest: "0".repeat(64) }
    }

    fn offered(seq: u64, whole: usize, deltas: &[(u64, u64, usize)]) -> OfferedPack {
        let delta = |(from, seq, bytes): &(u64, u64, usize)| OfferedDelta { from: *from, seq: *seq, file: file(*bytes) };
        OfferedPack {
            id: "zz".to_owned(),
            jurisdiction: "ZZ".to_owned(),
            languages: Vec::new(),
            seq,
            expires: Timestamp::MAX,
            whole: file(whole),
            deltas: deltas.iter().map(delta).collect(),
        }
    }

    fn way(pack: &OfferedPack, installed: Option<u64>) -> (u64, usize) {
        let way = pack.way(installed);
        (way.seq, way.bytes())
    }

    #[test]
    fn the_way_is_the_one_with_the_fewest_bytes() {
        let pack = offered(5, 1_000, &[(4, 5, 10), (5, 6, 20), (3, 4, 30)]);
        assert_eq!(way(&pack, None), (6, 1_020), "whole, and what goes on from it");
        assert_eq!(way(&pack, Some(3)), (6, 60));
        assert_eq!(way(&pack, Some(5)), (6, 20));
        assert_eq!(way(&pack, Some(6)), (6, 0));
        assert_eq!(way(&pack, Some(9)), (9, 0), "an older server takes nothing back");
        assert_eq!(way(&pack, Some(2)), (6, 1_020), "nothing leads on from there");
        assert_eq!(way(&offered(5, 40, &[(3, 5, 50)]), Some(3)), (5, 40), "the whole pack is smaller");
        assert_eq!(way(&offered(5, 40, &[(3, 4, 1)]), Some(3)), (5, 40), "deltas that lead nowhere near");
    }

    #[test]
    fn what_cannot_be_used_is_passed_over() {
        let digest = "a".repeat(64);
        let good = format!(
            r#"{{"keys":{{"seq":1,"file":"keys.cpl","bytes":9,"digest":"{digest}"}},"packs":[{{"id":"zz","jurisdiction":"ZZ","languages":["en"],
            "seq":5,"created":"x","expires":"2026-07-15T12:00:00Z","file":"zz.5.cpk","bytes":100,"digest":"{digest}","deltas":[]}}]}}"#
        );
        let list = Offered::read(good.as_bytes()).expect("a list");
        assert_eq!((list.packs.len(), list.keys.map(|(seq, _)| seq)), (1, Some(1)));
        for (from, to) in [
            ("zz.5.cpk", "../zz.5.cpk"),
            ("zz.5.cpk", "zz/5.cpk"),
            ("\"bytes\":100", "\"bytes\":99999999999"),
            ("\"bytes\":100", "\"bytes\":-1"),
            ("\"seq\":5", "\"seq\":\"5\""),
            ("2026-07-15T12", "noon"),
        ] {
            let bad = Offered::read(good.replace(from, to).as_bytes()).expect("a list");
            assert!(bad.packs.is_empty(), "{to}");
        }
        assert_eq!(Offered::read(b"<html>"), None);
    }
}
