//! Between what apps say of payments and what the contract does.

use super::{
    attempt::{Attempt, Seen},
    model::{ActingFor, NextAction, PaymentNotice, PaymentOption, Rail},
};
use crate::{
    error::FingertipError,
    money::Money,
    op::{pay, payment_notice},
};

/// Makes what is known of a payment out of any answer of the contract that has one.
macro_rules! seen {
    ($payment:expr) => {{
        let payment = $payment;
        let handover = payment.handover.map(|handover| {
            $crate::payment::wording::next_action(handover.page, handover.client_secret, handover.prompt_seconds)
        });
        let seen = $crate::payment::Seen {
            payment_id: payment.id,
            state: $crate::wire::word(&payment.state),
            text: payment.text,
            do_not_pay_again: payment.do_not_pay_again,
            expires_at: payment.expires_at,
            version: payment.version,
            receipts: Vec::new(),
        };
        (seen, handover)
    }};
}
pub(super) use seen;

/// What the server said of a payment, and what the payer does next where it is their turn.
pub type Told = (Seen, Option<NextAction>);

/// Says what the payer does next.
pub fn next_action(page: Option<String>, client_secret: Option<String>, prompt_seconds: Option<i64>) -> NextAction {
    match (page, client_secret, prompt_seconds) {
        (Some(url), _, _) => NextAction::Redirect { url },
        (_, Some(client_secret), _) => NextAction::ProviderSdk { client_secret },
        (_, _, Some(seconds)) => NextAction::MobileMoneyPush { seconds },
        _ => NextAction::None,
    }
}

/// Writes what is paid. A `probe` is refused by any server that does not have the key, and by one that has it too, for another reason.
pub fn input(attempt: &Attempt, is_probe: bool) -> Result<pay::Variables, FingertipError> {
    let new = &attempt.new;
    let money =
        |money: &Money| Ok::<_, FingertipError>(pay::MoneyInput { amount: money.major()?, currency: money.currency.clone() });
    let notice = |notice: &super::PayNotice| {
        let version = if is_probe { 0 } else { notice.version };
        Ok(pay::PayNoticeInput {
            reference: notice.reference.clone(),
            version,
            amount: notice.amount.as_ref().map(money).transpose()?,
        })
    };
    let minor = if is_probe { new.expected_total.minor.saturating_add(1) } else { new.expected_total.minor };
    let acting_for = new.acting_for.as_ref().map(|acting| match acting {
        ActingFor::Company { id } => pay::PayForInput::CompanyId(id.clone()),
        ActingFor::Person { id } => pay::PayForInput::PersonId(id.clone()),
    });
    let input = pay::PayInput {
        key: attempt.key.clone(),
        notices: new.notices.iter().map(notice).collect::<Result<_, FingertipError>>()?,
        expected_total: money(&Money { minor, ..new.expected_total.clone() })?,
        rail: rail_word(&new.rail),
        phone: new.phone.clone(),
        acting_for,
        account: new.account.clone(),
    };
    Ok(pay::Variables { input })
}

fn rail_word(rail: &Rail) -> pay::PaymentRail {
    match rail {
        Rail::Card => pay::PaymentRail::CARD,
        Rail::MobileMoney => pay::PaymentRail::MOBILE_MONEY,
        Rail::Voucher => pay::PaymentRail::VOUCHER,
        Rail::Deposit => pay::PaymentRail::DEPOSIT,
        Rail::Other { name } => pay::PaymentRail::Other(name.clone()),
    }
}

/// Reads a notice.
pub fn notice(found: payment_notice::PaymentNoticePaymentNotice) -> Result<PaymentNotice, FingertipError> {
    let option = |option: payment_notice::PaymentNoticePaymentNoticeOptions| {
        let rail = match option.rail {
            payment_notice::PaymentRail::CARD => Rail::Card,
            payment_notice::PaymentRail::MOBILE_MONEY => Rail::MobileMoney,
            payment_notice::PaymentRail::VOUCHER => Rail::Voucher,
            payment_notice::PaymentRail::DEPOSIT => Rail::Deposit,
            // Officers call on securities; nobody is offered to pay by one.
            payment_notice::PaymentRail::SECURITY => Rail::Other { name: "SECURITY".to_owned() },
            payment_notice::PaymentRail::Other(name) => Rail::Other { name },
        };
        Ok(PaymentOption { rail, total: Money::read(&option.total.amount, &option.total.currency)? })
    };
    Ok(PaymentNotice {
        reference: found.reference,
        version: found.version,
        state: crate::wire::word(&found.state),
        payee: found.payee,
        purpose: found.purpose,
        total: Money::read(&found.total.amount, &found.total.currency)?,
        paid: Money::read(&found.paid.amount, &found.paid.currency)?,
        owed: Money::read(&found.owed.amount, &found.owed.currency)?,
        takes_parts: found.takes_parts,
        due_on: found.due_on,
        valid_until: found.valid_until,
        options: found.options.into_iter().map(option).collect::<Result<_, FingertipError>>()?,
    })
}
