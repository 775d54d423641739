//! How likely each target is, and what a question would tell. Exact enough to be the same everywhere: sums in one order, and ties by
//! place.

use super::{
    extract::Extract,
    lexicon,
    question::{Choice, QuestionId, Subject},
    traits::{Trait, Values},
};

/// How often people answer beside the truth, or the nomenclature uses a word otherwise than they do.
const MISTAKE: f64 = 0.03;
/// How often goods whose place says nothing of a property are said to be none of what is offered.
const NONE_OF_UNSAID: f64 = 0.5;

/// The targets of an extract, each with how likely it is. They add up to one, unless there is none.
#[derive(Clone, Debug)]
pub(super) struct Belief {
    pub shares: Vec<f64>,
}

/// How a question divides the targets: for each target, how likely each answer is. The last answer is "none of these".
pub(super) struct Division {
    answers: usize,
    likely: Vec<f64>,
}

impl Belief {
    /// Begins with weights of any size.
    pub fn of(weights: Vec<f64>) -> Belief {
        let mut belief = Belief { shares: weights };
        belief.settle();
        belief
    }

    fn settle(&mut self) {
        let sum: f64 = self.shares.iter().sum();
        if sum > 0.0 {
            self.shares.iter_mut().for_each(|share| *share /= sum);
        }
    }

    /// Learns from an answer; nothing from "I do not know".
    pub fn learn(&mut self, division: &Division, question: &QuestionId, choice: &Choice) {
        let answer = match choice {
            Choice::DontKnow => return,
            Choice::None => division.answers - 1,
            Choice::One(key) => match question.options.iter().position(|option| option == key) {
                Some(place) => place,
                None => return,
            },
        };
        self.multiply(|target| division.of(target, answer));
    }

    /// Multiplies each share.
    pub fn multiply(&mut self, factor: impl Fn(usize) -> f64) {
        self.shares.iter_mut().enumerate().for_each(|(target, share)| *share *= factor(target));
        self.settle();
    }

    /// Returns how many bits an answer tells on average.
    pub fn gain(&self, division: &Division) -> f64 {
        let mut left = 0.0;
        for answer in 0..division.answers {
            let joint = |(target, share): (usize, &f64)| share * division.of(target, answer);
            let likely: f64 = self.shares.iter().enumerate().map(joint).sum();
            if likely > 0.0 {
                let shares = self.shares.iter().enumerate().map(|known| joint(known) / likely);
                left += likely * entropy(shares);
            }
        }
        entropy(self.shares.iter().copied()) - left
    }
}

fn entropy(shares: impl Iterator<Item = f64>) -> f64 {
    shares.filter(|share| *share > 0.0).map(|share| -share * share.log2()).sum()
}

impl Division {
    /// Returns how a question divides the targets of an extract.
    pub fn by(question: &QuestionId, extract: &Extract, traits: &[Vec<Trait>]) -> Division {
        match &question.subject {
            Subject::Attribute(attribute) => Division::by_attribute(question, attribute, traits),
            Subject::Chapter | Subject::Heading | Subject::Below(_) => Division::by_places(question, extract),
        }
    }

    fn of(&self, target: usize, answer: usize) -> f64 {
        self.likely[target * self.answers + answer]
    }

    fn new(answers: usize, of_targets: impl Iterator<Item = Vec<f64>>) -> Division {
        let mixed = |likely: f64| likely * (1.0 - MISTAKE) + MISTAKE / answers as f64;
        Division { answers, likely: of_targets.flatten().map(mixed).collect() }
    }

    fn by_places(question: &QuestionId, extract: &Extract) -> Division {
        let answers = question.options.len() + 1;
        let places: Vec<Option<usize>> =
            question.options.iter().map(|option| option.parse().ok().and_then(|id| extract.find(&id))).collect();
        let of_target = |target: &usize| {
            let mut likely = vec![0.0; answers];
            let chosen = extract.path(*target).find_map(|at| places.iter().position(|place| *place == Some(at)));
            likely[chosen.unwrap_or(answers - 1)] = 1.0;
            likely
        };
        Division::new(answers, extract.targets().iter().map(of_target))
    }

    fn by_attribute(question: &QuestionId, attribute: &str, traits: &[Vec<Trait>]) -> Division {
        let answers = question.options.len() + 1;
        let property = lexicon::attributes().position(|own| own.name == attribute);
        let values = property.and_then(|property| lexicon::attributes().nth(property)).map(|attribute| &attribute.values);
        let bits: Vec<Values> = question
            .options
            .iter()
            .map(|option| {
                values.and_then(|values| values.iter().position(|value| value.name == option)).map_or(0, |bit| 1 << bit)
            })
            .collect();
        let of_target = |traits: &Vec<Trait>| {
            let said = property.map(|property| traits[property]).unwrap_or_default();
            likely_answers(&bits, said)
        };
        Division::new(answers, traits.iter().map(of_target))
    }
}

/// Returns how likely each value, and at last none of them, is said of goods of a trait.
fn likely_answers(bits: &[Values], said: Trait) -> Vec<f64> {
    let mut likely = vec![0.0; bits.len() + 1];
    let has = bits.iter().filter(|bit| said.has & **bit != 0).count();
    if has > 0 {
        let each = 1.0 / has as f64;
        likely.iter_mut().zip(bits).filter(|(_, bit)| said.has & **bit != 0).for_each(|(likely, _)| *likely = each);
        return likely;
    }
    if said.has != 0 {
        likely[bits.len()] = 1.0;
        return likely;
    }
    let may = bits.iter().filter(|bit| said.lacks & **bit == 0).count();
    let none = if may == 0 { 1.0 } else { NONE_OF_UNSAID };
    likely[bits.len()] = none;
    let each = (1.0 - none) / may.max(1) as f64;
    likely.iter_mut().zip(bits).filter(|(_, bit)| said.lacks & **bit == 0).for_each(|(likely, _)| *likely = each);
    likely
}
