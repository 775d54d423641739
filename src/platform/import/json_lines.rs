//! Files with one JSON object a line.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::{
    file::ImportFile,
    line::Lines,
    row::{Flaw, RowError},
};

/// The objects of a file, each with the line it stands on; blank lines are passed over.
pub struct JsonLines<'a, T> {
    lines: Lines<'a>,
    objects: PhantomData<fn() -> T>,
}

impl<'a, T: DeserializeOwned> JsonLines<'a, T> {
    /// Begins with the first object of `file`.
    pub fn new(file: &'a ImportFile) -> JsonLines<'a, T> {
        JsonLines { lines: Lines::new(file), objects: PhantomData }
    }
}

impl<T: DeserializeOwned> Iterator for JsonLines<'_, T> {
    /// The line, its text, and what it says.
    type Item = Result<(u64, String, T), Flaw>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.lines.next()? {
                Ok(line) if line.text.trim().is_empty() => continue,
                Ok(line) => line,
                Err(flaw) => return Some(Err(flaw)),
            };
            let object = serde_json::from_str(&line.text).map_err(|error| {
                // The parser sees one line at a time; its own "line 1" would mislead.
                let reason = error.to_string().replace("at line 1 column", "at column");
                RowError::new(self.lines.file_name(), line.number, reason, &line.text).into()
            });
            return Some(object.map(|object| (line.number, line.text, object)));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Notice {
        title: String,
    }

    #[test]
    fn a_bad_object_is_reported_by_its_line_and_the_next_one_is_read() {
        let file = ImportFile::from_bytes("notices.jsonl", &b"{\"title\":\"a\"}\n\n{\"title\":\n{}\n{\"title\":\"b\"}"[..]);
        let (mut titles, mut errors) = (Vec::new(), Vec::new());
        for object in JsonLines::<Notice>::new(&file) {
            match object {
                Ok((line, _, notice)) => titles.push((line, notice.title)),
                Err(Flaw::Row(error)) => errors.push(error.to_string()),
                Err(Flaw::File(error)) => panic!("{error}"),
            }
        }
        assert_eq!(titles, [(1, "a".to_owned()), (5, "b".to_owned())]);
        assert_eq!(
            errors,
            ["notices.jsonl:3: EOF while parsing a value at column 9", "notices.jsonl:4: missing field `title` at column 2"]
        );
    }
}
