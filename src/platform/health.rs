//! Whether this process can serve: named checks, each with a time limit. The slices bring the checks; `server/` shows the report.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::future::{BoxFuture, join_all};
use serde::Serialize;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// The health of the process, shared by everything that serves.
#[derive(Clone, Default)]
pub struct Health(Arc<Inner>);

#[derive(Default)]
struct Inner {
    checks: Vec<Check>,
    modes: Vec<ModeOf>,
    draining: AtomicBool,
    latest: Mutex<Option<(Instant, Report)>>,
}

/// What something works in, by its name.
type ModeOf = (&'static str, Box<dyn Fn() -> &'static str + Send + Sync>);

struct Check {
    name: &'static str,
    wait_max: Duration,
    ask: Box<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>,
}

/// What the checks said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether requests may be sent here.
    pub ready: bool,
    /// Whether the process is on its way out.
    pub draining: bool,
    /// Each check, in the order they were named.
    pub checks: Vec<CheckReport>,
    /// In which of its modes something works that can do with less than it would like to have, by its name.
    pub modes: BTreeMap<&'static str, &'static str>,
}

/// What one check said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// What was checked.
    pub name: &'static str,
    /// Whether it answered in time that all is well.
    pub ok: bool,
}

impl Health {
    /// How long a report is shown again: a flood of questions must not become a flood of database queries.
    const FRESH_FOR: Duration = Duration::from_secs(1);

    /// Begins a list of checks.
    pub fn with_checks() -> HealthChecks {
        HealthChecks::default()
    }

    /// Tells balancers to send no more; there is no way back.
    pub fn drain(&self) {
        self.0.draining.store(true, Ordering::Release);
    }

    /// Returns whether the process is on its way out.
    pub fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::Acquire)
    }

    /// Asks all checks at once, at most once a second.
    pub async fn report(&self) -> Report {
        let mut latest = self.0.latest.lock().await;
        if let Some((asked_at, report)) = latest.as_ref()
            && asked_at.elapsed() < Self::FRESH_FOR
            && report.draining == self.is_draining()
        {
            return report.clone();
        }
        let report = self.ask().await;
        *latest = Some((Instant::now(), report.clone()));
        report
    }

    async fn ask(&self) -> Report {
        let checks = join_all(self.0.checks.iter().map(Check::report)).await;
        let draining = self.is_draining();
        let modes = self.0.modes.iter().map(|(name, mode)| (*name, mode())).collect();
        Report { ready: !draining && checks.iter().all(|check| check.ok), draining, checks, modes }
    }
}

impl Check {
    async fn report(&self) -> CheckReport {
        let ok = timeout(self.wait_max, (self.ask)()).await.unwrap_or(false);
        CheckReport { name: self.name, ok }
    }
}

/// A list of checks in the making.
#[derive(Default)]
pub struct HealthChecks {
    checks: Vec<Check>,
    modes: Vec<ModeOf>,
}

impl HealthChecks {
    /// Adds a check: `ask` returns whether all is well, and has `wait_max` to do so.
    #[must_use]
    pub fn and<F>(mut self, name: &'static str, wait_max: Duration, ask: impl Fn() -> F + Send + Sync + 'static) -> HealthChecks
    where
        F: Future<Output = bool> + Send + 'static,
    {
        self.checks.push(Check { name, wait_max, ask: Box::new(move || Box::pin(ask())) });
        self
    }

    /// Adds a mode to be told: whatever it is, the process can serve.
    #[must_use]
    pub fn telling(mut self, name: &'static str, mode: impl Fn() -> &'static str + Send + Sync + 'static) -> HealthChecks {
        self.modes.push((name, Box::new(mode)));
        self
    }

    /// Ends the list.
    ///
    /// # Panics
    /// Two checks of one name: an operator could not tell which one failed.
    pub fn done(self) -> Health {
        let names: BTreeSet<_> = self.checks.iter().map(|check| check.name).collect();
        assert_eq!(names.len(), self.checks.len(), "each health check has a name of its own");
        Health(Arc::new(Inner { checks: self.checks, modes: self.modes, ..Inner::default() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn a_check_that_never_answers_fails_and_holds_nothing_up() {
        let health =
            Health::with_checks().and("database", SOON, || async { true }).and("index", SOON, std::future::pending).done();
        let report = health.report().await;
        let named: Vec<_> = report.checks.iter().map(|check| (check.name, check.ok)).collect();
        assert_eq!((report.ready, named), (false, vec![("database", true), ("index", false)]));
    }

    #[tokio::test]
    async fn a_draining_process_is_not_ready_however_well_it_is() {
        let health = Health::with_checks().and("database", SOON, || async { true }).done();
        assert!(health.report().await.ready);
        health.drain();
        assert_eq!((health.report().await.ready, health.report().await.draining), (false, true));
    }
}
