//! Packs, keys and documents to begin with.

use std::{convert::Infallible, sync::LazyLock};

use ed25519_dalek::{Signer as _, SigningKey};
use index_core::{document::SubjectKey, request::Collapse};
use jiff::civil::{Date, date};
use pack::{
    Document, DocumentId, Filter, KeyList, Kind, Pack, PackKey, SearchRequest, TrustRoot,
    build::{self, Content, Edition, Signer},
};
use receipt::PublicKey;
use vocabulary::{Language, Period, Timestamp};

pub const DAY: Date = date(2026, 6, 15);

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub fn now() -> Timestamp {
    at("2026-06-15T12:00:00Z")
}

pub fn private(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey::from_bytes(key.verifying_key().to_bytes()).expect("a key")
}

pub fn signature(key: &SigningKey, message: &[u8]) -> [u8; 64] {
    key.sign(message).to_bytes()
}

/// The key that packs are signed with.
pub fn key() -> SigningKey {
    private(7)
}

pub fn roots() -> TrustRoot {
    TrustRoot::new([1, 2, 3].map(|number| public(&private(number))).to_vec(), 2).expect("two of three")
}

pub fn pack_key() -> PackKey {
    PackKey { public: public(&key()), from: at("2026-01-01T00:00:00Z"), until: at("2027-01-01T00:00:00Z"), revoked: false }
}

pub fn keys_of(keys: Vec<PackKey>) -> KeyList {
    KeyList::new(1, keys).expect("a list")
}

pub fn keys() -> KeyList {
    keys_of(vec![pack_key()])
}

pub fn edition(seq: u64) -> Edition {
    Edition {
        id: "zz-trade".parse().expect("a name"),
        jurisdiction: "ZZ".parse().expect("a country"),
        seq,
        created: at("2026-06-15T06:00:00Z"),
        expires: at("2026-07-15T00:00:00Z"),
    }
}

pub fn signed(edition: &Edition, content: &Content) -> Vec<u8> {
    let private = key();
    let sign = |message: &[u8]| Ok::<_, Infallible>(signature(&private, message));
    build::pack(edition, content, &Signer { key: public(&private), sign: &sign }).expect("a pack")
}

pub fn delta(edition: &Edition, from: u64, base: &Pack<Vec<u8>>, before: &[Document], after: &[Document]) -> Vec<u8> {
    let private = key();
    let sign = |message: &[u8]| Ok::<_, Infallible>(signature(&private, message));
    let signer = Signer { key: public(&private), sign: &sign };
    build::delta(edition, from, base, &build::difference(before, after), None, &signer).expect("a delta")
}

pub fn open(bytes: Vec<u8>) -> Pack<Vec<u8>> {
    Pack::receive(bytes, &keys(), None, now()).expect("a good pack")
}

pub fn document(id: &str, title: &str, body: &str) -> Document {
    Document {
        id: DocumentId(format!("publication/{id}/en/1/0")),
        subject: SubjectKey(format!("publication/{id}/en")),
        work: format!("publication/{id}"),
        kind: Kind::Publication,
        language: Language::EN,
        title: title.to_owned(),
        path: Vec::new(),
        body: body.to_owned(),
        notes: String::new(),
        references: Vec::new(),
        code: None,
        declarable: false,
        authority: Some("customs".parse().expect("an authority")),
        article11: None,
        direction: None,
        document_type: Some("guide".to_owned()),
        period: Period::starting(date(2024, 1, 1)),
        review: None,
    }
}

pub fn line(code: &str, title: &str, above: &str) -> Document {
    Document {
        id: DocumentId(format!("line/{code}/en/2024-01-01")),
        subject: SubjectKey(format!("chapter/{}", &code[..2])),
        work: format!("line/{code}"),
        kind: Kind::TariffLine,
        title: title.to_owned(),
        path: vec![above.to_owned()],
        code: Some(code.parse().expect("a code")),
        declarable: true,
        authority: None,
        document_type: None,
        ..document("", "", "")
    }
}

pub fn documents() -> Vec<Document> {
    let texts = [
        ("rice-licence", "How to import rice", "A licence is needed to import rice above one tonne. Ask the cereals board."),
        ("coffee-export", "How to export coffee", "The coffee board grades each lot and issues a certificate of quality."),
        ("fees", "What a licence costs", "A licence costs forty crowns for each consignment of rice, coffee or tea."),
        ("appeal", "Appeals", "Whoever disagrees with an assessment may appeal within thirty days at the tribunal."),
        ("clothing", "Worn clothing", "Second-hand clothing must be fumigated before it arrives at the border."),
    ];
    let lines = [
        ("0901210000", "Coffee, roasted", "Coffee, tea and spices"),
        ("0901110000", "Coffee, not roasted", "Coffee, tea and spices"),
        ("0902100000", "Green tea", "Coffee, tea and spices"),
        ("5208110000", "Plain weave fabrics of cotton", "Cotton"),
        ("1006300000", "Rice, milled", "Cereals"),
    ];
    let mut documents: Vec<Document> = texts.map(|(id, title, body)| document(id, title, body)).into();
    documents.extend(lines.map(|(code, title, above)| line(code, title, above)));
    let mut french = document("riz", "Importer du riz", "Une licence est exigée pour importer plus d'une tonne de riz.");
    french.id = DocumentId("publication/riz/fr/1/0".to_owned());
    french.subject = SubjectKey("publication/riz/fr".to_owned());
    french.language = Language::FR;
    documents.push(french);
    documents
}

/// As many texts as a dictionary pays for, each of words of its own.
pub fn many() -> Vec<Document> {
    let words = ["licence", "border", "harvest", "tariff", "officer", "ledger", "granary", "permit", "vessel", "valuation"];
    let text = |at: usize| {
        let word = |step: usize| format!("{}{}", words[(at * 7 + step * step) % words.len()], (at * 31 + step * 17) % 97);
        (0..60).map(word).collect::<Vec<_>>().join(" ")
    };
    let mut documents = documents();
    documents.extend((0..150).map(|at| document(&format!("text-{at}"), &format!("Text {at}"), &text(at))));
    documents
}

/// A pack of many texts, which has a dictionary.
pub fn large() -> Vec<u8> {
    static LARGE: LazyLock<Vec<u8>> = LazyLock::new(|| signed(&edition(3), &content(many())));
    LARGE.clone()
}

pub fn content(documents: Vec<Document>) -> Content {
    Content { documents, ..Content::default() }
}

/// A pack of all the documents.
pub fn bytes() -> Vec<u8> {
    signed(&edition(3), &content(documents()))
}

pub fn request(text: &str) -> SearchRequest {
    SearchRequest {
        text: text.to_owned(),
        meant: None,
        language: Some(Language::EN),
        reader: None,
        as_of: DAY,
        filter: Filter::default(),
        first: 10,
        after: None,
        snippet_characters: 120,
        collapse: Collapse::None,
    }
}

/// The ids of what is found, in order.
pub fn found(pack: &Pack<Vec<u8>>, request: &SearchRequest) -> Vec<String> {
    let found = pack.search(request, now()).expect("a good query");
    found.page.hits.into_iter().map(|hit| hit.id.0).collect()
}
