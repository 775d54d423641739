//! The chart of accounts. Section 10 of the requirements.

use std::fmt;

use serde::{Deserialize, Serialize};
use vocabulary::{AuthorityCode, NoticeId, words};

use crate::notice::ChargeKind;

words! {
    /// Whether revenue was demanded, or is in.
    Phase, "phase of revenue" {
        /// It was demanded.
        Assessed = "assessed",
        /// It came in.
        Collected = "collected",
    }
}

/// An account of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "account", content = "of")]
pub enum Account {
    /// 1100: what is owed to us on a notice.
    Receivable(NoticeId),
    /// 1150: what a trader owes later: released, and not demanded before the statement of its month.
    Deferred(String),
    /// 1200: what a provider holds for us.
    Clearing(String),
    /// 1300: a bank account of the treasury.
    Treasury(String),
    /// 1400: what is in dispute at a provider.
    Disputed(String),
    /// 2110 to 2160: revenue of an agency.
    Revenue(ChargeKind, AuthorityCode, Phase),
    /// 2200: what a trader paid in advance.
    Deposit(String),
    /// 2300: money that nobody asked for.
    Unallocated,
    /// 2400: what is to be given back.
    Repayable,
    /// 2450: drawback that is to be paid.
    DrawbackPayable,
    /// 2500: securities that are held.
    Security(String),
    /// 2510: what of a trader's securities stands for something; pending only, for nothing is taken by it.
    Pledged(String),
    /// 5100: what a provider takes for its service.
    ProviderFees(String),
    /// 5200: what a dispute costs.
    DisputeFees(String),
    /// 5400: differences of exchange.
    Exchange,
    /// 5500: debts that were given up.
    WrittenOff,
}

impl Account {
    /// Returns its number.
    pub fn number(&self) -> u16 {
        match self {
            Account::Receivable(_) => 1100,
            Account::Deferred(_) => 1150,
            Account::Clearing(_) => 1200,
            Account::Treasury(_) => 1300,
            Account::Disputed(_) => 1400,
            Account::Revenue(kind, ..) => match kind {
                ChargeKind::Duty => 2110,
                ChargeKind::Vat => 2120,
                ChargeKind::Excise => 2130,
                ChargeKind::Fee => 2140,
                ChargeKind::Penalty => 2150,
                ChargeKind::Interest => 2160,
            },
            Account::Deposit(_) => 2200,
            Account::Unallocated => 2300,
            Account::Repayable => 2400,
            Account::DrawbackPayable => 2450,
            Account::Security(_) => 2500,
            Account::Pledged(_) => 2510,
            Account::ProviderFees(_) => 5100,
            Account::DisputeFees(_) => 5200,
            Account::Exchange => 5400,
            Account::WrittenOff => 5500,
        }
    }

    /// Returns whose it is: the notice, the provider, the agency and phase. Empty where there is one only.
    pub fn of(&self) -> String {
        match self {
            Account::Receivable(notice) => notice.to_string(),
            Account::Revenue(_, agency, phase) => format!("{agency} {phase}"),
            Account::Deferred(of)
            | Account::Clearing(of)
            | Account::Treasury(of)
            | Account::Disputed(of)
            | Account::Deposit(of)
            | Account::Security(of)
            | Account::Pledged(of)
            | Account::ProviderFees(of)
            | Account::DisputeFees(of) => of.clone(),
            Account::Unallocated | Account::Repayable | Account::DrawbackPayable | Account::Exchange | Account::WrittenOff => {
                String::new()
            }
        }
    }

    /// Says whether what is in it is a debit by nature: assets and expenses.
    pub fn is_debit(&self) -> bool {
        matches!(self.number(), 1000..2000 | 5000..6000)
    }
}

impl fmt::Display for Account {
    /// Writes number and owner: `1200 stripe`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.number())?;
        let of = self.of();
        if of.is_empty() { Ok(()) } else { write!(formatter, " {of}") }
    }
}
