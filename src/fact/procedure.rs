//! Procedures step by step, and what follows from the steps: totals are computed, never typed. Rules only.
//!
//! Source: WTO TFA Article 1.2.1 (a), and Article 4 for the recourse of each step; row PUB-M3.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use vocabulary::{AuthorityCode, Date, FactId, PublicationId};

use super::fact::Texts;

/// A procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// What it is called.
    pub name: Texts,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// One step: one visit, one message, one wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What names it within the procedure.
    pub id: String,
    /// What the trader does.
    pub name: Texts,
    /// The office it is done at.
    pub office: FactId,
    /// The part of the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Texts>,
    /// Where it can be done without going there.
    pub online: Online,
    /// The papers asked for.
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// What the trader holds afterwards.
    #[serde(default)]
    pub results: Vec<Texts>,
    /// The law it stands on.
    #[serde(default)]
    pub laws: Vec<String>,
    /// Where to turn when it is refused or takes too long.
    pub recourse: Recourse,
    /// How long it takes.
    pub minutes: Minutes,
    /// The fees to pay.
    #[serde(default)]
    pub costs: Vec<Cost>,
    /// Who confirmed this step, where it is another than who confirmed the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<Certified>,
    /// When this step is needed only sometimes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<OnlyIf>,
}

/// Whether a step can be done without going to the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Online {
    /// It cannot (`false`).
    No(bool),
    /// It can, at this address.
    At(String),
}

/// A paper asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// A form of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FactId>,
    /// Or another document, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Texts>,
    /// In which state.
    #[serde(rename = "as")]
    pub state: PaperState,
    /// How many.
    pub copies: u8,
}

/// In which state a paper is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperState {
    /// The original.
    Original,
    /// A plain copy.
    Copy,
    /// A copy that somebody entitled has certified.
    CertifiedCopy,
}

/// Where to turn when a step is refused. WTO TFA Article 4.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recourse {
    /// The office, or the authority, that reviews.
    pub to: String,
    /// Within how many days.
    pub days: u16,
    /// The publication that explains it.
    pub publication: PublicationId,
}

/// How long a step takes, each from least to most minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    /// In the queue.
    pub queue: (u32, u32),
    /// At the counter.
    pub counter: (u32, u32),
    /// Until the next step can begin.
    pub until_next: (u32, u32),
}

/// A fee to pay at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Which.
    pub fee: FactId,
    /// How many times.
    pub quantity: u16,
}

/// Who confirmed a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certified {
    /// The authority.
    pub authority: AuthorityCode,
    /// The day.
    pub on: Date,
}

/// When a step is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyIf {
    /// When the goods move this way.
    pub mode: Mode,
}

/// How goods move. Source: UN/ECE Recommendation 19.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Mode {
    Sea,
    Air,
    Road,
    Rail,
    Post,
}

/// What a procedure comes to, for one way of moving the goods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many steps.
    pub steps: usize,
    /// How many offices are dealt with, each counted once.
    pub offices: usize,
    /// How many papers are handed in, copies counted.
    pub documents: u32,
    /// How many steps can be done without going anywhere.
    pub online: usize,
    /// From least to most minutes, waiting included.
    pub minutes: (u32, u32),
}

impl Procedure {
    /// Returns the steps needed when the goods move by `mode`; all of them where that is not known.
    pub fn steps(&self, mode: Option<Mode>) -> impl Iterator<Item = &Step> {
        let needed = move |step: &&Step| match (step.only_if, mode) {
            (Some(only_if), Some(mode)) => only_if.mode == mode,
            _ => true,
        };
        self.blocks.iter().flat_map(|block| &block.steps).filter(needed)
    }

    /// Adds up the steps.
    pub fn totals(&self, mode: Option<Mode>) -> Totals {
        let mut totals = Totals::default();
        let mut offices = BTreeSet::new();
        for step in self.steps(mode) {
            totals.steps += 1;
            offices.insert(&step.office);
            totals.documents += step.requires.iter().map(|paper| u32::from(paper.copies)).sum::<u32>();
            totals.online += usize::from(matches!(step.online, Online::At(_)));
            let Minutes { queue, counter, until_next } = step.minutes;
            for (least, most) in [queue, counter, until_next] {
                totals.minutes.0 = totals.minutes.0.saturating_add(least);
                totals.minutes.1 = totals.minutes.1.saturating_add(most);
            }
        }
        totals.offices = offices.len();
        totals
    }

    /// Returns how many times each fee is paid.
    pub fn fees(&self, mode: Option<Mode>) -> Vec<(&FactId, Decimal)> {
        let mut fees: Vec<(&FactId, Decimal)> = Vec::new();
        for cost in self.steps(mode).flat_map(|step| &step.costs) {
            match fees.iter_mut().find(|(fee, _)| **fee == cost.fee) {
                Some((_, times)) => *times += Decimal::from(cost.quantity),
                None => fees.push((&cost.fee, Decimal::from(cost.quantity))),
            }
        }
        fees
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let mut ids = BTreeSet::new();
        for step in self.steps(None) {
            if !ids.insert(&step.id) {
                return Err(format!("steps has {:?} twice", step.id));
            }
            if step.online == Online::No(true) {
                return Err(format!("online of step {:?} is true, but names no address", step.id));
            }
            if step.requires.iter().any(|paper| paper.form.is_some() == paper.document.is_some()) {
                return Err(format!("requires of step {:?} names both a form and a document, or neither", step.id));
            }
            let Minutes { queue, counter, until_next } = step.minutes;
            if [queue, counter, until_next].iter().any(|(least, most)| least > most) {
                return Err(format!("minutes of step {:?} has a least time above its most", step.id));
            }
        }
        if ids.is_empty() { Err("steps is empty".to_owned()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &str = "
blocks:
  - name: {en: Permit}
    steps:
      - {id: ask, name: {en: Ask}, office: counter, online: 'https://window.example', requires: [{form: a10, as: original, copies: 2}],
         recourse: {to: zz-customs, days: 30, publication: appeal}, minutes: {queue: [0, 10], counter: [5, 15], until_next: [0, 60]},
         costs: [{fee: permit, quantity: 1}]}
      - {id: fetch, name: {en: Fetch}, office: counter, online: false, recourse: {to: zz-customs, days: 30, publication: appeal},
         minutes: {queue: [1, 2], counter: [3, 4], until_next: [0, 0]}, costs: [{fee: permit, quantity: 2}]}
      - {id: unload, name: {en: Unload}, office: port, online: false, recourse: {to: zz-port, days: 10, publication: appeal},
         minutes: {queue: [0, 0], counter: [60, 90], until_next: [0, 0]}, only_if: {mode: sea}, costs: [{fee: move, quantity: 1}]}
";

    fn procedure(text: &str) -> Procedure {
        serde_norway::from_str(text).expect("a good procedure")
    }

    #[test]
    fn totals_follow_from_the_steps_and_the_way_the_goods_move() {
        let procedure = procedure(STEPS);
        let by_sea = Totals { steps: 3, offices: 2, documents: 2, online: 1, minutes: (69, 181) };
        assert_eq!(procedure.totals(Some(Mode::Sea)), by_sea);
        assert_eq!(procedure.totals(None), by_sea);
        assert_eq!(procedure.totals(Some(Mode::Air)), Totals { steps: 2, offices: 1, documents: 2, online: 1, minutes: (9, 91) });
        let fees: Vec<String> = procedure.fees(Some(Mode::Air)).iter().map(|(fee, times)| format!("{times} {fee}")).collect();
        assert_eq!(fees, ["3 permit"]);
    }

    #[test]
    fn a_procedure_that_contradicts_itself_is_refused() {
        for (from, to, told) in [
            ("id: fetch", "id: ask", "twice"),
            ("online: false", "online: true", "names no address"),
            ("queue: [1, 2]", "queue: [3, 2]", "above its most"),
            ("{form: a10, as", "{form: a10, document: {en: x}, as", "both a form and a document"),
        ] {
            assert!(procedure(&STEPS.replacen(from, to, 1)).check().expect_err(to).contains(told), "{to}");
        }
    }
}
