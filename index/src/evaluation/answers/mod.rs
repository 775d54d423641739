//! Answers, measured on labelled questions: which of them are answered, how surely, and whether what is quoted has the answer.

mod bars;
mod knowledge;
mod report;
mod spans;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use answer::confidence::{Fits, Mode, fit::Labelled};
use tempfile::TempDir;
use vectors::{Encoder, Model, Side};
use vocabulary::{Date, Language};

use super::{EvaluationError, Options, build, corpus, read};
use crate::{Consulting, Document, Filter, SearchIndex};

pub use bars::Bars;
pub use report::{AnswersReport, Decided, Rate, SpanFigures};

/// What is measured, and with what.
#[derive(Clone, Debug)]
pub struct AnswersOptions {
    /// The folder of the judged set.
    pub set: PathBuf,
    /// Which half of it.
    pub split: String,
    /// The folder of questions whose answers are places of paragraphs, where there is one.
    pub spans: Option<PathBuf>,
    /// A model; by words alone without one.
    pub model: Option<PathBuf>,
    /// The fits in use.
    pub fits: Fits,
}

/// A corpus that can be consulted.
struct Consulted {
    index: SearchIndex,
    model: Option<Arc<Model>>,
    _folder: TempDir,
}

/// Measures answers.
///
/// # Errors
/// Fails where a file is missing or malformed, the index fails, or the labels do not differ.
pub fn run(options: &AnswersOptions) -> Result<AnswersReport, EvaluationError> {
    let model = options.model.as_deref().map(Model::open).transpose()?.map(Arc::new);
    let mut report = AnswersReport::new(model.is_some());
    let mut labelled: Vec<(Mode, Labelled)> = Vec::new();
    for base in knowledge::BASES {
        let questions = knowledge::measure(options, base, model.as_ref(), &mut report)?;
        labelled.extend(questions.into_iter().map(|question| (question.signals.mode(), question)));
    }
    if let Some(folder) = &options.spans {
        labelled.extend(spans::measure(options, folder, model.as_ref(), &mut report)?);
    }
    report.labelled = labelled;
    Ok(report)
}

impl Consulted {
    fn of(documents: Vec<Document>, model: Option<&Arc<Model>>) -> Result<Consulted, EvaluationError> {
        let folder =
            tempfile::tempdir().map_err(|source| EvaluationError::Read { path: PathBuf::from("temporary folder"), source })?;
        let (index, _) = build(folder.path(), documents)?;
        if let Some(model) = model {
            read(model, &index, folder.path())?;
        }
        Ok(Consulted { index, model: model.cloned(), _folder: folder })
    }

    /// Embeds sentences, and returns how near each is to a question.
    fn cosines(&self, question: &str, sentences: &[&str]) -> Option<Vec<f32>> {
        let model = self.model.as_ref()?;
        let question = model.encode(question, Side::Question);
        Some(model.encode_all(sentences, Side::Passage).iter().map(|sentence| question.cosine(sentence)).collect())
    }
}

fn documents(set: &Path, name: &str) -> Result<Vec<Document>, EvaluationError> {
    Ok(corpus::load(set, name, &Options { references: false, ..Options::default() })?.documents)
}

fn consulting(question: &str, language: Language, reader: Language) -> Consulting {
    Consulting {
        question: question.to_owned(),
        language: Some(language),
        reader: Some(reader),
        as_of: Date::constant(2026, 1, 1),
        filter: Filter::default(),
    }
}
