//! Files that are cut off, changed, or made to do harm: refused whole, with the line (REC-06).

use proptest::prelude::*;
use reconciliation::{
    FileFault, Limits,
    statement::{camt053, csv, mt940},
};

use crate::statement::{self, CAMT, CSV, MT940, TOLD, camt, profile};

fn swift(find: &str, replace: &str) -> (u32, FileFault) {
    assert!(MT940.contains(find), "{find}");
    statement::mt940(&MT940.replacen(find, replace, 1)).expect_err("it is not good")
}

fn iso(find: &str, replace: &str) -> (u32, FileFault) {
    assert!(CAMT.contains(find), "{find}");
    camt(&CAMT.replacen(find, replace, 1)).expect_err("it is not good")
}

fn control(what: &'static str, told: i128, counted: i128) -> FileFault {
    FileFault::Control { what, told, counted }
}

#[test]
fn a_file_of_swift_that_was_cut_off_anywhere_is_refused() {
    // Behind the closing balance of the last page nothing that counts is left.
    let end = MT940.find(":62F:C260303XTS6362,25").expect("the closing balance") + ":62F:C260303XTS6362,25".len();
    for cut in 0..end {
        assert!(statement::mt940(&MT940[..cut]).is_err(), "cut off at {cut}");
    }
    assert!(statement::mt940(&MT940[..end]).is_ok());
}

#[test]
fn a_file_of_iso_20022_that_was_cut_off_anywhere_is_refused() {
    let end = CAMT.trim_end().len();
    for cut in 0..end {
        assert!(camt(&CAMT[..cut]).is_err(), "cut off at {cut}");
    }
    assert!(camt(&CAMT[..end]).is_ok());
}

#[test]
fn a_csv_that_was_cut_off_at_a_row_is_refused_by_what_was_told() {
    let rows: Vec<&str> = CSV.split_inclusive('\n').collect();
    for kept in 1..rows.len() {
        assert!(statement::csv(&rows[..kept].concat(), TOLD).is_err(), "{kept} rows");
    }
    let two = rows[..3].concat();
    assert_eq!(statement::csv(&two, TOLD), Err((3, control("the number of movements", 3, 2))));
    let known = csv::Control { lines: 2, ..TOLD };
    assert_eq!(statement::csv(&two, known), Err((3, control("the closing balance", 636_250, 596_250))));
}

#[test]
fn totals_that_do_not_hold_are_told_with_their_line() {
    assert_eq!(swift("C975,", "C976,"), (13, control("the closing balance", 596_200, 596_300)));
    assert_eq!(swift(":60M:C260303XTS5962,00", ":60M:C260303XTS5961,00"), (20, control("the closing balance", 636_225, 636_125)));
    assert_eq!(iso("<NbOfNtries>3<", "<NbOfNtries>4<").1, control("the number of entries", 4, 3));
    assert_eq!(iso("<Sum>1375.00<", "<Sum>1375.01<").1, control("the sum of credits", 137_501, 137_500));
    assert_eq!(iso(">6362.5<", ">6362.49<").1, control("the closing balance", 636_249, 636_250));
    assert_eq!(iso("Ccy=\"XTS\">250<", "Ccy=\"XTS\">249<"), (23, control("the entry", 40_000, 39_900)));
    let wrong = CSV.replace("5.962,50", "5.962,51");
    assert_eq!(statement::csv(&wrong, TOLD), Err((3, control("the balance", 596_251, 596_250))));
}

#[test]
fn a_page_that_is_missing_is_missed() {
    let second = MT940.find("-}{5:").expect("the end of the first page");
    assert_eq!(statement::mt940(&MT940[..second]), Err((12, FileFault::Partial("the last page of the statement"))));
    let later = &MT940[MT940.rfind(":20:").expect("the second page")..];
    assert_eq!(statement::mt940(later), Err((4, FileFault::Partial("the first page of a statement"))));
    assert_eq!(swift(":28C:62/2", ":28C:62/3"), (18, FileFault::Partial("the next page of a statement")));
    assert_eq!(iso("<LastPgInd>true<", "<LastPgInd>false<"), (4, FileFault::Partial("the last page")));
    assert_eq!(iso("<PgNb>1<", "<PgNb>2<"), (4, FileFault::Partial("the first page")));
    assert_eq!(iso("<Cd>CLBD<", "<Cd>ITBD<").1, FileFault::Partial("the closing balance"));
}

#[test]
fn fields_that_are_not_good_are_named() {
    assert_eq!(swift("2603030303C975,", "2602300303C975,"), (6, FileFault::Field("value date (:61:)")));
    assert_eq!(swift("C975,", "C975"), (6, FileFault::Field("amount (:61:)")));
    assert_eq!(swift("C975,", "C975,005"), (6, FileFault::Field("amount (:61:)")));
    assert_eq!(swift("C975,", "EC975,"), (6, FileFault::Field("debit or credit mark (:61:)")));
    assert_eq!(swift("NTRFPO", "XTRFPO"), (6, FileFault::Field("transaction type (:61:)")));
    assert_eq!(swift(":62M:C260303XTS", ":62M:C260303EUR"), (13, FileFault::Field("currency of the closing balance (:62F:)")));
    assert_eq!(swift(":60F:C260302XTS", ":60F:C260302XAU"), (5, FileFault::Field("balance")));
    assert_eq!(swift(":28C:62/1\r\n", ""), (4, FileFault::Missing("statement number (:28C:)")));
    assert_eq!(swift(":86:ACCOUNT FEE", ":90D:2XTS1,00"), (11, FileFault::Missing("closing balance (:62F:)")));
    assert_eq!(swift(":25:ZZ00 1\r\n", ":25:ZZ00 1\r\nmore\r\n"), (4, FileFault::Unexpected("text outside a field")));
    assert_eq!(iso("<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>").1, FileFault::Field("status: a statement holds what is booked"));
    assert_eq!(iso("<Amt Ccy=\"XTS\">975.00<", "<Amt Ccy=\"EUR\">975.00<").1, FileFault::Field("amount of the entry"));
    assert_eq!(iso("<Amt Ccy=\"XTS\">975.00<", "<Amt Ccy=\"XTS\">-975.00<").1, FileFault::Field("amount of the entry"));
    assert_eq!(iso("<CdtDbtInd>DBIT<", "<CdtDbtInd>debit<"), (21, FileFault::Field("date, mark or status")));
    assert_eq!(statement::csv(&CSV.replace("03.03.2026;04", "3.3.2026;04"), TOLD), Err((2, FileFault::Field("booking date"))));
    assert_eq!(statement::csv(&CSV.replace("400,00;0,00", "400,00;1,00"), TOLD), Err((4, FileFault::Field("amount"))));
    assert_eq!(statement::csv(&CSV.replace("Counter;", ""), TOLD), Err((4, FileFault::Csv)));
    assert_eq!(statement::csv(&CSV.replace("Balance", "Saldo"), TOLD), Err((1, FileFault::Column("Balance".to_owned()))));
}

#[test]
fn xml_is_expanded_and_fetched_nowhere() {
    let doctype = "<!DOCTYPE Document [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;&a;\">]>\n<Document xmlns";
    assert_eq!(iso("<Document xmlns", doctype).1, FileFault::Forbidden("a document type"));
    let external = "<!DOCTYPE Document SYSTEM \"file:///etc/passwd\">\n<Document xmlns";
    assert_eq!(iso("<Document xmlns", external).1, FileFault::Forbidden("a document type"));
    assert_eq!(iso("Settlement &amp;", "Settlement &b;"), (18, FileFault::Forbidden("an entity")));
    assert_eq!(iso("Settlement &amp;", "Settlement &#0;"), (18, FileFault::Forbidden("an entity")));
    assert_eq!(iso("<Document xmlns", "<?php x?>\n<Document xmlns").1, FileFault::Forbidden("a processing instruction"));
    assert_eq!(iso("<Id>62</Id>", &"<a>".repeat(40)).1, FileFault::Unexpected("elements nested so deep"));
    assert_eq!(iso("<Id>62</Id>", "<Id>62</Ie>").1, FileFault::Xml);
    assert_eq!(camt("<Document><BkToCstmrDbtCdtNtfctn/></Document>"), Err((1, FileFault::Empty)));
}

#[test]
fn files_have_ceilings() {
    let few = Limits { bytes_max: 100, ..Limits::default() };
    let fault = |limits: &Limits| {
        let files = [
            mt940::read(MT940.as_bytes(), limits).map(|_| ()),
            camt053::read(CAMT.as_bytes(), limits).map(|_| ()),
            csv::read(CSV.as_bytes(), &profile(), &TOLD, limits).map(|_| ()),
        ];
        files.map(|file| file.expect_err("too large").fault)
    };
    assert_eq!(fault(&few), [const { FileFault::TooLarge(100) }; 3]);
    assert_eq!(fault(&Limits { lines_max: 2, ..Limits::default() }), [const { FileFault::TooManyLines(2) }; 3]);
    assert_eq!(fault(&Limits { line_bytes_max: 30, ..Limits::default() }), [const { FileFault::TooLong(30) }; 3]);
    let not_text = [MT940.as_bytes(), &[0xff]].concat();
    let error = mt940::read(&not_text, &Limits::default()).expect_err("not text");
    assert_eq!((error.line, error.fault), (23, FileFault::NotText));
}

/// A file with some bytes changed, taken out or put in.
fn damaged(whole: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let edit = (
        any::<proptest::sample::Index>(),
        0..3u8,
        prop_oneof![any::<u8>(), proptest::sample::select(b":,-<>/&;\n\"0C".to_vec())],
    );
    proptest::collection::vec(edit, 1..12).prop_map(move |edits| {
        let mut bytes = whole.as_bytes().to_vec();
        for (place, what, byte) in edits {
            let place = place.index(bytes.len());
            match what {
                0 => bytes[place] = byte,
                1 => _ = bytes.remove(place),
                _ => bytes.insert(place, byte),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_damage_makes_a_reader_fall_and_what_is_read_adds_up(
        swift in damaged(MT940), iso in damaged(CAMT), table in damaged(CSV), noise in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let limits = Limits { bytes_max: 10_000, lines_max: 50, line_bytes_max: 2_000 };
        let mut statements = vec![];
        for bytes in [&swift, &iso, &noise] {
            statements.extend(mt940::read(bytes, &limits).unwrap_or_default());
            statements.extend(camt053::read(bytes, &limits).unwrap_or_default());
        }
        for bytes in [&table, &noise] {
            statements.extend(csv::read(bytes, &profile(), &TOLD, &limits).ok());
        }
        for statement in statements {
            let moved: i64 = statement.lines.iter().map(|line| line.amount.minor).sum();
            prop_assert_eq!(statement.opening + moved, statement.closing);
        }
    }
}
