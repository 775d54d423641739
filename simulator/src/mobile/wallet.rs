//! The wallet of a number: whether there is one, and in whose name it stands. The name is nobody's, and of one number always the same.

use serde_json::{Value, json};

use crate::world::World;

/// The first name of every holder; the last one is the end of the number.
const GIVEN_NAME: &str = "Holder";
/// How many digits of a number its holder is called by.
const FAMILY_DIGITS: usize = 4;

/// A wallet, as far as its operator tells of it.
pub(crate) enum Wallet {
    /// It stands in this name: the first, and the last.
    Named([String; 2]),
    /// It is there, and its name is not told.
    Unnamed,
    /// There is none.
    Absent,
}

impl World {
    /// Looks up the wallet of a number, however it is written in a path or a body.
    pub(crate) fn wallet(&self, number: &str) -> Wallet {
        let digits = ["%2B", "%2b", "+"].iter().find_map(|plus| number.strip_prefix(plus)).unwrap_or(number);
        let drawn = self.chance().per_mille("wallet", digits, 0);
        let plan = &self.plan.wallets;
        if drawn < plan.absent {
            return Wallet::Absent;
        }
        if drawn < plan.absent.saturating_add(plan.unnamed) {
            return Wallet::Unnamed;
        }
        let family = digits.get(digits.len().saturating_sub(FAMILY_DIGITS)..).unwrap_or(digits);
        Wallet::Named([GIVEN_NAME.to_owned(), family.to_owned()])
    }
}

impl Wallet {
    /// Writes its name as the GSMA shape does (`responseAccountName`); nothing where there is no wallet.
    pub(crate) fn account_name(&self) -> Option<Value> {
        match self {
            Wallet::Named([given, family]) => {
                Some(json!({"name": {"firstName": given, "lastName": family, "fullName": format!("{given} {family}")}}))
            }
            Wallet::Unnamed => Some(json!({})),
            Wallet::Absent => None,
        }
    }
}
