//! What a payer does: on the page, over `/sim/payments`, or by itself as planned.

use std::str::FromStr;

use serde_json::json;

use crate::{
    answer::{Answer, Refused},
    plan::PayerPlan,
    world::{Due, World},
};

/// One thing that a payer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Approves, with the proof that is asked for.
    Approve,
    /// Declines, or has no money.
    Decline,
    /// Is asked for a proof first; approving afterwards is a second deed.
    Challenge,
    /// Pays twice.
    Twice,
    /// Walks away.
    Leave,
}

/// What the last three digits of an amount make payers do, where the plan says so; every other amount is approved.
const MAGIC: [(i64, Deed); 4] = [(1, Deed::Decline), (2, Deed::Challenge), (3, Deed::Twice), (4, Deed::Leave)];

impl Deed {
    /// Every deed, by its name on the page and in addresses.
    pub(crate) const NAMED: [(&str, Deed); 5] = [
        ("approve", Deed::Approve),
        ("decline", Deed::Decline),
        ("challenge", Deed::Challenge),
        ("twice", Deed::Twice),
        ("leave", Deed::Leave),
    ];
}

impl FromStr for Deed {
    type Err = ();

    fn from_str(name: &str) -> Result<Deed, ()> {
        Deed::NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, deed)| deed).ok_or(())
    }
}

/// Decides what a payer does by itself; nobody knows before the draw, which is below a thousand.
fn planned(plan: &PayerPlan, amount: i64, drawn: u16) -> Option<Deed> {
    if plan.magic {
        let deed = MAGIC.into_iter().find(|(digits, _)| amount % 1_000 == *digits).map(|(_, deed)| deed);
        return Some(deed.unwrap_or(Deed::Approve));
    }
    let shares = [
        (plan.approve, Deed::Approve),
        (plan.decline, Deed::Decline),
        (plan.challenge, Deed::Challenge),
        (plan.twice, Deed::Twice),
        (plan.leave, Deed::Leave),
    ];
    let mut above = 0_u16;
    shares.into_iter().find_map(|(share, deed)| {
        above = above.saturating_add(share);
        (drawn < above).then_some(deed)
    })
}

impl World {
    /// Lets the payer of a new payment think of what to do.
    pub(crate) fn payer_sees(&mut self, payment: &str, amount: i64) {
        let drawn = self.chance().per_mille("payer", payment, 0);
        let Some(deed) = planned(&self.plan.payers, amount, drawn) else { return };
        let after = i64::from(self.plan.payers.after_s);
        self.later(after, Due::Payer { payment: payment.to_owned(), deed });
        if deed == Deed::Challenge {
            self.later(after, Due::Payer { payment: payment.to_owned(), deed: Deed::Approve });
        }
    }

    /// Lets a payer act on a payment of any shape.
    pub(crate) fn act(&mut self, payment: &str, deed: Deed) -> Result<(), Refused> {
        if self.stripe.intents.contains_key(payment) {
            return self.payer_at_cards(payment, deed);
        }
        if self.mobile.prompts.contains_key(payment) {
            return self.payer_at_phone(payment, deed);
        }
        Err(Answer::json(404, &json!({"error": "there is no such payment"})).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payers_do_what_is_planned_for_their_share() {
        let plan = PayerPlan { approve: 700, decline: 200, leave: 50, ..PayerPlan::default() };
        let done = [0, 699, 700, 899, 900, 949, 950, 999].map(|drawn| planned(&plan, 5, drawn));
        let [approve, decline, leave] = [Deed::Approve, Deed::Decline, Deed::Leave].map(Some);
        assert_eq!(done, [approve, approve, decline, decline, leave, leave, None, None]);
    }

    #[test]
    fn magic_amounts_decide_by_their_last_three_digits() {
        let plan = PayerPlan { magic: true, ..PayerPlan::default() };
        assert_eq!(planned(&plan, 52_001, 0), Some(Deed::Decline));
        assert_eq!(planned(&plan, 52_003, 0), Some(Deed::Twice));
        assert_eq!(planned(&plan, 52_000, 0), Some(Deed::Approve));
    }
}
