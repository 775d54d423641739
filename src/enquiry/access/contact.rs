//! How an asker is reached and spoken to. Rules only.

use crate::{
    enquiry::push::PushAddress,
    identity::{
        phone::PhoneNumber,
        staff::{DisplayName, Email},
    },
};

/// How an asker is reached. All of it may be missing: then they look for themselves, with reference and PIN.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The number that notices go to. Nobody has proven that it is theirs.
    pub phone: Option<PhoneNumber>,
    /// The address that notices go to.
    pub email: Option<Email>,
    /// What they are called.
    pub name: Option<DisplayName>,
    /// The device that is woken when there is news.
    pub push: Option<PushAddress>,
}

impl Contact {
    /// Says whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Contact::default()
    }

    /// Says whether these are the last four digits of the number.
    pub fn ends_in(&self, last_four: &str) -> bool {
        let is_four = last_four.len() == 4 && last_four.bytes().all(|byte| byte.is_ascii_digit());
        is_four && self.phone.as_ref().is_some_and(|phone| phone.reveal().ends_with(last_four))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_digits_are_four_digits() {
        let contact = Contact { phone: Some("+999555010012".parse().expect("a number")), ..Contact::default() };
        assert!(contact.ends_in("0012"));
        for text in ["", "12", "10012", "0013", "+012", "١٢٣٤"] {
            assert!(!contact.ends_in(text), "{text}");
        }
        assert!(!Contact::default().ends_in("0012") && Contact::default().is_empty());
    }
}
