//! What is to go wrong, and what payers do: data, set when the simulator starts or over `/sim/plan`. Shares are out of a thousand.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest that anything is made to wait, in milliseconds.
const WAIT_MS_MAX: u32 = 120_000;
/// The latest that a notice is sent, in seconds of the simulator's clock: 72 hours.
const LATE_SECONDS_MAX: u32 = 259_200;
/// The latest that a payer acts: seven days.
const ACTS_AFTER_SECONDS_MAX: u32 = 604_800;

/// Everything that is planned. What is left out is as nothing goes wrong and nobody acts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// What all draws depend on.
    pub seed: u64,
    /// What goes wrong with calls.
    pub faults: FaultPlan,
    /// What goes wrong with notices to the product.
    pub hooks: HookPlan,
    /// What payers do without being told.
    pub payers: PayerPlan,
    /// How repayments end.
    pub repayments: RepaymentPlan,
    /// Which numbers have a wallet, and of which its holder is told.
    pub wallets: WalletPlan,
    /// In how many of a thousand queries a paid prompt of the Daraja shape is said to have been cancelled.
    pub contradict: u16,
}

/// What goes wrong with calls, each in how many of a thousand; one call meets one fault at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultPlan {
    /// Waits `delay_ms`, then does what was asked.
    pub delay: u16,
    /// Never answers, and does nothing.
    pub drop_before: u16,
    /// Does what was asked, and never answers.
    pub drop_after: u16,
    /// Answers 500, and does nothing.
    pub error_before: u16,
    /// Does what was asked, and answers 500.
    pub error_after: u16,
    /// Does what was asked, and breaks the connection in the middle of the answer.
    pub reset: u16,
    /// Answers 429, and does nothing.
    pub too_many: u16,
    /// Does what was asked, and answers what cannot be read.
    pub malformed: u16,
    /// Does what was asked, and answers after `slow_ms`.
    pub slow: u16,
    /// How long `delay` waits.
    pub delay_ms: u32,
    /// How long a connection is kept open that is never answered.
    pub hang_ms: u32,
    /// How long `slow` waits.
    pub slow_ms: u32,
}

/// What goes wrong with notices, each in how many of a thousand, independently of one another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HookPlan {
    /// Sent twice.
    pub duplicate: u16,
    /// Sent after those that follow it.
    pub reorder: u16,
    /// Sent later, by up to `late_s_max` seconds of the simulator's clock.
    pub late: u16,
    /// Never sent.
    pub lost: u16,
    /// Preceded by one that says that all was paid, signed by somebody else.
    pub forged: u16,
    /// Sent before the call is answered that caused it.
    pub early: u16,
    /// How late `late` is at most.
    pub late_s_max: u32,
}

/// What payers do without being told, each in how many of a thousand; the rest wait to be told on the page or over `/sim/payments`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PayerPlan {
    /// Approve.
    pub approve: u16,
    /// Decline, or have no money.
    pub decline: u16,
    /// Are asked to prove who they are, do, and approve.
    pub challenge: u16,
    /// Pay twice.
    pub twice: u16,
    /// Walk away.
    pub leave: u16,
    /// How many seconds of the simulator's clock they take.
    pub after_s: u32,
    /// Whether the last three digits of an amount decide instead, as `docs/providers.md` lists them.
    pub magic: bool,
}

/// How repayments end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RepaymentPlan {
    /// How many of a thousand are pending for a day first.
    pub pending: u16,
    /// How many of a thousand fail after a day.
    pub fail: u16,
}

/// Which numbers have a wallet, each in how many of a thousand; the rest have one, and its holder is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WalletPlan {
    /// Have none: what is sent there fails.
    pub absent: u16,
    /// Have one whose holder is not told.
    pub unnamed: u16,
}

/// Why a plan is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PlanError {
    /// Shares of what excludes one another are above a thousand together, or one is alone.
    #[error("{0} are more than a thousand of a thousand")]
    MoreThanAll(&'static str),
    /// Something waits for longer than is allowed.
    #[error("{0} waits for too long")]
    TooLong(&'static str),
}

impl Default for FaultPlan {
    fn default() -> FaultPlan {
        FaultPlan {
            delay: 0,
            drop_before: 0,
            drop_after: 0,
            error_before: 0,
            error_after: 0,
            reset: 0,
            too_many: 0,
            malformed: 0,
            slow: 0,
            delay_ms: 50,
            hang_ms: 2_000,
            slow_ms: 1_000,
        }
    }
}

impl FaultPlan {
    /// The mix of the fault matrix: 10 % time-outs (half of them after the effect), 5 % errors before and 5 % after it, 5 % resets, 5 %
    /// refusals for too many calls, 2 % slow, 1 % unreadable. Source: requirements on reliability, F04.
    pub fn hostile() -> FaultPlan {
        FaultPlan {
            drop_before: 50,
            drop_after: 50,
            error_before: 50,
            error_after: 50,
            reset: 50,
            too_many: 50,
            slow: 20,
            malformed: 10,
            ..FaultPlan::default()
        }
    }
}

impl HookPlan {
    /// The mix of the kill test: 20 % twice, 30 % out of order, 10 % late to 72 hours, 5 % lost, 30 % before the answer. Source:
    /// requirements on reliability, F01.
    pub fn hostile() -> HookPlan {
        HookPlan { duplicate: 200, reorder: 300, late: 100, lost: 50, forged: 0, early: 300, late_s_max: LATE_SECONDS_MAX }
    }
}

impl Plan {
    /// Makes a plan by which nothing goes wrong and every payer approves.
    pub fn kind(seed: u64) -> Plan {
        Plan { seed, payers: PayerPlan { approve: 1_000, ..PayerPlan::default() }, ..Plan::default() }
    }

    /// Holds the plan against its limits.
    ///
    /// # Errors
    /// Names what is too much.
    pub fn check(&self) -> Result<(), PlanError> {
        let FaultPlan { delay, drop_before, drop_after, error_before, error_after, reset, too_many, malformed, slow, .. } =
            self.faults;
        let PayerPlan { approve, decline, challenge, twice, leave, after_s, .. } = self.payers;
        let HookPlan { duplicate, reorder, late, lost, forged, early, late_s_max } = self.hooks;
        let sums = [
            ("faults", vec![delay, drop_before, drop_after, error_before, error_after, reset, too_many, malformed, slow]),
            ("payers", vec![approve, decline, challenge, twice, leave]),
            ("repayments", vec![self.repayments.pending, self.repayments.fail]),
            ("wallets", vec![self.wallets.absent, self.wallets.unnamed]),
            ("duplicates", vec![duplicate]),
            ("reordered notices", vec![reorder]),
            ("late notices", vec![late]),
            ("lost notices", vec![lost]),
            ("forged notices", vec![forged]),
            ("early notices", vec![early]),
            ("contradictions", vec![self.contradict]),
        ];
        for (what, shares) in sums {
            if shares.into_iter().map(u32::from).sum::<u32>() > 1_000 {
                return Err(PlanError::MoreThanAll(what));
            }
        }
        let waits = [
            ("a delay", self.faults.delay_ms, WAIT_MS_MAX),
            ("a hanging call", self.faults.hang_ms, WAIT_MS_MAX),
            ("a slow call", self.faults.slow_ms, WAIT_MS_MAX),
            ("a late notice", late_s_max, LATE_SECONDS_MAX),
            ("a payer", after_s, ACTS_AFTER_SECONDS_MAX),
        ];
        match waits.into_iter().find(|(_, wait, most)| wait > most) {
            Some((what, _, _)) => Err(PlanError::TooLong(what)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_what_excludes_one_another_are_a_thousand_at_most() {
        assert_eq!(Plan { faults: FaultPlan::hostile(), hooks: HookPlan::hostile(), ..Plan::kind(1) }.check(), Ok(()));
        let payers = PayerPlan { approve: 999, leave: 2, ..PayerPlan::default() };
        assert_eq!(Plan { payers, ..Plan::default() }.check(), Err(PlanError::MoreThanAll("payers")));
        let wallets = WalletPlan { absent: 999, unnamed: 2 };
        assert_eq!(Plan { wallets, ..Plan::default() }.check(), Err(PlanError::MoreThanAll("wallets")));
        let faults = FaultPlan { hang_ms: 120_001, ..FaultPlan::default() };
        assert_eq!(Plan { faults, ..Plan::default() }.check(), Err(PlanError::TooLong("a hanging call")));
    }

    #[test]
    fn a_plan_with_a_word_we_do_not_know_is_refused() {
        assert!(serde_json::from_str::<Plan>(r#"{"faults":{"resets":5}}"#).is_err());
        assert_eq!(serde_json::from_str::<Plan>(r#"{"seed":3}"#).map(|plan| plan.seed).ok(), Some(3));
    }
}
