//! Guided classification: from a description to a code by a few questions, each with a way out.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vocabulary::Language;

use crate::{
    import::import,
    support::{
        app::App,
        database::{Fresh, each_database},
        given,
    },
};

async fn app_with_the_sample(fresh: &Fresh) -> App {
    let app = App::over(fresh).await;
    import(fresh, &["nomenclature", "sample/tariff/nomenclature.csv"]).await.expect("the sample is good");
    app.indexed().await;
    app
}

async fn classify(app: &App, text: &str, answers: &[Value], language: Language) -> Value {
    let input = json!({ "text": text, "answers": answers });
    let turn = app.operation("classify", json!({ "input": input, "language": language.as_str() })).await;
    turn["classify"].clone()
}

fn codes(turn: &Value) -> Vec<String> {
    let candidates = turn["candidates"].as_array().expect("candidates");
    candidates.iter().map(|candidate| candidate["code"].as_str().expect("a code").to_owned()).collect()
}

/// Goes through a dialogue to its end, and returns its answers and its last turn.
async fn dialogue(app: &App, text: &str, language: Language, choose: impl Fn(&Value) -> String) -> (Vec<Value>, Value) {
    let mut answers = Vec::new();
    loop {
        let turn = classify(app, text, &answers, language).await;
        assert_eq!(turn["questionsLeft"], 8 - answers.len());
        if turn["question"].is_null() {
            return (answers, turn);
        }
        assert!(answers.len() < 8, "it ends");
        let keys: Vec<&str> =
            turn["question"]["options"].as_array().expect("options").iter().filter_map(|option| option["key"].as_str()).collect();
        assert_eq!(keys[keys.len() - 2..], ["none", "dont-know"], "there is always a way out");
        let choice = choose(&turn["question"]);
        answers.push(json!({ "question": turn["question"]["id"], "choice": choice }));
    }
}

/// Chooses the first option that says one of these words, else none of them.
fn saying<'a>(words: &'a [&'a str]) -> impl Fn(&Value) -> String + 'a {
    move |question| {
        let options = question["options"].as_array().expect("options");
        let says = |option: &&Value| {
            let text = option["text"].as_str().expect("a text").to_lowercase();
            words.iter().any(|word| text.contains(word))
        };
        options.iter().find(says).map_or("none", |option| option["key"].as_str().expect("a key")).to_owned()
    }
}

#[tokio::test]
async fn a_shirt_is_led_to_its_subheading_and_each_answer_is_told_as_a_reason() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let words = ["knitted or crocheted", "t-shirts", "cotton"];
        let (answers, end) = dialogue(&app, "shirts", Language::EN, saying(&words)).await;
        assert!(!answers.is_empty());
        let best = &end["candidates"][0];
        assert_eq!(best["code"], "610910", "{answers:?} {end}");
        assert_ne!(best["confidence"], "POSSIBLE");
        let path = best["path"].as_array().expect("a path");
        assert_eq!(path[0], "Clothing, knitted or crocheted");
        let reasons = best["because"].as_array().expect("reasons");
        assert!(
            !reasons.is_empty() && reasons.iter().all(|reason| reason["question"].is_string() && reason["answer"].is_string())
        );

        // Nothing is kept: the same request is answered the same, in the middle as at the end.
        for count in 0..=answers.len() {
            let once = classify(&app, "shirts", &answers[..count], Language::EN).await;
            assert_eq!(classify(&app, "shirts", &answers[..count], Language::EN).await, once);
        }
        let questions: BTreeSet<String> = answers.iter().map(|answer| answer["question"].to_string()).collect();
        assert_eq!(questions.len(), answers.len(), "nothing is asked twice");
    })
    .await;
}

#[tokio::test]
async fn who_never_knows_is_told_codes_that_exist_in_each_language() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        for (language, text) in [
            (Language::EN, "coffee"),
            (Language::FR, "café torréfié"),
            (Language::ES, "pescado congelado"),
            (Language::PT, "vestuário de algodão"),
            (Language::AR, "أسماك"),
            (Language::ZH, "咖啡"),
            (Language::SW, "samaki"),
        ] {
            let (answers, end) = dialogue(&app, text, language, |_| "dont-know".to_owned()).await;
            assert!(answers.len() <= 8);
            let codes = codes(&end);
            assert!(!codes.is_empty(), "{language}: {end}");
            for code in codes {
                let line = app.operation("hs_code", json!({ "code": code })).await;
                assert!(line["hsCode"]["code"].is_string(), "{code} is in the tariff");
            }
            let first = classify(&app, text, &[], language).await;
            assert_eq!(first["question"]["language"], language.as_str(), "{first}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_that_is_no_longer_in_the_tariff_is_not_named() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let mut lines = given::coffee_and_tea();
        let mut green = given::line("0902100000", 1, true, "Green tea in bags of paper");
        green.validity =
            vocabulary::Period::new(jiff::civil::date(2022, 1, 1), Some(jiff::civil::date(2025, 1, 1))).expect("days");
        let black = given::line("0902300000", 1, true, "Black tea in bags of paper");
        lines.retain(|line| !line.code.as_str().starts_with("09021") && !line.code.as_str().starts_with("09023"));
        lines.extend([green, black]);
        app.application.nomenclature.record_all(&lines, app.now()).await.expect("a database");
        app.indexed().await;
        let on = async |day: &str| {
            let input = json!({ "text": "tea in bags" });
            codes(&app.operation("classify", json!({ "input": input, "asOf": day, "language": "en" })).await["classify"])
        };
        let has = |codes: &[String], code: &str| codes.iter().any(|own| own == code);
        let (before, after) = (on("2024-12-31").await, on("2025-01-01").await);
        assert!(has(&before, "090210") && has(&before, "090230"), "{before:?}");
        assert!(!has(&after, "090210") && has(&after, "090230"), "{after:?}");
    })
    .await;
}

#[tokio::test]
async fn a_long_description_is_classified_and_words_of_nothing_end_at_once() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let long = "Roasted coffee beans, not decaffeinated, of the arabica kind, packed in bags of jute, ".repeat(12);
        let turn = classify(&app, &long, &[], Language::EN).await;
        assert!(codes(&turn).iter().any(|code| code.starts_with("0901")), "{turn}");
        let nothing = classify(&app, "xyzzyq", &[], Language::EN).await;
        assert_eq!((nothing["question"].clone(), codes(&nothing).len()), (Value::Null, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_not_asked_is_refused_in_the_callers_language() {
    each_database(async |fresh| {
        let app = app_with_the_sample(fresh).await;
        let document = "query($input: ClassifyInput!) { classify(input: $input) { questionsLeft } }";
        let answered = |question: &str, choice: &str, count: usize| {
            let answers = vec![json!({ "question": question, "choice": choice }); count];
            json!({ "input": { "text": "coffee", "answers": answers } })
        };
        let good = app.data(document, answered("material:cotton,wool", "wool", 8)).await;
        assert_eq!(good["classify"]["questionsLeft"], 7, "one question, however often it is answered");
        for (variables, code) in [
            (answered("colour:red", "red", 1), "CLASSIFICATION_ANSWER_INVALID"),
            (answered("material:cotton,wool", "silk", 1), "CLASSIFICATION_ANSWER_INVALID"),
            (answered("material:cotton,wool", "wool", 9), "CLASSIFICATION_ANSWERS_TOO_MANY"),
            (json!({ "input": { "text": " " } }), "QUERY_EMPTY"),
            (json!({ "input": { "text": "coffee ".repeat(300) } }), "QUERY_TOO_LONG"),
        ] {
            let refused = app.refusal("fr", document, variables.clone()).await;
            assert_eq!(refused["extensions"]["code"], code, "{variables}");
            let english = app.refusal("en", document, variables).await;
            assert_ne!(refused["message"], english["message"], "{code}");
        }
    })
    .await;
}
