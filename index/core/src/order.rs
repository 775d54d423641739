//! Sorting by one piece of code for all types. A phone and a page carry what they sort with, and the library's sort is written anew for every
//! type and every comparison: thirty of them came to 70 kB.

use std::cmp::Ordering;

/// Sorts by a comparison; what is equal stays in its order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let Ok(count) = u32::try_from(items.len()) else { return };
    // Where each item of the sorted list is now.
    let mut places: Vec<u32> = (0..count).collect();
    sort_places(&mut places, &|one, other| compare(&items[one as usize], &items[other as usize]));
    // Where each item goes.
    let mut goes = vec![0; places.len()];
    for (to, from) in (0..).zip(places) {
        goes[from as usize] = to;
    }
    for at in 0..goes.len() {
        while goes[at] as usize != at {
            let to = goes[at] as usize;
            items.swap(at, to);
            goes.swap(at, to);
        }
    }
}

/// Sorts in ascending order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

#[inline(never)]
fn sort_places(places: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    places.sort_by(|one, other| compare(*one, *other));
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn it_sorts_as_the_library_does(mut items: Vec<(u8, u32)>) {
            let mut wanted = items.clone();
            wanted.sort_by_key(|item| std::cmp::Reverse(item.0));
            sort_by(&mut items, |one, other| other.0.cmp(&one.0));
            proptest::prop_assert_eq!(&items, &wanted);
            sort(&mut items);
            wanted.sort();
            proptest::prop_assert_eq!(items, wanted);
        }
    }
}
