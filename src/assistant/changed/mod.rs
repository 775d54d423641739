//! When what an answer rested on says something else: the question is asked anew, and where the answer is another one, whoever can be told is
//! told, once. That is who follows the conversation, and whose enquiry it became. Row CHAT-N6; why it is so: `docs/decisions/0029`.

mod following;
mod held;
mod looking;
mod rows;
mod rule;
pub(super) mod store;

use vocabulary::Timestamp;

use super::answer::Answer;

pub use following::FOLLOWED_MAX;
pub use held::Followings;

/// What is said to a question since what was said first is no longer so.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// When that was noticed.
    pub at: Timestamp,
    /// What is said instead.
    pub answer: Answer,
}
