//! The follower: keeps this replica's index in step with the database by reading the outbox.
//!
//! The place it has read to is stored in the index, in the same commit as the documents: a process killed at any moment goes on
//! from there, and nothing is lost or indexed twice. What changes no document is read past, and the place stored once a minute or a thousand
//! events, so that servers which die often do not read the same again at each start. Replicas follow the same database independently.

use std::collections::HashSet;

use index::{Document, IndexFault, RewriteRules, SearchIndex};
use vocabulary::{HsCode, Language, Timestamp};

use super::{
    documents::{self, Subject, Taught},
    generations::Generations,
    lessons::Lessons,
    rebuild::{self, in_thread},
    service::Search,
    teaching::{self, Intercepts, Teaching},
};
use crate::{
    fact::{self, Facts},
    platform::{
        clock::SharedClock,
        fault::Fault,
        identifier,
        outbox::{Event, Outbox, Position},
    },
    publication::{self, Publications},
    tariff::{self, Nomenclature},
};

/// How often the follower notes how far it has read.
const NOTED_EVERY_SECONDS: i64 = 60;
/// After how many events it does so in any case.
const NOTED_EVERY_EVENTS: usize = 1_000;
/// How long the follower rests after an accident before it tries again.
const REST: std::time::Duration = std::time::Duration::from_secs(1);

/// Everything that is indexed, and the outbox that says when it changes.
#[derive(Clone)]
pub struct Sources {
    /// The publications.
    pub publications: Publications,
    /// The facts.
    pub facts: Facts,
    /// The tariff.
    pub nomenclature: Nomenclature,
    /// What officers taught the search.
    pub teaching: Teaching,
    /// What changed, in order.
    pub outbox: Outbox,
    /// What day it is.
    pub clock: SharedClock,
}

impl Sources {
    /// Returns everything there is to index.
    pub(super) async fn subjects(&self) -> Result<Vec<Subject>, Fault> {
        let chapters = self.nomenclature.chapters().await?.into_iter().map(Subject::Chapter);
        let publications = self.publications.subjects().await?.into_iter().map(Subject::Publication);
        let facts = self.facts.keys().await?.into_iter().map(Subject::Fact);
        Ok(chapters.chain(publications).chain(facts).collect())
    }

    /// Returns what officers taught the search.
    pub(super) async fn taught(&self) -> Result<Lessons, Fault> {
        Ok(Lessons::new(self.teaching.references().await?, self.teaching.synonyms().await?))
    }

    /// Returns the intercepts by what is typed.
    pub(super) async fn intercepts(&self) -> Result<Intercepts, Fault> {
        Ok(Intercepts::new(self.teaching.intercepts().await?))
    }

    /// Returns everything that is indexed, and the synonyms of the officers: what a phone takes along.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn published(&self) -> Result<(Vec<Document>, Vec<index::Synonym>), Fault> {
        let taught = self.taught().await?;
        let mut documents = Vec::new();
        for subject in self.subjects().await? {
            documents.extend(self.documents(&subject, &taught).await?);
        }
        Ok((documents, taught.synonyms()))
    }

    /// Returns what the index is to hold of one subject.
    pub(super) async fn documents(&self, subject: &Subject, taught: &impl Taught) -> Result<Vec<Document>, Fault> {
        match subject {
            Subject::Publication(subject) => {
                let editions = self.publications.editions(subject).await?;
                Ok(documents::of_publication(subject, editions, taught))
            }
            Subject::Fact(key) => Ok(documents::of_fact(key, &self.facts.editions(key).await?)),
            Subject::Chapter(chapter) => {
                let today = self.clock.today();
                let texts = self.nomenclature.texts(chapter, today).await?;
                let notes = self.nomenclature.notes_within(chapter, today, self.clock.now()).await?;
                Ok(documents::of_chapter(chapter, texts, &notes, taught))
            }
        }
    }

    /// Returns what an event makes out of date.
    async fn touched(&self, event: &Event) -> Result<Vec<Subject>, Fault> {
        let subject = event.subject.as_str();
        Ok(match event.topic.as_str() {
            publication::CHANGED => subject.parse().map(Subject::Publication).into_iter().collect(),
            fact::CHANGED => fact::key_of(subject).map(Subject::Fact).into_iter().collect(),
            tariff::CHANGED => subject.parse().map(Subject::Chapter).into_iter().collect(),
            // Synonyms and intercepts are rules for what is typed; no document has them.
            teaching::TAUGHT if [teaching::SYNONYMS, teaching::INTERCEPTS].contains(&subject) => Vec::new(),
            teaching::TAUGHT => match subject.parse::<HsCode>() {
                Ok(code) => vec![Subject::Chapter(code.chapter())],
                Err(_) => self.in_all_languages(subject).await?,
            },
            _ => Vec::new(),
        })
    }

    async fn in_all_languages(&self, id: &str) -> Result<Vec<Subject>, Fault> {
        let Ok(publication_id) = id.parse() else { return Ok(Vec::new()) };
        let languages: Vec<Language> = self.publications.languages().await?;
        let subject =
            |language| publication::Subject { publication_id: vocabulary::PublicationId::clone(&publication_id), language };
        Ok(languages.into_iter().map(|language| Subject::Publication(subject(language))).collect())
    }
}

/// Keeps one index in step.
pub struct Follower {
    /// What it is called where it notes how far it has read; another one at each start.
    name: String,
    sources: Sources,
    generations: Generations,
    search: Search,
}

impl Follower {
    /// Makes a follower that keeps the index of `search` in step with `sources`.
    pub fn new(sources: Sources, generations: Generations, search: Search) -> Follower {
        Follower { name: identifier::new_reference(), sources, generations, search }
    }

    /// Opens the generation in use, if there is one that can be opened; following it or building it anew is for [`Follower::run`].
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn open_existing(&self) -> Result<(), Fault> {
        let Some(folder) = self.generations.current() else { return Ok(()) };
        match SearchIndex::open(&folder) {
            Ok(index) => self.adopt(&index, &folder).await,
            Err(error) => {
                tracing::warn!(%error, "could not open the index that is there; the follower will try again or build it anew");
                Ok(())
            }
        }
    }

    /// Follows until the task is dropped. Accidents are logged and tried again.
    pub async fn run(self) {
        loop {
            if let Err(fault) = self.follow().await {
                tracing::error!(cause = fault.chain(), "could not follow the outbox; trying again");
                tokio::time::sleep(REST).await;
            }
        }
    }

    async fn follow(&self) -> Result<(), Fault> {
        let mut noted_at: Option<Timestamp> = None;
        let mut passed = 0;
        loop {
            let index = self.open_or_rebuild().await?;
            let Some(position) = self.search.position() else {
                self.rebuild().await?;
                continue;
            };
            let now = self.sources.clock.now();
            let is_time = noted_at.is_none_or(|at| now.as_second() - at.as_second() >= NOTED_EVERY_SECONDS);
            if is_time || passed >= NOTED_EVERY_EVENTS {
                self.keep_place(&index, position).await?;
                self.sources.outbox.passed(&self.name, position, now).await?;
                noted_at = Some(now);
                passed = 0;
            }
            let events = self.sources.outbox.after(position).await?;
            passed += events.len();
            match events.last() {
                None => {
                    self.search.caught_up();
                    self.sources.outbox.woken().await;
                }
                // It was away for longer than events are kept: what it missed is gone.
                Some(_) if position < self.sources.outbox.floor().await? => drop(self.rebuild().await?),
                Some(last) => self.apply(&index, &events, last.position).await?,
            }
        }
    }

    /// Returns the generation in use, opening it when another process has brought it into use, building one when there is none.
    async fn open_or_rebuild(&self) -> Result<SearchIndex, Fault> {
        let Some(folder) = self.generations.current() else { return self.rebuild().await };
        if let Some(index) = self.search.index_in(&folder) {
            return Ok(index);
        }
        match SearchIndex::open(&folder) {
            Ok(index) => {
                self.adopt(&index, &folder).await?;
                Ok(index)
            }
            Err(IndexFault::Missing(_) | IndexFault::Outdated { .. } | IndexFault::Corrupt(_)) => self.rebuild().await,
            Err(other) => Err(Fault::while_("opening the index")(other)),
        }
    }

    async fn rebuild(&self) -> Result<SearchIndex, Fault> {
        let (index, rebuilt) = rebuild::rebuild(&self.sources, &self.generations).await?;
        tracing::info!(subjects = rebuilt.subjects, documents = rebuilt.documents, "built the index anew");
        if let Some(folder) = self.generations.current() {
            self.adopt(&index, &folder).await?;
        }
        Ok(index)
    }

    async fn adopt(&self, index: &SearchIndex, folder: &std::path::Path) -> Result<(), Fault> {
        index.set_rules(self.rules().await?);
        self.search.intercept(self.sources.intercepts().await?);
        self.search.adopt(index.clone(), folder.to_owned(), self.sources.publications.languages().await?);
        Ok(())
    }

    async fn rules(&self) -> Result<RewriteRules, Fault> {
        Ok(self.sources.taught().await?.rules())
    }

    /// Stores the place in the index, where what was read since its last commit changed nothing of it.
    async fn keep_place(&self, index: &SearchIndex, position: Position) -> Result<(), Fault> {
        let position = position.to_string();
        if index.position().as_ref() == Some(&position) {
            return Ok(());
        }
        let index = index.clone();
        in_thread(move || index.writer()?.commit(&position)).await
    }

    async fn apply(&self, index: &SearchIndex, events: &[Event], position: Position) -> Result<(), Fault> {
        let mut subjects: HashSet<Subject> = HashSet::new();
        for event in events {
            subjects.extend(self.sources.touched(event).await?);
        }
        // Payments and enquiries are most of what happens, and change nothing here: a commit for each would keep the disk busy.
        if subjects.is_empty() && !events.iter().any(|event| event.topic == teaching::TAUGHT) {
            self.search.followed_to(position);
            return Ok(());
        }
        let taught = self.sources.taught().await?;
        let mut replaced = Vec::with_capacity(subjects.len());
        for subject in &subjects {
            replaced.push((subject.key(), self.sources.documents(subject, &taught).await?));
        }
        // Before the documents, so that whoever sees the new position is answered by the new rules, and each page of a list in the same language.
        self.search.know_languages(self.sources.publications.languages().await?);
        if events.iter().any(|event| event.topic == teaching::TAUGHT) {
            index.set_rules(taught.rules());
            self.search.intercept(self.sources.intercepts().await?);
        }
        let writer = index.clone();
        in_thread(move || {
            let mut batch = writer.writer()?;
            for (key, documents) in replaced {
                batch.replace(&key, documents)?;
            }
            batch.commit(&position.to_string())
        })
        .await?;
        self.search.note_change();
        for subject in subjects {
            if let Subject::Publication(subject) = subject {
                self.sources.publications.announce(subject);
            }
        }
        Ok(())
    }
}
