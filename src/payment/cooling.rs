//! Who is declined again and again waits: whoever tries out stolen cards is to do it elsewhere. Row SEC-PAY-04.
//!
//! Counted are declines of one debt and of one payer, whatever the payment and the key: neither a new key nor a new payment begins anew.
//! How often one network asks at all is counted where requests arrive.

use jiff::SignedDuration;
use payment::Share;
use sea_orm::ConnectionTrait;
use vocabulary::{NoticeId, Timestamp};

use super::{refusal::Refusal, store};
use crate::{identity::Subject, platform::fault::Fault};

/// How many declines there may be within [`WITHIN`].
const DECLINES_MAX: usize = 5;
/// How long a decline counts.
const WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// Refuses another attempt while there were too many declines of a notice or of the payer.
pub(super) async fn check(
    connection: &impl ConnectionTrait,
    over: &[Share],
    payer: Option<Subject>,
    now: Timestamp,
) -> Result<Result<(), Refusal>, Fault> {
    let notices: Vec<NoticeId> = over.iter().map(|share| share.notice).collect();
    let since = now.saturating_sub(WITHIN).unwrap_or(Timestamp::MIN);
    let declined = store::declines(connection, &notices, payer, since, DECLINES_MAX as u64).await?;
    Ok(match declined.get(DECLINES_MAX - 1) {
        Some(first) => Err(Refusal::CoolsOff { until: first.saturating_add(WITHIN).unwrap_or(Timestamp::MAX) }),
        None => Ok(()),
    })
}
