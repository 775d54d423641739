//! What customs is told of a notice, and when. Rules only. Rows AL-02, OUT-08, PAY-N6.

use payment::{Allocation, ChargeKind, NoticeState, PaymentNotice};
use serde::{Deserialize, Serialize};
use vocabulary::{NoticeId, PaymentId, Timestamp, words};

/// What stands before an event where it is signed, so that nothing else that we sign can be taken for one.
const SIGNED_AS: &[u8] = b"customs-event.v1\n";

words! {
    /// What happened to a notice.
    Kind, "kind of customs event" {
        /// Money came when nobody expected it any more. What it paid, if anything, is told after this.
        CapturedLate = "captured-late",
        /// Part of it is paid.
        PartlyPaid = "partly-paid",
        /// All of it is paid.
        Paid = "paid",
        /// Every charge that the release of the goods waits for is paid.
        Releasable = "releasable",
        /// It is owed again.
        Reopened = "reopened",
    }
}

/// What happened to a notice, in the unit of work in which it happened.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Who issued it, and so who is told: `machine:` or `person:` and an id.
    pub issuer: &'a str,
    /// What the issuer calls it.
    pub issuer_reference: &'a str,
    /// The declaration that was assessed.
    pub declaration: &'a str,
    /// The notice before.
    pub before: &'a PaymentNotice,
    /// The notice since.
    pub after: &'a PaymentNotice,
    /// The payment that did it, where one did.
    pub payment: Option<PaymentId>,
    /// What that payment paid, charge by charge.
    pub parts: &'a [Allocation],
    /// The receipts that were given for it.
    pub receipts: &'a [ToldReceipt],
    /// Whether its money came late.
    pub is_late: bool,
}

/// A receipt as customs is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldReceipt {
    /// Its series.
    pub series: String,
    /// Its number there, as a text.
    pub number: String,
    /// Its short code.
    pub code: String,
    /// All of it, signed, as its QR code holds it.
    pub text: String,
}

/// A charge as customs is told of it: amounts are minor units, as texts, because the numbers of JSON end at 2^53.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToldCharge {
    /// Its line.
    pub line: u16,
    /// What is charged.
    pub kind: ChargeKind,
    /// Whose it is.
    pub agency: String,
    /// The code of the tax or fee.
    pub code: String,
    /// How much it is.
    pub amount_minor: String,
    /// How much of it is paid.
    pub paid_minor: String,
    /// How much of it was paid now.
    pub now_minor: String,
}

/// An event, as it is stored, signed and sent: its text is what is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Its name, the same however often it is sent.
    pub id: String,
    /// What happened: `type` of Standard Webhooks.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Its place in the feed of its issuer: 1, 2, 3 … without a gap.
    pub cursor: String,
    /// Its place among the events of its notice: 1, 2, 3 … without a gap.
    pub sequence: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// The reference of the notice.
    pub notice: String,
    /// The version of the notice.
    pub version: u32,
    /// Where the notice stands.
    pub state: NoticeState,
    /// What its issuer calls it.
    pub issuer_reference: String,
    /// The declaration that was assessed.
    pub declaration: String,
    /// The payment that did it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payment: Option<String>,
    /// The currency of all amounts.
    pub currency: String,
    /// All that is demanded, in minor units.
    pub total_minor: String,
    /// What is paid of it.
    pub paid_minor: String,
    /// What is still owed.
    pub owed_minor: String,
    /// Whether every charge that the release waits for is paid.
    pub is_releasable: bool,
    /// Its charges.
    pub charges: Vec<ToldCharge>,
    /// The receipts that were given.
    pub receipts: Vec<ToldReceipt>,
}

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stands {
    /// In the feed of its issuer.
    pub cursor: i64,
    /// Among the events of its notice.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
}

impl Stands {
    /// Returns the place after it.
    #[must_use]
    pub fn next(self) -> Stands {
        Stands { cursor: self.cursor + 1, sequence: self.sequence + 1, ..self }
    }
}

/// Says what customs is told of a change, in the order in which it is told. `waits_for` are the charges that release waits for.
///
/// Goods become releasable once all of those are paid that were not before: a notice without any of them never says so, and is told as
/// paid. Where an amendment demands more of goods that were, it is owed again. A notice that is taken back says nothing: its issuer did it.
pub fn told(change: &Change<'_>, waits_for: &[ChargeKind]) -> Vec<Kind> {
    let Change { before, after, .. } = change;
    let mut kinds = Vec::new();
    if change.is_late {
        kinds.push(Kind::CapturedLate);
    }
    if after.state == NoticeState::Cancelled {
        return kinds;
    }
    let waits_again = before.paid().minor > 0 && before.has_paid(waits_for) && !after.has_paid(waits_for);
    let is_owed_again = after.owed().minor > before.owed().minor && after.paid().minor < before.paid().minor;
    if is_owed_again || waits_again || (after.state == NoticeState::Reopened && before.state != NoticeState::Reopened) {
        kinds.push(Kind::Reopened);
    } else if after.state == NoticeState::Paid && before.state != NoticeState::Paid {
        kinds.push(Kind::Paid);
    } else if after.state != NoticeState::Paid && after.paid().minor > before.paid().minor {
        kinds.push(Kind::PartlyPaid);
    }
    if !before.has_paid(waits_for) && after.has_paid(waits_for) {
        kinds.push(Kind::Releasable);
    }
    kinds
}

impl Event {
    /// Writes what is told of a change.
    pub fn of(change: &Change<'_>, kind: Kind, stands: Stands, waits_for: &[ChargeKind]) -> Event {
        let after = change.after;
        let now = |line: u16| change.parts.iter().filter(|part| part.line == line).map(|part| part.minor).sum::<i64>();
        let charge = |charge: &payment::Charge| ToldCharge {
            line: charge.line,
            kind: charge.kind,
            agency: charge.agency.as_str().to_owned(),
            code: charge.code.clone(),
            amount_minor: charge.minor.to_string(),
            paid_minor: charge.paid_minor.to_string(),
            now_minor: now(charge.line).to_string(),
        };
        Event {
            id: name(after.id, stands.sequence),
            kind,
            cursor: stands.cursor.to_string(),
            sequence: stands.sequence.to_string(),
            timestamp: stands.at,
            notice: after.reference.to_string(),
            version: after.version,
            state: after.state,
            issuer_reference: change.issuer_reference.to_owned(),
            declaration: change.declaration.to_owned(),
            payment: change.payment.map(|payment| payment.to_string()),
            currency: after.currency.to_string(),
            total_minor: after.total().minor.to_string(),
            paid_minor: after.paid().minor.to_string(),
            owed_minor: after.owed().minor.to_string(),
            is_releasable: after.has_paid(waits_for),
            charges: after.charges.iter().map(charge).collect(),
            receipts: change.receipts.to_vec(),
        }
    }
}

/// Names an event: letters and digits alone, because what is signed of a webhook parts its pieces with points.
fn name(notice: NoticeId, sequence: i64) -> String {
    format!("evt_{}_{sequence}", notice.to_string().replace('-', ""))
}

/// Returns what is signed of the text of an event.
pub fn signed_bytes(text: &str) -> Vec<u8> {
    [SIGNED_AS, text.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use payment::{Charge, NoticeReference, PartsPlan};
    use vocabulary::{Currency, Date, PlanId};

    use super::*;

    const WAITS_FOR: &[ChargeKind] = &[ChargeKind::Duty, ChargeKind::Vat];

    fn notice() -> PaymentNotice {
        let charge = |line, kind, minor| Charge {
            line,
            kind,
            agency: "customs".parse().expect("a code"),
            code: "X".to_owned(),
            base_minor: None,
            rate: None,
            law: None,
            published_as: None,
            minor,
            paid_minor: 0,
        };
        PaymentNotice {
            id: NoticeId::new(1),
            reference: NoticeReference::new(1),
            version: 1,
            state: NoticeState::Open,
            currency: Currency::XTS,
            charges: vec![charge(1, ChargeKind::Duty, 100), charge(2, ChargeKind::Vat, 50), charge(3, ChargeKind::Fee, 7)],
            takes_parts: true,
            issued_at: Timestamp::UNIX_EPOCH,
            due_on: Date::constant(2030, 1, 10),
            valid_until: None,
            plan: None,
        }
    }

    fn kinds(before: &PaymentNotice, after: &PaymentNotice, is_late: bool) -> Vec<Kind> {
        let change = Change {
            issuer: "machine:1",
            issuer_reference: "a",
            declaration: "b",
            before,
            after,
            payment: None,
            parts: &[],
            receipts: &[],
            is_late,
        };
        told(&change, WAITS_FOR)
    }

    fn pay(notice: &PaymentNotice, parts: &[(u16, i64)]) -> PaymentNotice {
        let parts: Vec<_> = parts.iter().map(|(line, minor)| Allocation { line: *line, minor: *minor }).collect();
        notice.clone().after_payment(&parts)
    }

    #[test]
    fn goods_are_releasable_once_all_that_they_wait_for_is_paid_and_not_before() {
        let open = notice();
        let part = pay(&open, &[(1, 100), (2, 49), (3, 7)]);
        assert_eq!(kinds(&open, &part, false), [Kind::PartlyPaid]);
        assert_eq!(kinds(&part, &pay(&part, &[(2, 1)]), false), [Kind::Paid, Kind::Releasable]);
        let without_fee = pay(&open, &[(1, 100), (2, 50)]);
        assert_eq!(kinds(&open, &without_fee, false), [Kind::PartlyPaid, Kind::Releasable]);
        assert_eq!(kinds(&without_fee, &pay(&without_fee, &[(3, 7)]), true), [Kind::CapturedLate, Kind::Paid]);
        assert_eq!(kinds(&open, &open, true), [Kind::CapturedLate], "money that paid nothing");
    }

    #[test]
    fn parts_of_a_plan_release_nothing_before_it_is_complete() {
        let of_plan = |notice: PaymentNotice, held: &[(u16, i64)]| {
            let held = held.iter().map(|(line, minor)| Allocation { line: *line, minor: *minor }).collect();
            let plan = PartsPlan { id: PlanId::new(1), parts: Vec::new(), until: Timestamp::MAX, held };
            PaymentNotice { plan: Some(plan), ..notice }
        };
        let open = of_plan(notice(), &[]);
        let held = of_plan(pay(&open, &[(1, 100), (2, 50)]), &[(1, 100), (2, 50)]);
        assert_eq!(kinds(&open, &held, false), [Kind::PartlyPaid], "what is paid may go back");
        assert_eq!(kinds(&held, &pay(&held, &[(3, 7)]), false), [Kind::Paid, Kind::Releasable]);
        let returned = held.clone().parts_returned(&[Allocation { line: 1, minor: 100 }, Allocation { line: 2, minor: 50 }]);
        assert_eq!(kinds(&held, &returned, false), [Kind::Reopened]);
    }

    #[test]
    fn what_is_owed_again_is_told_and_what_is_given_back_of_it_is_not_owed() {
        let paid = pay(&notice(), &[(1, 100), (2, 50), (3, 7)]);
        let lost = paid.clone().reopened(&[Allocation { line: 1, minor: 30 }]);
        assert_eq!(kinds(&paid, &lost, false), [Kind::Reopened]);
        assert_eq!(kinds(&lost, &pay(&lost, &[(1, 30)]), false), [Kind::Paid, Kind::Releasable]);
        assert_eq!(kinds(&paid, &paid.clone().given_back(&[Allocation { line: 1, minor: 30 }]), false), []);
        assert_eq!(kinds(&paid, &paid, false), []);
    }

    #[test]
    fn an_amendment_is_told_as_far_as_goods_wait_for_it() {
        let open = notice();
        let without_fee = pay(&open, &[(1, 100), (2, 50)]);
        let charges = |notice: &PaymentNotice, line: u16, minor: i64| -> Vec<Charge> {
            notice
                .charges
                .iter()
                .map(|charge| if charge.line == line { Charge { minor, ..charge.clone() } } else { charge.clone() })
                .collect()
        };
        let up = without_fee.amended(charges(&without_fee, 1, 130));
        assert_eq!(kinds(&without_fee, &up, false), [Kind::Reopened], "goods that were releasable wait again");
        assert_eq!(kinds(&up, &up.amended(charges(&up, 1, 100)), false), [Kind::Releasable]);
        let fee_gone = without_fee.amended(charges(&without_fee, 3, 0));
        assert_eq!(kinds(&without_fee, &fee_gone, false), [Kind::Paid]);
        assert_eq!(kinds(&open, &open.amended(charges(&open, 3, 9)), false), [], "its issuer knows");
        assert_eq!(kinds(&without_fee, &without_fee.amended(Vec::new()), false), [], "it was taken back");
    }
}
