//! The use cases: a search is noted, the database hears of it, people read what many searched for.

use std::{
    cmp::Reverse,
    fmt,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use index::SearchRequest;
use jiff::ToSpan;
use tokio::sync::Semaphore;
use vocabulary::{Date, Language};

use super::{
    phrase::{self, Counts, KEPT_DAYS, Outcome, Phrase},
    store,
    tally::{Taken, Tally},
};
use crate::{
    platform::{
        clock::SharedClock,
        database::{self, Database},
        fault::Fault,
        pagination::PageSize,
    },
    search::service::Answer,
};

/// How long what was counted waits in memory: what a killed process may lose.
const REST: Duration = Duration::from_secs(30);

/// How much is counted at most.
#[derive(Clone, Copy, Debug)]
pub struct UsageLimits {
    /// Whether phrases are counted at all. The use of synonyms tells nothing of anybody and is always counted.
    pub phrases: bool,
    /// How many different phrases wait in memory; more are let go.
    pub waiting_max: usize,
    /// How many different phrases are stored of one day; of more, the ones searched most.
    pub phrases_a_day_max: usize,
}

impl Default for UsageLimits {
    fn default() -> UsageLimits {
        UsageLimits { phrases: true, waiting_max: 2_000, phrases_a_day_max: 1_000 }
    }
}

/// What the search of one database learned from being used. Cheap to clone.
#[derive(Clone)]
pub struct Usage {
    shared: Arc<Shared>,
}

struct Shared {
    database: Database,
    clock: SharedClock,
    limits: UsageLimits,
    tally: Tally,
    forgotten_on: Mutex<Option<Date>>,
    /// One list at a time: to add up a full table takes half a second, and anybody may ask.
    listing: Semaphore,
}

/// Which phrases are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhraseList {
    /// Those searched most.
    Popular,
    /// Those searched in vain most.
    Unanswered,
}

/// Which phrases to list.
#[derive(Clone, Debug)]
pub struct PhrasesRequest {
    /// Which list.
    pub list: PhraseList,
    /// Only those searched in this language.
    pub language: Option<Language>,
    /// Only what was counted on this day or later.
    pub since: Date,
    /// How many.
    pub first: PageSize,
    /// The one before the first.
    pub after: Option<PhraseCursor>,
}

/// A phrase that was searched often enough to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedPhrase {
    /// The phrase.
    pub phrase: Phrase,
    /// What the list is ordered by: all searches, or those in vain.
    pub asked: u64,
    /// How often it was searched on the days that count for the list.
    pub counts: Counts,
    /// The first of those days.
    pub first_on: Date,
    /// The last of those days.
    pub last_on: Date,
}

/// A place in a list of phrases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseCursor {
    /// How often the phrase there was asked.
    pub asked: u64,
    /// The phrase there.
    pub phrase: Phrase,
}

/// A text that is not a place in a list of phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a place in a list of phrases")]
pub struct PhraseCursorError;

impl Usage {
    /// Counts what is searched into `database`.
    pub fn new(database: Database, clock: SharedClock, limits: UsageLimits) -> Usage {
        let tally = Tally::new(limits.waiting_max);
        let (forgotten_on, listing) = (Mutex::default(), Semaphore::new(1));
        Usage { shared: Arc::new(Shared { database, clock, limits, tally, forgotten_on, listing }) }
    }

    /// Takes note of a search in `language` and what it gave. A later page is no search of its own.
    pub(in crate::search) fn note(&self, language: Option<Language>, request: &SearchRequest, answer: &Answer) {
        if request.after.is_some() {
            return;
        }
        for id in &answer.page.synonyms {
            self.shared.tally.count_synonym(*id);
        }
        let Some(language) = language.filter(|_| self.shared.limits.phrases) else { return };
        if !phrase::is_whole(request, self.shared.clock.today()) {
            return;
        }
        let outcome = if answer.intercept.is_some() { Outcome::Answered } else { Outcome::of(&answer.page, language) };
        if let Some(phrase) = Phrase::of(&request.text, language) {
            self.shared.tally.count_phrase(phrase, outcome);
        }
    }

    /// Tells the database every half minute what was counted, until `stopped` ends, and then once more. Accidents are logged; what
    /// could not be stored is tried again.
    pub async fn run(self, stopped: impl Future<Output = ()>) {
        let mut stopped = std::pin::pin!(stopped);
        loop {
            let ended = tokio::time::timeout(REST, &mut stopped).await.is_ok();
            if let Err(fault) = self.flush().await {
                tracing::warn!(cause = fault.chain(), "could not store how the search is used");
            }
            if ended {
                return;
            }
        }
    }

    /// Tells the database what was counted since it last heard of it, and lets it forget what is too old.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep it; then the counts stay in memory.
    pub async fn flush(&self) -> Result<(), Fault> {
        let today = self.shared.clock.today();
        let is_forgotten = *self.forgotten_on() == Some(today);
        let taken = self.shared.tally.take();
        if is_forgotten && taken == Taken::default() {
            return Ok(());
        }
        if let Err(fault) = self.store(&taken, today).await {
            self.shared.tally.put_back(taken);
            return Err(fault);
        }
        *self.forgotten_on() = Some(today);
        Ok(())
    }

    async fn store(&self, taken: &Taken, today: Date) -> Result<(), Fault> {
        let unit = self.shared.database.begin().await?;
        store::forget_before(&unit, kept_since(today)).await?;
        store::add_hits(&unit, &taken.synonyms, today).await?;
        let stored = store::phrase_count(&unit, today).await?;
        let room = self.shared.limits.phrases_a_day_max.saturating_sub(stored);
        if taken.phrases.len() <= room {
            store::add_phrases(&unit, &taken.phrases, today).await?;
        } else {
            let known = store::known(&unit, &taken.phrases, today).await?;
            let (mut kept, mut new): (Vec<_>, Vec<_>) =
                taken.phrases.iter().cloned().partition(|(phrase, _)| known.contains(phrase));
            new.sort_by_key(|(_, counts)| Reverse(counts.searches));
            kept.extend(new.into_iter().take(room));
            kept.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
            store::add_phrases(&unit, &kept, today).await?;
        }
        database::commit(unit).await
    }

    /// Returns a page of what many searched for, most often first, and whether there is more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, request: &PhrasesRequest) -> Result<(Vec<AskedPhrase>, bool), Fault> {
        let mut request = request.clone();
        request.since = request.since.max(kept_since(self.shared.clock.today()));
        let _turn = self.shared.listing.acquire().await.map_err(Fault::while_("waiting for a turn to list what is searched"))?;
        let mut phrases = store::list(self.shared.database.connection(), &request).await?;
        let has_next = phrases.len() > request.first.get();
        phrases.truncate(request.first.get());
        Ok((phrases, has_next))
    }

    fn forgotten_on(&self) -> std::sync::MutexGuard<'_, Option<Date>> {
        self.shared.forgotten_on.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the first day whose counts are kept.
fn kept_since(today: Date) -> Date {
    today.saturating_sub(KEPT_DAYS.days())
}

impl AskedPhrase {
    /// Returns its place in the list.
    pub fn cursor(&self) -> PhraseCursor {
        PhraseCursor { asked: self.asked, phrase: self.phrase.clone() }
    }
}

impl fmt::Display for PhraseCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.asked, self.phrase.language, self.phrase.text)
    }
}

impl FromStr for PhraseCursor {
    type Err = PhraseCursorError;

    fn from_str(text: &str) -> Result<PhraseCursor, PhraseCursorError> {
        if text.contains(char::is_control) {
            return Err(PhraseCursorError);
        }
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(PhraseCursorError);
        let asked = part()?.parse().map_err(|_| PhraseCursorError)?;
        let language = part()?.parse().map_err(|_| PhraseCursorError)?;
        Ok(PhraseCursor { asked, phrase: Phrase { language, text: part()?.to_owned() } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_is_read_back_as_it_was_written() {
        let phrase = Phrase { language: Language::FR, text: "0901.21 café".to_owned() };
        let cursor = PhraseCursor { asked: 12, phrase };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "12", "12.fr", "x.fr.cafe", "12.f.cafe"] {
            assert_eq!(text.parse::<PhraseCursor>(), Err(PhraseCursorError), "{text}");
        }
    }
}
