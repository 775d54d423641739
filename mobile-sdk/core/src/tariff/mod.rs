//! The tariff, and what goods will cost. Nothing of it binds anybody.

mod declared;
mod model;
mod offline;
mod wording;

pub use model::{
    Claim, Consignment, DutyCharge, DutyComputation, DutyLine, Goods, Measure, Quantity, SavedEstimate, Statement, TariffSheet,
};

use futures_util::{
    future::{Either, select},
    pin_mut,
};

use self::offline::Unanswered;
use crate::{
    client::Shared,
    content::{FetchPolicy, Freshness, Source},
    error::{FingertipError, is_retryable},
    money::Money,
    op::{ComputeDuty, Line, Measures, SaveEstimate, compute_duty, line_of, measures, save_estimate},
    wire::{Call, NoFacts, error_of},
};

/// The tariff, and what goods will cost.
#[derive(Clone)]
pub struct Tariff(pub(crate) Shared);

impl Tariff {
    /// Returns a line of the tariff with what stands on it, on a day.
    ///
    /// # Errors
    /// `NOT_FOUND`; `HS_CODE_INVALID`; `OFFLINE` where it was not read before.
    pub async fn sheet(&self, code: String, as_of: Option<String>) -> Result<TariffSheet, FingertipError> {
        let language = self.0.config.languages.first().cloned();
        let variables = line_of::Variables { code: code.clone(), as_of: as_of.clone(), known_at: None, language };
        let line = self.0.read_public::<Line>(variables, "tariff", FetchPolicy::NetworkFirst, None).await?;
        let missing = || FingertipError::NotFound {
            kind: "hs-code".to_owned(),
            id: code.clone(),
            detail: "no such line on that day".to_owned(),
        };
        let found = line.data.hs_code.ok_or_else(missing)?;
        let variables = measures::Variables { code: code.clone(), as_of, known_at: None };
        let on_it = self.0.read_public::<Measures>(variables, "tariff", FetchPolicy::NetworkFirst, None).await?;
        let standing = on_it.data.hs_code.ok_or_else(missing)?.measures;
        Ok(TariffSheet {
            code: found.code,
            description: found.description,
            ancestors: found.ancestors.into_iter().filter_map(|ancestor| ancestor.description).collect(),
            is_declarable: found.is_declarable,
            measures: standing.into_iter().map(wording::measure).collect::<Result<_, _>>()?,
            // As fresh as the older of the two.
            freshness: if line.freshness.stale { line.freshness } else { on_it.freshness },
        })
    }

    /// Works out what goods will cost: on the server, and from the packs of this phone where the network does not answer in time. Which of
    /// them it was, and of when the pack is, [`DutyComputation::freshness`] says.
    ///
    /// # Errors
    /// `CODE_NOT_DECLARABLE`, `TAXES_NOT_PUBLISHED` and their like. That something is missing is no error: it is asked for. `OFFLINE` and its like
    /// where the network does not answer, and no pack that is not past its last day holds the day and the chapters.
    pub async fn compute_duty(&self, consignment: Consignment) -> Result<DutyComputation, FingertipError> {
        self.compute_duty_from(consignment, FetchPolicy::NetworkFirst).await
    }

    /// Works out what goods will cost, from where the app says.
    ///
    /// # Errors
    /// As [`Tariff::compute_duty`]. From packs alone `PACK_EXPIRED`, `PACK_LACKS_DAY`, `PACK_LACKS_CHAPTER`: get the newest, or ask the server.
    pub async fn compute_duty_from(
        &self,
        consignment: Consignment,
        policy: FetchPolicy,
    ) -> Result<DutyComputation, FingertipError> {
        match policy {
            FetchPolicy::NetworkFirst => self.computed_first_by_network(&consignment).await,
            FetchPolicy::PackOnly => Ok(self.0.duty_of_packs(&consignment)?),
            FetchPolicy::CacheThenNetwork => match self.0.duty_of_packs(&consignment) {
                Err(Unanswered::NotHeld(_)) => self.computed_by_network(&consignment).await,
                answered => Ok(answered?),
            },
        }
    }

    async fn computed_first_by_network(&self, consignment: &Consignment) -> Result<DutyComputation, FingertipError> {
        let asked = self.computed_by_network(consignment);
        pin_mut!(asked);
        let heard = if self.0.shelf.is_empty() {
            asked.await
        } else {
            match select(&mut asked, self.0.host.clock.sleep(self.0.config.timeouts.offline_after_ms)).await {
                Either::Left((heard, _)) => heard,
                // With a pack at hand nobody waits long; where it does not hold what it takes, the network is waited for.
                Either::Right(_) => match self.0.duty_of_packs(consignment) {
                    Ok(computation) => return Ok(computation),
                    Err(_) => asked.await,
                },
            }
        };
        match heard {
            Err(error) if is_retryable(&error) => match self.0.duty_of_packs(consignment) {
                Err(Unanswered::NotHeld(_)) => Err(error),
                answered => Ok(answered?),
            },
            heard => heard,
        }
    }

    /// It is sent by POST: what somebody trades in stands in no address.
    async fn computed_by_network(&self, consignment: &Consignment) -> Result<DutyComputation, FingertipError> {
        let language = self.0.config.languages.first().cloned();
        let variables = compute_duty::Variables { input: wording::for_computing(consignment)?, language };
        let found = self.0.send::<ComputeDuty>(variables, Call::private_read("duty")).await?.compute_duty;
        let freshness = Freshness { source: Source::Network, as_of_ms: self.0.host.clock.now_ms(), stale: false };
        wording::computation(found, freshness)
    }

    /// Works out what goods will cost and has the server keep it for 180 days, under a code that whoever has it may read.
    ///
    /// # Errors
    /// `ESTIMATE_UNDETERMINED` where something is missing.
    pub async fn save_estimate(&self, consignment: Consignment) -> Result<SavedEstimate, FingertipError> {
        use save_estimate::SaveEstimateSaveEstimate as Payload;
        let variables = save_estimate::Variables { input: wording::for_saving(&consignment)? };
        match self.0.send::<SaveEstimate>(variables, Call::change("duty")).await?.save_estimate {
            Payload::Estimate(kept) => Ok(SavedEstimate {
                total: Money::read(&kept.total, &kept.currency)?,
                code: kept.code,
                share_url: kept.share_url,
                expires_at: kept.expires_at,
                as_of: kept.as_of,
            }),
            Payload::EstimateRefused(refused) => Err(error_of(&refused.code, &refused.message, &NoFacts)),
        }
    }
}
