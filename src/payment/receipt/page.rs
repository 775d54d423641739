//! The page of a receipt, for whoever has its short code: read in any browser, without script, and printed. The receipt itself is what its
//! code holds, byte for byte; the page is a copy of it and says so. Rows RCP-03, RCP-04, RCP-07, RCP-08.

use futures_util::future::BoxFuture;
use jiff::tz::TimeZone;
use receipt::{Paper, Receipt, TaxType};
use vocabulary::Language;

use super::{KeptReceipt, Receipts};
use crate::platform::{
    fault::Fault,
    page::{
        Page, PageStanding, Pages,
        markup::{self, Words, apart},
    },
    short_code::ShortCode,
};

/// Writes the pages of receipts. Cheap to clone.
#[derive(Clone)]
pub struct ReceiptPages {
    receipts: Option<Receipts>,
}

impl ReceiptPages {
    /// Writes what `receipts` keep.
    pub fn new(receipts: Option<Receipts>) -> ReceiptPages {
        ReceiptPages { receipts }
    }

    async fn write(&self, code: &str, language: Language) -> Result<Page, Fault> {
        let words = Words::of(language);
        let (Ok(code), Some(receipts)) = (code.parse::<ShortCode>(), &self.receipts) else { return Ok(unknown(&words)) };
        let Some(kept) = receipts.by_code(&code).await? else { return Ok(unknown(&words)) };
        match kept.signed.paper() {
            Paper::Receipt(paper) => Ok(shown(&document(&words, &kept, paper)?)),
            _ => Ok(unknown(&words)),
        }
    }
}

impl Pages for ReceiptPages {
    fn page<'a>(&'a self, code: &'a str, language: Language) -> BoxFuture<'a, Result<Page, Fault>> {
        Box::pin(self.write(code, language))
    }
}

fn shown(html: &str) -> Page {
    Page { standing: PageStanding::Shown, html: html.to_owned(), style: markup::STYLE }
}

fn unknown(words: &Words) -> Page {
    let title = words.say("RECEIPT_PAGE_UNKNOWN_TITLE");
    let body = format!("<h1>{title}</h1>\n<p>{}</p>\n", words.say("RECEIPT_PAGE_UNKNOWN"));
    Page { standing: PageStanding::Unknown, html: markup::document(words, &title, &body), style: markup::STYLE }
}

fn document(words: &Words, kept: &KeptReceipt, paper: &Receipt) -> Result<String, Fault> {
    let code = kept.code.to_string();
    let title = words.tell("RECEIPT_PAGE_TITLE", &[("code", code.clone())]);
    let body = [
        format!("<h1>{}</h1>\n<p class=\"notice\">{}</p>\n", words.say("RECEIPT_PAGE_HEADING"), words.say("RECEIPT_PAGE_COPY")),
        format!(
            "<p class=\"total\">{}: <strong>{}</strong></p>\n",
            words.say("RECEIPT_PAGE_TOTAL"),
            apart(&paper.amounts.total().to_string())
        ),
        markup::list(&facts(words, kept, paper)),
        amounts(words, paper),
        kept.qr()?,
        format!("<p>{}: <code>{}</code></p>\n", words.say("RECEIPT_PAGE_CODE"), apart(&code)),
    ];
    Ok(markup::document(words, &title, &body.concat()))
}

/// Who paid what, when and through whom.
fn facts(words: &Words, kept: &KeptReceipt, paper: &Receipt) -> Vec<(String, String)> {
    let issued = paper.issued_at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string();
    let row = |name: &str, value: &str| (words.say(name), apart(value));
    let mut rows = vec![
        row("RECEIPT_PAGE_NUMBER", &format!("{} / {}", kept.series, kept.number)),
        row("RECEIPT_PAGE_ISSUED", &issued),
        row("RECEIPT_PAGE_NOTICE", paper.notice.as_str()),
    ];
    rows.extend(paper.declaration.as_ref().map(|one| row("RECEIPT_PAGE_DECLARATION", one.as_str())));
    rows.extend(paper.debtor.as_ref().map(|one| row("RECEIPT_PAGE_DEBTOR", one.as_str())));
    rows.push(row("RECEIPT_PAGE_PROVIDER", &format!("{}, {}", paper.provider.name.as_str(), paper.provider.reference.as_str())));
    rows.push(row("RECEIPT_PAGE_LAW", paper.legal_text.as_str()));
    rows
}

/// What was paid of each tax, and to each agency.
fn amounts(words: &Words, paper: &Receipt) -> String {
    let taxes =
        (paper.amounts.taxes()).map(|(tax, money)| (words.tell("RECEIPT_PAGE_TAX", &[("state", named(tax).to_owned())]), money));
    let fees = (paper.amounts.fees())
        .map(|(agency, money)| (words.tell("RECEIPT_PAGE_FEE", &[("value", agency.as_str().to_owned())]), money));
    let rows = taxes
        .chain(fees)
        .map(|(name, money)| format!("<tr><td>{name}</td><td class=\"amount\">{}</td></tr>\n", apart(&money.to_string())));
    format!("<table>\n{}</table>\n", rows.collect::<String>())
}

fn named(tax: TaxType) -> &'static str {
    match tax {
        TaxType::Duty => "duty",
        TaxType::Vat => "vat",
        TaxType::Excise => "excise",
        TaxType::Penalty => "penalty",
        TaxType::Interest => "interest",
    }
}
