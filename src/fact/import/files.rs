//! A folder of facts: `<kind>s/<id>.yaml`, and `<id>.2.yaml` for the second edition; the files of forms stand in `../forms`.

use std::{fs, path::Path};

use super::page::FactPage;
use crate::{
    fact::{announcement::LeadDaysMin, fact::NewFact, form::FormFile, service::Facts},
    platform::{
        fault::Fault,
        import::{FileError, Flaw, Identity, ImportFile, RowError, Rows, Source, sha256_of_all},
    },
};

/// How many files a folder may hold.
const FILES_MAX: usize = 20_000;
/// How many bytes a file may have: the longest procedure known to us has 27 steps and 30 KB.
const FILE_BYTES_MAX: usize = 256 << 10;
/// The folders, in the order in which they are recorded.
const FOLDERS: [&str; 6] = ["offices", "forms", "fees", "procedures", "notices", "rulings"];

/// The facts of a folder, each after the editions before it.
pub struct FactFiles {
    name: String,
    sha256: String,
    facts: Vec<(ImportFile, Result<NewFact, RowError>)>,
}

impl FactFiles {
    /// Reads all facts below the folder at `path`; a rule announced later than `lead_days_min` before its first day is a bad row.
    ///
    /// # Errors
    /// Refuses what cannot be read, and folders with more files than anybody writes.
    pub fn open(path: &Path, lead_days_min: LeadDaysMin) -> Result<FactFiles, FileError> {
        let forms = path.parent().unwrap_or(path).join("forms");
        let mut facts = Vec::new();
        for folder in FOLDERS {
            for file in files(&path.join(folder), folder)? {
                let fact = read(&file, lead_days_min, &|name| form_file(&forms, name));
                let fact = fact.and_then(|fact| in_its_folder(fact, folder).map_err(|reason| row_error(&file, 1, reason)));
                facts.push((file, fact));
            }
        }
        if facts.len() > FILES_MAX {
            return Err(FileError::TooManyRows { limit: FILES_MAX as u64 });
        }
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let sha256 = sha256_of_all(facts.iter().map(|(file, _)| file));
        Ok(FactFiles { name, sha256, facts })
    }

    /// Refuses the fees that contradict one another, or what `known` holds already.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn refuse_contradictions(mut self, known: &Facts) -> Result<FactFiles, Fault> {
        let good = self.facts.iter().enumerate();
        let (places, facts): (Vec<usize>, Vec<NewFact>) =
            good.filter_map(|(place, (_, fact))| Some((place, fact.as_ref().ok()?.clone()))).unzip();
        for (place, contradiction) in known.contradictions(&facts).await? {
            let (file, fact) = &mut self.facts[places[place]];
            *fact = Err(row_error(file, 1, contradiction.to_string()));
        }
        Ok(self)
    }
}

impl Source for FactFiles {
    type Row = NewFact;

    fn identity(&self) -> Identity {
        Identity { source: "facts".to_owned(), file_name: self.name.clone(), file_sha256: self.sha256.clone() }
    }

    fn rows(&self) -> Result<Rows<'_, NewFact>, FileError> {
        Ok(Box::new(self.facts.iter().map(|(_, fact)| fact.clone().map_err(Flaw::Row))))
    }
}

/// Opens the files of a folder, an earlier edition before a later; a folder that is not there holds none.
fn files(path: &Path, folder: &str) -> Result<Vec<ImportFile>, FileError> {
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error: std::io::Error| FileError::Unreadable(error.to_string());
    let mut found: Vec<(String, u32, ImportFile)> = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let file = ImportFile::open(&path)?;
            let (id, edition) = named(file.name());
            let (id, name) = (id.to_owned(), format!("{folder}/{}", file.name()));
            found.push((id, edition, file.named(name)));
        }
    }
    found.sort_by(|(a, a_edition, _), (b, b_edition, _)| (a, a_edition).cmp(&(b, b_edition)));
    Ok(found.into_iter().map(|(_, _, file)| file).collect())
}

/// Reads what the name of a file says: `coffee-levy.2.yaml` is the second edition of `coffee-levy`.
fn named(name: &str) -> (&str, u32) {
    let stem = name.strip_suffix(".yaml").unwrap_or(name);
    match stem.rsplit_once('.').and_then(|(id, edition)| Some((id, edition.parse().ok()?))) {
        Some(named) => named,
        None => (stem, 1),
    }
}

fn read(
    file: &ImportFile,
    lead_days_min: LeadDaysMin,
    form: &dyn Fn(&str) -> Result<FormFile, String>,
) -> Result<NewFact, RowError> {
    if file.bytes().len() > FILE_BYTES_MAX {
        return Err(row_error(file, 1, format!("is larger than {FILE_BYTES_MAX} bytes")));
    }
    let text = std::str::from_utf8(file.bytes()).map_err(|_| row_error(file, 1, "is not UTF-8"))?;
    let page = FactPage::read(text).map_err(|(line, reason)| row_error(file, line, reason))?;
    let (id, _) = named(file.name().rsplit('/').next().unwrap_or_default());
    if page.id.as_str() != id {
        return Err(row_error(file, 1, format!("id {:?} is not the name of its file, {id:?}", page.id.as_str())));
    }
    page.fact(lead_days_min, form).map_err(|reason| row_error(file, 1, reason))
}

fn in_its_folder(fact: NewFact, folder: &str) -> Result<NewFact, String> {
    let kind = fact.content.body.kind();
    if format!("{kind}s") == folder { Ok(fact) } else { Err(format!("is a {kind}, but stands in {folder}")) }
}

fn row_error(file: &ImportFile, line: u64, reason: impl Into<String>) -> RowError {
    RowError::new(file.name(), line, reason, &String::from_utf8_lossy(file.bytes()))
}

fn form_file(folder: &Path, name: &str) -> Result<FormFile, String> {
    if name.contains(['/', '\\']) {
        return Err(format!("files names {name:?}, which is not in the folder of forms"));
    }
    let file = ImportFile::open(&folder.join(name)).map_err(|error| format!("files names {name:?}, which {error}"))?;
    Ok(FormFile { name: name.to_owned(), sha256: file.sha256(), bytes: file.bytes().len() as u64 })
}
