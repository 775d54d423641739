//! Requests to somebody else's phone to pay a notice, and the one message that each sends.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let request = Table::create()
            .table("payment_request")
            // 32 hexadecimal digits, in the order of time.
            .col(text("id").primary_key())
            .col(text("notice_id"))
            .col(big_integer("version"))
            // Who asked: `person:` and an id.
            .col(text("asked_by"))
            // For whom: `person:` or `company:` and an id.
            .col(text_null("acting_for"))
            // Who is asked, while the message waits.
            .col(text_null("phone"))
            // By what the number is counted, for a week and a day.
            .col(text("phone_hash"))
            // As whoever asked sees it.
            .col(text("phone_masked"))
            .col(text("language"))
            .col(big_integer("amount_minor"))
            .col(text("currency"))
            .col(text("state"))
            .col(big_integer("asked_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("ended_at"))
            // SHA-256 of who asks and the key that they made.
            .col(text("key_hash").unique_key())
            .col(text("fingerprint"))
            // When the message is tried next, how often it was, what became of it and when.
            .col(big_integer("due_at"))
            .col(big_integer("tries"))
            .col(text_null("outcome"))
            .col(big_integer_null("sent_at"))
            .check(Expr::cust("state in ('asked', 'paid', 'expired', 'withdrawn')"))
            .check(Expr::cust("(state = 'asked') = (ended_at is null)"))
            .check(Expr::cust("outcome is null or phone is null"))
            .to_owned();
        manager.create_table(request).await?;
        crate::index(manager, "payment_request", &["asked_by", "id"]).await?;
        crate::index(manager, "payment_request", &["phone_hash", "asked_at"]).await?;
        crate::index(manager, "payment_request", &["notice_id", "asked_at"]).await?;
        // Few of each: those that are asked, those that wait to be sent.
        for (name, column, condition) in [("asked", "notice_id", "state = 'asked'"), ("waiting", "due_at", "outcome is null")] {
            let sql = format!("create index payment_request_{name} on payment_request ({column}) where {condition}");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        crate::owned(manager, "payment_request", "asked_by").await
    }
}
