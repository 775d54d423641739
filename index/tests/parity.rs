//! Server and phone order alike: a content pack finds what tantivy and the core find, in the same order and with the same score.

use std::{collections::BTreeMap, convert::Infallible, path::PathBuf};

use ed25519_dalek::{Signer as _, SigningKey};
use index::{
    Collapse, Document, DocumentId, Filter, Kind, RewriteRules, SearchIndex, SearchRequest, SubjectKey, SuggestRequest,
    evaluation::{self, Options},
};
use index_core::rules::Reference;
use jiff::civil::date;
use pack::{
    KeyList, Pack, PackKey,
    build::{self, Content, Edition, Signer},
};
use receipt::PublicKey;
use tempfile::TempDir;
use vocabulary::{Language, Period, Timestamp};

/// How many of the first hits have to be the same, and for how many queries of a hundred. Row SRCH-N5.
const FIRST: usize = 5;
const ALIKE_PERCENT_MIN: usize = 95;

const NOW: Timestamp = Timestamp::constant(1_782_000_000, 0);

/// Goods and procedures, in words that overlap as those of a tariff do.
const TEXTS: [(&str, &str, &str); 14] = [
    ("Coffee, roasted", "Coffee, tea and spices", ""),
    ("Coffee, not roasted", "Coffee, tea and spices", ""),
    ("Green tea", "Coffee, tea and spices", "Tea leaves that are not fermented, in packings of any size."),
    ("Cotton fabrics", "Cotton", "Woven fabrics of cotton, other than denim."),
    ("Denim", "Cotton", "Woven fabrics of cotton of yarns of different colours."),
    ("Fabrics of wool", "Wool", "Woven fabrics, not of cotton."),
    ("Rice in the husk", "Cereals", ""),
    ("Broken rice", "Cereals", ""),
    ("How to import rice", "", "A licence is needed to import rice above one tonne. Ask the cereals board."),
    ("How to export coffee", "", "A licence of the coffee board is needed before roasted or green coffee is exported."),
    ("What a licence costs", "", "A licence costs forty crowns for each consignment of rice, coffee or tea."),
    ("Worn clothing", "Textiles", "Second-hand clothing must be fumigated before it arrives."),
    ("Appeals", "", "Whoever disagrees with an assessment may appeal within thirty days."),
    ("Honey", "Animal products", "Natural honey, with or without the comb."),
];

const QUERIES: [&str; 12] = [
    "coffee",
    "roasted coffee",
    "licence for rice",
    "cotton fabrics",
    "fabrics not of cotton",
    "tea",
    "how do I import rice",
    "cofee lisence",
    "second-hand clothing",
    "woven fabrics of cotton yarns",
    "what does a licence cost",
    "appeal an assessment",
];

fn document(at: usize) -> Document {
    let (title, above, body) = TEXTS[at];
    Document {
        id: DocumentId(format!("{at:02}")),
        subject: SubjectKey(format!("{at:02}")),
        work: format!("{at:02}"),
        kind: if above.is_empty() { Kind::Publication } else { Kind::TariffLine },
        language: Language::EN,
        title: title.into(),
        path: Some(above).filter(|above| !above.is_empty()).map(str::to_owned).into_iter().collect(),
        body: body.into(),
        notes: String::new(),
        references: Vec::new(),
        code: None,
        declarable: false,
        authority: None,
        article11: None,
        direction: None,
        document_type: None,
        period: Period::starting(date(2022, 1, 1)),
        review: None,
    }
}

/// The same documents on the server and on the phone.
struct Both {
    server: SearchIndex,
    phone: Pack<Vec<u8>>,
    _folder: TempDir,
}

fn both(documents: Vec<Document>, references: Vec<Reference>) -> Both {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let server = SearchIndex::create(folder.path()).expect("room on the disk");
    let mut batch = server.writer().expect("room on the disk");
    for document in &documents {
        batch.replace(&document.subject.clone(), vec![document.clone()]).expect("room on the disk");
    }
    batch.commit("0.0").expect("room on the disk");
    server.set_rules(RewriteRules::new(Vec::new(), references.clone()));
    Both { server, phone: packed(Content { documents, references, ..Content::default() }), _folder: folder }
}

fn packed(content: Content) -> Pack<Vec<u8>> {
    let private = SigningKey::from_bytes(&[7; 32]);
    let public = PublicKey::from_bytes(private.verifying_key().to_bytes()).expect("a key");
    let (from, until) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
    let edition = Edition {
        id: "zz-parity".parse().expect("a name"),
        jurisdiction: "ZZ".parse().expect("a country"),
        seq: 1,
        created: NOW,
        expires: until,
    };
    let sign = |message: &[u8]| Ok::<_, Infallible>(private.sign(message).to_bytes());
    let bytes = build::pack(&edition, &content, &Signer { key: public, sign: &sign }).expect("a pack");
    let keys = KeyList::new(1, vec![PackKey { public, from, until, revoked: false }]).expect("a list");
    Pack::receive(bytes, &keys, None, NOW).expect("a good pack")
}

/// What was found, with its scores.
type Found = Vec<(String, f32)>;

impl Both {
    /// What both find: ids and scores, in order.
    fn found(&self, request: &SearchRequest) -> (Found, Found) {
        let told = |hits: Vec<index::Hit>| hits.into_iter().map(|hit| (hit.id.0, hit.score)).collect();
        let server = self.server.search(request).expect("a good query").hits;
        (told(server), told(self.phone.search(request, NOW).expect("a good query").page.hits))
    }
}

fn ids(found: &[(String, f32)]) -> Vec<&str> {
    found.iter().map(|(id, _)| id.as_str()).collect()
}

#[test]
fn server_and_phone_order_alike() {
    let both = both((0..TEXTS.len()).map(document).collect(), Vec::new());
    for text in QUERIES {
        let request = SearchRequest {
            text: text.to_owned(),
            meant: None,
            language: Some(Language::EN),
            reader: None,
            as_of: date(2026, 1, 1),
            filter: Filter::default(),
            first: 50,
            after: None,
            snippet_characters: 80,
            collapse: Collapse::None,
        };
        let (server, phone) = both.found(&request);
        assert_eq!(ids(&server), ids(&phone), "{text}: {server:?} {phone:?}");
        for ((_, server), (_, phone)) in server.iter().zip(&phone) {
            assert!((server - phone).abs() <= server.abs() * 1e-5, "{text}: {server} {phone}");
        }
        let (server, phone) = (both.server.search(&request), both.phone.search(&request, NOW));
        let (server, phone) = (server.expect("a good query"), phone.expect("a good query").page);
        assert_eq!((&server.corrected, server.has_next), (&phone.corrected, phone.has_next), "{text}");
        for (server, phone) in server.hits.iter().zip(&phone.hits) {
            assert_eq!((&server.snippet, server.why, server.confidence), (&phone.snippet, phone.why, phone.confidence), "{text}");
            assert_eq!((&server.title, &server.path, &server.subject), (&phone.title, &phone.path, &phone.subject), "{text}");
        }
    }
    for prefix in ["c", "how to", "wov", "licence of co", "honey"] {
        let request = SuggestRequest { prefix: prefix.to_owned(), language: Language::EN, as_of: date(2026, 1, 1), first: 8 };
        let (server, phone) = (both.server.suggest(&request), both.phone.suggest(&request));
        assert_eq!(server.expect("a good beginning"), phone.expect("a good beginning"), "{prefix}");
    }
}

/// Returns the folder of judged sets below `FINGERTIP_TEST_DATA`, or says that it is not there. Without optimisation the largest tariff
/// takes a quarter of an hour, so that nobody runs this who did not ask for it.
fn judged() -> Option<PathBuf> {
    let set = std::env::var_os("FINGERTIP_TEST_DATA").map(|folder| PathBuf::from(folder).join("eval"));
    let set = set.filter(|set| set.join("tracks.json").is_file());
    if set.is_none() {
        println!("skipped: FINGERTIP_TEST_DATA names the folder that the judged sets are in");
    }
    set
}

/// How many queries of each track are asked where not all are.
const QUERIES_EACH: usize = 20;

/// What is in the scope of packs: tariffs, laws and guidance, by their own languages.
const TRACKS: [(&str, &[&str]); 4] = [
    ("law_ca", &["law_en", "law_fr"]),
    ("guide_uk", &["guide_en"]),
    ("gov_kb", &["faq_en", "faq_fr", "rules_en"]),
    ("hs_uk", &["hs_terms", "hs_log_terms", "hs_parcel", "hs_products", "hs_rulings"]),
];

#[test]
fn for_judged_queries_the_first_five_are_the_same() {
    let Some(set) = judged() else { return };
    let mut told = BTreeMap::new();
    for (corpus, tracks) in TRACKS {
        let (documents, references) = evaluation::corpus(&set, corpus, &Options::default()).expect("a corpus");
        let both = both(documents, references);
        for track in tracks {
            let mut requests = evaluation::requests(&set, "dev", track).expect("queries");
            // Without optimisation a query takes as long as fifty with it: some of them are asked every time, all of them where somebody wants it.
            if std::env::var_os("FINGERTIP_TEST_EVERY_QUERY").is_none() {
                let step = requests.len().div_ceil(QUERIES_EACH);
                requests = requests.into_iter().step_by(step.max(1)).collect();
            }
            let alike = |request: &&SearchRequest| {
                let (server, phone) = both.found(&SearchRequest { first: FIRST, ..(*request).clone() });
                ids(&server) == ids(&phone)
            };
            let count = requests.iter().filter(alike).count();
            println!("{track}: {count} of {}", requests.len());
            told.insert(*track, (count, requests.len()));
        }
    }
    for (track, (count, all)) in told {
        assert!(100 * count >= ALIKE_PERCENT_MIN * all, "{track}: {count} of {all}");
    }
}
