//! What an account of the staff is known by: an e-mail address, and the name that colleagues read.

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};

/// An e-mail address in small letters. It shows itself masked: `a•••@customs.example`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(Box<str>);

/// A text that is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an e-mail address")]
pub struct EmailError;

impl Email {
    /// The longest address (RFC 5321, section 4.5.3.1.3, without its angle brackets).
    const BYTES_MAX: usize = 254;
    /// The longest part before the `@` (RFC 5321, section 4.5.3.1.1).
    const LOCAL_BYTES_MAX: usize = 64;

    /// Returns the whole address, for whoever looks it up or shows it to its owner and colleagues.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns the part before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or(&self.0, |(local, _)| local)
    }

    /// Returns a name for the address under which failures are counted: whose address it is need not be known for that.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl FromStr for Email {
    type Err = EmailError;

    /// Reads an address as people type it. Capitals make no difference, in either part: no authority has two officers who differ by
    /// them alone.
    fn from_str(text: &str) -> Result<Email, EmailError> {
        if text.len() > 2 * Self::BYTES_MAX {
            return Err(EmailError);
        }
        let folded = text.trim().to_lowercase();
        let (local, domain) = folded.rsplit_once('@').ok_or(EmailError)?;
        let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control() && !"@:;,<>()[]\\\"".contains(letter);
        let is_label = |label: &str| {
            let fits = label.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
            fits && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
        };
        let local_fits = (1..=Self::LOCAL_BYTES_MAX).contains(&local.len()) && local.chars().all(is_plain);
        let fits = local_fits && domain.split('.').all(is_label) && folded.len() <= Self::BYTES_MAX;
        fits.then(|| Email(folded.into())).ok_or(EmailError)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first: String = local.chars().take(1).collect();
        write!(formatter, "{first}•••@{domain}")
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The name that colleagues read: one line of 1 to 100 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct DisplayName(Box<str>);

/// A text that is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a name of 1 to 100 characters on one line")]
pub struct DisplayNameError;

impl DisplayName {
    const CHARACTERS_MAX: usize = 100;

    /// Returns the name, for whoever shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for DisplayName {
    type Err = DisplayNameError;

    fn from_str(text: &str) -> Result<DisplayName, DisplayNameError> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().take(Self::CHARACTERS_MAX + 1).count() <= Self::CHARACTERS_MAX;
        (fits && !text.chars().any(char::is_control)).then(|| DisplayName(text.into())).ok_or(DisplayNameError)
    }
}

impl fmt::Debug for DisplayName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DisplayName(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_one_however_it_is_capitalised_and_shows_little_of_itself() {
        let email: Email = " Officer.One@Customs.Example ".parse().expect("an address");
        assert_eq!((email.reveal(), email.local_part()), ("officer.one@customs.example", "officer.one"));
        assert_eq!(format!("{email} {email:?}"), "o•••@customs.example o•••@customs.example");
        assert_eq!(Ok(email), "officer.one@CUSTOMS.example".parse());
        assert!("é@douane.example".parse::<Email>().is_ok());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c.example",
            "a@b@c.example",
            "a@c..example",
            "a@-c.example",
            "a@c.example.",
            "a\n@c.example",
            "a:b@c.example",
            "<a@c.example>",
            &format!("{}@c.example", "a".repeat(65)),
            &format!("a@{}.example", "c".repeat(250)),
        ] {
            assert_eq!(text.parse::<Email>(), Err(EmailError), "{text}");
        }
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(" Ada Example ".parse::<DisplayName>().expect("a name").reveal(), "Ada Example");
        for text in ["", "  ", "a\nb", &"x".repeat(101)] {
            assert_eq!(text.parse::<DisplayName>(), Err(DisplayNameError), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader_and_what_is_read_reads_again(text in "\\PC{0,12}@\\PC{0,12}|[a-zA-Z.]{1,8}@[a-zA-Z.-]{1,12}") {
            if let Ok(email) = text.parse::<Email>() {
                prop_assert_eq!(email.reveal().parse::<Email>(), Ok(email.clone()));
            }
        }
    }
}
