//! Receipts: issued in the unit of work of the capture, numbered without a gap, signed, and verified by anybody. Rows RCP-01 to RCP-09,
//! PAY-M19, PAY-N2, INV-10.
//!
//! A capture has one receipt for each notice that it paid; where a notice has fees of more agencies than one receipt holds, one more for the
//! rest of them.

pub(super) mod credit;
mod list;
mod page;
mod rotating;
mod sheet;
pub(super) mod store;
mod sums;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use payment::{Paid, Payment};
use receipt::{
    Agency, Amounts, KeyList, LegalText, Name, Notes, Paper, Place, Presented, Provider, PublicKey, PublishedKey, Qr, Receipt,
    Series, Signed, Standing, Verdict, What,
};
use vocabulary::{CountryCode, NoticeId, PaymentId, Timestamp};

pub(super) use self::credit::{Credit, CreditReason};
use self::sums::Sums;
pub use self::{credit::KeptCreditNote, list::ReceiptLists, page::ReceiptPages, rotating::KeyEnd, store::KeptReceipt};
use super::notice::IssuedNotice;
use crate::{
    audit::{KeyError, SigningKey},
    platform::{
        database::{Database, Transaction},
        fault::Fault,
        short_code::ShortCode,
    },
};

/// How long a key signs from its first day: ten years, so that the newest receipt is verified with it as long as the law keeps books.
const KEY_YEARS: i64 = 10;
/// How many agencies' fees stand on one receipt.
const FEES_MAX: usize = receipt::FEES_MAX;

/// Signs receipts and says whether they are ours. Cheap to clone.
#[derive(Clone)]
pub struct Receipts {
    database: Database,
    issuer: CountryCode,
    key: Arc<SigningKey>,
}

/// What a receipt that somebody shows is worth.
#[derive(Debug)]
pub struct Verified {
    /// The code of the verdict: `valid`, `forged`, `unknown-key`, …
    pub verdict: &'static str,
    /// What is signed, where it is ours and unchanged.
    pub signed: Option<Signed>,
    /// What became of it since it was issued: nothing where it is good, and stands.
    pub became: Option<What>,
}

impl Receipts {
    /// Signs with the key in a file, which is made where it is not there.
    ///
    /// # Errors
    /// Says why the file cannot be used.
    pub fn open(database: Database, issuer: CountryCode, key_file: &Path) -> Result<Receipts, KeyError> {
        Ok(Receipts { database, issuer, key: Arc::new(SigningKey::open_or_make(key_file)?) })
    }

    fn public(&self) -> Result<PublicKey, Fault> {
        PublicKey::from_bytes(*self.key.public().as_bytes()).map_err(Fault::while_("reading the key of receipts"))
    }

    /// Writes down with the others the key that signs from now on.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn publish_key(&self, now: Timestamp) -> Result<(), Fault> {
        let until = now.saturating_add(jiff::SignedDuration::from_hours(KEY_YEARS * 365 * 24)).unwrap_or(Timestamp::MAX);
        let key = PublishedKey { public: self.public()?, from: now, until, revoked_at: None };
        store::add_key(self.database.connection(), &key).await
    }

    /// Returns the keys by which anybody verifies receipts.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn keys(&self, now: Timestamp) -> Result<KeyList, Fault> {
        let keys = store::keys(self.database.connection()).await?;
        KeyList::new(self.issuer, now, keys).map_err(Fault::while_("listing the keys of receipts"))
    }

    /// Returns the key that signs, for what else is said of the same money.
    pub fn key(&self) -> Arc<SigningKey> {
        self.key.clone()
    }

    /// Issues the receipts of a capture, and returns them with the notice that each is for: number, signature and row are part of the
    /// capture's unit of work.
    pub(super) async fn issue(
        &self,
        unit: &Transaction,
        payment: &Payment,
        provider: (&str, &str),
        paid: &[(IssuedNotice, Paid)],
        now: Timestamp,
    ) -> Result<Vec<(NoticeId, KeptReceipt)>, Fault> {
        let mut given = Vec::with_capacity(paid.len());
        for (issued, paid) in paid {
            for amounts in amounts(issued, paid)? {
                let receipt = self.issue_one(unit, payment, provider, (issued, amounts), now).await?;
                given.push((issued.notice.id, receipt));
            }
        }
        Ok(given)
    }

    async fn issue_one(
        &self,
        unit: &Transaction,
        payment: &Payment,
        (provider, reference): (&str, &str),
        (issued, amounts): (&IssuedNotice, Amounts),
        now: Timestamp,
    ) -> Result<KeptReceipt, Fault> {
        const DOING: &str = "writing a receipt";
        let year = u16::try_from(now.to_zoned(jiff::tz::TimeZone::UTC).year()).unwrap_or_default();
        let series = Series { issuer: self.issuer, office: fixed("HQ")?, year };
        let name = format!("{}-{}-{year}", self.issuer, series.office.as_str());
        let (number, previous) = store::next(unit, &name).await?;
        let paper = Receipt {
            place: Place::new(series, number, fixed("1")?, previous).map_err(Fault::while_(DOING))?,
            issued_at: now,
            notice: fixed(&issued.notice.reference.to_string())?,
            payment: payment.id,
            amounts,
            // Whoever pays needs no account, and a name that nobody checked proves nothing.
            payer: fixed::<Name>("-")?,
            debtor: issued.debtor.as_deref().and_then(masked),
            declaration: shortened(&issued.declaration, 36).and_then(|text| text.parse().ok()),
            provider: Provider {
                name: shortened(provider, 12).unwrap_or("-").parse().map_err(Fault::while_(DOING))?,
                reference: shortened(reference, 40).unwrap_or("-").parse().map_err(Fault::while_(DOING))?,
            },
            legal_text: fixed::<LegalText>("TFA-7.2")?,
            notes: Notes::default(),
        };
        let signed =
            Paper::Receipt(paper).sign(&self.public()?, |message| self.key.sign(message)).map_err(Fault::while_(DOING))?;
        let code = code(&signed);
        store::add(unit, (&name, number), (payment.id, issued.notice.id), &signed, &code, now).await?;
        Ok(KeptReceipt { signed, code, series: name, number: number.into(), issued_at: now })
    }

    /// Returns the receipts of a payment, in the order of their numbers.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn of_payment(&self, payment: PaymentId) -> Result<Vec<KeptReceipt>, Fault> {
        store::of_payment(self.database.connection(), payment).await
    }

    /// Returns the receipt with a short code.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn by_code(&self, code: &ShortCode) -> Result<Option<KeptReceipt>, Fault> {
        store::by_code(self.database.connection(), code).await
    }

    /// Returns the credit note with a short code.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn credit_note_by_code(&self, code: &ShortCode) -> Result<Option<KeptCreditNote>, Fault> {
        credit::by_code(self.database.connection(), code).await
    }

    /// Says what a receipt is worth that somebody shows, by its text: whether it is ours and unchanged, and what became of it since.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn verify(&self, text: &str, now: Timestamp) -> Result<Verified, Fault> {
        let keys = self.keys(now).await?;
        let signed = receipt::bytes_of(text).ok().and_then(|bytes| Signed::unverified(&bytes).ok());
        let kept = match &signed {
            Some(signed) => self.by_code(&code(signed)).await?,
            None => None,
        };
        // What it says of itself counts for nothing before its signature does: a receipt that is not ours is looked up in vain.
        let list = match kept {
            Some(kept) => Some(self.list_of(&kept.signed, self.changed(&kept).await?, now)?),
            None => None,
        };
        let verdict = receipt::verify(Presented::Text(text), &keys, list.as_ref());
        let became = match &verdict {
            Verdict::Valid(checked) => match checked.standing {
                Standing::Changed { change, .. } => Some(change.what),
                Standing::NotAsked | Standing::Unchanged { .. } => None,
            },
            _ => None,
        };
        let is_valid = matches!(verdict, Verdict::Valid(_));
        Ok(Verified { verdict: verdict.code(), signed: signed.filter(|_| is_valid), became })
    }

    /// Says what became of a receipt of ours since it was issued.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn became(&self, receipt: &KeptReceipt) -> Result<Option<What>, Fault> {
        Ok(self.changed(receipt).await?.map(|change| change.what))
    }
}

impl KeptReceipt {
    /// Draws its QR code.
    ///
    /// # Errors
    /// Faults where it does not fit, which signing excludes.
    pub fn qr(&self) -> Result<String, Fault> {
        Ok(Qr::of(&self.signed).map_err(Fault::while_("drawing a receipt"))?.svg())
    }
}

/// The short code of a paper: part of the digest of its bytes, so that whoever has the paper can say its code.
fn code(signed: &Signed) -> ShortCode {
    ShortCode::of(signed.code())
}

/// Reads a text of ours that fits.
fn fixed<T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(Fault::while_("writing a receipt"))
}

/// Cuts a text to so many characters; nothing of one that no receipt can show.
fn shortened(text: &str, characters: usize) -> Option<&str> {
    let end = text.char_indices().nth(characters).map_or(text.len(), |(end, _)| end);
    Some(text[..end].trim()).filter(|text| !text.is_empty())
}

/// Masks a name: the beginning of each word, as much as shows its owner that it is theirs.
fn masked(name: &str) -> Option<Name> {
    const SHOWN: usize = 4;
    let word = |word: &str| -> String {
        let shown: String = word.chars().take(SHOWN).collect();
        if word.chars().nth(SHOWN).is_some() { shown + "*" } else { shown }
    };
    let words: Vec<String> = name.split_whitespace().map(word).collect();
    shortened(&words.join(" "), 40).and_then(|name| name.parse().ok())
}

/// Adds up what was paid of a notice by tax and agency: one set for each receipt that it takes.
fn amounts(issued: &IssuedNotice, paid: &Paid) -> Result<Vec<Amounts>, Fault> {
    const DOING: &str = "adding up a receipt";
    let Sums { mut taxes, fees } = Sums::of(issued, &paid.parts)?;
    let currency = issued.notice.currency;
    let fees: Vec<(Agency, i64)> = fees.into_iter().collect();
    let mut sets: Vec<BTreeMap<Agency, i64>> = fees.chunks(FEES_MAX).map(|some| some.iter().cloned().collect()).collect();
    if sets.is_empty() {
        sets.push(BTreeMap::new());
    }
    let mut all = Vec::with_capacity(sets.len());
    for fees in sets {
        all.push(Amounts::new(currency, std::mem::take(&mut taxes), fees).map_err(Fault::while_(DOING))?);
    }
    Ok(all)
}
