//! The bodies that publish, in our own format; see `sample/README.md`.

use std::collections::HashSet;

use vocabulary::AuthorityCode;

use super::TITLE_CHARS_MAX;
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line},
    publication::revision::Authority,
};

const COLUMNS: Columns =
    Columns { required: &["code", "phone", "email", "url"], optional: &[], families: &["name_"], others: false };
/// How long a telephone number, an address or a link may be.
const CONTACT_CHARS_MAX: usize = 300;

/// Authorities in our own format.
pub struct AuthoritiesFile {
    file: ImportFile,
}

impl AuthoritiesFile {
    /// Reads authorities from `file`.
    pub fn new(file: ImportFile) -> AuthoritiesFile {
        AuthoritiesFile { file }
    }
}

impl Source for AuthoritiesFile {
    /// One authority in all its languages.
    type Row = Vec<Authority>;

    fn identity(&self) -> Identity {
        Identity::of("authorities", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Vec<Authority>>, FileError> {
        let mut codes = HashSet::new();
        Ok(Box::new(Table::open(&self.file, &COLUMNS)?.map(move |record| authority(&record?, &mut codes))))
    }
}

fn authority(record: &Record, codes: &mut HashSet<AuthorityCode>) -> Result<Vec<Authority>, Flaw> {
    let code: AuthorityCode = record.parse("code")?;
    if !codes.insert(code.clone()) {
        return Err(record.error(format!("repeats the authority {code}")));
    }
    let (phone, email, url) = (contact(record, "phone")?, contact(record, "email")?, contact(record, "url")?);
    let mut named = Vec::new();
    for (language, name) in record.family("name_").filter(|(_, name)| !name.is_empty()) {
        named.push(Authority {
            code: code.clone(),
            language: language.parse().map_err(|error| record.error(format!("the column name_{language} {error}")))?,
            name: one_line(name, TITLE_CHARS_MAX).map_err(|error| record.error(format!("name_{language} {error}")))?,
            phone: phone.clone(),
            email: email.clone(),
            url: url.clone(),
        });
    }
    if named.is_empty() { Err(record.error("has no name in any language")) } else { Ok(named) }
}

fn contact(record: &Record, column: &str) -> Result<Option<String>, Flaw> {
    match record.get(column) {
        "" => Ok(None),
        text => one_line(text, CONTACT_CHARS_MAX).map(Some).map_err(|error| record.error(format!("{column} {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_has_a_name_in_some_language_and_stands_once() {
        let text = "code,name_en,name_fr,phone,email,url\nzz-customs,Customs,Douanes,+999 1,,\nzz-customs,Customs,,,,\n\
                    zz-revenue,,,,,\nZZ,Name,,,,\n";
        let source = AuthoritiesFile::new(ImportFile::from_bytes("authorities.csv", text.as_bytes()));
        let rows: Vec<_> = source.rows().expect("a good header").collect();
        let customs = rows[0].as_ref().expect("a good authority");
        assert_eq!(customs.iter().map(|own| own.name.as_str()).collect::<Vec<_>>(), ["Customs", "Douanes"]);
        assert_eq!((customs[0].phone.as_deref(), customs[0].email.as_deref()), (Some("+999 1"), None));
        assert!(rows[1..].iter().all(Result::is_err));
    }
}
