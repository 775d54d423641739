//! The use cases, in the order a trader meets them: work out, look for a cheaper way, keep, read again, compare.

use std::sync::Arc;

use duty::{
    compare::{Assessment, Comparison, NotComparable, compare},
    goods::Declaration,
    measure,
    trace::Trace,
};
use jiff::SignedDuration;
use quick_cache::{Weighter, sync::Cache};
use vocabulary::{Currency, Date, HsCode, Timestamp};

use super::{
    code::EstimateCode,
    refusal::Refusal,
    rules::{Rules, of_engine, places},
    saved::{self, SavedEstimate},
    store,
};
use crate::{
    platform::{database::Database, fault::Fault},
    tariff::{Measures, Nomenclature, book::Books},
};

/// How many lines one declaration has.
pub const LINES_MAX: usize = 100;
/// How many measures are read for one declaration: the longest lists known to us have 230 for a line, and lines share them.
const MEASURES_MAX: usize = 20_000;
/// How many measures are kept at hand, so that they are not read and understood anew for each declaration: about ten megabytes.
const KEPT_MEASURES_MAX: usize = 20_000;
/// How long an estimate is kept: from an offer to the arrival of a ship. Row DUTY-N2 asks for an end, and names none.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 180);
/// How many estimates past their last day are taken away with each that is kept.
const TAKEN_AWAY_MAX: u64 = 20;

/// The estimates of one database. Cheap to clone.
#[derive(Clone)]
pub struct Estimates {
    database: Database,
    nomenclature: Nomenclature,
    measures: Measures,
    books: Books,
    kept: Arc<KeptMeasures>,
}

/// Measures as the engine reads them, by their place, the day, the currency of the territory and the last revision they were read as of.
type KeptMeasures = Cache<(HsCode, Date, Currency, i64), Arc<[measure::Measure]>, ByCount>;

/// Weighs what is kept by how many measures it is, and one for itself.
#[derive(Clone)]
struct ByCount;

impl<K> Weighter<K, Arc<[measure::Measure]>> for ByCount {
    fn weight(&self, _: &K, measures: &Arc<[measure::Measure]>) -> u64 {
        measures.len() as u64 + 1
    }
}

impl Estimates {
    /// Opens the estimates of `database`.
    pub fn new(database: Database, nomenclature: Nomenclature, measures: Measures, books: Books) -> Estimates {
        let kept = Arc::new(Cache::with_weighter(KEPT_MEASURES_MAX, KEPT_MEASURES_MAX as u64, ByCount));
        Estimates { database, nomenclature, measures, books, kept }
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
        let declarable = self.nomenclature.declarable(&places, day, known_at).await?;
        let is_declarable = |code: &HsCode| code.padded().parse().is_ok_and(|padded| declarable.contains(&padded));
        if let Some(goods) = declaration.lines.iter().find(|goods| !is_declarable(&goods.code)) {
            return Ok(Err(Refusal::NotDeclarable { code: goods.code }));
        }
        let Some(book) = self.books.on(day, known_at).await? else { return Ok(Err(Refusal::NotPublished { day })) };
        Ok(self
            .measures_on(&places, day, known_at, book.system().currency())
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
        let (code, expires_at) = (EstimateCode::of(drawn), now + KEPT);
        let saved = SavedEstimate { code, created_at: now, expires_at, declaration, known_at: now, result };
        let connection = self.database.connection();
        store::take_away(connection, now, TAKEN_AWAY_MAX).await?;
        store::insert(connection, &saved).await?;
        Ok(Ok(saved))
    }

    /// Finds a kept estimate by its code.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn find(&self, code: &EstimateCode, now: Timestamp) -> Result<Option<SavedEstimate>, Fault> {
        store::find(self.database.connection(), code, now).await
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
        let measures = self.measures_on(&places(declaration), day, known_at, book.system().currency()).await?;
        Ok(measures.map(|measures| Rules::new(day, known_at, book, measures)))
    }

    /// Returns the measures on some places as the engine reads them, in force on `day` as known at `known_at`.
    async fn measures_on(
        &self,
        places: &[HsCode],
        day: Date,
        known_at: Timestamp,
        currency: Currency,
    ) -> Result<Result<measure::Measures, Refusal>, Fault> {
        let Some(last) = self.measures.last_recorded(known_at).await? else { return Ok(Ok(measure::Measures::default())) };
        let (mut all, mut missing) = (Vec::new(), Vec::new());
        for place in places {
            match self.kept.get(&(*place, day, currency, last)) {
                Some(kept) => all.extend(kept.iter().cloned()),
                None => missing.push(*place),
            }
        }
        let found = self.measures.all_in_force(&missing, day, known_at, MEASURES_MAX).await?;
        let found = found.filter(|found| all.len() + found.len() <= MEASURES_MAX);
        let Some(found) = found else { return Ok(Err(Refusal::TooManyMeasures { limit: MEASURES_MAX })) };
        let found: Vec<measure::Measure> = found.into_iter().map(|measure| of_engine(measure, currency)).collect();
        for place in missing {
            let on_place: Arc<[measure::Measure]> = found.iter().filter(|measure| measure.code == place).cloned().collect();
            self.kept.insert((place, day, currency, last), on_place);
        }
        Ok(Ok(all.into_iter().chain(found).collect()))
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
