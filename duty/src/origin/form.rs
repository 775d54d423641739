//! Rules as they are written in files and kept: one key says what a node is.

use serde::{Deserialize, Serialize};
use vocabulary::HsCode;

use super::{
    key::Key,
    rule::{Clause, Formula, Level, Rule, Test},
};
use crate::exact::Exact;

/// One node of a rule.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Rule>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Rule>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<Key>,
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<Key>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    regional_value: Option<RegionalForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    foreign_value: Option<ShareForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    foreign_weight: Option<ShareForm>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeForm {
    of: Level,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    except: Vec<HsCode>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionalForm {
    formula: Formula,
    least: Exact,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareForm {
    most: Exact,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    of: Vec<HsCode>,
}

impl TryFrom<RuleForm> for Rule {
    type Error = String;

    fn try_from(form: RuleForm) -> Result<Rule, String> {
        let RuleForm { all, any, article, said, change, regional_value, foreign_value, foreign_weight } = form;
        if foreign_value.as_ref().is_some_and(|share| !share.of.is_empty()) {
            return Err("foreign_value is of all materials".to_owned());
        }
        let joined = all.map(Rule::All).into_iter().chain(any.map(Rule::Any));
        let tests = said
            .map(Test::Said)
            .into_iter()
            .chain(change.map(|ChangeForm { of, except }| Test::Change { of, except }))
            .chain(regional_value.map(|RegionalForm { formula, least }| Test::RegionalValue { formula, least }))
            .chain(foreign_value.map(|ShareForm { most, .. }| Test::ForeignValue { most }))
            .chain(foreign_weight.map(|ShareForm { most, of }| Test::ForeignWeight { most, of }));
        let (mut joined, mut tests) = (joined.collect::<Vec<_>>(), tests.collect::<Vec<_>>());
        match (joined.pop(), tests.pop(), article) {
            (Some(rule), None, None) if joined.is_empty() => Ok(rule),
            (None, Some(test), Some(article)) if tests.is_empty() => Ok(Rule::Test(Clause { article, test })),
            (None, Some(_), None) => Err("a test names no article".to_owned()),
            _ => Err("a rule is one of all, any, said, change, regional_value, foreign_value, foreign_weight".to_owned()),
        }
    }
}

impl From<Rule> for RuleForm {
    fn from(rule: Rule) -> RuleForm {
        let form = RuleForm::default();
        let Clause { article, test } = match rule {
            Rule::All(rules) => return RuleForm { all: Some(rules), ..form },
            Rule::Any(rules) => return RuleForm { any: Some(rules), ..form },
            Rule::Test(clause) => clause,
        };
        let form = RuleForm { article: Some(article), ..form };
        match test {
            Test::Said(statement) => RuleForm { said: Some(statement), ..form },
            Test::Change { of, except } => RuleForm { change: Some(ChangeForm { of, except }), ..form },
            Test::RegionalValue { formula, least } => RuleForm { regional_value: Some(RegionalForm { formula, least }), ..form },
            Test::ForeignValue { most } => RuleForm { foreign_value: Some(ShareForm { most, of: Vec::new() }), ..form },
            Test::ForeignWeight { most, of } => RuleForm { foreign_weight: Some(ShareForm { most, of }), ..form },
        }
    }
}
