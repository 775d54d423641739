//! The licence of a data set, from those of the files it is made of. Rules only.

use std::collections::{BTreeSet, HashSet};

use super::edition::Edition;

/// Returns the licence of what `editions`, the newest first, left in a data set: that of each, joined by `AND` where they differ;
/// nothing where one of them names none, because the others do not speak for it.
///
/// An edition leaves nothing where the same file was read again later, or a later whole file in the same format replaced it.
pub fn licence_of(editions: &[Edition]) -> Option<String> {
    let (mut files, mut whole, mut licences) = (HashSet::new(), HashSet::new(), BTreeSet::new());
    for edition in editions {
        if !files.insert(&edition.file_sha256) || whole.contains(&edition.source) {
            continue;
        }
        licences.insert(edition.origin.licence()?);
        if edition.is_whole {
            whole.insert(&edition.source);
        }
    }
    let alone = licences.len() == 1;
    let parts: Vec<String> = licences.into_iter().map(|licence| if alone { licence.to_owned() } else { part(licence) }).collect();
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

/// Returns an expression so that it stays whole beside others: `MIT OR Apache-2.0` is one choice.
fn part(licence: &str) -> String {
    if licence.contains(" OR ") || licence.contains(" AND ") { format!("({licence})") } else { licence.to_owned() }
}

#[cfg(test)]
mod tests {
    use vocabulary::Timestamp;

    use super::{super::edition::Origin, *};

    fn edition(file: &str, source: &str, is_whole: bool, licence: Option<&str>) -> Edition {
        Edition {
            dataset: "nomenclature".to_owned(),
            revision: 1,
            source: source.to_owned(),
            file_name: "lines.csv".to_owned(),
            file_sha256: file.to_owned(),
            rows: 1,
            is_whole,
            origin: Origin::new(licence.map(str::to_owned), None).expect("a good origin"),
            recorded_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn licences_that_differ_hold_together() {
        let editions = [
            edition("c", "own", false, Some("MIT OR Apache-2.0")),
            edition("b", "own", false, Some("OGL-UK-3.0")),
            edition("a", "own", false, Some("OGL-UK-3.0")),
        ];
        assert_eq!(licence_of(&editions).as_deref(), Some("(MIT OR Apache-2.0) AND OGL-UK-3.0"));
        assert_eq!(licence_of(&editions[..1]).as_deref(), Some("MIT OR Apache-2.0"));
        assert_eq!(licence_of(&[]), None);
    }

    #[test]
    fn a_file_without_a_licence_leaves_the_data_set_without_one() {
        let editions = [edition("b", "own", false, Some("MIT")), edition("a", "own", false, None)];
        assert_eq!(licence_of(&editions), None);
    }

    #[test]
    fn a_file_that_was_replaced_says_no_more() {
        let named_later = [edition("a", "own", false, Some("MIT")), edition("a", "own", false, None)];
        assert_eq!(licence_of(&named_later).as_deref(), Some("MIT"));
        let replaced = [edition("b", "own", true, Some("MIT")), edition("a", "own", true, None)];
        assert_eq!(licence_of(&replaced).as_deref(), Some("MIT"));
        let beside = [edition("b", "own", true, Some("MIT")), edition("a", "other", true, None)];
        assert_eq!(licence_of(&beside), None, "another format is another source");
    }
}
