//! The settlement file of a payout: what went with it, line by line, and how much that is together.

use super::{Stripe, book::Transaction};
use crate::page::decimal;

/// The names of the columns.
const HEAD: &str = "balance_transaction_id,created,currency,type,gross,fee,net,source_id,payment_intent_id,attempt\n";

impl Stripe {
    /// Writes the file of a payout as CSV, in major units; the last line adds up what is paid out. Nothing where there is no such payout.
    pub(crate) fn settlement(&self, payout: &str) -> Option<String> {
        if !self.payouts.contains_key(payout) {
            return None;
        }
        let with = self.transactions.iter().filter(|one| one.payout.as_deref() == Some(payout));
        let (mut file, mut net, mut decimals, mut currency) = (HEAD.to_owned(), 0_i64, 2, String::new());
        for transaction in with.filter(|one| one.amount - one.fee != 0 && one.source != payout) {
            decimals = crate::currency::counting(&transaction.currency).map_or(2, |counting| counting.decimals);
            currency.clone_from(&transaction.currency);
            net += transaction.amount - transaction.fee;
            file.push_str(&self.line(transaction, decimals));
        }
        file.push_str(&format!("total,,{},payout,,,{},{payout},,\n", currency.to_ascii_lowercase(), signed(net, decimals)));
        Some(file)
    }

    fn line(&self, transaction: &Transaction, decimals: u8) -> String {
        let source = &transaction.source;
        let of_refund = self.refunds.get(source).map(|refund| refund.intent.as_str());
        let of_dispute = self.disputes.get(source).map(|dispute| dispute.intent.as_str());
        let of_charge = source.strip_prefix("ch_").map(|rest| format!("pi_{rest}"));
        let intent = of_refund.or(of_dispute).map(str::to_owned).or(of_charge).unwrap_or_default();
        let attempt = self.intents.get(&intent).and_then(super::intent::Intent::ours).unwrap_or_default();
        let [gross, fee, net] =
            [transaction.amount, transaction.fee, transaction.amount - transaction.fee].map(|units| signed(units, decimals));
        let (id, at, kind) = (&transaction.id, transaction.at, transaction.why.kind());
        let currency = transaction.currency.to_ascii_lowercase();
        format!("{id},{at},{currency},{kind},{gross},{fee},{net},{source},{intent},{attempt}\n")
    }
}

fn signed(units: i64, decimals: u8) -> String {
    let sign = if units < 0 { "-" } else { "" };
    format!("{sign}{}", decimal(units, decimals))
}
