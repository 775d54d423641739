//! What is asked of published content, and what comes back. The same as in the core, for UniFFI.

use fingertip_sdk_core::{FetchPolicy, Freshness, Publication, SearchHit, SearchPage, SearchRequest, Source, Suggestion};

/// Where an answer may come from.
#[uniffi::remote(Enum)]
pub enum FetchPolicy {
    /// The network; what is kept where it does not answer in time.
    NetworkFirst,
    /// What is kept on the phone, and nothing else.
    PackOnly,
    /// What is kept where it has it, else the network.
    CacheThenNetwork,
}

/// Where an answer came from.
#[uniffi::remote(Enum)]
pub enum Source {
    /// The server, just now.
    Network,
    /// A pack on the phone.
    Pack,
    /// An earlier answer of the server.
    Cache,
}

/// How fresh an answer is. Anything that is `stale` is shown with its day.
#[uniffi::remote(Record)]
pub struct Freshness {
    /// Where it came from.
    pub source: Source,
    /// When it was so: when the server said it, or the pack was made.
    pub as_of_ms: i64,
    /// Whether it may be otherwise by now.
    pub stale: bool,
}

/// A search.
#[uniffi::remote(Record)]
pub struct SearchRequest {
    /// What was typed.
    pub text: String,
    /// The language of results; the first of the person's where nothing is said.
    #[uniffi(default = None)]
    pub language: Option<String>,
    /// The day whose texts are searched (`2026-03-01`); today in the territory where nothing is said.
    #[uniffi(default = None)]
    pub as_of: Option<String>,
    /// Only these kinds (`PUBLICATION`, `TARIFF_LINE`, `FORM` …); all where empty.
    #[uniffi(default = [])]
    pub kinds: Vec<String>,
    /// Only goods of these chapters, two digits each; all where empty.
    #[uniffi(default = [])]
    pub chapters: Vec<String>,
    /// Only lines that goods can be declared under.
    #[uniffi(default = false)]
    pub declarable_only: bool,
    /// How many, 1 to 50; five where nothing is said.
    #[uniffi(default = None)]
    pub first: Option<i64>,
    /// The end of the page before.
    #[uniffi(default = None)]
    pub after: Option<String>,
    /// Where it may come from.
    pub policy: FetchPolicy,
    /// How many bytes the answer may have. Fewer results are asked for until it fits.
    #[uniffi(default = None)]
    pub budget_bytes: Option<i64>,
}

/// A page of results.
#[uniffi::remote(Record)]
pub struct SearchPage {
    /// The results.
    pub hits: Vec<SearchHit>,
    /// Where the next page begins; nothing where there is none.
    pub next: Option<String>,
    /// What was searched instead of what was typed.
    pub corrected: Option<String>,
    /// What an authority says to exactly this search, to be shown above the results.
    pub intercept: Option<String>,
    /// How many results were left out to keep to the budget.
    pub left_out: i64,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// A result.
#[uniffi::remote(Record)]
pub struct SearchHit {
    /// What sort of thing it is, as the contract names it.
    pub kind: String,
    /// The publication; nothing for a line of the tariff.
    pub publication_id: Option<String>,
    /// The passage, where it was found in a pack: read it with `Packs::text`.
    pub document_id: Option<String>,
    /// The code of the line, or of the goods it is about.
    pub code: Option<String>,
    /// Whether goods can be declared under the code.
    pub is_declarable: bool,
    /// Its title.
    pub title: String,
    /// The headings above it, outermost first.
    pub path: Vec<String>,
    /// The language it is written in.
    pub language: String,
    /// The part that answers best.
    pub snippet: Option<String>,
    /// How likely it is right, in words.
    pub strength: String,
}

/// A completion of what is being typed.
#[uniffi::remote(Record)]
pub struct Suggestion {
    /// The text.
    pub text: String,
    /// What sort of thing it is.
    pub kind: String,
    /// The code, of a line of the tariff.
    pub code: Option<String>,
}

/// A published text.
#[uniffi::remote(Record)]
pub struct Publication {
    /// Its name.
    pub id: String,
    /// The language it is in.
    pub language: String,
    /// Its title.
    pub title: String,
    /// What it says in short.
    pub summary: Option<String>,
    /// What it says (CommonMark).
    pub body: String,
    /// Who published it.
    pub authority: String,
    /// The law it rests on.
    pub act: String,
    /// Where it was published.
    pub url: Option<String>,
    /// The first day it is in force.
    pub valid_from: String,
    /// The first day it is not.
    pub valid_until: Option<String>,
    /// Which version of it this is.
    pub version: i64,
    /// How fresh it is.
    pub freshness: Freshness,
}
