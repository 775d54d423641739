//! How much a caller may ask for: operations are counted by what they cost us. A slice implements [`Gate`], the server asks it.

use async_graphql::Data;

use super::request::Arrival;

/// What kind of operation a root field is, by what it costs and what can be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationClass {
    /// To read what is public, or one's own.
    Search,
    /// To read what takes long to work out.
    Compute,
    /// To sign in, to stay signed in, to ask for a code or to try one.
    SignIn,
    /// To change something.
    Write,
    /// To move money.
    Money,
}

impl OperationClass {
    /// All of them, in the order of [`OperationClass::index`].
    pub const ALL: [OperationClass; 5] = [Self::Search, Self::Compute, Self::SignIn, Self::Write, Self::Money];

    /// Returns the name that stands in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Search => "SEARCH",
            Self::Compute => "COMPUTE",
            Self::SignIn => "SIGN_IN",
            Self::Write => "WRITE",
            Self::Money => "MONEY",
        }
    }

    /// Returns its place among all of them.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// How many operations of each class a request asks for: each field at the root of its document is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charge([u16; OperationClass::ALL.len()]);

impl Charge {
    /// Counts one more.
    pub fn add(&mut self, class: OperationClass) {
        let count = &mut self.0[class.index()];
        *count = count.saturating_add(1);
    }

    /// Returns whether nothing was counted.
    pub fn is_nothing(&self) -> bool {
        *self == Charge::default()
    }

    /// Returns the classes that are asked for, each with how many operations.
    pub fn parts(&self) -> impl Iterator<Item = (OperationClass, u16)> {
        OperationClass::ALL.into_iter().zip(self.0).filter(|(_, count)| *count > 0)
    }
}

/// What a caller has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Of which class: the one that is nearest to its end, where a request asks for several.
    pub class: OperationClass,
    /// How many operations may be asked for at once.
    pub remaining: u32,
    /// How many that is when nothing was asked for lately.
    pub limit: u32,
    /// After how many seconds without asking all of them may be asked for again.
    pub reset_seconds: u64,
}

impl Quota {
    /// Whether less than a quarter is left: then it is worth its bytes to say so.
    pub fn is_low(&self) -> bool {
        u64::from(self.remaining) * 4 < u64::from(self.limit)
    }
}

/// That a caller has asked for too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// Of which class.
    pub class: OperationClass,
    /// After how many seconds the same may be asked for again; at least one.
    pub seconds: u64,
}

/// Counts what callers ask for.
pub trait Gate: Send + Sync + 'static {
    /// Counts the operations of one request, or refuses all of them and counts none. `caller` is what the doorkeeper said of who asks.
    ///
    /// Returns what is left; nothing where nothing was counted.
    ///
    /// # Errors
    /// Says after how many seconds it is worth asking again.
    fn pass(&self, caller: &Data, arrival: &Arrival, charge: &Charge) -> Result<Option<Quota>, Exceeded>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_found_at_its_place() {
        for (place, class) in OperationClass::ALL.into_iter().enumerate() {
            assert_eq!(class.index(), place, "{class:?}");
        }
    }

    #[test]
    fn a_charge_tells_how_many_of_each() {
        let mut charge = Charge::default();
        assert!(charge.is_nothing());
        for class in [OperationClass::Write, OperationClass::Search, OperationClass::Write] {
            charge.add(class);
        }
        assert_eq!(charge.parts().collect::<Vec<_>>(), [(OperationClass::Search, 1), (OperationClass::Write, 2)]);
    }
}
