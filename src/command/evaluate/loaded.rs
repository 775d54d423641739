//! A sample in a database and an index of its own, which end with the evaluation.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use index::SearchIndex;
use jiff::tz::TimeZone;
use tempfile::TempDir;
use vocabulary::{Date, FactId, PublicationId};

use crate::{
    application::{Application, SearchLimits},
    command::{CommandError, import},
    platform::{clock::StandingClock, database::Database, import::ImportError},
    search::{self, SearchFailure, effect, usage::UsageLimits},
};

/// How many connections the temporary database has.
const CONNECTIONS_MAX: u32 = 2;

/// A sample that can be searched.
pub struct Loaded {
    /// The slices over it.
    pub application: Application,
    /// The index its search answers from.
    pub index: SearchIndex,
    _folder: TempDir,
}

impl Loaded {
    /// Imports and indexes a folder laid out like `sample/`, as if it were noon of `as_of`.
    ///
    /// # Errors
    /// Fails when the sample cannot be imported.
    pub async fn load(sample: &Path, as_of: Date) -> Result<Loaded, CommandError> {
        let sample = sample.to_owned();
        Loaded::filled(as_of, async |application: &Application| {
            let imported = import::sample(sample, application.database.clone(), application.clock.clone()).await;
            imported.map(drop).map_err(|error| CommandError::new(error.explain()))
        })
        .await
    }

    /// Imports and indexes a nomenclature of the UK Trade Tariff and references to it, as if it were noon of `as_of`.
    ///
    /// # Errors
    /// Fails when one of the files cannot be imported.
    pub async fn uk(nomenclature: &Path, references: &[PathBuf], as_of: Date) -> Result<Loaded, CommandError> {
        Loaded::filled(as_of, async |Application { database, clock, .. }: &Application| {
            let explained = |error: ImportError| CommandError::new(error.explain());
            let lines = import::uk_nomenclature(nomenclature.to_owned(), database.clone(), clock.clone());
            lines.await.map_err(explained)?;
            for file in references {
                let words = import::search_references(file.clone(), database.clone(), clock.clone());
                words.await.map_err(explained)?;
            }
            Ok(())
        })
        .await
    }

    /// Makes a database for `fill` to fill, and indexes what is in it.
    async fn filled(
        as_of: Date,
        fill: impl AsyncFnOnce(&Application) -> Result<(), CommandError>,
    ) -> Result<Loaded, CommandError> {
        let folder = tempfile::tempdir().map_err(CommandError::at("could not make a temporary folder"))?;
        let database =
            Database::connect(&format!("sqlite://{}", folder.path().join("sample.db").display()), CONNECTIONS_MAX).await?;
        database.migrate().await?;
        let noon = as_of.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).map_err(CommandError::at("could not use that day"))?;
        let clock = Arc::new(StandingClock::at(noon.timestamp()));
        let limits =
            SearchLimits { at_once_max: 2, remembered_max: 0, usage: UsageLimits { phrases: false, ..UsageLimits::default() } };
        let application = Application::new(database, clock, &folder.path().join("index"), limits);
        fill(&application).await?;
        let (index, _) = search::rebuild(&application.sources(), &application.generations).await?;
        index.set_rules(effect::rules(&application.teaching.synonyms().await?));
        let languages = application.publications.languages().await?;
        application.search.adopt(index.clone(), folder.path().to_owned(), languages);
        Ok(Loaded { application, index, _folder: folder })
    }

    /// Returns which publication tells each fact in words.
    ///
    /// # Errors
    /// Fails when the database cannot be read.
    pub async fn told_by(&self) -> Result<HashMap<FactId, PublicationId>, CommandError> {
        let mut told_by = HashMap::new();
        for key in self.application.facts.keys().await? {
            let editions = self.application.facts.editions(&key).await?;
            let publication = editions.into_iter().find_map(|(fact, _)| fact.content.publication_id);
            told_by.extend(publication.map(|publication| (key.1, publication)));
        }
        Ok(told_by)
    }

    /// Reads all that is indexed with a model, so that it is found by its meaning too.
    ///
    /// # Errors
    /// Fails when the model cannot be used.
    pub async fn read(&self, model: &Path) -> Result<(), CommandError> {
        let reader = self.application.reader(model.to_owned()).await;
        let mut reader = reader.ok_or_else(|| CommandError::new(format!("could not use the model {}", model.display())))?;
        Ok(reader.read().await?)
    }
}

/// Says why a question was not answered.
pub fn explained(failure: SearchFailure) -> CommandError {
    match failure {
        SearchFailure::Refused(refusal) => CommandError::new(format!("the search refuses a question: {refusal:?}")),
        SearchFailure::Fault(fault) => fault.into(),
    }
}
