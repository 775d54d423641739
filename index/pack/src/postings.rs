//! Which documents have a stem, and how often: the distance from the document before, and one bit that says "once".

use crate::{
    bytes::{Reading, write_number},
    fault::Torn,
};

/// Writes the postings of one stem, in ascending order of the documents.
pub(crate) fn write(postings: &[(u32, u32)]) -> Vec<u8> {
    let (mut bytes, mut next) = (Vec::new(), 0);
    for (document, frequency) in postings {
        let distance = u64::from(document - next);
        match frequency {
            1 => write_number(&mut bytes, distance << 1 | 1),
            _ => {
                write_number(&mut bytes, distance << 1);
                write_number(&mut bytes, u64::from(*frequency));
            }
        }
        next = document + 1;
    }
    bytes
}

/// Calls `each` with every document and how often it has the stem.
pub(crate) fn read(bytes: &[u8], mut each: impl FnMut(u32, u32)) -> Result<(), Torn> {
    let mut reading = Reading::of(bytes);
    let mut next = 0u32;
    while !reading.is_empty() {
        let number = reading.number()?;
        let document = u32::try_from(number >> 1).ok().and_then(|distance| next.checked_add(distance)).ok_or(Torn)?;
        let frequency = if number & 1 == 1 { 1 } else { reading.small()? };
        each(document, frequency);
        next = document.checked_add(1).ok_or(Torn)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn postings_are_read_as_they_were_written(set in proptest::collection::btree_map(0..100_000u32, 1..300u32, 0..200)) {
            let postings: Vec<(u32, u32)> = set.into_iter().collect();
            let mut found = Vec::new();
            read(&write(&postings), |document, frequency| found.push((document, frequency))).expect("what we wrote");
            prop_assert_eq!(found, postings);
        }

        #[test]
        fn no_bytes_make_reading_panic(bytes: Vec<u8>) {
            let _ = read(&bytes, |_, _| {});
        }
    }
}
