//! What a reply took from a source: which, and what it said then.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// What was taken from a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The source, as outboxes and certificates name it (`fact/fee/x-ray`, `measure/0901210000`).
    pub source: String,
    /// The SHA-256 of what it said, in hexadecimal digits.
    pub digest: String,
}

impl Quoted {
    /// Names what some words said of a source that has no digest of its own.
    pub fn of_words(source: String, words: &str) -> Quoted {
        Quoted { source, digest: hex::encode(Sha256::digest(words)) }
    }
}

/// Says whether every source says what it said; one that is gone says nothing.
pub fn stand(quoted: &[Quoted], now: &BTreeMap<String, String>) -> bool {
    quoted.iter().all(|quote| now.get(&quote.source) == Some(&quote.digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_or_says_something_else_does_not_stand() {
        let quoted = [Quoted::of_words("measure/09".into(), "10 %"), Quoted::of_words("measure/10".into(), "free")];
        let says = |texts: &[(&str, &str)]| {
            let now = texts.iter().map(|(source, words)| Quoted::of_words((*source).to_owned(), words));
            now.map(|quote| (quote.source, quote.digest)).collect::<BTreeMap<_, _>>()
        };
        assert!(stand(&quoted, &says(&[("measure/09", "10 %"), ("measure/10", "free"), ("measure/11", "x")])));
        assert!(!stand(&quoted, &says(&[("measure/09", "11 %"), ("measure/10", "free")])));
        assert!(!stand(&quoted, &says(&[("measure/09", "10 %")])));
        assert!(stand(&[], &says(&[])));
    }
}
