//! Reads answers into the types of the operations. One function for each kind of value, rather than one for each type and format, as serde
//! derives them: two hundred types are two hundred times a few lines.

use serde_json::{Map, Value};

/// What is read out of an answer. Fields that nobody asked for are no matter; one that was asked for and is missing, or of another kind, is.
pub trait Read: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// With the name of the field that is not as the contract has it.
    fn read(value: Value) -> Result<Self, Unread>;

    /// What stands for a field that is not there.
    ///
    /// # Errors
    /// Where it has to be.
    fn missing() -> Result<Self, Unread> {
        Err(Unread(""))
    }
}

/// A field that is not as the contract has it. Never what stood there: that may be what somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread(pub &'static str);

/// The fields of an object.
pub struct Object(Map<String, Value>);

impl Object {
    /// Takes a value that has to be an object.
    pub fn of(value: Value) -> Result<Object, Unread> {
        match value {
            Value::Object(fields) => Ok(Object(fields)),
            _ => Err(Unread("")),
        }
    }

    /// Takes a field out.
    pub fn take<T: Read>(&mut self, name: &'static str) -> Result<T, Unread> {
        let read = match self.value(name) {
            Some(value) => T::read(value),
            None => T::missing(),
        };
        // The innermost name is the one that helps.
        read.map_err(|unread| if unread.0.is_empty() { Unread(name) } else { unread })
    }

    #[inline(never)]
    fn value(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }
}

/// Says of which type of a union an object is.
pub fn type_of(value: &Value) -> Result<String, Unread> {
    value.get("__typename").and_then(Value::as_str).map(str::to_owned).ok_or(Unread("__typename"))
}

impl Read for String {
    fn read(value: Value) -> Result<Self, Unread> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(Unread("")),
        }
    }
}

impl Read for bool {
    fn read(value: Value) -> Result<Self, Unread> {
        value.as_bool().ok_or(Unread(""))
    }
}

impl Read for i64 {
    fn read(value: Value) -> Result<Self, Unread> {
        value.as_i64().ok_or(Unread(""))
    }
}

impl Read for f64 {
    fn read(value: Value) -> Result<Self, Unread> {
        value.as_f64().ok_or(Unread(""))
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value) -> Result<Self, Unread> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }

    fn missing() -> Result<Self, Unread> {
        Ok(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value) -> Result<Self, Unread> {
        let Value::Array(values) = value else { return Err(Unread("")) };
        let mut read = Vec::with_capacity(values.len());
        for value in values {
            read.push(T::read(value)?);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::op::{cancel_payment, publication, receipts};

    fn receipt() -> Value {
        json!({ "series": "ZZ/MSA/2026", "number": 7, "code": "x", "text": "FT1:X", "issuedAt": "2026-03-01T09:30:00Z", "total": null })
    }

    #[test]
    fn what_was_asked_for_is_read_and_anything_else_is_no_matter() {
        let mut more = receipt();
        more["later"] = json!({ "a": 1 });
        let read = receipts::ResponseData::read(json!({ "receipts": [receipt(), more] })).expect("in the contract");
        assert_eq!(read.receipts.len(), 2);
        assert_eq!((read.receipts[1].number, read.receipts[1].text.as_str()), (7, "FT1:X"));
    }

    #[test]
    fn what_is_missing_or_of_another_kind_is_named_and_not_shown() {
        let read = |receipt: Value| receipts::ResponseData::read(json!({ "receipts": [receipt] })).map(drop);
        for (field, value) in
            [("number", json!("seven")), ("text", json!(null)), ("issuedAt", json!({})), ("series", json!(["x"]))]
        {
            let mut other = receipt();
            other[field] = value;
            assert_eq!(read(other), Err(Unread(field)));
            let mut less = receipt();
            less.as_object_mut().expect("an object").remove(field);
            assert_eq!(read(less), Err(Unread(field)));
        }
        assert_eq!(receipts::ResponseData::read(json!({ "receipts": {} })).map(drop), Err(Unread("receipts")));
        assert_eq!(receipts::ResponseData::read(json!([])).map(drop), Err(Unread("")));
    }

    #[test]
    fn what_need_not_be_there_may_be_missing() {
        assert!(publication::ResponseData::read(json!({})).expect("nothing found").publication.is_none());
        assert!(publication::ResponseData::read(json!({ "publication": null })).expect("nothing found").publication.is_none());
    }

    #[test]
    fn an_answer_is_of_the_type_that_it_names() {
        let read = |payload: Value| cancel_payment::ResponseData::read(json!({ "cancelPayment": payload }));
        let refused =
            read(json!({ "__typename": "Refused", "code": "X", "message": "x", "facts": [] })).expect("in the contract");
        assert!(
            matches!(refused.cancel_payment, cancel_payment::CancelPaymentCancelPayment::Refused(refused) if refused.code == "X")
        );
        assert_eq!(read(json!({ "__typename": "Later" })).map(drop), Err(Unread("__typename")));
        assert_eq!(read(json!({ "code": "X" })).map(drop), Err(Unread("__typename")));
    }
}
