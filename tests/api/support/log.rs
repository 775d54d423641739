//! A chain of the audit log with some history: three entries an hour, a head each hour, heads kept in a file elsewhere.

use std::path::{Path, PathBuf};

use fingertip::{
    audit::{
        Action, Actor, Audit, ChainName, Code, Entry, FileWitness, Finding, Notary, Object, PersonReference, Report, SigningKey,
        Value, VerifyRequest, read_heads,
    },
    platform::database::{self, Database},
};
use vocabulary::Timestamp;

use super::database::Fresh;

/// The log of one test.
pub struct Log {
    pub audit: Audit,
    pub key: SigningKey,
    /// The file of heads.
    pub heads: PathBuf,
    database: Database,
}

/// When the first entry of [`Log::with_history`] is appended.
pub const MORNING: &str = "2026-06-15T08:10:00Z";
/// The instant after its last entry.
pub const NOON: &str = "2026-06-15T11:59:00Z";

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// Somebody whom nobody knows.
pub fn person(number: u8) -> PersonReference {
    format!("{number:032x}").parse().expect("a reference")
}

/// An officer settles a notice.
pub fn settled(notice: &str) -> Entry {
    let object = Object::new(Code::named("payment-notice"), notice.parse().expect("an id"));
    Entry::new(Actor::Person(person(1)), Action::named("payment.settle"), object)
        .before(Code::named("status"), Value::Code(Code::named("PAYING")))
        .after(Code::named("amount"), Value::Number(12_500))
}

impl Log {
    /// Opens an empty log.
    pub fn over(fresh: &Fresh) -> Log {
        let key = SigningKey::open_or_make(&fresh.path("key.pem")).expect("a key");
        let audit = Audit::new(fresh.database.clone(), ChainName::named("ZZ"));
        Log { audit, key, heads: fresh.path("heads/heads-ZZ.jsonl"), database: fresh.database.clone() }
    }

    /// Appends three entries an hour from eight to noon, and signs a head at nine, ten and eleven. Entries 4, 8 and 12 say so, and 13
    /// to 15 are signed by nothing yet.
    pub async fn with_history(fresh: &Fresh) -> Log {
        let log = Log::over(fresh);
        let mut notary = log.notary(fresh);
        for hour in 8..12 {
            for minute in [10, 20, 30] {
                log.append(settled(&format!("N-{hour}-{minute}")), at(&format!("2026-06-15T{hour:02}:{minute}:00Z"))).await;
            }
            if hour < 11 {
                notary.look(at(&format!("2026-06-15T{:02}:00:00Z", hour + 1))).await.expect("a database");
            }
        }
        assert_eq!(log.verify(true).await.findings, [], "nobody has touched it");
        log
    }

    /// Appoints a notary that writes to the file of heads.
    pub fn notary(&self, fresh: &Fresh) -> Notary {
        let file = FileWitness::open(self.heads.parent().expect("a folder"), self.audit.chain()).expect("a file");
        Notary::new(self.audit.clone(), SigningKey::open(&fresh.path("key.pem")).expect("the key"), file, None)
    }

    /// Appends an entry in a unit of work of its own, and returns its place.
    pub async fn append(&self, entry: Entry, now: Timestamp) -> i64 {
        let unit = self.database.begin().await.expect("a database");
        let link = self.audit.append(&unit, entry, now).await.expect("a short entry");
        database::commit(unit).await.expect("room");
        link.sequence
    }

    /// Verifies the log, with the heads kept elsewhere or without.
    pub async fn verify(&self, with_heads: bool) -> Report {
        let files: &[&Path] = &[&self.heads];
        self.verify_with(if with_heads { files } else { &[] }).await
    }

    /// Verifies the log with some files of heads.
    pub async fn verify_with(&self, files: &[&Path]) -> Report {
        let exported = files.iter().map(|file| read_heads(file).expect("a file of heads")).collect();
        let request = VerifyRequest { keys: vec![self.key.public()], exported, signed_since: None };
        self.audit.verify(&request).await.expect("a database")
    }

    /// Returns what is found with the heads kept elsewhere.
    pub async fn findings(&self) -> Vec<Finding> {
        self.verify(true).await.findings
    }
}
