//! The lines of a file, each with its number, with a ceiling on their length.

use std::io::{BufRead, Read};

use super::{
    file::{FileError, ImportFile, ROWS_MAX, UNPACKED_BYTES_MAX},
    row::{Flaw, RowError},
};

/// How long a line may be. The longest section of a law known to us has 60 kB.
pub const LINE_BYTES_MAX: usize = 1 << 20;

/// A line without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its text.
    pub text: String,
}

/// The lines of one file.
pub struct Lines<'a> {
    file: &'a ImportFile,
    reader: Box<dyn BufRead + Send + 'a>,
    number: u64,
    unpacked_bytes: u64,
    ended: bool,
}

impl<'a> Lines<'a> {
    /// Begins with the first line of `file`.
    pub fn new(file: &'a ImportFile) -> Lines<'a> {
        Lines { file, reader: file.reader(), number: 0, unpacked_bytes: 0, ended: false }
    }

    /// Returns the name of the file.
    pub fn file_name(&self) -> &'a str {
        self.file.name()
    }

    fn read(&mut self) -> Result<Option<Line>, Flaw> {
        let mut bytes = Vec::new();
        let read = self.read_until_newline(&mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.number > ROWS_MAX {
            return Err(FileError::TooManyRows { limit: ROWS_MAX }.into());
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else if bytes.len() > LINE_BYTES_MAX {
            self.skip_to_newline()?;
        }
        if bytes.len() > LINE_BYTES_MAX {
            return Err(self.error(format!("is longer than {LINE_BYTES_MAX} bytes"), &bytes[..LINE_BYTES_MAX / 64]));
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) if self.number == 1 => rest.to_vec(),
            _ => bytes,
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(Line { number: self.number, text })),
            Err(error) => {
                let place = error.utf8_error().valid_up_to() + 1;
                Err(self.error(format!("is not UTF-8 from byte {place} on"), error.as_bytes()))
            }
        }
    }

    fn read_until_newline(&mut self, bytes: &mut Vec<u8>) -> Result<usize, FileError> {
        let mut limited = self.reader.by_ref().take(LINE_BYTES_MAX as u64 + 1);
        let read = limited.read_until(b'\n', bytes).map_err(damaged)?;
        self.count(read as u64)?;
        Ok(read)
    }

    fn skip_to_newline(&mut self) -> Result<(), FileError> {
        loop {
            let held = self.reader.fill_buf().map_err(damaged)?;
            let newline = held.iter().position(|byte| *byte == b'\n');
            let (skipped, ended) = (newline.map_or(held.len(), |place| place + 1), newline.is_some() || held.is_empty());
            self.reader.consume(skipped);
            self.count(skipped as u64)?;
            if ended {
                return Ok(());
            }
        }
    }

    fn count(&mut self, bytes: u64) -> Result<(), FileError> {
        self.unpacked_bytes += bytes;
        if self.unpacked_bytes > UNPACKED_BYTES_MAX { Err(FileError::TooLarge { limit: UNPACKED_BYTES_MAX }) } else { Ok(()) }
    }

    fn error(&self, reason: String, content: &[u8]) -> Flaw {
        RowError::new(self.file.name(), self.number, reason, &String::from_utf8_lossy(content)).into()
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Line, Flaw>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let line = self.read().transpose();
        self.ended = matches!(line, None | Some(Err(Flaw::File(_))));
        line
    }
}

fn damaged(error: std::io::Error) -> FileError {
    FileError::Damaged(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;

    use super::*;

    fn lines(bytes: &[u8]) -> Vec<Result<Line, Flaw>> {
        let file = ImportFile::from_bytes("goods.csv", bytes);
        Lines::new(&file).collect()
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    fn line(number: u64, text: &str) -> Result<Line, Flaw> {
        Ok(Line { number, text: text.to_owned() })
    }

    #[test]
    fn lines_end_with_either_newline_and_begin_after_the_byte_order_mark() {
        assert_eq!(lines(b"\xef\xbb\xbfa\r\n\nb"), [line(1, "a"), line(2, ""), line(3, "b")]);
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn a_packed_file_is_known_by_its_first_bytes() {
        assert_eq!(lines(&packed(b"a\nb\n")), [line(1, "a"), line(2, "b")]);
    }

    #[test]
    fn a_packed_file_that_was_cut_off_is_refused() {
        let whole = packed("0901210000,Roasted\n".repeat(5_000).as_bytes());
        let found = lines(&whole[..whole.len() - 9]);
        assert!(matches!(found.last(), Some(Err(Flaw::File(FileError::Damaged(_))))), "{:?}", found.last());
        let noise = [&packed(b"a\n")[..], b"noise"].concat();
        assert!(matches!(lines(&noise).last(), Some(Err(Flaw::File(FileError::Damaged(_))))));
    }

    #[test]
    fn a_bad_line_is_reported_by_its_number_and_the_next_one_is_read() {
        let found = lines(b"a\n\xff\xfe\nb");
        assert_eq!(found[0], line(1, "a"));
        assert!(matches!(&found[1], Err(Flaw::Row(error)) if error.line == 2 && error.reason == "is not UTF-8 from byte 1 on"));
        assert_eq!(found[2], line(3, "b"));
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let long = [&b"x".repeat(3 * LINE_BYTES_MAX)[..], b"\nb\n"].concat();
        for bytes in [long.clone(), packed(&long)] {
            let found = lines(&bytes);
            assert!(matches!(&found[0], Err(Flaw::Row(error)) if error.line == 1 && error.content.len() == 2_000));
            assert_eq!(found[1..], [line(2, "b")]);
        }
        assert!(lines(&[&b"x".repeat(LINE_BYTES_MAX)[..], b"\n"].concat())[0].is_ok());
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), gzip in any::<bool>()) {
            let bytes = if gzip { [&[0x1f, 0x8b, 8][..], &bytes].concat() } else { bytes };
            for found in lines(&bytes) {
                prop_assert!(!matches!(found, Ok(line) if line.text.contains('\n')));
            }
        }
    }
}
