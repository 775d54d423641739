//! F21: 14 types of breaks, 100 of each, put into 100,000 lines that agree: all found, nothing else found, within a minute.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use jiff::ToSpan;
use reconciliation::{
    BankLine, BreakType, Day, Kind, LedgerLine, LedgerLineId, OurId, Place, Policy, ProviderLine, Via, match_day,
    matching::{Found, compare, match_day_by},
};
use vocabulary::{Money, Timestamp};

use crate::given::{account, at, money, on, place, provider, reference};

const LINES: usize = 100_000;
const OF_EACH: usize = 100;
/// A minute is the bar.
const SECONDS_MAX: u64 = 60;

/// A generator of numbers that are the same in each run (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// A line that has to be found: its type, our line, the other side's.
type Expected = (BreakType, Option<LedgerLineId>, Option<Place>);

struct Books {
    ledger: Vec<LedgerLine>,
    report: Vec<ProviderLine>,
    bank: Vec<BankLine>,
    expected: BTreeSet<Expected>,
}

fn now() -> Timestamp {
    at("2026-03-12T06:00:00Z")
}

/// Ten days of payments, repayments and disputes, a payout each hour, and vouchers paid at the bank; with breaks put in.
fn books(seed: u64) -> Books {
    let mut dice = Dice(seed);
    let mut books = Books { ledger: vec![], report: vec![], bank: vec![], expected: BTreeSet::new() };
    let injections = BreakType::ALL.into_iter().flat_map(|kind| [kind; OF_EACH]);
    // Each break is put into a line of its own, far from the others, at a place by chance.
    let mut places: Vec<usize> = (0..LINES).collect();
    for place in (1..LINES).rev() {
        places.swap(place, usize::try_from(dice.below(place as u64 + 1)).expect("small"));
    }
    let mut faults: BTreeMap<usize, BreakType> = places.into_iter().zip(injections).collect();
    let mut payouts: BTreeMap<u64, i64> = BTreeMap::new();
    for number in 0..LINES {
        let fault = faults.remove(&number);
        books.movement(&mut dice, number, fault, &mut payouts);
    }
    for (hour, net) in payouts {
        books.payout(hour, net);
    }
    books
}

impl Books {
    fn expect(&mut self, kind: BreakType, ledger: Option<LedgerLineId>, other: Option<Place>) {
        assert!(self.expected.insert((kind, ledger, other)), "each break is expected once");
    }

    /// One movement on both sides, or on one when a break wants it so.
    fn movement(&mut self, dice: &mut Dice, number: usize, fault: Option<BreakType>, payouts: &mut BTreeMap<u64, i64>) {
        let id = number as u128 + 1;
        let hour = dice.below(9 * 24);
        let posted_at =
            at("2026-03-01T00:00:00Z").saturating_add((hour as i64 * 3600 + dice.below(3600) as i64).seconds()).expect("near");
        let is_straight = match fault {
            None => dice.below(20) == 0,
            Some(BreakType::PayoutDiffers) => true,
            // These are put in at the bank as well, every third time.
            Some(
                BreakType::MissingInLedger
                | BreakType::MissingElsewhere
                | BreakType::Amount
                | BreakType::Duplicate
                | BreakType::Late
                | BreakType::WrongAccount
                | BreakType::Timing,
            ) => dice.below(3) == 0,
            Some(_) => false,
        };
        if is_straight {
            return self.straight(dice, id, posted_at, fault);
        }
        let minor = 1_000 + dice.below(5_000_000) as i64;
        let (kind, minor) = match (fault, dice.below(100)) {
            (Some(BreakType::RefundUnknown), _) | (None, 0..8) => (Kind::Repayment, -minor),
            (Some(BreakType::DisputeUnknown), _) | (None, 8..10) => (Kind::DisputeWithdrawn, -minor),
            (None, 10) => (Kind::DisputeReinstated, minor),
            _ => (Kind::Payment, minor),
        };
        let converts = fault == Some(BreakType::Fx) || dice.below(50) == 0;
        let settled = converts.then(|| money(minor / 3, "EUR"));
        let amount = if converts { money(minor, "GBP") } else { money(minor, "XTS") };
        let fee = if kind == Kind::Payment { minor / 40 / if converts { 3 } else { 1 } } else { 0 };
        let mine = LedgerLine {
            reference: (dice.below(10) > 0).then(|| reference(&format!("CH{id:010}"))),
            fee: Some(fee),
            settled,
            account: Some(account("M1")),
            ..LedgerLine::new(
                LedgerLineId(id),
                kind,
                Via::Provider(provider()),
                OurId(id),
                amount,
                posted_at,
                "MSA".parse().expect("short"),
            )
        };
        let listed = ProviderLine {
            place: place("report", u32::try_from(number + 2).expect("small")),
            provider: provider(),
            kind,
            reference: Some(reference(&format!("CH{id:010}"))),
            our_id: (mine.reference.is_none() || dice.below(3) > 0).then_some(OurId(id)),
            amount,
            fee,
            settled,
            account: Some(account("M1")),
            payout: None,
            at: posted_at.saturating_add(5.seconds()).expect("near"),
            available_on: Some(on("2026-03-10").min(posted_at.to_zoned(jiff::tz::TimeZone::UTC).date().saturating_add(2.days()))),
            live: true,
        };
        self.both(dice, mine, listed, fault, (hour, payouts));
    }

    /// Puts a pair on both sides, with a break where one is wanted.
    fn both(
        &mut self,
        dice: &mut Dice,
        mut mine: LedgerLine,
        mut listed: ProviderLine,
        fault: Option<BreakType>,
        (hour, payouts): (u64, &mut BTreeMap<u64, i64>),
    ) {
        let (id, at_place) = (Some(mine.id), Some(listed.place));
        let (mut is_ours, mut is_theirs) = (true, true);
        match fault {
            None => {}
            Some(kind @ (BreakType::MissingInLedger | BreakType::RefundUnknown | BreakType::DisputeUnknown)) => {
                is_ours = false;
                self.expect(kind, None, at_place);
            }
            Some(BreakType::MissingElsewhere) => {
                is_theirs = false;
                self.expect(BreakType::MissingElsewhere, id, None);
            }
            Some(BreakType::Timing) => {
                is_theirs = false;
                mine.at = at("2026-03-12T05:00:00Z");
                self.expect(BreakType::Timing, id, None);
            }
            Some(BreakType::Amount) => {
                listed.amount.minor += 1 + dice.below(100) as i64;
                self.expect(BreakType::Amount, id, at_place);
            }
            Some(BreakType::Currency) => {
                // The same number in another currency: who looks at numbers alone sees nothing.
                listed.amount = Money { currency: money(0, "USD").currency, ..listed.amount };
                self.expect(BreakType::Currency, id, at_place);
            }
            Some(BreakType::Duplicate) => {
                let again = ProviderLine { place: Place { part: 1, ..listed.place }, ..listed.clone() };
                self.expect(BreakType::Duplicate, id, Some(again.place));
                self.list(again, hour, payouts);
            }
            Some(BreakType::FeeWrong) => {
                listed.fee += 1 + dice.below(50) as i64;
                self.expect(BreakType::FeeWrong, id, at_place);
            }
            Some(BreakType::Late) => {
                listed.available_on = Some(on("2026-03-25"));
                self.expect(BreakType::Late, id, at_place);
            }
            Some(BreakType::WrongAccount) => {
                listed.account = Some(account("M2"));
                self.expect(BreakType::WrongAccount, id, at_place);
            }
            Some(BreakType::TestMode) => {
                let test = ProviderLine {
                    live: false,
                    our_id: None,
                    reference: Some(reference(&format!("TEST{:08}", mine.id.0))),
                    place: Place { part: 1, ..listed.place },
                    ..listed.clone()
                };
                self.expect(BreakType::TestMode, None, Some(test.place));
                self.report.push(test);
            }
            Some(BreakType::Fx) => {
                listed.settled = listed.settled.map(|settled| Money { minor: settled.minor + 1, ..settled });
                self.expect(BreakType::Fx, id, at_place);
            }
            Some(BreakType::PayoutDiffers) => panic!("that one is put in at the bank"),
        }
        if is_ours {
            self.ledger.push(mine);
        }
        if is_theirs {
            self.list(listed, hour, payouts);
        }
    }

    /// Lists a line, and pays it out with all of its hour that settle in our currency.
    fn list(&mut self, mut listed: ProviderLine, hour: u64, payouts: &mut BTreeMap<u64, i64>) {
        let net = listed.net().expect("small");
        if net.currency == money(0, "XTS").currency {
            listed.payout = Some(reference(&format!("PO{hour:010}")));
            *payouts.entry(hour).or_default() += net.minor;
        }
        self.report.push(listed);
    }

    /// One voucher that was paid at the bank, with a break where one is wanted; or, where a payout has to differ, a payout of its own of
    /// which too little arrived.
    fn straight(&mut self, dice: &mut Dice, id: u128, posted_at: Timestamp, fault: Option<BreakType>) {
        let minor = 1_000 + dice.below(5_000_000) as i64;
        if fault == Some(BreakType::PayoutDiffers) {
            self.payout_of(1_000_000 + u64::try_from(id).expect("small"), minor, posted_at, 1 + dice.below(100) as i64);
            return;
        }
        let name = format!("26{id:010}");
        let mut mine = LedgerLine {
            reference: Some(reference(&name)),
            account: Some(account("ZZ001")),
            ..LedgerLine::new(
                LedgerLineId(id),
                Kind::Payment,
                Via::Bank,
                OurId(id),
                money(minor, "XTS"),
                posted_at,
                "MSA".parse().expect("short"),
            )
        };
        let place = place("statement", u32::try_from(id).expect("small"));
        let again = Place { part: 1, ..place };
        let booked_on = posted_at.to_zoned(jiff::tz::TimeZone::UTC).date().saturating_add(1.day());
        let mut arrived = BankLine {
            place,
            account: account("ZZ001"),
            booked_on,
            value_on: booked_on,
            amount: money(minor, "XTS"),
            references: vec![reference("VOUCHER"), reference(&name)],
        };
        let (mut ours, mut theirs) = (vec![], vec![]);
        match fault {
            None => {}
            Some(BreakType::MissingInLedger) => self.expect(BreakType::MissingInLedger, None, Some(place)),
            Some(BreakType::MissingElsewhere) => {
                // So long ago that no bank is waited for.
                mine.at = at("2026-03-02T05:00:00Z");
                self.expect(BreakType::MissingElsewhere, Some(mine.id), None);
            }
            Some(BreakType::Timing) => {
                mine.at = at("2026-03-11T05:00:00Z");
                self.expect(BreakType::Timing, Some(mine.id), None);
            }
            Some(BreakType::Amount) => {
                arrived.amount.minor -= 1;
                self.expect(BreakType::Amount, Some(mine.id), Some(place));
            }
            Some(BreakType::Duplicate) => {
                theirs.push(BankLine { place: again, ..arrived.clone() });
                self.expect(BreakType::Duplicate, Some(mine.id), Some(again));
            }
            Some(BreakType::Late) => {
                arrived.booked_on = on("2026-03-20");
                self.expect(BreakType::Late, Some(mine.id), Some(place));
            }
            Some(BreakType::WrongAccount) => {
                arrived.account = account("ZZ002");
                self.expect(BreakType::WrongAccount, Some(mine.id), Some(place));
            }
            Some(kind) => panic!("{kind:?} is put in at the provider"),
        }
        if fault != Some(BreakType::MissingInLedger) {
            ours.push(mine);
        }
        if !matches!(fault, Some(BreakType::MissingElsewhere | BreakType::Timing)) {
            theirs.push(arrived);
        }
        self.ledger.append(&mut ours);
        self.bank.append(&mut theirs);
    }

    fn payout(&mut self, hour: u64, net: i64) {
        let paid_at = at("2026-03-01T12:00:00Z").saturating_add((hour as i64 * 3600).seconds()).expect("near");
        self.payout_of(hour, net, paid_at, 0);
    }

    fn payout_of(&mut self, number: u64, net: i64, paid_at: Timestamp, too_little: i64) {
        let name = format!("PO{number:010}");
        let id = 1_000_000_000 + u128::from(number);
        let mine = LedgerLine {
            reference: Some(reference(&name)),
            account: Some(account("ZZ001")),
            ..LedgerLine::new(
                LedgerLineId(id),
                Kind::Payout,
                Via::Provider(provider()),
                OurId(id),
                money(-net, "XTS"),
                paid_at,
                "MSA".parse().expect("short"),
            )
        };
        let line = u32::try_from(number).expect("small") + 10_000_000;
        let listed = ProviderLine {
            place: place("report", line),
            provider: provider(),
            kind: Kind::Payout,
            reference: mine.reference.clone(),
            our_id: None,
            amount: mine.amount,
            fee: 0,
            settled: None,
            account: mine.account.clone(),
            payout: None,
            at: paid_at,
            available_on: None,
            live: true,
        };
        let arrived = place("statement", line);
        if too_little > 0 {
            self.expect(BreakType::PayoutDiffers, Some(mine.id), Some(arrived));
        }
        self.arrive(arrived, paid_at, net - too_little, &["SETTLEMENT", &name]);
        self.ledger.push(mine);
        self.report.push(listed);
    }

    fn arrive(&mut self, place: Place, paid_at: Timestamp, minor: i64, words: &[&str]) {
        let booked_on = paid_at.to_zoned(jiff::tz::TimeZone::UTC).date().saturating_add(1.day());
        self.bank.push(BankLine {
            place,
            account: account("ZZ001"),
            booked_on,
            value_on: booked_on,
            amount: money(minor, "XTS"),
            references: words.iter().map(|word| reference(word)).collect(),
        });
    }
}

/// Those that were to be found and were not, and those that were found and are not there.
fn judged(books: &Books, day: &Day) -> (Vec<Expected>, Vec<Expected>) {
    let found: BTreeSet<Expected> = day.breaks.iter().map(|found| (found.kind, found.ledger, found.other)).collect();
    assert_eq!(found.len(), day.breaks.len(), "no break is told twice");
    (books.expected.difference(&found).copied().collect(), found.difference(&books.expected).copied().collect())
}

#[test]
fn all_breaks_are_found_in_a_hundred_thousand_lines_and_none_that_is_not_there() {
    for seed in [21, 22, 23] {
        let books = books(seed);
        let begun = Instant::now();
        let day = match_day(&books.ledger, &books.report, &books.bank, &Policy::default(), now());
        let took = begun.elapsed();
        let (missed, false_ones) = judged(&books, &day);
        println!(
            "seed {seed}: {} + {} + {} lines, {} matched, {} of {} breaks found, {} false, {} ms",
            books.ledger.len(),
            books.report.len(),
            books.bank.len(),
            day.matched.len(),
            books.expected.len() - missed.len(),
            books.expected.len(),
            false_ones.len(),
            took.as_millis(),
        );
        assert_eq!(books.expected.len(), BreakType::ALL.len() * OF_EACH);
        assert!(missed.is_empty(), "missed: {:?}", &missed[..missed.len().min(5)]);
        assert!(false_ones.is_empty(), "false: {:?}", &false_ones[..false_ones.len().min(5)]);
        assert!(day.unexplained.is_empty(), "{:?}", day.unexplained);
        assert!(took < Duration::from_secs(SECONDS_MAX), "{took:?}");
    }
}

/// A comparison with a fault put in: it takes every currency for ours.
fn blind_to_currency(ours: &LedgerLine, theirs: &ProviderLine, policy: &Policy) -> Vec<Found> {
    let amount = Money { currency: ours.amount.currency, ..theirs.amount };
    compare(ours, &ProviderLine { amount, ..theirs.clone() }, policy)
}

#[test]
fn a_matcher_that_does_not_look_at_currencies_would_be_found_out() {
    let books = books(21);
    let day = match_day_by(blind_to_currency, &books.ledger, &books.report, &books.bank, &Policy::default(), now());
    let (missed, _) = judged(&books, &day);
    assert_eq!(missed.len(), OF_EACH);
    assert!(missed.iter().all(|(kind, _, _)| *kind == BreakType::Currency));
    assert!(!day.unexplained.is_empty(), "and the sums of the sides say by themselves that something is wrong");
}
