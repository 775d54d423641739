//! Who is counted, from what the door and the transport know of a request.

use std::{
    any::TypeId,
    hash::{BuildHasher, RandomState},
};

use async_graphql::Data;

use crate::{
    identity::{
        caller::Subject,
        limit::{Asker, Ceilings, KEYS_MAX, Origin, RateLimits},
        token::Thumbprint,
    },
    platform::{
        clock::SharedClock,
        quota::{Charge, Exceeded, Gate, Quota},
        request::Arrival,
    },
};

/// By what somebody who signed in is counted. The door puts it beside the caller.
#[derive(Clone, Debug)]
pub struct Counted {
    pub(super) subject: Subject,
    pub(super) device: Thumbprint,
}

/// Counts the operations of everybody, in the memory of one server.
pub struct RateGate {
    limits: RateLimits,
    clock: SharedClock,
    /// Nobody outside can make two claims that fall together.
    names: RandomState,
}

impl RateGate {
    /// Opens it with these ceilings.
    pub fn new(ceilings: Ceilings, clock: SharedClock) -> RateGate {
        RateGate { limits: RateLimits::new(ceilings, KEYS_MAX), clock, names: RandomState::new() }
    }

    fn asker(&self, caller: &Data, arrival: &Arrival) -> Asker {
        let counted = caller.get(&TypeId::of::<Counted>()).and_then(|counted| counted.downcast_ref::<Counted>());
        match counted {
            Some(Counted { subject, device }) => Asker::SignedIn { subject: *subject, device: device.clone() },
            None => Asker::Anonymous { origin: Origin::of(arrival.address), claimed: self.claimed(arrival) },
        }
    }

    /// Names the device that a proof says it is of: its header holds the key. Nothing is verified here, because nothing is given for it.
    fn claimed(&self, arrival: &Arrival) -> Option<u64> {
        let (header, _) = arrival.proof.as_ref()?.reveal().split_once('.')?;
        Some(self.names.hash_one(header))
    }
}

impl Gate for RateGate {
    fn pass(&self, caller: &Data, arrival: &Arrival, charge: &Charge) -> Result<Option<Quota>, Exceeded> {
        self.limits.pass(&self.asker(caller, arrival), charge, self.clock.now())
    }
}
