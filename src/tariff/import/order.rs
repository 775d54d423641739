//! The order of a printed nomenclature, which a file has to keep: a line's place tells what it belongs to. Rules only.

use vocabulary::{Date, HsCode};

use crate::tariff::line::Suffix;

/// How many dashes a line may be printed under.
const INDENT_MAX: u8 = 30;

/// The lines read so far.
#[derive(Default)]
pub struct Order {
    last: Option<(HsCode, Suffix, Date)>,
}

impl Order {
    /// Takes the next line of a file. A line may be more than one dash deeper than the one above: real tariffs have such slips,
    /// and where it belongs is clear all the same.
    ///
    /// # Errors
    /// Says why it cannot stand here. It counts as read nevertheless, so that one slip is reported once.
    pub fn take(&mut self, code: HsCode, suffix: Suffix, from: Date, indent: u8) -> Result<(), String> {
        let place = (code, suffix, from);
        let last = self.last.replace(place);
        match last {
            Some(last) if last == place => Err(format!("repeats {code}/{suffix} from {from}")),
            Some(last) if last > place => {
                self.last = Some(last);
                Err(format!(
                    "stands after {}/{} from {}; lines stand in the order of code, suffix and first day",
                    last.0, last.1, last.2
                ))
            }
            _ if indent > INDENT_MAX => Err(format!("is indented by {indent}, and {INDENT_MAX} is the most")),
            None if indent > 0 => Err(format!("is indented by {indent} with no line above")),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn take(order: &mut Order, code: &str, suffix: &str, indent: u8) -> Result<(), String> {
        let (code, suffix) = (code.parse().expect("a good code"), suffix.parse().expect("a good suffix"));
        order.take(code, suffix, date(2022, 1, 1), indent)
    }

    #[test]
    fn a_printed_tariff_is_in_order() {
        let mut order = Order::default();
        let lines = [
            ("0100000000", "80", 0),
            ("0101000000", "80", 0),
            ("0101210000", "10", 1),
            ("0101210000", "80", 2),
            ("0101300000", "80", 1),
            ("0102000000", "80", 0),
        ];
        for (code, suffix, indent) in lines {
            assert_eq!(take(&mut order, code, suffix, indent), Ok(()), "{code}/{suffix}");
        }
    }

    #[test]
    fn a_slip_is_reported_once() {
        let mut order = Order::default();
        assert!(take(&mut order, "0101000000", "80", 0).is_ok());
        assert!(take(&mut order, "0101210000", "80", 3).is_ok());
        assert!(take(&mut order, "0101290000", "80", 3).is_ok());
        assert!(take(&mut order, "0101290000", "80", 3).is_err_and(|reason| reason.contains("repeats")));
        assert!(take(&mut order, "0101000000", "10", 0).is_err_and(|reason| reason.contains("stands after")));
        assert!(take(&mut order, "0101300000", "80", 1).is_ok());
    }

    #[test]
    fn the_first_line_has_no_dashes() {
        assert!(take(&mut Order::default(), "0101210000", "80", 1).is_err());
        assert!(take(&mut Order::default(), "0101210000", "80", 255).is_err());
    }
}
