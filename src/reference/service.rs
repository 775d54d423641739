//! The use cases: an importer records, other slices and people ask.

use std::collections::BTreeSet;

use vocabulary::{Date, Language, Timestamp};

use super::{
    code::{Attributes, Code, CodeList, NewReferenceCode, ReferenceCode},
    search_text::SearchText,
    store::{self, CodeRevisions, NameKey},
};
use crate::platform::{
    database::{self, Database},
    edition::{self, Dated},
    fault::Fault,
    outbox::{self, Outbox},
    pagination::PageSize,
    recorded::Recorded,
};

/// The outbox topic of a list that changed; the subject is the list.
pub const CHANGED: &str = "reference.changed";

/// The reference codes of one database.
#[derive(Clone)]
pub struct ReferenceCodes {
    database: Database,
    outbox: Outbox,
}

/// Which codes to list.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// The list.
    pub list: CodeList,
    /// The language of their names; others are served where there is no name in it.
    pub language: Language,
    /// Only those whose code or name holds these letters.
    pub search: Option<SearchText>,
    /// The day they are in the list.
    pub as_of: Date,
    /// What we said at this instant.
    pub known_at: Timestamp,
    /// How many.
    pub first: PageSize,
    /// The code before the first.
    pub after: Option<Code>,
}

/// What a revision says of a code in one language.
pub type Said = Dated<Naming>;

/// What a code stands for, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// What the code stands for.
    pub name: String,
    /// What else the list says of it.
    pub attributes: Attributes,
}

impl ReferenceCodes {
    /// Opens the reference codes of `database`.
    pub fn new(database: Database, outbox: Outbox) -> ReferenceCodes {
        ReferenceCodes { database, outbox }
    }

    /// Returns a code of a list on `as_of` and as known at `known_at`, named in `language`, else in English, else in any; nothing
    /// where the list has no such code then.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn find(
        &self,
        list: CodeList,
        code: &Code,
        language: Language,
        as_of: Date,
        known_at: Timestamp,
    ) -> Result<Option<ReferenceCode>, Fault> {
        let mut names = store::in_force(self.database.connection(), list, code, as_of, known_at).await?;
        let spoken = |wanted: Language| names.iter().position(|name| name.language == wanted);
        let place = spoken(language).or_else(|| spoken(Language::EN)).unwrap_or(0);
        Ok((place < names.len()).then(|| names.swap_remove(place)))
    }

    /// Returns a page of a list in the order of codes, and whether there is more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, request: &ListRequest) -> Result<(Vec<ReferenceCode>, bool), Fault> {
        let (connection, mut codes) = (self.database.connection(), Vec::new());
        let mut after = request.after.clone();
        while codes.len() <= request.first.get() {
            let candidates = store::candidates(connection, request, after.as_ref()).await?;
            let Some(last) = candidates.last() else { break };
            codes.extend(store::among(connection, request, &candidates).await?);
            after = Some(last.clone());
        }
        let has_next = codes.len() > request.first.get();
        codes.truncate(request.first.get());
        Ok((codes, has_next))
    }

    /// Records codes with their names, leaving out what is there already word for word.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_all(&self, codes: &[NewReferenceCode], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let (names, recorded) = unsaid(store::revisions(&unit, codes).await?, codes);
        store::insert(&unit, &names, now).await.map_err(Fault::while_("recording reference codes"))?;
        let lists: BTreeSet<CodeList> = names.iter().map(|((list, ..), _)| *list).collect();
        for list in lists {
            outbox::append(&unit, CHANGED, list.as_str(), now).await?;
        }
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(recorded)
    }

    /// Counts what [`ReferenceCodes::record_all`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_all(&self, codes: &[NewReferenceCode]) -> Result<Recorded, Fault> {
        Ok(unsaid(store::revisions(self.database.connection(), codes).await?, codes).1)
    }
}

impl Naming {
    /// Returns what is searched: code, name and the name without accents, in lower case.
    pub fn words(&self, code: &Code) -> String {
        let plain = self.attributes.get("plainName").map(String::as_str).unwrap_or_default();
        format!("{code} {} {plain}", self.name).trim_end().to_lowercase()
    }
}

/// Returns the names that were not said yet, and how many codes have some.
fn unsaid(mut known: CodeRevisions, codes: &[NewReferenceCode]) -> (Vec<(NameKey, Said)>, Recorded) {
    let (mut names, mut recorded) = (Vec::new(), Recorded::default());
    for new in codes {
        let before = names.len();
        for (language, name) in &new.names {
            let key = (new.list, new.code.clone(), *language);
            let revisions = known.entry(key.clone()).or_default();
            let naming = Naming { name: name.clone(), attributes: new.attributes.clone() };
            if let Some(said) = edition::say(revisions, new.validity, false, naming) {
                names.push((key, said.clone()));
            }
        }
        if names.len() > before { recorded.added += 1 } else { recorded.unchanged += 1 }
    }
    (names, recorded)
}
