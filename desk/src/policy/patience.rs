//! How long an asker who is waited for has: until they are reminded, until they are reminded again, and until nobody waits any more. Row
//! DESK-M13.

use serde::{Deserialize, Serialize};

use super::{PolicyError, duration::minutes};
use crate::minutes::Minutes;

/// How long is waited, as it is written down. Times count in working minutes, each from what was told last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatienceForm {
    /// After how long the asker is reminded: `5 days`.
    pub remind_after: String,
    /// How long after that they are reminded again.
    pub remind_again_after: String,
    /// How long after that the enquiry is closed.
    pub close_after: String,
}

/// How long is waited for an asker, in working minutes, each from what was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    remind: Minutes,
    remind_again: Minutes,
    close: Minutes,
}

impl PatienceForm {
    pub(super) fn read(&self, minutes_a_day: Option<u16>) -> Result<Patience, PolicyError> {
        let read = |field: &'static str, text: &str| {
            minutes(text, minutes_a_day).map_err(|reason| PolicyError::Patience { field, reason })
        };
        Ok(Patience {
            remind: read("remind_after", &self.remind_after)?,
            remind_again: read("remind_again_after", &self.remind_again_after)?,
            close: read("close_after", &self.close_after)?,
        })
    }
}

impl Patience {
    /// Returns how long is waited after so many reminders.
    pub fn after(&self, reminders: u32) -> Minutes {
        match reminders {
            0 => self.remind,
            1 => self.remind_again,
            _ => self.close,
        }
    }
}
