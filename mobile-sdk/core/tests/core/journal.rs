//! What is kept survives what happens to files, and says nothing to whoever copies them.

use std::sync::Arc;

use fingertip_sdk_core::{EventKind, Fingertip, FingertipError, NewEnquiry, create_client};
use proptest::prelude::*;

use crate::{
    given::{Phone, config},
    play::Stage,
};

fn app(phone: &Phone) -> Fingertip {
    create_client(config(), phone.host(Arc::new(Stage::default()))).expect("a client")
}

fn write(client: &Fingertip, text: &str) -> Result<String, FingertipError> {
    client.enquiry().open(NewEnquiry { question: text.to_owned(), topic: "DUTIES".to_owned(), ..NewEnquiry::default() })
}

fn texts(client: &Fingertip) -> Vec<String> {
    client.outbox().entries().into_iter().map(|entry| entry.text).collect()
}

#[test]
fn a_copy_of_the_files_says_nothing_of_what_people_wrote() {
    let phone = Phone::new(1);
    write(&app(&phone), "what duty is due on my secret cargo").expect("stored");
    for (name, bytes) in phone.files.0.lock().expect("whole").iter() {
        assert!(!bytes.windows(6).any(|window| window == b"secret"), "{name}");
    }
    // On another phone, whose safe is another, nothing of it is read, and it is set aside.
    let other = Phone { files: phone.files.clone(), ..Phone::new(2) };
    let client = app(&other);
    assert_eq!(texts(&client), Vec::<String>::new());
    assert!(matches!(client.events().next().expect("told").kind, EventKind::StorageDamaged { .. }));
    assert!(phone.files.0.lock().expect("whole").contains_key("journal.damaged"));
}

#[test]
fn a_safe_that_cannot_be_opened_is_not_taken_for_an_empty_one() {
    let phone = Phone::new(1);
    write(&app(&phone), "kept").expect("stored");
    *phone.safe.is_jammed.lock().expect("whole") = true;
    let refused = create_client(config(), phone.host(Arc::new(Stage::default()))).map(|_| ()).expect_err("locked");
    assert!(matches!(refused, FingertipError::HostCallback { .. }));
    *phone.safe.is_jammed.lock().expect("whole") = false;
    assert_eq!(texts(&app(&phone)), ["kept"]);
}

#[test]
fn the_outbox_has_a_ceiling() {
    let phone = Phone::new(1);
    let client = app(&phone);
    for number in 0..200 {
        write(&client, &format!("question {number}")).expect("stored");
    }
    let full = write(&client, "one too many").expect_err("full");
    assert_eq!(fingertip_sdk_core::error_code(&full), "OUTBOX_FULL");
    assert_eq!(texts(&app(&phone)).len(), 200);
}

#[test]
fn a_file_that_grows_is_written_anew() {
    let phone = Phone::new(1);
    let client = app(&phone);
    for number in 0..400 {
        let id = write(&client, &format!("{number} {}", "x".repeat(1_000))).expect("stored");
        client.outbox().discard(id).expect("gone");
    }
    write(&client, "the last").expect("stored");
    let bytes = phone.files.0.lock().expect("whole")["journal"].len();
    assert!(bytes < 200 * 1024, "{bytes} bytes");
    assert_eq!(texts(&app(&phone)), ["the last"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever was stored before the phone went out is there, in order, and the file can be written to again.
    #[test]
    fn a_journal_that_was_cut_off_has_what_was_stored(count in 1_usize..6, cut in 1_usize..400) {
        let phone = Phone::new(3);
        let client = app(&phone);
        let mut ends = Vec::new();
        for number in 0..count {
            write(&client, &format!("question {number}")).expect("stored");
            ends.push(phone.files.0.lock().expect("whole")["journal"].len());
        }
        let left = {
            let mut files = phone.files.0.lock().expect("whole");
            let journal = files.get_mut("journal").expect("there");
            let left = journal.len().saturating_sub(cut);
            journal.truncate(left);
            left
        };
        let client = app(&phone);
        let stored = ends.iter().filter(|end| **end <= left).count();
        let found = texts(&client);
        prop_assert!(found.len() >= stored, "{:?} of {}", found, stored);
        prop_assert_eq!(&found, &(0..found.len()).map(|number| format!("question {number}")).collect::<Vec<_>>());
        prop_assert!(client.events().next().is_none(), "an end that was cut off is no damage");
        write(&client, "afterwards").expect("stored");
        prop_assert_eq!(texts(&app(&phone)).len(), found.len() + 1);
    }

    /// A byte that turned costs one record at most, and somebody is told.
    #[test]
    fn a_journal_that_was_damaged_has_the_rest(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let phone = Phone::new(3);
        let client = app(&phone);
        for number in 0..5 {
            write(&client, &format!("question {number}")).expect("stored");
        }
        {
            let mut files = phone.files.0.lock().expect("whole");
            let journal = files.get_mut("journal").expect("there");
            let at = at.index(journal.len() - 4) + 4;
            journal[at] ^= 1 << bit;
        }
        let client = app(&phone);
        prop_assert!(texts(&client).len() >= 4, "{:?}", texts(&client));
    }
}
