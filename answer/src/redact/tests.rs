use proptest::prelude::*;

use super::*;

fn sorts(text: &str) -> Vec<Personal> {
    redact(text, &Forms::default()).found.into_iter().map(|found| found.sort).collect()
}

fn text_of(text: &str) -> String {
    redact(text, &Forms::default()).text
}

#[test]
fn what_is_personal_is_taken_out() {
    for (text, redacted) in [
        ("write to asha.m+trade@mail.example, please", "write to [email], please"),
        ("my number is +254 712 345 678", "my number is [phone]"),
        ("call me on 0712345678 about HS 090121", "call me on [phone] about HS 090121"),
        ("0712 345 678", "[phone]"),
        ("00254712345678 or (020) 555-0123", "[phone] or [phone]"),
        ("card 4111 1111 1111 1111 12/28", "card [card] 12/28"),
        ("pay with 5500005555555559", "pay with [card]"),
        ("to GB82 WEST 1234 5698 7654 32 today", "to [iban] today"),
        ("DE89370400440532013000", "[iban]"),
        ("my passport no. is AB1234567", "my passport no. is [passport]"),
        ("KRA PIN A012345678Z", "KRA PIN [tax number]"),
        ("mon passeport 12AB34567, tél. 01 23 45 67 89", "mon passeport [passport], tél. [phone]"),
        ("mi número de teléfono es 912345678", "mi número de teléfono es [phone]"),
        ("meu celular é 11987654321", "meu celular é [phone]"),
        ("رقم هاتفي ٠٧١٢٣٤٥٦٧٨", "رقم هاتفي [phone]"),
        ("我的电话是13812345678", "我的电话是[phone]"),
        ("nambari yangu ya simu ni 0712345678", "nambari yangu ya simu ni [phone]"),
    ] {
        assert_eq!(text_of(text), redacted, "{text}");
    }
}

#[test]
fn what_belongs_to_the_trade_stays() {
    for text in [
        "duty on 0901.21",
        "what is 0901 21 00 10?",
        "HS 0901210010",
        "0712345678",
        "tariff line 0712.34.5678",
        "declaration 26ZZA1B2C3D4E5F6G7 is late",
        "entry number 4111111111111111",
        "receipt no 5500005555555559 please",
        "arrived on 2026-03-03, 03/04/2026 and 3.3.2026",
        "worth USD 1,250,000.00 or 1 250 000 KES",
        "KES 712345678",
        "$712345678",
        "container MSCU1234567",
        "form C20 and quota ZQ-1006",
        "between 2024 and 2026",
        "海关编码0901210010",
    ] {
        assert_eq!(text_of(text), text);
    }
}

#[test]
fn the_forms_of_a_country_need_no_word() {
    let forms = Forms { tax_numbers: vec!["A000000000A".parse().expect("a form")], ..Forms::default() };
    assert_eq!(redact("P051234567Q owes", &forms).text, "[tax number] owes");
    assert_eq!(redact("P05123456Q owes", &forms).text, "P05123456Q owes");
    for wrong in ["", "A0", "A00 000", "ä0000"] {
        assert_eq!(wrong.parse::<Form>(), Err(FormError), "{wrong}");
    }
}

#[test]
fn a_number_whose_check_digit_is_wrong_is_none() {
    assert_eq!(sorts("4111 1111 1111 1112"), []);
    assert_eq!(sorts("GB83 WEST 1234 5698 7654 32"), []);
}

#[test]
fn what_was_found_says_where_it_stood() {
    let text = "a@b.example and +33612345678";
    let found = redact(text, &Forms::default()).found;
    let stood: Vec<(Personal, &str)> = found.iter().map(|found| (found.sort, &text[found.place.clone()])).collect();
    assert_eq!(stood, [(Personal::Email, "a@b.example"), (Personal::Phone, "+33612345678")]);
}

/// A code in one of the ways codes are written.
fn code() -> impl Strategy<Value = String> {
    let digits = (1..=97_u8, proptest::collection::vec(0..=9_u8, 10), 0..5_usize);
    (digits, 0..4_usize).prop_map(|((chapter, rest, level), style)| {
        let digits: String = format!("{chapter:02}")
            .chars()
            .chain(rest.iter().map(|digit| char::from(b'0' + digit)))
            .take(4 + 2 * level)
            .collect();
        let between = ["", ".", " ", "-"][style];
        let mut written = digits[..4].to_owned();
        for pair in digits.as_bytes()[4..].chunks(2) {
            written.push_str(between);
            written.extend(pair.iter().map(|digit| char::from(*digit)));
        }
        written
    })
}

fn of_trade() -> impl Strategy<Value = String> {
    let date = (2000..2100_u16, 1..=12_u8, 1..=28_u8, 0..3_usize).prop_map(|(year, month, day, style)| match style {
        0 => format!("{year}-{month:02}-{day:02}"),
        1 => format!("{day:02}/{month:02}/{year}"),
        _ => format!("{day}.{month}.{year}"),
    });
    let amount = (1..1_000_u32, 0..1_000_u32, 0..1_000_u32, 0..3_usize)
        .prop_map(|(a, b, c, style)| format!("USD {a}{sep}{b:03}{sep}{c:03}", sep = [",", " ", "."][style]));
    let declaration = "[0-9]{2}[A-Z]{2}[A-Z0-9]{14}";
    prop_oneof![code(), date, amount, declaration.prop_map(|text: String| text)]
}

fn with_check_digit(mut digits: Vec<u8>) -> String {
    digits.push(0);
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(*digit)) {
            (0, value) => value,
            (_, value) => (2 * value) / 10 + (2 * value) % 10,
        })
        .sum();
    if let Some(last) = digits.last_mut() {
        *last = ((10 - sum % 10) % 10) as u8;
    }
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

fn iban(letters: &str, rest: &str) -> String {
    let check = 98 - remainder_by_97(format!("{letters}00{rest}").as_bytes());
    format!("{letters}{check:02}{rest}")
}

#[test]
fn what_we_put_there_is_no_word_of_the_asker() {
    let redacted = text_of("Call me on 0712345678 or write to asha@mail.example: what does storage cost?");
    assert_eq!(without_placeholders(&redacted), "Call me on or write to : what does storage cost?");
    assert_eq!(without_placeholders(&text_of("+254 712 345 678")), "");
    assert_eq!(without_placeholders("What is the tax number for?"), "What is the tax number for?");
}

proptest! {
    #[test]
    fn codes_declarations_dates_and_amounts_are_never_personal(thing in of_trade(), before in "(duty on |the |goods of |importe |)", behind in "( please| now|)") {
        let text = format!("{before}{thing}{behind}");
        prop_assert_eq!(redact(&text, &Forms::default()), Redacted { text: text.clone(), found: Vec::new() });
    }

    #[test]
    fn a_card_is_always_found(digits in proptest::collection::vec(1..=9_u8, 15)) {
        let card = with_check_digit(digits);
        prop_assert_eq!(text_of(&format!("my card {card} was refused")), "my card [card] was refused");
    }

    #[test]
    fn an_account_is_always_found(letters in "[A-Z]{2}", rest in "[A-Z0-9]{11,30}", spaced in any::<bool>()) {
        let mut account = iban(&letters, &rest);
        if spaced {
            let groups: Vec<String> = account.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
            account = groups.join(" ");
        }
        prop_assert_eq!(text_of(&format!("to {account}.")), "to [iban].");
    }

    #[test]
    fn what_is_redacted_once_stays_as_it_is(text in "\\PC{0,60}|[a-z@.+0-9 ()-]{0,60}") {
        let once = redact(&text, &Forms::default());
        let behind: usize = once.found.iter().map(|found| found.place.len()).sum();
        let placeholders: usize = once.found.iter().map(|found| found.sort.placeholder().len()).sum();
        prop_assert_eq!(once.text.len(), text.len() - behind + placeholders);
        prop_assert!(redact(&once.text, &Forms::default()).found.iter().all(|found| found.sort != Personal::Email && found.sort != Personal::Iban));
    }
}
