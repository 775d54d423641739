//! Judged queries over a small tariff and a few publications of our own: what must come first, and what must not.

use index::{
    Collapse, Document, DocumentId, Filter, Kind, Review, RewriteRules, SearchIndex, SearchRequest, SubjectKey, Synonym,
    SynonymId, SynonymKind, Why, WhyNot,
};
use index_core::rank::REVIEW_OVERDUE;
use jiff::civil::{Date, date};
use tempfile::TempDir;
use vocabulary::{Language, Period};

const TODAY: Date = date(2026, 6, 15);

/// A line: code, description, the heading above it.
const LINES: [(&str, &str, &str); 9] = [
    ("0901210000", "Coffee, roasted, not decaffeinated", "Coffee"),
    ("0901110000", "Coffee, not roasted", "Coffee"),
    ("0902100000", "Green tea", "Tea"),
    ("5208110000", "Plain weave fabrics of cotton", "Woven fabrics of cotton"),
    ("5512110000", "Fabrics of polyester, not of cotton", "Woven fabrics of synthetic fibres"),
    ("8517130000", "Smartphones", "Telephones"),
    ("8703230000", "Cars with a petrol engine of 1,500 to 3,000 cm3", "Motor cars"),
    ("6309000000", "Worn clothing and other worn articles", "Worn clothing"),
    ("1006300000", "Rice, milled", "Rice"),
];

const PUBLICATIONS: [(&str, &str, &str); 3] = [
    ("rice-licence", "Licence for rice", "Whoever imports more than one tonne of rice needs a licence."),
    ("appeal", "How to appeal", "An assessment may be appealed within thirty days at the tribunal."),
    ("coffee-export", "Exporting coffee", "The coffee board grades each lot and issues a certificate."),
];

struct Library {
    index: SearchIndex,
    _folder: TempDir,
}

fn library() -> Library {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let index = SearchIndex::create(folder.path()).expect("room on the disk");
    let mut batch = index.writer().expect("room on the disk");
    let lines = LINES.iter().map(|(code, title, above)| document(code, Kind::TariffLine, title, Some(above), ""));
    let texts = PUBLICATIONS.iter().map(|(id, title, body)| document(id, Kind::Publication, title, None, body));
    for document in lines.chain(texts) {
        batch.replace(&document.subject.clone(), vec![document]).expect("room on the disk");
    }
    batch.commit("0.0").expect("room on the disk");
    Library { index, _folder: folder }
}

fn document(id: &str, kind: Kind, title: &str, above: Option<&str>, body: &str) -> Document {
    Document {
        id: DocumentId(id.to_owned()),
        subject: SubjectKey(id.to_owned()),
        work: id.to_owned(),
        kind,
        language: Language::EN,
        title: title.to_owned(),
        path: above.map(str::to_owned).into_iter().collect(),
        body: body.to_owned(),
        notes: String::new(),
        references: Vec::new(),
        code: id.parse().ok(),
        declarable: kind == Kind::TariffLine,
        authority: None,
        article11: None,
        direction: None,
        document_type: None,
        period: Period::starting(date(2022, 1, 1)),
        review: None,
    }
}

fn request(language: Language, text: &str) -> SearchRequest {
    SearchRequest {
        text: text.to_owned(),
        meant: None,
        language: Some(language),
        reader: None,
        as_of: TODAY,
        filter: Filter::default(),
        first: 10,
        after: None,
        snippet_characters: 0,
        collapse: Collapse::None,
    }
}

impl Library {
    fn search(&self, text: &str) -> Vec<(String, Why)> {
        self.search_in(Language::EN, text)
    }

    fn search_in(&self, language: Language, text: &str) -> Vec<(String, Why)> {
        let request = request(language, text);
        let page = self.index.search(&request).expect("a good query");
        page.hits.into_iter().map(|hit| (hit.id.0, hit.why)).collect()
    }

    fn first(&self, text: &str) -> String {
        self.search(text).first().map_or_else(|| "nothing".to_owned(), |(id, _)| id.clone())
    }
}

#[test]
fn what_people_type_finds_what_they_mean_first() {
    let library = library();
    for (text, wanted) in [
        ("roasted coffee", "0901210000"),
        ("cofee roastd", "0901210000"),
        ("smartphnoe", "8517130000"),
        ("do I need a licence to import rice", "rice-licence"),
        ("how can I appeal an assessment", "appeal"),
        ("worn cloth", "6309000000"),
        ("certificate of the coffee board", "coffee-export"),
    ] {
        assert_eq!(library.first(text), wanted, "{text}");
    }
}

#[test]
fn an_overdue_review_puts_a_text_behind_its_equal_and_no_further() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let index = SearchIndex::create(folder.path()).expect("room on the disk");
    let mut batch = index.writer().expect("room on the disk");
    let text = |id: &str, body: &str, due_on: Option<Date>| Document {
        review: due_on.map(|due_on| Review { confirmed_on: date(2025, 6, 1), due_on }),
        ..document(id, Kind::Publication, "Licence for rice", None, body)
    };
    const WHOLE: &str = "Whoever imports rice needs a licence of the ministry.";
    let texts = [
        text("overdue", WHOLE, Some(date(2026, 6, 14))),
        text("in-time", WHOLE, Some(date(2026, 6, 15))),
        text("beside", "Whoever imports anything asks somebody else.", None),
        document("1006300000", Kind::TariffLine, "Rice, milled", Some("Rice"), ""),
    ];
    for document in texts {
        batch.replace(&document.subject.clone(), vec![document]).expect("room on the disk");
    }
    batch.commit("0.0").expect("room on the disk");
    let hits = |text: &str, as_of| {
        let request = SearchRequest { as_of, ..request(Language::EN, text) };
        index.search(&request).expect("a good query").hits
    };
    let ids = |hits: &[index::Hit]| hits.iter().map(|hit| hit.id.0.clone()).collect::<Vec<_>>();
    let before = hits("licence of the ministry", date(2026, 6, 14));
    assert_eq!(ids(&before), ["overdue", "in-time", "beside"], "both are in time, and the first was there first");
    let after = hits("licence of the ministry", TODAY);
    assert_eq!(ids(&after), ["in-time", "overdue", "beside"]);
    assert_eq!((after[1].review_overdue, after[0].review_overdue, after[2].review), (true, false, None));
    assert_eq!(after[1].review.map(|review| review.confirmed_on), Some(date(2025, 6, 1)));
    assert_eq!(after[1].score, after[0].score * REVIEW_OVERDUE);
    assert_eq!(after[1].confidence, before[1].confidence, "what is in second place is the answer as likely as before");
    let goods = |as_of| hits("rice", as_of).into_iter().find(|hit| hit.kind == Kind::TariffLine).map(|hit| hit.score);
    assert_eq!(goods(TODAY), goods(date(2026, 6, 14)), "a line of the tariff has no review");
    assert_eq!(hits("1006300000", TODAY)[0].id.0, "1006300000");
}

#[test]
fn what_is_typed_in_latin_letters_or_without_accents_is_found() {
    let lines = [
        ("ar-coffee", Language::AR, "القهوة المحمصة"),
        ("ar-car", Language::AR, "السيارات المستعملة"),
        ("ar-bread", Language::AR, "الخبز"),
        ("ru-clothing", Language::RU, "Одежда из хлопка"),
        ("ru-chocolate", Language::RU, "Шоколад"),
        ("es-coffee", Language::ES, "Café tostado"),
        ("es-lemon", Language::ES, "Limones"),
        ("pt-bread", Language::PT, "Pão e biscoitos"),
        ("pt-import", Language::PT, "Licença de importação"),
        ("vi-rice", Language::VI, "Gạo lứt"),
        ("vi-leather", Language::VI, "Giày da"),
        ("fr-apple", Language::FR, "Pommes séchées"),
        ("zh-cloth", Language::ZH, "棉布"),
        ("zh-phone", Language::ZH, "智能手机"),
        ("sw-permit", Language::SW, "Vibali vya kuagiza mchele"),
    ];
    let folder = tempfile::tempdir().expect("a folder to work in");
    let index = SearchIndex::create(folder.path()).expect("room on the disk");
    let mut batch = index.writer().expect("room on the disk");
    for (id, language, title) in lines {
        let document = Document { language, ..document(id, Kind::Publication, title, None, "") };
        batch.replace(&document.subject.clone(), vec![document]).expect("room on the disk");
    }
    batch.commit("0.0").expect("room on the disk");
    let library = Library { index, _folder: folder };
    for (language, text, wanted) in [
        (Language::AR, "9ahwa", "ar-coffee"),
        (Language::AR, "el qahwa", "ar-coffee"),
        (Language::AR, "sayyarat mosta3mala", "ar-car"),
        (Language::AR, "5obz", "ar-bread"),
        (Language::RU, "odezhda iz khlopka", "ru-clothing"),
        (Language::RU, "shokolad", "ru-chocolate"),
        (Language::ES, "cafe tostada", "es-coffee"),
        (Language::ES, "limon", "es-lemon"),
        (Language::PT, "pao", "pt-bread"),
        (Language::PT, "licenca importacoes", "pt-import"),
        (Language::VI, "gao lut", "vi-rice"),
        (Language::VI, "giay da", "vi-leather"),
        (Language::FR, "pomme sechee", "fr-apple"),
        (Language::FR, "pomes", "fr-apple"),
        (Language::ZH, "智能手機", "zh-phone"),
        (Language::SW, "kibali cha mchele", "sw-permit"),
    ] {
        let found = library.search_in(language, text);
        assert_eq!(found.first().map(|(id, _)| id.as_str()), Some(wanted), "{text}");
    }
}

#[test]
fn an_exact_code_comes_first_however_it_is_written() {
    let library = library();
    for text in ["090121", "0901.21", "0901 21 00 00", "٠٩٠١٢١", "hs code 0901.21", "code 0901 21 coffee"] {
        assert_eq!(library.search(text).first(), Some(&("0901210000".to_owned(), Why::Code)), "{text}");
    }
    assert_eq!(library.first("8703"), "8703230000");
}

#[test]
fn what_a_line_excludes_is_not_what_it_is() {
    let library = library();
    let found: Vec<String> = library.search("cotton").into_iter().map(|(id, _)| id).collect();
    let place = |id: &str| found.iter().position(|other| other == id).unwrap_or(usize::MAX);
    assert!(place("5208110000") < place("5512110000"), "{found:?}");
    assert_eq!(library.first("fabrics other than cotton"), "5512110000");
}

#[test]
fn a_synonym_is_searched_too_and_only_in_its_direction() {
    let library = library();
    assert!(library.search("handset").is_empty());
    let one_way = |id, from: &str, to: &str| Synonym {
        id: SynonymId(id),
        language: Language::EN,
        from: from.to_owned(),
        to: vec![to.to_owned()],
        kind: SynonymKind::OneWay,
    };
    library.index.set_rules(RewriteRules::new(
        vec![one_way(1, "handset", "smartphones"), one_way(2, "automobile", "motor cars")],
        Vec::new(),
    ));
    assert_eq!(library.first("handset"), "8517130000");
    assert_eq!(library.first("automobile"), "8703230000");
    let used = |text| library.index.search(&request(Language::EN, text)).expect("a good query").synonyms;
    assert_eq!(used("a new handset for an automobile, and a handset"), [SynonymId(1), SynonymId(2)]);
    assert_eq!(used("smartphones"), []);
}

#[test]
fn a_code_that_is_not_the_answer_is_told_why() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let index = SearchIndex::create(folder.path()).expect("room on the disk");
    let mut batch = index.writer().expect("room on the disk");
    let notes = [("0902100000", "This heading does not cover maté of heading 0901; maté has other leaves.")];
    for (code, title, above) in LINES {
        let notes = notes.iter().find(|(noted, _)| *noted == code).map_or("", |(_, note)| note).to_owned();
        let document = Document { notes, ..document(code, Kind::TariffLine, title, Some(above), "") };
        batch.replace(&document.subject.clone(), vec![document]).expect("room on the disk");
    }
    batch.commit("0.0").expect("room on the disk");
    let library = Library { index, _folder: folder };
    let why_not = |text: &str, code: &str| {
        let request = request(Language::EN, text);
        library.index.why_not(&request, &code.parse().expect("a code")).expect("a good query")
    };
    let line = |id: &str| DocumentId(id.to_owned());
    assert_eq!(why_not("roasted coffee", "0901.21"), WhyNot::First { line: line("0901210000") });
    assert_eq!(why_not("roasted coffee", "9999"), WhyNot::NotInForce);
    assert_eq!(
        why_not("cotton fabrics", "5512"),
        WhyNot::Excluded { line: line("5512110000"), words: vec!["cotton".to_owned()] }
    );
    assert_eq!(
        why_not("worn smartphones", "6309"),
        WhyNot::Missing { line: line("6309000000"), words: vec!["smartphones".to_owned()] }
    );
    assert!(matches!(why_not("coffee", "0902"), WhyNot::Note { note, .. } if note.starts_with("This heading does not cover")));
    match why_not("coffee roasted", "0901.11") {
        WhyNot::Excluded { words, .. } => assert_eq!(words, ["roasted"]),
        other => panic!("{other:?}"),
    }
    let both = ["0901.11", "0901.21"].map(|code| why_not("coffee", code));
    assert!(both.iter().any(|why| matches!(why, WhyNot::First { .. })), "{both:?}");
    let behind = |why: &WhyNot| matches!(why, WhyNot::Behind { rank: Some(2), score, winner_score, .. } if score <= winner_score);
    assert!(both.iter().any(behind), "{both:?}");
}
