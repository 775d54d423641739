//! How a record stands in a file: its length, its checksum, its bytes. A file may end in the middle of a record, because the phone went out;
//! and a record may be damaged. Whatever comes after is still found.

use crc::{CRC_32_ISO_HDLC, Crc};

/// CRC-32 as in ISO-HDLC, Ethernet and zlib, by a table of 1 kB: there are quicker ones, and theirs has 16 kB.
static CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// What a file of records begins with.
pub const MAGIC: &[u8; 4] = b"FTJ1";
/// The most that one record may have.
pub const RECORD_BYTES_MAX: usize = 256 * 1024;
const HEAD: usize = 8;

/// Writes a record.
pub fn write(payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    let mut frame = Vec::with_capacity(HEAD + payload.len());
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&CHECKSUM.checksum(payload).to_le_bytes());
    frame.extend_from_slice(payload);
    frame
}

/// What was found in a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found<'a> {
    /// The records that are whole, in order.
    pub records: Vec<&'a [u8]>,
    /// How many bytes belong to none of them.
    pub lost: usize,
}

/// Reads a file: whatever is whole, wherever it stands.
pub fn read(file: &[u8]) -> Found<'_> {
    let mut found = Found::default();
    let Some(mut rest) = file.strip_prefix(MAGIC) else {
        return Found { lost: file.len(), ..found };
    };
    while !rest.is_empty() {
        if let Some(payload) = first(rest) {
            found.records.push(payload);
            rest = &rest[HEAD + payload.len()..];
        } else {
            found.lost += 1;
            rest = &rest[1..];
        }
    }
    found
}

fn first(rest: &[u8]) -> Option<&[u8]> {
    let number = |at: usize| rest.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    let length = usize::try_from(number(0)?).ok().filter(|&length| (1..=RECORD_BYTES_MAX).contains(&length))?;
    let payload = rest.get(HEAD..HEAD + length)?;
    (number(4)? == CHECKSUM.checksum(payload)).then_some(payload)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_record_is_written_as_ever() {
        assert_eq!(write(b"123456789"), b"\x09\0\0\0\x26\x39\xf4\xcb123456789");
    }

    fn file(payloads: &[Vec<u8>]) -> Vec<u8> {
        MAGIC.iter().copied().chain(payloads.iter().flat_map(|payload| write(payload))).collect()
    }

    proptest! {
        #[test]
        fn a_file_that_was_cut_off_has_all_that_was_whole(
            payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..60), 1..8), cut in any::<prop::sample::Index>()
        ) {
            let whole = file(&payloads);
            let cut = cut.index(whole.len() - MAGIC.len()) + MAGIC.len();
            let found = read(&whole[..cut]);
            let mut end = MAGIC.len();
            let expected = payloads.iter().take_while(|payload| { end += HEAD + payload.len(); end <= cut });
            prop_assert_eq!(found.records, expected.map(Vec::as_slice).collect::<Vec<_>>());
        }

        #[test]
        fn a_byte_that_turned_costs_its_own_record_and_no_other(
            payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 4..60), 2..8), which in any::<prop::sample::Index>(), bit in 0_u8..8
        ) {
            let mut damaged = file(&payloads);
            let at = which.index(damaged.len() - MAGIC.len()) + MAGIC.len();
            damaged[at] ^= 1 << bit;
            let found = read(&damaged);
            let kept = payloads.iter().filter(|payload| found.records.contains(&payload.as_slice())).count();
            prop_assert!(kept >= payloads.len() - 1, "{} of {}", kept, payloads.len());
        }

        #[test]
        fn whatever_comes_in_nothing_falls(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let found = read(&bytes);
            prop_assert!(found.lost <= bytes.len());
        }
    }
}
