//! The page of a receipt or a credit note, for whoever has its short code: read in any browser, without script, and printed; and the same paper
//! for who writes it as PDF. Both are made of one list ([`super::sheet`]).

use futures_util::future::BoxFuture;
use sheet::Sheet;
use vocabulary::Language;

use super::{Receipts, sheet::Kept};
use crate::platform::{
    fault::Fault,
    page::{
        Page, PageStanding, Pages, Papers,
        markup::{self, Words},
    },
    short_code::ShortCode,
};

/// Writes the pages of receipts and of credit notes. Cheap to clone.
#[derive(Clone)]
pub struct ReceiptPages {
    receipts: Option<Receipts>,
}

impl ReceiptPages {
    /// Writes what `receipts` keep.
    pub fn new(receipts: Option<Receipts>) -> ReceiptPages {
        ReceiptPages { receipts }
    }

    async fn find(&self, code: &str) -> Result<Option<Kept>, Fault> {
        let (Ok(code), Some(receipts)) = (code.parse::<ShortCode>(), &self.receipts) else { return Ok(None) };
        if let Some(receipt) = receipts.by_code(&code).await? {
            return Ok(Some(receipt.into()));
        }
        Ok(receipts.credit_note_by_code(&code).await?.map(Kept::from))
    }

    async fn write(&self, code: &str, language: Language) -> Result<Page, Fault> {
        match self.find(code).await? {
            Some(kept) => Ok(shown(&kept.sheet(language)?)),
            None => Ok(unknown(&Words::of(language))),
        }
    }
}

impl Pages for ReceiptPages {
    fn page<'a>(&'a self, code: &'a str, language: Language) -> BoxFuture<'a, Result<Page, Fault>> {
        Box::pin(self.write(code, language))
    }
}

impl Papers for ReceiptPages {
    fn paper<'a>(&'a self, code: &'a str, language: Language) -> BoxFuture<'a, Result<Option<Sheet>, Fault>> {
        Box::pin(async move { self.find(code).await?.map(|kept| kept.sheet(language)).transpose() })
    }
}

fn shown(sheet: &Sheet) -> Page {
    let print = format!("{}.pdf", sheet.id);
    Page { standing: PageStanding::Shown, html: markup::sheet(sheet, &print), style: markup::STYLE }
}

fn unknown(words: &Words) -> Page {
    let title = words.say("RECEIPT_PAGE_UNKNOWN_TITLE");
    let body = format!("<h1>{title}</h1>\n<p>{}</p>\n", words.say("RECEIPT_PAGE_UNKNOWN"));
    Page { standing: PageStanding::Unknown, html: markup::document(words, &title, &body), style: markup::STYLE }
}
