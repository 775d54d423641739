//! What stands on a receipt and on a credit note, in the words of one language: the one list that the page and the PDF are made of. The paper
//! itself is what its code holds, byte for byte; what is printed is a copy and says so, and a credit note that it is no receipt. Rows RCP-03,
//! RCP-04, RCP-06, RCP-07, RCP-08.

use jiff::tz::TimeZone;
use receipt::{Amounts, CreditNote, Paper, Provider, Qr, Reason, Receipt, Signed, TakenBack, TaxType};
use sheet::{Block, Code, Row, Sheet};
use vocabulary::{Language, Timestamp};

use super::{KeptCreditNote, KeptReceipt};
use crate::platform::{fault::Fault, message, short_code::ShortCode};

/// A paper of ours that is kept: what is signed, and where it stands in its series.
pub(super) struct Kept {
    signed: Signed,
    code: ShortCode,
    number: String,
}

impl From<KeptReceipt> for Kept {
    fn from(KeptReceipt { signed, code, series, number, .. }: KeptReceipt) -> Kept {
        Kept { signed, code, number: format!("{series} / {number}") }
    }
}

impl From<KeptCreditNote> for Kept {
    fn from(KeptCreditNote { signed, code, series, number, .. }: KeptCreditNote) -> Kept {
        Kept { signed, code, number: format!("{series} / {number}") }
    }
}

impl Kept {
    /// Says what stands on it.
    ///
    /// # Errors
    /// Faults where its code cannot be drawn, which signing excludes.
    pub(super) fn sheet(&self, language: Language) -> Result<Sheet, Fault> {
        let words = Words(language);
        let qr = Qr::of(&self.signed).map_err(Fault::while_("drawing a receipt"))?;
        let (issued_at, blocks) = match self.signed.paper() {
            Paper::Receipt(paper) => (paper.issued_at, self.receipt(&words, paper, qr)),
            Paper::CreditNote(paper) => (paper.issued_at, self.credit_note(&words, paper, qr)),
        };
        let title = match self.signed.paper() {
            Paper::Receipt(_) => "receipt-page-title",
            Paper::CreditNote(_) => "credit-page-title",
        };
        let title = words.tell(title, &[("code", self.code.to_string())]);
        Ok(Sheet { language, title, id: self.code.to_string(), issued_at, blocks })
    }

    fn receipt(&self, words: &Words, paper: &Receipt, qr: Qr) -> Vec<Block> {
        let mut facts = vec![
            words.row("receipt-page-number", &self.number),
            words.row("receipt-page-issued", &instant(paper.issued_at)),
            words.row("receipt-page-notice", paper.notice.as_str()),
        ];
        facts.extend(paper.declaration.as_ref().map(|one| words.row("receipt-page-declaration", one.as_str())));
        facts.extend(paper.debtor.as_ref().map(|one| words.row("receipt-page-debtor", one.as_str())));
        facts.push(words.row("receipt-page-provider", &carrier(&paper.provider)));
        facts.push(words.row("receipt-page-law", paper.legal_text.as_str()));
        vec![
            Block::Heading(words.say("receipt-page-heading")),
            Block::Mark(words.say("receipt-page-copy")),
            Block::Total(words.row("receipt-page-total", &paper.amounts.total().to_string())),
            Block::Facts(facts),
            Block::Amounts(words.amounts(&paper.amounts)),
            Block::Code(Code { qr, says: words.say("receipt-page-qr") }),
            Block::Line(words.row("receipt-page-code", &self.code.to_string())),
        ]
    }

    fn credit_note(&self, words: &Words, paper: &CreditNote, qr: Qr) -> Vec<Block> {
        let mut facts = vec![
            words.row("receipt-page-number", &self.number),
            words.row("receipt-page-issued", &instant(paper.issued_at)),
            words.row("credit-page-receipt", &named(paper, &paper.takes_back)),
            words.row("receipt-page-notice", paper.notice.as_str()),
            words.row("credit-page-why", &words.tell("credit-page-reason", &[("state", reason(paper.reason).to_owned())])),
        ];
        facts.extend(paper.provider.as_ref().map(|provider| words.row("credit-page-provider", &carrier(provider))));
        facts.push(words.row("receipt-page-law", paper.legal_text.as_str()));
        vec![
            Block::Heading(words.say("credit-page-heading")),
            Block::Mark(words.say("credit-page-mark")),
            Block::Total(words.row("credit-page-total", &paper.amounts.total().to_string())),
            Block::Facts(facts),
            Block::Amounts(words.amounts(&paper.amounts)),
            Block::Code(Code { qr, says: words.say("credit-page-qr") }),
            Block::Line(words.row("receipt-page-code", &self.code.to_string())),
        ]
    }
}

/// The words of one language.
struct Words(Language);

impl Words {
    fn say(&self, key: &str) -> String {
        self.tell(key, &[])
    }

    fn tell(&self, key: &str, facts: &[(&str, String)]) -> String {
        message::render(self.0, key, facts).unwrap_or_else(|| key.to_owned())
    }

    fn row(&self, key: &str, value: &str) -> Row {
        Row { name: self.say(key), value: value.to_owned() }
    }

    /// What the sum is of: each tax, and the fees of each agency.
    fn amounts(&self, amounts: &Amounts) -> Vec<Row> {
        let taxes = amounts.taxes().map(|(tax, money)| (self.tell("receipt-page-tax", &[("state", of(tax).to_owned())]), money));
        let fees = (amounts.fees())
            .map(|(agency, money)| (self.tell("receipt-page-fee", &[("value", agency.as_str().to_owned())]), money));
        taxes.chain(fees).map(|(name, money)| Row { name, value: money.to_string() }).collect()
    }
}

fn instant(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn carrier(provider: &Provider) -> String {
    format!("{}, {}", provider.name.as_str(), provider.reference.as_str())
}

/// The number of the receipt that a credit note takes back, as that receipt shows it.
fn named(note: &CreditNote, TakenBack { office, year, number, .. }: &TakenBack) -> String {
    format!("{}-{}-{year} / {number}", note.place.series().issuer, office.as_str())
}

fn of(tax: TaxType) -> &'static str {
    match tax {
        TaxType::Duty => "duty",
        TaxType::Vat => "vat",
        TaxType::Excise => "excise",
        TaxType::Penalty => "penalty",
        TaxType::Interest => "interest",
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Repaid => "repaid",
        Reason::Cancelled => "cancelled",
        Reason::Reversed => "reversed",
    }
}
