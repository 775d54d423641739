//! The use cases of whoever pays more than a rail carries at once: to plan the parts of a notice, and to take the plan back. What becomes of a plan
//! that is not complete on its last day, the janitor does. Rows PAY-N4, PAY-M18, MOM-10.
//!
//! Each part is paid by [`Payments::pay`] as anything is, by whoever has the reference, one after the other (row INV-09). The open plan stands
//! on the notice itself, so that whoever locks that has both.

mod ending;
mod rows;
pub(super) mod store;

use payment::{BoundRefusal, IdempotencyKey, NoticeReference, PlanOutcome, PlannedPart, plan::PlanDays};
use serde::Serialize;
use vocabulary::{Money, NoticeId, PlanId, Timestamp};

use super::{
    notice::{self, IssuedNotice},
    paying::digest,
    refusal::Refusal,
    service::Payments,
};
use crate::{
    identity::Subject,
    platform::{database, fault::Fault, identifier, outbox},
};

/// The parts in which somebody is going to have a notice paid.
#[derive(Clone, Debug)]
pub struct NewPlan {
    /// What their device made up and stored before it sent this.
    pub key: IdempotencyKey,
    /// Who plans, where they signed in.
    pub by: Option<Subject>,
    /// The notice.
    pub reference: NoticeReference,
    /// The version that they saw.
    pub version: u32,
    /// What they saw as owed.
    pub expected: Money,
    /// The parts, in the order of their days.
    pub parts: Vec<PlannedPart>,
    /// In which days they may lie.
    pub days: PlanDays,
}

/// A plan, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPlan {
    /// Its name: whoever has it may take the plan back.
    pub id: PlanId,
    /// The notice.
    pub notice: NoticeId,
    /// The parts.
    pub parts: Vec<PlannedPart>,
    /// When it ends, complete or not.
    pub until: Timestamp,
    /// What became of it.
    pub outcome: PlanOutcome,
    /// When it was made.
    pub planned_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// What came of planning.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The plan.
    pub plan: KeptPlan,
    /// The notice, as it stands.
    pub issued: IssuedNotice,
    /// Whether the key was sent before: the plan is the one that it made then, as it stands now.
    pub is_replay: bool,
}

/// What makes a request this one and no other, written in one way (row IDM-03).
#[derive(Serialize)]
struct Fingerprint<'a> {
    reference: String,
    version: u32,
    expected: Money,
    parts: &'a [PlannedPart],
}

impl Payments {
    /// Plans the parts of a notice, once by the key.
    ///
    /// # Errors
    /// Refuses a notice that cannot be paid or needs no plan, parts that are not what it owes, days that are too late, and a part that no rail
    /// carries at once. Faults when the database cannot keep it.
    pub async fn plan_parts(&self, new: NewPlan, now: Timestamp) -> Result<Result<Planned, Refusal>, Fault> {
        let (key_hash, fingerprint) = (new.key_hash(), new.fingerprint());
        let unit = self.database.begin().await?;
        let Some(issued) = notice::store::lock(&unit, &[new.reference]).await?.pop() else {
            return Ok(Err(Refusal::NoticeUnknown));
        };
        if let Some((plan, before)) = store::known(&unit, &key_hash).await? {
            return Ok(if before == fingerprint {
                Ok(Planned { plan, issued, is_replay: true })
            } else {
                Err(Refusal::KeyReused)
            });
        }
        let owed = issued.notice.owed();
        let id = PlanId::new(u128::from_le_bytes(identifier::random()));
        let planned = match issued.notice.clone().planned((id, new.version), new.parts.clone(), new.days, now) {
            Ok(planned) => planned,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        if new.expected != owed {
            return Ok(Err(Refusal::TotalDiffers { owed: owed.to_string() }));
        }
        if let Some(refusal) = new.parts.iter().find_map(|part| self.uncarried(Money::new(part.minor, owed.currency))) {
            return Ok(Err(refusal.into()));
        }
        let plan = KeptPlan {
            id,
            notice: issued.notice.id,
            parts: new.parts,
            until: new.days.ends_at,
            outcome: PlanOutcome::Open,
            planned_at: now,
            ended_at: None,
        };
        store::add(&unit, &plan, (&key_hash, &fingerprint)).await?;
        notice::store::update(&unit, &planned).await?;
        outbox::append(&unit, notice::CHANGED, &plan.notice.to_string(), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        metrics::counter!("fingertip_payment_plans_total", "outcome" => "open").increment(1);
        Ok(Ok(Planned { plan, issued: IssuedNotice { notice: planned, ..issued }, is_replay: false }))
    }

    /// Says why nobody carries a sum at once, where nobody does: a bank counter carries any.
    fn uncarried(&self, amount: Money) -> Option<BoundRefusal> {
        if self.voucher.is_some() {
            return None;
        }
        let refused: Result<Vec<BoundRefusal>, ()> =
            (self.providers.rails().into_iter()).map(|rail| self.settings.bounds.carries(rail, amount).err().ok_or(())).collect();
        let reach = |refusal: &BoundRefusal| match refusal {
            BoundRefusal::TooMuch { most } => most.minor,
            BoundRefusal::TooLittle { least } => -least.minor,
        };
        refused.ok()?.into_iter().max_by_key(reach)
    }

    /// Reads the plan of a notice that was made last.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn newest_plan(&self, notice: NoticeId) -> Result<Option<KeptPlan>, Fault> {
        store::newest(self.database.connection(), notice).await
    }
}

impl NewPlan {
    /// Names who asks and with which key; whoever has no account is known by the notice (`DESIGN` §3).
    fn key_hash(&self) -> String {
        let scope = self.by.map_or_else(|| self.reference.to_string(), |by| by.to_string());
        digest(&("plan", scope, self.key.as_str()))
    }

    fn fingerprint(&self) -> String {
        let (reference, version, expected) = (self.reference.to_string(), self.version, self.expected);
        digest(&Fingerprint { reference, version, expected, parts: &self.parts })
    }
}
