//! The pieces by their first bytes: a tree in three flat lists.

use std::ops::Range;

/// Finds every piece that a text begins with.
pub(crate) struct Trie {
    /// The first edge of each node; the edges of a node end where those of the next begin.
    edges: Vec<u32>,
    /// The byte of each edge, in order within a node. The edge at `i` leads to node `i + 1`, for nodes are numbered as edges are.
    bytes: Vec<u8>,
    /// The number that ends at each node.
    numbers: Vec<Option<u32>>,
}

impl Trie {
    /// Plants texts with their numbers. Of two that are the same, the first number counts.
    pub(crate) fn new(mut texts: Vec<(&[u8], u32)>) -> Trie {
        texts.retain(|(text, _)| !text.is_empty());
        texts.sort_unstable();
        texts.dedup_by_key(|(text, _)| *text);
        let (mut edges, mut bytes, mut numbers) = (Vec::new(), Vec::new(), vec![None]);
        // The texts under each node whose edges are not laid yet. They lie side by side, as they are sorted.
        let mut level = Vec::from([Range { start: 0, end: texts.len() }]);
        let mut depth = 0;
        while !level.is_empty() {
            let mut next = Vec::new();
            for under in level {
                edges.push(bytes.len() as u32);
                let mut at = under.start;
                while at < under.end {
                    let byte = texts[at].0[depth];
                    let end = at + texts[at..under.end].partition_point(|(text, _)| text[depth] == byte);
                    let ends_here = texts[at].0.len() == depth + 1;
                    bytes.push(byte);
                    numbers.push(ends_here.then_some(texts[at].1));
                    next.push(at + usize::from(ends_here)..end);
                    at = end;
                }
            }
            level = next;
            depth += 1;
        }
        edges.push(bytes.len() as u32);
        Trie { edges, bytes, numbers }
    }

    /// Tells the length and number of every piece that `text` begins with, the shortest first.
    pub(crate) fn prefixes(&self, text: &[u8], mut found: impl FnMut(usize, u32)) {
        let mut node = 0;
        for (at, byte) in text.iter().enumerate() {
            let (first, end) = (self.edges[node] as usize, self.edges[node + 1] as usize);
            let Ok(edge) = self.bytes[first..end].binary_search(byte) else { return };
            node = first + edge + 1;
            if let Some(number) = self.numbers[node] {
                found(at + 1, number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefixes(texts: &[&str], of: &str) -> Vec<(usize, u32)> {
        let trie = Trie::new(texts.iter().zip(0..).map(|(text, number)| (text.as_bytes(), number)).collect());
        let mut found = Vec::new();
        trie.prefixes(of.as_bytes(), |length, number| found.push((length, number)));
        found
    }

    #[test]
    fn every_beginning_is_found_and_the_shortest_first() {
        assert_eq!(prefixes(&["certificate", "c", "cert", "duty", ""], "certificates"), [(1, 1), (4, 2), (11, 0)]);
        assert_eq!(prefixes(&["关", "关税"], "关税减免"), [(3, 0), (6, 1)]);
        assert_eq!(prefixes(&["duty"], "dut"), []);
        assert_eq!(prefixes(&[], "duty"), []);
    }
}
