//! The day, closed: drawn up of what was compared, chained to the day before, signed, verified, and the settlement file made of it. Rows REC-05,
//! PAY-N11, PAY-M17, PAY-M4.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use reconciliation::{ChainFault, Day, DayStatement, SealedDay, verify_chain};
use vocabulary::{Date, Timestamp};

use super::{
    exception::Standing,
    ours,
    refusal::Refusal,
    service::{Treasury, entry},
    store::{self, KeptDay},
};
use crate::{
    audit::{Action, Actor, Code, PublicKey, Value},
    payment::Which,
    platform::{database, fault::Fault},
};

/// What kind of thing a day is in the audit log.
const DAY: Code = Code::named("treasury-day");
const CLOSE: Action = Action::named("treasury.close-day");
/// How many days are verified at a time.
const PAGE: u64 = 200;
/// The smallest step of our clocks.
const STEP: SignedDuration = SignedDuration::from_micros(1);

/// A closed day.
#[derive(Clone, Debug)]
pub struct ClosedDay {
    /// As it is stored.
    pub kept: KeptDay,
    /// What it says.
    pub statement: DayStatement,
}

/// What came of verifying the chain of days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainReport {
    /// How many days there are.
    pub days: usize,
    /// What is wrong with which day, the first alone: what follows it hangs on it.
    pub fault: Option<(Date, String)>,
}

impl Treasury {
    /// Closes a day: compares what there is, draws the statement up, signs it and adds it to the chain. A day that is closed stays as it is.
    ///
    /// # Errors
    /// Refuses a day that is not over, one before a day that is closed, and one on which something is left that no break explains. Faults when
    /// the database cannot keep it.
    pub async fn close(&self, day: Date, by: Actor, now: Timestamp) -> Result<Result<ClosedDay, Refusal>, Fault> {
        if let Some(closed) = self.day(day).await? {
            return Ok(Ok(closed));
        }
        let end = self.end_of(day)?;
        if now < end {
            return Ok(Err(Refusal::DayNotOver { until: end }));
        }
        self.compare(now).await?;
        let unit = self.database.begin().await?;
        store::lock(&unit).await?;
        let last = store::last_day(&unit).await?;
        if let Some(last) = last.as_ref().filter(|last| last.day >= day) {
            return Ok(Err(Refusal::DayNotLater { current: last.day }));
        }
        let statement = self.draw_up(&unit, day, last.as_ref(), now).await?;
        if !statement.holds() {
            return Ok(Err(Refusal::DayUnexplained));
        }
        let key = self.key()?;
        let previous = last.as_ref().map(|last| &last.sealed);
        let sealed = statement.clone().close(previous, now, &hex::encode(key.public().as_bytes()), |message| key.sign(message));
        let sealed = sealed.map_err(Fault::while_("closing a day"))?;
        let kept = KeptDay { number: last.map_or(1, |last| last.number + 1), day, sealed, closed_at: now };
        store::add_day(&unit, &kept).await?;
        let digest: Code = kept.sealed.digest.to_string().parse().map_err(Fault::while_("naming a day in the audit log"))?;
        let logged = entry(CLOSE, by, DAY, &day.to_string())?
            .after(Code::named("number"), Value::Number(kept.number))
            .after(Code::named("digest"), Value::Code(digest))
            .after(Code::named("breaks"), Value::Number(statement.breaks.len() as i64));
        self.audit.append(&unit, logged, now).await?;
        database::commit(unit).await?;
        Ok(Ok(ClosedDay { kept, statement }))
    }

    /// Draws up the statement of a day of what was compared: all that was posted since the day closed before, and all statements since.
    async fn draw_up(
        &self,
        unit: &database::Transaction,
        day: Date,
        last: Option<&KeptDay>,
        now: Timestamp,
    ) -> Result<DayStatement, Fault> {
        const DOING: &str = "drawing up a day";
        let until = self.end_of(day)?.checked_sub(STEP).map_err(Fault::while_(DOING))?;
        let after = match last {
            Some(last) => self.end_of(last.day)?.checked_sub(STEP).map_err(Fault::while_(DOING))?,
            None => Timestamp::MIN,
        };
        let movements = self.books.movements(unit, Which::Between(after, until)).await?;
        let ledger = ours::lines(&movements, &self.settings.rules, &store::by_hand(unit).await?)?;
        let statements = store::statements_of(unit, day, last.map(|last| (last.day, last.closed_at))).await?;
        let entries: Vec<String> = ledger.iter().map(|line| store::entry_of(line.id)).collect();
        let lines = statements.iter().flat_map(|statement| &statement.lines);
        let places: Vec<String> = lines.map(|line| line.place.to_string()).collect();
        let matched = store::matches_of(unit, &entries, &places).await?;
        let breaks = store::breaks_of(unit, &entries).await?.into_iter().map(|kept| kept.open.found).collect();
        let unexplained = store::unexplained_since(unit, last.map(|last| last.closed_at)).await?;
        let compared = Day { at: now, matched, breaks, unexplained };
        let open = store::breaks_at(unit, &[Standing::Open, Standing::Proposed]).await?;
        let open: Vec<_> = open.into_iter().map(|kept| kept.open).collect();
        DayStatement::draw_up(day, &ledger, &statements, &compared, &open).map_err(Fault::while_(DOING))
    }

    /// Reads a closed day.
    ///
    /// # Errors
    /// Faults when the database cannot be reached, and when what is stored is no statement of a day any more.
    pub async fn day(&self, day: Date) -> Result<Option<ClosedDay>, Fault> {
        let Some(kept) = store::day(self.database.connection(), day).await? else { return Ok(None) };
        let statement = kept.sealed.statement().map_err(Fault::while_("reading a closed day"))?;
        Ok(Some(ClosedDay { kept, statement }))
    }

    /// Verifies every closed day: what was signed, by one of these keys or our own, and that each follows the one before.
    ///
    /// # Errors
    /// Faults when the database or our key cannot be read.
    pub async fn verify(&self, keys: &[PublicKey]) -> Result<ChainReport, Fault> {
        let own = self.key()?.public();
        let known: Vec<PublicKey> = keys.iter().copied().chain([own]).collect();
        let verifies = |name: &str, message: &[u8], signature: &[u8; 64]| {
            let named = known.iter().find(|key| hex::encode(key.as_bytes()) == name);
            named.is_some_and(|key| key.verifies(message, signature))
        };
        let mut report = ChainReport::default();
        let mut before: Option<KeptDay> = None;
        loop {
            let after = before.as_ref().map_or(i64::MIN, |before| before.number);
            let page = store::days_after(self.database.connection(), after, PAGE).await;
            let page = match page {
                Ok(page) => page,
                Err(fault) => {
                    // What is stored can no longer be read as a day: that is a finding, and the reason is in it.
                    let day = before.as_ref().map_or(Date::MIN, |before| before.day);
                    return Ok(ChainReport { fault: Some((day, fault.chain())), ..report });
                }
            };
            let days: Vec<SealedDay> = page.iter().map(|kept| kept.sealed.clone()).collect();
            if let Err(fault) = verify_chain(before.as_ref().map(|kept| &kept.sealed), &days, verifies) {
                let day = page.get(place(fault)).map_or(Date::MIN, |kept| kept.day);
                return Ok(ChainReport { fault: Some((day, fault.to_string())), ..report });
            }
            for kept in &page {
                let says = kept.sealed.statement().map(|statement| statement.day);
                if says != Ok(kept.day) {
                    let fault = "the day is not that of what was signed".to_owned();
                    return Ok(ChainReport { fault: Some((kept.day, fault)), ..report });
                }
            }
            report.days += page.len();
            let Some(end) = page.into_iter().last() else { return Ok(report) };
            before = Some(end);
        }
    }

    /// Writes the settlement file of a closed day: what each agency and tax gets on which account, in minor units. Nothing where the day is not
    /// closed, or where the newest comparison of provider, ledger and notices after it did not find them alike (row PAY-M4).
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn settlement(&self, day: Date) -> Result<Result<String, Unsettled>, Fault> {
        let Some(closed) = self.day(day).await? else { return Ok(Err(Unsettled::NotClosed)) };
        let Some((at, findings)) = store::findings(self.database.connection(), None).await? else {
            return Ok(Err(Unsettled::NotCompared));
        };
        if at < self.end_of(day)? {
            return Ok(Err(Unsettled::NotCompared));
        }
        let wrong: BTreeSet<String> = findings.iter().filter(|found| !found.is_good()).map(ToString::to_string).collect();
        if !wrong.is_empty() {
            return Ok(Err(Unsettled::Differs(wrong.into_iter().collect())));
        }
        let mut file = "day,office,tax,agency,account,currency,collected,given_back,matched,in_breaks\n".to_owned();
        for row in &closed.statement.rows {
            let tax = store::word(&row.tax)?;
            let (collected, back, matched, broken) = (row.collected.0, row.given_back.0, row.matched.0, row.in_breaks.0);
            let who = [row.office.as_str(), &tax, row.agency.as_str(), row.account.as_str(), row.currency.as_str()].map(field);
            file += &format!("{day},{},{collected},{back},{matched},{broken}\n", who.join(","));
        }
        Ok(Ok(file))
    }
}

/// Why there is no settlement file of a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsettled {
    /// The day is not closed.
    #[error("the day is not closed")]
    NotClosed,
    /// Provider, ledger and notices were not compared since the day was over.
    #[error("provider, ledger and notices were not compared since the day was over")]
    NotCompared,
    /// They differ.
    #[error("provider, ledger and notices differ: {}", .0.join("; "))]
    Differs(Vec<String>),
}

/// Writes a field of CSV.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn place(fault: ChainFault) -> usize {
    match fault {
        ChainFault::Content(place) | ChainFault::Digest(place) | ChainFault::Link(place) | ChainFault::Signature(place) => place,
    }
}
