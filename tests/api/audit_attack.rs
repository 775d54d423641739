//! Eight attacks on the audit log by the owner of the database, who takes down every guard in it and knows how entries are hashed, but
//! has neither the key nor the heads kept elsewhere. Row SEC-AUD-01: eight of eight are found.

use std::fs;

use fingertip::audit::{Finding, Place, SigningKey, VerifyRequest, read_heads};
use serde_json::json;

use crate::support::{
    database::each_database,
    forger::{Forger, canonical, hash, says_signed},
    log::{Log, NOON, at},
};

/// Returns whether one of the findings is `wanted`.
fn has(findings: &[Finding], wanted: &Finding) -> bool {
    findings.contains(wanted)
}

#[tokio::test]
async fn an_edited_entry_is_found() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = Forger::of(fresh).await;
        // The entry alone.
        forger.sql("update audit_entry set content = replace(content, '12500', '99999') where sequence = 6").await;
        assert_eq!(log.findings().await, [Finding::Edited { sequence: 6 }]);
        // The entry and its hash.
        let mut link = forger.links().await[5].clone();
        link["entry"]["object"]["id"] = json!("N-other");
        forger.put(6, &link).await;
        let findings = log.findings().await;
        let day = at(NOON).to_zoned(jiff::tz::TimeZone::UTC).date();
        let tree = Finding::DayDiffers { place: Place::Stored, sequence: 8, day };
        assert_eq!(findings, [Finding::Unlinked { sequence: 7 }, tree]);
        assert_eq!(findings[0].to_string(), "entry 7 does not follow from the one before it");
    })
    .await;
}

#[tokio::test]
async fn an_edited_column_is_found_though_the_entry_is_whole() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = Forger::of(fresh).await;
        forger.sql("update audit_entry set object_id = 'N-other' where sequence = 6").await;
        forger.sql("update audit_entry set actor = 'system:import' where sequence = 7").await;
        forger.sql("delete from audit_subject where sequence = 9").await;
        let differs = |sequence, column| Finding::ColumnDiffers { sequence, column };
        assert_eq!(log.findings().await, [differs(6, "object_id"), differs(7, "actor"), differs(9, "person")]);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_entry_is_found() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = Forger::of(fresh).await;
        forger.sql("delete from audit_subject where sequence = 6").await;
        forger.sql("delete from audit_entry where sequence = 6").await;
        let findings = log.findings().await;
        assert!(has(&findings, &Finding::Missing { from: 6, to: 6 }) && has(&findings, &Finding::Unlinked { sequence: 7 }));
        // The gap is closed: those behind it move up, as they are.
        for sequence in 7..=15 {
            for table in ["audit_entry", "audit_subject"] {
                forger.sql(&format!("update {table} set sequence = {} where sequence = {sequence}", sequence - 1)).await;
            }
        }
        assert!(has(&log.findings().await, &Finding::Moved { sequence: 6, belongs: 7 }));
    })
    .await;
}

#[tokio::test]
async fn an_inserted_entry_is_found() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = Forger::of(fresh).await;
        let links = forger.links().await;
        for (sequence, link) in (1..).zip(&links).skip(6).collect::<Vec<_>>().into_iter().rev() {
            forger.put(sequence + 1, link).await;
        }
        let mut forged = links[5].clone();
        forged["sequence"] = json!(7);
        forged["previous"] = json!(hash(&canonical(&links[5])));
        forged["entry"]["object"]["id"] = json!("N-forged");
        forger.put(7, &forged).await;
        let findings = log.findings().await;
        assert!(!findings.iter().any(|finding| matches!(finding, Finding::Moved { sequence: 7, .. })), "it is well made");
        assert!(
            has(&findings, &Finding::Moved { sequence: 8, belongs: 7 }) && has(&findings, &Finding::Unlinked { sequence: 8 })
        );
    })
    .await;
}

#[tokio::test]
async fn swapped_entries_are_found() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = Forger::of(fresh).await;
        let links = forger.links().await;
        forger.put(6, &links[6]).await;
        forger.put(7, &links[5]).await;
        let findings = log.findings().await;
        assert!(has(&findings, &Finding::Moved { sequence: 6, belongs: 7 }), "{findings:?}");
        assert!(has(&findings, &Finding::Moved { sequence: 7, belongs: 6 }), "{findings:?}");
    })
    .await;
}

#[tokio::test]
async fn a_log_that_was_cut_off_is_found_by_the_heads_kept_elsewhere_alone() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = Forger::of(fresh).await;
        forger.sql("delete from audit_subject where sequence > 9").await;
        forger.sql("delete from audit_entry where sequence > 9").await;
        let stored = Place::Stored;
        assert_eq!(log.verify(false).await.findings, [Finding::Truncated { place: stored, sequence: 12, end: 9 }]);
        forger.sql("delete from audit_head where sequence > 9").await;
        assert_eq!(log.verify(false).await.findings, [], "what is left fits together");
        let place = Place::Exported { file: 1, line: 3 };
        assert_eq!(log.findings().await, [Finding::Truncated { place, sequence: 12, end: 9 }]);
    })
    .await;
}

#[tokio::test]
async fn a_log_that_was_written_anew_is_found_by_the_heads_kept_elsewhere_alone() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = Forger::of(fresh).await;
        let mut links = forger.links().await;
        links[1]["entry"]["object"]["id"] = json!("N-other");
        forger.rewrite(links.clone()).await;
        assert!(matches!(
            log.verify(false).await.findings[..],
            [Finding::HeadDiffers { place: Place::Stored, sequence: 4, .. }, ..]
        ));
        // The stored heads go, and so do the entries that speak of them.
        links.retain(|link| !says_signed(link));
        forger.rewrite(links).await;
        forger.sql("delete from audit_head").await;
        assert_eq!(log.verify(false).await.findings, [], "all of it fits together");
        let findings = log.findings().await;
        let first = Place::Exported { file: 1, line: 1 };
        assert!(matches!(findings[0], Finding::HeadDiffers { place, sequence: 4, .. } if place == first), "{findings:?}");
        assert_eq!(findings.len(), 3, "each of the three heads says so: {findings:?}");
    })
    .await;
}

#[tokio::test]
async fn a_backdated_entry_is_found() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = Forger::of(fresh).await;
        let links = forger.links().await;
        // At the end, well made, and said to be of the time before the last head.
        let mut forged = links[14].clone();
        forged["sequence"] = json!(16);
        forged["previous"] = json!(hash(&canonical(&links[14])));
        forged["at"] = json!("2026-06-15T10:59:00Z");
        forger.put(16, &forged).await;
        let (said, after) = (at("2026-06-15T10:59:00Z"), at("2026-06-15T11:30:00Z"));
        assert_eq!(log.findings().await, [Finding::Backdated { sequence: 16, at: said, after }]);
        // With all behind the last head moved back as well, the entry of the head itself stands in the way.
        for (sequence, minute) in [(13, 10), (14, 20), (15, 30), (16, 40)] {
            let mut link = forger.links().await[sequence - 1].clone();
            link["at"] = json!(format!("2026-06-15T10:{minute}:00Z"));
            link["previous"] = json!(hash(&canonical(&forger.links().await[sequence - 2])));
            forger.put(i64::try_from(sequence).expect("small"), &link).await;
        }
        let (said, after) = (at("2026-06-15T10:10:00Z"), at("2026-06-15T11:00:00Z"));
        assert_eq!(log.findings().await, [Finding::Backdated { sequence: 13, at: said, after }]);
    })
    .await;
}

#[tokio::test]
async fn a_replayed_head_is_found() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let earlier = fs::read_to_string(&log.heads).expect("heads");
        let lines: Vec<&str> = earlier.lines().collect();
        // An old head behind the newest in the file.
        fs::write(&log.heads, format!("{earlier}{}\n", lines[0])).expect("room");
        let place = Place::Exported { file: 1, line: 4 };
        assert_eq!(log.findings().await, [Finding::HeadReplayed { place, sequence: 4, expected: 13 }]);
        fs::write(&log.heads, &earlier).expect("room");
        // An old head in the place of the newest in the database.
        let forger = Forger::of(fresh).await;
        for column in ["content", "signature"] {
            let old = format!("(select {column} from audit_head where sequence = 4)");
            forger.sql(&format!("update audit_head set {column} = {old} where sequence = 12")).await;
        }
        let replayed = Finding::HeadReplayed { place: Place::Stored, sequence: 4, expected: 12 };
        assert_eq!(log.verify(false).await.findings, [replayed]);
        // Everything is put back to the state of ten o'clock, the file of heads as well: only its age shows it.
        forger.sql("delete from audit_head where sequence > 8").await;
        forger.sql("delete from audit_subject where sequence > 8").await;
        forger.sql("delete from audit_entry where sequence > 8").await;
        fs::write(&log.heads, format!("{}\n{}\n", lines[0], lines[1])).expect("room");
        assert_eq!(log.findings().await, []);
        let since = at(NOON).checked_sub(jiff::SignedDuration::from_hours(1)).expect("an hour");
        let exported = vec![read_heads(&log.heads).expect("heads")];
        let request = VerifyRequest { keys: vec![log.key.public()], exported, signed_since: Some(since) };
        let newest = Some(at("2026-06-15T10:00:00Z"));
        assert_eq!(log.audit.verify(&request).await.expect("a database").findings, [Finding::HeadsTooOld { newest }]);
    })
    .await;
}

#[tokio::test]
async fn a_head_that_is_forged_or_taken_away_is_found() {
    each_database(async |fresh| {
        let log = Log::with_history(fresh).await;
        let forger = Forger::of(fresh).await;
        // Another key signs another head.
        let own = SigningKey::open_or_make(&fresh.path("own.pem")).expect("a key");
        let mut heads: Vec<_> = read_heads(&log.heads).expect("heads").into_iter().flatten().collect();
        heads[0].head.key = own.public().id();
        let forged = heads[0].head.clone().sign(&own).expect("a signature");
        let file = fresh.path("forged.jsonl");
        fs::write(&file, forged.line().expect("JSON")).expect("room");
        let place = Place::Exported { file: 1, line: 1 };
        let by_unknown = Finding::HeadByUnknownKey { place, sequence: 4, key: own.public().id() };
        assert_eq!(log.verify_with(&[&file]).await.findings, [by_unknown]);
        // A head is changed under its signature.
        heads[1].head.sequence = 7;
        fs::write(&file, heads[1].line().expect("JSON") + "not a head\n").expect("room");
        let unreadable = Finding::HeadUnreadable { place: Place::Exported { file: 1, line: 2 } };
        assert_eq!(log.verify_with(&[&file]).await.findings, [Finding::HeadForged { place, sequence: 7 }, unreadable]);
        // A head of another chain, with our own key.
        heads[2].head.chain = "KE".parse().expect("a name");
        let another = heads[2].head.clone().sign(&log.key).expect("a signature");
        fs::write(&file, another.line().expect("JSON")).expect("room");
        assert_eq!(log.verify_with(&[&file]).await.findings, [Finding::HeadOfAnotherChain { place, sequence: 12 }]);
        // A stored head goes.
        forger.sql("delete from audit_head where sequence = 8").await;
        assert_eq!(log.verify(false).await.findings, [Finding::HeadMissing { sequence: 8 }]);
    })
    .await;
}

#[tokio::test]
async fn of_many_findings_a_hundred_are_listed_and_all_are_counted() {
    each_database(async |fresh| {
        let log = Log::over(fresh);
        for number in 0..150 {
            log.append(crate::support::log::settled(&format!("N-{number}")), at(NOON)).await;
        }
        let forger = Forger::of(fresh).await;
        forger.sql("update audit_entry set outcome = 'failed'").await;
        let report = log.verify(false).await;
        assert_eq!((report.findings.len(), report.findings_count), (100, 150));
    })
    .await;
}
