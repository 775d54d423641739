//! What was measured of answers, for people and for programs.

use std::{collections::BTreeMap, fmt};

use answer::confidence::{
    Mode,
    fit::Labelled,
    measure::{self, Figures, Outcome},
};
use serde_json::{Value, json};
use vocabulary::Language;

use super::spans::Quoted;
use crate::evaluation::{Figure, random::Random};

/// How often questions are drawn anew for an interval.
const RESAMPLES: usize = 400;

/// What was measured.
#[derive(Clone, Debug)]
pub struct AnswersReport {
    /// Whether a model was used.
    pub by_meaning: bool,
    /// Each knowledge base and what was decided.
    pub bases: Vec<Decided>,
    /// What was quoted, by track.
    pub spans: BTreeMap<String, SpanFigures>,
    /// All labelled questions, to fit to.
    pub labelled: Vec<(Mode, Labelled)>,
}

/// What was decided of the questions of one knowledge base.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// The knowledge base.
    pub name: String,
    /// The language and the label of each question.
    pub questions: Vec<(Language, String)>,
    /// What a fit on four fifths says of the fifth.
    pub unseen: Vec<Outcome>,
    /// What the fit in use says.
    pub shipped: Vec<Outcome>,
    /// Where the right passage was, of each question that has one.
    pub places: Vec<Option<usize>>,
    /// How long a question took, from its text to verified sentences.
    pub milliseconds: Vec<f64>,
}

/// What was quoted in one track.
#[derive(Clone, Debug, Default)]
pub struct SpanFigures {
    /// Of each question, whether the sentences have the answer.
    pub answered: Vec<bool>,
    /// The same, where the passage has to be the right one.
    pub answered_by_gold: Vec<bool>,
    /// Whether the right passage was among the three.
    pub found: Vec<bool>,
    /// How many spans there were, and how many had the bytes of the stored text.
    pub spans: (usize, usize),
    /// Of each sentence, whether the verifier let it stand.
    pub stood: Vec<bool>,
}

/// What stands where there is nothing to count.
const NOTHING: &str = "–";

/// A figure with its interval; nothing where there is nothing to count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate(pub Option<Figure>);

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(Figure { mean, low, high }) => write!(formatter, "{mean:.3} ({low:.3} to {high:.3})"),
            None => formatter.write_str(NOTHING),
        }
    }
}

impl SpanFigures {
    pub(super) fn add(&mut self, quoted: &Quoted) {
        self.spans = (self.spans.0 + quoted.whole.0, self.spans.1 + quoted.whole.1);
        self.stood.extend((0..quoted.texts.len()).map(|at| at < quoted.stood));
    }

    /// Returns the share of questions whose answer the sentences have.
    pub fn answered_share(&self) -> f64 {
        rate(&self.answered).0.map_or(0.0, |share| share.mean)
    }

    fn to_json(&self) -> Value {
        json!({
            "questions": self.answered.len(),
            "answered": rate(&self.answered).0,
            "answered_by_gold": rate(&self.answered_by_gold).0,
            "found": rate(&self.found).0,
            "spans_whole": self.spans.0,
            "spans": self.spans.1,
            "supported": rate(&self.stood).0,
        })
    }
}

/// Returns the share that holds, with its interval.
fn rate(holds: &[bool]) -> Rate {
    let values: Vec<f64> = holds.iter().map(|holds| f64::from(u8::from(*holds))).collect();
    Rate((!values.is_empty()).then(|| Figure::of(&values)))
}

impl Decided {
    /// Returns the outcomes of the questions with a language and, of those that cannot be answered, a label.
    fn of<'a>(&'a self, outcomes: &'a [Outcome], language: Option<Language>, label: Option<&'a str>) -> Vec<Outcome> {
        let wanted = |(own, own_label): &(Language, String), answerable: bool| {
            language.is_none_or(|language| *own == language) && (answerable || label.is_none_or(|label| own_label == label))
        };
        let pairs = self.questions.iter().zip(outcomes);
        pairs.filter(|(question, (_, answerable))| wanted(question, *answerable)).map(|(_, outcome)| *outcome).collect()
    }

    fn languages(&self) -> Vec<Language> {
        let mut languages: Vec<Language> = self.questions.iter().map(|(language, _)| *language).collect();
        languages.sort_by_key(|language| language.as_str().to_owned());
        languages.dedup();
        languages
    }

    fn labels(&self) -> Vec<&str> {
        let answerable = self.unseen.iter().map(|(_, answerable)| *answerable);
        let mut labels: Vec<&str> = self
            .questions
            .iter()
            .zip(answerable)
            .filter(|(_, answerable)| !answerable)
            .map(|((_, label), _)| label.as_str())
            .collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// Returns what a fit says that had not seen the questions.
    pub fn figures(&self) -> Figures {
        Figures::of(&self.unseen)
    }

    /// Returns how often one that can be answered is surer than one that is about something else.
    pub fn auroc_out_of_scope(&self) -> f64 {
        measure::auroc(&self.of(&self.unseen, None, Some("out_of_scope")))
    }

    fn to_json(&self) -> Value {
        let of = |outcomes: &[Outcome]| {
            let labels: BTreeMap<&str, f64> =
                self.labels().into_iter().map(|label| (label, measure::auroc(&self.of(outcomes, None, Some(label))))).collect();
            let languages: BTreeMap<String, Figures> = self
                .languages()
                .into_iter()
                .map(|language| (language.to_string(), Figures::of(&self.of(outcomes, Some(language), None))))
                .collect();
            json!({ "figures": Figures::of(outcomes), "auroc_interval": interval(outcomes, measure::auroc), "auroc_by_label": labels, "by_language": languages })
        };
        json!({
            "name": self.name,
            "unseen": of(&self.unseen),
            "in_use": of(&self.shipped),
            "curve": measure::curve(&self.unseen),
            "first": self.found_within(1),
            "first_three": self.found_within(3),
            "ms_p50": percentile(&self.milliseconds, 0.50),
            "ms_p95": percentile(&self.milliseconds, 0.95),
        })
    }

    fn found_within(&self, depth: usize) -> Option<Figure> {
        rate(&self.places.iter().map(|place| place.is_some_and(|place| place < depth)).collect::<Vec<_>>()).0
    }
}

impl AnswersReport {
    pub(super) fn new(by_meaning: bool) -> AnswersReport {
        AnswersReport { by_meaning, bases: Vec::new(), spans: BTreeMap::new(), labelled: Vec::new() }
    }

    /// Returns the labelled questions of a mode.
    pub fn labelled_in(&self, mode: Mode) -> Vec<Labelled> {
        self.labelled.iter().filter(|(own, _)| *own == mode).map(|(_, labelled)| *labelled).collect()
    }

    /// Returns all figures.
    pub fn to_json(&self) -> Value {
        let spans: BTreeMap<&String, Value> = self.spans.iter().map(|(name, figures)| (name, figures.to_json())).collect();
        json!({ "by_meaning": self.by_meaning, "decided": self.bases.iter().map(Decided::to_json).collect::<Vec<_>>(), "quoted": spans })
    }
}

/// Draws questions anew, and returns the interval that holds 95 of 100 values.
fn interval(outcomes: &[Outcome], value: fn(&[Outcome]) -> f64) -> (f64, f64) {
    if outcomes.is_empty() {
        return (0.0, 0.0);
    }
    let mut random = Random::new(0x2026_1126);
    let mut values: Vec<f64> = (0..RESAMPLES)
        .map(|_| value(&(0..outcomes.len()).map(|_| outcomes[random.below(outcomes.len())]).collect::<Vec<_>>()))
        .collect();
    values.sort_unstable_by(f64::total_cmp);
    (values[RESAMPLES / 40], values[RESAMPLES - 1 - RESAMPLES / 40])
}

fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or(0.0)
}

impl fmt::Display for AnswersReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", if self.by_meaning { "words and meaning" } else { "words alone" })?;
        writeln!(
            formatter,
            "\ndecided              can/cannot  AUROC (95 %)             ECE    wrong at 80 %  at 90 %   in use: AUROC  ECE"
        )?;
        for decided in &self.bases {
            line(formatter, &decided.name, &decided.unseen, &decided.shipped)?;
            for language in decided.languages().into_iter().filter(|_| decided.languages().len() > 1) {
                let (unseen, shipped) =
                    (decided.of(&decided.unseen, Some(language), None), decided.of(&decided.shipped, Some(language), None));
                line(formatter, &format!("  {language}"), &unseen, &shipped)?;
            }
            for label in decided.labels().into_iter().filter(|_| decided.labels().len() > 1) {
                let (unseen, shipped) =
                    (decided.of(&decided.unseen, None, Some(label)), decided.of(&decided.shipped, None, Some(label)));
                line(formatter, &format!("  {label}"), &unseen, &shipped)?;
            }
            if !decided.places.is_empty() {
                let (first, three) = (Rate(decided.found_within(1)), Rate(decided.found_within(3)));
                let (p50, p95) = (percentile(&decided.milliseconds, 0.50), percentile(&decided.milliseconds, 0.95));
                writeln!(formatter, "  right passage first {first}, of three {three}; {p50:.1} ms, p95 {p95:.1} ms")?;
            }
        }
        writeln!(
            formatter,
            "\nquoted               n     answer in three sentences  of the right passage     passage found            spans whole    supported"
        )?;
        for (name, figures) in &self.spans {
            let (answered, gold, found) = (rate(&figures.answered), rate(&figures.answered_by_gold), rate(&figures.found));
            let (whole, of, supported, n) = (figures.spans.0, figures.spans.1, rate(&figures.stood), figures.answered.len());
            writeln!(formatter, "{name:<20} {n:<5} {answered}     {gold}    {found}    {whole}/{of}  {supported}")?;
        }
        Ok(())
    }
}

fn line(formatter: &mut fmt::Formatter<'_>, name: &str, unseen: &[Outcome], shipped: &[Outcome]) -> fmt::Result {
    let (own, in_use) = (Figures::of(unseen), Figures::of(shipped));
    let (low, high) = interval(unseen, measure::auroc);
    let Figures { answerable, unanswerable, auroc, ece, wrong_at_80, wrong_at_90 } = own;
    // Where one of the two kinds is missing nothing can be told apart.
    let both = answerable > 0 && unanswerable > 0;
    let either = answerable + unanswerable > 0;
    let told = |value: f64, is_there: bool| if is_there { format!("{value:.3}") } else { NOTHING.to_owned() };
    let (wrong_at_80, wrong_at_90) = (told(wrong_at_80, both), told(wrong_at_90, both));
    let within = if both { format!("{auroc:.3} ({low:.3} to {high:.3})") } else { NOTHING.to_owned() };
    writeln!(
        formatter,
        "{name:<24} {answerable:>4}/{unanswerable:<4} {within:<22}   {:<5}  {wrong_at_80:<5}          {wrong_at_90:<5}            {:<5}  {}",
        told(ece, either),
        told(in_use.auroc, both),
        told(in_use.ece, either)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_nothing_to_count_there_is_a_dash() {
        assert_eq!(rate(&[]).to_string(), NOTHING);
        assert!(rate(&[true, true, false]).to_string().starts_with("0.667 ("));
        let mut report = AnswersReport::new(false);
        report.spans.insert("spans en".to_owned(), SpanFigures::default());
        report.bases.push(Decided { name: "gov".to_owned(), unseen: vec![(0.9, true)], ..Decided::default() });
        let printed = report.to_string();
        assert!(printed.contains(NOTHING) && !printed.contains("-0.000") && !printed.contains("0.500"), "{printed}");
        assert_eq!(report.to_json()["quoted"]["spans en"]["answered"], Value::Null);
    }
}
