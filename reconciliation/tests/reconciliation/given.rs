//! Lines with good defaults.

use reconciliation::{
    Account, Agency, BankLine, Day, FileDigest, Kind, LedgerLine, LedgerLineId, OurId, Place, Policy, Provider, ProviderLine,
    Reference, Share, TaxType, Via, match_day,
};
use vocabulary::{Currency, Date, Money, PersonId, Timestamp};

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub fn on(text: &str) -> Date {
    text.parse().expect("a day")
}

pub fn money(minor: i64, currency: &str) -> Money {
    Money::new(minor, currency.parse::<Currency>().expect("a currency"))
}

pub fn reference(text: &str) -> Reference {
    text.parse().expect("short")
}

pub fn account(text: &str) -> Account {
    text.parse().expect("short")
}

pub fn provider() -> Provider {
    "momo".parse().expect("short")
}

pub fn person(number: u128) -> PersonId {
    PersonId::new(number)
}

pub fn place(side: &str, line: u32) -> Place {
    Place { file: FileDigest::of(side.as_bytes()), line, part: 0 }
}

/// When the days of the tests are compared: ten days after their lines.
pub fn now() -> Timestamp {
    at("2026-03-12T06:00:00Z")
}

/// A payment of 1,000.00 through the provider, of which 25.00 are its fee.
pub fn ours(number: u128) -> LedgerLine {
    LedgerLine {
        reference: Some(reference(&format!("CH{number:010}"))),
        fee: Some(2_500),
        ..LedgerLine::new(
            LedgerLineId(number),
            Kind::Payment,
            Via::Provider(provider()),
            OurId(number),
            money(100_000, "XTS"),
            at("2026-03-02T09:30:00Z"),
            "MSA".parse().expect("short"),
        )
    }
}

/// The same, as the provider says it.
pub fn theirs(number: u128) -> ProviderLine {
    ProviderLine {
        place: place("report", u32::try_from(number).expect("small")),
        provider: provider(),
        kind: Kind::Payment,
        reference: Some(reference(&format!("CH{number:010}"))),
        our_id: Some(OurId(number)),
        amount: money(100_000, "XTS"),
        fee: 2_500,
        settled: None,
        account: None,
        payout: None,
        at: at("2026-03-02T09:30:05Z"),
        available_on: Some(on("2026-03-04")),
        live: true,
    }
}

/// A payout of what is left of [`ours`], by us, by the provider, by the bank.
pub fn payout(number: u128) -> (LedgerLine, ProviderLine, BankLine) {
    let amount = money(-97_500, "XTS");
    let (treasury, paid_at) = (account("ZZ001"), at("2026-03-04T04:00:00Z"));
    let name = format!("PO{number:010}");
    let mine = LedgerLine {
        kind: Kind::Payout,
        amount,
        fee: None,
        reference: Some(reference(&name)),
        account: Some(treasury.clone()),
        at: paid_at,
        ..ours(number)
    };
    let listed = ProviderLine {
        kind: Kind::Payout,
        amount,
        fee: 0,
        reference: Some(reference(&name)),
        account: Some(treasury.clone()),
        at: paid_at,
        available_on: None,
        ..theirs(number)
    };
    let arrived = BankLine {
        place: place("statement", u32::try_from(number).expect("small")),
        account: treasury,
        booked_on: on("2026-03-05"),
        value_on: on("2026-03-05"),
        amount: money(97_500, "XTS"),
        references: vec![reference(&name)],
    };
    (mine, listed, arrived)
}

/// A notice of 400.00 that was paid at a counter of the bank.
pub fn voucher(number: u128) -> (LedgerLine, BankLine) {
    let name = format!("26{number:010}");
    let mine = LedgerLine {
        via: Via::Bank,
        amount: money(40_000, "XTS"),
        fee: None,
        reference: Some(reference(&name)),
        account: Some(account("ZZ001")),
        ..ours(number)
    };
    let arrived = BankLine {
        place: place("statement", u32::try_from(number).expect("small")),
        account: account("ZZ001"),
        booked_on: on("2026-03-03"),
        value_on: on("2026-03-03"),
        amount: money(40_000, "XTS"),
        references: vec![reference("COUNTER"), reference(&name)],
    };
    (mine, arrived)
}

pub fn share(tax: TaxType, agency: &str, minor: i64) -> Share {
    Share { tax, agency: agency.parse::<Agency>().expect("short"), account: account("ZZ001"), minor }
}

pub fn compared(ledger: &[LedgerLine], providers: &[ProviderLine], bank: &[BankLine]) -> Day {
    match_day(ledger, providers, bank, &Policy::default(), now())
}
