//! What is hashed of a code: the code together with everything it is bound to.

use super::{digits::Digits, purpose::Purpose};
use crate::{
    identity::{phone::PhoneNumber, token::Thumbprint},
    platform::secret::Secret,
};

/// What a code is bound to: it approves nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The number it was sent to.
    pub phone: PhoneNumber,
    /// What it is for, with the amount where money is moved.
    pub purpose: Purpose,
    /// The device that asked for it.
    pub device: Thumbprint,
}

impl Binding {
    /// Returns what is hashed: no part can hold the line break that parts them, so no two bindings are written alike.
    pub fn bound(&self, digits: &Digits) -> Secret<String> {
        let Binding { phone, purpose, device } = self;
        let (minor, currency) = purpose.amount().map_or((0, ""), |amount| (amount.minor(), amount.currency()));
        let (digits, phone, purpose, device) = (digits.reveal(), phone.reveal(), purpose.as_str(), device.as_str());
        Secret::new(format!("{digits}\n{phone}\n{purpose}\n{minor}\n{currency}\n{device}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{
        code::purpose::Amount,
        hashing::{HashCost, Hasher, SALT_BYTES},
    };

    fn digits(text: &str) -> Digits {
        text.parse().expect("a code")
    }

    fn binding(purpose: Purpose) -> Binding {
        let phone = "+999555010012".parse().expect("a number");
        Binding { phone, purpose, device: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs".parse().expect("a thumbprint") }
    }

    fn pay(minor: i64, currency: &str) -> Purpose {
        Purpose::Pay(Amount::new(minor, currency).expect("an amount"))
    }

    #[tokio::test]
    async fn a_code_approves_what_it_was_made_for_and_nothing_else() {
        let hasher = Hasher::new(HashCost::LEAST);
        let made = binding(pay(125_000, "KES"));
        let hash = hasher.hash(made.bound(&digits("012345")), [7; SALT_BYTES]).await.expect("a hash");
        let is_of = async |code: &str, binding: &Binding| {
            hasher.is_of(hash.clone(), binding.bound(&digits(code))).await.expect("compared")
        };
        assert!(is_of("012345", &made).await);
        assert!(!is_of("012346", &made).await);
        for purpose in [Purpose::View, Purpose::Mandate, pay(125_001, "KES"), pay(125_000, "UGX")] {
            assert!(!is_of("012345", &binding(purpose)).await, "{purpose:?}");
        }
        let other_phone = Binding { phone: "+999555010013".parse().expect("a number"), ..made.clone() };
        let other_device = Binding { device: "A".repeat(43).parse().expect("a thumbprint"), ..made.clone() };
        assert!(!is_of("012345", &other_phone).await && !is_of("012345", &other_device).await);
    }
}
