//! An agreement as data: who is in it, what its articles say, what always has to hold, how origin is proven.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{AreaCode, AuthorityCode, CountryCode, FactId, HsCode, Money, PublicationId, Texts};

use super::{
    key::{Key, SchemeCode},
    rule::{ProductRule, Rule, Test},
};
use crate::{exact::Exact, name::DocumentCode};

/// How many articles, statements or proofs a scheme may have.
const PARTS_MAX: usize = 200;
/// How many tests one rule may have.
const TESTS_MAX: usize = 60;
/// How deep a rule may be nested.
const DEPTH_MAX: usize = 8;

/// An agreement or another scheme of preferences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// What it is known by.
    pub code: SchemeCode,
    /// What it is called.
    pub name: Texts,
    /// The area that preferences of the tariff name for it, where they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    /// The act it stands in, as one would cite it.
    pub act: String,
    /// The countries in it; empty where the source does not list them.
    #[serde(default)]
    pub members: Vec<CountryCode>,
    /// Its articles, by their keys.
    pub articles: BTreeMap<Key, Article>,
    /// What only the trader can say, by its key.
    #[serde(default)]
    pub statements: BTreeMap<Key, Statement>,
    /// When goods are wholly obtained; known where product rules are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obtained: Option<Rule>,
    /// What has to hold of the work done on goods that are not wholly obtained: that it is more than packing and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sufficient: Option<Rule>,
    /// What has to hold of every journey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<Rule>,
    /// Whose materials count as one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cumulation: Option<Cumulation>,
    /// How much of what breaks a change of code is forgiven.
    #[serde(default)]
    pub tolerances: Vec<Tolerance>,
    /// How origin is proven.
    #[serde(default)]
    pub proofs: Vec<Proof>,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// As one would cite it.
    pub cite: String,
    /// What it is about.
    pub title: Texts,
    /// What it says, or what it comes to.
    #[serde(default)]
    pub text: Texts,
    /// The publication that tells it in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<PublicationId>,
}

/// Something only the trader can say, asked so that "yes" is what a rule wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The question.
    pub text: Texts,
    /// What helps to answer it.
    #[serde(default)]
    pub hint: Texts,
}

/// Whose materials count as one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cumulation {
    /// How far it goes.
    pub kind: CumulationKind,
    /// Countries outside the scheme whose materials count too.
    #[serde(default)]
    pub with: Vec<CountryCode>,
    /// Whether a material of another country needs a proof of its own.
    pub proof_needed: bool,
    /// Its article.
    pub article: Key,
}

/// How far cumulation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CumulationKind {
    /// Originating materials of the other members.
    Bilateral,
    /// Those of other countries too, under one set of rules.
    Diagonal,
    /// Work done in any member as well, whether or not its material originates.
    Full,
}

/// How much of what breaks a change of code is forgiven (de minimis).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// For goods of these codes; for all others where there are none.
    #[serde(default)]
    pub goods: Vec<HsCode>,
    /// A share of what.
    pub of: ToleranceOf,
    /// At most so many percent.
    pub most: Exact,
    /// Its article.
    pub article: Key,
}

/// What a tolerance is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToleranceOf {
    /// Of the price ex works.
    Value,
    /// Of the weight of the goods.
    Weight,
}

/// A way to prove origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Its code.
    pub document: DocumentCode,
    /// What it is called.
    pub name: Texts,
    /// Who issues it; the exporter where it is nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<AuthorityCode>,
    /// The office that does, by its fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<FactId>,
    /// What it costs; nothing where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<ProofFee>,
    /// How many working days it takes, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u16>,
    /// For goods worth no more than this in one consignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_max: Option<Money>,
    /// How many months it is good for, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u16>,
    /// Who may use it, and how.
    #[serde(default)]
    pub terms: Texts,
    /// Its article.
    pub article: Key,
}

/// What a proof costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofFee {
    /// The fee, by its fact.
    pub fact: FactId,
    /// How much it is.
    pub amount: Money,
}

/// What is wrong with a scheme or with one of its rules.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SchemeError {
    /// A name stands for nothing.
    #[error("names the article {0}, which the scheme does not have")]
    NoArticle(Key),
    /// A name stands for nothing.
    #[error("names the statement {0}, which the scheme does not have")]
    NoStatement(Key),
    /// A rule without a test would hold of everything, or of nothing.
    #[error("has an all or any with nothing in it")]
    Hollow,
    /// More of something than any agreement has.
    #[error("has more parts, tests or levels than a scheme may have")]
    TooLarge,
    /// Product rules are worth nothing where nobody says how goods must travel or what work is too little.
    #[error("has rules for goods, but the scheme does not say what work suffices, how goods must travel or who its members are")]
    Unfinished,
    /// A name, a title or a question in no language.
    #[error("has a name, a title or a question in no language")]
    Wordless,
    /// A share beyond the whole.
    #[error("has a share that is not 0 to 100 percent")]
    Percent,
    /// Goods without a preference need no rule, and others do.
    #[error("needs a rule, or an article that gives no preference, but not both")]
    Purpose,
    /// A rule of another scheme.
    #[error("belongs to another scheme")]
    Elsewhere,
}

impl Scheme {
    /// Says what is wrong with it.
    ///
    /// # Errors
    /// Refuses names that stand for nothing, texts in no language, and more than a scheme may have.
    pub fn check(&self) -> Result<(), SchemeError> {
        let parts = [self.articles.len(), self.statements.len(), self.tolerances.len(), self.proofs.len(), self.members.len()];
        if parts.iter().any(|count| *count > PARTS_MAX) {
            return Err(SchemeError::TooLarge);
        }
        let titles = self.articles.values().map(|article| &article.title);
        let questions = self.statements.values().map(|statement| &statement.text);
        let names = self.proofs.iter().map(|proof| &proof.name);
        if [&self.name].into_iter().chain(titles).chain(questions).chain(names).any(Texts::is_empty) {
            return Err(SchemeError::Wordless);
        }
        let articles = self.proofs.iter().map(|proof| &proof.article);
        let articles = articles.chain(self.tolerances.iter().map(|tolerance| &tolerance.article));
        for article in articles.chain(self.cumulation.iter().map(|cumulation| &cumulation.article)) {
            self.must_have(article)?;
        }
        if self.tolerances.iter().any(|tolerance| !is_percent(tolerance.most)) {
            return Err(SchemeError::Percent);
        }
        [&self.obtained, &self.sufficient, &self.transport].into_iter().flatten().try_for_each(|rule| self.check_rule(rule))
    }

    /// Says what is wrong with a rule for goods of this scheme.
    ///
    /// # Errors
    /// Refuses names that stand for nothing, and a rule that could let goods qualify where the scheme is unfinished.
    pub fn check_product(&self, product: &ProductRule) -> Result<(), SchemeError> {
        if product.scheme != self.code {
            return Err(SchemeError::Elsewhere);
        }
        if product.text.is_empty() {
            return Err(SchemeError::Wordless);
        }
        if product.goods.len() > PARTS_MAX {
            return Err(SchemeError::TooLarge);
        }
        let has_rule = product.worked.is_some() || product.obtained != super::Obtained::Never;
        match &product.no_preference {
            Some(article) if product.rules().next().is_none() => return self.must_have(article),
            None if has_rule => {}
            _ => return Err(SchemeError::Purpose),
        }
        let Scheme { obtained: Some(_), sufficient: Some(_), transport: Some(_), .. } = self else {
            return Err(SchemeError::Unfinished);
        };
        if self.members.is_empty() {
            return Err(SchemeError::Unfinished);
        }
        product.rules().try_for_each(|rule| self.check_rule(rule))
    }

    fn check_rule(&self, rule: &Rule) -> Result<(), SchemeError> {
        let clauses = rule.clauses();
        if is_hollow(rule) {
            return Err(SchemeError::Hollow);
        }
        if clauses.len() > TESTS_MAX || rule.depth() > DEPTH_MAX {
            return Err(SchemeError::TooLarge);
        }
        for clause in clauses {
            self.must_have(&clause.article)?;
            match &clause.test {
                Test::Said(statement) if !self.statements.contains_key(statement) => {
                    return Err(SchemeError::NoStatement(statement.clone()));
                }
                Test::RegionalValue { least: percent, .. }
                | Test::ForeignValue { most: percent }
                | Test::ForeignWeight { most: percent, .. }
                    if !is_percent(*percent) =>
                {
                    return Err(SchemeError::Percent);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn must_have(&self, article: &Key) -> Result<(), SchemeError> {
        if self.articles.contains_key(article) { Ok(()) } else { Err(SchemeError::NoArticle(article.clone())) }
    }

    /// Returns the tolerance for goods of `code`, where there is one: the first that names them, else the first that names none. One of
    /// zero percent says that for its goods there is none.
    pub fn tolerance(&self, code: &HsCode) -> Option<&Tolerance> {
        let named = |tolerance: &&Tolerance| tolerance.goods.iter().any(|goods| goods.covers(code));
        let of_others = || self.tolerances.iter().find(|tolerance| tolerance.goods.is_empty());
        self.tolerances.iter().find(named).or_else(of_others).filter(|tolerance| !tolerance.most.is_zero())
    }

    /// Says whether a material of `origin` counts as originating for a maker in `maker`, with a proof of its own or without.
    pub fn counts_as_own(&self, maker: CountryCode, origin: CountryCode, has_proof: bool) -> bool {
        if maker == origin {
            return true;
        }
        let Some(cumulation) = &self.cumulation else { return false };
        let is_partner = self.members.contains(&origin) || cumulation.with.contains(&origin);
        is_partner && (has_proof || !cumulation.proof_needed)
    }

    /// Returns the statements that no rule of the scheme or of `products` asks.
    pub fn idle_statements(&self, products: &[ProductRule]) -> Vec<&Key> {
        let own = [&self.obtained, &self.sufficient, &self.transport].into_iter().flatten();
        let rules = own.chain(products.iter().flat_map(ProductRule::rules));
        let asked: BTreeSet<&Key> = rules
            .flat_map(Rule::clauses)
            .filter_map(|clause| match &clause.test {
                Test::Said(statement) => Some(statement),
                _ => None,
            })
            .collect();
        self.statements.keys().filter(|statement| !asked.contains(statement)).collect()
    }
}

fn is_hollow(rule: &Rule) -> bool {
    match rule {
        Rule::Test(_) => false,
        Rule::All(rules) | Rule::Any(rules) => rules.is_empty() || rules.iter().any(is_hollow),
    }
}

fn is_percent(number: Exact) -> bool {
    !number.is_negative() && number <= Exact::HUNDRED
}
