//! Counts by facet, of everything a query finds that is in force. On demand: nothing else here looks at every match.

use std::collections::{HashMap, HashSet};

use crate::{
    SearchIndex,
    fault::{IndexFault, SearchError},
    request::{Collapse, FACET_VALUES_MAX, FacetCounts, FacetField, SearchRequest},
    schema,
    search::Search,
};

impl SearchIndex {
    /// Counts what a search finds, by each of these facets. An empty text counts all documents that pass the filter.
    ///
    /// # Errors
    /// As [`SearchIndex::search`].
    pub fn facets(&self, request: &SearchRequest, fields: &[FacetField]) -> Result<Vec<FacetCounts>, SearchError> {
        request.check()?;
        let (snapshot, schema_fields, rules) = (self.snapshot(), self.fields(), self.rules());
        let search = Search::prepare(&snapshot, &schema_fields, &rules, request)?;
        let mut counts: Vec<HashMap<String, u64>> = vec![HashMap::new(); fields.len()];
        let mut counted: HashSet<(usize, String, u64)> = HashSet::new();
        search.each_match(&mut |segment, doc, facts| {
            let reader = &snapshot.searcher.segment_readers()[segment as usize];
            let publication = match request.collapse {
                Collapse::Publication => Some(snapshot.segments[segment as usize].work(doc)),
                Collapse::None | Collapse::Heading | Collapse::Subheading => None,
            };
            for (at, (field, counts)) in fields.iter().zip(&mut counts).enumerate() {
                let value = match field {
                    FacetField::Kind => facts.kind().map(|kind| kind.as_str().to_owned()),
                    FacetField::Article11 => facts.article11().map(|letter| letter.as_str().to_owned()),
                    FacetField::Chapter => (facts.chapter() > 0).then(|| format!("{:02}", facts.chapter())),
                    FacetField::Direction => facts.direction().map(|direction| direction.as_str().to_owned()),
                    FacetField::Language => facts.language().map(|language| language.to_string()),
                    FacetField::Authority => text_of(reader, schema::AUTHORITY, doc)?,
                    FacetField::DocumentType => text_of(reader, schema::DOCUMENT_TYPE, doc)?,
                };
                let Some(value) = value else { continue };
                // Where a publication is shown once, it is counted once.
                if publication.is_none_or(|number| counted.insert((at, value.clone(), number))) {
                    *counts.entry(value).or_default() += 1;
                }
            }
            Ok(())
        })?;
        Ok(fields.iter().zip(counts).map(|(field, counts)| FacetCounts { field: *field, counts: sorted(counts) }).collect())
    }
}

fn text_of(reader: &tantivy::SegmentReader, column: &str, doc: tantivy::DocId) -> Result<Option<String>, IndexFault> {
    let Some(column) = reader.fast_fields().str(column)? else { return Ok(None) };
    let Some(ordinal) = column.term_ords(doc).next() else { return Ok(None) };
    let mut text = String::new();
    column.ord_to_str(ordinal, &mut text)?;
    Ok(Some(text))
}

fn sorted(counts: HashMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(FACET_VALUES_MAX);
    counts
}
