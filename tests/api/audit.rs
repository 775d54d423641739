//! The audit log: what is logged, that it stays, whom it is about, how its heads leave the house, how an entry is proven.

use std::{fs, path::Path, process::Command, time::Duration};

use fingertip::{
    audit::{
        Action, Actor, Code, EntriesRequest, Entry, EntryFilter, Erasure, FileWitness, Finding, HttpWitness, NotProven, Notary,
        Object, Outcome, Proven, Retries, SigningKey, Value, read_heads,
    },
    platform::{database, pagination::PageSize, request::RequestId},
};
use sea_orm::ConnectionTrait;

use crate::support::{
    app::App,
    database::{Fresh, each_database},
    log::{Log, MORNING, NOON, at, person, settled},
    witness::Witness,
};

#[tokio::test]
async fn an_entry_is_stored_with_its_act_or_not_at_all() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let audit = &app.application.audit;
        let unit = fresh.database.begin().await.expect("a database");
        audit.append(&unit, settled("N-1"), app.now()).await.expect("a short entry");
        drop(unit);
        assert_eq!(fresh.number("select count(*) from audit_entry").await, 0, "the act did not happen");
        let unit = fresh.database.begin().await.expect("a database");
        let request = RequestId::accept("req-0001").expect("an id");
        let entry = settled("N-1").acting_for(person(2)).in_request(request).with_outcome(Outcome::Failed);
        let link = audit.append(&unit, entry.clone(), app.now()).await.expect("a short entry");
        database::commit(unit).await.expect("room");
        assert_eq!((link.sequence, link.at), (1, app.now()), "no place was lost");
        let page = audit.entries(&all(10)).await.expect("a database");
        assert_eq!((page.0[0].entry.clone(), page.1), (entry, false));
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_the_log() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let mut statements = vec!["update personal_data set content = ''".to_owned()];
        for (table, column) in [("audit_entry", "content"), ("audit_subject", "person"), ("audit_head", "content")] {
            statements.push(format!("update {table} set {column} = ''"));
            statements.push(format!("delete from {table}"));
            if fresh.database.is_postgres() {
                statements.push(format!("truncate {table}"));
                statements.push(format!("truncate {table} cascade"));
            }
        }
        if !fresh.database.is_postgres() {
            for table in ["audit_entry", "audit_head"] {
                statements.push(format!("insert or replace into {table} select * from {table}"));
                statements.push(format!("replace into {table} select * from {table}"));
            }
        }
        let unit = fresh.database.begin().await.expect("a database");
        log.audit.keep(&unit, person(1), Code::named("phone"), "+254712345678", at(NOON)).await.expect("a database");
        database::commit(unit).await.expect("room");
        for sql in statements {
            let error = fresh.database.connection().execute_unprepared(&sql).await.expect_err(&sql).to_string();
            assert!(error.contains("is only added to"), "{sql}: {error}");
        }
        assert_eq!(log.findings().await, []);
    })
    .await;
}

#[tokio::test]
async fn many_at_once_make_one_chain() {
    each_database(async |fresh| {
        let log = Log::over(fresh);
        let writers = (0..4).map(|writer| {
            let (audit, database) = (log.audit.clone(), fresh.database.clone());
            tokio::spawn(async move {
                for number in 0..25 {
                    let unit = database.begin().await.expect("a database");
                    let entry = settled(&format!("N-{writer}-{number}"));
                    audit.append(&unit, entry, at(MORNING)).await.expect("a short entry");
                    database::commit(unit).await.expect("room");
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.expect("no panic");
        }
        let report = log.verify(false).await;
        assert_eq!((report.entries, report.end.map(|end| end.0), report.findings), (100, Some(100), vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_lags_does_not_turn_time_back() {
    each_database(async |fresh| {
        let log = Log::over(fresh);
        log.append(settled("N-1"), at(NOON)).await;
        log.append(settled("N-2"), at(MORNING)).await;
        let (links, _) = log.audit.entries(&all(2)).await.expect("a database");
        assert_eq!(links.iter().map(|link| link.at).collect::<Vec<_>>(), [at(NOON), at(NOON)]);
        assert_eq!(log.verify(false).await.findings, []);
    })
    .await;
}

#[tokio::test]
async fn the_log_is_read_by_what_is_looked_for() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let import = Actor::System(Code::named("import"));
        let publication = Object::new(Code::named("publication"), Code::named("coffee-export"));
        let published = Entry::new(import.clone(), Action::named("publication.publish"), publication.clone());
        let sequence = log.append(published.acting_for(person(2)), at(NOON)).await;
        let found = async |filter: EntryFilter| {
            let request = EntriesRequest { filter, first: PageSize::MAX, after: None };
            let (links, _) = log.audit.entries(&request).await.expect("a database");
            links.iter().map(|link| link.sequence).collect::<Vec<_>>()
        };
        let any = EntryFilter::default;
        assert_eq!(found(EntryFilter { actor: Some(import), ..any() }).await, [sequence]);
        assert_eq!(found(EntryFilter { object: Some(publication), ..any() }).await, [sequence]);
        assert_eq!(found(EntryFilter { about: Some(person(2)), ..any() }).await, [sequence]);
        assert_eq!(found(EntryFilter { action: Some(Action::named("audit.sign-head")), ..any() }).await, [12, 8, 4]);
        let hour = EntryFilter { since: Some(at("2026-06-15T09:20:00Z")), until: Some(at("2026-06-15T10:00:00Z")), ..any() };
        assert_eq!(found(hour.clone()).await, [7, 6]);
        assert_eq!(found(EntryFilter { about: Some(person(1)), ..hour.clone() }).await, [7, 6]);
        assert_eq!(found(EntryFilter { about: Some(person(2)), ..hour }).await, [0; 0]);

        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let request = EntriesRequest { filter: any(), first: PageSize::new(Some(5)).expect("five"), after };
            let (links, more) = log.audit.entries(&request).await.expect("a database");
            after = links.last().map(|link| link.sequence);
            seen.extend(links.iter().map(|link| link.sequence));
            if !more {
                break;
            }
        }
        assert_eq!(seen, (1..=16).rev().collect::<Vec<_>>(), "pages follow one another without gap or repeat");
    })
    .await;
}

#[tokio::test]
async fn a_head_is_signed_every_hour_and_kept_elsewhere() {
    each_database(async |fresh| {
        let log = Log::over(fresh);
        let mut notary = log.notary(fresh);
        notary.look(at("2026-06-15T08:00:00Z")).await.expect("a database");
        for minute in [1, 30, 59] {
            notary.look(at(&format!("2026-06-15T08:{minute:02}:00Z"))).await.expect("a database");
        }
        log.append(settled("N-1"), at("2026-06-15T08:59:30Z")).await;
        notary.look(at("2026-06-15T09:00:00Z")).await.expect("a database");
        // Nothing happens for a day and more.
        notary.look(at("2026-06-17T09:00:00Z")).await.expect("a database");
        let heads: Vec<_> = read_heads(&log.heads).expect("heads").into_iter().flatten().collect();
        let signed: Vec<_> = heads.iter().map(|signed| (signed.head.sequence, signed.head.at.to_string())).collect();
        let wanted = [(1, "2026-06-15T08:00:00Z"), (3, "2026-06-15T09:00:00Z"), (4, "2026-06-17T09:00:00Z")];
        assert_eq!(signed, wanted.map(|(sequence, at)| (sequence, at.to_owned())));
        let days = |head: usize| heads[head].head.days.iter().map(|root| (root.day.to_string(), root.count)).collect::<Vec<_>>();
        assert_eq!(days(1), [("2026-06-15".to_owned(), 3)]);
        assert_eq!(days(2), [("2026-06-15".to_owned(), 3), ("2026-06-17".to_owned(), 1)]);
        assert_eq!(fresh.number("select count(*) from audit_head").await, 3);
        assert_eq!(log.findings().await, []);
    })
    .await;
}

#[tokio::test]
async fn two_replicas_sign_one_head_an_hour_and_each_has_all_of_them() {
    each_database(async |fresh| {
        let log = Log::over(fresh);
        let (elsewhere, key) = (fresh.path("elsewhere"), SigningKey::open(&fresh.path("key.pem")).expect("the key"));
        let file = FileWitness::open(&elsewhere, log.audit.chain()).expect("a file");
        let (mut one, mut other) = (log.notary(fresh), Notary::new(log.audit.clone(), key, file, None));
        for hour in 8..11 {
            let now = at(&format!("2026-06-15T{hour:02}:00:00Z"));
            let (one, other) = tokio::join!(one.look(now), other.look(now));
            one.and(other).expect("a database");
        }
        one.look(at("2026-06-15T10:01:00Z")).await.expect("a database");
        other.look(at("2026-06-15T10:01:00Z")).await.expect("a database");
        assert_eq!(fresh.number("select count(*) from audit_head").await, 3);
        let own = fs::read_to_string(&log.heads).expect("heads");
        assert_eq!(own.lines().count(), 3);
        assert_eq!(own, fs::read_to_string(elsewhere.join("heads-ZZ.jsonl")).expect("heads"));
    })
    .await;
}

#[tokio::test]
async fn a_head_that_could_not_be_written_down_is_written_later() {
    each_database(async |fresh| {
        let log = Log::over(fresh);
        log.audit.sign_head(&log.key, at("2026-06-15T08:00:00Z")).await.expect("a database").expect("is due");
        // A process was killed before it wrote that one, and while it wrote the one before.
        fs::create_dir_all(fresh.path("heads")).expect("room");
        fs::write(&log.heads, "{\"head\":{\"chain\":").expect("room");
        log.notary(fresh).look(at("2026-06-15T09:00:00Z")).await.expect("a database");
        let heads = read_heads(&log.heads).expect("heads");
        let places: Vec<_> = heads.iter().map(|head| head.as_ref().map(|signed| signed.head.sequence)).collect();
        assert_eq!(places, [None, Some(1), Some(2)]);
        // A folder that takes nothing does not keep heads from being signed.
        let mut notary = log.notary(fresh);
        fs::remove_file(&log.heads).expect("ours");
        fs::create_dir(&log.heads).expect("room");
        notary.look(at("2026-06-15T10:00:00Z")).await.expect("a database");
        fs::remove_dir(&log.heads).expect("ours");
        notary.look(at("2026-06-15T10:01:00Z")).await.expect("a database");
        assert_eq!(read_heads(&log.heads).expect("heads").len(), 1, "the one that is missing, and none twice");
    })
    .await;
}

#[tokio::test]
async fn heads_are_posted_with_a_few_retries() {
    let fresh = Fresh::sqlite().await;
    let log = Log::over(&fresh);
    let witness = Witness::answering(&[503, 429, 204, 500, 500, 500, 204, 204, 400]).await;
    let retries = Retries { attempts_max: 3, pause: Duration::from_millis(1) };
    let address = HttpWitness::new(witness.url.clone(), retries).expect("a client");
    let file = FileWitness::open(&fresh.path("heads"), log.audit.chain()).expect("a file");
    let key = SigningKey::open(&fresh.path("key.pem")).expect("the key");
    let mut notary = Notary::new(log.audit.clone(), key, file, Some(address));
    let heads = || fs::read_to_string(&log.heads).expect("heads").lines().map(|line| line.to_owned() + "\n").collect::<Vec<_>>();

    notary.look(at("2026-06-15T08:00:00Z")).await.expect("a database");
    assert_eq!(witness.attempts(), vec![heads()[0].clone(); 3], "taken at the third attempt");
    notary.look(at("2026-06-15T09:00:00Z")).await.expect("a database");
    notary.look(at("2026-06-15T09:01:00Z")).await.expect("a database");
    assert_eq!(witness.attempts()[3..], vec![heads()[1].clone(); 3], "given up after three, and not asked again");
    notary.look(at("2026-06-15T10:00:00Z")).await.expect("a database");
    assert_eq!(witness.attempts()[6..], heads()[1..3], "both come with the next one");
    notary.look(at("2026-06-15T11:00:00Z")).await.expect("a database");
    assert_eq!(witness.attempts()[8..], heads()[3..4], "a refusal is not asked again");
}

#[tokio::test]
async fn an_entry_is_proven_to_somebody_who_has_nothing_but_the_public_key() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        log.append(settled("N-next-day"), at("2026-06-16T00:10:00Z")).await;
        let prove = async |sequence| log.audit.prove(sequence).await.expect("a database");
        assert_eq!(prove(99).await, Err(NotProven::NoEntry));
        assert_eq!(prove(13).await, Err(NotProven::NotSigned));
        log.notary(fresh).look(at("2026-06-16T00:20:00Z")).await.expect("a database");

        let public = fresh.path("public.pem");
        fs::write(&public, log.key.public().to_string()).expect("room");
        for sequence in 1..=17 {
            let proven = prove(sequence).await.expect("a head was signed since");
            assert!(proven.holds());
            let size = serde_json::to_string(&proven.proof).expect("JSON").len();
            assert!(size <= 1_024, "{size} bytes");
            if [1, 12, 15, 17].contains(&sequence) {
                let said = independent(fresh, &proven, &public);
                assert!(said.is_none_or(|(well, said)| well && said.starts_with(&format!("entry {sequence} of ZZ"))));
            }
        }
        let proven = prove(6).await.expect("a head was signed since");
        for (wrong, told) in tampered(&proven, &prove(7).await.expect("a head was signed since")) {
            assert!(independent(fresh, &wrong, &public).is_none_or(|(well, said)| !well && said.trim() == told), "{told}");
        }
        let other = SigningKey::open_or_make(&fresh.path("other.pem")).expect("a key");
        fs::write(&public, other.public().to_string()).expect("room");
        let told = "the head is not signed by this key";
        assert!(independent(fresh, &proven, &public).is_none_or(|(well, said)| !well && said.trim() == told));
    })
    .await;
}

#[tokio::test]
async fn a_log_that_was_tampered_with_proves_nothing() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = crate::support::forger::Forger::of(fresh).await;
        forger.sql("update audit_entry set content = replace(content, '12500', '99999') where sequence = 6").await;
        assert_eq!(log.audit.prove(6).await.expect("a database"), Err(NotProven::Broken));
        assert!(log.audit.prove(7).await.expect("a database").is_ok(), "its own hash and those beside it are what was signed");
        let other = "(select hash from audit_entry where sequence = 5)";
        forger.sql(&format!("update audit_entry set hash = {other} where sequence = 6")).await;
        assert_eq!(log.audit.prove(7).await.expect("a database"), Err(NotProven::Broken));
    })
    .await;
}

/// Returns proofs in which one thing is wrong, and what the verifier says of each.
fn tampered(proven: &Proven, other: &Proven) -> Vec<(Proven, &'static str)> {
    let mut wrong = vec![proven.clone(); 6];
    wrong[0].link.entry = wrong[0].link.entry.clone().after(Code::named("amount"), Value::Number(1));
    wrong[1].link = other.link.clone();
    wrong[2].proof.path = other.proof.path.clone();
    wrong[3].proof.index += 1;
    wrong[4].head.head.days[0].count += 1;
    wrong[5].proof.day = wrong[5].proof.day.tomorrow().expect("another day");
    let told = [
        "the entry is not in the tree",
        "the proof is for another place",
        "the entry is not in the tree",
        "the proof is for another place",
        "the head is not signed by this key",
        "the head has no tree of that day",
    ];
    wrong.into_iter().zip(told).collect()
}

/// Lets the verifier that knows nothing of ours look at a proof: whether it holds, and what it says.
///
/// Without Python on the machine there is nobody to ask: the test says so and passes.
fn independent(fresh: &Fresh, proven: &Proven, public: &Path) -> Option<(bool, String)> {
    let file = fresh.path("proof.json");
    fs::write(&file, serde_json::to_string(proven).expect("JSON")).expect("room");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/audit_proof.py");
    let Ok(output) = Command::new("python3").arg(script).args([&file, public]).output() else {
        eprintln!("python3 is not installed: the proof was not verified independently");
        return None;
    };
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Some((output.status.success(), String::from_utf8(output.stdout).expect("text")))
}

const PHONE: &str = "+254 712 345 678";

/// An officer writes down a trader's phone; returns the place of the entry.
async fn phone_changed(log: &Log, fresh: &Fresh, trader: u8) -> (i64, fingertip::audit::Sealed) {
    let unit = fresh.database.begin().await.expect("a database");
    let phone = log.audit.keep(&unit, person(trader), Code::named("phone"), PHONE, at(NOON)).await.expect("a database");
    let entry = Entry::new(Actor::Person(person(9)), Action::named("identity.change-phone"), Object::person(person(trader)))
        .after(Code::named("phone"), Value::Personal(phone));
    let link = log.audit.append(&unit, entry, at(NOON)).await.expect("a short entry");
    database::commit(unit).await.expect("room");
    (link.sequence, phone)
}

async fn erase(log: &Log, fresh: &Fresh, erasure: Erasure) -> u64 {
    let unit = fresh.database.begin().await.expect("a database");
    let officer = Actor::Person(person(9));
    let pieces = log.audit.erase(&unit, erasure, officer, None, at(NOON)).await.expect("a database");
    database::commit(unit).await.expect("room");
    pieces
}

#[tokio::test]
async fn personal_data_is_erased_and_the_log_still_verifies() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let (sequence, _) = phone_changed(&log, fresh, 5).await;
        let (_, other) = phone_changed(&log, fresh, 6).await;
        assert_eq!(fresh.number(&format!("select count(*) from audit_entry where content like '%{PHONE}%'")).await, 0);
        let export = log.audit.export(person(5)).await.expect("a database");
        assert_eq!(export.data.iter().map(|datum| datum.content.as_str()).collect::<Vec<_>>(), [PHONE]);
        assert_eq!(export.entries.iter().map(|link| link.sequence).collect::<Vec<_>>(), [sequence]);
        assert_eq!(log.verify(true).await.personal_data_kept, 2);

        assert_eq!(erase(&log, fresh, Erasure::Person(person(5))).await, 1);
        assert_eq!(erase(&log, fresh, Erasure::Datum(other.reference)).await, 1);
        assert_eq!(fresh.number("select count(*) from personal_data").await, 0);
        let report = log.verify(true).await;
        assert_eq!((report.findings, report.personal_data_kept, report.personal_data_erased), (vec![], 0, 2));
        let export = log.audit.export(person(5)).await.expect("a database");
        assert_eq!((export.data, export.more), (vec![], false));
        assert_eq!(export.entries.iter().map(|link| link.sequence).collect::<Vec<_>>(), [sequence + 2, sequence]);
        assert_eq!(erase(&log, fresh, Erasure::Person(person(5))).await, 0, "nothing is left, and that is logged too");
    })
    .await;
}

#[tokio::test]
async fn what_was_erased_is_not_left_in_the_file() {
    let fresh = Fresh::sqlite().await;
    let log = Log::over(&fresh);
    phone_changed(&log, &fresh, 5).await;
    let is_in_the_file = async || {
        fresh.execute("pragma wal_checkpoint(truncate)").await;
        let bytes = fs::read(fresh.path("test.db")).expect("a database");
        bytes.windows(PHONE.len()).any(|window| window == PHONE.as_bytes())
    };
    assert!(is_in_the_file().await);
    erase(&log, &fresh, Erasure::Person(person(5))).await;
    assert!(!is_in_the_file().await);
}

#[tokio::test]
async fn personal_data_that_was_changed_or_taken_away_without_a_word_is_found() {
    each_database(async |fresh| {
        let log = Log::over(fresh);
        let (changed, phone) = phone_changed(&log, fresh, 5).await;
        let (lost, other) = phone_changed(&log, fresh, 6).await;
        let trigger = if fresh.database.is_postgres() {
            "drop trigger personal_data_is_kept_row on personal_data"
        } else {
            "drop trigger personal_data_refuses_update"
        };
        fresh.execute(trigger).await;
        let (first, second) = (phone.reference, other.reference);
        fresh.execute(&format!("update personal_data set content = '+1' where reference = '{first}'")).await;
        fresh.execute(&format!("delete from personal_data where reference = '{second}'")).await;
        let findings = [
            Finding::PersonalDataChanged { sequence: changed, reference: first },
            Finding::PersonalDataLost { sequence: lost, reference: second, person: person(6) },
        ];
        assert_eq!(log.verify(false).await.findings, findings);
        fresh.execute(&format!("update personal_data set salt = 'x' where reference = '{first}'")).await;
        assert_eq!(log.verify(false).await.findings, findings, "a salt that is none is a change as well");
    })
    .await;
}

#[tokio::test]
async fn an_auditor_verifies_the_log_and_proves_an_entry() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let run = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_fingertip"));
            command.current_dir(fresh.folder.path()).arg("audit").args(arguments).env_clear();
            command.env("FINGERTIP_DATABASE_URL", &fresh.url).env("FINGERTIP_AUDIT_KEY_FILE", "key.pem");
            let output = command.output().expect("the program was built with the tests");
            let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
            (output.status.code(), text(output.stdout), text(output.stderr))
        };
        let (code, public, told) = run(&["key"]);
        assert_eq!((code, public), (Some(0), log.key.public().to_string()));
        assert!(told.contains(&log.key.public().id().to_string()), "{told}");

        let with_heads = ["verify", "--heads", "heads/heads-ZZ.jsonl"];
        let (code, told, warned) = run(&with_heads);
        assert_eq!((code, warned.as_str()), (Some(0), ""));
        assert!(told.contains("15 entries, 3 heads in the database, 3 kept elsewhere"), "{told}");
        assert!(told.contains("the newest head was signed at entry 12, 2026-06-15T11:00:00Z"), "{told}");
        let (code, _, warned) = run(&["verify"]);
        assert!(code == Some(0) && warned.contains("not compared with heads kept elsewhere"), "{warned}");
        let (code, told, _) = run(&["verify", "--head-age-max", "2"]);
        assert!(code == Some(1) && told.contains("the newest head is of 2026-06-15T11:00:00Z, older than asked for"), "{told}");

        let (code, proof, _) = run(&["prove", "6"]);
        let proven: Proven = serde_json::from_str(&proof).expect("a proof");
        assert!(code == Some(0) && proven.holds() && proven.link.sequence == 6);
        let (code, _, error) = run(&["prove", "15"]);
        assert!(code == Some(1) && error.contains("could not prove entry 15: no head was signed since"), "{error}");

        // An auditor's machine has the public key and nothing else of ours.
        fs::write(fresh.path("public.pem"), log.key.public().to_string()).expect("room");
        fs::rename(fresh.path("key.pem"), fresh.path("away.pem")).expect("ours");
        let (code, _, error) = run(&with_heads);
        assert!(code == Some(1) && error.contains("give --public-key FILE"), "{error}");
        let (code, told, error) = run(&[&with_heads[..], &["--public-key", "public.pem"]].concat());
        assert_eq!(code, Some(0), "{told}{error}");
        assert!(!fresh.path("key.pem").exists(), "to verify makes no key");

        let forger = crate::support::forger::Forger::of(fresh).await;
        forger.sql("delete from audit_subject where sequence = 6").await;
        forger.sql("delete from audit_entry where sequence = 6").await;
        let (code, told, error) = run(&[&with_heads[..], &["--public-key", "public.pem"]].concat());
        assert!(code == Some(1) && told.starts_with("entry 6 is missing\n"), "{told}");
        assert!(error.contains("the audit log does not verify: 3 findings"), "{told}{error}");
    })
    .await;
}

fn all(first: i64) -> EntriesRequest {
    EntriesRequest { filter: EntryFilter::default(), first: PageSize::new(Some(first)).expect("a page"), after: None }
}
