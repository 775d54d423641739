//! What the administration says of its accounts: whose money arrives where, and how long each side may take. Data, in YAML.

use payment::{VoucherPayee, ledger::Rule};
use reconciliation::{Account, Agency, Office, Policy, TaxType};
use serde::Deserialize;
use thiserror::Error;
use vocabulary::{Currency, Money};

/// The rules of one administration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Which office the books are of.
    pub office: Office,
    /// Whose money is that nobody asked for yet.
    pub agency: Agency,
    /// Where everything arrives that no other rule names.
    pub account: Account,
    /// Where the money of a tax, an agency or a currency arrives: the first that fits.
    #[serde(default)]
    pub accounts: Vec<Split>,
    /// Where the payouts of a provider arrive: the first that fits, else [`Rules::account`].
    #[serde(default)]
    pub payouts: Vec<PayoutAccount>,
    /// Who is paid at bank counters under the reference of a notice, and on which account; nobody where it is left out.
    #[serde(default)]
    pub vouchers: Option<VoucherPayee>,
    /// What providers take for payments, by contract. Fees of a provider that is not here are taken as they come.
    #[serde(default)]
    pub contracts: Vec<Contract>,
    /// How long each side may take.
    #[serde(default)]
    pub policy: Policy,
}

/// Where the money of a tax, an agency or a currency arrives. What is left out is any.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Where.
    pub account: Account,
    /// Of which tax.
    #[serde(default)]
    pub tax: Option<TaxType>,
    /// Of which agency.
    #[serde(default)]
    pub agency: Option<Agency>,
    /// In which currency.
    #[serde(default)]
    pub currency: Option<Currency>,
}

/// Where the payouts of a provider arrive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayoutAccount {
    /// Whose payouts.
    pub provider: String,
    /// In which currency; any where it is left out.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// Where.
    pub account: Account,
}

/// What a provider takes for a payment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Who.
    pub provider: String,
    /// In which currency; any where it is left out.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// How much of a thousand, rounded down.
    pub per_mille: u16,
    /// And how much beside it, in minor units.
    #[serde(default)]
    pub fixed_minor: u32,
}

/// Rules that cannot be used.
#[derive(Debug, Error)]
#[error("is not the rules of a treasury")]
pub struct RulesError(#[source] serde_norway::Error);

/// The rules of the made-up territory: one office, one account.
const SAMPLE: &str = "{office: HQ, agency: zz-customs, account: ZZ00TREASURY01, vouchers: \
    {account: ZZ00TREASURY01, scheme: example.zz.revenue, name: ZANDORIA REVENUE, city: PORT MERIDIAN, country: ZZ}}";

impl Rules {
    /// Reads rules.
    ///
    /// # Errors
    /// Refuses what is none of them, and names that it does not know.
    pub fn read(text: &str) -> Result<Rules, RulesError> {
        serde_norway::from_str(text).map_err(RulesError)
    }

    /// Returns the rules of the made-up territory.
    ///
    /// # Panics
    /// Never: they stand in this file, and a test reads them.
    pub fn of_the_sample() -> Rules {
        Rules::read(SAMPLE).expect("the rules of the sample are good ones")
    }

    /// Returns where the money of a tax and an agency has to arrive (row PAY-M17).
    pub fn account_of(&self, tax: TaxType, agency: &Agency, currency: Currency) -> &Account {
        let fits = |split: &&Split| {
            split.tax.is_none_or(|of| of == tax)
                && split.agency.as_ref().is_none_or(|of| of == agency)
                && split.currency.is_none_or(|of| of == currency)
        };
        self.accounts.iter().find(fits).map_or(&self.account, |split| &split.account)
    }

    /// Returns where the payouts of a provider arrive.
    pub fn payout_account(&self, provider: &str, currency: Currency) -> &Account {
        let fits = |one: &&PayoutAccount| one.provider == provider && one.currency.is_none_or(|of| of == currency);
        self.payouts.iter().find(fits).map_or(&self.account, |one| &one.account)
    }

    /// Returns what a provider may take for a payment, where a contract says so.
    pub fn fee(&self, provider: &str, rule: Rule, amount: Money) -> Option<i64> {
        if !matches!(rule, Rule::Captured | Rule::Late) {
            return None;
        }
        let fits = |one: &&Contract| one.provider == provider && one.currency.is_none_or(|of| of == amount.currency);
        let contract = self.contracts.iter().find(fits)?;
        let share = i128::from(amount.minor) * i128::from(contract.per_mille) / 1_000;
        i64::try_from(share + i128::from(contract.fixed_minor)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_says_where_money_arrives() {
        let rules = "office: HQ\nagency: zz-customs\naccount: ALL\naccounts:\n  - {account: PORTS, agency: zz-ports, tax: fee}\n  \
                     - {account: VAT, tax: vat}\npayouts:\n  - {provider: momo, account: MOMO}\n\
                     contracts:\n  - {provider: card, per_mille: 29, fixed_minor: 30}\n";
        let rules = Rules::read(rules).expect("rules");
        let to = |tax, agency: &str| rules.account_of(tax, &agency.parse().expect("a name"), Currency::XTS).as_str();
        assert_eq!(to(TaxType::Fee, "zz-ports"), "PORTS");
        assert_eq!(to(TaxType::Vat, "zz-ports"), "VAT");
        assert_eq!(to(TaxType::Duty, "zz-ports"), "ALL");
        assert_eq!(rules.payout_account("momo", Currency::XTS).as_str(), "MOMO");
        assert_eq!(rules.payout_account("card", Currency::XTS).as_str(), "ALL");
        assert_eq!(rules.fee("card", Rule::Captured, Money::new(123_456, Currency::XTS)), Some(3_580 + 30));
        assert_eq!(rules.fee("momo", Rule::Captured, Money::new(1, Currency::XTS)), None);
        assert_eq!(Rules::of_the_sample().office.as_str(), "HQ");
        assert!(Rules::read("{office: HQ, agency: a, account: B, extra: 1}").is_err());
    }
}
