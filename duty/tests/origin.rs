//! Origin: what a trader is asked, and what comes of the answers.

use duty::{
    exact::Exact,
    origin::{
        Answer, Answers, Because, Bill, BillError, Clause, Figure, Level, Material, Outcome, ProductRule, Question, Rule, Scheme,
        SchemeError, Share, Test, check, figures_wanted, product_rule, questions,
    },
};
use proptest::prelude::*;
use serde_json::json;
use vocabulary::HsCode;

fn scheme() -> Scheme {
    let text = |english: &str| json!({ "en": english });
    let articles = ["obtained", "work", "heading", "value", "journey", "neighbours"]
        .map(|key| (key.to_owned(), json!({"cite": format!("article {key}"), "title": text(key)})));
    let statements = ["grown", "more-than-packing", "straight", "under-control", "cut-and-sewn"]
        .map(|key| (key.to_owned(), json!({ "text": text(key) })));
    let scheme = json!({
        "code": "MB", "name": text("Basin"), "act": "Basin Act", "members": ["ZZ", "XC"],
        "articles": serde_json::Map::from_iter(articles),
        "statements": serde_json::Map::from_iter(statements),
        "obtained": {"article": "obtained", "said": "grown"},
        "sufficient": {"article": "work", "said": "more-than-packing"},
        "transport": {"any": [{"article": "journey", "said": "straight"}, {"article": "journey", "said": "under-control"}]},
        "cumulation": {"kind": "bilateral", "proof_needed": true, "article": "neighbours"},
        "tolerances": [
            {"goods": ["61", "62"], "of": "weight", "most": "10", "article": "heading"},
            {"of": "value", "most": "10", "article": "heading"},
        ],
        "proofs": [{"document": "MB1", "name": text("Form MB1"), "article": "obtained"}],
    });
    serde_json::from_value(scheme).expect("a good scheme")
}

fn rule(rule: serde_json::Value) -> ProductRule {
    let product = json!({"scheme": "MB", "id": "all", "text": {"en": "a rule"}, "worked": rule});
    serde_json::from_value(product).expect("a good rule")
}

fn heading_or_value() -> ProductRule {
    rule(json!({"any": [
        {"article": "heading", "change": {"of": "heading"}},
        {"article": "value", "regional_value": {"formula": "build-down", "least": "40"}},
    ]}))
}

fn code(text: &str) -> HsCode {
    text.parse().expect("a code")
}

fn answers(said: &[(&str, Answer)], told: &[(&str, i64)]) -> Answers {
    let mut answers = Answers::default();
    said.iter().for_each(|(key, answer)| answers.say(key.parse().expect("a key"), *answer));
    for (figure, value) in told {
        answers.tell(figure.parse().expect("a figure"), Some(*value)).expect("a good value");
    }
    answers
}

const MADE_AND_SHIPPED: [(&str, Answer); 3] =
    [("grown", Answer::No), ("more-than-packing", Answer::Yes), ("straight", Answer::Yes)];

fn told(outcome: &Outcome<'_>) -> String {
    let grounds =
        |grounds: &[duty::origin::Ground<'_>]| grounds.iter().map(|ground| ground.article.as_str()).collect::<Vec<_>>().join(" ");
    let asked =
        |asked: &[duty::origin::Asked<'_>]| asked.iter().map(|asked| asked.question.to_string()).collect::<Vec<_>>().join(" ");
    match outcome {
        Outcome::Qualifies { grounds: found, proofs } => format!("qualifies by {}; {} proof", grounds(found), proofs.len()),
        Outcome::Fails { grounds: found } => format!("fails {}", grounds(found)),
        Outcome::Unknown { next, find_out } => format!("asks {}; to find out {}", asked(next), asked(find_out)),
    }
}

fn outcome(product: &ProductRule, goods: &str, answers: &Answers) -> String {
    told(&check(&scheme(), product, &code(goods), answers))
}

#[test]
fn coffee_grown_in_a_member_and_sent_straight_qualifies_without_any_sum() {
    let product = heading_or_value();
    let all =
        "asks said:grown said:more-than-packing unchanged:heading price foreign said:straight said:under-control; to find out ";
    assert_eq!(outcome(&product, "090111", &Answers::default()), all);
    let grown = answers(&[("grown", Answer::Yes)], &[]);
    assert_eq!(outcome(&product, "090111", &grown), "asks said:straight said:under-control; to find out ");
    let sent = answers(&[("grown", Answer::Yes), ("straight", Answer::Yes)], &[]);
    assert_eq!(outcome(&product, "090111", &sent), "qualifies by obtained journey; 1 proof");
}

#[test]
fn what_never_makes_origin_is_asked_before_any_sum_counts() {
    let packed = answers(&[("grown", Answer::No), ("more-than-packing", Answer::No)], &[("unchanged:heading", 0)]);
    assert_eq!(outcome(&heading_or_value(), "110100", &packed), "fails obtained work");
}

#[test]
fn goods_that_left_customs_control_on_the_way_fail_whatever_they_are() {
    let lost = answers(&[("straight", Answer::No), ("under-control", Answer::No)], &[]);
    assert_eq!(outcome(&heading_or_value(), "090111", &lost), "fails journey journey");
}

#[test]
fn who_does_not_know_is_not_asked_again_but_told_what_to_find_out() {
    let unsure = answers(&[("grown", Answer::DontKnow), ("more-than-packing", Answer::No), ("straight", Answer::Yes)], &[]);
    assert_eq!(outcome(&heading_or_value(), "090111", &unsure), "asks ; to find out said:grown");
    let mut no_price = answers(&MADE_AND_SHIPPED, &[("unchanged:heading", 100)]);
    no_price.tell(Figure::Price, None).expect("nothing is told");
    let asks = "asks ; to find out price";
    assert_eq!(outcome(&heading_or_value(), "940360", &no_price), asks, "what is left of a share is not worth asking");
}

#[test]
fn a_table_with_a_regional_value_of_76_percent_qualifies() {
    let mut made = answers(&MADE_AND_SHIPPED, &[]);
    let material = |code: &str, origin: Option<&str>, value| Material {
        code: code.parse().expect("a code"),
        origin: origin.map(|origin| origin.parse().expect("a country")),
        has_proof: false,
        value,
        grams: None,
    };
    let bill = Bill {
        price: 6_000,
        net_cost: None,
        grams: None,
        materials: vec![material("4407", Some("ZZ"), 1_800), material("9403", None, 1_400)],
    };
    let (scheme, product, goods, maker) = (scheme(), heading_or_value(), code("940360"), "ZZ".parse().expect("a country"));
    let wanted = figures_wanted(&scheme, &product, &goods);
    bill.figures(&scheme, maker, &goods, &wanted, &mut made).expect("a good list");
    let Outcome::Qualifies { grounds, .. } = check(&scheme, &product, &goods, &made) else { panic!("it qualifies") };
    let found = Exact::whole(4_600).over(Exact::whole(60)).expect("small");
    let share = Share { found, bound: Exact::whole(40) };
    assert!(matches!(&grounds[1].because, Because::RegionalValue { share: own, .. } if *own == share), "{grounds:?}");
    assert_eq!(found.to_string(), "230/3", "76.67 percent, exactly");
}

#[test]
fn forty_percent_to_the_last_unit() {
    let value = |foreign| {
        let made =
            answers(&MADE_AND_SHIPPED, &[("unchanged:heading", foreign), ("price", 1_000_000_000_000), ("foreign", foreign)]);
        outcome(&heading_or_value(), "940360", &made)
    };
    assert_eq!(value(600_000_000_000), "qualifies by work value journey; 1 proof");
    assert_eq!(value(600_000_000_001), "fails obtained heading value");
}

#[test]
fn a_tolerance_is_of_the_price_or_for_clothing_of_the_weight() {
    let change = rule(json!({"article": "heading", "change": {"of": "heading"}}));
    let kept = |goods: &str, told: &[(&str, i64)]| outcome(&change, goods, &answers(&MADE_AND_SHIPPED, told));
    assert_eq!(kept("110100", &[("unchanged:heading", 100), ("price", 1_000)]), "qualifies by work heading journey; 1 proof");
    assert_eq!(kept("110100", &[("unchanged:heading", 101), ("price", 1_000)]), "fails obtained heading");
    let by_weight = |grams| kept("620342", &[("unchanged:heading", 1), ("unchanged-weight:heading", grams), ("weight", 500)]);
    assert_eq!(by_weight(50), "qualifies by work heading journey; 1 proof");
    assert_eq!(by_weight(51), "fails obtained heading");
    let none = Scheme { tolerances: Vec::new(), ..scheme() };
    let zero = duty::origin::Tolerance { most: Exact::ZERO, ..scheme().tolerances[1].clone() };
    assert_eq!(
        [none.tolerance(&code("1604")), Scheme { tolerances: vec![zero], ..none.clone() }.tolerance(&code("1604"))],
        [None, None]
    );
}

#[test]
fn a_neighbours_material_counts_as_ones_own_with_a_proof() {
    let (scheme, maker) = (scheme(), "ZZ".parse().expect("a country"));
    let foreign = |origin: Option<&str>, has_proof| {
        let origin = origin.map(|origin| origin.parse().expect("a country"));
        let leather = Material { code: code("4107"), origin, has_proof, value: 900, grams: None };
        let bill = Bill { price: 2_500, net_cost: None, grams: None, materials: vec![leather] };
        let mut answers = Answers::default();
        bill.figures(&scheme, maker, &code("420221"), &[Figure::Foreign], &mut answers).expect("a good list");
        answers.told(&Figure::Foreign).flatten()
    };
    assert_eq!([foreign(Some("XC"), true), foreign(Some("XC"), false)], [Some(0), Some(900)]);
    assert_eq!([foreign(Some("ZZ"), false), foreign(Some("US"), true), foreign(None, true)], [Some(0), Some(900), Some(900)]);
}

#[test]
fn a_list_that_makes_no_sense_is_refused() {
    let list = |price, value, count| {
        let material = Material { code: code("4407"), origin: None, has_proof: false, value, grams: None };
        let bill = Bill { price, net_cost: None, grams: None, materials: vec![material; count] };
        let wanted = [Figure::Price, Figure::Foreign];
        bill.figures(&scheme(), "ZZ".parse().expect("a country"), &code("9403"), &wanted, &mut Answers::default())
    };
    assert_eq!(list(100, 10, 500), Ok(()));
    assert_eq!(list(100, 10, 501), Err(BillError::TooLong));
    assert!(matches!(list(0, 10, 1), Err(BillError::Value(_))));
    assert!(matches!(list(100, -1, 1), Err(BillError::Value(_))));
    assert_eq!(list(100, i64::MAX, 2), Err(BillError::Overflow));
}

#[test]
fn a_material_known_by_its_chapter_alone_is_not_taken_for_changed() {
    for (level, material, same) in [
        (Level::Heading, "9403", true),
        (Level::Heading, "94", true),
        (Level::Heading, "9401", false),
        (Level::Chapter, "9401", true),
        (Level::Subheading, "940350", false),
    ] {
        assert_eq!(level.same(&code(material), &code("940360")), same, "{material}");
    }
}

#[test]
fn the_rule_that_names_most_of_the_code_is_the_one() {
    let of = |goods: &[&str]| ProductRule { goods: goods.iter().map(|goods| code(goods)).collect(), ..heading_or_value() };
    let rules = [of(&[]), of(&["61", "62"]), of(&["6203", "1604"])];
    let chosen = |goods: &str| product_rule(&rules, &code(goods)).map(|rule| rule.goods.len());
    assert_eq!([chosen("0901"), chosen("6109100000"), chosen("6203420000")].map(|goods| goods.unwrap_or(9)), [0, 2, 2]);
    assert_eq!(product_rule(&rules, &code("620342")).map(|rule| rule.goods[0]), Some(code("6203")));
    assert_eq!(product_rule(&rules[1..], &code("0901")), None);
}

#[test]
fn data_that_names_what_is_not_there_is_refused() {
    let scheme = scheme();
    assert_eq!(scheme.check(), Ok(()));
    let wrong = |worked| scheme.check_product(&rule(worked)).expect_err("it is wrong");
    let article = wrong(json!({"article": "annex", "said": "grown"}));
    assert!(matches!(article, SchemeError::NoArticle(_)), "{article}");
    assert!(matches!(wrong(json!({"article": "work", "said": "roasted"})), SchemeError::NoStatement(_)));
    assert_eq!(wrong(json!({"any": []})), SchemeError::Hollow);
    let beyond = json!({"article": "value", "regional_value": {"formula": "build-up", "least": "100.1"}});
    assert_eq!(wrong(beyond), SchemeError::Percent);
    let deep = (0..8).fold(json!({"article": "work", "said": "grown"}), |rule, _| json!({ "all": [rule] }));
    assert_eq!(wrong(deep), SchemeError::TooLarge);
    let unfinished = Scheme { transport: None, ..scheme.clone() };
    assert_eq!(unfinished.check_product(&heading_or_value()), Err(SchemeError::Unfinished));
    let gift = ProductRule { no_preference: Some("work".parse().expect("a key")), ..heading_or_value() };
    assert_eq!(scheme.check_product(&gift), Err(SchemeError::Purpose));
    for text in [
        r#"{"said": "grown"}"#,
        r#"{"article": "work"}"#,
        r#"{"all": [], "any": []}"#,
        r#"{"article": "work", "all": []}"#,
        r#"{"article": "work", "said": "grown", "change": {"of": "heading"}}"#,
        r#"{"article": "work", "said": "grown", "maybe": 1}"#,
    ] {
        assert!(serde_json::from_str::<Rule>(text).is_err(), "{text}");
    }
    assert_eq!(scheme.idle_statements(&[heading_or_value()]).len(), 1);
}

// Properties: rules and answers as they come.

fn any_test() -> impl Strategy<Value = Test> {
    let said = prop_oneof![Just("grown"), Just("more-than-packing"), Just("cut-and-sewn"), Just("straight")];
    prop_oneof![
        3 => said.prop_map(|key| Test::Said(key.parse().expect("a key"))),
        1 => Just(Test::Change { of: Level::Heading, except: Vec::new() }),
        1 => (0..=100_i64).prop_map(|least| Test::RegionalValue { formula: duty::origin::Formula::BuildDown, least: least.into() }),
        1 => (0..=100_i64).prop_map(|most| Test::ForeignWeight { most: most.into(), of: Vec::new() }),
    ]
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let clause = any_test().prop_map(|test| Rule::Test(Clause { article: "work".parse().expect("a key"), test }));
    clause.prop_recursive(3, 12, 3, |inner| {
        let some = proptest::collection::vec(inner, 1..4);
        prop_oneof![some.clone().prop_map(Rule::All), some.prop_map(Rule::Any)]
    })
}

/// How a trader answers: by the bits of a number, so that one trader says the same of the same thing.
fn answer(question: &Question, truth: u64, knows: u64) -> (Answer, Option<i64>) {
    let place = question.to_string().bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 64;
    let yes = truth >> place & 1 == 1;
    if knows >> place & 1 == 0 {
        return (Answer::DontKnow, None);
    }
    (if yes { Answer::Yes } else { Answer::No }, Some(if yes { 100 } else { 40 }))
}

fn say(answers: &mut Answers, question: &Question, truth: u64, knows: u64) {
    let (answer, value) = answer(question, truth, knows);
    match question {
        Question::Statement(key) => answers.say(key.clone(), answer),
        Question::Figure(figure) => answers.tell(figure.clone(), value).expect("a good value"),
    }
}

proptest! {
    #[test]
    fn a_dialogue_ends_asks_nothing_twice_and_comes_to_what_all_the_answers_say(
        rule in any_rule(), truth in any::<u64>(), knows in any::<u64>(), pick in any::<usize>(),
    ) {
        let (scheme, goods) = (scheme(), code("940360"));
        let product = ProductRule { worked: Some(rule), ..heading_or_value() };
        let mut said = Answers::default();
        let mut asked: Vec<Question> = Vec::new();
        while let Outcome::Unknown { next, .. } = check(&scheme, &product, &goods, &said) {
            let Some(question) = next.get(pick % next.len().max(1)).map(|next| next.question.clone()) else { break };
            prop_assert!(!asked.contains(&question), "{question} is asked twice");
            say(&mut said, &question, truth, knows);
            asked.push(question);
        }
        let mut everything = Answers::default();
        questions(&scheme, &product, &goods).iter().for_each(|question| say(&mut everything, question, truth, knows));
        let (short, long) = (check(&scheme, &product, &goods, &said), check(&scheme, &product, &goods, &everything));
        prop_assert_eq!(std::mem::discriminant(&short), std::mem::discriminant(&long), "{:?} {:?}", short, long);
    }

    #[test]
    fn who_knows_everything_gets_an_answer(rule in any_rule(), truth in any::<u64>()) {
        let (scheme, goods) = (scheme(), code("940360"));
        let product = ProductRule { worked: Some(rule), ..heading_or_value() };
        let mut everything = Answers::default();
        questions(&scheme, &product, &goods).iter().for_each(|question| say(&mut everything, question, truth, u64::MAX));
        let outcome = check(&scheme, &product, &goods, &everything);
        prop_assert!(!matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
    }

    #[test]
    fn a_statement_that_is_asked_can_still_change_the_outcome(rule in any_rule(), truth in any::<u64>(), asked in any::<u64>()) {
        let (scheme, goods) = (scheme(), code("940360"));
        let product = ProductRule { worked: Some(rule), ..heading_or_value() };
        let mut said = Answers::default();
        let all = questions(&scheme, &product, &goods);
        for (_, question) in all.iter().enumerate().filter(|(place, _)| asked >> place & 1 == 1) {
            say(&mut said, question, truth, u64::MAX);
        }
        let Outcome::Unknown { next, .. } = check(&scheme, &product, &goods, &said) else { return Ok(()) };
        // Statements alone: sums hang together, and every way they can turn out cannot be tried.
        let has_sums = next.iter().any(|asked| matches!(asked.question, Question::Figure(_)));
        prop_assume!(!has_sums);
        let open: Vec<&Question> = all.iter().filter(|question| match question {
            Question::Statement(key) => said.said(key).is_none(),
            Question::Figure(_) => false,
        }).collect();
        let come = |ways: usize| {
            let mut answers = said.clone();
            for (place, question) in open.iter().enumerate() {
                let Question::Statement(key) = question else { continue };
                answers.say(key.clone(), if ways >> place & 1 == 1 { Answer::Yes } else { Answer::No });
            }
            std::mem::discriminant(&check(&scheme, &product, &goods, &answers))
        };
        let outcomes: Vec<_> = (0..1_usize << open.len()).map(come).collect();
        for asked in next {
            let place = open.iter().position(|question| **question == asked.question).expect("it is open");
            prop_assert!((0..outcomes.len()).any(|ways| outcomes[ways] != outcomes[ways ^ 1 << place]), "{asked:?} is idle");
        }
    }

    #[test]
    fn rules_are_kept_as_they_are(rule in any_rule()) {
        let text = serde_json::to_string(&rule).expect("it can be written");
        prop_assert_eq!(serde_json::from_str::<Rule>(&text).expect("it can be read"), rule);
    }
}
