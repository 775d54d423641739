//! A confirmation as the audit log has it: who confirmed what, by the digest of its words. Rules only. Row PUB-M4.
//!
//! The head of the log is signed every hour, so that a confirmation in it is signed too, and can be proven to whoever has our public
//! key. Nothing joins a stored confirmation to its entry but that both say the same: changed words have no entry
//! (`docs/decisions/0018`).

use vocabulary::Language;

use super::{
    attestation::{Attestation, Confirmation, TextKey},
    revision::Revision,
};
use crate::{
    audit::{Action, Actor, Audit, Code, Digest, Entry, Link, Object, State, Value},
    platform::{fault::Fault, stored::parsed},
};

const PUBLICATION: Code = Code::named("publication");
const ATTEST: Action = Action::named("publication.attest");

/// Confirmations come with what was recorded; an officer who confirms by hand will be named here.
const RECORDING: Code = Code::named("import");

const BY: Code = Code::named("by");
const CONFIRMED_ON: Code = Code::named("confirmed-on");
const REVIEW_DUE_ON: Code = Code::named("review-due-on");
const LANGUAGE: Code = Code::named("language");
const CONTENT: Code = Code::named("content");

/// What the audit log has to say of a confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    action: Action,
    object: Object,
    said: State,
    /// The language of the words that were confirmed; none where they are in several.
    pub language: Option<Language>,
    /// The digest of those words and of all that was recorded with them.
    pub content: Digest,
}

impl Attested {
    /// Says that a thing was confirmed as it was, by the digest of what it said.
    pub fn new(action: Action, object: Object, content: Digest, attestation: &Attestation) -> Attested {
        let Attestation { by, confirmed_on, review_due_on } = attestation;
        // An office has spaces in its name. It is no person, so that its digest hides nobody who could be found by trying.
        let by = by.parse().map_or_else(|_| Value::Digest(Digest::of(&[by.as_bytes()])), Value::Code);
        let said = [
            (BY, by),
            (CONFIRMED_ON, Value::Code(word(confirmed_on))),
            (REVIEW_DUE_ON, Value::Code(word(review_due_on))),
            (CONTENT, Value::Digest(content)),
        ];
        Attested { action, object, said: said.into(), language: None, content }
    }

    /// Says that a text was confirmed.
    ///
    /// # Errors
    /// Faults when the hash of the text is none.
    pub fn text(text: &TextKey, attestation: &Attestation) -> Result<Attested, Fault> {
        let object = Object::new(PUBLICATION, word(&text.publication_id));
        let mut attested = Attested::new(ATTEST, object, parsed("content_hash", &text.content_hash)?, attestation);
        attested.said.insert(LANGUAGE, Value::Code(word(text.language)));
        Ok(Attested { language: Some(text.language), ..attested })
    }

    /// Writes the entry.
    pub fn entry(self) -> Entry {
        Entry { after: self.said, ..Entry::new(Actor::System(RECORDING), self.action, self.object) }
    }

    /// Finds the newest entry that says just this.
    pub(super) async fn find_in(&self, audit: &Audit) -> Result<Option<Link>, Fault> {
        audit.find(&self.action, &self.object, &self.said).await
    }
}

impl Confirmation {
    /// Returns what the audit log has to say of it; nothing where its text is named by no hash.
    pub fn attested(&self) -> Option<Attested> {
        Attested::text(&self.text, &self.attestation).ok()
    }
}

impl Revision {
    /// Returns what the audit log has to say of its confirmation; nothing where it does not say any more what was recorded.
    pub fn attested(&self) -> Option<Attested> {
        self.confirmation.as_ref().filter(|_| self.is_as_recorded())?.attested()
    }
}

fn word(text: impl ToString) -> Code {
    text.to_string().parse().expect("ids, languages and days are words")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn attested(by: &str, content: &[u8]) -> Entry {
        let attestation = Attestation { by: by.into(), confirmed_on: date(2026, 6, 1), review_due_on: date(2027, 6, 1) };
        let text = TextKey {
            publication_id: "coffee".parse().expect("a good id"),
            language: Language::SW,
            content_hash: Digest::of(&[content]).to_string(),
        };
        Attested::text(&text, &attestation).expect("a hash").entry()
    }

    #[test]
    fn an_entry_says_who_confirmed_which_words_and_until_when() {
        let entry = attested("ZZC-017", b"words");
        let said: Vec<_> = entry.after.iter().map(|(field, value)| format!("{field}={value:?}")).collect();
        let digest = format!("content=Digest({:?})", Digest::of(&[b"words"]));
        let wanted = [
            "by=Code(Code(ZZC-017))",
            "confirmed-on=Code(Code(2026-06-01))",
            &digest,
            "language=Code(Code(sw))",
            "review-due-on=Code(Code(2027-06-01))",
        ];
        assert_eq!(said, wanted);
        assert_eq!((entry.object.id.as_str(), entry.persons()), ("coffee", vec![]));
        assert_ne!(attested("ZZC-017", b"other words").after, entry.after);
    }

    #[test]
    fn an_office_whose_name_is_no_word_is_named_by_its_digest() {
        let entry = attested("Coffee Office", b"words");
        assert_eq!(entry.after[&BY], Value::Digest(Digest::of(&[b"Coffee Office"])));
    }

    #[test]
    fn a_hash_that_is_none_is_an_accident() {
        let attestation = Attestation { by: "a".into(), confirmed_on: date(2026, 6, 1), review_due_on: date(2027, 6, 1) };
        let publication_id = "coffee".parse().expect("a good id");
        let text = TextKey { publication_id, language: Language::EN, content_hash: "gone".into() };
        assert!(Attested::text(&text, &attestation).is_err());
    }
}
