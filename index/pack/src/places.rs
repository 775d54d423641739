//! Documents in the order of their ids, and in the order of what they are suggested by: their places alone, the words are read from
//! the texts.

use crate::{
    bytes::{Reading, write_number},
    fault::Torn,
};

/// One thing that a document is suggested by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Completion {
    pub document: u32,
    /// The place among what `completion::terms` gives.
    pub which: u32,
}

/// Documents in two orders.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub by_id: Vec<u32>,
    pub completions: Vec<Completion>,
}

impl Places {
    #[cfg_attr(not(feature = "build"), allow(dead_code))]
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_number(&mut bytes, self.by_id.len() as u64);
        let mut before = 0;
        for document in &self.by_id {
            write_number(&mut bytes, distance(before, *document));
            before = *document;
        }
        write_number(&mut bytes, self.completions.len() as u64);
        before = 0;
        for Completion { document, which } in &self.completions {
            write_number(&mut bytes, distance(before, *document));
            write_number(&mut bytes, u64::from(*which));
            before = *document;
        }
        bytes
    }

    pub fn read(bytes: &[u8], documents: usize) -> Result<Places, Torn> {
        let mut reading = Reading::of(bytes);
        let mut places = Places::default();
        let mut before = 0;
        for _ in 0..reading.count()? {
            before = behind(before, reading.number()?, documents)?;
            places.by_id.push(before);
        }
        if places.by_id.len() != documents {
            return Err(Torn);
        }
        before = 0;
        for _ in 0..reading.count()? {
            before = behind(before, reading.number()?, documents)?;
            places.completions.push(Completion { document: before, which: reading.small()? });
        }
        reading.end()?;
        Ok(places)
    }
}

/// The way from one document to the next, forth or back: what is near is a small number.
fn distance(from: u32, to: u32) -> u64 {
    let way = i64::from(to) - i64::from(from);
    (way << 1 ^ way >> 63) as u64
}

fn behind(from: u32, distance: u64, documents: usize) -> Result<u32, Torn> {
    let way = (distance >> 1) as i64 ^ -((distance & 1) as i64);
    let to = i64::from(from).checked_add(way).ok_or(Torn)?;
    u32::try_from(to).ok().filter(|to| (*to as usize) < documents).ok_or(Torn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_as_they_were_written() {
        let completions = vec![Completion { document: 2, which: 1 }, Completion { document: 0, which: 0 }];
        let places = Places { by_id: vec![3, 0, 2, 1], completions };
        let read = Places::read(&places.write(), 4).expect("what we wrote");
        assert_eq!((read.by_id, read.completions), (places.by_id.clone(), places.completions.clone()));
        assert!(Places::read(&places.write(), 3).is_err(), "there is no fourth document");
    }
}
