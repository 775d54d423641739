//! What a pack finds. That it is what the server finds, `index/tests/pack.rs` shows.

use index_core::{
    document::DocumentId,
    refusal::SearchRefusal,
    request::{Collapse, PAGE_MAX, SuggestRequest, SuggestionKind, Why},
};
use pack::{Filter, Kind, SearchFailure, SearchRequest};
use vocabulary::Language;

use crate::given::{DAY, bytes, found, now, open, request};

#[test]
fn words_codes_and_slips_are_found() {
    let pack = open(bytes());
    for (text, first) in [
        ("licence for rice", "publication/rice-licence/en/1/0"),
        ("roasted coffee", "line/0901210000/en/2024-01-01"),
        ("0902", "line/0902100000/en/2024-01-01"),
        ("0902.10", "line/0902100000/en/2024-01-01"),
        ("apeal asessment", "publication/appeal/en/1/0"),
    ] {
        assert_eq!(found(&pack, &request(text)).first().map(String::as_str), Some(first), "{text}");
    }
    let hits = pack.search(&request("apeal"), now()).expect("a good query").page;
    assert_eq!((hits.corrected.as_deref(), hits.hits[0].why), (Some("appeal"), Why::Spelling));
}

#[test]
fn a_hit_shows_where_the_words_stand() {
    let pack = open(bytes());
    let page = pack.search(&request("fumigated clothing"), now()).expect("a good query").page;
    let snippet = &page.hits[0].snippet;
    let lit: Vec<&str> = snippet.matches.iter().map(|place| &snippet.text[place.clone()]).collect();
    assert_eq!(lit, ["clothing", "fumigated"]);
}

#[test]
fn a_language_a_kind_and_an_authority_restrict() {
    let pack = open(bytes());
    let french = SearchRequest { language: Some(Language::FR), ..request("licence riz") };
    assert_eq!(found(&pack, &french), ["publication/riz/fr/1/0"]);
    let all = SearchRequest { language: None, ..request("licence") };
    assert!(found(&pack, &all).iter().any(|id| id.contains("/fr/")) && found(&pack, &all).iter().any(|id| id.contains("/en/")));
    let lines = |kinds| SearchRequest { filter: Filter { kinds, ..Filter::default() }, ..request("coffee") };
    assert!(found(&pack, &lines(vec![Kind::TariffLine])).iter().all(|id| id.starts_with("line/")));
    assert!(found(&pack, &lines(vec![Kind::Publication])).iter().all(|id| id.starts_with("publication/")));
    let by = |authority: &str| {
        let authorities = vec![authority.parse().expect("an authority")];
        SearchRequest { filter: Filter { authorities, ..Filter::default() }, ..request("coffee") }
    };
    assert!(!found(&pack, &by("customs")).is_empty());
    assert_eq!(found(&pack, &by("others")), Vec::<String>::new());
}

#[test]
fn pages_follow_one_another() {
    let pack = open(bytes());
    let whole = found(&pack, &request("licence coffee rice tea"));
    assert!(whole.len() > 3, "{whole:?}");
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let request = SearchRequest { first: 2, after, ..request("licence coffee rice tea") };
        let page = pack.search(&request, now()).expect("a good query").page;
        pages.extend(page.hits.into_iter().map(|hit| hit.id.0));
        after = page.end;
        if !page.has_next {
            break;
        }
    }
    assert_eq!(pages, whole);
}

#[test]
fn of_a_heading_the_best_is_shown() {
    let pack = open(bytes());
    let collapsed = SearchRequest { collapse: Collapse::Heading, ..request("coffee") };
    let lines = |ids: Vec<String>| ids.into_iter().filter(|id| id.starts_with("line/0901")).count();
    assert_eq!((lines(found(&pack, &collapsed)), lines(found(&pack, &request("coffee")))), (1, 2));
}

#[test]
fn whoever_types_is_helped() {
    let pack = open(bytes());
    let suggest = |prefix: &str| {
        let request = SuggestRequest { prefix: prefix.to_owned(), language: Language::EN, as_of: DAY, first: 5 };
        pack.suggest(&request).expect("a good beginning")
    };
    let told = |prefix: &str| suggest(prefix).into_iter().map(|own| (own.kind, own.text)).collect::<Vec<_>>();
    assert_eq!(told("0901.2"), [(SuggestionKind::Code, "090121".to_owned())]);
    assert_eq!(
        told("how to")[..2].iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
        ["How to export coffee", "How to import rice"]
    );
    assert!(told("fumi").contains(&(SuggestionKind::Term, "fumigated".to_owned())));
    assert_eq!(suggest("how to e")[0].target, Some(DocumentId("publication/coffee-export/en/1/0".to_owned())));
}

#[test]
fn a_text_is_read_whole() {
    let pack = open(bytes());
    let text = pack.document(&DocumentId("publication/appeal/en/1/0".to_owned())).expect("a good file").expect("a text");
    assert_eq!((text.title.as_str(), text.body.ends_with("at the tribunal.")), ("Appeals", true));
    assert_eq!(pack.document(&DocumentId("publication/none/en/1/0".to_owned())), Ok(None));
}

#[test]
fn what_is_asked_has_its_limits() {
    let pack = open(bytes());
    let refused = |request: SearchRequest| pack.search(&request, now()).map(drop);
    let first = PAGE_MAX + 1;
    assert_eq!(
        refused(SearchRequest { first, ..request("rice") }),
        Err(SearchFailure::Refused(SearchRefusal::PageSize { first, first_max: PAGE_MAX }))
    );
    assert!(refused(request(&"rice ".repeat(60))).is_err());
    let page = pack.search(&request("rice"), now()).expect("a good query").page;
    let other = SearchRequest { after: page.end, ..request("coffee") };
    assert_eq!(refused(other), Err(SearchFailure::Refused(SearchRefusal::Cursor)));
}
