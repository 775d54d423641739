//! Documents, packages and other lists of UN/CEFACT, all in one table.

use std::collections::HashSet;

use vocabulary::{Date, Language, Period};

use super::name;
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table},
    reference::code::{Attributes, Code, CodeList, NewReferenceCode},
};

const COLUMNS: Columns = Columns { required: &["list", "code", "meaning"], optional: &[], families: &[], others: false };
/// The lists that are kept, by their names in the table.
const KEPT: [(&str, CodeList); 6] = [
    ("DocumentCodeList", CodeList::Document),
    ("PackageTypeCodeList", CodeList::Package),
    ("TransportModeCodeList", CodeList::TransportMode),
    ("DeliveryTermsCodeList", CodeList::DeliveryTerm),
    ("PaymentMeansCodeList", CodeList::PaymentMeans),
    ("TaxTypeCodeList", CodeList::TaxType),
];

/// A table of several lists.
pub struct CodeLists {
    file: ImportFile,
    valid_from: Date,
}

impl CodeLists {
    /// Reads lists from `file`. It says nothing of dates, so all codes are in their lists from `valid_from` on.
    pub fn new(file: ImportFile, valid_from: Date) -> CodeLists {
        CodeLists { file, valid_from }
    }

    /// Reads a code; nothing for one of a list that is not kept.
    fn code(&self, record: &Record, seen: &mut HashSet<(CodeList, Code)>) -> Result<Option<NewReferenceCode>, Flaw> {
        let named = record.get("list");
        if named.is_empty() {
            return Err(record.error("list is empty"));
        }
        let Some((_, list)) = KEPT.iter().find(|(known, _)| *known == named) else { return Ok(None) };
        let code: Code = record.parse("code")?;
        let names = vec![(Language::EN, name(record, "meaning")?)];
        if !seen.insert((*list, code.clone())) {
            return Err(record.error(format!("repeats the {list} {code}")));
        }
        let (attributes, validity) = (Attributes::new(), Period::starting(self.valid_from));
        Ok(Some(NewReferenceCode { list: *list, code, names, attributes, validity }))
    }
}

impl Source for CodeLists {
    type Row = NewReferenceCode;

    fn identity(&self) -> Identity {
        Identity::of(format!("code-lists from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewReferenceCode>, FileError> {
        let mut seen = HashSet::new();
        let codes = Table::open(&self.file, &COLUMNS)?.map(move |record| self.code(&record?, &mut seen));
        Ok(Box::new(codes.filter_map(Result::transpose)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewReferenceCode, Flaw>> {
        let source = CodeLists::new(
            ImportFile::from_bytes("lists.csv", format!("list,code,meaning\n{rows}").into_bytes()),
            date(2001, 1, 1),
        );
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn one_table_holds_several_lists_and_those_not_kept_are_passed_over() {
        let rows = read("DocumentCodeList,9901,Weighing slip\nPackageTypeCodeList,9901,Gourd\nPartyRoleCodeList,XX,Porter\n");
        let lists: Vec<CodeList> = rows.iter().map(|row| row.as_ref().expect("a good code").list).collect();
        assert_eq!(lists, [CodeList::Document, CodeList::Package]);
    }

    #[test]
    fn a_code_stands_once_in_its_list() {
        let rows = read("DocumentCodeList,1,A\nDocumentCodeList,1,B\nDocumentCodeList,,C\nDocumentCodeList,2,\n,3,D\n");
        assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 1, "{rows:?}");
        assert_eq!(rows.len(), 5);
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(code in "[0-9A-Zé]{0,6}", meaning in "[a-zé\"]{0,6}") {
            read(&format!("DocumentCodeList,{code},{meaning}"));
        }
    }
}
