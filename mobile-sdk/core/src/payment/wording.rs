//! Between what apps say of payments and what the contract does.

use super::{
    attempt::{Attempt, Seen, check},
    model::{ActingFor, NewPayment, NextAction, PayNotice, PaymentNotice, PaymentOption, Rail},
};
use crate::{
    error::FingertipError,
    money::Money,
    op::{confirm_payment, pay, payment_notice},
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

/// Writes what is paid, how much, and for whom, in the types of one operation: what is confirmed is written as what is paid.
macro_rules! bill {
    ($operation:ident, $new:expr) => {{
        let new: &NewPayment = $new;
        let money = |money: &Money| {
            Ok::<_, FingertipError>($operation::MoneyInput { amount: money.major()?, currency: money.currency.clone() })
        };
        let notice = |notice: &PayNotice| {
            Ok($operation::PayNoticeInput {
                reference: notice.reference.clone(),
                version: notice.version,
                amount: notice.amount.as_ref().map(money).transpose()?,
            })
        };
        let notices = new.notices.iter().map(notice).collect::<Result<Vec<_>, FingertipError>>()?;
        let acting_for = new.acting_for.as_ref().map(|acting| match acting {
            ActingFor::Company { id } => $operation::PayForInput::CompanyId(id.clone()),
            ActingFor::Person { id } => $operation::PayForInput::PersonId(id.clone()),
        });
        (notices, money(&new.expected_total)?, acting_for)
    }};
}

/// Writes what is paid. A `probe` is refused by any server that does not have the key, and by one that has it too, for another reason.
pub fn input(attempt: &Attempt, is_probe: bool) -> Result<pay::Variables, FingertipError> {
    let mut new = attempt.new.clone();
    if is_probe {
        new.notices.iter_mut().for_each(|notice| notice.version = 0);
        new.expected_total.minor = new.expected_total.minor.saturating_add(1);
    }
    let (notices, expected_total, acting_for) = bill!(pay, &new);
    let (key, rail) = (attempt.key.clone(), rail_word(&new.rail));
    let input = pay::PayInput { key, notices, expected_total, rail, phone: new.phone, acting_for, account: new.account };
    Ok(pay::Variables { input })
}

/// Writes what is confirmed of a payment that is not started.
pub fn withdrawal(new: &NewPayment) -> Result<confirm_payment::WithdrawalInput, FingertipError> {
    check(new)?;
    let without = || FingertipError::invalid("account", "ACCOUNT_UNKNOWN", "only what leaves an account is confirmed");
    let account = new.account.clone().ok_or_else(without)?;
    let (notices, expected_total, acting_for) = bill!(confirm_payment, new);
    Ok(confirm_payment::WithdrawalInput { notices, expected_total, acting_for, account })
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
