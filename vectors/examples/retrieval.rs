//! Measures how well passages are found: by words, by meaning, and by both (nDCG@10).
//!
//! `cargo run --release -p fingertip-vectors --example retrieval -- MODEL PASSAGES.jsonl QUESTIONS.jsonl…`: a passage a line
//! `{id, text}`, a question a line `{question, doc_id}`. The questions may be in another language than the passages, where both
//! ids end alike.

use std::{
    collections::{HashMap, HashSet},
    error::Error,
    fs,
    path::Path,
};

use serde::{Deserialize, de::DeserializeOwned};
use vectors::{
    Embedding, Encoder, Model, Side,
    fusion::{Found, Weight, fuse},
};

/// How many passages either way may find.
const FOUND_MAX: usize = 100;

#[derive(Deserialize)]
struct Passage {
    id: String,
    text: String,
}

#[derive(Deserialize)]
struct Question {
    question: String,
    doc_id: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, passages, questions @ ..] = arguments.as_slice() else {
        println!("nothing to measure: name a model, passages and questions");
        return Ok(());
    };
    let model = Model::open(Path::new(model))?;
    let passages: Vec<Passage> = lines(passages)?;
    let texts: Vec<&str> = passages.iter().map(|passage| passage.text.as_str()).collect();
    let embeddings = model.encode_all(&texts, Side::Passage);
    let words = Words::new(&texts);
    for file in questions {
        let questions: Vec<Question> = lines(file)?;
        let mut sums = [0.0; 3];
        for question in &questions {
            let (lexical, weight) = words.search(&question.question);
            let dense = nearest(&embeddings, &model.encode(&question.question, Side::Question));
            let fused = fuse(&lexical, &dense, |_| weight);
            for (sum, found) in sums.iter_mut().zip([&lexical, &dense, &fused]) {
                *sum += found.iter().take(10).position(|found| same(&passages[found.key].id, &question.doc_id)).map_or(0.0, gain);
            }
        }
        let [lexical, dense, fused] = sums.map(|sum| sum / questions.len() as f64);
        println!("{file}: words {lexical:.3}, meaning {dense:.3}, both {fused:.3} ({} questions)", questions.len());
    }
    Ok(())
}

fn lines<T: DeserializeOwned>(file: &str) -> Result<Vec<T>, Box<dyn Error>> {
    Ok(fs::read_to_string(file)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// Whether two ids differ in nothing but the language: `xq-en-00-03`, `xq-es-00-03`.
fn same(one: &str, other: &str) -> bool {
    one.rsplit('-').take(2).eq(other.rsplit('-').take(2))
}

fn gain(position: usize) -> f64 {
    1.0 / (position as f64 + 2.0).log2()
}

fn nearest(passages: &[Embedding], question: &Embedding) -> Vec<Found<usize>> {
    best(passages.iter().enumerate().map(|(key, passage)| Found { key, score: passage.cosine(question) }).collect())
}

fn best(mut found: Vec<Found<usize>>) -> Vec<Found<usize>> {
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
    found.truncate(FOUND_MAX);
    found
}

/// BM25 over words as they are written, and over pairs of characters where words are not set apart.
struct Words {
    passages: Vec<HashMap<String, f32>>,
    lengths: Vec<f32>,
    holding: HashMap<String, f32>,
}

impl Words {
    fn new(texts: &[&str]) -> Words {
        let mut words = Words { passages: Vec::new(), lengths: Vec::new(), holding: HashMap::new() };
        for text in texts {
            let mut counts: HashMap<String, f32> = HashMap::new();
            for term in terms(text) {
                *counts.entry(term).or_default() += 1.0;
            }
            words.lengths.push(counts.values().sum());
            for term in counts.keys() {
                *words.holding.entry(term.clone()).or_default() += 1.0;
            }
            words.passages.push(counts);
        }
        words
    }

    fn search(&self, question: &str) -> (Vec<Found<usize>>, Weight) {
        let terms: HashSet<String> = terms(question).into_iter().collect();
        let mean = self.lengths.iter().sum::<f32>() / self.lengths.len() as f32;
        let score = |(key, counts): (usize, &HashMap<String, f32>)| {
            let length = 1.2 * (0.25 + 0.75 * self.lengths[key] / mean);
            let of = |term: &String| counts.get(term).map_or(0.0, |count| self.idf(term) * count * 2.2 / (count + length));
            Found { key, score: terms.iter().map(of).sum() }
        };
        let mut found = best(self.passages.iter().enumerate().map(score).collect());
        found.retain(|found| found.score > 0.0);
        let first = found.first().map(|first| &self.passages[first.key]);
        let covered = |term: &String| first.is_some_and(|first| first.contains_key(term));
        let terms: Vec<Term> = terms.iter().map(|term| Term { idf: self.idf(term), covered: covered(term) }).collect();
        (found, Weight::new(coverage(&terms), true))
    }

    fn idf(&self, term: &str) -> f32 {
        let holding = self.holding.get(term).copied().unwrap_or(0.0);
        (1.0 + (self.passages.len() as f32 - holding + 0.5) / (holding + 0.5)).ln()
    }
}

fn terms(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let mut terms = Vec::new();
    for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let characters: Vec<char> = word.chars().collect();
        if characters.iter().any(|character| ('\u{3040}'..'\u{a000}').contains(character)) && characters.len() > 1 {
            terms.extend(characters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            terms.push(word.to_owned());
        }
    }
    terms
}

/// A word of a question.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Term {
    /// How much the word tells: its inverse document frequency. A word that no passage has tells the most.
    idf: f32,
    /// Whether the passage that the words find first has it.
    covered: bool,
}

/// Returns how much of a question its first lexical hit covers: from 0, nothing, to 1, every word. Without a word it is 0.
fn coverage(terms: &[Term]) -> f32 {
    let sum = |terms: &mut dyn Iterator<Item = &Term>| terms.map(|term| term.idf.max(0.0)).sum::<f32>();
    let all = sum(&mut terms.iter());
    if all > 0.0 { sum(&mut terms.iter().filter(|term| term.covered)) / all } else { 0.0 }
}
