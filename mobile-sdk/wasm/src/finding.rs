//! Searches and suggestions, answered in the words of the contract, so that a page shows both alike.

use index_core::{
    confidence::Strength,
    request::{Snippet, SuggestionKind, Why},
};
use pack::{Collapse, Filter, Hit, Kind, Pack, SearchRequest, SuggestRequest};
use vocabulary::Language;

use crate::{asked::Asked, fault::Fault, told::Told};

/// How long a snippet may be, as the server has it.
const SNIPPET_CHARACTERS: usize = 160;
/// How many results and suggestions there are where nothing is said.
const FIRST: usize = 5;

/// Answers a search. Without a language those of the pack are all searched.
pub(crate) fn search(pack: &Pack<Vec<u8>>, asked: Asked<'_>) -> Result<Told, Fault> {
    let language = asked.read("language", "LANGUAGE_INVALID")?;
    let request = SearchRequest {
        text: asked.text("text", "TEXT_INVALID")?.to_owned(),
        meant: None,
        language,
        reader: language,
        as_of: asked.day()?,
        filter: Filter {
            kinds: asked.all("kinds", "KIND_INVALID", kind)?,
            chapters: asked.all("chapters", "HS_CODE_INVALID", |text| text.parse().ok())?,
            declarable_only: asked.read("declarableOnly", "BOOLEAN_INVALID")?.unwrap_or(false),
            ..Filter::default()
        },
        first: first(asked)?,
        after: asked.read("after", "CURSOR_INVALID")?,
        snippet_characters: SNIPPET_CHARACTERS,
        collapse: Collapse::Publication,
    };
    let found = pack.search(&request, asked.now()?)?;
    Ok(Told::Fields(vec![
        ("nodes", found.page.hits.into_iter().map(node).collect()),
        ("hasNextPage", found.page.has_next.into()),
        ("endCursor", found.page.end.map(|cursor| cursor.to_string()).into()),
        ("corrected", found.page.corrected.into()),
        ("madeAt", found.as_of.as_millisecond().into()),
        ("isStale", found.standing.is_stale().into()),
    ]))
}

/// Completes what is being typed; in the first language of the pack where none is said.
pub(crate) fn suggest(pack: &Pack<Vec<u8>>, asked: Asked<'_>) -> Result<Told, Fault> {
    let language = asked.read("language", "LANGUAGE_INVALID")?.or(pack.manifest().languages.first().copied());
    let request = SuggestRequest {
        prefix: asked.text("prefix", "TEXT_INVALID")?.to_owned(),
        language: language.unwrap_or(Language::EN),
        as_of: asked.day()?,
        first: first(asked)?,
    };
    let told = pack.suggest(&request)?.into_iter().map(|found| {
        let kind = match found.kind {
            SuggestionKind::Code => "CODE",
            SuggestionKind::Reference => "REFERENCE",
            SuggestionKind::Title => "TITLE",
            SuggestionKind::Term => "TERM",
        };
        let code = found.code.map(|code| code.to_string());
        Told::Fields(vec![("text", found.text.into()), ("kind", kind.into()), ("code", code.into())])
    });
    Ok(told.collect())
}

fn first(asked: Asked<'_>) -> Result<usize, Fault> {
    Ok(asked.read("first", "NUMBER_INVALID")?.unwrap_or(FIRST))
}

fn kind(word: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word))
}

fn node(hit: Hit) -> Told {
    let publication = hit.id.0.strip_prefix("publication/").and_then(|rest| rest.split('/').next());
    let strength = match hit.confidence.strength() {
        Strength::Possible => "POSSIBLE",
        Strength::Good => "GOOD",
        Strength::Strong => "STRONG",
    };
    Told::Fields(vec![
        ("kind", hit.kind.as_str().to_ascii_uppercase().into()),
        ("publicationId", publication.into()),
        ("code", hit.code.map(|code| code.to_string()).into()),
        ("isDeclarable", hit.declarable.into()),
        ("language", hit.language.as_str().into()),
        ("snippet", if hit.snippet.text.is_empty() { Told::Null } else { snippet(&hit.snippet) }),
        ("reason", reason(hit.why).into()),
        ("strength", strength.into()),
        // Its bits, for no page needs what writes a fraction.
        ("score", i64::from(hit.score.to_bits()).into()),
        ("lastConfirmedOn", hit.review.map(|review| review.confirmed_on.to_string()).into()),
        ("isReviewOverdue", hit.review_overdue.into()),
        ("documentId", hit.id.0.into()),
        ("title", hit.title.into()),
        ("path", hit.path.into_iter().collect()),
    ])
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Code => "CODE",
        Why::Reference => "REFERENCE",
        Why::Words => "WORDS",
        Why::Spelling => "SPELLING",
        Why::Meaning => "MEANING",
    }
}

/// The places that answer are told in UTF-16 units, as texts of JavaScript are counted.
fn snippet(snippet: &Snippet) -> Told {
    let units = |bytes: usize| snippet.text.get(..bytes).map_or(0, |text| text.encode_utf16().count());
    let matches = snippet.matches.iter().map(|range| [units(range.start), units(range.end)].into_iter().collect::<Told>());
    Told::Fields(vec![("text", snippet.text.as_str().into()), ("matches", matches.collect())])
}
