//! What customs is told: events in the feed of whoever issued the notice, in order and without a gap, only added to; how far each feed was
//! acknowledged; the endpoints that events are sent to, and what became of each. And in whose name a payment is made.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        feeds(manager).await?;
        endpoints(manager).await?;
        let acting = Table::alter()
            .table("payment")
            // In whose name: `person:` or `company:` and an id. Nothing of whoever pays for themselves.
            .add_column(text_null("acting_for"))
            .to_owned();
        manager.alter_table(acting).await?;
        for statement in walls(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

async fn feeds(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let feed = Table::create()
        .table("customs_feed")
        // Whoever issued the notices: `machine:` or `person:` and an id.
        .col(text("feed").primary_key())
        // The cursor taken last: updated in the unit of work of the change, and taken back with it.
        .col(big_integer("cursor"))
        .to_owned();
    manager.create_table(feed).await?;
    let event = Table::create()
        .table("customs_event")
        .col(text("feed"))
        .col(big_integer("cursor"))
        .col(text("notice_id"))
        .col(big_integer("sequence"))
        .col(text("kind"))
        // The event, byte by byte as it is signed and sent.
        .col(text("body"))
        .col(text_null("signature"))
        .col(text_null("signed_by"))
        .col(big_integer("recorded_at"))
        .primary_key(Index::create().col("feed").col("cursor"))
        .to_owned();
    manager.create_table(event).await?;
    crate::unique(manager, "customs_event", &["notice_id", "sequence"]).await?;
    let acknowledgement = Table::create()
        .table("customs_acknowledgement")
        .col(text("feed").primary_key())
        .col(big_integer("cursor"))
        .col(big_integer("acknowledged_at"))
        .to_owned();
    manager.create_table(acknowledgement).await
}

async fn endpoints(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let endpoint = Table::create()
        .table("customs_endpoint")
        .col(text("id").primary_key())
        .col(text("feed"))
        .col(text("address"))
        .col(boolean("is_active"))
        // Why it is not active.
        .col(text_null("because"))
        .col(text("secret_sealed"))
        // The secret before, and until when it signs too.
        .col(text_null("former_sealed"))
        .col(big_integer_null("former_until"))
        // The last cursor for which there is a delivery.
        .col(big_integer("passed"))
        // How many tries failed one after another, and until when nothing is tried because of it.
        .col(big_integer("failures"))
        .col(big_integer_null("rests_until"))
        .col(big_integer("created_at"))
        .col(big_integer_null("delivered_at"))
        .to_owned();
    manager.create_table(endpoint).await?;
    crate::index(manager, "customs_endpoint", &["feed"]).await?;
    let delivery = Table::create()
        .table("customs_delivery")
        .col(text("endpoint_id"))
        .col(big_integer("cursor"))
        // `waiting`, `delivered` or `dead`.
        .col(text("state"))
        .col(big_integer("tries"))
        .col(big_integer_null("due_at"))
        // What the last try came to.
        .col(text_null("outcome"))
        .col(big_integer_null("tried_at"))
        .primary_key(Index::create().col("endpoint_id").col("cursor"))
        .to_owned();
    manager.create_table(delivery).await?;
    crate::index(manager, "customs_delivery", &["endpoint_id", "due_at"]).await?;
    crate::index(manager, "customs_delivery", &["state"]).await
}

/// Keeps events as they are.
fn walls(backend: DbBackend) -> &'static [&'static str] {
    if backend == DbBackend::Postgres {
        // The function is that of the audit log.
        return &[
            "create trigger customs_event_is_kept_row before update or delete on customs_event for each row \
             execute function refuse_audit_change()",
            "create trigger customs_event_is_kept_statement before truncate on customs_event for each statement \
             execute function refuse_audit_change()",
        ];
    }
    &[
        "create trigger customs_event_refuses_update before update on customs_event \
         begin select raise(abort, 'customs_event is only added to'); end",
        "create trigger customs_event_refuses_delete before delete on customs_event \
         begin select raise(abort, 'customs_event is only added to'); end",
    ]
}
