//! Whole numbers and runs of bytes, written one behind the other and read with every step checked.

use crate::fault::Torn;

/// Bytes that are being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading<'a> {
    rest: &'a [u8],
}

impl<'a> Reading<'a> {
    pub fn of(bytes: &'a [u8]) -> Reading<'a> {
        Reading { rest: bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns how many bytes are left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// Takes the next so many bytes.
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], Torn> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Torn)?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Torn> {
        self.take(N)?.try_into().map_err(|_| Torn)
    }

    /// Reads a whole number, seven bits a byte, the lowest first (LEB128).
    pub fn number(&mut self) -> Result<u64, Torn> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.array::<1>()?[0];
            let bits = u64::from(byte & 0x7F);
            if shift == 63 && bits > 1 {
                return Err(Torn);
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Torn)
    }

    pub fn small<T: TryFrom<u64>>(&mut self) -> Result<T, Torn> {
        T::try_from(self.number()?).map_err(|_| Torn)
    }

    /// Reads how many things follow, each of at least a byte: never more than there are bytes, so that nobody makes us ask for memory.
    pub fn count(&mut self) -> Result<usize, Torn> {
        let count: usize = self.small()?;
        if count <= self.rest.len() { Ok(count) } else { Err(Torn) }
    }

    /// Reads a run of bytes with its length before it.
    pub fn run(&mut self) -> Result<&'a [u8], Torn> {
        let len = self.small()?;
        self.take(len)
    }

    pub fn text(&mut self) -> Result<&'a str, Torn> {
        std::str::from_utf8(self.run()?).map_err(|_| Torn)
    }

    pub fn end(&self) -> Result<(), Torn> {
        if self.rest.is_empty() { Ok(()) } else { Err(Torn) }
    }
}

/// Writes a whole number.
pub(crate) fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Writes a run of bytes with its length before it.
pub(crate) fn write_run(bytes: &mut Vec<u8>, run: &[u8]) {
    write_number(bytes, run.len() as u64);
    bytes.extend_from_slice(run);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_is_read_as_it_was_written(number: u64) {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            let mut reading = Reading::of(&bytes);
            prop_assert_eq!((reading.number(), reading.end()), (Ok(number), Ok(())));
        }

        #[test]
        fn no_bytes_make_reading_panic(bytes: Vec<u8>) {
            let mut reading = Reading::of(&bytes);
            while reading.run().is_ok() && !reading.is_empty() {}
            let _ = Reading::of(&bytes).number();
        }
    }
}
