//! The public text of a reply, from its draft to its publication. Rules only. Rows DESK-M9, N4.

use std::collections::BTreeSet;

use vocabulary::{Article11, AuthorityCode, EnquiryId, Language, PersonId, PublicationId, Timestamp, words};

use crate::enquiry::Refusal;

/// How many languages a public text is wanted in at most, beside its own.
pub const WANTED_MAX: usize = 12;

words! {
    /// How far the public text of a reply is.
    PublicState, "state of a public reply" {
        /// It is written, and waits for its translations and for a second person.
        Drafted = "drafted",
        /// A second person agreed; it is being published.
        Approved = "approved",
        /// Everybody can read it.
        Published = "published",
    }
}

/// A title and a text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicText {
    /// The language.
    pub language: Language,
    /// The title: the question, in general words.
    pub title: String,
    /// The answer, in Markdown.
    pub content: String,
}

/// A text that was translated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// The text.
    pub text: PublicText,
    /// Who translated it.
    pub by: PersonId,
}

/// What an officer writes for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftedReply {
    /// Under which name it is to be published.
    pub publication: PublicationId,
    /// The letter of TFA Article 1.1 it answers.
    pub article11: Article11,
    /// Whose answer it is.
    pub authority: AuthorityCode,
    /// The law or page it rests on, as one would cite it.
    pub source_act: String,
    /// The text.
    pub text: PublicText,
    /// The languages it is wanted in, beside its own and those of the askers.
    pub wanted: BTreeSet<Language>,
}

/// The public text of a reply as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicReply {
    /// The enquiry that was replied to.
    pub enquiry: EnquiryId,
    /// Counts the changes, from 1.
    pub version: i64,
    /// How far it is.
    pub state: PublicState,
    /// What was written.
    pub drafted: DraftedReply,
    /// Who wrote it.
    pub drafted_by: PersonId,
    /// Its translations.
    pub translations: Vec<Translation>,
    /// Who agreed.
    pub approved_by: Option<PersonId>,
    /// When something of it changed last.
    pub changed_at: Timestamp,
}

impl PublicReply {
    /// Begins with a draft; in place of an earlier one, whose translations are of other words.
    ///
    /// # Errors
    /// Refuses while an earlier one is being published.
    pub fn draft(
        enquiry: EnquiryId,
        before: Option<&PublicReply>,
        drafted: DraftedReply,
        by: PersonId,
        now: Timestamp,
    ) -> Result<PublicReply, Refusal> {
        if before.is_some_and(|before| before.state == PublicState::Approved) {
            return Err(Refusal::PublicReplyState);
        }
        Ok(PublicReply {
            enquiry,
            version: before.map_or(1, |before| before.version + 1),
            state: PublicState::Drafted,
            drafted,
            drafted_by: by,
            translations: Vec::new(),
            approved_by: None,
            changed_at: now,
        })
    }

    /// Returns it with a translation, in place of an earlier one into the same language.
    ///
    /// # Errors
    /// Refuses what is its own language, or no draft any more.
    pub fn translated(mut self, translation: Translation, now: Timestamp) -> Result<PublicReply, Refusal> {
        let language = translation.text.language;
        if self.state != PublicState::Drafted || language == self.drafted.text.language {
            return Err(Refusal::PublicReplyState);
        }
        self.translations.retain(|known| known.text.language != language);
        if self.translations.len() >= WANTED_MAX {
            return Err(Refusal::TooMany { limit: WANTED_MAX });
        }
        self.translations.push(translation);
        self.translations.sort_by_key(|translation| translation.text.language);
        (self.version, self.changed_at) = (self.version + 1, now);
        Ok(self)
    }

    /// Returns it agreed to: by nobody who wrote any of it, and in every language it is wanted in. Whoever agreed may do so again, so that a
    /// publication that broke off is finished.
    ///
    /// # Errors
    /// Refuses as said.
    pub fn approved(mut self, askers: &BTreeSet<Language>, by: PersonId, now: Timestamp) -> Result<PublicReply, Refusal> {
        match self.state {
            PublicState::Drafted => {}
            PublicState::Approved => return Ok(self),
            PublicState::Published => return Err(Refusal::PublicReplyState),
        }
        if by == self.drafted_by || self.translations.iter().any(|translation| translation.by == by) {
            return Err(Refusal::SecondPerson);
        }
        let missing = self.missing(askers).len();
        if missing > 0 {
            return Err(Refusal::TranslationsMissing { found: missing });
        }
        (self.state, self.approved_by) = (PublicState::Approved, Some(by));
        (self.version, self.changed_at) = (self.version + 1, now);
        Ok(self)
    }

    /// Returns it published.
    pub fn published(mut self, now: Timestamp) -> PublicReply {
        self.state = PublicState::Published;
        (self.version, self.changed_at) = (self.version + 1, now);
        self
    }

    /// Returns the languages it still has to be translated into, those of the askers included.
    pub fn missing(&self, askers: &BTreeSet<Language>) -> BTreeSet<Language> {
        let there = |language: &&Language| {
            **language == self.drafted.text.language
                || self.translations.iter().any(|translation| translation.text.language == **language)
        };
        self.drafted.wanted.union(askers).filter(|language| !there(language)).copied().collect()
    }

    /// Returns its texts, the one that was written first.
    pub fn texts(&self) -> impl Iterator<Item = &PublicText> {
        std::iter::once(&self.drafted.text).chain(self.translations.iter().map(|translation| &translation.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(language: Language) -> PublicText {
        PublicText { language, title: "Parrots".into(), content: "A permit is needed.".into() }
    }

    fn drafted() -> PublicReply {
        let drafted = DraftedReply {
            publication: "parrot-permit".parse().expect("an id"),
            article11: Article11::F,
            authority: "zz-agriculture".parse().expect("an authority"),
            source_act: "Wildlife Act 2001".into(),
            text: text(Language::EN),
            wanted: [Language::FR].into(),
        };
        PublicReply::draft(EnquiryId::new(1), None, drafted, PersonId::new(1), Timestamp::UNIX_EPOCH).expect("a draft")
    }

    fn translated(reply: PublicReply, language: Language) -> Result<PublicReply, Refusal> {
        reply.translated(Translation { text: text(language), by: PersonId::new(2) }, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn nobody_who_wrote_any_of_it_lets_it_be_published() {
        let reply = translated(drafted(), Language::FR).expect("a translation");
        let askers = [Language::EN].into();
        for (person, expected) in [(1, Some(Refusal::SecondPerson)), (2, Some(Refusal::SecondPerson)), (3, None)] {
            let approved = reply.clone().approved(&askers, PersonId::new(person), Timestamp::UNIX_EPOCH);
            assert_eq!(approved.err(), expected, "person {person}");
        }
    }

    #[test]
    fn every_asker_reads_it_in_their_own_language() {
        let askers = [Language::EN, Language::SW].into();
        assert_eq!(drafted().missing(&askers), [Language::FR, Language::SW].into());
        let missing = drafted().approved(&askers, PersonId::new(3), Timestamp::UNIX_EPOCH);
        assert_eq!(missing, Err(Refusal::TranslationsMissing { found: 2 }));
        assert_eq!(translated(drafted(), Language::EN), Err(Refusal::PublicReplyState), "it is written in English");
    }

    #[test]
    fn what_is_being_published_is_not_changed() {
        let reply = translated(drafted(), Language::FR).expect("a translation");
        let approved = reply.approved(&BTreeSet::new(), PersonId::new(3), Timestamp::UNIX_EPOCH).expect("agreed");
        assert_eq!(translated(approved.clone(), Language::SW), Err(Refusal::PublicReplyState));
        let again = PublicReply::draft(
            approved.enquiry,
            Some(&approved),
            approved.drafted.clone(),
            PersonId::new(1),
            Timestamp::UNIX_EPOCH,
        );
        assert_eq!(again, Err(Refusal::PublicReplyState));
        let published = approved.published(Timestamp::UNIX_EPOCH);
        let again = PublicReply::draft(
            published.enquiry,
            Some(&published),
            published.drafted.clone(),
            PersonId::new(1),
            Timestamp::UNIX_EPOCH,
        );
        assert_eq!(again.map(|reply| (reply.version, reply.translations.len())), Ok((published.version + 1, 0)));
    }
}
