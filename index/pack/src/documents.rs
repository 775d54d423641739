//! What filters and the order ask of each document, in columns. Facts are shared by many documents and are written once.

use std::collections::HashMap;

use index_core::{
    document::{Document, Review},
    facts::{self, FactFilter, Facts},
};
use vocabulary::HsCode;

use crate::{
    bytes::{Reading, write_number, write_run},
    fault::Torn,
};

/// What many documents have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Class {
    facts: u64,
    validity: u64,
    review: u64,
    /// Places in the names, from 1; 0 for none.
    authority: u32,
    document_type: u32,
}

/// What is known of one document.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    pub class: u32,
    /// The byte that stands for its length.
    pub length: u8,
    /// The significant digits of its code, padded to twelve, and how many they are.
    pub code: u64,
    pub code_len: u8,
}

/// What is known of all documents of a segment.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    names: Vec<String>,
    classes: Vec<Class>,
    pub rows: Vec<Row>,
    numbers: HashMap<Class, u32>,
}

impl Documents {
    /// Adds what is known of a document.
    pub fn add(&mut self, document: &Document) {
        let authority = document.authority.as_ref().map_or(0, |authority| self.name(authority.as_str()));
        let document_type = document.document_type.as_ref().map_or(0, |document_type| self.name(document_type));
        let class = Class {
            facts: Facts::of(document).0,
            validity: facts::validity(&document.period),
            review: facts::review(document.review.as_ref()),
            authority,
            document_type,
        };
        let next = self.classes.len() as u32;
        let class = *self.numbers.entry(class).or_insert_with(|| {
            self.classes.push(class);
            next
        });
        self.rows.push(Row { class, ..Row::default() });
    }

    fn name(&mut self, name: &str) -> u32 {
        let known = self.names.iter().position(|known| known == name);
        let at = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        at as u32 + 1
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    fn class(&self, document: u32) -> Option<&Class> {
        self.classes.get(self.rows.get(document as usize)?.class as usize)
    }

    /// Returns the facts of a document; of none where there is no such document.
    pub fn facts(&self, document: u32) -> Facts {
        Facts(self.class(document).map_or(0, |class| class.facts))
    }

    pub fn review(&self, document: u32) -> Option<Review> {
        self.class(document).and_then(|class| facts::read_review(class.review))
    }

    pub fn row(&self, document: u32) -> Row {
        self.rows.get(document as usize).copied().unwrap_or_default()
    }

    /// Returns what a filter asks of the words of the administration, as places in the names: for authorities and for types.
    pub fn wanted(&self, filter: &index_core::request::Filter) -> Wanted {
        let places = |wanted: Vec<&str>| {
            let at = |name: &str| self.names.iter().position(|known| known == name).map(|at| at as u32 + 1);
            (!wanted.is_empty()).then(|| wanted.into_iter().filter_map(at).collect())
        };
        Wanted {
            authorities: places(filter.authorities.iter().map(|authority| authority.as_str()).collect()),
            document_types: places(filter.document_types.iter().map(String::as_str).collect()),
        }
    }

    /// Says whether a document passes.
    pub fn passes(&self, document: u32, filter: &FactFilter, wanted: &Wanted) -> bool {
        let among = |wanted: &Option<Vec<u32>>, own: u32| wanted.as_ref().is_none_or(|wanted| wanted.contains(&own));
        self.class(document).is_some_and(|class| {
            filter.passes(Facts(class.facts), class.validity)
                && among(&wanted.authorities, class.authority)
                && among(&wanted.document_types, class.document_type)
        })
    }

    /// Writes the facts, and what indexing found out where `indexed`.
    #[cfg(feature = "build")]
    pub fn write(&self, bytes: &mut Vec<u8>, indexed: bool) {
        write_number(bytes, self.names.len() as u64);
        self.names.iter().for_each(|name| write_run(bytes, name.as_bytes()));
        write_number(bytes, self.classes.len() as u64);
        for class in &self.classes {
            for number in [class.facts, class.validity, class.review, class.authority.into(), class.document_type.into()] {
                write_number(bytes, number);
            }
        }
        write_number(bytes, self.rows.len() as u64);
        self.rows.iter().for_each(|row| write_number(bytes, u64::from(row.class)));
        if indexed {
            bytes.extend(self.rows.iter().map(|row| row.length));
            bytes.extend(self.rows.iter().map(|row| row.code_len));
            let mut before = 0;
            for row in &self.rows {
                write_number(bytes, row.code.wrapping_sub(before));
                before = row.code;
            }
        }
    }

    pub fn read(reading: &mut Reading<'_>, indexed: bool) -> Result<Documents, Torn> {
        let mut documents = Documents::default();
        for _ in 0..reading.count()? {
            documents.names.push(reading.text()?.to_owned());
        }
        let names = documents.names.len() as u32;
        for _ in 0..reading.count()? {
            let (facts, validity, review) = (reading.number()?, reading.number()?, reading.number()?);
            let class = Class { facts, validity, review, authority: reading.small()?, document_type: reading.small()? };
            if class.authority > names || class.document_type > names {
                return Err(Torn);
            }
            documents.classes.push(class);
        }
        let count = reading.count()?;
        for _ in 0..count {
            let class: u32 = reading.small()?;
            if class as usize >= documents.classes.len() {
                return Err(Torn);
            }
            documents.rows.push(Row { class, ..Row::default() });
        }
        if indexed {
            let (lengths, code_lens) = (reading.take(count)?, reading.take(count)?);
            let mut code = 0u64;
            for (at, row) in documents.rows.iter_mut().enumerate() {
                code = code.wrapping_add(reading.number()?);
                (row.length, row.code_len, row.code) = (lengths[at], code_lens[at], code);
            }
        }
        Ok(documents)
    }

    /// Remembers what indexing found out of a document.
    pub fn set(&mut self, document: usize, length: u8, code: Option<&HsCode>) {
        let digits = code.map_or("", |code| code.significant());
        let padded = if digits.is_empty() { 0 } else { format!("{digits:0<12}").parse().unwrap_or(0) };
        let row = &mut self.rows[document];
        (row.length, row.code, row.code_len) = (length, padded, digits.len() as u8);
    }
}

/// What a filter asks of the words of the administration; nothing where it asks nothing.
#[derive(Debug)]
pub(crate) struct Wanted {
    authorities: Option<Vec<u32>>,
    document_types: Option<Vec<u32>>,
}
