//! Receipts and credit notes as PDF: read back by the tools of others in seven languages, the same bytes whenever they are asked for. Rows
//! RCP-03, RCP-04, RCP-07, RCP-08.

use serde_json::json;
use simulator::Plan;

use super::{Till, back};
use crate::{
    identity::strong_sign_in,
    support::{app::App, database::each_database, poppler},
};

/// Fetches a paper; nothing where no fonts are installed.
async fn fetch(app: &App, path: &str) -> Option<Vec<u8>> {
    let answer = app.get(path).send().await.expect("an answer");
    if answer.status().as_u16() == 501 {
        eprintln!("no fonts are installed (`make prepare`): {path} was not printed");
        return None;
    }
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"application/pdf".parse().expect("a value"))
    );
    Some(answer.bytes().await.expect("a body").to_vec())
}

#[tokio::test]
async fn a_receipt_is_printed_in_seven_languages_and_a_scanner_reads_the_signed_paper_from_it() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let trader = strong_sign_in(&till.app).await.subject;
        let paid = till.captured(trader, 1, 123_456).await;
        let receipt = till.run("receipts", json!({ "payment": paid.id })).await[0].clone();
        let path = format!("/r/{}.pdf", receipt["code"].as_str().expect("a code"));
        for (language, words) in [
            ("en", ["Receipt", "A printed copy", "Customs duty"]),
            ("fr", ["Quittance", "Copie imprimée", "Droit de douane"]),
            ("es", ["Recibo", "Copia impresa", "Derecho de aduana"]),
            ("ar", ["إيصال", "نسخة مطبوعة", "رسم جمركي"]),
            ("zh", ["收据", "打印副本", "关税"]),
            ("pt", ["Recibo", "Cópia impressa", "Direito aduaneiro"]),
            ("sw", ["Risiti", "Nakala iliyochapishwa", "Ushuru wa forodha"]),
        ] {
            let Some(pdf) = fetch(&till.app, &format!("{path}?lang={language}")).await else { return };
            println!("{language}: {} bytes", pdf.len());
            assert!(pdf.len() <= 48_000, "{language}: {} bytes", pdf.len());
            let Some(text) = poppler::text(&pdf) else { return };
            // Where a line runs from the right, a star at the end of a word is taken for one of the line.
            for shown in words.into_iter().chain(["XTS 1234.56", "XTS 411.52", "ZZ-HQ-2026 / 1", "Halc* Impo", &paid.reference]) {
                assert!(text.contains(shown), "{language}: {shown} is not among\n{text}");
            }
            let scanned = poppler::scans_as(&pdf, receipt["text"].as_str().expect("a text"));
            assert_ne!(scanned, Some(false), "{language}: the code of the page is not the receipt");
        }
        // Later, and by whoever likes Arabic best, it is the same file; who has it is told so.
        let first = till.app.get(&format!("{path}?lang=ar")).send().await.expect("an answer");
        let tag = first.headers()["etag"].clone();
        let first = first.bytes().await.expect("a body");
        till.let_pass(86_400).await;
        let again = till.app.get(&path).header("accept-language", "ar").send().await.expect("an answer");
        assert_eq!(
            (&again.headers()["etag"], &again.headers()["cache-control"]),
            (&tag, &"private, no-cache".parse().expect("a value"))
        );
        assert!(again.bytes().await.expect("a body") == first, "a reprint is the same bytes");
        let known =
            till.app.get(&path).header("accept-language", "ar").header("if-none-match", &tag).send().await.expect("an answer");
        assert_eq!(known.status().as_u16(), 304);
        for absent in ["/r/ZZZZZ-ZZZZZ.pdf", "/r/x.pdf", "/r/.pdf"] {
            assert_eq!(till.app.get(absent).send().await.expect("an answer").status().as_u16(), 404, "{absent}");
        }
        // The page leads to it.
        let page = till.app.get(&path.replace(".pdf", "?lang=sw")).send().await.expect("an answer").text().await.expect("a page");
        assert!(page.contains(&format!("href=\"{}?lang=sw\"", path.trim_start_matches("/r/"))), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_credit_note_is_printed_and_says_that_it_is_no_receipt() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (trader, one, two) = (strong_sign_in(&till.app).await.subject, till.approver().await, till.approver().await);
        let paid = till.captured(trader, 1, 123_456).await;
        let asked = till.by(one, "request_repayment", back("b", &paid, (40_000, 123_456), "CHARGES")).await;
        let approve = json!({ "input": { "id": asked["repayment"]["id"], "version": 1 } });
        let approved = till.by(two, "approve_repayment", approve).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUCCEEDED", "{approved:#}");
        let note = till.look(&paid.id).await["repayments"][0]["creditNotes"][0].clone();
        let path = format!("/r/{}", note["code"].as_str().expect("a code"));
        let shown = [
            "This is no receipt",
            "Credit note",
            "XTS 400.00",
            "XTS 133.33",
            "ZZ-HQ-2026-C / 1",
            "ZZ-HQ-2026 / 1",
            &paid.reference,
        ];
        let page = till.app.get(&path).send().await.expect("an answer").text().await.expect("a page");
        for shown in shown {
            assert!(page.contains(shown), "{shown} is missing:\n{page}");
        }
        let Some(pdf) = fetch(&till.app, &format!("{path}.pdf")).await else { return };
        let Some(text) = poppler::text(&pdf) else { return };
        for shown in shown {
            assert!(text.contains(shown), "{shown} is not among\n{text}");
        }
        let receipt = till.run("receipts", json!({ "payment": paid.id })).await[0]["text"].clone();
        assert_ne!(poppler::scans_as(&pdf, receipt.as_str().expect("a text")), Some(true), "its code is its own");
        assert_ne!(poppler::scans_as(&pdf, note["text"].as_str().expect("a text")), Some(false));
    })
    .await;
}
