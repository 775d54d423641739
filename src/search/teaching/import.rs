//! References and synonyms from files: our own format, and the two in which British officers' index of goods was published.

use std::collections::HashSet;

use vocabulary::{Date, Language, Timestamp};

use super::{
    held::{InterceptsHeld, ReferencesHeld, SynonymsHeld},
    intercept::Intercept,
    reference::{NewReference, Target as Place},
    service::Teaching,
    synonym::NewSynonym,
};
use crate::platform::{
    fault::Fault,
    import::{
        Columns, FileError, Flaw, Identity, ImportFile, Missing, Record, Rows, Source, Table, Target, TooMuch, WholeTarget,
        WithdrawMax,
    },
    recorded::Recorded,
};

/// Our own columns; see `sample/README.md`.
const OWN: Columns = Columns { required: &["term", "language", "target", "note"], optional: &[], families: &[], others: false };
/// The alphabetical index of goods as its first service published it.
const INDEX: Columns = Columns { required: &["title", "goods_nomenclature_item_id"], optional: &[], families: &[], others: true };
/// The same index as the service for parcels publishes it.
const PARCEL_INDEX: Columns = Columns { required: &["title", "commodity_code"], optional: &[], families: &[], others: true };
/// Our own columns; see `sample/README.md`.
const SYNONYM_COLUMNS: Columns =
    Columns { required: &["kind", "language", "from", "to", "owner"], optional: &[], families: &[], others: false };

/// Our own columns; see `sample/README.md`.
const INTERCEPT_COLUMNS: Columns = Columns {
    required: &["terms", "language", "message", "filter_hs", "block_results", "escalate", "owner"],
    optional: &[],
    families: &[],
    others: false,
};

/// A file of intercepts.
pub struct InterceptsFile {
    file: ImportFile,
}

impl InterceptsFile {
    /// Reads intercepts from `file`.
    pub fn new(file: ImportFile) -> InterceptsFile {
        InterceptsFile { file }
    }
}

/// A file of references.
pub struct References {
    file: ImportFile,
    language: Language,
}

/// A file of synonyms.
pub struct Synonyms {
    file: ImportFile,
}

impl References {
    /// Reads references from `file`; where it does not name languages, its terms are in `language`.
    pub fn new(file: ImportFile, language: Language) -> References {
        References { file, language }
    }

    fn own(record: &Record) -> Result<NewReference, Flaw> {
        reference(record, "term", record.parse("language")?, "target", record.get("note"))
    }
}

impl Synonyms {
    /// Reads synonyms from `file`.
    pub fn new(file: ImportFile) -> Synonyms {
        Synonyms { file }
    }
}

impl Source for References {
    type Row = NewReference;

    fn identity(&self) -> Identity {
        Identity::of(format!("search-references in {}", self.language), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewReference>, FileError> {
        let own = match Table::open(&self.file, &OWN) {
            Ok(table) => return Ok(Box::new(table.map(|record| Self::own(&record?)))),
            Err(error) => error,
        };
        let language = self.language;
        for (columns, code) in [(INDEX, "goods_nomenclature_item_id"), (PARCEL_INDEX, "commodity_code")] {
            if let Ok(table) = Table::open(&self.file, &columns) {
                return Ok(Box::new(table.map(move |record| reference(&record?, "title", language, code, ""))));
            }
        }
        Err(own)
    }
}

impl Source for Synonyms {
    type Row = NewSynonym;

    fn identity(&self) -> Identity {
        Identity::of("synonyms", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewSynonym>, FileError> {
        Ok(Box::new(Table::open(&self.file, &SYNONYM_COLUMNS)?.map(|record| synonym(&record?))))
    }
}

impl Source for InterceptsFile {
    type Row = Intercept;

    fn identity(&self) -> Identity {
        Identity::of("intercepts", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Intercept>, FileError> {
        let mut seen = HashSet::new();
        Ok(Box::new(Table::open(&self.file, &INTERCEPT_COLUMNS)?.map(move |record| {
            let record = record?;
            let intercept = intercept(&record)?;
            if !seen.insert((intercept.language, intercept.terms.clone())) {
                return Err(record.error("repeats the terms of a row above"));
            }
            Ok(intercept)
        })))
    }
}

impl Target<Intercept> for Teaching {
    const DATASET: &'static str = "intercepts";

    async fn apply(&self, rows: &[Intercept], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_intercepts(rows, now).await
    }

    async fn compare(&self, rows: &[Intercept]) -> Result<Recorded, Fault> {
        self.compare_intercepts(rows).await
    }
}

fn intercept(record: &Record) -> Result<Intercept, Flaw> {
    let listed = |column: &str| record.get(column).split('|').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let mut hs_codes = Vec::new();
    for code in listed("filter_hs") {
        hs_codes.push(code.parse().map_err(|error| record.error(format!("filter_hs {code:?} {error}")))?);
    }
    let intercept = Intercept {
        language: record.parse("language")?,
        terms: listed("terms").into_iter().map(str::to_owned).collect(),
        message: record.get("message").to_owned(),
        hs_codes,
        blocks_results: record.parse("block_results")?,
        escalates: record.parse("escalate")?,
        owner: record.parse("owner")?,
    };
    intercept.tidied().map_err(|error| record.error(error.to_string()))
}

impl Target<NewReference> for Teaching {
    const DATASET: &'static str = "references";

    async fn apply(&self, rows: &[NewReference], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_references(rows, now).await
    }

    async fn compare(&self, rows: &[NewReference]) -> Result<Recorded, Fault> {
        self.compare_references(rows).await
    }
}

impl Target<NewSynonym> for Teaching {
    const DATASET: &'static str = "synonyms";

    async fn apply(&self, rows: &[NewSynonym], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_synonyms(rows, now).await
    }

    async fn compare(&self, rows: &[NewSynonym]) -> Result<Recorded, Fault> {
        self.compare_synonyms(rows).await
    }
}

/// Words have no days: what a whole file no longer holds is forgotten at once.
macro_rules! whole_target {
    ($row:ty, $held:ty, $missing:ident, $forget:ident) => {
        impl WholeTarget<$row> for Teaching {
            type Held = $held;

            fn hold(held: &mut $held, row: &$row) {
                held.hold(row);
            }

            async fn missing(&self, held: &$held, _day: Date) -> Result<Missing, Fault> {
                self.$missing(held).await
            }

            async fn take_back(
                &self,
                held: &$held,
                _day: Date,
                max: WithdrawMax,
                now: Timestamp,
            ) -> Result<Result<u64, TooMuch>, Fault> {
                self.$forget(held, max, now).await
            }
        }
    };
}

whole_target!(NewReference, ReferencesHeld, references_missing, forget_references);
whole_target!(NewSynonym, SynonymsHeld, synonyms_missing, forget_synonyms);
whole_target!(Intercept, InterceptsHeld, intercepts_missing, forget_intercepts);

fn reference(record: &Record, term: &str, language: Language, target: &str, note: &str) -> Result<NewReference, Flaw> {
    let target: Place = record.parse(target)?;
    if note.contains('\0') {
        return Err(record.error("note holds a NUL character"));
    }
    NewReference::new(record.get(term), language, target, note)
        .map_err(|error| record.error(format!("{term} {:?} {error}", record.get(term))))
}

fn synonym(record: &Record) -> Result<NewSynonym, Flaw> {
    let (kind, language, owner) = (record.parse("kind")?, record.parse("language")?, record.parse("owner")?);
    NewSynonym::new(kind, language, record.get("from"), record.get("to"), owner).map_err(|error| record.error(error.to_string()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Vec<Result<NewReference, Flaw>>, FileError> {
        let references = References::new(ImportFile::from_bytes("references.csv", text.as_bytes()), Language::EN);
        Ok(references.rows()?.collect())
    }

    fn told(text: &str) -> Vec<(String, String)> {
        let rows = read(text).expect("a known format").into_iter().map(|row| row.expect("a good row"));
        rows.map(|row| (row.term().to_owned(), row.target.to_string())).collect()
    }

    #[test]
    fn three_formats_say_the_same() {
        let said = [("abalone".to_owned(), "030781".to_owned())];
        assert_eq!(told("term,language,target,note\nabalone,en,030781,\n"), said);
        assert_eq!(told("title,goods_nomenclature_item_id,suffix,class\nabalone,0307810000,80,Subheading\n"), said);
        assert_eq!(told("title,commodity_code\nabalone,0307810000\n"), said);
    }

    #[test]
    fn another_format_is_refused_by_the_columns_of_our_own() {
        assert_eq!(read("a,b\n").err(), Some(FileError::Header("there is no column term".to_owned())));
    }

    #[test]
    fn a_target_that_cannot_be_is_reported_with_its_line() {
        let rows = read("title,commodity_code\nabalone,0307\nsnail,12345\n").expect("a known format");
        let Err(Flaw::Row(error)) = &rows[1] else { panic!("{rows:?}") };
        assert_eq!(
            error.to_string(),
            "references.csv:3: commodity_code \"12345\" is neither an HS code nor the id of a publication"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), header in 0..4_usize) {
            let header = ["term,language,target,note\n", "title,commodity_code\n", "kind,language,from,to,owner\n", ""][header];
            let file = ImportFile::from_bytes("x", [header.as_bytes(), &bytes].concat());
            if let Ok(rows) = References::new(file.clone(), Language::EN).rows() { rows.for_each(drop); }
            if let Ok(rows) = Synonyms::new(file).rows() { rows.for_each(drop); }
        }
    }
}
