//! What stands between the two `---` of our own format, and the line each key stands on.

use serde::Deserialize;

/// How long front matter may be: it is read before anything else of a file, by a library for a much larger language.
const FRONT_MATTER_BYTES_MAX: usize = 16 << 10;

/// The front matter of a text, unchecked; see `sample/README.md`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    pub id: String,
    pub language: String,
    pub title: String,
    pub summary: String,
    pub article11: String,
    pub authority: String,
    pub kind: String,
    pub direction: String,
    pub valid_from: String,
    pub valid_until: Option<String>,
    #[serde(default)]
    pub hs: Vec<String>,
    pub source: FrontMatterSource,
    pub translation_of: Option<String>,
    pub attested_by: Option<String>,
    pub confirmed_on: Option<String>,
    pub review_due_on: Option<String>,
}

/// The legal source of a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatterSource {
    pub act: String,
    pub gazette: Option<String>,
    pub url: Option<String>,
}

/// A file of our own format, cut in two.
pub struct Page<'a> {
    /// What the front matter says.
    pub front: FrontMatter,
    /// The text of the front matter.
    head: &'a str,
    /// The text below it.
    pub body: &'a str,
}

/// What is wrong with a page, and on which line.
pub type PageError = (u64, String);

impl<'a> Page<'a> {
    /// Cuts a file into front matter and body.
    ///
    /// # Errors
    /// Says on which line the front matter is missing, or not as it has to be.
    pub fn read(text: &'a str) -> Result<Page<'a>, PageError> {
        let (head, body) = cut(text)?;
        let front = serde_norway::from_str(head).map_err(|error| {
            // The library counts from the line after the first `---`.
            let line = error.location().map_or(1, |place| place.line() as u64 + 1);
            let reason = error.to_string();
            (line, reason.split(" at line ").next().unwrap_or_default().to_owned())
        })?;
        Ok(Page { front, head, body })
    }

    /// Says what is wrong with the value of `key`, on the line it stands on.
    pub fn error(&self, key: &str, reason: impl std::fmt::Display) -> PageError {
        let place = self.head.lines().position(|line| line.trim_start().starts_with(&format!("{key}:")));
        (place.map_or(1, |place| place as u64 + 2), format!("{key} {reason}"))
    }
}

fn cut(text: &str) -> Result<(&str, &str), PageError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rest = after_rule(text).ok_or((1, "does not begin with a line ---".to_owned()))?;
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if end > FRONT_MATTER_BYTES_MAX {
            break;
        }
        if line.trim_end() == "---" {
            return Ok((&rest[..end], &rest[end + line.len()..]));
        }
        end += line.len();
    }
    Err((1, format!("has no second line --- within {FRONT_MATTER_BYTES_MAX} bytes")))
}

fn after_rule(text: &str) -> Option<&str> {
    let (first, rest) = text.split_once('\n')?;
    (first.trim_end() == "---").then_some(rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str = "---\nid: fee\nlanguage: en\ntitle: Fee\nsummary: Forty.\narticle11: c\nauthority: zz-customs\nkind: fee\n\
                        direction: any\nvalid_from: 2025-01-01\nsource:\n  act: Fees Act\n---\n";

    fn error(text: &str) -> PageError {
        match Page::read(text) {
            Ok(_) => panic!("read {text:?}"),
            Err(error) => error,
        }
    }

    #[test]
    fn a_page_is_front_matter_and_body() {
        let text = format!("{HEAD}Pay **40**.\n\n---\n\nAt once.\n");
        let page = Page::read(&text).expect("a good page");
        assert_eq!((page.front.id.as_str(), page.front.valid_from.as_str()), ("fee", "2025-01-01"));
        assert_eq!(page.body, "Pay **40**.\n\n---\n\nAt once.\n");
        assert_eq!(page.error("kind", "is odd"), (8, "kind is odd".to_owned()));
        assert!(Page::read(&HEAD.replace('\n', "\r\n")).is_ok());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert_eq!(error("# Fee\n"), (1, "does not begin with a line ---".to_owned()));
        assert_eq!(error("---\nid: fee\n").0, 1);
        assert_eq!(error(&HEAD.replace("kind: fee", "kind: [")).0, 8);
        let (line, reason) = error(&HEAD.replace("kind: fee", "kind: fee\ncolour: red"));
        assert_eq!((line, reason.contains("unknown field `colour`")), (9, true), "{reason}");
        let (_, reason) = error(&HEAD.replace("title: Fee\n", ""));
        assert!(reason.contains("missing field `title`"), "{reason}");
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in "(---\n)?[a-z:&*\\[\\]{}!| \n\"'0-9-]{0,60}(\n---\n)?") {
            let _ = Page::read(&text);
        }
    }
}
