//! What goods must meet to originate: tests, each with its article, joined by "and" and "or".

use serde::{Deserialize, Serialize};
use vocabulary::{HsCode, Texts};

use super::{
    form::RuleForm,
    key::{Key, SchemeCode},
};
use crate::exact::Exact;

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RuleForm", into = "RuleForm")]
pub enum Rule {
    /// One test.
    Test(Clause),
    /// Each of these.
    All(Vec<Rule>),
    /// One of these: alternatives.
    Any(Vec<Rule>),
}

/// A test and the article it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The article, by its key in the scheme.
    pub article: Key,
    /// The test.
    pub test: Test,
}

/// Something that holds or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// What only the trader can say: where it grew, what was done to it, how it travelled. The words are in the scheme.
    Said(Key),
    /// Every material from outside falls in another chapter, heading or subheading than the goods, within the tolerance of the scheme.
    Change {
        /// How far down the codes must differ.
        of: Level,
        /// Codes from which no change counts.
        except: Vec<HsCode>,
    },
    /// Enough of the value was added in the countries of the scheme.
    RegionalValue {
        /// How it is worked out.
        formula: Formula,
        /// At least so many percent.
        least: Exact,
    },
    /// The materials from outside are worth no more than a share of the price ex works (often written MaxNOM).
    ForeignValue {
        /// At most so many percent.
        most: Exact,
    },
    /// Materials of some codes from outside weigh no more than a share of the goods.
    ForeignWeight {
        /// At most so many percent.
        most: Exact,
        /// Materials of these codes; of all where there are none.
        of: Vec<HsCode>,
    },
}

/// How far down the codes must differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Two digits (CC).
    Chapter,
    /// Four digits (CTH).
    Heading,
    /// Six digits (CTSH).
    Subheading,
}

/// How regional value is worked out, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// (price ex works − materials from outside) ÷ price ex works × 100.
    BuildDown,
    /// Originating materials ÷ price ex works × 100.
    BuildUp,
    /// (net cost − materials from outside) ÷ net cost × 100.
    NetCost,
}

/// What goods of some codes must meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductRule {
    /// The scheme it belongs to.
    pub scheme: SchemeCode,
    /// What it is known by in the scheme.
    pub id: Key,
    /// The goods it is for, by the codes above them; all goods without a rule of their own where there are none.
    #[serde(default)]
    pub goods: Vec<HsCode>,
    /// What it says, in words.
    pub text: Texts,
    /// The article that gives these goods no preference at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_preference: Option<Key>,
    /// When such goods are wholly obtained.
    #[serde(default)]
    pub obtained: Obtained,
    /// What makes them originate where they are not wholly obtained; nothing does where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worked: Option<Rule>,
}

/// When goods are wholly obtained.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obtained {
    /// As the scheme says of all goods.
    #[default]
    AsScheme,
    /// Never: what is done to them is all that counts.
    Never,
    /// As this rule says.
    #[serde(untagged)]
    By(Rule),
}

impl Level {
    /// Returns how many digits it reaches.
    pub fn digits(self) -> usize {
        match self {
            Self::Chapter => 2,
            Self::Heading => 4,
            Self::Subheading => 6,
        }
    }

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chapter => "chapter",
            Self::Heading => "heading",
            Self::Subheading => "subheading",
        }
    }

    /// Says whether two codes are the same down to this level. A code that does not reach it is the same as all below it: what is not
    /// known to differ does not differ.
    pub fn same(self, one: &HsCode, other: &HsCode) -> bool {
        let digits = self.digits().min(one.as_str().len()).min(other.as_str().len());
        one.as_str()[..digits] == other.as_str()[..digits]
    }
}

impl Rule {
    /// Returns every test in it, in order.
    pub fn clauses(&self) -> Vec<&Clause> {
        match self {
            Self::Test(clause) => vec![clause],
            Self::All(rules) | Self::Any(rules) => rules.iter().flat_map(Rule::clauses).collect(),
        }
    }

    /// Returns how deep it is nested; one test is 1.
    pub fn depth(&self) -> usize {
        match self {
            Self::Test(_) => 1,
            Self::All(rules) | Self::Any(rules) => 1 + rules.iter().map(Rule::depth).max().unwrap_or(0),
        }
    }
}

impl ProductRule {
    /// Returns every rule that stands in it.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let obtained = match &self.obtained {
            Obtained::By(rule) => Some(rule),
            Obtained::AsScheme | Obtained::Never => None,
        };
        obtained.into_iter().chain(&self.worked)
    }

    /// Returns how many digits of `code` it names, where it is for such goods: 0 where it is for all.
    fn reach(&self, code: &HsCode) -> Option<usize> {
        if self.goods.is_empty() {
            return Some(0);
        }
        self.goods.iter().filter(|goods| goods.covers(code)).map(|goods| goods.significant().len()).max()
    }
}

/// Returns the rule for goods of `code`: the one that names most of its digits.
pub fn product_rule<'a>(rules: impl IntoIterator<Item = &'a ProductRule>, code: &HsCode) -> Option<&'a ProductRule> {
    rules.into_iter().filter_map(|rule| Some((rule.reach(code)?, rule))).max_by_key(|(reach, _)| *reach).map(|(_, rule)| rule)
}
