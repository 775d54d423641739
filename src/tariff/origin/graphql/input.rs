//! What a check is asked with.

use async_graphql::{Enum, InputObject};
use duty::origin::{Answer, Answers, Bill, Material, Question, SchemeCode, figures_wanted};
use vocabulary::{CountryCode, HsCode};

use super::super::{refusal::OriginRefusal, service::Known};

/// How many answers one check takes; no rule asks half as many.
const ANSWERS_MAX: usize = 200;

/// The goods, and what is known of them.
#[derive(InputObject)]
pub struct OriginCheckInput {
    /// The scheme (`MB`).
    scheme: String,
    /// The code of the goods, six digits or more where a subheading matters.
    pub code: HsCode,
    /// The country they are made in (ISO 3166-1 alpha-2).
    country: String,
    /// What was answered so far, in any order. Answers to what is not asked of such goods do nothing. At most 200.
    #[graphql(default)]
    answers: Vec<OriginAnswerInput>,
    /// The list of materials, instead of the sums over it. It is used for this answer alone and never kept; who does not want to send it
    /// works out the sums that are asked for and answers with them.
    bill: Option<OriginBillInput>,
}

/// An answer to one question.
#[derive(InputObject)]
struct OriginAnswerInput {
    /// The question, by its id.
    question: String,
    /// To a statement: whether it is so.
    answer: Option<OriginAnswer>,
    /// To a sum: how much it is, in minor units of one currency or in grams. Null, with no answer either, means: I do not know.
    value: Option<i64>,
}

/// What can be answered to a statement.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum OriginAnswer {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// I do not know: it is not asked again.
    DontKnow,
}

/// What goods are made of, and what they are sold for.
#[derive(InputObject)]
struct OriginBillInput {
    /// The price ex works, in minor units of one currency.
    price: i64,
    /// The net cost in minor units, where a rule takes it.
    net_cost: Option<i64>,
    /// The net weight of the goods in grams, where a rule takes it.
    grams: Option<i64>,
    /// The materials; at most 500.
    materials: Vec<OriginMaterialInput>,
}

/// A material.
#[derive(InputObject)]
struct OriginMaterialInput {
    /// Its code, four digits or more.
    code: HsCode,
    /// The country it originates in (ISO 3166-1 alpha-2); null where nobody knows: then it counts as from outside.
    origin: Option<String>,
    /// Whether there is a proof of that origin.
    #[graphql(default)]
    has_proof: bool,
    /// Its value in minor units: the customs value at import, or the price paid.
    value: i64,
    /// Its weight in grams, where a rule takes it.
    grams: Option<i64>,
}

/// What was answered.
pub struct Told {
    /// All of it.
    pub answers: Answers,
}

impl OriginCheckInput {
    /// Returns the code of the scheme.
    pub fn scheme_code(&self) -> Result<SchemeCode, OriginRefusal> {
        self.scheme.parse().map_err(|_| OriginRefusal::unreadable(&self.scheme))
    }

    /// Reads the answers to a check of `known`.
    pub fn told(self, known: &Known) -> Result<Told, OriginRefusal> {
        let maker = country(&self.country)?;
        let members = &known.scheme.members;
        if !members.is_empty() && !members.contains(&maker) {
            return Err(OriginRefusal::NotAMember { country: maker, members: members.clone() });
        }
        if self.answers.len() > ANSWERS_MAX {
            return Err(OriginRefusal::TooMany { found: self.answers.len(), limit: ANSWERS_MAX });
        }
        let mut answers = Answers::default();
        if let (Some(bill), Some(rule)) = (self.bill, &known.rule) {
            let bill = bill.read()?;
            let wanted = figures_wanted(&known.scheme, rule, &self.code);
            let told = bill.figures(&known.scheme, maker, &self.code, &wanted, &mut answers);
            told.map_err(|error| OriginRefusal::bill(error, bill.materials.len()))?;
        }
        for answer in self.answers {
            answer.add_to(&mut answers)?;
        }
        Ok(Told { answers })
    }
}

impl OriginAnswerInput {
    fn add_to(self, answers: &mut Answers) -> Result<(), OriginRefusal> {
        let question: Question = self.question.parse().map_err(|_| OriginRefusal::unreadable(&self.question))?;
        match question {
            Question::Statement(statement) => {
                let answer = self.answer.ok_or_else(|| OriginRefusal::unreadable(&self.question))?;
                answers.say(statement, answer.into());
                Ok(())
            }
            Question::Figure(figure) => {
                let value = match (self.answer, self.value) {
                    (None, value) => value,
                    (Some(OriginAnswer::DontKnow), None) => None,
                    _ => return Err(OriginRefusal::unreadable(&self.question)),
                };
                answers.tell(figure.clone(), value).map_err(|error| OriginRefusal::amount(&figure, error))
            }
        }
    }
}

impl OriginBillInput {
    fn read(self) -> Result<Bill, OriginRefusal> {
        let material = |material: OriginMaterialInput| {
            let origin = material.origin.as_deref().map(country).transpose()?;
            let OriginMaterialInput { code, has_proof, value, grams, .. } = material;
            Ok(Material { code, origin, has_proof, value, grams })
        };
        let materials = self.materials.into_iter().map(material).collect::<Result<_, OriginRefusal>>()?;
        Ok(Bill { price: self.price, net_cost: self.net_cost, grams: self.grams, materials })
    }
}

fn country(text: &str) -> Result<CountryCode, OriginRefusal> {
    text.parse().map_err(|_| OriginRefusal::unreadable(text))
}

impl From<OriginAnswer> for Answer {
    fn from(answer: OriginAnswer) -> Answer {
        match answer {
            OriginAnswer::Yes => Answer::Yes,
            OriginAnswer::No => Answer::No,
            OriginAnswer::DontKnow => Answer::DontKnow,
        }
    }
}
