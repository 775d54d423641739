//! Plans of parts: how a notice is paid that is more than a rail carries at once, and what was paid under which.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let notice = Table::alter()
            .table("payment_notice")
            // JSON: the plan that is open, with what was paid under it.
            .add_column(text_null("plan"))
            .to_owned();
        manager.alter_table(notice).await?;
        let share = Table::alter()
            .table("payment_share")
            // The plan that was open when it was paid.
            .add_column(text_null("plan_id"))
            .to_owned();
        manager.alter_table(share).await?;
        let plan = Table::create()
            .table("payment_plan")
            .col(text("id").primary_key())
            .col(text("notice_id"))
            // JSON: the parts, each with its day.
            .col(text("parts"))
            // When it ends, complete or not.
            .col(big_integer("until"))
            // `open`, `complete`, `expired`, `withdrawn` or `void`.
            .col(text("outcome"))
            .col(big_integer("recorded_at"))
            .col(big_integer_null("ended_at"))
            // When somebody of ours looks whether it has to end.
            .col(big_integer_null("due_at"))
            // SHA-256 of who planned, and the key that their device made.
            .col(text("key_hash").unique_key())
            .col(text("fingerprint"))
            .check(Expr::cust("outcome in ('open', 'complete', 'expired', 'withdrawn', 'void')"))
            .check(Expr::cust("(outcome = 'open') = (ended_at is null) and (outcome = 'open' or due_at is null)"))
            .to_owned();
        manager.create_table(plan).await?;
        crate::index(manager, "payment_plan", &["due_at"]).await?;
        crate::index(manager, "payment_plan", &["notice_id", "recorded_at"]).await?;
        let one_open = "create unique index payment_plan_one_open on payment_plan (notice_id) where outcome = 'open'";
        manager.get_connection().execute_unprepared(one_open).await.map(drop)
    }
}
