//! Reports of providers, by a profile.

use std::collections::BTreeMap;

use reconciliation::{FileFault, Kind, Limits, OurId, ProviderLine, report};

use crate::given::{account, at, money, on, reference};

const REPORT: &str = "\
type,id,metadata,gross,fee,net,currency,settled,settled_currency,to,payout,created,available,mode
charge,CH1,0195502200000000000000000000abcd,1000.00,25.00,975.00,xts,,,,PO1,1772443800,2026-03-04,live
refund,RF1,01955022-0000-0000-0000-00000000abce,-10.00,0.00,-10.00,xts,,,,PO1,1772443900,2026-03-04,live
charge,CH2,,100.00,2.00,88.00,eur,90.00,xts,,PO1,1772443950,2026-03-04,test
payout,PO1,,-965.00,0,-965.00,xts,,,ZZ001,,1772600000,,live
";

fn profile() -> report::Profile {
    serde_json::from_str(
        r#"{
            "provider": "momo", "delimiter": ",", "numbers": { "decimal": "." }, "moments": "unix_seconds",
            "kind": "type", "kinds": { "charge": "payment", "refund": "repayment", "payout": "payout" },
            "reference": "id", "our_id": "metadata", "amount": "gross", "currency": "currency", "fee": "fee", "net": "net",
            "settled": ["settled", "settled_currency"], "account": "to", "payout": "payout", "at": "created",
            "available_on": ["available", "YYYY-MM-DD"], "live": ["mode", "live"]
        }"#,
    )
    .expect("a profile")
}

fn told() -> report::Control {
    let sums = [("XTS", 2_500), ("EUR", 10_000)].map(|(code, minor)| (money(0, code).currency, minor));
    report::Control { lines: 4, sums: BTreeMap::from(sums) }
}

fn read(text: &str, told: &report::Control) -> Result<Vec<ProviderLine>, (u32, FileFault)> {
    report::read(text.as_bytes(), &profile(), told, &Limits::default()).map_err(|error| (error.line, error.fault))
}

#[test]
fn a_report_is_read_by_its_profile() {
    let lines = read(REPORT, &told()).expect("a whole file");
    let charge = &lines[0];
    assert_eq!(
        (charge.kind, charge.amount, charge.fee, charge.net()),
        (Kind::Payment, money(100_000, "XTS"), 2_500, Some(money(97_500, "XTS")))
    );
    assert_eq!(
        (charge.our_id, &charge.reference),
        (Some(OurId(0x0195_5022_0000_0000_0000_0000_0000_abcd)), &Some(reference("CH1")))
    );
    assert_eq!((charge.at, charge.available_on, charge.live), (at("2026-03-02T09:30:00Z"), Some(on("2026-03-04")), true));
    assert_eq!((lines[1].kind, lines[1].amount.minor, lines[1].place.line), (Kind::Repayment, -1_000, 3));
    assert_eq!((lines[2].settled, lines[2].net(), lines[2].live), (Some(money(9_000, "XTS")), Some(money(8_800, "XTS")), false));
    assert_eq!((lines[3].kind, &lines[3].account, lines[3].available_on), (Kind::Payout, &Some(account("ZZ001")), None));
}

#[test]
fn a_report_that_is_not_whole_is_refused() {
    let cut = REPORT.rsplit_once("payout,").expect("the last row").0;
    let control = |what, told, counted| FileFault::Control { what, told, counted };
    assert_eq!(read(cut, &told()), Err((4, control("the number of rows", 4, 3))));
    let known = report::Control { lines: 3, ..told() };
    assert_eq!(read(cut, &known), Err((4, control("the sum of the amounts", 2_500, 99_000))));
    assert_eq!(read(&REPORT.replace("charge,CH1", "chargeback,CH1"), &told()), Err((2, FileFault::Field("kind"))));
    assert_eq!(
        read(&REPORT.replace("25.00,975.00", "24.00,975.00"), &told()),
        Err((2, control("the net amount", 97_500, 97_600)))
    );
    assert_eq!(read(&REPORT.replace("abcd", "abc"), &told()), Err((2, FileFault::Field("id of ours"))));
    assert_eq!(read(&REPORT.replace(",eur,", ",euro,"), &told()), Err((4, FileFault::Field("currency"))));
    assert_eq!(read(&REPORT.replace("metadata", "meta"), &told()), Err((1, FileFault::Column("metadata".to_owned()))));
}
