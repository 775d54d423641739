//! Papers and keys with good defaults.

use std::{collections::BTreeMap, convert::Infallible};

use ed25519_dalek::{Signer, SigningKey};
use receipt::{
    Amounts, CreditNote, KeyList, Notes, Paper, Place, Provider, PublicKey, PublishedKey, Reason, Receipt, Series, Signed,
    TakenBack, TaxType,
};
use vocabulary::{PaymentId, RepaymentId, Timestamp};

/// A key that signs.
pub struct Key(SigningKey);

impl Key {
    pub fn new(seed: u8) -> Key {
        Key(SigningKey::from_bytes(&[seed; 32]))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey::from_bytes(self.0.verifying_key().to_bytes()).expect("a key")
    }

    pub fn signature(&self, message: &[u8]) -> Result<[u8; 64], Infallible> {
        Ok(self.0.sign(message).to_bytes())
    }

    pub fn sign(&self, paper: impl Into<Paper>) -> Signed {
        paper.into().sign(&self.public(), |message| self.signature(message)).expect("a short paper")
    }

    /// A year in which it signs.
    pub fn in_year(&self, year: i16) -> PublishedKey {
        let (from, until) = (at(&format!("{year}-01-01T00:00:00Z")), at(&format!("{}-01-01T00:00:00Z", year + 1)));
        PublishedKey { public: self.public(), from, until, revoked_at: None }
    }
}

/// The key that signs in 2026.
pub fn key() -> Key {
    Key::new(1)
}

pub fn keys() -> KeyList {
    listed(vec![key().in_year(2026)])
}

pub fn listed(keys: Vec<PublishedKey>) -> KeyList {
    KeyList::new("ZZ".parse().expect("a country"), at("2026-01-01T00:00:00Z"), keys).expect("good keys")
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub fn series() -> Series {
    Series { issuer: "ZZ".parse().expect("a country"), office: "MSA".parse().expect("short"), year: 2026 }
}

pub fn amounts(taxes: &[(TaxType, i64)], fees: &[(&str, i64)]) -> Amounts {
    let fees = fees.iter().map(|(agency, minor)| (agency.parse().expect("short"), *minor)).collect();
    Amounts::new("XTS".parse().expect("a currency"), taxes.iter().copied().collect(), fees).expect("good amounts")
}

/// A usual receipt: a broker paid duty, taxes and a fee with mobile money; names are masked, because a receipt is shown to others.
pub fn receipt() -> Receipt {
    let previous = receipt::Digest::from_bytes([0xa5; 16]);
    Receipt {
        place: Place::new(series(), 1842, "A1".parse().expect("short"), Some(previous)).expect("a place"),
        issued_at: at("2026-03-01T09:30:00Z"),
        notice: "260018421743".parse().expect("short"),
        payment: PaymentId::new(0x0195_5022_1d40_7a31_9d21_6b1f_0c5e_77a1),
        amounts: amounts(&[(TaxType::Duty, 343_060), (TaxType::Vat, 617_508), (TaxType::Excise, 88_200)], &[("phyto", 50_000)]),
        payer: "KILI* BRO*".parse().expect("short"),
        debtor: Some("ZAWA* COF*".parse().expect("short")),
        declaration: Some("26ZZMSA0001234".parse().expect("short")),
        provider: Provider { name: "momo".parse().expect("short"), reference: "QK81XJ2M4P".parse().expect("short") },
        legal_text: "CA-61".parse().expect("short"),
        notes: Notes::default(),
    }
}

/// The first receipt of a series.
pub fn first() -> Receipt {
    Receipt { place: Place::new(series(), 1, "A1".parse().expect("short"), None).expect("a place"), ..receipt() }
}

/// The credit note that takes back all of a receipt.
pub fn credit_note(of: &Signed) -> CreditNote {
    CreditNote {
        place: Place::new(series(), 1, "A1".parse().expect("short"), None).expect("a place"),
        issued_at: at("2026-04-01T09:30:00Z"),
        notice: receipt().notice,
        repayment: RepaymentId::new(0x0195_f022_1d40_7a31_9d21_6b1f_0c5e_77a1),
        amounts: receipt().amounts,
        beneficiary: receipt().payer,
        provider: Some(receipt().provider),
        legal_text: "CA-89".parse().expect("short"),
        takes_back: TakenBack::naming(of).expect("a receipt"),
        reason: Reason::Repaid,
        notes: Notes::default(),
    }
}

pub fn notes(notes: &[(u64, &str)]) -> Notes {
    Notes::new(notes.iter().map(|(number, note)| (*number, note.parse().expect("short"))).collect::<BTreeMap<_, _>>())
        .expect("few")
}
