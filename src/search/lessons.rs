//! What officers taught, arranged for the index: terms by their target, synonyms as rules. Rules only.

use std::collections::HashMap;

use index::RewriteRules;
use vocabulary::{HsCode, Language, PublicationId};

use super::{
    documents::Taught,
    teaching::{Reference, Synonym, SynonymKind, Target},
};

/// Everything officers taught, at one moment.
pub struct Lessons {
    terms: HashMap<(String, Language), Vec<String>>,
    synonyms: Vec<Synonym>,
}

impl Lessons {
    /// Arranges references by their target.
    pub fn new(references: Vec<Reference>, synonyms: Vec<Synonym>) -> Lessons {
        let mut terms: HashMap<(String, Language), Vec<String>> = HashMap::new();
        for reference in references {
            let key = match &reference.target {
                Target::Code(code) => code.significant().to_owned(),
                Target::Publication(id) => id.to_string(),
            };
            terms.entry((key, reference.language)).or_default().push(reference.term);
        }
        Lessons { terms, synonyms }
    }

    /// Returns the synonyms as rules for rewriting what is typed.
    pub fn rules(&self) -> RewriteRules {
        rules(&self.synonyms)
    }

    /// Returns the synonyms as the index takes them.
    pub fn synonyms(&self) -> Vec<index::Synonym> {
        self.synonyms.iter().map(synonym).collect()
    }

    fn terms(&self, target: &str, language: Language) -> Vec<String> {
        self.terms.get(&(target.to_owned(), language)).cloned().unwrap_or_default()
    }
}

/// Returns synonyms as rules for rewriting what is typed.
pub fn rules<'a>(synonyms: impl IntoIterator<Item = &'a Synonym>) -> RewriteRules {
    RewriteRules::new(synonyms.into_iter().map(synonym).collect(), Vec::new())
}

fn synonym(own: &Synonym) -> index::Synonym {
    index::Synonym {
        id: own.id,
        language: own.language,
        from: own.typed.clone(),
        to: vec![own.also_searched.clone()],
        kind: match own.kind {
            SynonymKind::Equivalent => index::SynonymKind::Equivalent,
            SynonymKind::OneWay => index::SynonymKind::OneWay,
        },
    }
}

impl Taught for Lessons {
    fn terms_for_code(&self, code: &HsCode, language: Language) -> Vec<String> {
        self.terms(code.significant(), language)
    }

    fn terms_for_publication(&self, id: &PublicationId, language: Language) -> Vec<String> {
        self.terms(id.as_str(), language)
    }
}
