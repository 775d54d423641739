//! How long a reply may take, by what is asked: reply times as data, and the reason for each, which the asker is shown. Rows DESK-M4, N7.
//!
//! TFA 1.3 lets the time vary with the nature and the complexity of an enquiry; 7.9 asks for priority for perishable goods.

mod duration;
mod form;
mod patience;
mod rule;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{Language, Texts};

pub use form::{PolicyForm, RuleForm};
pub use patience::{Patience, PatienceForm};
pub use rule::When;
use rule::{Rule, unsettled};

use crate::{
    minutes::Minutes,
    name::{Complexity, EnquiryKind, ReasonCode, Topic},
};

/// The most rules of a policy.
pub const RULES_MAX: usize = 200;
/// The most reasons of a policy.
pub const REASONS_MAX: usize = 200;
/// The longest text of a reason, in characters: it has to fit on a small screen.
pub const REASON_CHARS_MAX: usize = 500;
/// The longest a promise may take, in minutes: a year, night and day.
pub const TARGET_MAX: Minutes = Minutes(366 * 24 * 60);

/// What an enquiry is, as far as its reply time depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// What sort of enquiry.
    pub kind: EnquiryKind,
    /// What it is about.
    pub topic: Topic,
    /// How much work it is.
    pub complexity: Complexity,
    /// The language the asker wrote in.
    pub language: Language,
    /// What is at stake while it waits.
    pub urgency: Urgency,
}

/// What is at stake while an enquiry waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Nothing beyond the usual.
    Normal,
    /// Goods are stopped at the border.
    HeldAtBorder,
    /// Goods that perish are stopped, or on their way. TFA 7.9.
    Perishable,
}

/// What is promised to the asker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    /// How long the first reply may take.
    pub first_reply: Minutes,
    /// How long each further reply may take.
    pub next_reply: Minutes,
    /// How long it may take until the enquiry is closed.
    pub resolution: Minutes,
    /// Which minutes count.
    pub hours: Hours,
    /// How many hundredths of a target may pass before the officers are warned.
    pub warn_percent: u8,
    /// What is left at least when the asker writes after we had waited: an enquiry that was frozen is not overdue the moment it thaws.
    pub left_after_wait: Minutes,
    /// Why it is so, for the asker.
    pub reason: ReasonCode,
}

/// Which minutes count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hours {
    /// Those in which the office works.
    #[default]
    Working,
    /// All of them: somebody is on duty.
    AroundTheClock,
}

/// Reply times as data, checked: for every matter there is one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PolicyForm", into = "PolicyForm")]
pub struct Policy {
    form: PolicyForm,
    patience: Option<Patience>,
    /// The one that wins comes first.
    rules: Vec<Rule>,
    /// What is promised where no rule is closer than the one for everything.
    general: Targets,
}

/// Why a policy is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// Some matter would have no reply time.
    #[error("no rule is for everything: one has to be without `when`")]
    Incomplete,
    /// Some matter would have two.
    #[error(
        "rules {first} and {second} both hold for {matter}, and neither is closer; add a rule for just that, or a precedence"
    )]
    Ambiguous {
        /// One of them, counted from one.
        first: usize,
        /// The other.
        second: usize,
        /// For what both hold.
        matter: Box<When>,
    },
    /// A duration that cannot be read, or is none.
    #[error("{field} of rule {rule} {reason}")]
    Duration {
        /// Which rule, counted from one.
        rule: usize,
        /// Which of its fields.
        field: &'static str,
        /// What is wrong with it.
        reason: duration::DurationError,
    },
    /// A time to wait that cannot be read, or is none.
    #[error("{field} of waiting {reason}")]
    Patience {
        /// Which of its fields.
        field: &'static str,
        /// What is wrong with it.
        reason: duration::DurationError,
    },
    /// A share that warns never, or always.
    #[error("warn_percent of rule {0} is not between 1 and 100")]
    WarnPercent(usize),
    /// The end would be due before the first reply.
    #[error("resolution of rule {0} is shorter than its first_reply")]
    ResolutionFirst(usize),
    /// A list of nothing, which holds for nothing.
    #[error("{field} of rule {rule} is an empty list, or longer than {VALUES_MAX}")]
    Values {
        /// Which rule, counted from one.
        rule: usize,
        /// Which of its lists.
        field: &'static str,
    },
    /// A rule that gives a reason which nobody could read.
    #[error("reason {0} has no text in English, or one that is empty or longer than {REASON_CHARS_MAX} characters")]
    Reason(ReasonCode),
    /// More than a policy holds.
    #[error("a policy has at most {RULES_MAX} rules and {REASONS_MAX} reasons")]
    TooMuch,
}

/// The most values of one list of a rule.
pub const VALUES_MAX: usize = 50;

impl Policy {
    /// Makes a policy of what an administrator wrote.
    ///
    /// # Errors
    /// Refuses a policy that leaves out some matter, says two things about one, or gives a reason without a text.
    pub fn new(form: PolicyForm) -> Result<Policy, PolicyError> {
        if form.rules.len() > RULES_MAX || form.reasons.len() > REASONS_MAX {
            return Err(PolicyError::TooMuch);
        }
        let numbered = form.rules.iter().zip(1..);
        let mut rules = numbered.map(|(rule, number)| rule.read(number, form.minutes_a_day)).collect::<Result<Vec<_>, _>>()?;
        check_reasons(&form.reasons, &rules)?;
        let for_everything = rules.iter().filter(|rule| rule.when == When::default()).max_by_key(|rule| rule.precedence);
        let general = for_everything.ok_or(PolicyError::Incomplete)?.targets.clone();
        if let Some((first, second, matter)) = unsettled(&rules) {
            return Err(PolicyError::Ambiguous { first, second, matter: Box::new(matter) });
        }
        rules.sort_by_key(Rule::rank);
        let patience = form.waiting.as_ref().map(|waiting| waiting.read(form.minutes_a_day)).transpose()?;
        Ok(Policy { form, patience, rules, general })
    }

    /// Returns what is promised for a matter: by the rule of the highest precedence, and of those by the closest.
    pub fn targets(&self, matter: &Matter) -> &Targets {
        self.rules.iter().find(|rule| rule.when.holds_for(matter)).map_or(&self.general, |rule| &rule.targets)
    }

    /// Returns how long an asker who is waited for has; nothing where nobody is reminded by itself.
    pub fn patience(&self) -> Option<&Patience> {
        self.patience.as_ref()
    }

    /// Returns the text of a reason that one of its rules gives.
    pub fn reason(&self, code: &ReasonCode) -> Option<&Texts> {
        self.form.reasons.get(code)
    }

    /// Returns what the administrator wrote.
    pub fn form(&self) -> &PolicyForm {
        &self.form
    }
}

fn check_reasons(reasons: &BTreeMap<ReasonCode, Texts>, rules: &[Rule]) -> Result<(), PolicyError> {
    let is_text = |text: &String| !text.trim().is_empty() && text.chars().count() <= REASON_CHARS_MAX;
    let is_told = |texts: &Texts| texts.exactly(Language::EN).is_some() && texts.0.values().all(is_text);
    let given = rules.iter().map(|rule| &rule.targets.reason);
    match reasons.keys().chain(given).find(|code| !reasons.get(code).is_some_and(is_told)) {
        Some(code) => Err(PolicyError::Reason(code.clone())),
        None => Ok(()),
    }
}

impl TryFrom<PolicyForm> for Policy {
    type Error = PolicyError;

    fn try_from(form: PolicyForm) -> Result<Policy, PolicyError> {
        Policy::new(form)
    }
}

impl From<Policy> for PolicyForm {
    fn from(policy: Policy) -> PolicyForm {
        policy.form
    }
}
