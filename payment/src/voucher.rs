//! What a bank teller, an agent or the app of a bank reads of a notice: its reference, and the same as a QR code. Rows PAY-M10, AL-05.
//!
//! Source: EMVCo, EMV QR Code Specification for Payment Systems, Merchant-Presented Mode, version 1.1.

use crc::{CRC_16_IBM_3740, Crc};
use serde::Deserialize;
use vocabulary::{CountryCode, Money};

use crate::reference::NoticeReference;

/// The category of a payee that collects taxes (ISO 18245).
const TAX_PAYMENTS: &str = "9311";
/// How long an amount may be.
const AMOUNT_CHARACTERS_MAX: usize = 13;

/// Who is paid at a bank counter, as banks know them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "PayeeText")]
pub struct VoucherPayee {
    account: String,
    scheme: String,
    name: String,
    city: String,
    country: CountryCode,
}

/// A payee as an administration writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayeeText {
    /// The account of the treasury that is paid, 1 to 34 characters.
    pub account: String,
    /// Who gave out the account: a domain turned round, or an application identifier, 1 to 32 characters.
    pub scheme: String,
    /// The payee's name, 1 to 25 characters.
    pub name: String,
    /// The payee's city, 1 to 15 characters.
    pub city: String,
    /// The payee's country.
    pub country: CountryCode,
}

/// A field that does not fit into such a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} is not 1 to {limit} printable ASCII characters")]
pub struct VoucherPayeeError {
    field: &'static str,
    limit: usize,
}

impl TryFrom<PayeeText> for VoucherPayee {
    type Error = VoucherPayeeError;

    fn try_from(text: PayeeText) -> Result<VoucherPayee, VoucherPayeeError> {
        let fields =
            [("account", &text.account, 34), ("scheme", &text.scheme, 32), ("name", &text.name, 25), ("city", &text.city, 15)];
        for (field, value, limit) in fields {
            let is_printable = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
            if !is_printable || !(1..=limit).contains(&value.len()) {
                return Err(VoucherPayeeError { field, limit });
            }
        }
        let PayeeText { account, scheme, name, city, country } = text;
        Ok(VoucherPayee { account, scheme, name, city, country })
    }
}

impl VoucherPayee {
    /// Returns the account of the treasury that is paid.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// Writes what the QR code of a notice says: whom to pay, how much, and under which reference. A sum that the code has no room for is
    /// typed by the payer.
    pub fn payload(&self, reference: NoticeReference, owed: Money) -> String {
        let amount = amount(owed);
        let currency = iso_currency::Currency::from_code(owed.currency.as_str()).map_or(999, iso_currency::Currency::numeric);
        let mut code = [
            field(0, "01"),
            // Made for one payment.
            field(1, "12"),
            field(26, &(field(0, &self.scheme) + &field(1, &self.account))),
            field(52, TAX_PAYMENTS),
            field(53, &format!("{currency:03}")),
        ]
        .concat();
        if amount.len() <= AMOUNT_CHARACTERS_MAX {
            code += &field(54, &amount);
        }
        code += &field(58, self.country.as_str());
        code += &field(59, &self.name);
        code += &field(60, &self.city);
        // The number of the bill, and the reference that comes back with the money.
        let reference = reference.to_string();
        code += &field(62, &(field(1, &reference) + &field(5, &reference)));
        code += "6304";
        let sum = checksum(&code);
        code + &format!("{sum:04X}")
    }
}

/// Writes a field: its number, how long it is, and what it says. What it says is ASCII and shorter than a hundred characters.
fn field(number: u8, value: &str) -> String {
    format!("{number:02}{:02}{value}", value.len())
}

/// Writes a sum in major units.
fn amount(money: Money) -> String {
    let exponent = usize::from(money.currency.exponent());
    let digits = format!("{:0>width$}", money.minor.max(0), width = exponent + 1);
    let (major, minor) = digits.split_at(digits.len() - exponent);
    if minor.is_empty() { major.to_owned() } else { format!("{major}.{minor}") }
}

/// Adds up a code as ISO/IEC 13239 does, from FFFF.
fn checksum(code: &str) -> u16 {
    Crc::<u16>::new(&CRC_16_IBM_3740).checksum(code.as_bytes())
}

/// Finds the references of notices among the words that a bank tells of a payment, each once.
pub fn references<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<NoticeReference> {
    let mut found = Vec::new();
    for word in words {
        // Only words of digits: what people type with spaces, banks hand on as one word or as several that nobody can tell apart.
        let digits: String = word.chars().filter(|letter| *letter != '-').collect();
        if let Ok(reference) = digits.parse::<NoticeReference>()
            && !found.contains(&reference)
        {
            found.push(reference);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use vocabulary::Currency;

    use super::*;

    fn payee() -> VoucherPayee {
        let text = PayeeText {
            account: "ZZ00TREASURY01".to_owned(),
            scheme: "example.zz.revenue".to_owned(),
            name: "ZANDORIA REVENUE".to_owned(),
            city: "PORT MERIDIAN".to_owned(),
            country: "ZZ".parse().expect("a country"),
        };
        text.try_into().expect("a payee")
    }

    /// Reads fields the way a bank's app does, without our code.
    fn fields(mut code: &str) -> Vec<(&str, &str)> {
        let mut fields = Vec::new();
        while !code.is_empty() {
            let length: usize = code[2..4].parse().expect("a length");
            fields.push((&code[..2], &code[4..4 + length]));
            code = &code[4 + length..];
        }
        fields
    }

    #[test]
    fn the_checksum_is_that_of_the_standard_and_of_its_example() {
        assert_eq!(checksum("123456789"), 0x29B1);
        let example = "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING\
                       64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A011223344998877070812345678\
                       6304";
        assert_eq!(checksum(example), 0xA13A);
    }

    #[test]
    fn a_code_says_whom_to_pay_how_much_and_under_which_reference() {
        let reference = NoticeReference::new(4_821_009_375);
        let code = payee().payload(reference, Money::new(123_456, Currency::XTS));
        let read = fields(&code);
        let of = |number: &str| read.iter().find(|(field, _)| *field == number).map(|(_, value)| *value);
        assert_eq!(
            (of("00"), of("01"), of("52"), of("53"), of("54")),
            (Some("01"), Some("12"), Some("9311"), Some("963"), Some("1234.56"))
        );
        assert_eq!((of("58"), of("59"), of("60")), (Some("ZZ"), Some("ZANDORIA REVENUE"), Some("PORT MERIDIAN")));
        assert_eq!(fields(of("26").expect("an account")), [("00", "example.zz.revenue"), ("01", "ZZ00TREASURY01")]);
        let named = reference.to_string();
        assert_eq!(fields(of("62").expect("a bill")), [("01", named.as_str()), ("05", named.as_str())]);
        let (told, sum) = code.split_at(code.len() - 4);
        assert_eq!((format!("{:04X}", checksum(told)).as_str(), read.last().map(|(field, _)| *field)), (sum, Some("63")));
    }

    #[test]
    fn sums_are_written_as_their_currency_counts() {
        let sum = |minor, currency: &str| amount(Money::new(minor, currency.parse().expect("a currency")));
        assert_eq!(
            (sum(7, "XTS"), sum(1_250, "KWD"), sum(5_000, "UGX")),
            ("0.07".to_owned(), "1.250".to_owned(), "5000".to_owned())
        );
        let huge = payee().payload(NoticeReference::new(1), Money::new(i64::MAX, Currency::XTS));
        assert!(fields(&huge).iter().all(|(number, _)| *number != "54"), "no room for it");
    }

    #[test]
    fn references_are_found_among_what_a_bank_tells_and_a_mistyped_one_is_not() {
        let (one, other) = (NoticeReference::new(1).to_string(), NoticeReference::new(2).to_string());
        let mistyped = one.replacen('0', "1", 1);
        let told = ["DUTY", &one, &mistyped, "17", &other, &one];
        assert_eq!(references(told), [NoticeReference::new(1), NoticeReference::new(2)]);
    }

    #[test]
    fn a_payee_that_does_not_fit_is_refused() {
        let read = |name: &str| {
            let text = PayeeText { name: name.to_owned(), ..text() };
            VoucherPayee::try_from(text).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(read("ZANDORIA"), Ok(()));
        assert_eq!(read("Trésor"), Err("name is not 1 to 25 printable ASCII characters".to_owned()));
        assert!(read("").is_err() && read("A NAME OF MORE THAN TWENTY-FIVE").is_err());
    }

    fn text() -> PayeeText {
        let VoucherPayee { account, scheme, name, city, country } = payee();
        PayeeText { account, scheme, name, city, country }
    }
}
