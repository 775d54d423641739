//! The operations that the core sends, each made of its file in `graphql/operations` by `build/main.rs`.

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

    use super::{cancel_payment, enquiry_status, publication, receipts};

    fn status() -> Value {
        json!({
            "reference": "ENQ-1", "state": "RECEIVED", "stateText": "Received", "openedAt": "2026-03-01T09:30:00Z", "due": null, "version": 7
        })
    }

    #[test]
    fn what_was_asked_for_is_read_and_anything_else_is_no_matter() {
        let receipt = json!({ "text": "FT1:X", "later": { "a": 1 } });
        let read = receipts::ResponseData::read(json!({ "receipts": [receipt, { "text": "FT1:Y" }] })).expect("in the contract");
        assert_eq!(read.receipts.iter().map(|receipt| receipt.text.as_str()).collect::<Vec<_>>(), ["FT1:X", "FT1:Y"]);
    }

    #[test]
    fn what_is_missing_or_of_another_kind_is_named_and_not_shown() {
        let read = |status: Value| enquiry_status::ResponseData::read(json!({ "enquiryStatus": status })).map(drop);
        assert_eq!(read(status()), Ok(()));
        for (field, value) in
            [("version", json!("seven")), ("reference", json!(null)), ("openedAt", json!({})), ("state", json!(["x"]))]
        {
            let mut other = status();
            other[field] = value;
            assert_eq!(read(other), Err(Unread(field)));
            let mut less = status();
            less.as_object_mut().expect("an object").remove(field);
            assert_eq!(read(less), Err(Unread(field)));
        }
        assert_eq!(receipts::ResponseData::read(json!({ "receipts": {} })).map(drop), Err(Unread("receipts")));
        assert_eq!(receipts::ResponseData::read(json!([])).map(drop), Err(Unread("")));
    }

    #[test]
    fn a_word_comes_back_as_it_was_also_where_this_version_does_not_know_it() {
        for word in ["RECEIVED", "WITHDRAWN", "SOMETHING_NEW"] {
            let state = enquiry_status::EnquiryState::from(word.to_owned());
            assert_eq!(state.as_ref(), word);
            assert_eq!(serde_json::to_value(&state).expect("a word"), word);
        }
        assert!(matches!(enquiry_status::EnquiryState::from("WITHDRAWN".to_owned()), enquiry_status::EnquiryState::WITHDRAWN));
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
