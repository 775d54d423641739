//! The check: a rule over what was answered so far. It asks only what can still change the outcome, and nothing twice.

use vocabulary::HsCode;

use super::{
    figure::{Answers, Figure, Question},
    finding::{Because, Finding, asks, finding},
    key::Key,
    rule::{Clause, Obtained, ProductRule, Rule},
    scheme::{Proof, Scheme},
    truth::Truth,
};

/// Up to so many open tests every way they can turn out is looked at; with more, all of them are asked.
const OPEN_MAX: usize = 12;

/// What comes of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The goods originate.
    Qualifies {
        /// What makes them, in the order of the rule.
        grounds: Vec<Ground<'a>>,
        /// How that can be proven.
        proofs: &'a [Proof],
    },
    /// They do not, whatever is still open.
    Fails {
        /// What they do not meet: one ground where everything was needed, one of each alternative where one was.
        grounds: Vec<Ground<'a>>,
    },
    /// Nobody can say yet.
    Unknown {
        /// What to ask, in order; empty where nothing is left that the trader could answer.
        next: Vec<Asked<'a>>,
        /// What the trader did not know and has to find out.
        find_out: Vec<Asked<'a>>,
    },
}

/// A test that held or did not, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground<'a> {
    /// Its article.
    pub article: &'a Key,
    /// Why.
    pub because: Because<'a>,
}

/// Something to be answered, and the article that wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// What.
    pub question: Question,
    /// Who wants it.
    pub article: &'a Key,
}

/// Checks goods of `code` against the rule for them.
pub fn check<'a>(scheme: &'a Scheme, product: &'a ProductRule, code: &HsCode, answers: &Answers) -> Outcome<'a> {
    if let Some(article) = &product.no_preference {
        return Outcome::Fails { grounds: vec![Ground { article, because: Because::NoPreference }] };
    }
    let tree = Node::of(&whole(scheme, product), &|clause| finding(scheme, clause, code, answers));
    match tree.truth() {
        Truth::Yes => Outcome::Qualifies { grounds: tree.holding(), proofs: &scheme.proofs },
        Truth::No => Outcome::Fails { grounds: tree.failing() },
        Truth::Open => unknown(&tree),
    }
}

/// Returns every question that a check of such goods may ask, in order.
pub fn questions(scheme: &Scheme, product: &ProductRule, code: &HsCode) -> Vec<Question> {
    let mut questions = Vec::new();
    for clause in clauses(&whole(scheme, product)) {
        for question in asks(scheme, clause, code) {
            if !questions.contains(&question) {
                questions.push(question);
            }
        }
    }
    questions
}

/// Returns every sum that a check of such goods may ask for.
pub fn figures_wanted(scheme: &Scheme, product: &ProductRule, code: &HsCode) -> Vec<Figure> {
    let figures = questions(scheme, product, code).into_iter().filter_map(|question| match question {
        Question::Figure(figure) => Some(figure),
        Question::Statement(_) => None,
    });
    figures.collect()
}

/// A rule as it is put together for a check, borrowed from the data.
enum Whole<'a> {
    Test(&'a Clause),
    All(Vec<Whole<'a>>),
    Any(Vec<Whole<'a>>),
}

impl<'a> Whole<'a> {
    fn of(rule: &'a Rule) -> Whole<'a> {
        match rule {
            Rule::Test(clause) => Whole::Test(clause),
            Rule::All(rules) => Whole::All(rules.iter().map(Whole::of).collect()),
            Rule::Any(rules) => Whole::Any(rules.iter().map(Whole::of).collect()),
        }
    }
}

/// Puts together what goods must meet: wholly obtained, or worked on enough and by the rule for them; and carried as the scheme says.
fn whole<'a>(scheme: &'a Scheme, product: &'a ProductRule) -> Whole<'a> {
    let obtained = match &product.obtained {
        Obtained::AsScheme => scheme.obtained.as_ref(),
        Obtained::Never => None,
        Obtained::By(rule) => Some(rule),
    };
    let worked = product.worked.iter().map(|worked| {
        let sufficient = scheme.sufficient.iter().map(Whole::of);
        Whole::All(sufficient.chain([Whole::of(worked)]).collect())
    });
    let origin = Whole::Any(obtained.into_iter().map(Whole::of).chain(worked).collect());
    Whole::All([origin].into_iter().chain(scheme.transport.iter().map(Whole::of)).collect())
}

fn clauses<'a>(whole: &Whole<'a>) -> Vec<&'a Clause> {
    match whole {
        Whole::Test(clause) => vec![clause],
        Whole::All(parts) | Whole::Any(parts) => parts.iter().flat_map(clauses).collect(),
    }
}

/// What each test came to, joined as the rule joins them.
enum Node<'a> {
    Test(Finding<'a>),
    All(Vec<Node<'a>>),
    Any(Vec<Node<'a>>),
}

impl<'a> Node<'a> {
    fn of(whole: &Whole<'a>, find: &dyn Fn(&'a Clause) -> Finding<'a>) -> Node<'a> {
        match whole {
            Whole::Test(clause) => Node::Test(find(clause)),
            Whole::All(parts) => Node::All(parts.iter().map(|part| Node::of(part, find)).collect()),
            Whole::Any(parts) => Node::Any(parts.iter().map(|part| Node::of(part, find)).collect()),
        }
    }

    fn truth(&self) -> Truth {
        self.truth_where(&|finding| finding.truth)
    }

    fn truth_where(&self, of: &dyn Fn(&Finding<'a>) -> Truth) -> Truth {
        match self {
            Node::Test(finding) => of(finding),
            Node::All(nodes) => Truth::all(nodes.iter().map(|node| node.truth_where(of))),
            Node::Any(nodes) => Truth::any(nodes.iter().map(|node| node.truth_where(of))),
        }
    }

    fn findings(&self) -> Vec<&Finding<'a>> {
        match self {
            Node::Test(finding) => vec![finding],
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().flat_map(Node::findings).collect(),
        }
    }

    /// Returns what makes it hold: everything that was needed, and of alternatives the first that holds.
    fn holding(&self) -> Vec<Ground<'a>> {
        match self {
            Node::Test(finding) => finding.ground(),
            Node::All(nodes) => nodes.iter().flat_map(Node::holding).collect(),
            Node::Any(nodes) => nodes.iter().find(|node| node.truth() == Truth::Yes).map(Node::holding).unwrap_or_default(),
        }
    }

    /// Returns why it does not hold: the first thing that was needed and is not so, and of alternatives each.
    fn failing(&self) -> Vec<Ground<'a>> {
        match self {
            Node::Test(finding) => finding.ground(),
            Node::All(nodes) => nodes.iter().find(|node| node.truth() == Truth::No).map(Node::failing).unwrap_or_default(),
            Node::Any(nodes) => nodes.iter().flat_map(Node::failing).collect(),
        }
    }
}

/// Says what to ask next, and what has to be found out.
fn unknown<'a>(tree: &Node<'a>) -> Outcome<'a> {
    let mut open: Vec<&Finding> = Vec::new();
    for finding in tree.findings() {
        if finding.truth == Truth::Open && !open.iter().any(|known| known.clause.test == finding.clause.test) {
            open.push(finding);
        }
    }
    let (askable, stuck): (Vec<&Finding>, Vec<&Finding>) = open.iter().partition(|finding| !finding.asks.is_empty());
    let mut next: Vec<Asked> = Vec::new();
    for finding in matter(tree, &askable) {
        add(&mut next, &finding.asks, finding);
    }
    let mut find_out = Vec::new();
    for finding in stuck.iter().filter(|finding| tree.may_be_settled_by(finding)) {
        add(&mut find_out, &finding.find_out, finding);
    }
    Outcome::Unknown { next, find_out }
}

impl<'a> Node<'a> {
    /// Says whether a test lies below nothing that is settled without it.
    fn may_be_settled_by(&self, wanted: &Finding<'a>) -> bool {
        match self {
            Node::Test(finding) => finding.clause.test == wanted.clause.test,
            Node::All(nodes) | Node::Any(nodes) => {
                self.truth() == Truth::Open && nodes.iter().any(|node| node.may_be_settled_by(wanted))
            }
        }
    }
}

fn add<'a>(asked: &mut Vec<Asked<'a>>, questions: &[Question], finding: &Finding<'a>) {
    for question in questions {
        if !asked.iter().any(|known| known.question == *question) {
            asked.push(Asked { question: question.clone(), article: &finding.clause.article });
        }
    }
}

/// Returns those of the tests that can be asked on which the outcome still depends: there is a way the others may turn out in which
/// yes and no lead to different outcomes.
fn matter<'t, 'a>(tree: &Node<'a>, askable: &[&'t Finding<'a>]) -> Vec<&'t Finding<'a>> {
    if askable.len() > OPEN_MAX {
        return askable.to_vec();
    }
    let outcome = |ways: usize| {
        tree.truth_where(&|finding| match askable.iter().position(|known| known.clause.test == finding.clause.test) {
            Some(place) if finding.truth == Truth::Open => Truth::from(ways >> place & 1 == 1),
            _ => finding.truth,
        })
    };
    let outcomes: Vec<Truth> = (0..1_usize << askable.len()).map(outcome).collect();
    let matters = |place: usize| (0..outcomes.len()).any(|ways| outcomes[ways] != outcomes[ways ^ 1 << place]);
    askable.iter().enumerate().filter(|(place, _)| matters(*place)).map(|(_, finding)| *finding).collect()
}
