//! How many operations a minute, by class.

use super::rate::Rate;
use crate::platform::quota::OperationClass;

/// The ceilings of one class, in operations a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// For a person or a service, and for a device.
    pub own: u32,
    /// For all who show nothing, of one network together.
    pub network: u32,
}

/// The ceilings of all classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceilings {
    /// Reading.
    pub search: Allowance,
    /// Reading what takes long to work out.
    pub compute: Allowance,
    /// Signing in, and codes.
    pub sign_in: Allowance,
    /// Changing something.
    pub write: Allowance,
    /// Moving money.
    pub money: Allowance,
}

impl Default for Ceilings {
    /// What no thumb reaches: two searches a second, a minute long. A network may be a carrier's, with thousands of phones behind it.
    fn default() -> Ceilings {
        Ceilings {
            search: Allowance { own: 120, network: 3_000 },
            compute: Allowance { own: 20, network: 600 },
            sign_in: Allowance { own: 10, network: 3_000 },
            write: Allowance { own: 60, network: 600 },
            money: Allowance { own: 20, network: 60 },
        }
    }
}

impl Ceilings {
    /// Returns the ceilings of a class.
    pub fn of(&self, class: OperationClass) -> Allowance {
        match class {
            OperationClass::Search => self.search,
            OperationClass::Compute => self.compute,
            OperationClass::SignIn => self.sign_in,
            OperationClass::Write => self.write,
            OperationClass::Money => self.money,
        }
    }
}

impl Allowance {
    pub(super) fn own_rate(self) -> Rate {
        Rate::per_minute(self.own)
    }

    pub(super) fn network_rate(self) -> Rate {
        Rate::per_minute(self.network)
    }
}
