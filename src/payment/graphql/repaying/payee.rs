//! In whose name the wallet stands to which a repayment would go, as whoever decides reads it.

use async_graphql::{Enum, SimpleObject};
use gateway::HolderAnswer;

/// What an operator says of a wallet.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "RepaymentPayeeStanding")]
pub enum PayeeStanding {
    /// It stands in `name`.
    Named,
    /// It is there; in whose name it stands the operator does not tell us.
    Unnamed,
    /// There is none, or it takes no money: the last agreement is refused. Ask for another number, or name a bank account.
    NoWallet,
    /// This operator is not asked: it has no such question.
    NotOffered,
    /// It did not say so in time: look again, or decide without it.
    Unsure,
}

/// In whose name the wallet stands to which a repayment would go. It is asked when it is looked at, and kept nowhere.
#[derive(SimpleObject)]
pub struct RepaymentPayee {
    /// What the operator says.
    standing: PayeeStanding,
    /// The name as the operator writes it, one line of 1 to 160 characters, where it is told. Compare it with who is to get the money.
    name: Option<String>,
}

impl From<HolderAnswer> for RepaymentPayee {
    fn from(answer: HolderAnswer) -> RepaymentPayee {
        let standing = match &answer {
            HolderAnswer::Named(_) => PayeeStanding::Named,
            HolderAnswer::Unnamed => PayeeStanding::Unnamed,
            HolderAnswer::NoWallet => PayeeStanding::NoWallet,
            HolderAnswer::NotOffered => PayeeStanding::NotOffered,
            HolderAnswer::Unsure(_) => PayeeStanding::Unsure,
        };
        let name = match answer {
            HolderAnswer::Named(name) => Some(name.as_str().to_owned()),
            _ => None,
        };
        RepaymentPayee { standing, name }
    }
}
