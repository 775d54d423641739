//! The day is drawn up, closed, chained and signed; whatever is changed after is found (REC-05, PAY-N11).

use std::convert::Infallible;

use ed25519_dalek::{Signature, Signer, SigningKey};
use reconciliation::{
    BankLine, ChainFault, CloseError, DayStatement, LedgerLine, ProviderLine, SealedDay, Sha256Digest, SharesError, TaxType,
    follow, statement::Statement, verify_chain,
};
use vocabulary::Timestamp;

use crate::given::{account, at, compared, money, now, on, ours, payout, share, theirs, voucher};

const KEY: &str = "treasury-2026";

fn private() -> SigningKey {
    SigningKey::from_bytes(&[21; 32])
}

fn verifies(key: &str, message: &[u8], signature: &[u8; 64]) -> bool {
    key == KEY && private().verifying_key().verify_strict(message, &Signature::from_bytes(signature)).is_ok()
}

fn paid(number: u128, office: &str) -> LedgerLine {
    let shares = vec![
        share(TaxType::Duty, "CUSTOMS", 60_000),
        share(TaxType::Vat, "CUSTOMS", 30_000),
        share(TaxType::Fee, "PHYTO", 10_000),
    ];
    LedgerLine { office: office.parse().expect("short"), shares, ..ours(number) }
}

/// A day with two offices, a payout, a voucher, and a payment that the provider does not know.
fn drawn_up() -> DayStatement {
    let (mine, listed, arrived) = payout(3);
    let (counter, at_counter) = voucher(4);
    let counter = LedgerLine { shares: vec![share(TaxType::Penalty, "CUSTOMS", 40_000)], ..counter };
    let ledger = [paid(1, "MSA"), paid(2, "NBO"), mine, counter];
    let report = [ProviderLine { payout: listed.reference.clone(), ..theirs(1) }, listed];
    let bank = [arrived, at_counter];
    let day = compared(&ledger, &report, &bank);
    let open = follow(vec![], &day).open;
    DayStatement::draw_up(on("2026-03-12"), &ledger, &[statement(bank.to_vec())], &day, &open).expect("all add up")
}

fn statement(lines: Vec<BankLine>) -> Statement {
    let closing = 500_000 + lines.iter().map(|line| line.amount.minor).sum::<i64>();
    let (file, opened_on, closed_on) = (lines[0].place.file, on("2026-03-03"), on("2026-03-12"));
    let currency = money(0, "XTS").currency;
    Statement {
        file,
        id: "12".to_owned(),
        account: account("ZZ001"),
        currency,
        opening: 500_000,
        opened_on,
        closing,
        closed_on,
        lines,
    }
}

#[test]
fn a_day_says_what_moved_per_office_tax_and_agency() {
    let drawn = drawn_up();
    let rows: Vec<_> = drawn
        .rows
        .iter()
        .map(|row| (row.office.as_str(), row.tax, row.agency.as_str(), row.matched.0, row.in_breaks.0))
        .collect();
    assert_eq!(
        rows,
        [
            ("MSA", TaxType::Duty, "CUSTOMS", 60_000, 0),
            ("MSA", TaxType::Vat, "CUSTOMS", 30_000, 0),
            ("MSA", TaxType::Fee, "PHYTO", 10_000, 0),
            ("MSA", TaxType::Penalty, "CUSTOMS", 40_000, 0),
            ("NBO", TaxType::Duty, "CUSTOMS", 0, 60_000),
            ("NBO", TaxType::Vat, "CUSTOMS", 0, 30_000),
            ("NBO", TaxType::Fee, "PHYTO", 0, 10_000),
        ]
    );
    let bank = &drawn.banks[0];
    assert_eq!((bank.opening.0, bank.closing.0, bank.matched.0, bank.in_breaks.0), (500_000, 637_500, 137_500, 0));
    assert_eq!((drawn.breaks.len(), drawn.holds()), (1, true));
}

#[test]
fn a_bank_whose_lines_do_not_make_its_balance_does_not_hold() {
    let mut drawn = drawn_up();
    drawn.banks[0].closing.0 += 1;
    assert!(!drawn.holds());
}

#[test]
fn shares_are_the_amount_to_the_last_unit() {
    let line = LedgerLine { shares: vec![share(TaxType::Duty, "CUSTOMS", 99_999)], ..ours(1) };
    let day = compared(std::slice::from_ref(&line), &[theirs(1)], &[]);
    let refused = DayStatement::draw_up(on("2026-03-12"), std::slice::from_ref(&line), &[], &day, &[]);
    assert_eq!(refused, Err(SharesError(line.id)));
}

fn close(statement: DayStatement, previous: Option<&SealedDay>, closed_at: Timestamp) -> SealedDay {
    statement
        .close(previous, closed_at, KEY, |message| Ok::<_, Infallible>(private().sign(message).to_bytes()))
        .expect("a later day")
}

/// Three days, of which each follows the one before.
fn chain() -> Vec<SealedDay> {
    let mut days: Vec<SealedDay> = vec![];
    for day in ["2026-03-12", "2026-03-13", "2026-03-14"] {
        let statement = DayStatement { day: on(day), ..drawn_up() };
        days.push(close(statement, days.last(), now()));
    }
    days
}

#[test]
fn closed_days_verify_and_say_what_was_closed() {
    let days = chain();
    assert_eq!(verify_chain(None, &days, verifies), Ok(()));
    assert_eq!(verify_chain(Some(&days[0]), &days[1..], verifies), Ok(()));
    assert_eq!(days[0].statement(), Ok(drawn_up()));
    assert_eq!(close(drawn_up(), None, now()), days[0], "the same day is the same bytes");
    let json = serde_json::to_string(&days).expect("JSON");
    assert_eq!(serde_json::from_str::<Vec<SealedDay>>(&json).expect("days"), days);
    println!("a day of seven rows: {} bytes", days[0].content.len());
}

#[test]
fn an_edit_after_the_close_is_found_wherever_it_is() {
    let days = chain();
    let with = |place: usize, edit: &dyn Fn(&mut SealedDay)| {
        let mut days = days.clone();
        edit(&mut days[place]);
        verify_chain(None, &days, verifies)
    };
    for place in 0..3 {
        let amount = |day: &mut SealedDay| day.content = day.content.replacen("\"60000\"", "\"60001\"", 1);
        assert_eq!(with(place, &amount), Err(ChainFault::Digest(place)));
        let amount_and_digest = |day: &mut SealedDay| {
            amount(day);
            day.digest = Sha256Digest::of(day.content.as_bytes());
        };
        assert_eq!(with(place, &amount_and_digest), Err(ChainFault::Signature(place)), "he cannot sign it");
        assert_eq!(with(place, &|day| day.signature.replace_range(..2, "00")), Err(ChainFault::Signature(place)));
        assert_eq!(with(place, &|day| day.key = "another".to_owned()), Err(ChainFault::Signature(place)));
        let blank = |day: &mut SealedDay| {
            day.content.push(' ');
            day.digest = Sha256Digest::of(day.content.as_bytes());
        };
        assert_eq!(with(place, &blank), Err(ChainFault::Content(place)), "there is one spelling");
    }
}

#[test]
fn a_day_exchanged_by_one_who_can_sign_breaks_the_link_to_the_next() {
    let mut days = chain();
    let mut other = drawn_up();
    other.rows[0].collected.0 += 1;
    days[0] = close(other, None, now());
    assert_eq!(verify_chain(None, &days, verifies), Err(ChainFault::Link(1)));
    assert_eq!(verify_chain(None, &chain()[1..], verifies), Err(ChainFault::Link(0)), "the first day is missing");
    let gap = [chain()[0].clone(), chain()[2].clone()];
    assert_eq!(verify_chain(None, &gap, verifies), Err(ChainFault::Link(1)));
}

#[test]
fn days_are_closed_in_their_order() {
    let first = close(drawn_up(), None, now());
    let again = drawn_up().close(Some(&first), at("2026-03-13T06:00:00Z"), KEY, |_| Ok::<_, Infallible>([0; 64]));
    assert_eq!(again, Err(CloseError::NotLater));
    let mut broken = first;
    broken.content.push('x');
    let next = DayStatement { day: on("2026-03-13"), ..drawn_up() };
    let refused = next.close(Some(&broken), now(), KEY, |_| Ok::<_, Infallible>([0; 64]));
    assert_eq!(refused, Err(CloseError::Previous(ChainFault::Digest(0))));
}
