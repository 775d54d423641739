//! What an administrator writes down as the policy.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::Texts;

use super::{
    Hours, PolicyError, Targets,
    duration::minutes,
    patience::PatienceForm,
    rule::{Rule, When},
};
use crate::{minutes::Minutes, name::ReasonCode};

/// Reply times as they are written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyForm {
    /// How many minutes a working day has, where times are given in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes_a_day: Option<u16>,
    /// What the asker is told, by reason; in English at least.
    pub reasons: BTreeMap<ReasonCode, Texts>,
    /// How long an asker who is waited for has; where it is left out, nobody is reminded by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<PatienceForm>,
    /// The rules, in any order.
    pub rules: Vec<RuleForm>,
}

/// One rule as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleForm {
    /// What it holds for; for everything where it is left out.
    #[serde(default)]
    pub when: When,
    /// Rules of a higher precedence win, however close others are.
    #[serde(default)]
    pub precedence: u8,
    /// Why it is so.
    pub reason: ReasonCode,
    /// How long the first reply may take: `4 hours`.
    pub first_reply: String,
    /// How long each further reply may take; as long as the first where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_reply: Option<String>,
    /// How long it may take until the enquiry is closed.
    pub resolution: String,
    /// Which minutes count.
    #[serde(default)]
    pub hours: Hours,
    /// How many hundredths of a time may pass before the officers are warned.
    #[serde(default = "three_quarters")]
    pub warn_percent: u8,
    /// What is left at least when the asker writes after we had waited; nothing more than there was where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_after_wait: Option<String>,
}

fn three_quarters() -> u8 {
    75
}

impl RuleForm {
    pub(super) fn read(&self, rule: usize, minutes_a_day: Option<u16>) -> Result<Rule, PolicyError> {
        let read = |field: &'static str, text: &str| {
            minutes(text, minutes_a_day).map_err(|reason| PolicyError::Duration { rule, field, reason })
        };
        let first_reply = read("first_reply", &self.first_reply)?;
        let targets = Targets {
            first_reply,
            next_reply: self.next_reply.as_deref().map_or(Ok(first_reply), |text| read("next_reply", text))?,
            resolution: read("resolution", &self.resolution)?,
            hours: self.hours,
            warn_percent: self.warn_percent,
            left_after_wait: self.left_after_wait.as_deref().map_or(Ok(Minutes::ZERO), |text| read("left_after_wait", text))?,
            reason: self.reason.clone(),
        };
        if !(1..=100).contains(&targets.warn_percent) {
            return Err(PolicyError::WarnPercent(rule));
        }
        if targets.resolution < targets.first_reply {
            return Err(PolicyError::ResolutionFirst(rule));
        }
        if let Some(field) = self.when.unusable() {
            return Err(PolicyError::Values { rule, field });
        }
        Ok(Rule { number: rule, when: self.when.clone(), precedence: self.precedence, targets })
    }
}
