//! Schemes, their articles, proofs and rules in the contract.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, Object, Result, SimpleObject};
use duty::origin::{Article, Cumulation, CumulationKind, Key, ProductRule, Proof, Scheme};
use vocabulary::{AuthorityCode, Date, FactId, HsCode, Language, Money, PublicationId, Texts, Timestamp};

use super::super::service::Origins;
use crate::platform::money::MoneyAmount;

/// How many articles one answer holds.
const ARTICLES_MAX: usize = 60;
/// How many proofs one answer holds.
const PROOFS_MAX: usize = 20;
/// How many rules one answer holds.
const RULES_MAX: usize = 200;

/// A text, and the language it is in, which may differ from the one asked for.
#[derive(Clone, SimpleObject)]
pub struct OriginText {
    /// The text.
    text: String,
    /// Its language.
    language: Language,
}

impl OriginText {
    /// Returns the text in `language`, else in English, else in any.
    pub fn of(texts: &Texts, language: Language) -> Option<OriginText> {
        texts.within(language).map(|(language, text)| OriginText { text: text.to_owned(), language })
    }
}

/// An agreement, or another scheme of preferences. Source: WTO TFA Article 1.1 (e), (i).
pub struct OriginScheme {
    scheme: Arc<Scheme>,
    language: Language,
    /// Nothing where its rules are not asked for: it is part of another answer.
    read_at: Option<(Date, Timestamp)>,
}

impl OriginScheme {
    /// Shows a scheme.
    pub fn of(scheme: Arc<Scheme>, language: Language, read_at: Option<(Date, Timestamp)>) -> OriginScheme {
        OriginScheme { scheme, language, read_at }
    }
}

#[Object]
impl OriginScheme {
    /// Its code.
    async fn code(&self) -> &str {
        self.scheme.code.as_str()
    }

    /// What it is called.
    async fn name(&self) -> Option<OriginText> {
        OriginText::of(&self.scheme.name, self.language)
    }

    /// The area that preferences of the tariff name for it; null where they name none.
    async fn area(&self) -> Option<String> {
        self.scheme.area.as_ref().map(ToString::to_string)
    }

    /// The act it stands in, as one would cite it.
    async fn act(&self) -> &str {
        &self.scheme.act
    }

    /// The countries in it (ISO 3166-1 alpha-2, and codes left to users); empty where the source does not list them.
    async fn members(&self) -> Vec<&str> {
        self.scheme.members.iter().map(vocabulary::CountryCode::as_str).collect()
    }

    /// Its articles, in the order of their ids; at most 60.
    #[graphql(complexity = "ARTICLES_MAX * (1 + child_complexity)")]
    async fn articles(&self) -> Vec<OriginArticle> {
        let articles = self.scheme.articles.iter().take(ARTICLES_MAX);
        articles.map(|(key, article)| OriginArticle::show(key, article, self.language)).collect()
    }

    /// Whose materials count as one's own; null where nobody else's do, or nobody said.
    async fn cumulation(&self) -> Option<OriginCumulation> {
        self.scheme.cumulation.as_ref().map(|cumulation| OriginCumulation::of(cumulation, &self.scheme, self.language))
    }

    /// How origin is proven; at most 20.
    #[graphql(complexity = "PROOFS_MAX * (1 + child_complexity)")]
    async fn proofs(&self) -> Vec<OriginProof> {
        self.scheme.proofs.iter().take(PROOFS_MAX).map(|proof| OriginProof::of(proof, &self.scheme, self.language)).collect()
    }

    /// Its rules for goods, in the order of their ids; at most 200. Empty within a check, which shows the one it used.
    #[graphql(complexity = "RULES_MAX * child_complexity")]
    async fn rules(&self, ctx: &Context<'_>) -> Result<Vec<OriginProductRule>> {
        let Some((day, known_at)) = self.read_at else { return Ok(Vec::new()) };
        let rules = ctx.data_unchecked::<Origins>().rules(&self.scheme.code, day, known_at).await?;
        Ok(rules.into_iter().take(RULES_MAX).map(|rule| OriginProductRule::of(rule, self.language)).collect())
    }
}

/// An article of a scheme.
#[derive(Clone, SimpleObject)]
pub struct OriginArticle {
    /// What it is known by in the scheme.
    id: String,
    /// As one would cite it.
    cite: String,
    /// What it is about.
    title: Option<OriginText>,
    /// What it says, or what it comes to; null where only its publication tells it.
    text: Option<OriginText>,
    /// The publication that tells it in words; null where there is none.
    publication: Option<PublicationId>,
}

impl OriginArticle {
    /// Shows an article.
    pub fn show(key: &Key, article: &Article, language: Language) -> OriginArticle {
        OriginArticle {
            id: key.to_string(),
            cite: article.cite.clone(),
            title: OriginText::of(&article.title, language),
            text: OriginText::of(&article.text, language),
            publication: article.publication.clone(),
        }
    }

    /// Shows the article that a key names.
    pub fn named(key: &Key, scheme: &Scheme, language: Language) -> Option<OriginArticle> {
        scheme.articles.get(key).map(|article| OriginArticle::show(key, article, language))
    }
}

/// Whose materials count as one's own.
#[derive(SimpleObject)]
struct OriginCumulation {
    /// How far it goes.
    kind: OriginCumulationKind,
    /// Countries outside the scheme whose materials count too.
    with: Vec<String>,
    /// Whether a material of another country needs a proof of its own.
    is_proof_needed: bool,
    /// Its article.
    article: Option<OriginArticle>,
}

/// How far cumulation goes. Source: Revised Kyoto Convention, specific annex K.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "CumulationKind")]
enum OriginCumulationKind {
    /// Originating materials of the other members.
    Bilateral,
    /// Those of other countries too, under one set of rules.
    Diagonal,
    /// Work done in any member as well, whether or not its material originates.
    Full,
}

impl OriginCumulation {
    fn of(cumulation: &Cumulation, scheme: &Scheme, language: Language) -> OriginCumulation {
        OriginCumulation {
            kind: cumulation.kind.into(),
            with: cumulation.with.iter().map(ToString::to_string).collect(),
            is_proof_needed: cumulation.proof_needed,
            article: OriginArticle::named(&cumulation.article, scheme, language),
        }
    }
}

/// A way to prove origin.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct OriginProof {
    /// Its code.
    document: String,
    /// What it is called.
    name: Option<OriginText>,
    /// The authority that issues it; null where the exporter makes it out, or nobody said.
    issued_by: Option<AuthorityCode>,
    /// The office that does, by its fact; null where there is none.
    office: Option<FactId>,
    /// What it costs, by its fact; null where it costs nothing, or nobody said.
    fee: Option<FactId>,
    /// How many working days it takes; null where that is not known.
    working_days: Option<i32>,
    /// How many months it is good for; null where that is not known.
    months: Option<i32>,
    /// Who may use it, and how.
    terms: Option<OriginText>,
    /// Its article.
    article: Option<OriginArticle>,
    #[graphql(skip)]
    fee_amount: Option<Money>,
    #[graphql(skip)]
    value_max: Option<Money>,
}

#[ComplexObject]
impl OriginProof {
    /// What it costs; null where it costs nothing, or nobody said.
    async fn fee_amount(&self) -> Option<MoneyAmount> {
        self.fee_amount.map(MoneyAmount::from)
    }

    /// For goods worth no more than this in one consignment, or as the terms say; null where there is no such limit.
    async fn value_max(&self) -> Option<MoneyAmount> {
        self.value_max.map(MoneyAmount::from)
    }
}

impl OriginProof {
    /// Shows a proof.
    pub fn of(proof: &Proof, scheme: &Scheme, language: Language) -> OriginProof {
        OriginProof {
            document: proof.document.to_string(),
            name: OriginText::of(&proof.name, language),
            issued_by: proof.issued_by.clone(),
            office: proof.office.clone(),
            fee: proof.fee.as_ref().map(|fee| fee.fact.clone()),
            working_days: proof.working_days.map(i32::from),
            months: proof.months.map(i32::from),
            terms: OriginText::of(&proof.terms, language),
            article: OriginArticle::named(&proof.article, scheme, language),
            fee_amount: proof.fee.as_ref().map(|fee| fee.amount),
            value_max: proof.value_max,
        }
    }
}

/// What goods of some codes must meet.
#[derive(SimpleObject)]
pub struct OriginProductRule {
    /// What it is known by in the scheme.
    id: String,
    /// The goods it is for, by the codes above them; empty where it is for all goods without a rule of their own.
    goods: Vec<HsCode>,
    /// What it says.
    text: Option<OriginText>,
}

impl OriginProductRule {
    /// Shows a rule.
    pub fn of(rule: ProductRule, language: Language) -> OriginProductRule {
        OriginProductRule { id: rule.id.to_string(), text: OriginText::of(&rule.text, language), goods: rule.goods }
    }
}
