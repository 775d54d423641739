//! The use cases: an officer teaches, the search learns.

use std::collections::{BTreeSet, HashMap};

use index::SynonymId;
use vocabulary::{AuthorityCode, Language, Timestamp};

use super::{
    held::{InterceptsHeld, ReferencesHeld, SynonymsHeld},
    intercept::Intercept,
    reference::{NewReference, Reference, Target},
    store,
    synonym::{NewSynonym, Synonym, SynonymKind},
};
use crate::platform::{
    database::{self, Database},
    fault::Fault,
    import::{Missing, TooMuch, WithdrawMax},
    outbox::{self, Outbox},
    pagination::PageSize,
    recorded::Recorded,
};

/// The outbox topic of what officers taught; the subject is a chapter, a publication, or [`SYNONYMS`].
pub const TAUGHT: &str = "search.taught";
/// The subject under which synonyms are announced: they belong to no target, so all of them are read anew.
pub const SYNONYMS: &str = "synonyms";

/// The subject under which intercepts are announced, for the same reason.
pub const INTERCEPTS: &str = "intercepts";

/// Which synonyms to list.
#[derive(Clone, Debug)]
pub struct SynonymsRequest {
    /// Only those of this language.
    pub language: Option<Language>,
    /// Only those that this authority answers for.
    pub owner: Option<AuthorityCode>,
    /// Only those that no search has used yet.
    pub unused_only: bool,
    /// How many.
    pub first: PageSize,
    /// The one before the first.
    pub after: Option<SynonymId>,
}

/// What officers taught the search of one database.
#[derive(Clone)]
pub struct Teaching {
    database: Database,
    outbox: Outbox,
}

impl Teaching {
    /// Opens what is taught in `database`.
    pub fn new(database: Database, outbox: Outbox) -> Teaching {
        Teaching { database, outbox }
    }

    /// Records references, leaving out what is there already.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_references(&self, news: &[NewReference], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let known = store::references_of(&unit, &terms(news)).await?;
        let added = unknown_references(&known, news);
        store::put_references(&unit, &added, now).await?;
        let subjects: BTreeSet<String> = added.iter().map(|new| new.target.subject()).collect();
        let recorded = Recorded { added: added.len(), unchanged: news.len() - added.len() };
        self.announce_and_commit(unit, subjects, now).await?;
        Ok(recorded)
    }

    /// Counts what [`Teaching::record_references`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_references(&self, news: &[NewReference]) -> Result<Recorded, Fault> {
        let known = store::references_of(self.database.connection(), &terms(news)).await?;
        let added = unknown_references(&known, news).len();
        Ok(Recorded { added, unchanged: news.len() - added })
    }

    /// Records synonyms, leaving out what is there already.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_synonyms(&self, news: &[NewSynonym], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let known = store::synonyms_of(&unit, &typed(news)).await?;
        let added = unknown_synonyms(&known, news);
        store::put_synonyms(&unit, &added, now).await?;
        let subjects = if added.is_empty() { BTreeSet::new() } else { BTreeSet::from([SYNONYMS.to_owned()]) };
        let recorded = Recorded { added: added.len(), unchanged: news.len() - added.len() };
        self.announce_and_commit(unit, subjects, now).await?;
        Ok(recorded)
    }

    /// Counts what [`Teaching::record_synonyms`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_synonyms(&self, news: &[NewSynonym]) -> Result<Recorded, Fault> {
        let known = store::synonyms_of(self.database.connection(), &typed(news)).await?;
        let added = unknown_synonyms(&known, news).len();
        Ok(Recorded { added, unchanged: news.len() - added })
    }

    /// Records intercepts, leaving out what is there already.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_intercepts(&self, news: &[Intercept], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let known = store::intercepts(&unit).await?;
        let added: Vec<&Intercept> = news.iter().filter(|new| !known.contains(new)).collect();
        store::put_intercepts(&unit, &added, now).await?;
        let subjects = if added.is_empty() { BTreeSet::new() } else { BTreeSet::from([INTERCEPTS.to_owned()]) };
        let recorded = Recorded { added: added.len(), unchanged: news.len() - added.len() };
        self.announce_and_commit(unit, subjects, now).await?;
        Ok(recorded)
    }

    /// Counts what [`Teaching::record_intercepts`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_intercepts(&self, news: &[Intercept]) -> Result<Recorded, Fault> {
        let known = store::intercepts(self.database.connection()).await?;
        let added = news.iter().filter(|new| !known.contains(new)).count();
        Ok(Recorded { added, unchanged: news.len() - added })
    }

    /// Counts the references in the languages of a whole file, and those of them it does not hold.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn references_missing(&self, held: &ReferencesHeld) -> Result<Missing, Fault> {
        let known = store::references(self.database.connection()).await?;
        Ok(gone(held.missing(&known)).1)
    }

    /// Forgets the references that a whole file does not hold, and returns how many; none where `max` allows fewer.
    ///
    /// # Errors
    /// Faults when the database cannot keep it; then none of them is forgotten.
    pub async fn forget_references(
        &self,
        held: &ReferencesHeld,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        let unit = self.database.begin().await?;
        let known = store::references(&unit).await?;
        let (gone, found) = gone(held.missing(&known));
        let count = match max.allow(found) {
            Ok(count) => count,
            Err(excess) => return Ok(Err(excess)),
        };
        store::forget_references(&unit, &gone).await?;
        let subjects = gone.iter().map(|own| own.target.subject()).collect();
        self.announce_and_commit(unit, subjects, now).await?;
        Ok(Ok(count))
    }

    /// Counts the synonyms in the languages of a whole file, and those of them it does not hold.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn synonyms_missing(&self, held: &SynonymsHeld) -> Result<Missing, Fault> {
        let known = store::synonyms(self.database.connection()).await?;
        Ok(gone(held.missing(&known)).1)
    }

    /// Forgets the synonyms that a whole file does not hold, and returns how many; none where `max` allows fewer.
    ///
    /// # Errors
    /// Faults when the database cannot keep it; then none of them is forgotten.
    pub async fn forget_synonyms(
        &self,
        held: &SynonymsHeld,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        let unit = self.database.begin().await?;
        let known = store::synonyms(&unit).await?;
        let (gone, found) = gone(held.missing(&known));
        let count = match max.allow(found) {
            Ok(count) => count,
            Err(excess) => return Ok(Err(excess)),
        };
        store::forget_synonyms(&unit, &gone).await?;
        let subjects = if gone.is_empty() { BTreeSet::new() } else { BTreeSet::from([SYNONYMS.to_owned()]) };
        self.announce_and_commit(unit, subjects, now).await?;
        Ok(Ok(count))
    }

    /// Counts the intercepts in the languages of a whole file, and those of them it does not hold.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn intercepts_missing(&self, held: &InterceptsHeld) -> Result<Missing, Fault> {
        let known = store::intercepts(self.database.connection()).await?;
        Ok(gone(held.missing(&known)).1)
    }

    /// Forgets the intercepts that a whole file does not hold, and returns how many; none where `max` allows fewer.
    ///
    /// # Errors
    /// Faults when the database cannot keep it; then none of them is forgotten.
    pub async fn forget_intercepts(
        &self,
        held: &InterceptsHeld,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        let unit = self.database.begin().await?;
        let known = store::intercepts(&unit).await?;
        let (gone, found) = gone(held.missing(&known));
        let count = match max.allow(found) {
            Ok(count) => count,
            Err(excess) => return Ok(Err(excess)),
        };
        store::forget_intercepts(&unit, &gone).await?;
        let subjects = if gone.is_empty() { BTreeSet::new() } else { BTreeSet::from([INTERCEPTS.to_owned()]) };
        self.announce_and_commit(unit, subjects, now).await?;
        Ok(Ok(count))
    }

    /// Returns every intercept.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn intercepts(&self) -> Result<Vec<Intercept>, Fault> {
        store::intercepts(self.database.connection()).await
    }

    /// Returns every reference, in the order of terms.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn references(&self) -> Result<Vec<Reference>, Fault> {
        store::references(self.database.connection()).await
    }

    /// Returns every synonym, in the order of what is typed.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn synonyms(&self) -> Result<Vec<Synonym>, Fault> {
        store::synonyms(self.database.connection()).await
    }

    /// Returns a page of synonyms in the order they were first recorded in, and whether there is more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list_synonyms(&self, request: &SynonymsRequest) -> Result<(Vec<Synonym>, bool), Fault> {
        let mut synonyms = store::list_synonyms(self.database.connection(), request).await?;
        let has_next = synonyms.len() > request.first.get();
        synonyms.truncate(request.first.get());
        Ok((synonyms, has_next))
    }

    async fn announce_and_commit(
        &self,
        unit: database::Transaction,
        subjects: BTreeSet<String>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        for subject in subjects {
            outbox::append(&unit, TAUGHT, &subject, now).await?;
        }
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(())
    }
}

/// Returns what goes, and how much that is of what the file speaks for.
fn gone<'a, T>(known: impl Iterator<Item = (&'a T, bool)>) -> (Vec<&'a T>, Missing) {
    let (mut gone, mut found) = (Vec::new(), Missing::default());
    for (own, is_missing) in known {
        found.count(is_missing);
        gone.extend(is_missing.then_some(own));
    }
    (gone, found)
}

fn terms(news: &[NewReference]) -> Vec<&str> {
    news.iter().map(NewReference::term).collect()
}

fn typed(news: &[NewSynonym]) -> Vec<&str> {
    news.iter().map(NewSynonym::typed).collect()
}

/// Returns what is not known yet, each once: what stands last of several that differ in their note.
fn unknown_references<'a>(known: &[Reference], news: &'a [NewReference]) -> Vec<&'a NewReference> {
    let mut notes: HashMap<(&str, Language, &Target), &str> =
        known.iter().map(|own| ((own.term.as_str(), own.language, &own.target), own.note.as_str())).collect();
    let mut unknown: HashMap<(&str, Language, &Target), (usize, &NewReference)> = HashMap::new();
    for (place, new) in news.iter().enumerate() {
        let key = (new.term(), new.language, &new.target);
        if notes.insert(key, &new.note) != Some(&new.note) {
            unknown.insert(key, (place, new));
        }
    }
    in_order(unknown.into_values())
}

/// Returns what is not known yet, each once: what stands last of several that differ in kind or owner.
fn unknown_synonyms<'a>(known: &[Synonym], news: &'a [NewSynonym]) -> Vec<&'a NewSynonym> {
    let mut rules: HashMap<(Language, &str, &str), (SynonymKind, &AuthorityCode)> = known
        .iter()
        .map(|own| ((own.language, own.typed.as_str(), own.also_searched.as_str()), (own.kind, &own.owner)))
        .collect();
    let mut unknown: HashMap<(Language, &str, &str), (usize, &NewSynonym)> = HashMap::new();
    for (place, new) in news.iter().enumerate() {
        let key = (new.language, new.typed(), new.also_searched());
        let rule = (new.kind, &new.owner);
        if rules.insert(key, rule) != Some(rule) {
            unknown.insert(key, (place, new));
        }
    }
    in_order(unknown.into_values())
}

fn in_order<T>(placed: impl Iterator<Item = (usize, T)>) -> Vec<T> {
    let mut placed: Vec<(usize, T)> = placed.collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, value)| value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(term: &str, note: &str) -> NewReference {
        NewReference::new(term, Language::EN, "0901".parse().expect("a code"), note).expect("a good reference")
    }

    #[test]
    fn a_reference_said_twice_is_recorded_once() {
        let news = [reference("beans", ""), reference("coffee", ""), reference("beans", "asked daily")];
        let unknown = unknown_references(&[], &news);
        assert_eq!(
            unknown.iter().map(|new| (new.term(), new.note.as_str())).collect::<Vec<_>>(),
            [("coffee", ""), ("beans", "asked daily")]
        );
    }
}
