//! Which files are read in which format, and which slice takes their rows.

use std::path::{Path, PathBuf};

use duty::review::Severities;
use vocabulary::{Language, Period};

use super::{InEdition, InList, What};
use crate::{
    audit::Audit,
    fact::{Facts, LeadDaysMin, import::FactFiles},
    platform::{
        database::Database,
        import::{FileError, ImportError, ImportFile, Job, Source, WholeTarget, job, whole_job},
        outbox::Outbox,
    },
    publication::{
        Publications,
        import::{AustralianActs, AuthoritiesFile, CanadianLaws, MarkdownFiles, UkGuidance},
    },
    reference::{
        ReferenceCodes,
        import::{CodeLists, Countries, Currencies, Locations, Units},
    },
    search::teaching::{InterceptsFile, References, Synonyms, Teaching},
    tariff::{
        Measures, NewNote, Nomenclature, Origins,
        book::{
            Books,
            import::{BookFiles, HmrcExchangeRates, UkAreas, UkQuotas},
        },
        import::{
            AuNomenclature, BrNomenclature, EaeuHeadings, Edition, EuNomenclature, MxNomenclature, NomenclatureFile, NotesFile,
            SectionsFile, UkNomenclature,
        },
        measure::{
            LinesKnown,
            import::{AuGeneralRates, AuPreferences, MeasuresFile, StagedReductions, UkGsp, UkMeasures, UkMfn, UsRates},
        },
        origin::import::{OriginFile, UkSchemes},
        review::{Standing, review_book, review_measures, severities},
    },
};

impl What {
    /// Opens the files of a command, in the order in which they are imported; as all there is of their data where they are `whole`.
    pub(super) async fn jobs(
        self,
        database: &Database,
        audit: &Audit,
        whole: bool,
        lead_days_min: LeadDaysMin,
        rules: Option<PathBuf>,
    ) -> Result<Vec<Box<dyn Job>>, ImportError> {
        let whole = whole || matches!(self, Self::Sample { partial: false, .. });
        self.refuse_never_whole(whole)?;
        let outbox = Outbox::new(database.clone());
        let publications = || Publications::new(database.clone(), outbox.clone(), audit.clone());
        let nomenclature = || Nomenclature::new(database.clone(), outbox.clone());
        let measures = || Measures::new(database.clone(), outbox.clone());
        let books = || Books::new(database.clone(), outbox.clone());
        let origins = || Origins::new(database.clone(), outbox.clone());
        let codes = || ReferenceCodes::new(database.clone(), outbox.clone());
        let teaching = || Teaching::new(database.clone(), outbox.clone());
        let pages = |path: &Path| MarkdownFiles::open(path).map_err(in_file(path));
        let facts = || Facts::new(database.clone(), outbox.clone(), audit.clone());
        let known_facts = async |path: &Path| {
            let files = FactFiles::open(path, lead_days_min).map_err(in_file(path))?;
            files.refuse_contradictions(&facts()).await.map_err(ImportError::Fault)
        };
        let severities = self.severities(rules)?;
        Ok(match self {
            Self::Markdown { paths } => {
                let mut jobs = Vec::new();
                for path in paths {
                    jobs.push(job(pages(&path)?, publications()));
                }
                jobs
            }
            Self::Facts { folder } => vec![job(known_facts(&folder).await?, facts())],
            Self::Nomenclature { file } => vec![job_of(whole, NomenclatureFile::new(open(&file)?), nomenclature())],
            Self::UkNomenclature { file } => vec![job_of(whole, UkNomenclature::new(open(&file)?), nomenclature())],
            Self::EuNomenclature(given) => {
                let (file, edition) = given.open(EuNomenclature::edition())?;
                vec![job_of(whole, EuNomenclature::new(file, edition), nomenclature())]
            }
            Self::BrNomenclature { file, edition } => {
                vec![job_of(whole, BrNomenclature::new(open(&file)?, edition), nomenclature())]
            }
            Self::MxNomenclature(given) => {
                let (file, edition) = given.open(MxNomenclature::edition())?;
                vec![job_of(whole, MxNomenclature::new(file, edition), nomenclature())]
            }
            Self::EaeuHeadings(given) => {
                let (file, edition) = given.open(EaeuHeadings::edition())?;
                vec![job_of(whole, EaeuHeadings::new(file, edition), nomenclature())]
            }
            Self::AuTariff { schedule, preferences } => {
                let path = schedule.file.clone();
                let (file, edition) = schedule.open(AuNomenclature::edition())?;
                let schedule = AuNomenclature::new(file.clone(), edition.clone());
                let lines = lines_known(&nomenclature()).await?.and_those_of(&schedule).map_err(in_file(&path))?;
                let rates = AuGeneralRates::new(file, edition.clone(), lines.clone());
                // Rates and preferences are measures both, and neither file holds the other's.
                let mut jobs = vec![job_of(whole, schedule, nomenclature()), job(rates, measures())];
                if let Some(path) = preferences {
                    jobs.push(job(AuPreferences::new(open(&path)?, edition, lines), measures()));
                }
                jobs
            }
            Self::Measures { file } => {
                let lines = lines_known(&nomenclature()).await?;
                let standing = Standing { lines: lines.clone(), ..standing(&measures(), &books(), whole).await? };
                let source = MeasuresFile::new(open(&file)?, lines);
                let reviewed = review_measures(source, &standing, &severities).map_err(in_file(&file))?;
                vec![job_of(whole, reviewed, measures())]
            }
            Self::StagedReductions { file } => {
                let lines = lines_known(&nomenclature()).await?;
                let standing = Standing { lines: lines.clone(), ..standing(&measures(), &books(), false).await? };
                let source = StagedReductions::new(open(&file)?, lines);
                let reviewed = review_measures(source, &standing, &severities).map_err(in_file(&file))?;
                vec![job(reviewed, measures())]
            }
            Self::TariffBook { folder } => {
                let standing = standing(&measures(), &books(), false).await?;
                let files = BookFiles::open(&folder).map_err(in_file(&folder))?;
                vec![job(review_book(files, &standing, &severities).map_err(in_file(&folder))?, books())]
            }
            Self::HmrcExchangeRates { file } => vec![job(HmrcExchangeRates::new(open(&file)?), books())],
            Self::UkMeasures { files } => {
                let (lines, groups) = (lines_known(&nomenclature()).await?, books().groups().await.map_err(ImportError::Fault)?);
                let mut jobs = Vec::new();
                for path in files {
                    let file = open(&path)?;
                    // Quotas stand before the measures that draw from them.
                    let quotas = UkQuotas::new(file.clone()).map_err(in_file(&path))?;
                    jobs.extend(quotas.map(|quotas| job(quotas, books())));
                    jobs.push(job(UkMeasures::new(file, lines.clone(), groups.clone()), measures()));
                }
                jobs
            }
            Self::UkAreas { file, valid_from } => vec![job(UkAreas::new(open(&file)?, valid_from), books())],
            Self::UkMfn(given) => {
                let (file, edition) = given.open(UkMfn::edition())?;
                vec![job(UkMfn::new(file, edition, lines_known(&nomenclature()).await?), measures())]
            }
            Self::UkGsp(given) => {
                let (file, edition) = given.open(UkGsp::edition())?;
                vec![job(UkGsp::new(file, edition, lines_known(&nomenclature()).await?), measures())]
            }
            Self::UsRates { file } => vec![job(UsRates::new(open(&file)?, lines_known(&nomenclature()).await?), measures())],
            Self::Notes { file } => {
                let known = notes_known(&nomenclature()).await?;
                vec![job_of(whole, NotesFile::new(open(&file)?, known), nomenclature())]
            }
            Self::Origin { file } => vec![job_of(whole, OriginFile::new(open(&file)?), origins())],
            Self::UkOrigin { file, valid_from } => vec![job(UkSchemes::new(open(&file)?, valid_from), origins())],
            Self::Countries(InList { file, valid_from }) => vec![job(Countries::new(open(&file)?, valid_from), codes())],
            Self::Currencies(InList { file, valid_from }) => vec![job(Currencies::new(open(&file)?, valid_from), codes())],
            Self::Units(InList { file, valid_from }) => vec![job(Units::new(open(&file)?, valid_from), codes())],
            Self::Locations(InList { file, valid_from }) => vec![job(Locations::new(open(&file)?, valid_from), codes())],
            Self::CodeLists(InList { file, valid_from }) => vec![job(CodeLists::new(open(&file)?, valid_from), codes())],
            Self::AustralianActs { file, valid_from } => {
                vec![job(AustralianActs::new(open(&file)?, valid_from), publications())]
            }
            Self::UkGuidance { file, valid_from } => vec![job(UkGuidance::new(open(&file)?, valid_from), publications())],
            Self::CanadianLaws { file, valid_from } => vec![job(CanadianLaws::new(open(&file)?, valid_from), publications())],
            Self::SearchReferences { file, language } => vec![job_of(whole, References::new(open(&file)?, language), teaching())],
            Self::Intercepts { file } => vec![job_of(whole, InterceptsFile::new(open(&file)?), teaching())],
            Self::Synonyms { file } => vec![job_of(whole, Synonyms::new(open(&file)?), teaching())],
            Self::Sample { folder, .. } => {
                let mut jobs = Vec::new();
                // Sections stand before notes, because a note to a section tells which chapters have changed.
                jobs.extend(open_there(&folder, "authorities.csv")?.map(|file| job(AuthoritiesFile::new(file), publications())));
                jobs.extend(open_there(&folder, "tariff/sections.csv")?.map(|file| job(SectionsFile::new(file), nomenclature())));
                let goods = open_there(&folder, "tariff/nomenclature.csv")?;
                jobs.extend(goods.clone().map(|file| job_of(whole, NomenclatureFile::new(file), nomenclature())));
                let path = folder.join("tariff/book");
                let book = if path.is_dir() { Some(BookFiles::open(&path).map_err(in_file(&path))?) } else { None };
                let mut beside = Standing { measures_reviewed: true, ..Standing::default() };
                if let Some(file) = open_there(&folder, "tariff/measures.csv")? {
                    let known = lines_known(&nomenclature()).await?;
                    let lines = match goods {
                        Some(goods) => known.and_those_of(&NomenclatureFile::new(goods)).map_err(in_file(&folder))?,
                        None => known,
                    };
                    let mut standing = Standing { lines: lines.clone(), ..standing(&measures(), &books(), whole).await? };
                    if let Some(book) = &book {
                        // The entries beside the measures take over from those that stand.
                        standing.entries.extend(book.rows().map_err(in_file(&folder))?.filter_map(Result::ok));
                    }
                    let reviewed = review_measures(MeasuresFile::new(file, lines), &standing, &severities);
                    let reviewed = reviewed.map_err(in_file(&folder))?;
                    // The measures beside the book are those that it has to fit.
                    beside.measures.extend(reviewed.rows().map_err(in_file(&folder))?.filter_map(Result::ok).map(|measure| {
                        let days = measure.validity;
                        (measure, days)
                    }));
                    beside.entries = standing.entries;
                    jobs.push(job_of(whole, reviewed, measures()));
                }
                if let Some(book) = book {
                    jobs.push(job(review_book(book, &beside, &severities).map_err(in_file(&folder))?, books()));
                }
                if let Some(file) = open_there(&folder, "tariff/notes.csv")? {
                    let known = notes_known(&nomenclature()).await?;
                    jobs.push(job_of(whole, NotesFile::new(file, known), nomenclature()));
                }
                jobs.extend(
                    open_there(&folder, "tariff/origin.yaml")?.map(|file| job_of(whole, OriginFile::new(file), origins())),
                );
                if folder.join("publications").is_dir() {
                    jobs.push(job(pages(&folder.join("publications"))?, publications()));
                }
                if folder.join("facts").is_dir() {
                    jobs.push(job(known_facts(&folder.join("facts")).await?, facts()));
                }
                jobs.extend(
                    open_there(&folder, "search/references.csv")?
                        .map(|file| job_of(whole, References::new(file, Language::EN), teaching())),
                );
                jobs.extend(
                    open_there(&folder, "search/intercepts.csv")?
                        .map(|file| job_of(whole, InterceptsFile::new(file), teaching())),
                );
                jobs.extend(
                    open_there(&folder, "search/synonyms.csv")?.map(|file| job_of(whole, Synonyms::new(file), teaching())),
                );
                if jobs.is_empty() {
                    let reason = "it holds none of the files of our own format".to_owned();
                    return Err(in_file(&folder)(FileError::Unreadable(reason)));
                }
                jobs
            }
        })
    }
}

impl What {
    /// Returns the licence that a folder of our own format names for all in it.
    pub(super) fn licence(&self) -> Result<Option<String>, ImportError> {
        let Self::Sample { folder, .. } = self else { return Ok(None) };
        let file = open_there(folder, "licence.txt")?;
        Ok(file.map(|file| String::from_utf8_lossy(file.bytes()).trim().to_owned()))
    }

    /// Returns how a country holds the business rules: as the file that is named says, or the one beside a sample.
    fn severities(&self, rules: Option<PathBuf>) -> Result<Severities, ImportError> {
        let file = match (rules, self) {
            (Some(path), _) => Some(open(&path)?),
            (None, Self::Sample { folder, .. }) => open_there(folder, "tariff/rules.yaml")?,
            _ => None,
        };
        file.map_or(Ok(Severities::default()), |file| {
            severities(&file).map_err(|error| ImportError::File { file: file.name().to_owned(), error })
        })
    }

    /// Refuses to take for whole what never is: texts, facts and code lists are taken back one by one.
    fn refuse_never_whole(&self, whole: bool) -> Result<(), ImportError> {
        let path = match self {
            Self::Markdown { paths } | Self::UkMeasures { files: paths } => paths.first(),
            Self::UkMfn(given) | Self::UkGsp(given) => Some(&given.file),
            Self::Facts { folder } | Self::TariffBook { folder } => Some(folder),
            Self::Countries(list)
            | Self::Currencies(list)
            | Self::Units(list)
            | Self::Locations(list)
            | Self::CodeLists(list) => Some(&list.file),
            Self::HmrcExchangeRates { file }
            | Self::UkAreas { file, .. }
            | Self::UsRates { file }
            | Self::StagedReductions { file }
            | Self::AustralianActs { file, .. }
            | Self::UkOrigin { file, .. }
            | Self::UkGuidance { file, .. }
            | Self::CanadianLaws { file, .. } => Some(file),
            _ => None,
        };
        path.filter(|_| whole).map_or(Ok(()), |path| Err(in_file(path)(FileError::NeverWhole)))
    }
}

fn job_of<S, T>(whole: bool, source: S, target: T) -> Box<dyn Job>
where
    S: Source + 'static,
    T: WholeTarget<S::Row> + 'static,
{
    if whole { whole_job(source, target) } else { job(source, target) }
}

impl InEdition {
    /// Opens the file, and names its edition: `usual` in all that nobody said otherwise.
    fn open(self, usual: Edition) -> Result<(ImportFile, Edition), ImportError> {
        let from = self.valid_from.unwrap_or(usual.validity.from());
        let validity = Period::new(from, self.valid_until).map_err(|error| {
            let reason = format!("the edition {error}");
            in_file(&self.file)(FileError::Unreadable(reason))
        })?;
        Ok((open(&self.file)?, Edition { name: self.edition.unwrap_or(usual.name), validity }))
    }
}

async fn lines_known(nomenclature: &Nomenclature) -> Result<LinesKnown, ImportError> {
    nomenclature.lines_known().await.map_err(ImportError::Fault)
}

/// Returns what stands beside a draft; of a whole file's measures nothing else does.
async fn standing(measures: &Measures, books: &Books, whole: bool) -> Result<Standing, ImportError> {
    let measures = if whole { Vec::new() } else { measures.recorded(None).await.map_err(ImportError::Fault)? };
    let entries = books.recorded().await.map_err(ImportError::Fault)?;
    let entries = entries.into_iter().map(|(entry, _)| entry).collect();
    Ok(Standing { measures, entries, ..Standing::default() })
}

async fn notes_known(nomenclature: &Nomenclature) -> Result<Vec<NewNote>, ImportError> {
    let known = nomenclature.notes_known().await.map_err(ImportError::Fault)?;
    Ok(known.into_iter().map(|(note, _)| note).collect())
}

fn open(path: &Path) -> Result<ImportFile, ImportError> {
    ImportFile::open(path).map_err(in_file(path))
}

fn open_there(folder: &Path, name: &str) -> Result<Option<ImportFile>, ImportError> {
    let path = folder.join(name);
    if path.is_file() { open(&path).map(Some) } else { Ok(None) }
}

fn in_file(path: &Path) -> impl Fn(FileError) -> ImportError + use<> {
    let file = path.display().to_string();
    move |error| ImportError::File { file: file.clone(), error }
}
