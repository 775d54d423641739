//! As much of Protocol Buffers as it takes to read a SentencePiece model.
//!
//! Source: Protocol Buffers, "Encoding".

/// A field's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// A whole number.
    Whole(u64),
    /// Four bytes, for a float.
    Four([u8; 4]),
    /// Eight bytes, of which nothing we read is made.
    Eight,
    /// A text, bytes, or a message.
    Bytes(&'a [u8]),
}

/// Tells every field of a message, or nothing when it is malformed.
pub(crate) fn fields(mut message: &[u8]) -> Option<Vec<(u64, Value<'_>)>> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let key = whole(&mut message)?;
        let value = match key & 7 {
            0 => Value::Whole(whole(&mut message)?),
            1 => {
                message = message.get(8..)?;
                Value::Eight
            }
            2 => {
                let length = usize::try_from(whole(&mut message)?).ok()?;
                let (bytes, rest) = message.split_at_checked(length)?;
                message = rest;
                Value::Bytes(bytes)
            }
            5 => {
                let (four, rest) = message.split_first_chunk::<4>()?;
                message = rest;
                Value::Four(*four)
            }
            _ => return None,
        };
        fields.push((key >> 3, value));
    }
    Some(fields)
}

/// Takes a whole number off the front: seven bits a byte, the lowest first.
fn whole(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_in_order() {
        let message = [0x08, 0x96, 0x01, 0x12, 0x02, b'h', b'i', 0x1d, 0, 0, 128, 63];
        let wanted = vec![(1, Value::Whole(150)), (2, Value::Bytes(b"hi")), (3, Value::Four([0, 0, 128, 63]))];
        assert_eq!(fields(&message), Some(wanted));
    }

    #[test]
    fn a_message_that_is_cut_short_says_nothing() {
        for message in [&[0x08][..], &[0x12, 5, b'h'], &[0x1d, 0, 0], &[0x09, 1], &[0xff; 11], &[0x0b]] {
            assert_eq!(fields(message), None, "{message:?}");
        }
    }
}
