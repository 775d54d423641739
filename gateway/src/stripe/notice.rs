//! Notices of the card provider: verified as bytes, then read by what is there.

use serde_json::Value;
use vocabulary::Timestamp;

use super::{dispute, intent, payout, refund, signature};
use crate::{
    json,
    notice::{Envelope, NOTICE_BYTES_MAX, Notice, NoticeRefused, Told, Trust},
};

/// Reads a notice.
pub(super) fn read(envelope: &Envelope<'_>, secrets: &[String], live: bool) -> Result<Notice, NoticeRefused> {
    if envelope.body.len() > NOTICE_BYTES_MAX {
        return Err(NoticeRefused::TooLarge);
    }
    let header = envelope.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("stripe-signature"));
    signature::verify(envelope.body, header.map(|(_, value)| *value), secrets, envelope.received_at)?;
    let event = json::read(envelope.body).map_err(|_| NoticeRefused::Unreadable)?;
    let id = json::id(&event, "id").ok_or(NoticeRefused::Unreadable)?;
    let kind = json::text(&event, "type").ok_or(NoticeRefused::Unreadable)?.to_owned();
    let object = event.pointer("/data/object").unwrap_or(&Value::Null);
    let mode = event.get("livemode").and_then(Value::as_bool);
    let object_mode = object.get("livemode").and_then(Value::as_bool);
    if mode.or(object_mode).unwrap_or(false) != live || object_mode.is_some_and(|object_mode| object_mode != live) {
        return Err(NoticeRefused::OtherMode);
    }
    let occurred_at = json::second(&event, "created").unwrap_or(Timestamp::UNIX_EPOCH);
    let told = told(&kind, object, envelope.body, occurred_at);
    Ok(Notice { id, kind, occurred_at, trust: Trust::Signed, told })
}

/// Reads what it is about by the kind of the object in it: new kinds of events about known objects are read as well.
fn told(kind: &str, object: &Value, raw: &[u8], at: Timestamp) -> Told {
    match json::text(object, "object") {
        Some("payment_intent") => intent::evidence(object, &Value::Null, raw).map_or(Told::Other, |evidence| {
            Told::Attempt(payment::Evidence { occurred_at: later(evidence.occurred_at, at), ..evidence })
        }),
        Some("refund") => refund::evidence(object, raw).map_or(Told::Other, Told::Repayment),
        Some("dispute") if kind.starts_with("charge.dispute.") => {
            dispute::evidence(object, raw).map_or(Told::Other, Told::Dispute)
        }
        Some("payout") => payout::evidence(object, raw).map_or(Told::Other, Told::Payout),
        _ => Told::Other,
    }
}

/// An event is never older than what it tells of; without the charge, an intent tells only when it was made.
fn later(of_object: Timestamp, of_event: Timestamp) -> Timestamp {
    of_object.max(of_event)
}
