//! Merkle trees over the hashes of a day, as in RFC 6962, section 2.1: leaves and nodes are hashed apart, so that neither can be
//! taken for the other. Rules only; memory grows with the height of a tree, not with its leaves.

use super::digest::Digest;

/// A tree that leaves are added to, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The whole subtrees so far, the largest first: one for each bit of `count`.
    whole: Vec<Digest>,
    count: u64,
}

impl Tree {
    /// Adds the hash of an entry.
    pub fn push(&mut self, entry: Digest) {
        let mut node = leaf(entry);
        let mut height = 0;
        while self.count >> height & 1 == 1 {
            if let Some(left) = self.whole.pop() {
                node = parent(left, node);
            }
            height += 1;
        }
        self.whole.push(node);
        self.count += 1;
    }

    /// Returns how many leaves it has.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns its root; of an empty tree, the digest of nothing.
    pub fn root(&self) -> Digest {
        let from_right = self.whole.iter().rev().copied();
        from_right.reduce(|right, left| parent(left, right)).unwrap_or_else(|| Digest::of(&[]))
    }
}

/// The path of one leaf, made while all leaves of its tree pass by in order.
#[derive(Clone, Debug)]
pub struct PathBuilder {
    /// The neighbours of the way from the leaf to the root: their leaves, and their trees so far.
    neighbours: Vec<(std::ops::Range<u64>, Tree)>,
    next: u64,
}

impl PathBuilder {
    /// Begins the path of leaf `index` of a tree with `size` leaves; nothing where it has no such leaf.
    pub fn new(index: u64, size: u64) -> Option<PathBuilder> {
        if index >= size {
            return None;
        }
        let mut neighbours = Vec::new();
        let mut span = 0..size;
        while span.end - span.start > 1 {
            let middle = span.start + split(span.end - span.start);
            let (own, other) =
                if index < middle { (span.start..middle, middle..span.end) } else { (middle..span.end, span.start..middle) };
            neighbours.push((other, Tree::default()));
            span = own;
        }
        neighbours.reverse();
        Some(PathBuilder { neighbours, next: 0 })
    }

    /// Takes the hash of the next entry.
    pub fn push(&mut self, entry: Digest) {
        let at = self.next;
        if let Some((_, tree)) = self.neighbours.iter_mut().find(|(span, _)| span.contains(&at)) {
            tree.push(entry);
        }
        self.next += 1;
    }

    /// Returns the path, from the leaf up.
    pub fn path(&self) -> Vec<Digest> {
        self.neighbours.iter().map(|(_, tree)| tree.root()).collect()
    }
}

/// Returns the root that a path leads to from the hash of an entry at `index` of `size`; nothing where the path is not as long as it
/// must be. Source: RFC 9162, section 2.1.3.2.
pub fn root_by(entry: Digest, index: u64, size: u64, path: &[Digest]) -> Option<Digest> {
    if index >= size {
        return None;
    }
    let (mut at, mut last, mut node) = (index, size - 1, leaf(entry));
    for neighbour in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            node = parent(*neighbour, node);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            node = parent(node, *neighbour);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(node)
}

fn leaf(entry: Digest) -> Digest {
    Digest::of(&[&[0], entry.as_bytes()])
}

fn parent(left: Digest, right: Digest) -> Digest {
    Digest::of(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// Returns the largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (63 - (count - 1).leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: u64) -> Vec<Digest> {
        (0..count).map(|number| Digest::of(&[&number.to_be_bytes()])).collect()
    }

    /// The definition of RFC 6962, word for word.
    fn defined(entries: &[Digest]) -> Digest {
        match entries {
            [] => Digest::of(&[]),
            [one] => leaf(*one),
            many => {
                let (left, right) = many.split_at(split(many.len() as u64) as usize);
                parent(defined(left), defined(right))
            }
        }
    }

    fn tree(entries: &[Digest]) -> Tree {
        let mut tree = Tree::default();
        entries.iter().for_each(|entry| tree.push(*entry));
        tree
    }

    fn path(entries: &[Digest], index: u64) -> Vec<Digest> {
        let mut builder = PathBuilder::new(index, entries.len() as u64).expect("a leaf of it");
        entries.iter().for_each(|entry| builder.push(*entry));
        builder.path()
    }

    #[test]
    fn a_tree_grown_leaf_by_leaf_is_the_defined_one() {
        for count in 0..70 {
            let entries = entries(count);
            assert_eq!(tree(&entries).root(), defined(&entries), "{count}");
            assert_eq!(tree(&entries).count(), count);
        }
    }

    #[test]
    fn every_leaf_of_every_small_tree_is_proven_and_no_other() {
        for count in 1..40 {
            let entries = entries(count);
            let root = tree(&entries).root();
            for index in 0..count {
                let path = path(&entries, index);
                let entry = entries[usize::try_from(index).expect("small")];
                assert_eq!(root_by(entry, index, count, &path), Some(root), "{index} of {count}");
                let other = Digest::of(&[b"another entry"]);
                assert_ne!(root_by(other, index, count, &path), Some(root));
                assert_ne!(root_by(entry, index + 1, count, &path), Some(root));
                if let [shorter @ .., _] = &path[..] {
                    assert_ne!(root_by(entry, index, count, shorter), Some(root));
                }
                let longer: Vec<_> = path.iter().copied().chain([other]).collect();
                assert_ne!(root_by(entry, index, count, &longer), Some(root));
            }
        }
        assert!(PathBuilder::new(0, 0).is_none() && PathBuilder::new(3, 3).is_none());
    }
}
