//! The use cases of whoever answers questions: passages that may answer one, and how near sentences are to it.

use index::{Consultation, Consulting, Filter, Kind, Meaning};
use vectors::Side;
use vocabulary::{Date, Language};

use super::service::{Search, SearchFailure};
use crate::platform::fault::Fault;

/// How many sentences are compared with a question: three passages of the longest have no more.
const SENTENCES_MAX: usize = 120;

impl Search {
    /// Finds what may answer a question: in its language and, by its meaning, in others; by its words in all languages where its own has
    /// nothing; only of some kinds, where any are named. It is no search of somebody, and is not counted as one.
    ///
    /// # Errors
    /// Faults when there is no index to ask.
    pub async fn consult(
        &self,
        question: String,
        language: Language,
        as_of: Date,
        kinds: &[Kind],
    ) -> Result<Consultation, Fault> {
        let consulting = |language: Option<Language>, reader| Consulting {
            question: question.clone(),
            language,
            reader: Some(reader),
            as_of,
            filter: Filter { kinds: kinds.to_vec(), ..Filter::default() },
        };
        let own = self.spoken(language);
        let first = consulting(own, language);
        let found = self.ask(move |index| index.consult(&first)).await.map_err(fault)?;
        if own.is_none() || !found.passages.is_empty() {
            return Ok(found);
        }
        let everywhere = consulting(None, language);
        self.ask(move |index| index.consult(&everywhere)).await.map_err(fault)
    }

    /// Says how near the meaning of each sentence is to that of a question; nothing without a sentence encoder.
    ///
    /// # Errors
    /// Faults when there is no index to ask.
    pub async fn cosines(&self, question: String, mut sentences: Vec<String>) -> Result<Option<Vec<f32>>, Fault> {
        sentences.truncate(SENTENCES_MAX);
        let near = move |meaning: &Meaning| {
            let encoder = meaning.encoder();
            let question = encoder.encode(&question, Side::Question);
            let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
            let sentences = encoder.encode_all(&sentences, Side::Passage);
            sentences.iter().map(|sentence| question.cosine(sentence)).collect()
        };
        self.ask(move |index| Ok(index.meaning().as_deref().map(near))).await.map_err(fault)
    }
}

fn fault(failure: SearchFailure) -> Fault {
    match failure {
        SearchFailure::Fault(fault) => fault,
        SearchFailure::Refused(refusal) => {
            Fault::while_("consulting what is published")(std::io::Error::other(format!("it was refused: {refusal:?}")))
        }
    }
}
