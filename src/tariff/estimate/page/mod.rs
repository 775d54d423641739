//! The page of a kept estimate, for whoever was sent its link: read in any browser, without script, and printed. Row DUTY-G2.

mod document;
mod line;

use futures_util::future::BoxFuture;
use vocabulary::Language;

use self::document::Told;
use super::{
    saved::SavedEstimate,
    service::{Estimates, Standing},
};
use crate::platform::{
    clock::SharedClock,
    fault::Fault,
    page::{
        Page, PageStanding, Pages,
        markup::{self, Words},
    },
    short_code::ShortCode,
};

/// Writes the pages of kept estimates. Cheap to clone.
#[derive(Clone)]
pub struct EstimatePages {
    estimates: Estimates,
    clock: SharedClock,
}

impl EstimatePages {
    /// Writes what `estimates` keep.
    pub fn new(estimates: Estimates, clock: SharedClock) -> EstimatePages {
        EstimatePages { estimates, clock }
    }

    async fn write(&self, code: &str, language: Language) -> Result<Page, Fault> {
        let words = Words::of(language);
        let Ok(code) = code.parse::<ShortCode>() else { return Ok(refused(PageStanding::Unknown, &words)) };
        match self.estimates.standing(&code, self.clock.now()).await? {
            Standing::Kept(saved) => self.shown(&saved, &words).await,
            Standing::Over => Ok(refused(PageStanding::Over, &words)),
            Standing::Unknown => Ok(refused(PageStanding::Unknown, &words)),
        }
    }

    async fn shown(&self, saved: &SavedEstimate, words: &Words) -> Result<Page, Fault> {
        // The rules of that day, as they were known then: what a tax is called, and what else they ask for. They were there once; where
        // they cannot be joined again, the page shows what was kept.
        let rules = self.estimates.rules(&saved.declaration, saved.known_at).await?.ok();
        let descriptions = self.estimates.descriptions(saved, words.language).await?;
        let told = Told { saved, rules: rules.as_ref(), descriptions: &descriptions };
        Ok(Page { standing: PageStanding::Shown, html: told.document(words), style: markup::STYLE })
    }
}

/// Says that there is nothing to show, and what to do.
fn refused(standing: PageStanding, words: &Words) -> Page {
    let (title, text) = match standing {
        PageStanding::Over => ("ESTIMATE_OVER_TITLE", "ESTIMATE_OVER"),
        PageStanding::Unknown | PageStanding::Shown => ("ESTIMATE_UNKNOWN_TITLE", "ESTIMATE_NOT_FOUND"),
    };
    let title = words.say(title);
    let body = format!("<h1>{title}</h1>\n<p>{}</p>\n", words.say(text));
    Page { standing, html: markup::document(words, &title, &body), style: markup::STYLE }
}

impl Pages for EstimatePages {
    fn page<'a>(&'a self, code: &'a str, language: Language) -> BoxFuture<'a, Result<Page, Fault>> {
        Box::pin(self.write(code, language))
    }
}
