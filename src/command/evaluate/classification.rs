//! `fingertip evaluate classification`: how often people who answer truthfully, or who often do not know, are led to the right code.

use std::{
    collections::HashMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};
use index_core::classification::{self, Answered, Choice, Extract, Guess, Kinds, PlaceId, QuestionId, Subject};
use serde::Deserialize;
use vocabulary::{Date, HsCode, Language};

use super::loaded;
use crate::{
    application::Application,
    classification::{ClassificationFailure, Classified, Description},
    command::{CommandError, print},
};

/// How many codes are looked at in the end.
const FINAL: usize = 3;

#[derive(Args)]
pub struct Classification {
    /// Folder of the judged set: SPLIT/relevance/
    #[arg(long, value_name = "FOLDER")]
    set: PathBuf,
    /// Which half of the set
    #[arg(long, value_name = "NAME", default_value = "dev")]
    split: String,
    /// The nomenclature of the UK Trade Tariff (CSV)
    #[arg(long, value_name = "FILE")]
    nomenclature: PathBuf,
    /// Officers' references (CSV); none by default
    #[arg(long, value_name = "FILE")]
    references: Vec<PathBuf>,
    /// Measure these tracks
    #[arg(long, value_name = "NAME", default_values = ["hs_products", "hs_parcel", "hs_rulings"])]
    track: Vec<String>,
    /// The day the codes must exist on
    #[arg(long, value_name = "DAY", default_value = "2022-06-15")]
    as_of: Date,
    /// Which questions may be asked
    #[arg(long, value_enum, default_value = "all")]
    questions: Questions,
    /// How often people do not know, in percent: once for each
    #[arg(long, value_name = "PERCENT", default_values_t = [0, 30])]
    dont_know: Vec<u8>,
    /// Decides when they do not
    #[arg(long, value_name = "NUMBER", default_value_t = 20_261_126)]
    seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Questions {
    All,
    Attributes,
    Places,
}

/// A description and the codes it is judged to belong to.
struct Goods {
    id: String,
    text: String,
    language: Language,
    heading: Vec<HsCode>,
    subheading: Vec<HsCode>,
}

/// Who answers: truthfully, but not always.
struct Person<'a> {
    goods: &'a Goods,
    dont_know: u8,
    seed: u64,
}

/// What came of some dialogues.
#[derive(Default)]
struct Tally {
    goods: usize,
    heading_before: usize,
    subheading_before: usize,
    heading: usize,
    subheading: usize,
    first: usize,
    questions: usize,
    /// For each strength of the best code: how many were so sure, and how many of them were right.
    sure: [(usize, usize); 3],
    turns: Vec<Duration>,
}

impl Classification {
    /// Measures and prints.
    ///
    /// # Errors
    /// Fails when the set or the nomenclature cannot be read.
    pub async fn run(self) -> Result<(), CommandError> {
        let loaded = loaded::Loaded::uk(&self.nomenclature, &self.references, self.as_of).await?;
        let mut report = String::new();
        let _ = writeln!(report, "{HEADER}");
        for dont_know in &self.dont_know {
            for track in &self.track {
                let goods = read(&self.set.join(&self.split).join("relevance"), track)?;
                let mut tally = Tally::default();
                for goods in &goods {
                    let person = Person { goods, dont_know: *dont_know, seed: self.seed };
                    self.dialogue(&loaded.application, &person, &mut tally).await?;
                }
                let _ = writeln!(report, "{}", tally.told(track, *dont_know));
            }
        }
        print(&report)
    }

    async fn dialogue(&self, application: &Application, person: &Person<'_>, tally: &mut Tally) -> Result<(), CommandError> {
        let kinds = match self.questions {
            Questions::All => Kinds::All,
            Questions::Attributes => Kinds::Attributes,
            Questions::Places => Kinds::Places,
        };
        let goods = person.goods;
        let mut answers: Vec<Answered> = Vec::new();
        loop {
            let description = Description {
                text: goods.text.clone(),
                language: goods.language,
                as_of: self.as_of,
                answers: answers.clone(),
                kinds,
            };
            let began = Instant::now();
            let turn = application.classification.classify(description, application.clock.now()).await;
            tally.turns.push(began.elapsed());
            let Classified { turn, extract } = turn.map_err(explained)?;
            if answers.is_empty() {
                tally.heading_before += usize::from(goods.is_heading(&turn.guesses));
                tally.subheading_before += usize::from(goods.is_subheading(&turn.guesses));
            }
            match turn.next {
                Some(offer) => {
                    let choice = person.choice(&offer.id, &extract);
                    answers.push(Answered { question: offer.id, choice });
                }
                None => {
                    tally.end(goods, &turn.guesses, answers.len());
                    return Ok(());
                }
            }
        }
    }
}

const HEADER: &str = "track          don't know  goods  before: hs4 hs6   after: hs4 hs6   first hs6  questions   p50 ms  p95 ms  sure (right): possible good strong";

impl Tally {
    fn end(&mut self, goods: &Goods, guesses: &[Guess], questions: usize) {
        self.goods += 1;
        self.questions += questions;
        self.heading += usize::from(goods.is_heading(guesses));
        self.subheading += usize::from(goods.is_subheading(guesses));
        let best = &guesses[..guesses.len().min(1)];
        self.first += usize::from(goods.is_subheading(best));
        if let Some(guess) = best.first() {
            let (sure, right) = &mut self.sure[guess.strength as usize];
            *sure += 1;
            *right += usize::from(goods.is_subheading(best));
        }
    }

    fn told(&self, track: &str, dont_know: u8) -> String {
        let percent = |count: usize| 100.0 * count as f64 / self.goods.max(1) as f64;
        let mut turns = self.turns.clone();
        turns.sort_unstable();
        let at = |share: f64| {
            let place = (turns.len() as f64 * share) as usize;
            turns.get(place.min(turns.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1e3)
        };
        let questions = self.questions as f64 / self.goods.max(1) as f64;
        let sure: Vec<String> = self.sure.iter().map(|(sure, right)| format!("{sure} ({right})")).collect();
        format!(
            "{track:<14} {dont_know:>9}% {:>6} {:>11.1} {:>5.1} {:>11.1} {:>5.1} {:>10.1} {questions:>10.2} {:>8.1} {:>7.1}  {}",
            self.goods,
            percent(self.heading_before),
            percent(self.subheading_before),
            percent(self.heading),
            percent(self.subheading),
            percent(self.first),
            at(0.5),
            at(0.95),
            sure.join(" ")
        )
    }
}

impl Goods {
    fn is_heading(&self, guesses: &[Guess]) -> bool {
        let is = |guess: &Guess| self.heading.iter().any(|heading| heading.covers(&guess.code));
        guesses.iter().take(FINAL).any(is)
    }

    fn is_subheading(&self, guesses: &[Guess]) -> bool {
        let is = |guess: &Guess| self.subheading.iter().any(|code| code.same_place(&guess.code));
        guesses.iter().take(FINAL).any(is)
    }

    /// Returns where the right code stands: its subheading, else the heading where nobody said more.
    fn place(&self, extract: &Extract) -> Option<usize> {
        let find = |code: &HsCode| extract.find(&PlaceId { code: *code, grouping: None });
        self.subheading.iter().find_map(find)
    }
}

impl Person<'_> {
    fn choice(&self, question: &QuestionId, extract: &Extract) -> Choice {
        if self.is_at_a_loss(question) {
            return Choice::DontKnow;
        }
        let place = self.goods.place(extract);
        match (&question.subject, place) {
            (Subject::Attribute(attribute), Some(place)) => {
                let holds = classification::holds(extract, place, attribute);
                let held = question.options.iter().find(|option| holds.contains(&option.as_str()));
                held.map_or(Choice::None, |option| Choice::One(option.clone()))
            }
            // Nobody told what such goods are like.
            (Subject::Attribute(_), None) => Choice::DontKnow,
            (_, place) => {
                let fits = |option: &&String| {
                    let Ok(id) = option.parse::<PlaceId>() else { return false };
                    let above = |place| extract.path(place).any(|at| Some(at) == extract.find(&id));
                    let codes = || self.goods.subheading.iter().chain(&self.goods.heading);
                    place.map_or_else(|| id.grouping.is_none() && codes().any(|code| id.code.covers(code)), above)
                };
                question.options.iter().find(fits).map_or(Choice::None, |option| Choice::One(option.clone()))
            }
        }
    }

    fn is_at_a_loss(&self, question: &QuestionId) -> bool {
        let text = format!("{} {question}", self.goods.id);
        let mixed = text.bytes().fold(self.seed, |state, byte| splitmix(state ^ u64::from(byte)));
        mixed % 100 < u64::from(self.dont_know)
    }
}

/// Source: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators (2014).
fn splitmix(state: u64) -> u64 {
    let mut mixed = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[derive(Deserialize)]
struct Query {
    qid: String,
    text: String,
    lang: Language,
}

/// Reads the goods of a track, with the codes they are judged to belong to.
fn read(folder: &Path, track: &str) -> Result<Vec<Goods>, CommandError> {
    let open = |name: String| fs::read_to_string(folder.join(name)).map_err(CommandError::at("could not read the judged set"));
    let mut codes: HashMap<String, (Vec<HsCode>, Vec<HsCode>)> = HashMap::new();
    for line in open(format!("{track}.qrels"))?.lines() {
        let mut words = line.split_whitespace();
        let (Some(id), Some(target)) = (words.next(), words.nth(1)) else { continue };
        let (heading, subheading) = codes.entry(id.to_owned()).or_default();
        match target.split_once(':') {
            Some(("hs4", code)) => heading.extend(code.parse::<HsCode>().ok()),
            Some(("hs6", code)) => subheading.extend(code.parse::<HsCode>().ok()),
            _ => {}
        }
    }
    let mut goods = Vec::new();
    for line in open(format!("{track}.queries.jsonl"))?.lines() {
        let Query { qid, text, lang } = serde_json::from_str(line).map_err(CommandError::at("could not read the judged set"))?;
        let Some((heading, subheading)) = codes.remove(&qid) else { continue };
        goods.push(Goods { id: qid, text, language: lang, heading, subheading });
    }
    Ok(goods)
}

fn explained(failure: ClassificationFailure) -> CommandError {
    match failure {
        ClassificationFailure::Search(failure) => loaded::explained(failure),
        ClassificationFailure::Fault(fault) => fault.into(),
    }
}
