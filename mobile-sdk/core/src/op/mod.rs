//! The operations that the core sends, each made of its file in `graphql/operations` by `build.rs`.

mod scalar;

use read::Read;
use serde::Serialize;

pub use generated::{HsCode as Line, hs_code as line_of, *};

#[allow(
    missing_docs,
    nonstandard_style,
    unused_imports,
    clippy::all,
    reason = "generated; the contract names and describes every field"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}

/// Something that the server is asked, with what goes with it and what it answers.
pub trait Operation {
    /// What goes with it.
    type Variables: Serialize;
    /// What it answers.
    type ResponseData: Read;
    /// Its name.
    const NAME: &'static str;
    /// Its text. The server knows it by its hash.
    const TEXT: &'static str;
}

#[cfg(test)]
mod tests {
    use read::{Read, Unread};
    use serde_json::{Value, json};

    use super::{cancel_payment, publication, receipts};

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
