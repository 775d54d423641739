//! One turn: replay the answers, find the question that tells most, name what is most likely.

use vocabulary::{HsCode, Language};

use super::{
    belief::{Belief, Division},
    extract::{Extract, PlaceId},
    lexicon,
    question::{Answered, Choice, OPTIONS_MAX, QuestionId, Subject},
    traits::{self, Readers, Trait, Values},
};
use crate::confidence::Strength;

/// How many questions are asked at most.
pub const QUESTIONS_MAX: usize = 8;
/// How many codes a turn names.
const GUESSES_MAX: usize = 10;
/// Who is as sure as this asks no more.
const SURE: f64 = 0.9;
/// A question that tells less than this, in bits, is not worth an answer.
const GAIN_MIN: f64 = 0.15;
/// A subdivision is asked about only where this much lies below its place.
const BELOW_MIN: f64 = 0.2;
/// What is less likely than this is no option.
const OPTION_MIN: f64 = 0.004;
/// How much of the weight of a heading is spread over all its subheadings: a description seldom has the words of the right one.
const SPREAD: f64 = 0.35;
/// How fast the weight of what was found falls with its rank.
const RANK_POWER: f64 = 1.1;
/// How much a property that the description itself names counts against places that have another.
const NAMED: f64 = 0.25;

/// Something that a search found, by its code. The order says how well it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The code.
    pub code: HsCode,
}

/// Which questions may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinds {
    /// All of them.
    All,
    /// About properties alone.
    Attributes,
    /// About places alone.
    Places,
}

/// What a turn is made of.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The description of the goods.
    pub text: &'a str,
    /// Its language, and that of the questions.
    pub language: Language,
    /// What a search found, best first.
    pub found: &'a [Found],
    /// The headings that it lies in, whole.
    pub extract: &'a Extract,
    /// What was answered so far, in order.
    pub answers: &'a [Answered],
    /// Which questions may be asked.
    pub kinds: Kinds,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// What to ask next; nothing where no question is left that tells enough, or enough were asked.
    pub next: Option<Offer>,
    /// The most likely codes, best first.
    pub guesses: Vec<Guess>,
    /// How many more questions may be asked.
    pub questions_left: usize,
}

/// A question as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What names it, with its options.
    pub id: QuestionId,
    /// The question.
    pub text: String,
    /// The language of the question.
    pub language: Language,
    /// What its options are called.
    pub options: Vec<Alternative>,
    /// How many bits an answer tells on average.
    pub gain: f64,
}

/// An option as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// What names it.
    pub key: String,
    /// What it is called.
    pub text: String,
    /// The language of the text.
    pub language: Language,
}

/// A code that may be the right one.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// Where it stands in the extract.
    pub place: usize,
    /// Its code.
    pub code: HsCode,
    /// How likely it is among those looked at, 0 to 1.
    pub share: f64,
    /// The same in words.
    pub strength: Strength,
    /// The answers that speak for it, by their place among those given.
    pub because: Vec<usize>,
}

/// What the words say.
#[derive(Clone, Copy)]
struct Said<'a> {
    /// Those of the nomenclature, of each target and property.
    traits: &'a [Vec<Trait>],
    /// Those of the description, of each property.
    named: &'a [Trait],
}

/// Replays the answers, and says what is next.
pub fn turn(asked: &Asked<'_>) -> Turn {
    let mut readers = Readers::default();
    let named = readers.read(asked.language, asked.text);
    let traits = traits::of_targets(asked.extract, &mut readers);
    let said = Said { traits: &traits, named: &named };
    let mut belief = first(asked, &said);
    let answers = without_repeats(asked.answers);
    let mut speaks: Vec<(usize, Vec<f64>)> = Vec::new();
    for (place, answered) in &answers {
        let division = Division::by(&answered.question, asked.extract, &traits);
        let before = belief.shares.clone();
        belief.learn(&division, &answered.question, &answered.choice);
        let raised = belief.shares.iter().zip(&before).map(|(after, before)| after - before).collect();
        speaks.push((*place, raised));
    }
    let questions_left = QUESTIONS_MAX.saturating_sub(answers.len());
    let top = belief.shares.iter().copied().fold(0.0, f64::max);
    let next = if questions_left == 0 || top >= SURE { None } else { best(asked, &belief, &said) };
    Turn { next, guesses: guesses(asked.extract, &belief, &speaks), questions_left }
}

/// Returns the answers, the last one to each question, with their places.
fn without_repeats(answers: &[Answered]) -> Vec<(usize, &Answered)> {
    let is_last =
        |place: usize, answered: &Answered| !answers[place + 1..].iter().any(|later| later.question == answered.question);
    answers.iter().enumerate().filter(|(place, answered)| is_last(*place, answered)).take(QUESTIONS_MAX).collect()
}

/// Returns what the search and the words of the description say, before anything was asked.
fn first(asked: &Asked<'_>, said: &Said<'_>) -> Belief {
    let extract = asked.extract;
    let targets = extract.targets();
    let heading_of: Vec<Option<usize>> = targets.iter().map(|target| extract.at_level(*target, 4)).collect();
    let mut weights = vec![0.0; targets.len()];
    for (rank, found) in asked.found.iter().enumerate() {
        let Some(place) = extract.find(&PlaceId { code: found.code, grouping: None }) else { continue };
        let weight = (rank as f64 + 1.0).powf(-RANK_POWER);
        let within = |target: usize| {
            extract.path(targets[target]).any(|at| at == place) || extract.path(place).any(|at| at == targets[target])
        };
        let those: Vec<usize> = (0..targets.len()).filter(|target| within(*target)).collect();
        for target in &those {
            weights[*target] += (1.0 - SPREAD) * weight / those.len() as f64;
        }
        let heading = extract.at_level(place, 4);
        let beside: Vec<usize> =
            (0..targets.len()).filter(|target| heading.is_some() && heading_of[*target] == heading).collect();
        for target in &beside {
            weights[*target] += SPREAD * weight / beside.len() as f64;
        }
    }
    let mut belief = Belief::of(weights);
    for (property, named) in said.named.iter().enumerate() {
        if named.has != 0 {
            belief.multiply(|target| agreement(said.traits[target][property], named.has));
        }
    }
    belief
}

/// Says how well a place goes with a property that the description names.
fn agreement(said: Trait, named: Values) -> f64 {
    if said.has & named != 0 {
        1.0
    } else if said.has != 0 || named & !said.lacks == 0 {
        NAMED
    } else {
        0.7
    }
}

/// Returns the question that tells most.
fn best(asked: &Asked<'_>, belief: &Belief, said: &Said<'_>) -> Option<Offer> {
    let mut best: Option<(f64, f64, QuestionId)> = None;
    for (ease, question) in questions(asked, belief, said) {
        let gain = belief.gain(&Division::by(&question, asked.extract, said.traits));
        let worth = gain * ease;
        // Strictly better: among equals the first stays, whatever the order of floating-point sums elsewhere.
        if gain >= GAIN_MIN && best.as_ref().is_none_or(|(most, ..)| worth > most + 1e-9) {
            best = Some((worth, gain, question));
        }
    }
    best.map(|(_, gain, question)| show(asked, question, gain))
}

/// Returns what may be asked, each with how easily it is answered.
fn questions(asked: &Asked<'_>, belief: &Belief, said: &Said<'_>) -> Vec<(f64, QuestionId)> {
    let mut questions = Vec::new();
    if asked.kinds != Kinds::Places {
        for (property, attribute) in lexicon::attributes().enumerate() {
            let was_asked = asked.answers.iter().any(|known| known.question.subject == Subject::Attribute(attribute.name));
            if was_asked || said.named[property].has != 0 {
                continue;
            }
            let mut shares: Vec<(f64, usize)> =
                (0..attribute.values.len()).map(|value| (share_with(belief, said.traits, property, value), value)).collect();
            shares.retain(|(share, _)| *share >= OPTION_MIN);
            let options = chosen(shares).into_iter().map(|value| attribute.values[value].name.to_owned()).collect();
            questions.push((1.0, QuestionId { subject: Subject::Attribute(attribute.name), options }));
        }
    }
    if asked.kinds != Kinds::Attributes {
        let extract = asked.extract;
        let at_level = |digits| {
            let places: Vec<Option<usize>> = extract.targets().iter().map(|target| extract.at_level(*target, digits)).collect();
            places
        };
        questions.extend(of_places(asked, belief, Subject::Chapter, &at_level(2)).map(|question| (0.75, question)));
        questions.extend(of_places(asked, belief, Subject::Heading, &at_level(4)).map(|question| (0.9, question)));
        for place in divided(extract, belief) {
            let below: Vec<Option<usize>> = extract
                .targets()
                .iter()
                .map(|target| extract.path(*target).find(|at| extract.parent(*at) == Some(place)))
                .collect();
            let subject = Subject::Below(extract.places()[place].id);
            questions.extend(of_places(asked, belief, subject, &below).map(|question| (0.9, question)));
        }
    }
    questions.retain(|(_, question)| !question.options.is_empty());
    questions
}

/// Returns how much of what is likely has a value.
fn share_with(belief: &Belief, traits: &[Vec<Trait>], property: usize, value: usize) -> f64 {
    let has = |target: &usize| traits[*target][property].has >> value & 1 == 1;
    (0..belief.shares.len()).filter(has).map(|target| belief.shares[target]).sum()
}

/// Returns the likeliest few, in their own order.
fn chosen(mut shares: Vec<(f64, usize)>) -> Vec<usize> {
    shares.sort_by(|(one, place), (other, other_place)| other.total_cmp(one).then(place.cmp(other_place)));
    shares.truncate(OPTIONS_MAX);
    let mut places: Vec<usize> = shares.into_iter().map(|(_, place)| place).collect();
    places.sort_unstable();
    places
}

/// Returns the places that have several likely targets below them.
fn divided(extract: &Extract, belief: &Belief) -> Vec<usize> {
    let mut below = vec![0.0; extract.places().len()];
    for (target, share) in extract.targets().iter().zip(&belief.shares) {
        extract.path(*target).skip(1).for_each(|at| below[at] += share);
    }
    let is_heading_or_lower = |at: &usize| extract.at_level(*at, 4).is_some();
    (0..below.len()).filter(is_heading_or_lower).filter(|at| below[*at] >= BELOW_MIN).collect()
}

/// Asks to choose among the likeliest of the places that the targets lie in, leaving out those that were offered before.
fn of_places(asked: &Asked<'_>, belief: &Belief, subject: Subject, place_of: &[Option<usize>]) -> Option<QuestionId> {
    let known = |answered: &&Answered| answered.question.subject == subject;
    // One of them was chosen, or nobody knows: there is nothing more to choose.
    let settled = asked.answers.iter().filter(known).any(|answered| answered.choice != Choice::None);
    if settled {
        return None;
    }
    let offered: Vec<&String> = asked.answers.iter().filter(known).flat_map(|answered| &answered.question.options).collect();
    let mut shares: Vec<(f64, usize)> = Vec::new();
    for (place, share) in place_of.iter().zip(&belief.shares) {
        let Some(place) = place else { continue };
        match shares.iter_mut().find(|(_, own)| own == place) {
            Some((sum, _)) => *sum += share,
            None => shares.push((*share, *place)),
        }
    }
    let id = |place: usize| asked.extract.places()[place].id.to_string();
    shares.retain(|(share, place)| *share >= OPTION_MIN && !offered.contains(&&id(*place)));
    let options: Vec<String> = chosen(shares).into_iter().map(id).collect();
    // Of one alone there is nothing to choose, unless some of what is likely lies elsewhere.
    (!options.is_empty()).then_some(QuestionId { subject, options })
}

fn show(asked: &Asked<'_>, id: QuestionId, gain: f64) -> Offer {
    let (language, text) = spoken_question(&id.subject, asked.language);
    let option = |key: &String| {
        let (language, text) = spoken_option(&id.subject, key, asked.extract, asked.language);
        Alternative { key: key.clone(), text, language }
    };
    let options = id.options.iter().map(option).collect();
    Offer { text: text.to_owned(), language, options, gain, id }
}

fn spoken_question(subject: &Subject, language: Language) -> (Language, &'static str) {
    let name = match subject {
        Subject::Attribute(attribute) => attribute,
        Subject::Chapter => "chapter",
        Subject::Heading => "heading",
        Subject::Below(_) => "below",
    };
    lexicon::question_text(name, language).unwrap_or((Language::EN, name))
}

fn spoken_option(subject: &Subject, key: &str, extract: &Extract, language: Language) -> (Language, String) {
    let named = match subject {
        Subject::Attribute(attribute) => {
            lexicon::label(attribute, key, language).map(|(language, text)| (language, text.to_owned()))
        }
        _ => key.parse().ok().and_then(|id| extract.find(&id)).map(|place| {
            let place = &extract.places()[place];
            (place.language, place.text.clone())
        }),
    };
    named.unwrap_or((Language::EN, key.to_owned()))
}

/// Returns a question and its answer in words, as far as they can be in `language`: why a code is likely.
pub fn spoken(answered: &Answered, extract: &Extract, language: Language) -> (String, String) {
    let subject = &answered.question.subject;
    let (_, question) = spoken_question(subject, language);
    let choice = match &answered.choice {
        Choice::One(key) => spoken_option(subject, key, extract, language).1,
        other => lexicon::question_text(other.as_str(), language).map_or(other.as_str(), |(_, text)| text).to_owned(),
    };
    (question.to_owned(), choice)
}

fn guesses(extract: &Extract, belief: &Belief, speaks: &[(usize, Vec<f64>)]) -> Vec<Guess> {
    let mut order: Vec<usize> = (0..belief.shares.len()).filter(|target| belief.shares[*target] > 0.0).collect();
    order.sort_by(|one, other| belief.shares[*other].total_cmp(&belief.shares[*one]).then(one.cmp(other)));
    order.truncate(GUESSES_MAX);
    let guess = |target: usize| {
        let place = extract.targets()[target];
        let share = belief.shares[target];
        let because = speaks.iter().filter(|(_, raised)| raised[target] > 0.0).map(|(place, _)| *place).collect();
        Guess { place, code: extract.places()[place].id.code, share, strength: strength(share), because }
    };
    order.into_iter().map(guess).collect()
}

/// Says a share in words: as for what a search finds.
fn strength(share: f64) -> Strength {
    if share >= 0.75 {
        Strength::Strong
    } else if share >= 0.5 {
        Strength::Good
    } else {
        Strength::Possible
    }
}
