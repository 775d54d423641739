//! The providers there are, and how patiently they are asked. Rows PAY-M9, MOM-06, MOM-09.

use std::{collections::BTreeMap, sync::Arc};

use gateway::Gateway;
use jiff::SignedDuration;
use payment::Rail;
use vocabulary::Timestamp;

/// The providers of one server, by the name they are stored under. Cheap to clone.
#[derive(Clone, Default)]
pub struct Providers {
    by_name: Arc<BTreeMap<String, Provider>>,
}

#[derive(Clone)]
struct Provider {
    gateway: Arc<dyn Gateway>,
    rail: Rail,
}

/// Two providers of one name.
#[derive(Debug, thiserror::Error)]
#[error("there are two providers named {0}")]
pub struct ProvidersError(String);

impl Providers {
    /// Takes the providers, each with the rail that it serves.
    ///
    /// # Errors
    /// Refuses two of one name.
    pub fn new(providers: Vec<(Rail, Arc<dyn Gateway>)>) -> Result<Providers, ProvidersError> {
        let mut by_name = BTreeMap::new();
        for (rail, gateway) in providers {
            let name = gateway.name().to_owned();
            if by_name.insert(name.clone(), Provider { gateway, rail }).is_some() {
                return Err(ProvidersError(name));
            }
        }
        Ok(Providers { by_name: Arc::new(by_name) })
    }

    /// Returns a provider.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Gateway>> {
        self.by_name.get(name).map(|provider| &provider.gateway)
    }

    /// Returns the names of all of them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Returns who serves a rail: the first by name.
    pub fn of_rail(&self, rail: Rail) -> Option<&str> {
        self.by_name.iter().find(|(_, provider)| provider.rail == rail).map(|(name, _)| name.as_str())
    }

    /// Returns the rails that are served.
    pub fn rails(&self) -> Vec<Rail> {
        Rail::ALL.iter().copied().filter(|rail| self.of_rail(*rail).is_some()).collect()
    }
}

/// When providers are asked again.
#[derive(Debug)]
pub struct Pace;

impl Pace {
    /// How long a prompt on a phone lives. Source: MTN MoMo, Daraja.
    pub const PROMPT_LIVES: SignedDuration = SignedDuration::from_mins(5);
    /// Says when to ask after `looks` looks: as far apart as the ladder of [`gateway::poll`], and once a day after its end.
    pub fn after(now: Timestamp, looks: u32) -> Timestamp {
        let looks = usize::try_from(looks).unwrap_or(usize::MAX);
        let before = looks.checked_sub(1).map_or(Some(SignedDuration::ZERO), gateway::poll::next);
        let apart = gateway::poll::next(looks).zip(before).map_or(SignedDuration::from_hours(24), |(at, before)| at - before);
        now.saturating_add(apart).unwrap_or(Timestamp::MAX)
    }

    /// Says when nothing will have happened long enough.
    pub fn quiet(now: Timestamp) -> Timestamp {
        now.saturating_add(payment::payment::QUIET).unwrap_or(Timestamp::MAX)
    }
}
