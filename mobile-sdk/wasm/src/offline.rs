//! One pack that is open, with whom its signatures are believed of.

use pack::{DocumentId, FileKind, KeyList, Pack, PackError, TrustRoot};
use receipt::PublicKey;
use vocabulary::{CountryCode, Timestamp};

use crate::{asked::Asked, fault::Fault, finding, told::Told};

/// The largest file that is looked at.
pub const FILE_BYTES_MAX: usize = 32 << 20;

/// One pack, and whom it is believed of.
#[derive(Default)]
pub struct Offline {
    trusted: Option<Trusted>,
    pack: Option<Pack<Vec<u8>>>,
}

/// Whose packs are believed, signed by which keys.
struct Trusted {
    issuer: CountryCode,
    keys: KeyList,
}

impl Offline {
    /// Begins without keys and without a pack.
    pub const fn new() -> Offline {
        Offline { trusted: None, pack: None }
    }

    /// Answers a question, with the file that comes with it, in JSON: `{"error": …}` says why there is no answer.
    ///
    /// - `trust`, with a signed list of keys: `issuer`, `roots` (public keys, hexadecimal), and how many of them have to have signed (`threshold`; more
    ///   than half of them by default); `after`, the number of the list that was known.
    /// - `open`, with a pack, and `apply`, with a delta on top of it; `after`, the number of the edition that was there.
    /// - `status`, `search`, `suggest`, `text`.
    pub fn answer(&mut self, question: &[u8], file: Vec<u8>) -> Vec<u8> {
        let told = Asked::of(question).and_then(|asked| self.told(asked, file));
        told.unwrap_or_else(|fault| fault.told()).to_string().into_bytes()
    }

    fn told(&mut self, asked: Asked<'_>, file: Vec<u8>) -> Result<Told, Fault> {
        match asked.text("ask", "QUESTION_INVALID")? {
            "trust" => self.trust(asked, &file),
            "open" => self.open(asked, file),
            "apply" => self.apply(asked, &file),
            "status" => Ok(status(self.pack()?, asked.now()?)),
            "search" => finding::search(self.pack()?, asked),
            "suggest" => finding::suggest(self.pack()?, asked),
            "text" => self.text(asked),
            _ => Err(Fault::unread("ask", "QUESTION_INVALID")),
        }
    }

    fn trust(&mut self, asked: Asked<'_>, signed: &[u8]) -> Result<Told, Fault> {
        let issuer = asked.read("issuer", "COUNTRY_INVALID")?.ok_or_else(|| Fault::unread("issuer", "COUNTRY_INVALID"))?;
        let roots: Vec<PublicKey> = asked.all("roots", "KEY_INVALID", |text| text.parse().ok())?;
        // More than half of them: two of three.
        let threshold = asked.read("threshold", "NUMBER_INVALID")?.unwrap_or(roots.len() / 2 + 1);
        let trust = TrustRoot::new(roots, threshold).ok_or_else(|| Fault::unread("roots", "KEY_INVALID"))?;
        let keys = KeyList::open(signed, &trust, asked.read("after", "NUMBER_INVALID")?)?;
        let seq = keys.seq();
        self.trusted = Some(Trusted { issuer, keys });
        Ok(Told::Fields(vec![("seq", number(seq))]))
    }

    fn open(&mut self, asked: Asked<'_>, file: Vec<u8>) -> Result<Told, Fault> {
        let now = asked.now()?;
        let Trusted { issuer, keys } = self.trusted.as_ref().ok_or_else(unknown_keys)?;
        let pack = Pack::receive(file, keys, asked.read("after", "NUMBER_INVALID")?, now)?;
        if pack.manifest().jurisdiction != *issuer || pack.manifest().kind != FileKind::Pack {
            return Err(PackError::OtherPack.into());
        }
        let told = status(&pack, now);
        self.pack = Some(pack);
        Ok(told)
    }

    fn apply(&mut self, asked: Asked<'_>, delta: &[u8]) -> Result<Told, Fault> {
        let now = asked.now()?;
        let Trusted { keys, .. } = self.trusted.as_ref().ok_or_else(unknown_keys)?;
        let pack = self.pack.as_mut().ok_or_else(no_pack)?;
        pack.apply(delta, keys, now)?;
        Ok(status(pack, now))
    }

    fn text(&self, asked: Asked<'_>) -> Result<Told, Fault> {
        let id = DocumentId(asked.text("id", "ID_INVALID")?.to_owned());
        let missing = || Fault { code: "NOT_FOUND", reason: "NOT_FOUND", detail: "the pack has no such document".to_owned() };
        let text = self.pack()?.document(&id)?.ok_or_else(missing)?;
        Ok(Told::Fields(vec![
            ("id", id.0.into()),
            ("title", text.title.into()),
            ("path", text.path.into_iter().collect()),
            ("body", text.body.into()),
            ("notes", text.notes.into()),
        ]))
    }

    fn pack(&self) -> Result<&Pack<Vec<u8>>, Fault> {
        self.pack.as_ref().ok_or_else(no_pack)
    }
}

fn status(pack: &Pack<Vec<u8>>, now: Timestamp) -> Told {
    let manifest = pack.manifest();
    Told::Fields(vec![
        ("id", manifest.id.as_str().into()),
        ("jurisdiction", manifest.jurisdiction.as_str().into()),
        ("languages", manifest.languages.iter().map(|language| language.as_str()).collect()),
        ("seq", number(manifest.seq)),
        ("createdAt", manifest.created.as_millisecond().into()),
        ("expiresAt", manifest.expires.as_millisecond().into()),
        ("isStale", pack.standing(now).is_stale().into()),
        ("documents", pack.document_count().into()),
        ("deltas", (pack.segment_count() - 1).into()),
    ])
}

fn number(number: u64) -> Told {
    Told::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn unknown_keys() -> Fault {
    Fault::invalid("PACK_KEYS_MISSING", "no list of keys is known: give that first")
}

fn no_pack() -> Fault {
    Fault::invalid("PACK_MISSING", "no pack is open")
}
