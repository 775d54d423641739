//! The signature of a notice: every secret of ours against every signature it carries, in constant time, over the bytes as they came.
//! Row WHK-01.

use aws_lc_rs::hmac;
use vocabulary::Timestamp;

use crate::notice::NoticeRefused;

/// How far the time of a signature may be from now, either way.
const TOLERANCE_SECONDS: u64 = 300;
/// How long the header may be.
const HEADER_BYTES_MAX: usize = 4_096;
/// How many signatures are tried.
const SIGNATURES_MAX: usize = 16;

/// Verifies `Stripe-Signature: t=1492774577,v1=5257a8…,v1=…` over a body.
///
/// # Errors
/// There is no signature of the kind we know, none that a secret of ours makes, or it was not made within five minutes of `now`.
pub fn verify(body: &[u8], header: Option<&str>, secrets: &[String], now: Timestamp) -> Result<(), NoticeRefused> {
    let header = header.filter(|header| header.len() <= HEADER_BYTES_MAX).ok_or(NoticeRefused::Unsigned)?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let at = parts().find(|(name, _)| *name == "t").map(|(_, value)| value).ok_or(NoticeRefused::Unsigned)?;
    let second: i64 = at.parse().map_err(|_| NoticeRefused::Unsigned)?;
    let signatures: Vec<Vec<u8>> =
        parts().filter(|(name, _)| *name == "v1").take(SIGNATURES_MAX).filter_map(|(_, value)| hex::decode(value).ok()).collect();
    if signatures.is_empty() {
        return Err(NoticeRefused::Unsigned);
    }
    let mut signed = format!("{at}.").into_bytes();
    signed.extend_from_slice(body);
    let is_theirs = secrets.iter().any(|secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        signatures.iter().any(|signature| hmac::verify(&key, &signed, signature).is_ok())
    });
    if !is_theirs {
        return Err(NoticeRefused::Forged);
    }
    if now.as_second().abs_diff(second) > TOLERANCE_SECONDS { Err(NoticeRefused::Stale) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: i64 = 1_772_438_400;

    fn now(after: i64) -> Timestamp {
        Timestamp::from_second(AT + after).expect("an instant")
    }

    fn signed(body: &[u8], secret: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hex::encode(hmac::sign(&key, &[format!("{AT}.").as_bytes(), body].concat()))
    }

    fn secrets(of: &[&str]) -> Vec<String> {
        of.iter().map(|secret| (*secret).to_owned()).collect()
    }

    #[test]
    fn any_secret_of_ours_and_any_signature_will_do() {
        let body = b"{\"id\":\"evt_1\"}";
        let header = format!("t={AT},v1={},v1={}", signed(body, "old"), signed(body, "new"));
        for ours in [&["old"][..], &["new"], &["other", "new"]] {
            assert_eq!(verify(body, Some(&header), &secrets(ours), now(0)), Ok(()), "{ours:?}");
        }
        assert_eq!(verify(body, Some(&header), &secrets(&["other"]), now(0)), Err(NoticeRefused::Forged));
    }

    #[test]
    fn five_minutes_and_a_second_are_too_long_either_way() {
        let header = format!("t={AT},v1={}", signed(b"{}", "s"));
        let verified = |after| verify(b"{}", Some(&header), &secrets(&["s"]), now(after));
        assert_eq!(
            [-301, -300, 0, 300, 301].map(verified),
            [Err(NoticeRefused::Stale), Ok(()), Ok(()), Ok(()), Err(NoticeRefused::Stale),]
        );
    }

    #[test]
    fn a_changed_byte_or_another_time_or_another_scheme_is_no_signature() {
        let tag = signed(b"{}", "s");
        let verified = |body: &[u8], header: &str| verify(body, Some(header), &secrets(&["s"]), now(0));
        assert_eq!(verified(b"{ }", &format!("t={AT},v1={tag}")), Err(NoticeRefused::Forged));
        assert_eq!(verified(b"{}", &format!("t={},v1={tag}", AT + 1)), Err(NoticeRefused::Forged));
        assert_eq!(verified(b"{}", &format!("t={AT},v0={tag}")), Err(NoticeRefused::Unsigned));
        assert_eq!(verified(b"{}", &format!("v1={tag}")), Err(NoticeRefused::Unsigned));
        assert_eq!(verified(b"{}", &format!("t={AT},v1={}", &tag[..62])), Err(NoticeRefused::Forged));
        assert_eq!(verified(b"{}", &format!("t={AT},v1=nonsense")), Err(NoticeRefused::Unsigned));
        assert_eq!(verify(b"{}", None, &secrets(&["s"]), now(0)), Err(NoticeRefused::Unsigned));
    }
}
