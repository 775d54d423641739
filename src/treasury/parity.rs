//! Provider, ledger and notices beside one another, each night. What it finds is published, and no settlement file is made over a difference. Rows
//! PAY-M4, INV-06.

use std::{collections::BTreeMap, fmt, time::Duration};

use vocabulary::{Currency, Date, Timestamp, words};

use super::{book::Fetched, service::Treasury, store};
use crate::platform::{clock::SharedClock, database, fault::Fault};

/// The hour of the night from which the day before is compared.
const HOUR: i8 = 2;
/// How often it looks whether it is time.
const PACE: Duration = Duration::from_secs(60);

words! {
    /// What was compared.
    Subject, "subject of a comparison" {
        /// What a provider owes us, by its own balance and by our books.
        Balance = "balance",
        /// What providers said of payments, and what the ledger took for them.
        Evidence = "evidence",
        /// What notices say that is owed, and what the ledger does.
        Notice = "notice",
    }
}

/// What was found of one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was compared.
    pub subject: Subject,
    /// With which provider.
    pub provider: String,
    /// In which currency.
    pub currency: Option<Currency>,
    /// By how much our books lie above, in minor units, or how many differ; nothing where the provider did not say.
    pub difference: Option<i64>,
}

impl Finding {
    /// Says whether nothing differs.
    pub fn is_good(&self) -> bool {
        self.difference == Some(0)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.subject)?;
        if !self.provider.is_empty() {
            write!(formatter, " {}", self.provider)?;
        }
        if let Some(currency) = self.currency {
            write!(formatter, " {currency}")?;
        }
        match self.difference {
            Some(difference) => write!(formatter, " {difference}"),
            None => formatter.write_str(" unknown"),
        }
    }
}

impl Treasury {
    /// Reads the books of all providers, compares what is new, and says whether provider, ledger and notices agree, of a day.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn check_parity(&self, day: Date, now: Timestamp) -> Result<Vec<Finding>, Fault> {
        let mut findings = Vec::new();
        let names: Vec<String> = self.providers.names().map(ToOwned::to_owned).collect();
        for name in &names {
            match self.fetch(name, now).await? {
                Fetched::NoBook => {}
                Fetched::Lines(_) => findings.extend(self.balances(name).await?),
                Fetched::Unsure => findings.push(balance(name, None, None)),
            }
        }
        self.compare(now).await?;
        let (payments, notices) = self.books.astray_from_evidence().await?;
        let count = |subject, names: &[String]| Finding {
            subject,
            provider: String::new(),
            currency: None,
            difference: i64::try_from(names.len()).ok(),
        };
        findings.push(count(Subject::Evidence, &payments));
        findings.push(count(Subject::Notice, &notices));
        let unit = self.database.begin().await?;
        store::add_findings(&unit, day, &findings, now).await?;
        database::commit(unit).await?;
        tell(&findings);
        Ok(findings)
    }

    /// Compares what a provider owes us by its own balance and by our books.
    async fn balances(&self, name: &str) -> Result<Vec<Finding>, Fault> {
        let Some(book) = self.providers.get(name).and_then(|gateway| gateway.book()) else { return Ok(Vec::new()) };
        let Ok(owed) = book.owed().await else { return Ok(vec![balance(name, None, None)]) };
        let mut differences: BTreeMap<Currency, i64> = BTreeMap::new();
        for (_, money) in self.books.cleared().await?.into_iter().filter(|(provider, _)| provider == name) {
            *differences.entry(money.currency).or_default() += money.minor;
        }
        for money in owed {
            *differences.entry(money.currency).or_default() -= money.minor;
        }
        Ok(differences.into_iter().map(|(currency, minor)| balance(name, Some(currency), Some(minor))).collect())
    }

    /// Returns what was found last of a day, and when.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn parity_of(&self, day: Date) -> Result<Option<(Timestamp, Vec<Finding>)>, Fault> {
        store::findings(self.database.connection(), Some(day)).await
    }
}

fn balance(provider: &str, currency: Option<Currency>, difference: Option<i64>) -> Finding {
    Finding { subject: Subject::Balance, provider: provider.to_owned(), currency, difference }
}

/// Publishes what was found: how much differs, and whether anything does.
fn tell(findings: &[Finding]) {
    let wrong: Vec<&Finding> = findings.iter().filter(|finding| !finding.is_good()).collect();
    metrics::gauge!("fingertip_treasury_parity").set(if wrong.is_empty() { 1.0 } else { 0.0 });
    for subject in Subject::ALL {
        let count = wrong.iter().filter(|finding| finding.subject == *subject).count();
        let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        metrics::gauge!("fingertip_treasury_parity_differences", "subject" => subject.as_str()).set(count);
    }
    for finding in wrong {
        tracing::error!(%finding, "provider, ledger and notices differ");
    }
}

/// Compares them each night, by itself.
pub struct Nightly {
    treasury: Treasury,
}

impl Nightly {
    /// Compares what `treasury` reads.
    pub fn new(treasury: Treasury) -> Nightly {
        Nightly { treasury }
    }

    /// Compares each night, and takes in each minute what was paid at bank counters, until the task is ended.
    pub async fn run(self, clock: SharedClock) {
        loop {
            if let Err(fault) = self.look(clock.now()).await {
                tracing::warn!(cause = fault.chain(), "could not compare provider, ledger and notices");
            }
            if let Err(fault) = self.treasury.take_vouchers(clock.now()).await {
                tracing::warn!(cause = fault.chain(), "could not take in what was paid at bank counters");
            }
            tokio::time::sleep(PACE).await;
        }
    }

    /// Compares the day before, once, where the night is far enough; says whether it did.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn look(&self, now: Timestamp) -> Result<bool, Fault> {
        let (today, hour) = self.treasury.local(now);
        let Ok(day) = today.yesterday() else { return Ok(false) };
        if hour < HOUR || self.treasury.parity_of(day).await?.is_some() {
            return Ok(false);
        }
        self.treasury.check_parity(day, now).await?;
        Ok(true)
    }
}
