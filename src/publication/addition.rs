//! What new revisions add to what is known: a text, a confirmation of one, or nothing. Rules only.

use std::collections::{HashMap, HashSet};

use vocabulary::Language;

use super::{
    attestation::{Attestation, Attestations, TextKey},
    revision::{NewRevision, Revision, RevisionState},
    service::Subject,
};
use crate::platform::edition::{self, Dated};

/// What one new revision adds.
#[derive(Clone, Debug)]
pub struct Addition<'a> {
    /// The revision.
    pub new: &'a NewRevision,
    /// Its text, where it is not there already word for word.
    pub text: Option<NewText>,
    /// Whether its confirmation is news.
    pub confirms: bool,
}

/// A text that is added.
#[derive(Clone, Debug)]
pub struct NewText {
    /// Its version.
    pub version: i32,
    /// For a translation, the hash of the text it was made from, if that is known.
    pub source_hash: Option<String>,
}

impl<'a> Addition<'a> {
    /// Returns the text and its confirmation, where that is news.
    pub fn confirmation(&self) -> Option<(TextKey, &'a Attestation)> {
        let attestation = self.new.attestation.as_ref().filter(|_| self.confirms)?;
        Some((self.new.text(), attestation))
    }
}

/// Returns what was not said yet, word for word, or not confirmed so.
pub fn additions<'a>(known: &[Revision], confirmed: &mut Attestations, news: &'a [NewRevision]) -> Vec<Addition<'a>> {
    let mut said: HashMap<Subject, Vec<Dated<String>>> = HashMap::new();
    for revision in known {
        let Revision { version, validity, content_hash, .. } = revision;
        let (withdrawn, value) = (revision.state == RevisionState::Withdrawn, content_hash.clone());
        said.entry(revision.subject()).or_default().push(Dated { version: *version, validity: *validity, withdrawn, value });
    }
    let mut added = Vec::new();
    for new in news {
        let withdrawn = new.state == RevisionState::Withdrawn;
        let revisions = said.entry(new.subject()).or_default();
        let text = edition::say(revisions, new.validity, withdrawn, new.content_hash())
            .map(|revision| NewText { version: revision.version, source_hash: source_hash(known, news, new) });
        let confirms = confirms(confirmed, new);
        if text.is_some() || confirms {
            added.push(Addition { new, text, confirms });
        }
    }
    added
}

/// Takes note of the confirmation of a new revision, and says whether it is news.
pub fn confirms(confirmed: &mut Attestations, new: &NewRevision) -> bool {
    new.attestation.as_ref().is_some_and(|attestation| confirmed.note(new.text(), attestation))
}

/// The hash of the text that `new` translates: recorded with it now, or earlier.
pub fn source_hash(known: &[Revision], with: &[NewRevision], new: &NewRevision) -> Option<String> {
    let language = new.translated_from?;
    let now = with.iter().rfind(|other| {
        other.publication_id == new.publication_id && other.language == language && other.validity.from() == new.validity.from()
    });
    let earlier = known.iter().rfind(|other| {
        other.publication_id == new.publication_id && other.language == language && other.state == RevisionState::Published
    });
    now.map(NewRevision::content_hash).or_else(|| earlier.map(|revision| revision.content_hash.clone()))
}

/// Returns what additions change: each text, and where one is confirmed, the translations that carry its confirmation.
pub fn touched(known: &[Revision], added: &[Addition<'_>]) -> HashSet<Subject> {
    let mut touched: HashSet<Subject> = added.iter().map(|addition| addition.new.subject()).collect();
    for addition in added.iter().filter(|addition| addition.confirms) {
        let is_source = |language: Language| language == addition.new.language;
        let carries = |revision: &&Revision| {
            revision.publication_id == addition.new.publication_id
                && revision.translation_of.as_ref().is_some_and(|source| is_source(source.language))
        };
        touched.extend(known.iter().filter(carries).map(Revision::subject));
    }
    touched
}
