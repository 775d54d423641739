//! A paper and fonts with good defaults.

use std::{collections::BTreeMap, convert::Infallible, fs, path::Path};

use ed25519_dalek::{Signer, SigningKey};
use receipt::{Amounts, Notes, Paper, Place, Provider, PublicKey, Qr, Receipt, Series, Signed, TaxType};
use sheet::{Block, Code, Font, Fonts, Row, Sheet, Writing};
use vocabulary::{Language, PaymentId};

/// Where Debian's small packages of fonts put them: fonts-dejavu-core, fonts-hosny-amiri, fonts-wqy-microhei.
const FILES: [(Writing, &str); 3] = [
    (Writing::Latin, "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    (Writing::Arabic, "/usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf"),
    (Writing::Han, "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
];

/// The fonts of this machine. Without them nothing can be written: the test says so and passes.
pub fn fonts() -> Option<Fonts> {
    let mut fonts = Fonts::default();
    for (writing, path) in FILES {
        let Ok(bytes) = fs::read(Path::new(path)) else {
            eprintln!("{path} is not there (`make prepare`): no PDF was written");
            return None;
        };
        fonts = fonts.with(writing, Font::read(bytes, 0).expect("a font"));
    }
    Some(fonts)
}

pub fn row(name: &str, value: &str) -> Row {
    Row { name: name.to_owned(), value: value.to_owned() }
}

/// The words of a receipt in each language: title, mark, sum, debtor, duty.
const WORDS: [(Language, [&str; 5]); 7] = [
    (Language::EN, ["Receipt", "A printed copy", "Paid", "Owed by", "Customs duty"]),
    (Language::FR, ["Quittance", "Copie imprimée", "Payé", "Dû par", "Droit de douane"]),
    (Language::ES, ["Recibo", "Copia impresa", "Pagado", "Debido por", "Derecho de aduana"]),
    (Language::AR, ["إيصال", "نسخة مطبوعة", "المدفوع", "المدين", "رسم جمركي"]),
    (Language::ZH, ["收据", "打印副本", "已付", "欠款人", "关税"]),
    (Language::PT, ["Recibo", "Cópia impressa", "Pago", "Devido por", "Direito aduaneiro"]),
    (Language::SW, ["Risiti", "Nakala iliyochapishwa", "Kilicholipwa", "Mdaiwa", "Ushuru wa forodha"]),
];

/// The words of a receipt in a language.
pub fn words(language: Language) -> [&'static str; 5] {
    WORDS.into_iter().find(|(one, _)| *one == language).expect("a spoken language").1
}

/// A receipt, in the words of a language.
pub fn receipt(language: Language) -> Sheet {
    let [title, mark, total, debtor, duty] = words(language);
    let signed = signed();
    Sheet {
        language,
        title: format!("{title} 7K2QF-9XW4A"),
        id: "7K2QF-9XW4A".to_owned(),
        issued_at: "2026-03-01T09:30:00Z".parse().expect("an instant"),
        blocks: vec![
            Block::Heading(title.to_owned()),
            Block::Mark(mark.to_owned()),
            Block::Total(row(total, "XTS 10987.68")),
            Block::Facts(vec![row(debtor, "ZAWA* COF*"), row("No", "ZZ-MSA-2026 / 1842")]),
            Block::Amounts(vec![row(duty, "XTS 3430.60")]),
            Block::Code(Code { qr: Qr::of(&signed).expect("it fits"), says: "QR".to_owned() }),
        ],
    }
}

/// The receipt that its code holds.
pub fn signed() -> Signed {
    let private = SigningKey::from_bytes(&[1; 32]);
    let public = PublicKey::from_bytes(private.verifying_key().to_bytes()).expect("a key");
    let series = Series { issuer: "ZZ".parse().expect("a country"), office: "MSA".parse().expect("short"), year: 2026 };
    let taxes = BTreeMap::from([(TaxType::Duty, 343_060), (TaxType::Vat, 617_508), (TaxType::Excise, 88_200)]);
    let fees = BTreeMap::from([("phyto".parse().expect("short"), 50_000)]);
    let paper = Receipt {
        place: Place::new(series, 1, "A1".parse().expect("short"), None).expect("a place"),
        issued_at: "2026-03-01T09:30:00Z".parse().expect("an instant"),
        notice: "260018421743".parse().expect("short"),
        payment: PaymentId::new(0x0195_5022_1d40_7a31_9d21_6b1f_0c5e_77a1),
        amounts: Amounts::new("XTS".parse().expect("a currency"), taxes, fees).expect("good amounts"),
        payer: "KILI* BRO*".parse().expect("short"),
        debtor: Some("ZAWA* COF*".parse().expect("short")),
        declaration: Some("26ZZMSA0001234".parse().expect("short")),
        provider: Provider { name: "momo".parse().expect("short"), reference: "QK81XJ2M4P".parse().expect("short") },
        legal_text: "CA-61".parse().expect("short"),
        notes: Notes::default(),
    };
    Paper::Receipt(paper).sign(&public, |message| Ok::<_, Infallible>(private.sign(message).to_bytes())).expect("a short paper")
}
