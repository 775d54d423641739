//! What each stage of the way from a question to its answer found, and how long it took. Row CHAT-M1.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// The stages, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The text is made harmless and cut to size.
    Intake,
    /// Personal data is taken out.
    Redact,
    /// What is wanted.
    Intent,
    /// As of which day.
    Day,
    /// What was asked before.
    Memory,
    /// What is known as data.
    Compute,
    /// Which passages may answer.
    Retrieve,
    /// Which sentences of them do.
    Evidence,
    /// How they are said.
    Compose,
    /// That nothing is said which no source says.
    Verify,
    /// Whether to say it.
    Decide,
}

/// What one stage found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageNote {
    /// Which.
    pub stage: Stage,
    /// What it found, as a word or a figure; never what was asked.
    pub verdict: String,
    /// How long it took, in microseconds.
    pub micros: u64,
}

/// Takes note of the stages as they end.
pub struct Notes {
    notes: Vec<StageNote>,
    began: Instant,
    since: Instant,
}

impl Notes {
    /// Begins.
    pub fn begin() -> Notes {
        let now = Instant::now();
        Notes { notes: Vec::new(), began: now, since: now }
    }

    /// Says that a stage ended now, and what it found.
    pub fn end(&mut self, stage: Stage, verdict: impl ToString) {
        let now = Instant::now();
        let took: Duration = now - self.since;
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.notes.push(StageNote { stage, verdict: verdict.to_string(), micros });
        self.since = now;
    }

    /// Returns how long all of them took so far.
    pub fn spent(&self) -> Duration {
        self.since - self.began
    }

    /// Returns what was noted.
    pub fn done(self) -> Vec<StageNote> {
        self.notes
    }
}
