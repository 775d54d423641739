//! What happened to an enquiry, as far as its clock is concerned.

use vocabulary::AuthorityCode;

use crate::{name::PauseReason, policy::Targets};

/// Something that happened to an enquiry. Whatever cannot change the clock as it stands then (resuming what is not paused, closing what is
/// closed) changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It was asked. The first moment, and the only one of its kind.
    Asked,
    /// A reply went to the asker; the first one is the first reply.
    Replied,
    /// The asker wrote. Where we were waiting for that, we no longer are.
    AskerWrote,
    /// We asked the asker for something without which we cannot go on.
    WaitingAsker {
        /// For what.
        reason: PauseReason,
    },
    /// It cannot go on, and not because of the asker: an appeal, a laboratory.
    Frozen {
        /// Why.
        reason: PauseReason,
    },
    /// It goes on.
    Resumed,
    /// Another authority is to reply. The clock goes on: who has it is no concern of the asker.
    Referred {
        /// Which.
        to: AuthorityCode,
    },
    /// Whoever has it gave it back to whoever referred it.
    Returned,
    /// Other reply times hold from now on: it was found to be complex, its goods were stopped at the border or released.
    Retargeted {
        /// Those.
        targets: Box<Targets>,
    },
    /// It is answered together with another that asks the same. Its clock goes on, because its asker was promised a time.
    Merged,
    /// It is answered by itself again.
    Split,
    /// It is done: replied to in full, withdrawn, rejected. What an asker takes to judge a reply is no time of ours, so that an enquiry is
    /// closed by the reply that may end it, and reopened by the asker who is not content.
    Closed,
    /// It was not done after all: what was promised begins anew.
    Reopened,
}

/// Who is to reply.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The enquiry point.
    EnquiryPoint,
    /// An authority it was referred to.
    Authority(AuthorityCode),
}
