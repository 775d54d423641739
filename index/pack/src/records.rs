//! What was analysed of texts for one query and is kept for the next: the same texts come up again while somebody looks for something.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use index_core::{analysis::BuildFnv, record::Flat};

use crate::order::Address;

/// How much is kept, in bytes: of 5,000 texts most, within what a search may take of the memory of a phone.
const BYTES_MAX: usize = 3 << 19;

/// What a record takes beside its terms.
const BESIDE: usize = 160;

/// What ranking needs of one text.
#[derive(Debug)]
pub(crate) struct Analysed {
    pub record: Flat,
    /// The hash of what it is a passage or a translation of.
    pub work: u32,
}

/// What is kept, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Records {
    kept: HashMap<Address, Arc<Analysed>, BuildFnv>,
    order: VecDeque<Address>,
    bytes: usize,
}

impl Records {
    pub fn get(&self, address: Address) -> Option<Arc<Analysed>> {
        self.kept.get(&address).cloned()
    }

    /// Keeps what was not there, and lets go of the oldest where it takes more than may be.
    pub fn keep(&mut self, address: Address, analysed: Analysed) -> Arc<Analysed> {
        let analysed = Arc::new(analysed);
        self.bytes += size(&analysed);
        self.order.push_back(address);
        self.kept.insert(address, analysed.clone());
        while self.bytes > BYTES_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.bytes -= self.kept.remove(&oldest).map_or(0, |gone| size(&gone));
        }
        analysed
    }
}

fn size(analysed: &Analysed) -> usize {
    analysed.record.len() * size_of::<u32>() + BESIDE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_kept_than_may_be() {
        let mut records = Records::default();
        let address = |document| Address { segment: 0, document };
        let most = (BYTES_MAX / BESIDE) as u32;
        for document in 0..2 * most {
            records.keep(address(document), Analysed { record: Flat::default(), work: document });
        }
        assert!(records.bytes <= BYTES_MAX && records.kept.len() == records.order.len());
        assert_eq!(records.get(address(2 * most - 1)).map(|kept| kept.work), Some(2 * most - 1));
        assert!(records.get(address(0)).is_none() && records.get(address(most + 10)).is_some());
    }
}
