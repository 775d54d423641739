//! The use cases, in the order a trader meets them: work out, look for a cheaper way, keep, read again, compare.

use std::{collections::BTreeSet, sync::Arc};

use duty::{
    compare::{Assessment, Comparison, NotComparable, compare},
    goods::{Declaration, Goods},
    trace::Trace,
};
use jiff::SignedDuration;
use vocabulary::{HsCode, Language, Timestamp};

use super::{
    declarable::DeclarableLines,
    kept::KeptMeasures,
    refusal::Refusal,
    rules::{Rules, places},
    saved::{self, SavedEstimate},
    store,
};
use crate::{
    platform::{database::Database, fault::Fault, short_code::ShortCode},
    tariff::{Measures, Nomenclature, book::Books},
};

/// How many lines one declaration has.
pub const LINES_MAX: usize = 100;
/// How long an estimate is kept: from an offer to the arrival of a ship. Row DUTY-N2 asks for an end, and names none.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 180);
/// How many estimates past their last day are emptied, and how many codes forgotten, with each that is kept.
const TAKEN_AWAY_MAX: u64 = 20;
/// How long the bare code of an estimate past its last day is remembered, so that who follows its link hears that it is over.
const CODE_KEPT: SignedDuration = SignedDuration::from_hours(24 * 365);
/// Where the pages of estimates are, below the address of this server; see `docs/routes.md`.
const PAGES: &str = "/e/";

/// The estimates of one database. Cheap to clone.
#[derive(Clone)]
pub struct Estimates {
    database: Database,
    nomenclature: Nomenclature,
    declarable: DeclarableLines,
    measures: KeptMeasures,
    books: Books,
    /// The address of this server, as its clients write it.
    address: Arc<str>,
}

/// What a code stands for.
#[derive(Clone, Debug)]
pub enum Standing {
    /// An estimate that is kept.
    Kept(Box<SavedEstimate>),
    /// One that is past its last day.
    Over,
    /// None that we know of.
    Unknown,
}

impl Estimates {
    /// Opens the estimates of `database`; links to them begin with `address`.
    pub fn new(database: Database, nomenclature: Nomenclature, measures: Measures, books: Books, address: &str) -> Estimates {
        let measures = KeptMeasures::new(measures);
        let declarable = DeclarableLines::new(nomenclature.clone());
        Estimates { database, nomenclature, declarable, measures, books, address: address.trim_end_matches('/').into() }
    }

    /// Lets links begin with another address.
    #[must_use]
    pub fn at(self, address: &str) -> Estimates {
        Estimates { address: address.trim_end_matches('/').into(), ..self }
    }

    /// Returns the address of the page of an estimate.
    pub fn share_url(&self, code: &ShortCode) -> String {
        format!("{}{PAGES}{code}", self.address)
    }

    /// Returns what is published for a declaration on its day, as known at `known_at`.
    ///
    /// # Errors
    /// Refuses lines that goods cannot be declared under, and a day without published taxes. Faults when the database cannot be
    /// reached.
    pub async fn rules(&self, declaration: &Declaration, known_at: Timestamp) -> Result<Result<Rules, Refusal>, Fault> {
        let day = declaration.day;
        if declaration.lines.is_empty() || declaration.lines.len() > LINES_MAX {
            return Ok(Err(Refusal::Lines { limit: LINES_MAX }));
        }
        let places = places(declaration);
        let declarable = self.declarable.among(&places, day, known_at).await?;
        let is_declarable = |code: &HsCode| code.padded().parse().is_ok_and(|padded| declarable.contains(&padded));
        if let Some(goods) = declaration.lines.iter().find(|goods| !is_declarable(&goods.code)) {
            return Ok(Err(Refusal::NotDeclarable { code: goods.code }));
        }
        let Some(book) = self.books.on(day, known_at).await? else { return Ok(Err(Refusal::NotPublished { day })) };
        Ok(self
            .measures
            .on(&places, day, known_at, book.system().currency())
            .await?
            .map(|measures| Rules::new(day, known_at, book, measures)))
    }

    /// Keeps an estimate under a code made of `drawn`, which nobody may guess.
    ///
    /// # Errors
    /// As [`Estimates::rules`]; refuses an estimate in which anything is missing.
    pub async fn save(
        &self,
        declaration: Declaration,
        drawn: [u8; 10],
        now: Timestamp,
    ) -> Result<Result<SavedEstimate, Refusal>, Fault> {
        let rules = match self.rules(&declaration, now).await? {
            Ok(rules) => rules,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let result = {
            let computation = rules.compute(&declaration);
            let Some(total) = computation.total else { return Ok(Err(Refusal::Undetermined)) };
            saved::Result { total, trace: Trace::of(&computation, rules.book.system().currency()) }
        };
        let (code, expires_at) = (ShortCode::of(drawn), now + KEPT);
        let saved = SavedEstimate { code, created_at: now, expires_at, declaration, known_at: now, result };
        let connection = self.database.connection();
        store::empty(connection, now, TAKEN_AWAY_MAX).await?;
        store::forget(connection, now - CODE_KEPT, TAKEN_AWAY_MAX).await?;
        store::insert(connection, &saved).await?;
        Ok(Ok(saved))
    }

    /// Finds a kept estimate by its code.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn find(&self, code: &ShortCode, now: Timestamp) -> Result<Option<SavedEstimate>, Fault> {
        store::find(self.database.connection(), code, now).await
    }

    /// Says what a code stands for, also where it is past its last day.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn standing(&self, code: &ShortCode, now: Timestamp) -> Result<Standing, Fault> {
        let connection = self.database.connection();
        Ok(match store::find(connection, code, now).await? {
            Some(saved) => Standing::Kept(Box::new(saved)),
            None if store::is_known(connection, code).await? => Standing::Over,
            None => Standing::Unknown,
        })
    }

    /// Returns what each line of a kept estimate is called in `language`, as it was known then; nothing where it has no name.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn descriptions(&self, saved: &SavedEstimate, language: Language) -> Result<Vec<Option<String>>, Fault> {
        let Declaration { day, lines, .. } = &saved.declaration;
        let headings: BTreeSet<HsCode> = lines.iter().filter_map(|goods| goods.code.heading()).collect();
        let headings: Vec<HsCode> = headings.into_iter().collect();
        let chapter = self.nomenclature.headings(&headings, *day, saved.known_at).await?;
        let called = |goods: &Goods| {
            let line = &chapter.lines()[chapter.find(&goods.code)?];
            line.description(language).map(|(_, text)| text.to_owned())
        };
        Ok(lines.iter().map(called).collect())
    }

    /// Says why an assessment differs from a kept estimate, from what is published for both.
    ///
    /// # Errors
    /// As [`Estimates::rules`]; refuses an assessment of other lines.
    pub async fn compare(
        &self,
        saved: &SavedEstimate,
        assessment: &Assessment,
        now: Timestamp,
    ) -> Result<Result<Comparison, Refusal>, Fault> {
        let assessed = Declaration { flow: saved.declaration.flow, day: assessment.day, lines: assessment.lines.clone() };
        // Both sides hold the lines of both: what stands elsewhere now has to be found in the old rules too.
        let joined = |own: &Declaration, other: &Declaration| {
            let lines = own.lines.iter().chain(&other.lines).cloned().collect();
            Declaration { lines, ..own.clone() }
        };
        let estimated = self.rules_of_both(&joined(&saved.declaration, &assessed), saved.known_at).await?;
        let found = self.rules_of_both(&joined(&assessed, &saved.declaration), now).await?;
        let (estimated, found) = match (estimated, found) {
            (Ok(estimated), Ok(found)) => (estimated, found),
            (Err(refusal), _) | (_, Err(refusal)) => return Ok(Err(refusal)),
        };
        Ok(compare((&estimated.lent(), &saved.declaration), &found.lent(), assessment).map_err(Refusal::from))
    }

    /// Says what a kept estimate would come to by what is known now of its day: less, where a rate was lowered with effect from
    /// before. Row DUTY-N6.
    ///
    /// # Errors
    /// As [`Estimates::rules`].
    pub async fn again(
        &self,
        saved: &SavedEstimate,
        now: Timestamp,
    ) -> Result<Result<Option<vocabulary::Money>, Refusal>, Fault> {
        Ok(self.rules(&saved.declaration, now).await?.map(|rules| rules.compute(&saved.declaration).total))
    }

    /// As [`Estimates::rules`], for lines of which some need not be in the tariff on that day.
    async fn rules_of_both(&self, declaration: &Declaration, known_at: Timestamp) -> Result<Result<Rules, Refusal>, Fault> {
        let day = declaration.day;
        let Some(book) = self.books.on(day, known_at).await? else { return Ok(Err(Refusal::NotPublished { day })) };
        let measures = self.measures.on(&places(declaration), day, known_at, book.system().currency()).await?;
        Ok(measures.map(|measures| Rules::new(day, known_at, book, measures)))
    }
}

impl From<NotComparable> for Refusal {
    fn from(reason: NotComparable) -> Refusal {
        match reason {
            NotComparable::Lines => Refusal::OtherLines,
            NotComparable::Undetermined => Refusal::Undetermined,
            NotComparable::TooLarge => Refusal::TooLarge,
        }
    }
}
