//! What goes into a pack: everything in scope that is in force on a day of its time.

use pack::build::{Content, Tariff};
use vocabulary::{Date, HsCode, Language, Period};

use super::tariff;
use crate::{
    platform::fault::Fault,
    search,
    tariff::{Measures, Nomenclature, book::Books},
};

/// Where it is read from.
#[derive(Clone)]
pub struct Sources {
    /// The texts.
    pub texts: search::Sources,
    /// The lines of the tariff.
    pub nomenclature: Nomenclature,
    /// The measures on them.
    pub measures: Measures,
    /// Taxes, groups, quotas, rates of exchange.
    pub books: Books,
}

/// What a pack is for: a corridor or a sector has few chapters, and fits where a whole tariff does not.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The languages; all where there are none.
    pub languages: Vec<Language>,
    /// The chapters of the goods; all where there are none. Texts about no goods are in every pack.
    pub chapters: Vec<HsCode>,
    /// Whether duties can be worked out with it.
    pub duties: bool,
    /// The first day it speaks of.
    pub from: Date,
    /// The first day it no longer speaks of.
    pub until: Date,
}

impl Scope {
    pub(super) fn has_code(&self, code: &HsCode) -> bool {
        self.chapters.is_empty() || self.chapters.iter().any(|chapter| chapter.covers(code))
    }

    /// Says whether something holds on a day of the time of the pack.
    pub(super) fn has_days(&self, period: &Period) -> bool {
        period.from() < self.until && period.until().is_none_or(|until| self.from < until)
    }

    pub(super) fn has_language(&self, language: Language) -> bool {
        self.languages.is_empty() || self.languages.contains(&language)
    }
}

impl Sources {
    /// Reads what is in scope, as it is known now.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn content(&self, scope: &Scope) -> Result<Content, Fault> {
        let (mut documents, synonyms) = self.texts.published().await?;
        documents.retain(|document| {
            scope.has_language(document.language)
                && scope.has_days(&document.period)
                && document.code.is_none_or(|code| scope.has_code(&code))
        });
        let synonyms = synonyms.into_iter().filter(|synonym| scope.has_language(synonym.language)).collect();
        let tariff = if scope.duties { self.tariff(scope).await? } else { None };
        Ok(Content { documents, synonyms, references: Vec::new(), tariff })
    }

    /// Reads what duties are worked out from; nothing where nobody published the currency they are due in.
    async fn tariff(&self, scope: &Scope) -> Result<Option<Tariff>, Fault> {
        let Some(territory) = tariff::territory(self.books.recorded().await?, scope) else { return Ok(None) };
        let measures = tariff::measures(self.measures.recorded(None).await?, scope);
        let lines = tariff::lines(&self.nomenclature.lines_known().await?, scope);
        Ok(Some(Tariff { territory, lines: Some(lines), measures, sentences: tariff::sentences(scope) }))
    }
}
