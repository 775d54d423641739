//! In whose name a wallet stands, as its operator says it: asked before money is sent to a phone. Row PAY-G5.

use std::fmt;

use payment::Unsure;

use crate::answer::{Refused, Untold};

/// How long a name may be, in characters. What is longer is cut: it is read by a person, on one line.
const CHARACTERS_MAX: usize = 160;

/// What a provider says of the wallet of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HolderAnswer {
    /// There is one, and it stands in this name.
    Named(HolderName),
    /// There is one; in whose name it stands, we are not told.
    Unnamed,
    /// There is none, or it takes no money, in the provider's own words.
    NoWallet,
    /// The provider has no such question, or does not send money to phones for us.
    NotOffered,
    /// Nobody knows.
    Unsure(Unsure),
}

impl HolderAnswer {
    /// Returns its kind in one word, which names nobody: for logs.
    pub fn as_str(&self) -> &'static str {
        match self {
            HolderAnswer::Named(_) => "named",
            HolderAnswer::Unnamed => "unnamed",
            HolderAnswer::NoWallet => "no-wallet",
            HolderAnswer::NotOffered => "not-offered",
            HolderAnswer::Unsure(_) => "unsure",
        }
    }
}

impl From<Untold> for HolderAnswer {
    /// That we may not ask says nothing of a wallet.
    fn from(untold: Untold) -> HolderAnswer {
        match untold {
            Untold::Refused(Refused::NotOffered) => HolderAnswer::NotOffered,
            Untold::Refused(_) => HolderAnswer::Unsure(Unsure::Unreadable),
            Untold::NoSuchRequest => HolderAnswer::NoWallet,
            Untold::Unsure { why, .. } => HolderAnswer::Unsure(why),
        }
    }
}

/// The name in which a wallet stands, as the operator writes it: one line of 1 to 160 characters. It is written masked.
#[derive(Clone, PartialEq, Eq)]
pub struct HolderName(String);

impl HolderName {
    /// Takes a name onto one line. Nothing where nothing is left of it.
    pub fn new(text: &str) -> Option<HolderName> {
        let visible = |character: &char| !turns_text(*character);
        let plain = |character: char| if character.is_control() { ' ' } else { character };
        let text: String = text.chars().filter(visible).map(plain).collect();
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let name: String = line.chars().take(CHARACTERS_MAX).collect();
        let name = name.trim_end();
        (!name.is_empty()).then(|| HolderName(name.to_owned()))
    }

    /// Returns it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HolderName {
    /// Keeps the name to itself (row SEC-PII-01).
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HolderName(…)")
    }
}

/// Whether a character is not seen, and turns what stands beside it: with it a name could look like another. Source: Unicode Standard
/// Annex 9, explicit directional formatting characters.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_that_is_bounded_and_never_written_by_accident() {
        let of = |text: &str| HolderName::new(text).map(|name| name.as_str().to_owned());
        assert_eq!(of(" Halcyon \n\tImports  Ltd\u{0} "), Some("Halcyon Imports Ltd".to_owned()));
        assert_eq!(of("\u{202e}Halcyon\u{2069}"), Some("Halcyon".to_owned()), "nothing turns it");
        assert_eq!(of(&"n ".repeat(400)).map(|name| name.chars().count()), Some(159), "a blank at the end is none of it");
        assert_eq!(of(&"名".repeat(400)).map(|name| name.chars().count()), Some(160));
        for nothing in ["", " \r\n", "\u{200f}"] {
            assert_eq!(of(nothing), None, "{nothing:?}");
        }
        let named = HolderName::new("Halcyon Imports").map(HolderAnswer::Named);
        assert_eq!(format!("{named:?}"), "Some(Named(HolderName(…)))");
    }

    #[test]
    fn only_the_providers_own_word_is_that_there_is_no_wallet() {
        let unsure = HolderAnswer::Unsure(Unsure::Unreadable);
        assert_eq!(HolderAnswer::from(Untold::NoSuchRequest), HolderAnswer::NoWallet);
        assert_eq!(HolderAnswer::from(Untold::Refused(Refused::Credentials)), unsure);
        assert_eq!(HolderAnswer::from(Untold::Refused(Refused::Payer)), unsure);
        assert_eq!(HolderAnswer::from(Untold::UNREADABLE), unsure);
        assert_eq!(HolderAnswer::from(Untold::Refused(Refused::NotOffered)), HolderAnswer::NotOffered);
    }
}
