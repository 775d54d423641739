//! The two kinds of paper, and how they are written and read. The numbers of the fields are the format: they are never used anew.

use std::{collections::BTreeMap, fmt};

use ciborium::Value;
use thiserror::Error;
use vocabulary::{CountryCode, Currency, PaymentId, RepaymentId, Timestamp};

use crate::{
    amounts::{self, Amounts},
    cbor::{self, Reading, Writing},
    credit_note::{CreditNote, Reason, TakenBack},
    digest::Digest,
    malformed::Malformed,
    place::{Place, Series},
    receipt::{Provider, Receipt},
    words::{LegalText, Name, Note, NoticeReference},
};

const KIND: u64 = 0;
const PLACE: u64 = 1;
const ISSUED_AT: u64 = 2;
const NOTICE: u64 = 3;
const ID: u64 = 4;
const CURRENCY: u64 = 5;
const TAXES: u64 = 6;
const FEES: u64 = 7;
const NAME: u64 = 8;
const DEBTOR: u64 = 9;
const DECLARATION: u64 = 10;
const PROVIDER: u64 = 11;
const PREVIOUS: u64 = 12;
const LEGAL_TEXT: u64 = 13;
const TAKES_BACK: u64 = 14;
const REASON: u64 = 15;

/// From this field on, a reader shows what it does not know; a field below that it does not know makes it refuse the whole.
pub const NOTES_FROM: u64 = 64;
/// How many notes a paper may have.
pub const NOTES_MAX: usize = 4;

const RECEIPT: u8 = 1;
const CREDIT_NOTE: u8 = 2;

/// What is signed: a receipt or a credit note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paper {
    /// That money arrived.
    Receipt(Receipt),
    /// That money was given back.
    CreditNote(CreditNote),
}

/// What a later version of the format says beside what this one knows: short texts under numbers from [`NOTES_FROM`] on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes(BTreeMap<u64, Note>);

/// Why there are no such notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not at most {NOTES_MAX} notes under numbers from {NOTES_FROM} on")]
pub struct NotesError;

impl Notes {
    /// Puts notes together.
    ///
    /// # Errors
    /// Refuses more than [`NOTES_MAX`], and a number below [`NOTES_FROM`].
    pub fn new(notes: BTreeMap<u64, Note>) -> Result<Notes, NotesError> {
        let good = notes.len() <= NOTES_MAX && notes.keys().all(|number| *number >= NOTES_FROM);
        if good { Ok(Notes(notes)) } else { Err(NotesError) }
    }

    /// Returns them by their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Note)> {
        self.0.iter().map(|(number, note)| (*number, note))
    }
}

impl Paper {
    /// Returns where it stands.
    pub fn place(&self) -> &Place {
        match self {
            Paper::Receipt(receipt) => &receipt.place,
            Paper::CreditNote(note) => &note.place,
        }
    }

    /// Returns when it was issued.
    pub fn issued_at(&self) -> Timestamp {
        match self {
            Paper::Receipt(receipt) => receipt.issued_at,
            Paper::CreditNote(note) => note.issued_at,
        }
    }

    /// Returns what was paid or given back.
    pub fn amounts(&self) -> &Amounts {
        match self {
            Paper::Receipt(receipt) => &receipt.amounts,
            Paper::CreditNote(note) => &note.amounts,
        }
    }

    /// Writes it in the one spelling.
    pub(crate) fn write(&self) -> Result<Vec<u8>, Malformed> {
        cbor::write(&match self {
            Paper::Receipt(receipt) => write_receipt(receipt),
            Paper::CreditNote(note) => write_note(note),
        })
    }

    /// Reads one, and refuses all that [`Paper::write`] would not write.
    pub(crate) fn read(bytes: &[u8]) -> Result<Paper, Malformed> {
        let mut fields = Reading::of(bytes)?;
        let paper = match fields.field(KIND, cbor::number)? {
            RECEIPT => Paper::Receipt(read_receipt(&mut fields)?),
            CREDIT_NOTE => Paper::CreditNote(read_note(&mut fields)?),
            _ => return Err(Malformed::Kind),
        };
        fields.end()?;
        if paper.write()? == bytes { Ok(paper) } else { Err(Malformed::Spelling) }
    }
}

fn write_receipt(receipt: &Receipt) -> Value {
    let head =
        write_head(RECEIPT, &receipt.place, receipt.issued_at, &receipt.notice, receipt.payment.number(), &receipt.amounts);
    let fields = head
        .put(NAME, receipt.payer.as_str())
        .put_if(DEBTOR, receipt.debtor.as_ref().map(Name::as_str))
        .put_if(DECLARATION, receipt.declaration.as_ref().map(|declaration| declaration.as_str()))
        .put(PROVIDER, write_provider(&receipt.provider));
    write_notes(write_chain(fields, &receipt.place, &receipt.legal_text), &receipt.notes).end()
}

fn read_receipt(fields: &mut Reading) -> Result<Receipt, Malformed> {
    let notes = read_notes(fields)?;
    let (place, head) = (read_place(fields)?, read_head(fields)?);
    Ok(Receipt {
        place,
        issued_at: head.issued_at,
        notice: head.notice,
        payment: PaymentId::new(head.id),
        amounts: head.amounts,
        payer: head.name,
        debtor: fields.optional(DEBTOR, cbor::text)?,
        declaration: fields.optional(DECLARATION, cbor::text)?,
        provider: fields.field(PROVIDER, read_provider)?,
        legal_text: head.legal_text,
        notes,
    })
}

fn write_note(note: &CreditNote) -> Value {
    let taken = &note.takes_back;
    let taken_back: [Value; 4] =
        [taken.office.as_str().into(), taken.year.into(), taken.number.into(), Value::Bytes(taken.digest.0.to_vec())];
    let head = write_head(CREDIT_NOTE, &note.place, note.issued_at, &note.notice, note.repayment.number(), &note.amounts);
    let fields = head.put(NAME, note.beneficiary.as_str()).put_if(PROVIDER, note.provider.as_ref().map(write_provider));
    let fields = write_chain(fields, &note.place, &note.legal_text);
    let fields = fields.put(TAKES_BACK, Value::Array(taken_back.into())).put(REASON, note.reason as u8);
    write_notes(fields, &note.notes).end()
}

fn read_note(fields: &mut Reading) -> Result<CreditNote, Malformed> {
    let notes = read_notes(fields)?;
    let (place, head) = (read_place(fields)?, read_head(fields)?);
    Ok(CreditNote {
        place,
        issued_at: head.issued_at,
        notice: head.notice,
        repayment: RepaymentId::new(head.id),
        amounts: head.amounts,
        beneficiary: head.name,
        provider: fields.optional(PROVIDER, read_provider)?,
        legal_text: head.legal_text,
        takes_back: fields.field(TAKES_BACK, read_taken_back)?,
        reason: fields.field(REASON, |value| Reason::of(cbor::number(value)?))?,
        notes,
    })
}

/// The fields that both kinds have.
struct Head {
    issued_at: Timestamp,
    notice: NoticeReference,
    id: u128,
    amounts: Amounts,
    name: Name,
    legal_text: LegalText,
}

fn write_head(kind: u8, place: &Place, issued_at: Timestamp, notice: &NoticeReference, id: u128, amounts: &Amounts) -> Writing {
    let series = place.series();
    let numbered: [Value; 5] = [
        series.issuer.as_str().into(),
        series.office.as_str().into(),
        series.year.into(),
        place.number().into(),
        place.register().as_str().into(),
    ];
    Writing::default()
        .put(KIND, kind)
        .put(PLACE, Value::Array(numbered.into()))
        .put(ISSUED_AT, cbor::seconds(issued_at))
        .put(NOTICE, notice.as_str())
        .put(ID, Value::Bytes(id.to_be_bytes().into()))
        .put(CURRENCY, amounts.currency().as_str())
        .put_if(TAXES, amounts.write_taxes())
        .put_if(FEES, amounts.write_fees())
}

fn read_head(fields: &mut Reading) -> Result<Head, Malformed> {
    let currency: Currency = fields.field(CURRENCY, cbor::text)?;
    let taxes = fields.optional(TAXES, amounts::read_taxes)?.unwrap_or_default();
    let fees = fields.optional(FEES, amounts::read_fees)?.unwrap_or_default();
    Ok(Head {
        issued_at: fields.field(ISSUED_AT, cbor::instant)?,
        notice: fields.field(NOTICE, cbor::text)?,
        id: u128::from_be_bytes(fields.field(ID, cbor::bytes)?),
        amounts: Amounts::new(currency, taxes, fees).map_err(|_| Malformed::Field(TAXES))?,
        name: fields.field(NAME, cbor::text)?,
        legal_text: fields.field(LEGAL_TEXT, cbor::text)?,
    })
}

fn write_chain(fields: Writing, place: &Place, legal_text: &LegalText) -> Writing {
    let previous = place.previous().map(|digest| Value::Bytes(digest.0.to_vec()));
    fields.put_if(PREVIOUS, previous).put(LEGAL_TEXT, legal_text.as_str())
}

fn read_place(fields: &mut Reading) -> Result<Place, Malformed> {
    let previous = fields.optional(PREVIOUS, cbor::bytes)?.map(Digest);
    fields.field(PLACE, |value| {
        let [issuer, office, year, number, register] = cbor::array(value)?;
        let issuer: CountryCode = cbor::text(issuer)?;
        let series = Series { issuer, office: cbor::text(office)?, year: cbor::number(year)? };
        Place::new(series, cbor::number(number)?, cbor::text(register)?, previous).ok()
    })
}

fn write_provider(provider: &Provider) -> Value {
    Value::Array(vec![provider.name.as_str().into(), provider.reference.as_str().into()])
}

fn read_provider(value: Value) -> Option<Provider> {
    let [name, reference] = cbor::array(value)?;
    Some(Provider { name: cbor::text(name)?, reference: cbor::text(reference)? })
}

fn read_taken_back(value: Value) -> Option<TakenBack> {
    let [office, year, number, digest] = cbor::array(value)?;
    let (office, year, number) = (cbor::text(office)?, cbor::number(year)?, cbor::number(number)?);
    Some(TakenBack { office, year, number, digest: Digest(cbor::bytes(digest)?) })
}

fn write_notes(fields: Writing, notes: &Notes) -> Writing {
    notes.iter().fold(fields, |fields, (number, note)| fields.put(number, note.as_str()))
}

fn read_notes(fields: &mut Reading) -> Result<Notes, Malformed> {
    let mut notes = BTreeMap::new();
    for (number, value) in fields.take_from(NOTES_FROM) {
        notes.insert(number, cbor::text(value).ok_or(Malformed::Field(number))?);
    }
    Notes::new(notes).map_err(|_| Malformed::Field(NOTES_FROM))
}

impl fmt::Display for Paper {
    /// Writes its number as people read it: `ZZ-MSA-2026-1842` of a receipt, `ZZ-MSA-2026-C17` of a credit note, which has a series of its
    /// own.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (place, mark) = (self.place(), if matches!(self, Paper::CreditNote(_)) { "C" } else { "" });
        let Series { issuer, office, year } = place.series();
        write!(formatter, "{issuer}-{office}-{year}-{mark}{}", place.number())
    }
}

impl From<Receipt> for Paper {
    fn from(receipt: Receipt) -> Paper {
        Paper::Receipt(receipt)
    }
}

impl From<CreditNote> for Paper {
    fn from(note: CreditNote) -> Paper {
        Paper::CreditNote(note)
    }
}
