//! Mistakes in a rule of posting: each makes an entry that balances, and is wrong.

use payment::ledger::{Account, Entry, Layer, Phase, Posting, Rule, Side};

/// What is wrong with the entries of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Mutation {
    pub rule: Rule,
    pub how: How,
}

#[derive(Clone, Copy, Debug)]
pub enum How {
    /// They are not posted.
    Missing,
    /// They are posted twice.
    Twice,
    /// Left is right.
    Turned,
    /// They are a unit short.
    Short,
    /// What is posted is only held, and the reverse.
    OtherLayer,
    /// What came in is taken for demanded, and the reverse.
    OtherPhase,
}

/// Returns the mistakes that a rule can have.
pub fn of(rule: Rule) -> Vec<Mutation> {
    let has_phase =
        matches!(rule, Rule::Issued | Rule::AmendedUp | Rule::AmendedDownPaid | Rule::RepaymentApproved | Rule::Interest);
    let mut ways = vec![How::Missing, How::Twice, How::Turned, How::Short, How::OtherLayer];
    ways.extend(has_phase.then_some(How::OtherPhase));
    ways.into_iter().map(|how| Mutation { rule, how }).collect()
}

impl Mutation {
    /// Returns what is posted instead of an entry.
    pub fn instead(self, entry: &Entry) -> Vec<Entry> {
        if entry.rule() != self.rule {
            return vec![entry.clone()];
        }
        let make = |layer, postings| Entry::new(entry.rule(), layer, entry.currency(), postings).into_iter().collect();
        let changed = |change: fn(Posting) -> Posting| entry.postings().iter().cloned().map(change).collect::<Vec<_>>();
        match self.how {
            How::Missing => vec![],
            How::Twice => vec![entry.clone(), entry.clone()],
            How::Turned => make(entry.layer(), changed(turned)),
            How::Short => make(entry.layer(), short(entry)),
            How::OtherLayer => {
                make(if entry.layer() == Layer::Posted { Layer::Pending } else { Layer::Posted }, entry.postings().to_vec())
            }
            How::OtherPhase => make(entry.layer(), changed(other_phase)),
        }
    }
}

fn turned(posting: Posting) -> Posting {
    let side = if posting.side == Side::Debit { Side::Credit } else { Side::Debit };
    Posting { side, ..posting }
}

fn other_phase(posting: Posting) -> Posting {
    let account = match posting.account {
        Account::Revenue(kind, agency, Phase::Assessed) => Account::Revenue(kind, agency, Phase::Collected),
        Account::Revenue(kind, agency, Phase::Collected) => Account::Revenue(kind, agency, Phase::Assessed),
        account => account,
    };
    Posting { account, ..posting }
}

/// Takes a unit from the first posting on each side that has more than one.
fn short(entry: &Entry) -> Vec<Posting> {
    let mut postings = entry.postings().to_vec();
    for side in [Side::Debit, Side::Credit] {
        if let Some(posting) = postings.iter_mut().find(|posting| posting.side == side && posting.minor > 1) {
            posting.minor -= 1;
        }
    }
    postings
}
