//! Knowledge bases with questions that they answer, that they do not answer although they could, and that are about something else.

use std::{path::Path, sync::Arc, time::Instant};

use answer::confidence::{
    Mode,
    fit::{self, Labelled},
    measure::Outcome,
};
use serde::Deserialize;
use vectors::Model;
use vocabulary::Language;

use super::{AnswersOptions, AnswersReport, Consulted, consulting, documents, report::Decided, spans};
use crate::{
    evaluation::{EvaluationError, read_lines},
    meaning::hash,
};

/// The knowledge bases: what they are called, and their corpora.
pub(super) const BASES: [(&str, &str); 2] = [("gov", "gov_kb"), ("trade", "trade_kb")];

#[derive(Deserialize)]
struct Question {
    qid: String,
    kb: String,
    lang: Language,
    question: String,
    context: String,
    label: String,
    gold_docs: Vec<String>,
}

impl Question {
    fn is_answerable(&self) -> bool {
        self.label == "answerable"
    }

    /// Paraphrases of one question are numbered, and those with one answer belong together.
    fn group(&self) -> u64 {
        let paraphrased = self.qid.split('~').next().unwrap_or(&self.qid);
        hash(self.gold_docs.first().map_or(paraphrased, String::as_str))
    }
}

/// Asks the questions of a knowledge base that stand alone.
pub(super) fn measure(
    options: &AnswersOptions,
    (name, corpus): (&str, &str),
    model: Option<&Arc<Model>>,
    report: &mut AnswersReport,
) -> Result<Vec<Labelled>, EvaluationError> {
    let questions = questions(&options.set.join(&options.split).join("answerability.jsonl"), name)?;
    let consulted = Consulted::of(documents(&options.set, corpus)?, model)?;
    let mut decided = Decided { name: name.to_owned(), ..Decided::default() };
    let mut labelled = Vec::new();
    for question in &questions {
        let began = Instant::now();
        let consultation = consulted
            .index
            .consult(&consulting(&question.question, question.lang, question.lang))
            .map_err(|source| EvaluationError::Search { query: question.qid.clone(), source })?;
        let quoted = spans::quote(&consulted, &question.question, &consultation);
        decided.milliseconds.push(began.elapsed().as_secs_f64() * 1_000.0);
        report.spans.entry(format!("{name} {}", question.lang)).or_default().add(&quoted);
        if question.is_answerable() {
            let place = consultation.passages.iter().position(|passage| question.gold_docs.contains(&passage.id.0));
            decided.places.push(place);
        }
        decided.questions.push((question.lang, question.label.clone()));
        labelled.push(Labelled { group: question.group(), signals: consultation.signals, answerable: question.is_answerable() });
    }
    decided.unseen = outcomes(&labelled)?;
    let mode = labelled.first().map_or(Mode::Words, |question| question.signals.mode());
    decided.shipped = fit::outcomes(options.fits.of(mode), &labelled);
    report.bases.push(decided);
    Ok(labelled)
}

/// What fits say that had not seen the question.
pub(super) fn outcomes(labelled: &[Labelled]) -> Result<Vec<Outcome>, EvaluationError> {
    fit::unseen(labelled).map_err(EvaluationError::Fit)
}

fn questions(path: &Path, base: &str) -> Result<Vec<Question>, EvaluationError> {
    let mut questions: Vec<Question> = read_lines(path)?;
    // With a context they would be another question.
    questions.retain(|question| question.kb == base && question.context.is_empty());
    Ok(questions)
}
