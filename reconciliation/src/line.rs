//! The three sides as lines: what our ledger says, what a provider says, what a bank says.

use serde::{Deserialize, Serialize};
use vocabulary::{Date, Money, Timestamp};

use crate::{
    digest::FileDigest,
    words::{Account, Agency, Office, Provider, Reference},
};

/// A line of our ledger: one movement on a clearing or bank account, by the entry that posted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LedgerLineId(pub u128);

/// A payment, repayment, dispute or payout, as we call it: what stands in the metadata that a provider keeps for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OurId(pub u128);

/// A line of a file that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub file: FileDigest,
    /// The line in it, from 1.
    pub line: u32,
    /// Which movement of the line, from 0: one entry of a bank may hold several.
    pub part: u32,
}

/// What kind of movement a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Money of a payer came in.
    Payment,
    /// Duties or taxes were given back.
    Repayment,
    /// A repayment did not arrive and came back.
    RepaymentReturned,
    /// A dispute took money away. A dispute has none to two movements, and their amount may differ from the payment's (REC-07).
    DisputeWithdrawn,
    /// A dispute was won and the money came back.
    DisputeReinstated,
    /// A provider pays out to a treasury account.
    Payout,
    /// A payout did not arrive and came back.
    PayoutReturned,
    /// A provider takes a fee that belongs to no payment.
    Fee,
    /// Anything else that a provider lists.
    Other,
}

/// Which way money of a ledger line goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// Through a provider, which reports it.
    Provider(Provider),
    /// Straight to a treasury account: a voucher paid at a counter, a transfer.
    Bank,
}

/// What kind of public money a share is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxType {
    /// Customs duty.
    Duty,
    /// Value added tax.
    Vat,
    /// Excise.
    Excise,
    /// A fee of an agency.
    Fee,
    /// A penalty.
    Penalty,
    /// Interest.
    Interest,
    /// What no charge is covered with yet: an overpayment, a deposit.
    Unallocated,
}

/// The part of a movement that belongs to one tax and agency, and the treasury account that it has to reach by the split rule (PAY-M17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What kind of money.
    pub tax: TaxType,
    /// Whose.
    pub agency: Agency,
    /// Where it has to arrive.
    pub account: Account,
    /// Whole minor units, in the currency and with the sign of the movement.
    pub minor: i64,
}

/// What our ledger says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// Which line.
    pub id: LedgerLineId,
    /// What kind of movement.
    pub kind: Kind,
    /// Which way.
    pub via: Via,
    /// What we call it.
    pub our_id: OurId,
    /// What the provider or the bank calls it, where we know.
    pub reference: Option<Reference>,
    /// How much: above zero when it came in, below when it went out.
    pub amount: Money,
    /// The fee that the contract says, in minor units of what is settled.
    pub fee: Option<i64>,
    /// What it is worth in the currency of settlement, where that is another.
    pub settled: Option<Money>,
    /// The account at the other side: where a payout or a transfer has to arrive, or the merchant's account of a provider.
    pub account: Option<Account>,
    /// When it was posted.
    pub at: Timestamp,
    /// For which office.
    pub office: Office,
    /// To whom it belongs: nobody of a movement between our own accounts, otherwise all of it.
    pub shares: Vec<Share>,
    /// Whether it agreed with the provider's line on an earlier day, so that only the bank is waited for: a payout on its way.
    pub is_reported: bool,
}

impl LedgerLine {
    /// Makes a line without shares: a payout, a fee, a movement between our own accounts.
    pub fn new(
        id: LedgerLineId,
        kind: Kind,
        via: Via,
        our_id: OurId,
        amount: Money,
        at: Timestamp,
        office: Office,
    ) -> LedgerLine {
        let (reference, fee, settled, account, shares, is_reported) = (None, None, None, None, vec![], false);
        LedgerLine { id, kind, via, our_id, reference, amount, fee, settled, account, at, office, shares, is_reported }
    }

    /// Says whether its shares are its amount, to the last minor unit, where it has any.
    pub fn adds_up(&self) -> bool {
        let sum: i128 = self.shares.iter().map(|share| i128::from(share.minor)).sum();
        self.shares.is_empty() || sum == i128::from(self.amount.minor)
    }
}

/// What a provider says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderLine {
    /// Where it says so.
    pub place: Place,
    /// Who.
    pub provider: Provider,
    /// What kind of movement.
    pub kind: Kind,
    /// What the provider calls it.
    pub reference: Option<Reference>,
    /// What we call it, from the metadata.
    pub our_id: Option<OurId>,
    /// How much, before the fee: above zero when it came in.
    pub amount: Money,
    /// The fee that was taken, in minor units of what is settled.
    pub fee: i64,
    /// What it is worth in the currency of settlement, where that is another.
    pub settled: Option<Money>,
    /// The account: where a payout goes, or the merchant's account.
    pub account: Option<Account>,
    /// The payout that it was paid out with.
    pub payout: Option<Reference>,
    /// When it happened.
    pub at: Timestamp,
    /// On which day it is paid out.
    pub available_on: Option<Date>,
    /// Whether it is real: a provider's test mode moves no money.
    pub live: bool,
}

/// What a bank says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankLine {
    /// Where it says so.
    pub place: Place,
    /// On which account.
    pub account: Account,
    /// On which day it was booked.
    pub booked_on: Date,
    /// From which day it counts.
    pub value_on: Date,
    /// How much: above zero when it came in.
    pub amount: Money,
    /// All that may be a reference: what the bank and the payer call it, and the words of the remittance text.
    pub references: Vec<Reference>,
}

impl std::fmt::Display for Place {
    /// Writes it as stores keep it: the digest of the file, the line, the part.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:{}", self.file.0, self.line, self.part)
    }
}

/// A text that names no line of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not the digest of a file, a line and a part")]
pub struct PlaceError;

impl std::str::FromStr for Place {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Place, PlaceError> {
        let mut fields = text.split(':');
        let (Some(file), Some(line), Some(part), None) = (fields.next(), fields.next(), fields.next(), fields.next()) else {
            return Err(PlaceError);
        };
        let file = FileDigest(file.to_owned().try_into().map_err(|_| PlaceError)?);
        let number = |text: &str| text.parse::<u32>().map_err(|_| PlaceError);
        let place = Place { file, line: number(line)?, part: number(part)? };
        // One spelling: no sign, no zeros before others.
        if place.to_string() == text { Ok(place) } else { Err(PlaceError) }
    }
}

impl ProviderLine {
    /// Returns what is left of it after the fee, in the currency of settlement.
    pub fn net(&self) -> Option<Money> {
        let gross = self.settled.unwrap_or(self.amount);
        gross.minor.checked_sub(self.fee).map(|minor| Money { minor, ..gross })
    }
}

#[cfg(test)]
mod tests {
    use vocabulary::Currency;

    use super::*;

    #[test]
    fn a_place_has_one_spelling() {
        let place = Place { file: FileDigest::of(b"a file"), line: 12, part: 3 };
        assert_eq!(place.to_string().parse(), Ok(place));
        for wrong in [place.to_string() + ":1", place.to_string().replace(":12:", ":+12:"), place.to_string().to_uppercase()] {
            assert_eq!(wrong.parse::<Place>(), Err(PlaceError), "{wrong}");
        }
    }

    #[test]
    fn lines_are_read_as_they_were_written() {
        let place = Place { file: FileDigest::of(b"a file"), line: 1, part: 0 };
        let line = ProviderLine {
            place,
            provider: "stripe".parse().expect("a name"),
            kind: Kind::Payment,
            reference: "pi_1".parse().ok(),
            our_id: Some(OurId(u128::MAX)),
            amount: Money::new(i64::MAX, Currency::XTS),
            fee: 1,
            settled: None,
            account: None,
            payout: None,
            at: Timestamp::UNIX_EPOCH,
            available_on: None,
            live: true,
        };
        let text = serde_json::to_string(&line).expect("JSON");
        assert_eq!(serde_json::from_str::<ProviderLine>(&text).expect("what was written"), line);
    }
}
