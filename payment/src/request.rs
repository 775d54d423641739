//! A request to somebody else to pay a notice. Rules only. Row PAY-M11.
//!
//! It reserves nothing and moves nothing: whoever is asked pays as anybody does who has the reference. So all there is to know of it is what its
//! notice says, and whether whoever asked took it back.

use jiff::{SignedDuration, Timestamp};
use vocabulary::{Money, NoticeId, words};

use crate::notice::{NoticeRefusal, NoticeState, PaymentNotice};

/// How long somebody is asked. A week: a notice may be printed and paid at a bank counter.
pub const LIVES: SignedDuration = SignedDuration::from_hours(7 * 24);

words! {
    /// Where a request to pay stands.
    RequestState, "state of a request to pay" {
        /// Somebody is asked.
        Asked = "asked",
        /// The notice is paid, by whomever.
        Paid = "paid",
        /// Its time is over, or the notice is not what was to be paid any more.
        Expired = "expired",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn",
    }
}

/// A request to pay all that is owed of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequest {
    /// The notice.
    pub notice: NoticeId,
    /// The version of it that whoever asked saw.
    pub version: u32,
    /// What was owed of it then.
    pub amount: Money,
    /// Where it stands, as far as that is written down: ask [`PaymentRequest::stands`].
    pub state: RequestState,
    /// Since when.
    pub asked_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

impl PaymentRequest {
    /// Asks for all that is owed of a notice, by somebody who saw `version` of it.
    ///
    /// # Errors
    /// Refuses what could not be paid either.
    pub fn ask(notice: &PaymentNotice, version: u32, now: Timestamp) -> Result<PaymentRequest, NoticeRefusal> {
        let amount = notice.owed();
        notice.may_pay(version, amount, now)?;
        let week = now.saturating_add(LIVES).unwrap_or(Timestamp::MAX);
        let expires_at = notice.valid_until.map_or(week, |until| week.min(until));
        Ok(PaymentRequest { notice: notice.id, version, amount, state: RequestState::Asked, asked_at: now, expires_at })
    }

    /// Says where it stands by what its notice is now. What has ended stays as it ended, whatever becomes of the notice.
    pub fn stands(&self, notice: &PaymentNotice, now: Timestamp) -> RequestState {
        match self.state {
            RequestState::Asked if notice.version != self.version => RequestState::Expired,
            RequestState::Asked if notice.state == NoticeState::Paid => RequestState::Paid,
            RequestState::Asked if now >= self.expires_at => RequestState::Expired,
            RequestState::Asked if notice.may_pay(self.version, notice.owed(), now).is_err() => RequestState::Expired,
            state => state,
        }
    }

    /// Takes it back. What was taken back before stays so.
    ///
    /// # Errors
    /// Says where it stands where there is nothing left to take back.
    pub fn withdraw(&self, notice: &PaymentNotice, now: Timestamp) -> Result<RequestState, RequestState> {
        match self.stands(notice, now) {
            RequestState::Asked | RequestState::Withdrawn => Ok(RequestState::Withdrawn),
            over => Err(over),
        }
    }
}

#[cfg(test)]
mod tests {
    use vocabulary::{Currency, Date};

    use super::*;
    use crate::{
        notice::{Allocation, Charge, ChargeKind},
        reference::NoticeReference,
    };

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn notice() -> PaymentNotice {
        let charge = Charge {
            line: 1,
            kind: ChargeKind::Duty,
            agency: "customs".parse().expect("a code"),
            code: "CUD".to_owned(),
            base_minor: None,
            rate: None,
            law: None,
            published_as: None,
            minor: 1_000,
            paid_minor: 0,
        };
        PaymentNotice {
            id: NoticeId::new(1),
            reference: NoticeReference::new(1),
            version: 3,
            state: NoticeState::Open,
            currency: Currency::XTS,
            charges: vec![charge],
            takes_parts: true,
            issued_at: NOW,
            due_on: Date::constant(2030, 1, 10),
            valid_until: None,
            plan: None,
        }
    }

    fn paid(minor: i64) -> PaymentNotice {
        notice().after_payment(&[Allocation { line: 1, minor }])
    }

    fn asked() -> PaymentRequest {
        PaymentRequest::ask(&notice(), 3, NOW).expect("it may be paid")
    }

    #[test]
    fn what_cannot_be_paid_is_asked_of_nobody() {
        assert_eq!(asked().amount, Money::new(1_000, Currency::XTS));
        assert_eq!(PaymentRequest::ask(&notice(), 2, NOW), Err(NoticeRefusal::Version { version: 3 }));
        assert_eq!(PaymentRequest::ask(&paid(1_000), 3, NOW), Err(NoticeRefusal::State { state: NoticeState::Paid }));
        assert_eq!(PaymentRequest::ask(&paid(400), 3, NOW).map(|asked| asked.amount.minor), Ok(600), "what is still owed");
        let over = PaymentNotice { valid_until: Some(NOW), ..notice() };
        assert_eq!(PaymentRequest::ask(&over, 3, NOW), Err(NoticeRefusal::Over { until: NOW }));
        let until = NOW + SignedDuration::from_hours(1);
        let soon = PaymentNotice { valid_until: Some(until), ..notice() };
        assert_eq!(PaymentRequest::ask(&soon, 3, NOW).map(|asked| asked.expires_at), Ok(until), "no longer than the notice");
    }

    #[test]
    fn a_request_ends_with_what_was_to_be_paid() {
        let (request, week) = (asked(), NOW + LIVES);
        assert_eq!(request.stands(&notice(), NOW), RequestState::Asked);
        assert_eq!(request.stands(&paid(400), NOW), RequestState::Asked, "the rest is still owed");
        assert_eq!(request.stands(&paid(1_000), NOW), RequestState::Paid);
        assert_eq!(request.stands(&paid(1_000), week), RequestState::Paid, "late, and paid all the same");
        assert_eq!(request.stands(&notice(), week), RequestState::Expired);
        let changed = PaymentNotice { version: 4, ..notice() };
        assert_eq!(request.stands(&changed, NOW), RequestState::Expired);
        for state in [NoticeState::Cancelled, NoticeState::WrittenOff] {
            assert_eq!(request.stands(&PaymentNotice { state, ..notice() }, NOW), RequestState::Expired, "{state}");
        }
        let ended = PaymentRequest { state: RequestState::Paid, ..asked() };
        let reopened = PaymentNotice { state: NoticeState::Reopened, ..notice() };
        assert_eq!(ended.stands(&reopened, week), RequestState::Paid, "what has ended is not asked anew");
    }

    #[test]
    fn only_what_is_asked_is_taken_back() {
        assert_eq!(asked().withdraw(&notice(), NOW), Ok(RequestState::Withdrawn));
        let withdrawn = PaymentRequest { state: RequestState::Withdrawn, ..asked() };
        assert_eq!(withdrawn.withdraw(&paid(1_000), NOW), Ok(RequestState::Withdrawn), "said twice, it is the same");
        assert_eq!(asked().withdraw(&paid(1_000), NOW), Err(RequestState::Paid));
    }
}
