//! Guided classification: what is asked, what comes of answers, and what never happens.

use std::collections::BTreeSet;

use index_core::{
    classification::{
        Answered, Asked, Choice, Extract, Found, Kinds, OPTIONS_MAX, Place, PlaceId, QUESTIONS_MAX, QuestionId, Subject, Turn,
        holds, turn,
    },
    confidence::Strength,
};
use proptest::prelude::*;
use vocabulary::{HsCode, Language};

/// Indent, code, grouping and text of some lines, as a tariff prints them.
const COFFEE: &[(u8, &str, Option<u8>, &str)] = &[
    (0, "0900000000", None, "Coffee, tea and spices"),
    (1, "0901000000", None, "Coffee, whether or not roasted or decaffeinated; coffee husks and skins"),
    (2, "0901110000", Some(10), "Coffee, not roasted"),
    (3, "0901110000", None, "Not decaffeinated"),
    (3, "0901120000", None, "Decaffeinated"),
    (2, "0901210000", Some(10), "Coffee, roasted"),
    (3, "0901210000", None, "Not decaffeinated"),
    (4, "0901210010", None, "Beans"),
    (3, "0901220000", None, "Decaffeinated"),
    (2, "0901900000", None, "Other"),
    (0, "6100000000", None, "Clothing, knitted or crocheted"),
    (1, "6109000000", None, "T-shirts, singlets and other vests, knitted or crocheted"),
    (2, "6109100000", None, "Of cotton"),
    (2, "6109900000", None, "Of other textile materials"),
    (0, "6200000000", None, "Clothing, not knitted or crocheted"),
    (1, "6205000000", None, "Men's or boys' shirts"),
    (2, "6205200000", None, "Of cotton"),
    (2, "6205300000", None, "Of man-made fibres"),
    (1, "6206000000", None, "Women's or girls' blouses and shirts"),
    (2, "6206300000", None, "Of cotton"),
    (2, "6206400000", None, "Of man-made fibres"),
    (1, "6210000000", None, "Garments of felt"),
];

fn extract(lines: &[(u8, &str, Option<u8>, &str)]) -> Extract {
    let mut above: Vec<(u8, usize)> = Vec::new();
    let places = lines.iter().enumerate().map(|(at, (indent, code, grouping, text))| {
        above.retain(|(other, _)| other < indent);
        let parent = above.last().map(|(_, at)| *at);
        above.push((*indent, at));
        let id = PlaceId { code: code.parse().expect("a code"), grouping: *grouping };
        (Place { id, text: (*text).to_owned(), language: Language::EN }, parent)
    });
    Extract::new(places.collect())
}

fn found(codes: &[&str]) -> Vec<Found> {
    codes.iter().map(|code| Found { code: code.parse().expect("a code") }).collect()
}

fn asked<'a>(text: &'a str, found: &'a [Found], extract: &'a Extract, answers: &'a [Answered]) -> Asked<'a> {
    Asked { text, language: Language::EN, found, extract, answers, kinds: Kinds::All }
}

/// Goes through a dialogue to its end, and returns the questions and the last turn.
fn dialogue(
    text: &str,
    found: &[Found],
    extract: &Extract,
    kinds: Kinds,
    mut choose: impl FnMut(&QuestionId) -> Choice,
) -> (Vec<Answered>, Turn) {
    let mut answers: Vec<Answered> = Vec::new();
    loop {
        let turn = turn(&Asked { kinds, ..asked(text, found, extract, &answers) });
        let Some(offer) = &turn.next else { return (answers, turn) };
        let choice = choose(&offer.id);
        answers.push(Answered { question: offer.id.clone(), choice });
        assert!(answers.len() <= QUESTIONS_MAX, "it ends");
    }
}

/// Answers as somebody who knows the right code.
fn truthfully(extract: &Extract, code: &str) -> impl FnMut(&QuestionId) -> Choice {
    let place = extract.find(&code.parse().expect("a place")).expect("it is there");
    move |question| {
        let one = match &question.subject {
            Subject::Attribute(attribute) => {
                let holds = holds(extract, place, attribute);
                question.options.iter().find(|option| holds.contains(&option.as_str()))
            }
            _ => question.options.iter().find(|option| {
                let id = option.parse().expect("a place");
                extract.path(place).any(|at| extract.find(&id) == Some(at))
            }),
        };
        one.map_or(Choice::None, |option| Choice::One(option.clone()))
    }
}

#[test]
fn the_subheadings_are_what_goods_are_classified_to() {
    let extract = extract(COFFEE);
    let targets: Vec<String> = extract.targets().iter().map(|at| extract.places()[*at].id.to_string()).collect();
    let wanted =
        ["090111", "090112", "090121", "090122", "090190", "610910", "610990", "620520", "620530", "620630", "620640", "6210"];
    assert_eq!(targets, wanted);
}

#[test]
fn the_words_of_the_tariff_say_what_goods_are() {
    let extract = extract(COFFEE);
    let of =
        |code: &str, attribute: &str| holds(&extract, extract.find(&code.parse().expect("a place")).expect("there"), attribute);
    assert_eq!(of("090111", "roasting"), ["not-roasted"], "the grouping above says it");
    assert_eq!(of("090121", "roasting"), ["roasted"]);
    assert_eq!(of("090111", "caffeine"), ["not-decaffeinated"]);
    assert_eq!(of("090122", "caffeine"), ["decaffeinated"]);
    assert_eq!(of("610910", "material"), ["cotton"]);
    assert_eq!(of("610910", "construction"), ["knitted"]);
    assert_eq!(of("620520", "construction"), ["not-knitted"], "the chapter says it");
    assert_eq!((of("620520", "wearer"), of("620640", "wearer")), (vec!["men"], vec!["women"]));
    assert_eq!(of("6210", "construction"), ["nonwoven"], "what stands nearer is what holds");
    assert_eq!(of("090190", "roasting"), Vec::<&str>::new());
}

#[test]
fn whoever_knows_the_goods_is_led_to_their_code_by_few_questions() {
    let extract = extract(COFFEE);
    let found = found(&["0901000000", "6109100000", "6205200000", "6206300000"]);
    for kinds in [Kinds::All, Kinds::Places] {
        for target in extract.targets() {
            let code = extract.places()[*target].id.to_string();
            let (answers, turn) = dialogue("goods", &found, &extract, kinds, truthfully(&extract, &code));
            let first: Vec<String> = turn.guesses.iter().take(3).map(|guess| guess.code.significant().to_owned()).collect();
            // Nothing but a search for it leads to what was not found at all.
            if code != "6210" {
                assert_eq!(first.first(), Some(&code), "{answers:?}");
                assert!(answers.len() <= 4, "{code}: {answers:?}");
                assert!(turn.guesses[0].strength >= Strength::Good);
            }
        }
    }
}

#[test]
fn what_the_description_says_is_not_asked() {
    let extract = extract(COFFEE);
    let found = found(&["6109100000", "6205200000", "6206300000"]);
    let (answers, turn) = dialogue("knitted cotton shirt", &found, &extract, Kinds::Attributes, |_| Choice::DontKnow);
    let said = ["construction", "material"];
    let asked = |answered: &Answered| matches!(&answered.question.subject, Subject::Attribute(name) if said.contains(name));
    assert!(!answers.iter().any(asked), "{answers:?}");
    assert_eq!(turn.guesses[0].code.significant(), "610910");
}

#[test]
fn who_never_knows_is_still_told_what_is_likely() {
    let extract = extract(COFFEE);
    let found = found(&["0901210000", "6109100000"]);
    let (answers, turn) = dialogue("coffee", &found, &extract, Kinds::All, |_| Choice::DontKnow);
    assert!(!answers.is_empty() && turn.next.is_none());
    assert_eq!(turn.guesses[0].code.significant(), "090121", "the best that was found");
    assert!(turn.guesses[0].because.is_empty(), "no answer speaks for it");
}

#[test]
fn an_answer_speaks_for_what_it_makes_likelier() {
    let extract = extract(COFFEE);
    let found = found(&["0901000000"]);
    let question: QuestionId = "roasting:roasted,not-roasted".parse().expect("a question");
    let answers = [Answered::new(question, "roasted").expect("an option")];
    let turn = turn(&asked("coffee", &found, &extract, &answers));
    let roasted: Vec<&str> =
        turn.guesses.iter().filter(|guess| guess.because == [0]).map(|guess| guess.code.significant()).collect();
    assert_eq!(roasted, ["090121", "090122"]);
}

#[test]
fn nothing_found_is_nothing_asked() {
    let (extract, nothing) = (extract(COFFEE), extract(&[]));
    for extract in [&extract, &nothing] {
        let turn = turn(&asked("xyzzy", &[], extract, &[]));
        assert!(turn.next.is_none() && turn.guesses.is_empty());
    }
}

#[test]
fn a_question_is_read_as_it_is_written() {
    for text in ["material:cotton,wool", "chapter:09,61", "heading:0901", "below-0901:0901110000-10,090190"] {
        assert_eq!(text.parse::<QuestionId>().map(|question| question.to_string()), Ok(text.to_owned()));
    }
    for text in [
        "",
        "material",
        "material:",
        "material:velvet",
        "colour:red",
        "heading:0901,0901",
        "heading:0901000000",
        "heading:coffee",
        "below-x:0901",
        "heading:01,02,03,04,05,06,07,08",
    ] {
        assert!(text.parse::<QuestionId>().is_err(), "{text}");
    }
    let question: QuestionId = "heading:0901,0902".parse().expect("a question");
    assert!(Answered::new(question.clone(), "0903").is_err());
    for choice in ["0901", "none", "dont-know"] {
        assert_eq!(
            Answered::new(question.clone(), choice).map(|answered| answered.choice.as_str().to_owned()),
            Ok(choice.to_owned())
        );
    }
}

#[test]
fn a_language_without_words_of_its_own_is_asked_by_places() {
    let lines: Vec<(Place, Option<usize>)> =
        [("1000000000", None), ("1005000000", Some(0)), ("1005100000", Some(1)), ("1005900000", Some(1))]
            .iter()
            .map(|(code, parent)| {
                let id = PlaceId { code: code.parse().expect("a code"), grouping: None };
                (Place { id, text: "ngô".to_owned(), language: Language::VI }, *parent)
            })
            .collect();
    let extract = Extract::new(lines);
    let found = found(&["1005000000"]);
    let turn = turn(&Asked { language: Language::VI, ..asked("ngô", &found, &extract, &[]) });
    let offer = turn.next.expect("a question");
    assert_eq!((offer.id.to_string(), offer.language), ("below-1005:100510,100590".to_owned(), Language::EN));
    assert_eq!(offer.options[0].language, Language::VI);
}

// Properties: nomenclatures and answers as they come.

const WORDS: [&str; 12] = [
    "Of cotton",
    "Of wool",
    "Other",
    "Frozen",
    "Not roasted",
    "Men's or boys'",
    "Parts",
    "Other than of plastics",
    "Live",
    "Of iron or steel",
    "For retail sale",
    "Used",
];

/// Headings with subheadings, some of them in groups.
fn nomenclature() -> impl Strategy<Value = Vec<(u8, String, Option<u8>, &'static str)>> {
    let word = || (0..WORDS.len()).prop_map(|at| WORDS[at]);
    let subheading = (10..100_u8, any::<bool>(), word(), word());
    let heading = (1..97_u8, 1..90_u8, word(), proptest::collection::vec(subheading, 0..6));
    proptest::collection::vec(heading, 0..8).prop_map(|headings| {
        let mut codes = BTreeSet::new();
        let mut lines = Vec::new();
        for (chapter, heading, text, subheadings) in headings {
            let chapter = format!("{chapter:02}");
            if codes.insert(chapter.clone()) {
                lines.push((0, format!("{chapter}00000000"), None, "A chapter"));
            }
            let heading = format!("{chapter}{heading:02}");
            if !codes.insert(heading.clone()) {
                continue;
            }
            lines.push((1, format!("{heading}000000"), None, text));
            for (subheading, grouped, text, above) in subheadings {
                let code = format!("{heading}{subheading}");
                if codes.insert(code.clone()) {
                    if grouped {
                        lines.push((2, format!("{code}0000"), Some(10), above));
                    }
                    lines.push((2 + u8::from(grouped), format!("{code}0000"), None, text));
                }
            }
        }
        // As printed: by code, a grouping before the line of the same code.
        lines.sort_by(|(_, code, grouping, _), (_, other, other_grouping, _)| {
            code.cmp(other).then(other_grouping.is_some().cmp(&grouping.is_some()))
        });
        lines
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn no_answers_lead_to_a_code_that_is_not_there_to_a_repeated_question_or_to_no_end(
        lines in nomenclature(), picks in proptest::collection::vec(any::<u16>(), QUESTIONS_MAX), hits in proptest::collection::vec(any::<usize>(), 0..12),
    ) {
        let lines: Vec<(u8, &str, Option<u8>, &str)> = lines.iter().map(|(indent, code, grouping, text)| (*indent, code.as_str(), *grouping, *text)).collect();
        let extract = extract(&lines);
        let codes: BTreeSet<HsCode> = extract.places().iter().map(|place| place.id.code).collect();
        let found: Vec<Found> = hits.iter().filter_map(|hit| extract.places().get(hit % extract.places().len().max(1))).map(|place| Found { code: place.id.code }).collect();
        let mut at = 0;
        let (answers, last) = dialogue("goods of cotton", &found, &extract, Kinds::All, |question| {
            let pick = usize::from(picks[at]);
            at += 1;
            match pick % (question.options.len() + 2) {
                0 => Choice::DontKnow,
                1 => Choice::None,
                option => Choice::One(question.options[option - 2].clone()),
            }
        });
        let questions: BTreeSet<&QuestionId> = answers.iter().map(|answered| &answered.question).collect();
        prop_assert_eq!(questions.len(), answers.len(), "no question twice");
        let mut offered = BTreeSet::new();
        for answered in &answers {
            prop_assert!(!answered.question.options.is_empty() && answered.question.options.len() <= OPTIONS_MAX);
            for option in &answered.question.options {
                prop_assert!(offered.insert((&answered.question.subject, option)), "no option twice");
            }
        }
        prop_assert!(last.guesses.iter().all(|guess| codes.contains(&guess.code)), "no code is invented");
        if found.is_empty() {
            prop_assert!(last.guesses.is_empty(), "nothing comes of nothing");
        }
        let sum: f64 = last.guesses.iter().map(|guess| guess.share).sum();
        prop_assert!(sum <= 1.0 + 1e-9);
        let again = turn(&asked("goods of cotton", &found, &extract, &answers));
        prop_assert_eq!(again, last, "the same input gives the same turn");
        for answered in &answers {
            let text = answered.question.to_string();
            prop_assert_eq!(&text.parse::<QuestionId>().expect("it can be read"), &answered.question);
        }
    }

    #[test]
    fn no_text_makes_reading_a_question_panic(text in "\\PC{0,60}") {
        let _ = text.parse::<QuestionId>();
    }
}
