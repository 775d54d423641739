//! What each synonym does to judged questions: every rule is left out in turn, and the questions it rewrites are asked again.
//! `fingertip evaluate synonyms` asks. Row SRCH-M5.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use index::{Kind, RewriteRules, SearchIndex, SynonymId};
use vocabulary::Date;

use super::{
    judged::{self, Asking, Found, Question, Wanted},
    lessons,
    service::{Search, SearchFailure},
    teaching::Synonym,
};

/// What one synonym does to the questions that it rewrites.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The synonym.
    pub id: SynonymId,
    /// How many questions it rewrites.
    pub questions: usize,
    /// In how many the answer stands higher because of it.
    pub wins: usize,
    /// Those in which the answer stands lower because of it, by their place among the questions.
    pub losses: Vec<usize>,
    /// The mean reciprocal rank over those questions without it.
    pub without: f64,
    /// The mean reciprocal rank over those questions with it.
    pub with: f64,
}

/// What all synonyms do.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// Each that rewrites a question, in the order of ids.
    pub exercised: Vec<Effect>,
    /// Those that rewrite none.
    pub idle: Vec<SynonymId>,
    /// The mean reciprocal rank over all questions without any synonym.
    pub without_any: f64,
    /// The mean reciprocal rank over all questions with all of them.
    pub with_all: f64,
}

impl Effect {
    /// Returns how much reciprocal rank the synonym costs where it does nothing but harm, else zero.
    pub fn harm(&self) -> f64 {
        if self.wins > 0 { 0.0 } else { (self.without - self.with).max(0.0) * self.questions as f64 }
    }
}

/// Returns synonyms as the index rewrites by them.
pub fn rules(synonyms: &[Synonym]) -> RewriteRules {
    lessons::rules(synonyms)
}

/// Measures each of `synonyms` on `questions` about the day `as_of`. `index` is the one that `search` answers from; it is left with
/// all of them.
///
/// # Errors
/// Refuses what the search refuses; faults when the index cannot be asked.
pub async fn measure(
    search: &Search,
    index: &SearchIndex,
    synonyms: &[Synonym],
    questions: &[Question],
    as_of: Date,
) -> Result<Effects, SearchFailure> {
    let without_any = {
        index.set_rules(lessons::rules([]));
        ask_all(search, questions, as_of).await?
    };
    index.set_rules(rules(synonyms));
    let with_all = ask_all(search, questions, as_of).await?;
    let mut touched: BTreeMap<SynonymId, Vec<usize>> = BTreeMap::new();
    for (at, asked) in with_all.iter().enumerate() {
        for id in &asked.synonyms {
            touched.entry(*id).or_default().push(at);
        }
    }
    let mut exercised = Vec::new();
    for (id, places) in &touched {
        index.set_rules(lessons::rules(synonyms.iter().filter(|synonym| synonym.id != *id)));
        let mut ranks = Vec::with_capacity(places.len());
        for at in places {
            let without = ask(search, &questions[*at], as_of).await?;
            ranks.push((*at, without.reciprocal_rank(), with_all[*at].reciprocal_rank()));
        }
        exercised.push(effect(*id, &ranks));
    }
    index.set_rules(rules(synonyms));
    let used: BTreeSet<SynonymId> = touched.into_keys().collect();
    Ok(Effects {
        exercised,
        idle: synonyms.iter().map(|synonym| synonym.id).filter(|id| !used.contains(id)).collect(),
        without_any: mean(without_any.iter().map(|asked| asked.reciprocal_rank())),
        with_all: mean(with_all.iter().map(|asked| asked.reciprocal_rank())),
    })
}

async fn ask_all(search: &Search, questions: &[Question], as_of: Date) -> Result<Vec<Found>, SearchFailure> {
    let mut asked = Vec::with_capacity(questions.len());
    for question in questions {
        asked.push(ask(search, question, as_of).await?);
    }
    Ok(asked)
}

/// Asks among the kind of what is wanted alone: what a synonym does is told apart best there.
async fn ask(search: &Search, question: &Question, as_of: Date) -> Result<Found, SearchFailure> {
    let kinds = match question.wanted {
        Wanted::Publication(_) => vec![Kind::Publication],
        Wanted::Line(_) => vec![Kind::TariffLine],
        Wanted::Nothing => Vec::new(),
    };
    judged::ask(search, question, Asking { texts: question.language, abroad: false, kinds, as_of }, &HashMap::new()).await
}

/// Compares reciprocal ranks without and with a synonym, each under the place of its question.
fn effect(id: SynonymId, ranks: &[(usize, f64, f64)]) -> Effect {
    Effect {
        id,
        questions: ranks.len(),
        wins: ranks.iter().filter(|(_, without, with)| with > without).count(),
        losses: ranks.iter().filter(|(_, without, with)| with < without).map(|(at, ..)| *at).collect(),
        without: mean(ranks.iter().map(|(_, without, _)| *without)),
        with: mean(ranks.iter().map(|(_, _, with)| *with)),
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len().max(1) as f64;
    values.sum::<f64>() / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_harmful_only_where_it_never_helps() {
        let harm = |ranks: &[(usize, f64, f64)]| effect(SynonymId(1), ranks).harm();
        assert_eq!(harm(&[(0, 1.0, 0.5), (1, 0.5, 0.5)]), 0.5);
        assert_eq!(harm(&[(0, 1.0, 0.5), (1, 0.25, 0.5)]), 0.0);
        assert_eq!(harm(&[(0, 0.5, 0.5)]), 0.0);
        let mixed = effect(SynonymId(1), &[(7, 1.0, 0.5), (9, 0.25, 0.5)]);
        assert_eq!((mixed.questions, mixed.wins, mixed.losses, mixed.without, mixed.with), (2, 1, vec![7], 0.625, 0.5));
    }
}
