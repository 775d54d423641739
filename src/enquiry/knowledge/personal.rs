//! What of an asker is still in a text that is to be public. Rules only. Row DESK-M9.
//!
//! The officer takes out what is personal; this says what was overlooked: what we know of the asker, addresses of mail, numbers of phones.

use crate::enquiry::Contact;

/// The fewest digits that make a number of a phone, written as one.
const PHONE_DIGITS_MIN: usize = 7;
/// The shortest part of a name that is looked for: shorter ones are words as well.
const NAME_CHARS_MIN: usize = 4;

/// Says whether something personal is left in `text`, knowing how its asker is reached and by what reference.
pub fn is_left_in(text: &str, contact: &Contact, reference: &str) -> bool {
    let lower = text.to_lowercase();
    contact.email.as_ref().is_some_and(|email| lower.contains(&email.reveal().to_lowercase()))
        // However it is parted.
        || letters(&lower).contains(&letters(&reference.to_lowercase()))
        || contact.name.as_ref().is_some_and(|name| names(&lower, name.reveal()))
        || contact.phone.as_ref().is_some_and(|phone| digits(text).contains(phone.reveal().trim_start_matches('+')))
        || text.split_whitespace().any(is_mail_address)
        || has_phone(text)
}

/// Says whether a text holds a part of a name as a word of its own.
fn names(lower: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let parts: Vec<&str> = name.split_whitespace().filter(|part| part.chars().count() >= NAME_CHARS_MIN).collect();
    lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| parts.contains(&word))
}

fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn is_mail_address(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'))
}

/// Says whether a text holds a number that begins with a plus, as international numbers of phones do, and no code of goods does.
fn has_phone(text: &str) -> bool {
    text.split('+').skip(1).any(|after| {
        let number: String =
            after.chars().take_while(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | '-' | '(' | ')')).collect();
        digits(&number).len() >= PHONE_DIGITS_MIN
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asker() -> Contact {
        Contact {
            phone: Some("+999555030012".parse().expect("a number")),
            email: Some("amina@parrots.example".parse().expect("an address")),
            name: Some("Amina Ke".parse().expect("a name")),
            push: None,
        }
    }

    #[test]
    fn what_is_known_of_the_asker_is_found_however_it_is_written() {
        for text in [
            "Dear Amina, you need a permit.",
            "AMINA@parrots.example asked.",
            "Call 999 555 0300 12.",
            "See ZZ-1234.",
            "Write to permits@agriculture.example.",
            "Call +1 (555) 010-0199.",
        ] {
            assert!(is_left_in(text, &asker(), "ZZ-1234"), "{text}");
        }
    }

    #[test]
    fn codes_days_and_amounts_are_not_personal() {
        for text in [
            "Heading 0106.39.00.00, from 2026-06-15, fee 1 200.00 XTS + 5 %.",
            "A permit of the ministry for each @home bird. Examination costs 120+80.",
            "Keep the permit for 10 years.",
        ] {
            assert!(!is_left_in(text, &asker(), "ZZ-1234"), "{text}");
        }
    }
}
