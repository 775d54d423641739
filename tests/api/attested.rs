//! Confirmations in the audit log: whoever confirmed words stands in it with the digest of those words, and can be proven.

use std::{fs, path::Path};

use fingertip::{
    audit::{Action, Audit, ChainName, Code, Digest, EntriesRequest, EntryFilter, Link, Value},
    fact::{LeadDaysMin, NewFact, import::FactFiles},
    platform::{import::Source, outbox::Outbox, pagination::PageSize},
    publication::{NewRevision, Publications},
};
use jiff::{ToSpan, civil::date};
use serde_json::{Value as Json, json};
use vocabulary::Language;

use crate::support::{
    app::App,
    database::{Fresh, each_database},
    given::{self, Given},
    log::Log,
};

const TEXT: &str = "query($id: PublicationId!, $language: Language) { publication(id: $id, language: $language) {
    attestation { by confirmedOn entry { place hash recordedAt language contentSha256 } } } }";
const FEE: &str = "query($id: FactId!) { fees(filter: {id: $id}, asOf: \"2026-04-01\") { nodes {
    attestation { by entry { place hash language contentSha256 } } } } }";

fn fee_text() -> NewRevision {
    given::revision("fee").confirmed(date(2026, 6, 1), date(2027, 6, 1))
}

async fn record(app: &App, texts: &[NewRevision]) {
    app.clock.advance(1.minutes());
    app.application.publications.record_all(texts, app.now()).await.expect("a database");
}

/// Who confirmed a text, and where the log says so.
async fn confirmed(app: &App, id: &str, language: &str) -> Json {
    app.data(TEXT, json!({ "id": id, "language": language })).await["publication"]["attestation"].clone()
}

/// Who confirmed a fee, and where the log says so.
async fn fee_confirmed(app: &App, id: &str) -> Json {
    app.data(FEE, json!({ "id": id })).await["fees"]["nodes"][0]["attestation"].clone()
}

fn fees() -> Vec<NewFact> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("facts/fees");
    fs::create_dir_all(&path).expect("a folder");
    let permit = "id: permit
authority: zz-trade
article11: c
direction: import
valid_from: 2026-03-01
announced_on: 2026-01-01
source: {act: Trade Act, gazette: no. 4, page: 2, url: 'https://law.example/trade', captured_on: 2026-01-02}
attestation: {officer: ZZT-001, confirmed_on: 2026-01-02, review_due_on: 2027-01-02}
name: {en: Import permit}
fee: {service: permit, amount: {fixed: '40.00'}, currency: XTS, pay_by: [card], when: {en: With the application}}
";
    fs::write(path.join("permit.yaml"), permit).expect("a file");
    let files = FactFiles::open(&folder.path().join("facts"), LeadDaysMin::default()).expect("a folder of facts");
    files.rows().expect("facts").map(|fact| fact.expect("a good fact")).collect()
}

/// The entries of an action, the newest first.
async fn logged(app: &App, action: &'static str) -> Vec<Link> {
    let filter = EntryFilter { action: Some(Action::named(action)), ..EntryFilter::default() };
    let request = EntriesRequest { filter, first: PageSize::MAX, after: None };
    app.application.audit.entries(&request).await.expect("a database").0
}

/// Signs the head of the log, and says whether the entry at a place is proven by it to whoever has the public key.
async fn is_proven(app: &App, fresh: &Fresh, place: i64, hash: &Json) -> bool {
    let log = Log::over(fresh);
    log.notary(fresh).look(app.now()).await.expect("a database");
    let proven = log.audit.prove(place).await.expect("a database").expect("a head was signed since");
    let signed = proven.head.signed_by(&[log.key.public()]).is_some_and(|(_, is_good)| is_good);
    assert_eq!(log.findings().await, []);
    signed && proven.holds() && json!(proven.link.hash().expect("a short entry").to_string()) == *hash
}

#[tokio::test]
async fn a_confirmed_text_stands_in_the_log_and_is_proven_by_its_signed_head() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        record(&app, &[fee_text(), given::revision("tea")]).await;
        let links = logged(&app, "publication.attest").await;
        assert_eq!(links.len(), 1, "nobody confirmed the other");
        let entry = &links[0].entry;
        assert_eq!((entry.object.kind.as_str(), entry.object.id.as_str()), ("publication", "fee"));
        let digest: Digest = fee_text().content_hash().parse().expect("a hash");
        assert_eq!(entry.after[&Code::named("content")], Value::Digest(digest), "of the very words");
        assert_eq!(entry.after[&Code::named("by")], Value::Digest(Digest::of(&[b"Coffee Office"])));
        assert_eq!(entry.after[&Code::named("confirmed-on")], Value::Code(Code::named("2026-06-01")));

        let shown = confirmed(&app, "fee", "en").await["entry"].clone();
        assert_eq!((&shown["place"], &shown["language"]), (&json!(links[0].sequence), &json!("en")));
        assert_eq!(shown["contentSha256"], digest.to_string());
        assert_eq!(shown["recordedAt"], app.now().to_string());
        assert!(is_proven(&app, fresh, links[0].sequence, &shown["hash"]).await);
    })
    .await;
}

#[tokio::test]
async fn a_confirmed_fact_stands_in_the_log_and_is_proven_by_its_signed_head() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let facts = fees();
        app.application.facts.record_all(&facts, app.now()).await.expect("a database");
        app.application.facts.record_all(&facts, app.now()).await.expect("a database");
        let taken_back = NewFact { withdrawn: true, ..facts[0].clone() };
        let links = logged(&app, "fact.attest").await;
        assert_eq!(links.len(), 1, "what is there already is not confirmed anew");
        assert_eq!(links[0].entry.object.id.as_str(), "fee/permit");
        assert_eq!(links[0].entry.after[&Code::named("by")], Value::Code(Code::named("ZZT-001")));
        let shown = fee_confirmed(&app, "permit").await["entry"].clone();
        assert_eq!((&shown["place"], &shown["language"]), (&json!(links[0].sequence), &Json::Null));
        assert!(is_proven(&app, fresh, links[0].sequence, &shown["hash"]).await);
        app.application.facts.record_all(&[taken_back], app.now()).await.expect("a database");
        assert_eq!(logged(&app, "fact.attest").await.len(), 1, "whoever takes it back confirms nothing");
    })
    .await;
}

/// The log stays as good as it was: what was changed is what it speaks of.
#[tokio::test]
async fn words_that_were_changed_behind_our_back_have_no_entry() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let attempts = [
            ("update publication_revision set body = 'Pay 500 crowns.'", "the words"),
            ("update publication_revision set valid_until = '2030-01-01'", "the days"),
            ("update publication_attestation set confirmed_on = '2026-06-02'", "the day of the confirmation"),
            ("update publication_attestation set attested_by = 'Tea Office'", "who confirmed"),
        ];
        for (number, (sql, what)) in attempts.into_iter().enumerate() {
            let id = format!("fee-{number}");
            record(&app, &[NewRevision { publication_id: id.parse().expect("a good id"), ..fee_text() }]).await;
            assert!(confirmed(&app, &id, "en").await["entry"]["place"].is_i64(), "{what}");
            fresh.execute(&format!("{sql} where publication_id = '{id}'")).await;
            let shown = confirmed(&app, &id, "en").await;
            assert!(shown["by"].is_string() && shown["entry"].is_null(), "{what}: {shown}");
        }
        app.application.facts.record_all(&fees(), app.now()).await.expect("a database");
        assert!(fee_confirmed(&app, "permit").await["entry"]["place"].is_i64());
        for (sql, what) in [
            ("update fact_revision set body = replace(body, '40.00', '45.00')", "the fee"),
            ("update fact_revision set body = replace(body, '45.00', '40.00'), review_due_on = '2036-01-02'", "the review"),
        ] {
            fresh.execute(sql).await;
            let shown = fee_confirmed(&app, "permit").await;
            assert!(shown["by"].is_string() && shown["entry"].is_null(), "{what}: {shown}");
        }
        fresh.execute("update fact_revision set review_due_on = '2027-01-02'").await;
        assert!(fee_confirmed(&app, "permit").await["entry"]["place"].is_i64(), "as it was");
        assert_eq!(Log::over(fresh).verify(false).await.findings, []);
    })
    .await;
}

#[tokio::test]
async fn a_translation_shows_the_entry_of_the_text_it_was_made_from() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let french = NewRevision { translated_from: Some(Language::EN), ..given::revision("fee").in_language(Language::FR) };
        record(&app, &[fee_text(), french]).await;
        let (english, french) = (confirmed(&app, "fee", "en").await, confirmed(&app, "fee", "fr").await);
        assert_eq!(english["entry"], french["entry"]);
        assert_eq!(french["entry"]["language"], "en");
        record(&app, &[fee_text().confirmed(date(2026, 6, 10), date(2027, 6, 10))]).await;
        assert_eq!(logged(&app, "publication.attest").await.len(), 2);
        assert_ne!(confirmed(&app, "fee", "fr").await["entry"]["place"], french["entry"]["place"], "that of the newest");
        let list = "{ staleness(asOf: \"2028-01-01\") { nodes { publicationId attestation { entry { place } } } } }";
        let stale = app.data(list, json!({})).await["staleness"]["nodes"].clone();
        assert_eq!(stale[0]["attestation"]["entry"]["place"], confirmed(&app, "fee", "en").await["entry"]["place"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_confirmed_before_confirmations_were_logged_has_no_entry() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let (database, elsewhere) = (fresh.database.clone(), ChainName::named("KE"));
        let audit = Audit::new(database.clone(), elsewhere);
        let before = Publications::new(database.clone(), Outbox::new(database), audit);
        before.record(fee_text(), 0, app.now()).await.expect("a database").expect("no conflict");
        let shown = confirmed(&app, "fee", "en").await;
        assert_eq!((&shown["confirmedOn"], &shown["entry"]), (&json!("2026-06-01"), &Json::Null));
    })
    .await;
}

#[tokio::test]
async fn all_that_the_sample_confirms_stands_in_the_log() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
        let application = &app.application;
        let imported = fingertip::command::import::sample(folder, fresh.database.clone(), application.clock.clone());
        imported.await.expect("the sample is good");
        let stored = fresh.number("select count(*) from publication_attestation").await;
        let facts = fresh.number("select count(*) from fact_revision where not withdrawn").await;
        let entries = fresh.number("select count(*) from audit_entry where action like '%.attest'").await;
        assert!(stored > 100 && facts > 300, "{stored} texts, {facts} facts");
        assert_eq!(entries, stored + facts);
        let mut kinds = Vec::new();
        for kind in ["fees", "forms", "offices", "procedures", "notices", "rulings"] {
            let query =
                format!("{{ {kind}(first: 50, asOf: \"2026-06-15\") {{ nodes {{ id attestation {{ entry {{ place }} }} }} }} }}");
            let nodes = app.data(&query, json!({})).await[kind]["nodes"].as_array().expect("nodes").clone();
            let bare: Vec<_> = nodes.iter().filter(|node| !node["attestation"]["entry"]["place"].is_i64()).collect();
            assert!(bare.is_empty(), "{bare:?}");
            kinds.push(nodes.len());
        }
        assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
        assert_eq!(Log::over(fresh).verify(false).await.findings, []);
    })
    .await;
}
