//! What is new on the three sides, compared with what still waits for its other side. Rows REC-01 to REC-04.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::SignedDuration;
use reconciliation::{
    Age, Break, BreakType, Day, Kind, LedgerLine, LedgerLineId, Match, OpenBreak, Place, Side, Via, follow, match_day,
};
use vocabulary::Timestamp;

use super::{
    exception::{KeptBreak, Standing},
    ours,
    service::Treasury,
    store::{self, Progress, Waiting, Whose},
};
use crate::{
    payment::Which,
    platform::{database, fault::Fault, identifier},
};

/// How far back entries are looked for that were posted while others were compared: no unit of work takes so long.
const OVERLAP: SignedDuration = SignedDuration::from_hours(1);

/// What came of comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// How many pairs agree.
    pub matched: usize,
    /// How many breaks are open now.
    pub open: usize,
    /// Whether every difference is explained.
    pub is_explained: bool,
}

impl Treasury {
    /// Compares what is new with what waits, and keeps what came of it: all of it, or nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare(&self, now: Timestamp) -> Result<Compared, Fault> {
        let unit = self.database.begin().await?;
        store::lock(&unit).await?;
        let waiting = store::waiting(&unit).await?;
        let ledger = self.ours(&unit, &waiting, now).await?;
        let day = match_day(&ledger, &waiting.providers, &waiting.bank, &self.settings.rules.policy, now);
        let before = store::breaks_at(&unit, &[Standing::Open, Standing::Proposed]).await?;
        let open = keep_breaks(&unit, before, &day).await?;
        // A payout that we never posted may have reached the bank: that pair is told once our books know of it.
        let matched: Vec<Match> = day.matched.iter().filter(|matched| matched.ledger.is_some()).copied().collect();
        store::add_matches(&unit, &matched, now).await?;
        note_progress(&unit, &ledger, &waiting, &day).await?;
        store::add_run(&unit, (day.matched.len(), day.breaks.len()), &day.unexplained, now).await?;
        database::commit(unit).await?;
        tell(&open, &day, now);
        Ok(Compared { matched: day.matched.len(), open: open.len(), is_explained: day.unexplained.is_empty() })
    }

    /// Reads our lines: those that wait, and those that were posted since.
    async fn ours(&self, unit: &database::Transaction, waiting: &Waiting, now: Timestamp) -> Result<Vec<LedgerLine>, Fault> {
        let last = store::last_run(unit).await?;
        let after = last.map_or(Ok(Timestamp::MIN), |last| last.saturating_sub(OVERLAP));
        let after = after.map_err(Fault::while_("reading what was posted"))?;
        let mut movements = self.books.movements(unit, Which::Between(after, now)).await?;
        let names: Vec<String> = movements.iter().map(|movement| movement.entry.clone()).collect();
        let known = store::known(unit, &names).await?;
        movements.retain(|movement| !known.contains(&movement.entry));
        let old: Vec<String> = waiting.ledger.keys().cloned().collect();
        movements.extend(self.books.movements(unit, Which::Of(&old)).await?);
        let mut lines = ours::lines(&movements, &self.settings.rules, &store::by_hand(unit).await?)?;
        for line in &mut lines {
            line.is_reported = waiting.ledger.get(&store::entry_of(line.id)).copied().unwrap_or(false);
        }
        Ok(lines)
    }
}

/// Carries the breaks of the days before into this one, and returns all that are open.
async fn keep_breaks(unit: &database::Transaction, mut before: Vec<KeptBreak>, day: &Day) -> Result<Vec<OpenBreak>, Fault> {
    let followed = follow(before.iter().map(|kept| kept.open.clone()).collect(), day);
    let closed: Vec<Break> = followed.closed.into_iter().map(|closed| closed.closed.found).collect();
    let mut changed: Vec<KeptBreak> = before.extract_if(.., |kept| closed.contains(&kept.open.found)).collect();
    changed.iter_mut().for_each(|kept| kept.standing = Standing::Closed);
    let mut by_lines: HashMap<(Option<LedgerLineId>, Option<Place>), Vec<KeptBreak>> = HashMap::new();
    for kept in before {
        by_lines.entry((kept.open.found.ledger, kept.open.found.other)).or_default().push(kept);
    }
    for open in &followed.open {
        let old = by_lines.get_mut(&(open.found.ledger, open.found.other)).and_then(|kept| take_like(kept, open.found.kind));
        match old {
            Some(old) if old.open == *open => {}
            Some(old) => changed.push(KeptBreak { open: open.clone(), ..old }),
            None => {
                let id = identifier::new_reference();
                let (standing, open) = (Standing::Open, open.clone());
                changed.push(KeptBreak { id, open, standing, proposals: 0, proposal: None, entry: None });
            }
        }
    }
    store::put_breaks(unit, &changed).await?;
    Ok(followed.open)
}

/// Takes the break of the same type, or else the one of timing: only that becomes another.
fn take_like(kept: &mut Vec<KeptBreak>, kind: BreakType) -> Option<KeptBreak> {
    let of = |kind: BreakType| kept.iter().position(|one| one.open.found.kind == kind);
    let place = of(kind).or_else(|| of(BreakType::Timing))?;
    Some(kept.remove(place))
}

/// Notes how far each line has come that was compared.
async fn note_progress(unit: &database::Transaction, ledger: &[LedgerLine], waiting: &Waiting, day: &Day) -> Result<(), Fault> {
    let of_bank: HashSet<Place> = waiting.bank.iter().map(|line| line.place).collect();
    let mut seen = Seen::default();
    for matched in &day.matched {
        // A payout that we never posted: its line at the bank is compared with our entry once there is one.
        let Some(line) = matched.ledger else { continue };
        seen.pair(line, matched.other, matched.side == Side::Bank);
    }
    for found in &day.breaks {
        match (found.ledger, found.other) {
            // The first of the two is told of apart.
            (Some(_), Some(place)) if found.kind == BreakType::Duplicate => _ = seen.done.insert(place),
            (Some(line), Some(place)) => seen.pair(line, place, of_bank.contains(&place)),
            (Some(line), None) if !found.kind.waits() => _ = seen.over.insert(line),
            (None, Some(place)) if !found.kind.waits() => _ = seen.done.insert(place),
            _ => {}
        }
    }
    let ours: Vec<(String, Progress)> = ledger.iter().map(|line| (store::entry_of(line.id), seen.of(line))).collect();
    store::set_progress(unit, Whose::Ledger, &ours).await?;
    for (whose, places) in [
        (Whose::Provider, waiting.providers.iter().map(|line| line.place).collect::<Vec<_>>()),
        (Whose::Bank, waiting.bank.iter().map(|line| line.place).collect()),
    ] {
        let done = places.into_iter().filter(|place| seen.done.contains(place));
        let done: Vec<(String, Progress)> = done.map(|place| (place.to_string(), Progress::Done)).collect();
        store::set_progress(unit, whose, &done).await?;
    }
    Ok(())
}

/// Which lines have their other side.
#[derive(Default)]
struct Seen {
    at_provider: HashSet<LedgerLineId>,
    at_bank: HashSet<LedgerLineId>,
    over: HashSet<LedgerLineId>,
    done: HashSet<Place>,
}

impl Seen {
    fn pair(&mut self, line: LedgerLineId, place: Place, is_at_bank: bool) {
        self.done.insert(place);
        if is_at_bank {
            self.at_bank.insert(line)
        } else {
            self.at_provider.insert(line)
        };
    }

    fn of(&self, line: &LedgerLine) -> Progress {
        let is_over = self.over.contains(&line.id);
        let goes_on = matches!(line.kind, Kind::Payout | Kind::PayoutReturned) && line.via != Via::Bank;
        match (goes_on, self.at_provider.contains(&line.id) || line.is_reported, self.at_bank.contains(&line.id)) {
            _ if is_over => Progress::Done,
            (_, _, true) => Progress::Done,
            (false, true, _) => Progress::Done,
            (true, true, false) => Progress::Reported,
            (_, false, false) => Progress::Open,
        }
    }
}

/// Publishes how many breaks are open, by age, and whether something is left that none explains.
fn tell(open: &[OpenBreak], day: &Day, now: Timestamp) {
    let mut ages = BTreeMap::from([(Age::UpToOneDay, 0_u32), (Age::UpToSevenDays, 0), (Age::Older, 0)]);
    open.iter().for_each(|one| *ages.entry(one.age(now)).or_default() += 1);
    for (age, count) in ages {
        let age = match age {
            Age::UpToOneDay => "1d",
            Age::UpToSevenDays => "7d",
            Age::Older => "older",
        };
        metrics::gauge!("fingertip_treasury_breaks", "age" => age).set(f64::from(count));
    }
    if !day.unexplained.is_empty() {
        metrics::counter!("fingertip_treasury_unexplained_total").increment(1);
        tracing::error!(unexplained = ?day.unexplained, "something differs that no break explains");
    }
}
