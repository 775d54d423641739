//! Files that belong to enquiries: nobody gets one that no scanner called clean, and nobody but whoever may read the enquiry gets one at all.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fingertip::enquiry::{FileSettings, Shelf};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Officer, PHONE, Slip, by, desk, does, events_make_it, look, run, slip, stored, triaged};
use crate::support::{
    app::{App, operation},
    bucket::Store,
    database::{Fresh, each_database},
    device::Device,
    phone::{receive, sign_in},
    scanner::{Daemon, eicar},
};

/// A document that says something.
fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj\n<< /Note ({text}) >>\nendobj\ntrailer\n<<>>\n%%EOF\n").into_bytes()
}

/// A photograph, made by a camera that writes down where it is.
fn photograph() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(64, 48).write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a picture");
    let mut bytes = bytes.into_inner();
    let comment = b"\xff\xfe\x00\x0dhome: there";
    bytes.splice(2..2, comment.iter().copied());
    bytes
}

/// A server that takes files, and the folder they lie in.
async fn taking(database: &Fresh, daemon: &Daemon) -> (App, PathBuf) {
    let folder = database.path("files");
    let shelf = Shelf::in_folder(&folder).expect("a folder");
    let settings = FileSettings { shelf, scanner: daemon.scanner(), day_bytes_max: 30 << 20 };
    let app = App::changed(database.database.clone(), |application| application.with_files(settings)).await;
    (app, folder)
}

fn kept_in(folder: &Path) -> usize {
    fs::read_dir(folder).expect("a folder").count()
}

/// Announces a file as whoever has the slip, and returns the payload.
async fn announce(app: &App, slip: &Slip, name: &str, bytes: usize) -> Value {
    let input = json!({ "access": slip.access(), "file": { "name": name, "bytes": bytes } });
    run(app, "attach_to_enquiry", json!({ "input": input })).await
}

async fn send(app: &App, path: &str, bytes: Vec<u8>) -> (StatusCode, String) {
    let request = app.post(path).header("content-type", "application/octet-stream").body(bytes);
    let response = request.send().await.expect("an answer");
    let status = response.status();
    let text = response.text().await.expect("a text");
    let said: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    (status, said["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
}

/// Adds a file as whoever has the slip, and returns its name among files.
async fn attach(app: &App, slip: &Slip, name: &str, bytes: Vec<u8>) -> String {
    let expected = announce(app, slip, name, bytes.len()).await;
    assert_eq!(expected["__typename"], "EnquiryFileExpected", "{expected}");
    let sent = send(app, expected["path"].as_str().expect("a path"), bytes).await;
    assert_eq!(sent, (StatusCode::NO_CONTENT, String::new()));
    expected["fileId"].as_str().expect("an id").to_owned()
}

async fn link(app: &App, slip: &Slip, file: &str) -> Value {
    run(app, "fetch_enquiry_file", json!({ "input": { "access": slip.access(), "fileId": file } })).await
}

async fn scan(app: &App) -> usize {
    app.application.attachments().scan_due(app.now()).await.expect("a database")
}

#[tokio::test]
async fn a_document_that_was_asked_for_ends_the_wait_and_is_fetched_once_it_is_clean() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, _) = taking(database, &daemon).await;
        let [officer, ..] = desk(&app).await;
        let asked = slip(&app, 1, json!({})).await;
        let other = slip(&app, 2, json!({})).await;
        triaged(&app, officer, &asked).await;
        does(&app, officer, "assign_enquiry", &asked, json!({ "to": officer.id() })).await;
        does(&app, officer, "ask_asker", &asked, json!({ "reason": "NEEDS_DOCUMENT", "text": "The certificate, please." })).await;
        let bytes = pdf("certificate");
        let file = attach(&app, &asked, "breeder.2026.pdf", bytes.clone()).await;
        let seen = look(&app, &asked).await;
        assert_eq!(
            (seen["state"].as_str(), seen["files"][0]["state"].as_str()),
            (Some("IN_PROGRESS"), Some("PENDING")),
            "{seen}"
        );
        assert!(seen["due"]["at"].is_string(), "the clock goes on");
        assert_eq!(link(&app, &asked, &file).await["code"], "ENQUIRY_FILE_NOT_CLEAN");
        assert_eq!((scan(&app).await, daemon.asked()), (1, 1));
        let seen = look(&app, &asked).await;
        let shown = &seen["files"][0];
        assert_eq!((shown["state"].as_str(), shown["name"].as_str()), (Some("CLEAN"), Some("breeder_2026.pdf")), "{shown}");
        assert_eq!(shown["sha256"], hex::encode(Sha256::digest(&bytes)), "{shown}");
        assert_eq!(link(&app, &other, &file).await["code"], "ENQUIRY_FILE_UNKNOWN", "an enquiry opens its own files alone");
        let given = link(&app, &asked, &file).await;
        let path = given["path"].as_str().expect("a path");
        let fetched = app.get(path).send().await.expect("an answer");
        let header =
            |name: &str| fetched.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert_eq!((header("content-type"), header("x-content-type-options")), ("application/pdf".into(), "nosniff".into()));
        assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''breeder_2026.pdf");
        assert!(header("content-security-policy").starts_with("sandbox"));
        assert_eq!(header("cache-control"), "private, no-store");
        assert_eq!(fetched.bytes().await.expect("a body"), bytes);
        app.clock.advance(jiff::Span::new().minutes(11));
        assert_eq!(app.get(path).send().await.expect("an answer").status(), StatusCode::NOT_FOUND);
        events_make_it(&app, &asked).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_harmful_is_gone_and_given_to_nobody() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, folder) = taking(database, &daemon).await;
        let [officer, ..] = desk(&app).await;
        let asked = slip(&app, 1, json!({})).await;
        let file = attach(&app, &asked, "bill.pdf", pdf(&eicar())).await;
        assert_eq!(kept_in(&folder), 1);
        scan(&app).await;
        assert_eq!(kept_in(&folder), 0, "nobody needs it");
        let seen = look(&app, &asked).await;
        assert_eq!(seen["files"][0]["state"], "INFECTED", "{seen}");
        assert_eq!(link(&app, &asked, &file).await["code"], "ENQUIRY_FILE_NOT_CLEAN");
        let id = stored(&app, &asked).await.id.to_string();
        let of_desk = by(&app, officer, "desk_enquiry", json!({ "id": id })).await;
        assert_eq!(of_desk["files"][0]["finding"], "Eicar-Test-Signature", "{of_desk}");
        let fetched = by(&app, officer, "fetch_desk_file", json!({ "input": { "id": id, "fileId": file } })).await;
        assert_eq!(fetched["code"], "ENQUIRY_FILE_NOT_CLEAN", "officers neither");
    })
    .await;
}

#[tokio::test]
async fn what_nobody_could_look_through_is_given_to_nobody() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, _) = taking(database, &daemon).await;
        let asked = slip(&app, 1, json!({})).await;
        daemon.fails(true);
        let first = attach(&app, &asked, "bill.pdf", pdf("one")).await;
        assert_eq!((scan(&app).await, scan(&app).await), (1, 0), "not before its time");
        daemon.fails(false);
        app.clock.advance(jiff::Span::new().seconds(16));
        assert_eq!(scan(&app).await, 1);
        assert_eq!(link(&app, &asked, &first).await["__typename"], "EnquiryFileLink");
        daemon.fails(true);
        let second = attach(&app, &asked, "bill.pdf", pdf("two")).await;
        for _ in 0..30 {
            scan(&app).await;
            app.clock.advance(jiff::Span::new().hours(7));
        }
        assert_eq!(daemon.asked(), 2 + 18, "nobody is asked for ever");
        assert_eq!(look(&app, &asked).await["files"][1]["state"], "UNSCANNED");
        daemon.fails(false);
        assert_eq!(scan(&app).await, 0);
        assert_eq!(link(&app, &asked, &second).await["code"], "ENQUIRY_FILE_NOT_CLEAN");
    })
    .await;
}

#[tokio::test]
async fn only_what_it_says_it_is_is_kept_and_of_a_picture_only_the_picture() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, folder) = taking(database, &daemon).await;
        let asked = slip(&app, 1, json!({})).await;
        for name in ["bill.exe", "bill.pdf.svg", "../bill.pdf", "bill"] {
            assert_eq!(announce(&app, &asked, name, 10).await["code"], "ENQUIRY_FILE_NAME_INVALID", "{name}");
        }
        for bytes in [0, (10 << 20) + 1] {
            assert_eq!(announce(&app, &asked, "bill.pdf", bytes).await["code"], "ENQUIRY_FILE_SIZE", "{bytes}");
        }
        let path = announce(&app, &asked, "bill.pdf", 30).await["path"].as_str().expect("a path").to_owned();
        let unprocessable = |code: &str| (StatusCode::UNPROCESSABLE_ENTITY, code.to_owned());
        assert_eq!(
            send(&app, &path, b"MZ\x90\x00 a program of 30 bytes ...".to_vec()).await,
            unprocessable("ENQUIRY_FILE_INVALID")
        );
        assert_eq!(send(&app, &path, vec![b' '; 29]).await, unprocessable("ENQUIRY_FILE_SIZE"));
        assert_eq!(send(&app, &path, vec![b' '; 31]).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        let typed = app.post(&path).header("content-type", "application/pdf").body(vec![b' '; 30]);
        assert_eq!(typed.send().await.expect("an answer").status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let nowhere = format!("/enquiry-file/{}", "0".repeat(48));
        assert_eq!(send(&app, &nowhere, vec![b' '; 30]).await.0, StatusCode::NOT_FOUND);
        assert_eq!((kept_in(&folder), look(&app, &asked).await["files"].clone()), (0, json!([])));
        let photograph = photograph();
        let file = attach(&app, &asked, "shop.JPG", photograph.clone()).await;
        scan(&app).await;
        let path = link(&app, &asked, &file).await["path"].as_str().expect("a path").to_owned();
        let fetched = app.get(&path).send().await.expect("an answer").bytes().await.expect("a body");
        let tells = |bytes: &[u8]| bytes.windows(4).any(|window| window == b"home");
        assert!(tells(&photograph) && !tells(&fetched), "where it was made is nobody's business");
        let picture = image::load_from_memory(&fetched).expect("a picture");
        assert_eq!((picture.width(), picture.height()), (64, 48));
        let shown = look(&app, &asked).await["files"][0].clone();
        assert_eq!(shown["sentSha256"], hex::encode(Sha256::digest(&photograph)), "its sender knows it again");
        assert_eq!(shown["sha256"], hex::encode(Sha256::digest(&fetched)));
    })
    .await;
}

#[tokio::test]
async fn the_same_sent_again_is_the_same_file_and_what_never_came_is_forgotten() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, folder) = taking(database, &daemon).await;
        let asked = slip(&app, 1, json!({})).await;
        let bytes = pdf("certificate");
        let path = announce(&app, &asked, "bill.pdf", bytes.len()).await["path"].as_str().expect("a path").to_owned();
        let (one, two) = futures_util::join!(send(&app, &path, bytes.clone()), send(&app, &path, bytes.clone()));
        assert!([one.0, two.0].contains(&StatusCode::NO_CONTENT), "{one:?} {two:?}");
        assert_eq!(send(&app, &path, bytes.clone()).await.0, StatusCode::NO_CONTENT, "whoever lost the answer");
        let mut others = bytes.clone();
        others[25] = b'x';
        assert_eq!(send(&app, &path, others).await.0, StatusCode::NOT_FOUND, "nothing takes its place");
        assert_eq!((kept_in(&folder), database.number("select count(*) from enquiry_event where verb = 'attach'").await), (1, 1));
        announce(&app, &asked, "never.pdf", 10).await;
        assert_eq!(app.application.attachments().sweep(app.now()).await.expect("a database"), 0);
        app.clock.advance(jiff::Span::new().minutes(11));
        assert_eq!(app.application.attachments().sweep(app.now()).await.expect("a database"), 1);
        assert_eq!(database.number("select count(*) from enquiry_file").await, 1);
        events_make_it(&app, &asked).await;
    })
    .await;
}

#[tokio::test]
async fn an_enquiry_a_person_and_a_day_have_their_ceilings() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, _) = taking(database, &daemon).await;
        let asked = slip(&app, 1, json!({})).await;
        for _ in 0..20 {
            assert_eq!(announce(&app, &asked, "bill.pdf", 10).await["__typename"], "EnquiryFileExpected");
        }
        assert_eq!(announce(&app, &asked, "bill.pdf", 10).await["code"], "ENQUIRY_TOO_MANY");
        app.clock.advance(jiff::Span::new().minutes(11));
        let large = 10 << 20;
        for _ in 0..2 {
            assert_eq!(
                announce(&app, &asked, "bill.pdf", large).await["__typename"],
                "EnquiryFileExpected",
                "what never came counts no more"
            );
        }
        let other = slip(&app, 2, json!({})).await;
        announce(&app, &other, "bill.pdf", large).await;
        assert_eq!(announce(&app, &other, "bill.pdf", 1).await["code"], "ENQUIRY_FILES_FULL", "of 30 MiB a day");
        let off = App::over(database).await;
        assert_eq!(announce(&off, &asked, "bill.pdf", 10).await["code"], "ENQUIRY_FILES_OFF");
    })
    .await;
}

/// Adds a file as an officer.
async fn enclose(app: &App, officer: Officer, slip: &Slip, for_asker: bool, bytes: Vec<u8>) {
    let id = stored(app, slip).await.id.to_string();
    let input = json!({ "id": id, "forAsker": for_asker, "file": { "name": "report.pdf", "bytes": bytes.len() } });
    let expected = by(app, officer, "enclose_in_enquiry", json!({ "input": input })).await;
    let path = expected["path"].as_str().unwrap_or_else(|| panic!("{expected}"));
    assert_eq!(send(app, path, bytes).await.0, StatusCode::NO_CONTENT);
}

/// Files lie in a bucket as they lie in a folder, tried on a store that others made.
#[tokio::test]
async fn a_bucket_keeps_files_as_a_folder_does() {
    let Some(store) = Store::awake().await else { return };
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let bucket = store.bucket().await;
        let shelf = Shelf::in_bucket(bucket.clone()).expect("an address");
        let settings = FileSettings { shelf, scanner: daemon.scanner(), day_bytes_max: 30 << 20 };
        let app = App::changed(database.database.clone(), |application| application.with_files(settings)).await;
        let asked = slip(&app, 1, json!({})).await;
        // Larger than one piece of a stream.
        let bytes = pdf(&"certificate ".repeat(100_000));
        let path = announce(&app, &asked, "bill.pdf", bytes.len()).await["path"].as_str().expect("a path").to_owned();
        let (one, two) = futures_util::join!(send(&app, &path, bytes.clone()), send(&app, &path, bytes.clone()));
        assert!([one.0, two.0].contains(&StatusCode::NO_CONTENT), "{one:?} {two:?}");
        assert_eq!(send(&app, &path, bytes.clone()).await.0, StatusCode::NO_CONTENT, "whoever lost the answer");
        assert_eq!(store.objects(&bucket).await.len(), 1, "nothing is written over, and nothing twice");
        scan(&app).await;
        let file = look(&app, &asked).await["files"][0].clone();
        assert_eq!(file["state"], "CLEAN", "{file}");
        let given = link(&app, &asked, file["id"].as_str().expect("an id")).await;
        let fetched = app.get(given["path"].as_str().expect("a path")).send().await.expect("an answer");
        assert_eq!(fetched.bytes().await.expect("a body"), bytes);
        attach(&app, &asked, "harmful.pdf", pdf(&eicar())).await;
        scan(&app).await;
        assert_eq!(store.objects(&bucket).await.len(), 1, "what is harmful is gone there too");
        // What somebody took away behind our back is not there, and nothing breaks.
        store.empty(&bucket).await;
        let path = given["path"].as_str().expect("a path");
        assert_eq!(app.get(path).send().await.expect("an answer").status(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_was_harmful_when_a_server_fell_is_taken_away_by_the_next() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, folder) = taking(database, &daemon).await;
        let asked = slip(&app, 1, json!({})).await;
        attach(&app, &asked, "bill.pdf", pdf("harmful")).await;
        let sweep = async || app.application.attachments().sweep(app.now()).await.expect("a database");
        assert_eq!((sweep().await, kept_in(&folder)), (0, 1));
        // It noted what the scanner said, and fell.
        database.execute("update enquiry_file set state = 'infected', due_at = 0").await;
        assert_eq!((sweep().await, sweep().await, kept_in(&folder)), (1, 0, 0));
        assert_eq!(look(&app, &asked).await["files"][0]["state"], "INFECTED");
    })
    .await;
}

#[tokio::test]
async fn who_must_not_answer_an_enquiry_adds_nothing_to_it() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, _) = taking(database, &daemon).await;
        let [first, second, supervisor] = desk(&app).await;
        let asked = slip(&app, 1, json!({})).await;
        triaged(&app, first, &asked).await;
        does(&app, first, "assign_enquiry", &asked, json!({ "to": first.id() })).await;
        let id = stored(&app, &asked).await.id.to_string();
        let file = json!({ "name": "report.pdf", "bytes": 10 });
        let input = json!({ "input": { "id": id, "forAsker": true, "file": file } });
        assert_eq!(by(&app, second, "enclose_in_enquiry", input.clone()).await["code"], "ENQUIRY_NOT_ASSIGNED");
        assert_eq!(by(&app, supervisor, "enclose_in_enquiry", input.clone()).await["__typename"], "EnquiryFileExpected");
        does(&app, first, "give_up_enquiry", &asked, json!({ "conflictOfInterest": true })).await;
        assert_eq!(by(&app, first, "enclose_in_enquiry", input).await["code"], "ENQUIRY_CONFLICT_OF_INTEREST");
    })
    .await;
}

#[tokio::test]
async fn what_officers_add_for_themselves_the_asker_never_sees() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, _) = taking(database, &daemon).await;
        let [officer, ..] = desk(&app).await;
        let asked = slip(&app, 1, json!({})).await;
        enclose(&app, officer, &asked, false, pdf("cerulean")).await;
        enclose(&app, officer, &asked, true, pdf("for the asker")).await;
        scan(&app).await;
        let id = stored(&app, &asked).await.id.to_string();
        let of_desk = by(&app, officer, "desk_enquiry", json!({ "id": id })).await;
        let files = of_desk["files"].as_array().expect("files");
        assert_eq!(
            (files.len(), &files[0]["isForAsker"], &files[1]["isForAsker"]),
            (2, &json!(false), &json!(true)),
            "{of_desk}"
        );
        let own = files[0]["file"]["id"].as_str().expect("an id");
        let seen = look(&app, &asked).await;
        assert_eq!(seen["files"].as_array().map(Vec::len), Some(1), "{seen}");
        assert_eq!(seen["files"][0]["isFromDesk"], true);
        assert_eq!(link(&app, &asked, own).await["code"], "ENQUIRY_FILE_UNKNOWN");
        let audited = "select count(*) from audit_entry where action = 'enquiry.fetch-file'";
        assert_eq!(database.number(audited).await, 0);
        let given = by(&app, officer, "fetch_desk_file", json!({ "input": { "id": id, "fileId": own } })).await;
        let fetched = app.get(given["path"].as_str().expect("a path")).send().await.expect("an answer");
        assert_eq!(fetched.bytes().await.expect("a body"), pdf("cerulean"));
        assert_eq!(database.number(audited).await, 1, "that an officer read it is written down");
    })
    .await;
}

#[tokio::test]
async fn who_is_forgotten_takes_their_files_along() {
    each_database(async |database| {
        let daemon = Daemon::awake().await;
        let (app, folder) = taking(database, &daemon).await;
        let device = Device::ed25519();
        let token = sign_in(&app, &device, PHONE).await;
        let as_asker = async |name: &str, input: Value| {
            let request =
                app.request(&operation(name), &json!({ "input": input })).header("authorization", format!("Bearer {token}"));
            let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
            answer["data"].as_object().unwrap_or_else(|| panic!("{answer}")).values().next().expect("one field").clone()
        };
        let opened =
            as_asker("open_enquiry", json!({ "key": super::key(1), "question": "Which permit?", "topic": "FEES" })).await;
        let reference = opened["reference"].as_str().expect("a reference");
        let bytes = pdf("my passport");
        let file = json!({ "name": "passport.pdf", "bytes": bytes.len() });
        let expected = as_asker("attach_to_enquiry", json!({ "access": { "reference": reference }, "file": file })).await;
        send(&app, expected["path"].as_str().expect("a path"), bytes).await;
        scan(&app).await;
        assert_eq!(kept_in(&folder), 1);
        app.clock.advance(jiff::Span::new().minutes(9));
        let code = receive(&app, &device, PHONE, "ERASE").await;
        let erased = as_asker("erase_me", json!({ "code": code })).await;
        assert_eq!(erased["__typename"], "MeErased", "{erased}");
        let named = "select count(*) from enquiry_file where name <> '' or sha256 is not null or sent_sha256 is not null";
        assert_eq!(database.number(named).await, 0);
        assert_eq!(app.application.attachments().sweep(app.now()).await.expect("a database"), 1);
        assert_eq!((kept_in(&folder), app.application.attachments().sweep(app.now()).await.expect("a database")), (0, 0));
    })
    .await;
}
