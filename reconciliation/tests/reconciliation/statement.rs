//! Statements as banks send them.

use reconciliation::{
    FileDigest, FileFault, Limits,
    statement::{Statement, camt053, csv, mt940},
};

use crate::given::{account, money, on};

/// A statement over two pages: a credit with a long text, a debit, a reversed credit; then a page with one credit.
pub const MT940: &str = "{1:F01ZZBKZZ22AXXX0000000000}{2:I940ZZTRZZ22XXXXN}{4:\r
:20:STMT260303\r
:25:ZZ00 1\r
:28C:62/1\r
:60F:C260302XTS5000,00\r
:61:2603030303C975,NTRFPO0000000003//BK7788\r
MOMO SETTLEMENT\r
:86:/EREF/PO0000000003/REMI/SETTLEMENT OF 2026-03-02 FOR NOTICE 26000\r
0000042\r
:61:2603030303D12,50NCHGNONREF\r
:86:ACCOUNT FEE\r
:61:2512310102RC0,50FMSC1234567//9\r
:62M:C260303XTS5962,00\r
-}{5:{CHK:123456789ABC}}\r
:20:STMT260303\r
:25:ZZ001\r
:28C:62/2\r
:60M:C260303XTS5962,00\r
:61:260303C400,25NTRF260000000004\r
:62F:C260303XTS6362,25\r
:64:C260303XTS6362,25\r
-\r
";

pub const CAMT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
 <BkToCstmrStmt>
  <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-04T01:00:00Z</CreDtTm><MsgPgntn><PgNb>1</PgNb><LastPgInd>true</LastPgInd></MsgPgntn></GrpHdr>
  <Stmt>
   <Id>62</Id>
   <Acct><Id><Othr><Id>ZZ 001</Id></Othr></Id><Ccy>XTS</Ccy></Acct>
   <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="XTS">5000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="XTS">6362.5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-03</Dt></Dt></Bal>
   <TxsSummry>
    <TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries>
    <TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>1375.00</Sum></TtlCdtNtries>
    <TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>12.50</Sum></TtlDbtNtries>
   </TxsSummry>
   <Ntry>
    <Amt Ccy="XTS">975.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
    <BookgDt><Dt>2026-03-03</Dt></BookgDt><ValDt><DtTm>2026-03-04T00:00:00</DtTm></ValDt><AcctSvcrRef>BK7788</AcctSvcrRef>
    <NtryDtls><TxDtls><Refs><EndToEndId>PO0000000003</EndToEndId></Refs><RmtInf><Ustrd>Settlement &amp; fees, notice 260000000042&#x20;</Ustrd></RmtInf></TxDtls></NtryDtls>
   </Ntry>
   <Ntry>
    <Amt Ccy="XTS">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-03</Dt></BookgDt>
   </Ntry>
   <Ntry>
    <Amt Ccy="XTS">400</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-03</Dt></BookgDt>
    <NtryDtls>
     <TxDtls><Refs><EndToEndId>260000000004</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="XTS">150</Amt></TxAmt></AmtDtls></TxDtls>
     <TxDtls><Refs><EndToEndId>260000000005</EndToEndId></Refs><Amt Ccy="XTS">250</Amt></TxDtls>
    </NtryDtls>
   </Ntry>
  </Stmt>
 </BkToCstmrStmt>
</Document>
"#;

pub const CSV: &str = "\u{feff}Date;Value;Text;Reference;Credit;Debit;Balance
03.03.2026;04.03.2026;\"Settlement; notice 260000000042\";PO0000000003;975,00;;5.975,00
03.03.2026;03.03.2026;Account fee;;;12,50;5.962,50
03.03.2026;03.03.2026;Counter;260000000004;400,00;0,00;6.362,50
";

pub const TOLD: csv::Control = csv::Control { lines: 3, opening: 500_000, closing: 636_250 };

pub fn profile() -> csv::Profile {
    serde_json::from_str(
        r#"{
            "delimiter": ";", "numbers": { "decimal": ",", "thousands": "." }, "dates": "DD.MM.YYYY", "account": "ZZ001",
            "currency": "XTS", "booked_on": "Date", "value_on": "Value", "amount": { "split": { "credit": "Credit", "debit": "Debit" } },
            "balance": "Balance", "references": ["Reference"], "texts": ["Text"]
        }"#,
    )
    .expect("a profile")
}

pub fn mt940(text: &str) -> Result<Vec<Statement>, (u32, FileFault)> {
    mt940::read(text.as_bytes(), &Limits::default()).map_err(|error| (error.line, error.fault))
}

pub fn camt(text: &str) -> Result<Vec<Statement>, (u32, FileFault)> {
    camt053::read(text.as_bytes(), &Limits::default()).map_err(|error| (error.line, error.fault))
}

pub fn csv(text: &str, told: csv::Control) -> Result<Statement, (u32, FileFault)> {
    csv::read(text.as_bytes(), &profile(), &told, &Limits::default()).map_err(|error| (error.line, error.fault))
}

/// What a line says: its place, amount and references.
fn lines(statement: &Statement) -> Vec<(u32, u32, i64, Vec<&str>)> {
    let line = |line: &reconciliation::BankLine| (line.place.line, line.place.part, line.amount.minor);
    statement
        .lines
        .iter()
        .map(|of| {
            let (at, part, minor) = line(of);
            (at, part, minor, of.references.iter().map(|reference| reference.as_str()).collect())
        })
        .collect()
}

#[test]
fn a_statement_of_swift_is_read_over_its_pages() {
    let statements = mt940(MT940).expect("a whole file");
    let [statement] = statements.as_slice() else { panic!("one statement") };
    assert_eq!((&statement.account, statement.opening, statement.closing), (&account("ZZ001"), 500_000, 636_225));
    assert_eq!((statement.opened_on, statement.closed_on), (on("2026-03-02"), on("2026-03-03")));
    assert_eq!(statement.file, FileDigest::of(MT940.as_bytes()));
    let found = lines(statement);
    assert_eq!(found[0], (6, 0, 97_500, vec!["PO0000000003", "BK7788", "2026-03-02", "26000", "0000042", "260000000042"]));
    assert_eq!(found[1], (10, 0, -1_250, vec![]));
    assert_eq!(found[2], (12, 0, -50, vec!["1234567", "9"]));
    assert_eq!(found[3], (19, 0, 40_025, vec!["260000000004"]));
    assert_eq!(
        (statement.lines[2].value_on, statement.lines[2].booked_on),
        (on("2025-12-31"), on("2026-01-02")),
        "over the new year"
    );
    assert_eq!(statement.lines[3].booked_on, on("2026-03-03"), "no entry date: the value date");
}

#[test]
fn a_reference_that_a_bank_writes_in_pieces_is_put_together() {
    let pieces = ":86:166?00CREDIT?20EREF+2600000?2100042 SVWZ+SETTLE?22MENT?30ZZBKZZ22";
    let text = MT940.replace(":86:ACCOUNT FEE", pieces);
    let statement = mt940(&text).expect("a whole file").remove(0);
    let references = &statement.lines[1].references;
    assert!(references.iter().any(|reference| reference.as_str() == "260000000042"), "{references:?}");
}

#[test]
fn a_statement_of_iso_20022_is_read_with_the_parts_of_its_entries() {
    let statements = camt(CAMT).expect("a whole file");
    let [statement] = statements.as_slice() else { panic!("one statement") };
    assert_eq!((statement.id.as_str(), &statement.account), ("62", &account("ZZ001")));
    assert_eq!((statement.opening, statement.closing, statement.currency), (500_000, 636_250, money(0, "XTS").currency));
    let found = lines(statement);
    assert_eq!(found[0], (15, 0, 97_500, vec!["BK7788", "PO0000000003", "260000000042"]));
    assert_eq!(found[1], (20, 0, -1_250, vec![]));
    assert_eq!(found[2], (23, 0, 15_000, vec!["260000000004"]));
    assert_eq!(found[3], (23, 1, 25_000, vec!["260000000005"]));
    assert_eq!((statement.lines[0].booked_on, statement.lines[0].value_on), (on("2026-03-03"), on("2026-03-04")));
}

#[test]
fn a_prefix_before_the_names_of_elements_changes_nothing() {
    let prefixed = CAMT.replace("</", "</c:").replace("<Document xmlns=", "<c:Document xmlns:c=");
    let mut names = String::new();
    let mut rest = prefixed.as_str();
    while let Some(place) = rest.find('<') {
        let (before, after) = rest.split_at(place + 1);
        names += before;
        if after.starts_with(|sign: char| sign.is_ascii_alphabetic()) && !after.starts_with("c:") {
            names += "c:";
        }
        rest = after;
    }
    names += rest;
    let expected = camt(CAMT).expect("a whole file");
    assert_eq!(lines(&camt(&names).expect("a whole file")[0]), lines(&expected[0]));
}

#[test]
fn a_statement_of_csv_is_read_by_its_profile() {
    let statement = csv(CSV, TOLD).expect("a whole file");
    let found = lines(&statement);
    assert_eq!(found[0], (2, 0, 97_500, vec!["PO0000000003", "260000000042"]));
    assert_eq!(found[1], (3, 0, -1_250, vec![]));
    assert_eq!(found[2], (4, 0, 40_000, vec!["260000000004"]));
    let mut rows: Vec<&str> = CSV.lines().collect();
    rows[1..].reverse();
    let newest_first = csv::Profile { newest_first: true, ..profile() };
    let turned = csv::read((rows.join("\n") + "\n").as_bytes(), &newest_first, &TOLD, &Limits::default()).expect("a whole file");
    assert_eq!(turned.lines.iter().map(|line| line.amount.minor).collect::<Vec<_>>(), [97_500, -1_250, 40_000]);
}

#[test]
fn one_statement_follows_another_or_one_is_missing() {
    let first = camt(CAMT).expect("a whole file").remove(0);
    let next = Statement { opening: 636_250, opened_on: on("2026-03-03"), ..first.clone() };
    assert!(next.follows(&first));
    assert!(!first.follows(&next));
    assert!(!Statement { opening: 636_251, ..next.clone() }.follows(&first));
    assert!(!Statement { account: account("ZZ002"), ..next }.follows(&first));
}

#[test]
fn twenty_thousand_movements_are_read_in_seconds() {
    const MOVEMENTS: i64 = 20_000;
    let swift: String = (0..MOVEMENTS)
        .map(|number| format!(":61:260303C1,NTRF26{number:010}//BK{number}\n:86:NOTICE 26{number:010}\n"))
        .collect();
    let swift = format!(":20:S\n:25:ZZ001\n:28C:1\n:60F:C260302XTS0,\n{swift}:62F:C260303XTS{MOVEMENTS},\n");
    let entry = |number: i64| {
        format!(
            "<Ntry><Amt Ccy=\"XTS\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-03</Dt></BookgDt><NtryDtls><TxDtls>\
             <Refs><EndToEndId>26{number:010}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>\n"
        )
    };
    let begin = CAMT.find("   <TxsSummry>").expect("the totals");
    let iso = CAMT[..begin].replace(">5000.00<", ">0<").replace(">6362.5<", &format!(">{MOVEMENTS}<"));
    let iso = iso + &(0..MOVEMENTS).map(entry).collect::<String>() + "</Stmt></BkToCstmrStmt></Document>";
    for (name, read, text) in [("MT940", mt940 as fn(&str) -> _, &swift), ("camt.053", camt, &iso)] {
        let begun = std::time::Instant::now();
        let statements = read(text).expect("a whole file");
        println!("{name}: {} bytes, {} movements in {} ms", text.len(), statements[0].lines.len(), begun.elapsed().as_millis());
        assert_eq!(i64::try_from(statements[0].lines.len()), Ok(MOVEMENTS));
        assert!(begun.elapsed() < std::time::Duration::from_secs(30));
    }
}
