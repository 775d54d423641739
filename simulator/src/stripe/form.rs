//! The bodies of the card shape: forms, with brackets for what lies deeper (`metadata[attempt]=…`).

use std::collections::BTreeMap;

use crate::{answer::Answer, stripe::refusal};

/// How many fields a form may have.
const FIELDS_MAX: usize = 200;
/// How long one value may be.
const VALUE_CHARACTERS_MAX: usize = 5_000;

/// The fields of a body or of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    fields: BTreeMap<String, String>,
}

impl Form {
    /// Reads `a=1&b[c]=2`.
    pub(crate) fn read(text: &str) -> Result<Form, Answer> {
        let unread = || refusal::invalid("body", "the body is no form");
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).map_err(|_| unread())?;
        if pairs.len() > FIELDS_MAX || pairs.iter().any(|(_, value)| value.chars().count() > VALUE_CHARACTERS_MAX) {
            return Err(unread());
        }
        Ok(Form { fields: pairs.into_iter().collect() })
    }

    /// Returns a value that is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns a whole number.
    pub(crate) fn number(&self, name: &'static str) -> Result<Option<i64>, Answer> {
        let parse = |value: &str| value.parse().map_err(|_| refusal::invalid(name, &format!("Invalid integer: {value}")));
        self.text(name).map(parse).transpose()
    }

    /// Returns what lies below a name.
    pub(crate) fn below(&self, name: &str) -> BTreeMap<String, String> {
        let inner = |key: &str| key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']').map(str::to_owned);
        self.fields.iter().filter_map(|(key, value)| Some((inner(key)?, value.clone()))).collect()
    }

    /// Refuses a field that is not known; what lies below a known name is.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Answer> {
        let name = |key: &str| key.split('[').next().unwrap_or_default().to_owned();
        match self.fields.keys().find(|key| !known.contains(&name(key).as_str())) {
            Some(key) => Err(refusal::coded(400, "parameter_unknown", &format!("Received unknown parameter: {key}"))),
            None => Ok(()),
        }
    }

    /// Writes it so that the order of the fields makes no difference.
    pub(crate) fn canonical(&self) -> String {
        self.fields.iter().map(|(key, value)| format!("{key}={value}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_deeper_is_read_by_its_name() {
        let form = Form::read("amount=9007199254740993&metadata%5Battempt%5D=a+b&metadata[x]=").expect("a form");
        assert_eq!(form.number("amount"), Ok(Some(9_007_199_254_740_993)));
        assert_eq!(form.below("metadata").get("attempt").map(String::as_str), Some("a b"));
        assert_eq!(form.only(&["amount", "metadata"]), Ok(()));
        assert!(form.only(&["amount"]).is_err());
        assert_eq!(form, Form::read("metadata[x]=&metadata%5Battempt%5D=a+b&amount=9007199254740993").expect("a form"));
    }
}
