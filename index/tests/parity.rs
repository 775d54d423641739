//! Server and phone order alike: the core alone, looking at every document, finds what tantivy and the core find together.

use std::collections::BTreeMap;

use index::{Collapse, Document, DocumentId, Filter, Kind, SearchIndex, SearchRequest, SubjectKey};
use index_core::{
    analysis::{Analyser, hash},
    bm25::{Statistics, length_code},
    passage::{Analysis, Passage},
    plan::{Dictionary, Plan},
    query::Query,
    rank::Judge,
    record::{Flat, Record},
    rules::RewriteRules,
    spelling::Vocabulary,
};
use jiff::civil::date;
use vocabulary::{Language, Period};

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

/// What a phone holds: every document analysed, and what is known of them all.
struct Pack {
    documents: Vec<(BTreeMap<String, u32>, u8, Record)>,
    statistics: Statistics,
    vocabulary: Vocabulary,
}

impl Pack {
    fn of_all_texts() -> Pack {
        let mut analysis = Analysis::with(Analyser::of(Language::EN));
        let (mut documents, mut words, mut terms) = (Vec::new(), BTreeMap::<String, u32>::new(), 0);
        for at in 0..TEXTS.len() {
            let document = document(at);
            let passage = Passage {
                title: &document.title,
                path: &document.path,
                body: &document.body,
                nomenclature: document.kind == Kind::TariffLine,
                ..Passage::default()
            };
            let analysed = analysis.analyse(&passage);
            let mut frequencies = BTreeMap::new();
            let mut own = std::collections::BTreeSet::new();
            for stem in &analysed.stream {
                *frequencies.entry(analysis.stems().text(*stem).to_owned()).or_default() += 1;
                own.insert(analysis.stems().word(*stem).to_owned());
            }
            for word in own.into_iter().filter(|word| index_core::query::is_correctable(word)) {
                *words.entry(word).or_default() += 1;
            }
            terms += analysed.stream.len() as u64;
            documents.push((frequencies, length_code(analysed.stream.len() as u32), analysed.record));
        }
        let statistics = Statistics { documents: documents.len() as u64, terms };
        let vocabulary = Vocabulary::new(words.iter().map(|(word, frequency)| (word.as_str(), *frequency)));
        Pack { documents, statistics, vocabulary }
    }

    /// Looks at every document, and orders those that have a word of the query.
    fn search(&self, text: &str) -> Vec<(usize, f32)> {
        let analyser = Analyser::of(Language::EN);
        let query = Query::understand(text, &analyser);
        let plan = Plan::new(&query, &analyser, &RewriteRules::default(), self);
        let mut judge = Judge::of(&plan);
        let mut flat = Flat::default();
        let mut found = Vec::new();
        for (at, (frequencies, length, record)) in self.documents.iter().enumerate() {
            let bm25: f32 = plan
                .alternatives()
                .filter_map(|way| Some((way, *frequencies.get(&way.stem)?)))
                .map(|(way, frequency)| self.statistics.score(way.idf, way.boost, frequency, *length))
                .sum();
            if bm25 > 0.0 {
                flat.read(record.words().into_iter());
                found.push((at, judge.judge(bm25, &flat).score));
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }
}

impl Dictionary for Pack {
    fn statistics(&self) -> Statistics {
        self.statistics
    }

    fn document_frequency(&self, stem: &str) -> u64 {
        debug_assert!(hash(stem) > 0, "a stem has a hash");
        self.documents.iter().filter(|(frequencies, ..)| frequencies.contains_key(stem)).count() as u64
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}

#[test]
fn server_and_phone_order_alike() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let index = SearchIndex::create(folder.path()).expect("room on the disk");
    let mut batch = index.writer().expect("room on the disk");
    for at in 0..TEXTS.len() {
        let document = document(at);
        batch.replace(&document.subject.clone(), vec![document]).expect("room on the disk");
    }
    batch.commit("0.0").expect("room on the disk");
    let pack = Pack::of_all_texts();
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
            snippet_characters: 0,
            collapse: Collapse::None,
        };
        let server: Vec<(usize, f32)> = index
            .search(&request)
            .expect("a good query")
            .hits
            .iter()
            .map(|hit| (hit.id.0.parse().expect("a number"), hit.score))
            .collect();
        let phone = pack.search(text);
        let order = |found: &[(usize, f32)]| found.iter().map(|(at, _)| *at).collect::<Vec<_>>();
        assert_eq!(order(&server), order(&phone), "{text}: {server:?} {phone:?}");
        for ((_, server), (_, phone)) in server.iter().zip(&phone) {
            assert!((server - phone).abs() <= server.abs() * 1e-5, "{text}: {server} {phone}");
        }
    }
}
