//! Arrays as NumPy saves them.
//!
//! Source: NumPy, "A Simple File Format for NumPy Arrays" (NEP 1), version 1.0.

use crate::Fault;

/// An array of numbers, row after row.
pub(crate) struct Array<'a> {
    kind: &'a str,
    shape: Vec<usize>,
    bytes: &'a [u8],
}

impl<'a> Array<'a> {
    /// Reads an array; `name` is for the fault.
    pub(crate) fn read(name: &str, file: &'a [u8]) -> Result<Array<'a>, Fault> {
        parse(file).ok_or_else(|| Fault::malformed(name))
    }

    /// Returns the numbers, when they are bytes and have as many dimensions.
    pub(crate) fn bytes<const N: usize>(&self) -> Option<([usize; N], &'a [u8])> {
        let shape = self.shape.as_slice().try_into().ok()?;
        (self.kind == "|u1" && self.bytes.len() == self.shape.iter().product::<usize>()).then_some((shape, self.bytes))
    }

    /// Returns the numbers, when they are 32-bit floats and have as many dimensions.
    pub(crate) fn floats<const N: usize>(&self) -> Option<([usize; N], Vec<f32>)> {
        let shape = self.shape.as_slice().try_into().ok()?;
        let (numbers, rest) = self.bytes.as_chunks::<4>();
        let fits = self.kind == "<f4" && rest.is_empty() && numbers.len() == self.shape.iter().product::<usize>();
        fits.then(|| (shape, numbers.iter().map(|number| f32::from_le_bytes(*number)).collect()))
    }
}

fn parse(file: &[u8]) -> Option<Array<'_>> {
    let rest = file.strip_prefix(b"\x93NUMPY\x01\x00")?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (header, bytes) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    let header = std::str::from_utf8(header).ok()?;
    let after = |key: &str| header.split_once(key).map(|(_, rest)| rest.trim_start());
    let kind = after("'descr':")?.strip_prefix('\'')?.split('\'').next()?;
    if !after("'fortran_order':")?.starts_with("False") {
        return None;
    }
    let shape = after("'shape':")?.strip_prefix('(')?.split(')').next()?;
    let shape = shape.split(',').map(str::trim).filter(|length| !length.is_empty()).map(|length| length.parse().ok());
    Some(Array { kind, shape: shape.collect::<Option<Vec<usize>>>()?, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, numbers: &[u8]) -> Vec<u8> {
        [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), numbers].concat()
    }

    #[test]
    fn an_array_is_read_with_its_shape() {
        let saved = file("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n", &[0, 0, 128, 63, 0, 0, 0, 192]);
        let array = Array::read("an array", &saved).expect("an array");
        assert_eq!(array.floats(), Some(([2, 1], vec![1.0, -2.0])));
        assert_eq!(array.floats::<1>(), None);
        assert_eq!(array.bytes::<2>(), None);
    }

    #[test]
    fn another_order_and_a_cut_array_are_refused() {
        assert!(Array::read("it", &file("{'descr': '|u1', 'fortran_order': True, 'shape': (1,), }\n", &[1])).is_err());
        assert!(Array::read("it", b"\x93NUMPY\x01\x00\xff\x00").is_err());
        let cut = file("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", &[1]);
        assert_eq!(Array::read("it", &cut).expect("a header").bytes::<1>(), None);
    }
}
