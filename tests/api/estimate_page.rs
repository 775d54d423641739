//! The page of a kept estimate: what somebody sees who was sent its link and has nothing but a browser. Row DUTY-G2.

use jiff::ToSpan;
use serde_json::{Value, json};

use crate::{
    duty::{app_with_tariff, coffee, consignment, with},
    support::{app::App, browser, database::each_database, server::header},
};

/// Keeps an estimate, and returns the path of its page.
async fn shared(app: &App, lines: Vec<Value>) -> String {
    let kept = app.operation("save_estimate", consignment(lines)).await["saveEstimate"].clone();
    let url = kept["shareUrl"].as_str().expect("an address");
    let path = url.strip_prefix("https://trade.example").expect("our own address").to_owned();
    assert_eq!(path, format!("/e/{}", kept["code"].as_str().expect("a code")));
    path
}

fn in_euro() -> Value {
    with(coffee(), "customsValue", json!({ "amount": "1000", "currency": "EUR" }))
}

#[tokio::test]
async fn a_browser_shows_who_was_sent_the_link_what_is_due_and_under_which_law() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let path = shared(&app, vec![in_euro()]).await;
        let Some(opened) = browser::open(format!("{}{path}?lang=fr", app.url)).await else { return };
        // 1,000 € at 2.415 are 2,415: duty 10 % and 2 for each of 200 kg; VAT of 16 % on both.
        for shown in ["XTS 1130.54", "XTS 641.50", "XTS 489.04", "Droit de douane", "Tariff Act", "VAT Act", "10 % + 2 XTS/kg"] {
            assert!(opened.page.contains(shown), "{shown} is missing:\n{}", opened.page);
        }
        for told in ["une information et non une décision", "1 EUR vaut 2.415 XTS", "2026-06-16", "permit", "Plant Act"] {
            assert!(opened.page.contains(told), "{told} is missing:\n{}", opened.page);
        }
        assert!(!opened.page.contains("<script"), "it needs no script");
        assert!(!opened.log.contains("Content Security Policy"), "the style is the one that is allowed:\n{}", opened.log);
    })
    .await;
}

#[tokio::test]
async fn the_page_speaks_the_readers_language_in_a_few_kilobytes() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let path = shared(&app, vec![in_euro(); 3]).await;
        for (language, direction, word) in [
            ("en", "ltr", "not a ruling"),
            ("fr", "ltr", "une décision"),
            ("es", "ltr", "una resolución"),
            ("ar", "rtl", "وليست قراراً"),
            ("zh", "ltr", "并非裁定"),
            ("pt", "ltr", "uma decisão"),
            ("sw", "ltr", "si uamuzi"),
        ] {
            let asked =
                app.get(&format!("{path}?lang={language}")).header("accept-language", "en").send().await.expect("an answer");
            let liked = app.get(&path).header("accept-language", language).send().await.expect("an answer");
            let (asked, liked) = (asked.text().await.expect("a page"), liked.text().await.expect("a page"));
            assert_eq!(asked, liked, "{language}");
            assert!(asked.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")), "{language}: {asked}");
            assert!(asked.contains(word), "{language}: {asked}");
            let small =
                app.get(&format!("{path}?lang={language}")).header("accept-encoding", "br").send().await.expect("an answer");
            let bytes = small.bytes().await.expect("a body").len();
            assert!(bytes <= 3_000, "three lines in {language} are {bytes} bytes");
        }
        let unspoken = app.get(&format!("{path}?lang=xx")).header("accept-language", "sw").send().await.expect("an answer");
        assert!(unspoken.text().await.expect("a page").contains("lang=\"sw\""));
    })
    .await;
}

#[tokio::test]
async fn what_a_trader_typed_is_text_on_the_page_and_the_policy_allows_no_more() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let said = json!([{ "text": "<img src=x onerror=alert(1)>", "holds": true }]);
        let path = shared(&app, vec![with(coffee(), "statements", said)]).await;
        let response = app.get(&path).send().await.expect("an answer");
        let policy = header(&response, "content-security-policy");
        assert!(policy.contains("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(
            (header(&response, "x-robots-tag"), header(&response, "referrer-policy")),
            ("noindex".into(), "no-referrer".into())
        );
        let page = response.text().await.expect("a page");
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;") && !page.contains("<img"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_has_the_page_is_not_sent_it_again() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let path = shared(&app, vec![coffee()]).await;
        let first = app.get(&path).header("accept-language", "en").send().await.expect("an answer");
        assert_eq!(header(&first, "cache-control"), "private, no-cache");
        let tag = header(&first, "etag");
        let again = async |language: &str| {
            let request = app.get(&path).header("accept-language", language).header("if-none-match", &tag);
            request.send().await.expect("an answer").status().as_u16()
        };
        assert_eq!((again("en").await, again("fr").await), (304, 200), "another language is another page");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_not_there_says_what_to_do() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let path = shared(&app, vec![coffee()]).await;
        let read = async |path: &str| {
            let response = app.get(path).header("accept-language", "en").send().await.expect("an answer");
            let status = response.status().as_u16();
            (status, header(&response, "content-type"), response.text().await.expect("a page"))
        };
        for unknown in ["/e/ZZZZZ-ZZZZZ", "/e/nonsense", "/e/%3Cscript%3E"] {
            let (status, media, page) = read(unknown).await;
            assert_eq!((status, media.as_str()), (404, "text/html; charset=utf-8"), "{unknown}");
            assert!(page.contains("Compare the code") && !page.contains("<script"), "{page}");
        }
        assert_eq!(read(&path.to_lowercase().replace('-', "")).await.0, 200, "as people type it");
        app.clock.advance((181 * 24).hours());
        let (status, _, page) = read(&path).await;
        assert!(status == 410 && page.contains("This estimate is over"), "{status}: {page}");
        // Another one that is kept empties what is over; its code is remembered for a year, and then it is as if it had never been.
        shared(&app, vec![coffee()]).await;
        assert_eq!(read(&path).await.0, 410);
        let code = path.trim_start_matches("/e/");
        assert_eq!(app.operation("estimate", json!({ "code": code })).await["estimate"], Value::Null);
        app.clock.advance((366 * 24).hours());
        shared(&app, vec![coffee()]).await;
        assert_eq!(read(&path).await.0, 404);
    })
    .await;
}
