//! Who says that a text or a fact is right, since when, and until when we may rely on that. Rules only. Row PUB-M4.
//!
//! A publication's text is certified by what it says, not by its revision: to confirm the same text again is no new revision, and a
//! changed text waits for a confirmation of its own. A translation without one carries that of the very text it was made from.

use std::collections::HashMap;

use vocabulary::{Date, Language, PublicationId};

use super::revision::{NewRevision, Revision, TranslationOf};

/// Who says that something is right, since when, and until when we may rely on that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// The office, the role or the staff number; never a person's name.
    pub by: String,
    /// The day it was confirmed.
    pub confirmed_on: Date,
    /// The day by which it has to be confirmed again.
    pub review_due_on: Date,
}

impl Attestation {
    /// Says whether it had to be confirmed again before `day`.
    pub fn is_overdue(&self, day: Date) -> bool {
        self.review_due_on < day
    }
}

/// One text of a publication: its language and the hash of what it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextKey {
    /// The publication.
    pub publication_id: PublicationId,
    /// The language of the text.
    pub language: Language,
    /// The hash of its content.
    pub content_hash: String,
}

/// A confirmation, and the text it is of: the one that is read or, for a translation, the one that was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The text.
    pub text: TextKey,
    /// What was said of it.
    pub attestation: Attestation,
}

/// What is known of the confirmations of some texts: the latest of each.
#[derive(Clone, Debug, Default)]
pub struct Attestations(HashMap<TextKey, Attestation>);

impl Attestations {
    /// Takes note of a confirmation later than those noted before, and says whether it is news.
    pub fn note(&mut self, text: TextKey, attestation: &Attestation) -> bool {
        self.0.insert(text, attestation.clone()).as_ref() != Some(attestation)
    }

    /// Returns the confirmation of a text: its own, or for a translation that of the text it was made from.
    pub fn of(&self, text: &TextKey, translation_of: Option<&TranslationOf>) -> Option<Confirmation> {
        let of = |text: TextKey| {
            let attestation = self.0.get(&text)?.clone();
            Some(Confirmation { text, attestation })
        };
        let source = || {
            let TranslationOf { language, content_hash } = translation_of?;
            let publication_id = text.publication_id.clone();
            of(TextKey { publication_id, language: *language, content_hash: content_hash.clone()? })
        };
        of(text.clone()).or_else(source)
    }
}

impl NewRevision {
    /// Returns which text it is.
    pub fn text(&self) -> TextKey {
        TextKey { publication_id: self.publication_id.clone(), language: self.language, content_hash: self.content_hash() }
    }
}

impl Revision {
    /// Returns which text it is.
    pub fn text(&self) -> TextKey {
        let Revision { publication_id, language, content_hash, .. } = self;
        TextKey { publication_id: publication_id.clone(), language: *language, content_hash: content_hash.clone() }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_day_of_the_review_itself_is_in_time() {
        let (confirmed_on, review_due_on) = (date(2025, 6, 15), date(2026, 6, 15));
        let attestation = Attestation { by: "Tariff Office".into(), confirmed_on, review_due_on };
        assert_eq!([14, 15, 16].map(|day| attestation.is_overdue(date(2026, 6, day))), [false, false, true]);
    }

    #[test]
    fn the_same_confirmation_is_no_news() {
        let mut known = Attestations::default();
        let text = |hash: &str| TextKey {
            publication_id: "coffee".parse().expect("a good id"),
            language: Language::EN,
            content_hash: hash.to_owned(),
        };
        let on = |month| Attestation {
            by: "Coffee Office".into(),
            confirmed_on: date(2026, month, 1),
            review_due_on: date(2027, 1, 1),
        };
        let mut news = |hash, month| known.note(text(hash), &on(month));
        assert_eq!([news("a", 1), news("a", 1), news("b", 1), news("a", 2), news("a", 1)], [true, false, true, true, true]);
    }
}
