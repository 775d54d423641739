//! The owner of the database, who can do everything in it, knows how the audit log is written, and has no key.

use sea_orm::{ConnectionTrait, Statement, Value as Parameter};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::database::Fresh;

/// Works on the log of one database.
pub struct Forger<'a> {
    fresh: &'a Fresh,
}

impl<'a> Forger<'a> {
    /// Takes down what the database does against changes.
    pub async fn of(fresh: &'a Fresh) -> Forger<'a> {
        for table in ["audit_entry", "audit_subject", "audit_head"] {
            if fresh.database.is_postgres() {
                fresh.execute(&format!("drop trigger {table}_is_kept_row on {table}")).await;
            } else {
                fresh.execute(&format!("drop trigger {table}_refuses_update")).await;
                fresh.execute(&format!("drop trigger {table}_refuses_delete")).await;
            }
        }
        Forger { fresh }
    }

    /// Runs a statement.
    pub async fn sql(&self, sql: &str) {
        self.fresh.execute(sql).await;
    }

    /// Reads all links as JSON.
    pub async fn links(&self) -> Vec<Value> {
        let connection = self.fresh.database.connection();
        let sql = "select content from audit_entry order by sequence";
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(statement).await.expect("a database");
        let read = |text: String| serde_json::from_str(&text).expect("a link is JSON");
        rows.iter().map(|row| read(row.try_get_by_index(0).expect("a text"))).collect()
    }

    /// Puts a link at a place, columns and hash as they must be for it, whatever was there.
    pub async fn put(&self, sequence: i64, link: &Value) {
        self.sql(&format!("delete from audit_subject where sequence = {sequence}")).await;
        self.sql(&format!("delete from audit_entry where sequence = {sequence}")).await;
        let (entry, content) = (&link["entry"], canonical(link));
        let actor = entry["actor"].as_object().and_then(|actor| actor.iter().next()).expect("an actor");
        let recorded_at: vocabulary::Timestamp = text(&link["at"]).parse().expect("an instant");
        let values: Vec<Parameter> = vec![
            sequence.into(),
            recorded_at.as_microsecond().into(),
            format!("{}:{}", actor.0, text(actor.1)).into(),
            text(&entry["action"]).into(),
            text(&entry["object"]["kind"]).into(),
            text(&entry["object"]["id"]).into(),
            text(&entry["outcome"]).into(),
            content.clone().into(),
            hash(&content).into(),
        ];
        let sql = "insert into audit_entry (chain, sequence, recorded_at, actor, action, object_kind, object_id, outcome, content, \
                   hash) values ('ZZ', $1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let connection = self.fresh.database.connection();
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
        connection.execute_raw(statement).await.expect("the owner may");
        if actor.0 == "person" {
            let person = text(actor.1);
            self.sql(&format!("insert into audit_subject (chain, person, sequence) values ('ZZ', '{person}', {sequence})")).await;
        }
    }

    /// Writes the whole log anew from these links: places, hashes and columns fit together again.
    pub async fn rewrite(&self, links: Vec<Value>) {
        self.sql("delete from audit_subject").await;
        self.sql("delete from audit_entry").await;
        let mut previous = "0".repeat(64);
        for (sequence, mut link) in (1..).zip(links) {
            link["sequence"] = sequence.into();
            link["previous"] = previous.into();
            self.put(sequence, &link).await;
            previous = hash(&canonical(&link));
        }
    }
}

/// Whether the link says that a head was signed.
pub fn says_signed(link: &Value) -> bool {
    link["entry"]["action"] == "audit.sign-head"
}

/// Writes a link as it is hashed: `serde_json` sorts names, and there is nothing in it but ASCII and small numbers.
pub fn canonical(link: &Value) -> String {
    serde_json::to_string(link).expect("JSON")
}

/// Returns the hash of a link.
pub fn hash(content: &str) -> String {
    hex::encode(Sha256::digest(content))
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
