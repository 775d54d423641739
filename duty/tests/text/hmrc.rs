//! Three and a half years of monthly rates of exchange.

use std::collections::BTreeMap;

use duty::text::hmrc::{ExchangeError, ExchangeRow, read_exchange, read_exchanges};

use crate::data;

#[test]
fn every_month_is_read_but_for_currencies_that_are_none() {
    let Some(rows) = data::rows("uk-tariff/hmrc_monthly_exchange_rates.csv.gz", ["code", "units_per_gbp", "start", "end"]) else {
        return;
    };
    let rows_of = rows.iter().map(|[code, units_per_pound, start, end]| ExchangeRow { code, units_per_pound, start, end });
    let list = read_exchanges(rows_of.clone());
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    for (row, error) in &list.refused {
        match error {
            ExchangeError::Currency(code) => *refused.entry(code.clone()).or_default() += 1,
            error => panic!("row {row}: {error}"),
        }
    }
    // Currencies that ISO 4217 has withdrawn since.
    let withdrawn = [("ECS", 42), ("MRO", 1), ("STD", 42), ("VEF", 42)].map(|(code, rows)| (code.to_owned(), rows));
    assert_eq!(refused, withdrawn.into());
    let read = rows_of.filter(|row| read_exchange(*row).is_ok()).count();
    assert_eq!((rows.len(), read, list.exchanges.len()), (7_011, 6_884, 5_959));
}

#[test]
fn a_rate_of_exchange_holds_for_its_month_and_is_exact() {
    let row = ExchangeRow { code: "KES", units_per_pound: "133.25", start: "01/02/2020", end: "29/02/2020" };
    let exchange = read_exchange(row).expect("a good row");
    assert_eq!(exchange.worth().map(|worth| worth.to_string()), Ok("4/533".to_owned()));
    let day = |text: &str| text.parse().expect("a day");
    assert!(exchange.validity.contains(day("2020-02-29")) && !exchange.validity.contains(day("2020-03-01")));
}

#[test]
fn a_row_that_says_nothing_certain_is_refused() {
    let good = ExchangeRow { code: "KES", units_per_pound: "133.25", start: "01/02/2020", end: "29/02/2020" };
    assert_eq!(read_exchange(ExchangeRow { code: "XAU", ..good }), Err(ExchangeError::Currency("XAU".into())));
    for units_per_pound in ["0", "-1", "1,5", "", "NaN"] {
        assert_eq!(read_exchange(ExchangeRow { units_per_pound, ..good }), Err(ExchangeError::Units(units_per_pound.into())));
    }
    for (start, end) in
        [("1/2/2020", "29/02/2020"), ("01/02/2020", "30/02/2020"), ("02/2020", "29/02/2020"), ("01/03/2020", "28/02/2020")]
    {
        assert!(matches!(read_exchange(ExchangeRow { start, end, ..good }), Err(ExchangeError::Days { .. })), "{start} {end}");
    }
}

#[test]
fn a_currency_of_several_countries_is_read_once_and_never_two_ways() {
    let franc = ExchangeRow { code: "XOF", units_per_pound: "781.5", start: "01/02/2020", end: "29/02/2020" };
    let later = ExchangeRow { start: "01/03/2020", end: "31/03/2020", ..franc };
    let other = ExchangeRow { units_per_pound: "781.6", ..franc };
    let within = ExchangeRow { start: "10/02/2020", end: "20/02/2020", ..franc };
    let around = ExchangeRow { start: "01/01/2020", end: "30/04/2020", ..franc };
    let list = read_exchanges([franc, franc, later, other, within, around]);
    let otherwise = |row| ExchangeError::Otherwise { currency: "XOF".parse().expect("a currency"), row };
    assert_eq!((list.exchanges.len(), list.refused), (2, vec![(4, otherwise(1)), (5, otherwise(1)), (6, otherwise(3))]));
}
