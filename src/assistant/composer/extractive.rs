//! The composer that is always there: the sentences of the passages that answer best, as they stand. It needs no model and no network.

use answer::{
    evidence::{self, Candidate},
    sentence::{self, Sentence, Span},
    verify::{Draft, Quote},
};
use futures_util::future::{BoxFuture, FutureExt};

use super::{Composed, ComposedBy, Composer, Declined, Task};
use crate::{platform::fault::Fault, search::Search};

/// Quotes the sentences that answer a question, by rules.
pub struct Extractive {
    search: Search,
}

impl Extractive {
    /// Compares meanings by the sentence encoder of `search`, where it has one.
    pub fn new(search: Search) -> Extractive {
        Extractive { search }
    }

    async fn quotes(&self, Task { searched, finding, .. }: &Task<'_>) -> Result<Vec<Draft>, Fault> {
        let passages = &finding.passages[..finding.passages.len().min(evidence::PASSAGES_MAX)];
        let cut: Vec<Vec<Sentence>> = passages.iter().map(|found| sentence::cut(&found.text, found.language)).collect();
        let texts: Vec<String> = passages
            .iter()
            .zip(&cut)
            .flat_map(|(found, sentences)| sentences.iter().filter_map(|sentence| sentence.span.of(&found.text)))
            .map(str::to_owned)
            .collect();
        let cosines = self.search.cosines((*searched).to_owned(), texts).await?;
        let mut rest = cosines.as_deref();
        let candidates: Vec<Candidate<'_>> = passages
            .iter()
            .zip(&cut)
            .map(|(found, sentences)| {
                let own = rest.map(|all| all.split_at(sentences.len().min(all.len())));
                rest = own.map(|(_, rest)| rest);
                Candidate {
                    text: &found.text,
                    language: found.language,
                    terms: &found.terms,
                    fit: found.fit,
                    sentences,
                    cosines: own.map(|(own, _)| own),
                }
            })
            .collect();
        let meaning = if cosines.is_some() { finding.meaning } else { 0.0 };
        let mut shown: Vec<(usize, Span)> = Vec::new();
        for chosen in evidence::choose(&candidates, meaning) {
            for span in chosen.companion.into_iter().chain([chosen.span]) {
                if !shown.contains(&(chosen.passage, span)) {
                    shown.push((chosen.passage, span));
                }
            }
        }
        Ok(shown.into_iter().map(|(passage, span)| Draft::Quoted { quote: Quote::at(passage, span) }).collect())
    }
}

impl Composer for Extractive {
    fn compose<'a>(&'a self, task: &'a Task<'a>) -> BoxFuture<'a, Result<Composed, Declined>> {
        async move {
            let drafts = self.quotes(task).await.map_err(Declined::Fault)?;
            Ok(Composed { drafts, by: ComposedBy::Rules, is_partial: false, fell: 0 })
        }
        .boxed()
    }
}
