//! Three-valued truth: what is open may still turn out either way.

/// Whether something holds, as far as anybody has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// Nobody knows yet.
    Open,
}

impl Truth {
    /// Says whether all of them hold. One that does not decides it, whatever is open. Source: Kleene, strong logic of three values.
    pub(super) fn all(truths: impl Iterator<Item = Truth>) -> Truth {
        let mut all = Truth::Yes;
        for truth in truths {
            match truth {
                Truth::No => return Truth::No,
                Truth::Open => all = Truth::Open,
                Truth::Yes => {}
            }
        }
        all
    }

    /// Says whether one of them holds.
    pub(super) fn any(truths: impl Iterator<Item = Truth>) -> Truth {
        Truth::all(truths.map(Truth::not)).not()
    }

    fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Open => Truth::Open,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::Yes } else { Truth::No }
    }
}
