//! The final order of a search: each document once, and of what is shown once only the best.

use index_core::{
    rank::Parts,
    record::Flat,
    request::{Collapse, Why},
};

/// Where a document is: in which segment, and at which place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Address {
    pub segment: u32,
    pub document: u32,
}

impl Address {
    /// Both in one number.
    fn number(self) -> u64 {
        u64::from(self.segment) << 32 | u64::from(self.document)
    }
}

/// Some numbers, each once: a few hundred, so that they are kept in order.
#[derive(Default)]
struct Numbers(Vec<u64>);

impl Numbers {
    fn of(numbers: impl Iterator<Item = u64>) -> Numbers {
        let mut all = Numbers::default();
        for number in numbers {
            all.insert(number);
        }
        all
    }

    /// Adds a number, and says whether it was not there.
    fn insert(&mut self, number: u64) -> bool {
        let place = self.0.binary_search(&number);
        place.map_err(|place| self.0.insert(place, number)).is_err()
    }
}

/// A candidate in its final place.
#[derive(Clone, Debug)]
pub(crate) struct Ranked {
    pub address: Address,
    pub why: Why,
    pub parts: Parts,
    /// Its score as a share of the best that the words could have.
    pub share: f32,
    /// What it is ordered by.
    pub score: f32,
    pub code: u64,
    pub code_len: u8,
    /// The hash of what it is a passage or a translation of, where it is asked for.
    pub work: u32,
    pub understood: usize,
}

impl Ranked {
    /// A candidate that was not judged.
    pub fn plain(address: Address, why: Why, record: &Flat) -> Ranked {
        let (code, code_len) = (record.code, record.code_len);
        Ranked { address, why, parts: Parts::default(), share: 0.0, score: 0.0, code, code_len, work: 0, understood: 0 }
    }

    /// Whether a code or an officer leads to it: it has no score, and needs none.
    pub fn is_led_to(&self) -> bool {
        matches!(self.why, Why::Code | Why::Reference) && self.parts.bm25 == 0.0
    }

    /// What tells documents apart that are as good as each other.
    pub fn place(&self) -> (u64, u8, Address) {
        (self.code, self.code_len, self.address)
    }
}

/// The final order, each document once.
pub(crate) struct Order {
    collapse: Collapse,
    seen: Numbers,
    shown: Numbers,
    pub ranked: Vec<Ranked>,
}

impl Order {
    /// Begins an order in which what `collapse` says is shown once.
    pub fn new(collapse: Collapse) -> Order {
        Order { collapse, seen: Numbers::default(), shown: Numbers::default(), ranked: Vec::new() }
    }

    /// Adds a document behind the others, unless it is there or what it would show is.
    pub fn add(&mut self, ranked: Ranked) {
        if !self.seen.insert(ranked.address.number()) {
            return;
        }
        if self.shown_as(&ranked).is_some_and(|place| !self.shown.insert(place)) {
            return;
        }
        self.ranked.push(ranked);
    }

    /// Keeps the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.ranked.truncate(len);
        self.seen = Numbers::of(self.ranked.iter().map(|ranked| ranked.address.number()));
        self.shown = Numbers::of(self.ranked.iter().filter_map(|ranked| self.shown_as(ranked)));
    }

    /// What is shown once only, and this document would show.
    fn shown_as(&self, ranked: &Ranked) -> Option<u64> {
        match self.collapse {
            Collapse::None => None,
            Collapse::Heading => Some(ranked.code / 100_000_000).filter(|heading| *heading > 0),
            Collapse::Subheading => Some(ranked.code / 1_000_000).filter(|subheading| *subheading > 0),
            Collapse::Publication => Some(u64::from(ranked.work)),
        }
    }
}
