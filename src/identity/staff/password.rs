//! What a password has to be. Source: NIST SP 800-63B-4, section 3.1.1.2; OWASP ASVS 5.0, V6.2.

use super::email::Email;
use crate::platform::secret::Secret;

/// The fewest characters of a password.
pub const CHARACTERS_MIN: usize = 12;
/// The most.
pub const CHARACTERS_MAX: usize = 128;
/// The fewest characters of the part before the `@` that a password may not hold; a shorter one is in every third word.
const LOCAL_CHARACTERS_MIN: usize = 3;

/// A password that somebody chose, and that may be. It has no `Debug`.
pub struct Password(Secret<String>);

/// A text that cannot be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not 12 to 128 characters without the name of the e-mail address")]
pub struct PasswordError;

impl Password {
    /// Takes a password for the account with this address. Every character counts, blanks too; none is asked for.
    pub fn choose(text: &str, email: &Email) -> Result<Password, PasswordError> {
        let length = text.chars().take(CHARACTERS_MAX + 1).count();
        let local = email.local_part();
        let tells_address = local.chars().count() >= LOCAL_CHARACTERS_MIN && text.to_lowercase().contains(local);
        if !(CHARACTERS_MIN..=CHARACTERS_MAX).contains(&length) || tells_address {
            return Err(PasswordError);
        }
        Ok(Password(Secret::new(text.to_owned())))
    }

    /// Hands it to whoever hashes it.
    pub fn into_secret(self) -> Secret<String> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_does_not_repeat_the_address() {
        let email: Email = "asha.demo@customs.example".parse().expect("an address");
        let may_be = |text: &str| Password::choose(text, &email).is_ok();
        for text in ["twelve chars", &"é".repeat(128), "            ", "customs.example"] {
            assert!(may_be(text), "{text}");
        }
        for text in ["eleven char", &"é".repeat(129), "my Asha.Demo password", ""] {
            assert!(!may_be(text), "{text}");
        }
        let short: Email = "a@customs.example".parse().expect("an address");
        assert!(Password::choose("a long password", &short).is_ok(), "one letter is in every word");
    }
}
