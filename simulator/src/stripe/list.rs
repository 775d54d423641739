//! Lists: the newest first, a page at a time.

use serde_json::{Value, json};

use super::{form::Form, refusal};
use crate::answer::Answer;

/// The largest page.
const PAGE_MAX: i64 = 100;

/// Which page of a list is asked for.
pub(super) struct Page {
    limit: usize,
    after: Option<String>,
    from: i64,
    until: i64,
}

impl Page {
    /// Reads `limit`, `starting_after`, `created[gte]`, `created[lte]`.
    pub(super) fn read(form: &Form) -> Result<Page, Answer> {
        let limit = form.number("limit")?.unwrap_or(10);
        let limit = usize::try_from(limit).ok().filter(|_| (1..=PAGE_MAX).contains(&limit));
        let limit = limit.ok_or_else(|| refusal::invalid("limit", "limit must be between 1 and 100"))?;
        let from = form.number("created[gte]")?.unwrap_or(i64::MIN);
        let until = form.number("created[lte]")?.unwrap_or(i64::MAX);
        Ok(Page { limit, after: form.text("starting_after").map(str::to_owned), from, until })
    }

    /// Cuts the page out of objects told with their ids and the second they were made in, the newest first; only what is on it is shown.
    pub(super) fn cut<'a, S: FnOnce() -> Value>(&self, url: &str, objects: impl Iterator<Item = (&'a str, i64, S)>) -> Answer {
        let mut within = objects.filter(|(_, made, _)| (self.from..=self.until).contains(made));
        if let Some(after) = &self.after {
            within.by_ref().find(|(id, _, _)| *id == after);
        }
        let data: Vec<Value> = within.by_ref().take(self.limit).map(|(_, _, show)| show()).collect();
        let has_more = within.next().is_some();
        Answer::json(200, &json!({"object": "list", "url": url, "has_more": has_more, "data": data}))
    }
}
