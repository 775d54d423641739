//! Answers that change: who follows which conversation, which answers are looked at when, and what is said instead.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let follower = of_conversation("conversation_follower")
            .col(text("person_id"))
            .col(big_integer("since"))
            .primary_key(Index::create().col("conversation").col("person_id"))
            .to_owned();
        manager.create_table(follower).await?;
        crate::index(manager, "conversation_follower", &["person_id"]).await?;
        let watch = of_conversation("answer_watch")
            .col(integer("turn"))
            // What the answer rests on, without its version.
            .col(text("source"))
            .col(big_integer("due_at"))
            .primary_key(Index::create().col("conversation").col("turn").col("source"))
            .to_owned();
        manager.create_table(watch).await?;
        crate::index(manager, "answer_watch", &["source"]).await?;
        crate::index(manager, "answer_watch", &["due_at"]).await?;
        let change = of_conversation("answer_change")
            .col(integer("turn"))
            .col(big_integer("changed_at"))
            // What is said instead.
            .col(text("answer"))
            .primary_key(Index::create().col("conversation").col("turn"))
            .to_owned();
        manager.create_table(change).await
    }
}

/// Begins a table of which the rows go with their conversation.
fn of_conversation(table: &'static str) -> TableCreateStatement {
    let mut conversation = ForeignKey::create()
        .from(table, "conversation")
        .to("conversation", "code")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    let mut begun = Table::create();
    begun.table(table).col(text("conversation")).foreign_key(&mut conversation);
    begun
}
