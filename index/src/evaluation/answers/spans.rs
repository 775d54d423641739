//! Questions whose answers are places of paragraphs, in several languages: whether the sentences that are quoted have the answer.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use answer::{
    confidence::{Mode, fit::Labelled},
    evidence::{self, Candidate, Chosen},
    sentence::{self, Sentence},
    verify::{self, Draft, Passage, Quote},
};
use serde::Deserialize;
use vectors::Model;
use vocabulary::Language;

use super::{AnswersOptions, AnswersReport, Consulted, consulting, documents, knowledge::outcomes, report::Decided};
use crate::{
    Consultation, Document, Retrieved,
    evaluation::{EvaluationError, read_lines},
    meaning::hash,
};

/// The languages that answers are looked for in.
const LANGUAGES: [Language; 4] = [Language::EN, Language::ES, Language::ZH, Language::AR];

/// The languages that English texts are asked in.
const ABROAD: [Language; 3] = [Language::ES, Language::ZH, Language::AR];

#[derive(Deserialize)]
struct Question {
    qid: String,
    orig_id: String,
    question: String,
    doc_id: String,
    answer: String,
}

/// What was quoted for a question.
pub(super) struct Quoted {
    /// The sentences, each with what is shown with it.
    pub texts: Vec<String>,
    /// The passages they are of.
    pub passages: Vec<String>,
    /// How many spans have the bytes of the stored text, and how many there are.
    pub whole: (usize, usize),
    /// How many sentences the verifier let stand.
    pub stood: usize,
}

/// Chooses sentences as an answer would, and verifies them.
pub(super) fn quote(consulted: &Consulted, question: &str, consultation: &Consultation) -> Quoted {
    let first: Vec<&Retrieved> = consultation.passages.iter().take(evidence::PASSAGES_MAX).collect();
    let cut: Vec<Vec<Sentence>> = first.iter().map(|passage| sentence::cut(&passage.body, passage.language)).collect();
    let texts: Vec<Vec<&str>> = first
        .iter()
        .zip(&cut)
        .map(|(passage, sentences)| sentences.iter().filter_map(|sentence| sentence.span.of(&passage.body)).collect())
        .collect();
    let cosines = consulted.cosines(question, &texts.concat());
    let mut behind = 0;
    let mut candidates = Vec::new();
    for (passage, sentences) in first.iter().zip(&cut) {
        let own = cosines.as_ref().map(|cosines| &cosines[behind..behind + sentences.len()]);
        behind += sentences.len();
        let Some(terms) = consultation.terms.get(passage.terms) else { continue };
        candidates.push(Candidate {
            text: &passage.body,
            language: passage.language,
            terms,
            fit: passage.fit,
            sentences,
            cosines: own,
        });
    }
    let chosen = evidence::choose(&candidates, consultation.meaning);
    let passages: Vec<Passage<'_>> =
        first.iter().map(|passage| Passage { text: &passage.body, language: passage.language }).collect();
    verified(&chosen, &first, &passages)
}

fn verified(chosen: &[Chosen], first: &[&Retrieved], passages: &[Passage<'_>]) -> Quoted {
    let mut quoted = Quoted { texts: Vec::new(), passages: Vec::new(), whole: (0, chosen.len()), stood: 0 };
    for chosen in chosen {
        let body = &first[chosen.passage].body;
        let bytes = body.as_bytes().get(chosen.span.start()..chosen.span.end());
        quoted.whole.0 += usize::from(bytes.is_some() && bytes == chosen.span.of(body).map(str::as_bytes));
        let companion = chosen.companion.and_then(|span| span.of(body)).unwrap_or_default();
        quoted.texts.push(format!("{companion} {}", chosen.span.of(body).unwrap_or_default()));
        quoted.passages.push(first[chosen.passage].id.0.clone());
    }
    let drafts = chosen.iter().map(|chosen| Draft::Quoted { quote: Quote::at(chosen.passage, chosen.span) }).collect();
    let verdict = verify::verify(drafts, passages);
    quoted.stood = verdict.answer.map_or(0, |answer| answer.sentences().len());
    quoted
}

/// Asks in each language its own texts, and in other languages the English ones.
pub(super) fn measure(
    options: &AnswersOptions,
    folder: &Path,
    model: Option<&Arc<Model>>,
    report: &mut AnswersReport,
) -> Result<Vec<(Mode, Labelled)>, EvaluationError> {
    let mut labelled = Vec::new();
    for language in LANGUAGES {
        let questions = questions(folder, language)?;
        let texts = documents(&options.set, &format!("xquad_{language}"))?;
        let consulted = Consulted::of(texts.clone(), model)?;
        let name = format!("spans {language}");
        for question in &questions {
            ask(&consulted, question, (language, language), &question.answer, &name, report)?;
        }
        let half = halved(texts);
        let same = label(&half, &questions, (language, language), model)?;
        decide(&format!("spans {language}"), language, &same, options, report)?;
        if language == Language::EN && model.is_some() {
            labelled.extend(abroad(options, folder, &consulted, &half, model, report)?);
        }
    }
    Ok(labelled)
}

/// Asks English texts in other languages.
fn abroad(
    options: &AnswersOptions,
    folder: &Path,
    whole: &Consulted,
    half: &[Document],
    model: Option<&Arc<Model>>,
    report: &mut AnswersReport,
) -> Result<Vec<(Mode, Labelled)>, EvaluationError> {
    let english: BTreeMap<String, Question> =
        questions(folder, Language::EN)?.into_iter().map(|question| (question.orig_id.clone(), question)).collect();
    let mut labelled = Vec::new();
    for reader in ABROAD {
        let mut questions = questions(folder, reader)?;
        questions.retain(|question| english.contains_key(&question.orig_id));
        let name = format!("spans {reader} in en");
        for question in &mut questions {
            let Some(original) = english.get(&question.orig_id) else { continue };
            question.doc_id.clone_from(&original.doc_id);
            ask(whole, question, (Language::EN, reader), &original.answer, &name, report)?;
        }
        let own = label(half, &questions, (Language::EN, reader), model)?;
        decide(&name, reader, &own, options, report)?;
        labelled.extend(own.into_iter().map(|question| (question.signals.mode(), question)));
    }
    Ok(labelled)
}

fn ask(
    consulted: &Consulted,
    question: &Question,
    (language, reader): (Language, Language),
    answer: &str,
    name: &str,
    report: &mut AnswersReport,
) -> Result<(), EvaluationError> {
    let consultation = consulted
        .index
        .consult(&consulting(&question.question, language, reader))
        .map_err(|source| EvaluationError::Search { query: question.qid.clone(), source })?;
    let quoted = quote(consulted, &question.question, &consultation);
    let figures = report.spans.entry(name.to_owned()).or_default();
    figures.add(&quoted);
    let has = |at: usize| quoted.texts[at].contains(answer);
    figures.answered.push((0..quoted.texts.len()).any(has));
    figures.answered_by_gold.push((0..quoted.texts.len()).any(|at| has(at) && quoted.passages[at] == question.doc_id));
    figures.found.push(consultation.passages.iter().take(evidence::PASSAGES_MAX).any(|passage| passage.id.0 == question.doc_id));
    Ok(())
}

/// Half of the articles, every other one.
fn halved(documents: Vec<Document>) -> Vec<Document> {
    let articles: BTreeSet<String> = documents.iter().map(|document| article(&document.id.0)).collect();
    let kept: BTreeSet<String> = articles.into_iter().step_by(2).collect();
    documents.into_iter().filter(|document| kept.contains(&article(&document.id.0))).collect()
}

/// The article of a paragraph: `xq-en-00-03` is the fourth of the first.
fn article(id: &str) -> String {
    id.split('-').nth(2).unwrap_or(id).to_owned()
}

/// Asks texts of which half are missing.
fn label(
    half: &[Document],
    questions: &[Question],
    (language, reader): (Language, Language),
    model: Option<&Arc<Model>>,
) -> Result<Vec<Labelled>, EvaluationError> {
    let there: BTreeSet<&str> = half.iter().map(|document| document.id.0.as_str()).collect();
    let consulted = Consulted::of(half.to_vec(), model)?;
    let mut labelled = Vec::new();
    for question in questions {
        let consultation = consulted
            .index
            .consult(&consulting(&question.question, language, reader))
            .map_err(|source| EvaluationError::Search { query: question.qid.clone(), source })?;
        labelled.push(Labelled {
            group: hash(&article(&question.doc_id)),
            signals: consultation.signals,
            answerable: there.contains(question.doc_id.as_str()),
        });
    }
    Ok(labelled)
}

fn decide(
    name: &str,
    language: Language,
    labelled: &[Labelled],
    options: &AnswersOptions,
    report: &mut AnswersReport,
) -> Result<(), EvaluationError> {
    let label = |question: &Labelled| if question.answerable { "answerable" } else { "article taken out" };
    let mode = labelled.first().map_or(Mode::Words, |question| question.signals.mode());
    report.bases.push(Decided {
        name: name.to_owned(),
        questions: labelled.iter().map(|question| (language, label(question).to_owned())).collect(),
        unseen: outcomes(labelled)?,
        shipped: answer::confidence::fit::outcomes(options.fits.of(mode), labelled),
        ..Decided::default()
    });
    Ok(())
}

fn questions(folder: &Path, language: Language) -> Result<Vec<Question>, EvaluationError> {
    read_lines(&folder.join(format!("questions.{language}.jsonl")))
}
