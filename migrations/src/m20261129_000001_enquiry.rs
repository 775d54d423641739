//! The enquiry desk: events that are only added to, the enquiries they make, and apart from both what is personal.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        enquiries(manager).await?;
        personal(manager).await?;
        desk(manager).await?;
        for statement in refusals(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        crate::owned(manager, "enquiry", "'person:' || asker").await
    }
}

/// What happened, and where each enquiry stands since.
async fn enquiries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let event = Table::create()
        .table("enquiry_event")
        .col(big_pk_auto("sequence"))
        .col(text("enquiry_id"))
        // From 1 in each enquiry, without a gap: two who write at once cannot both be next.
        .col(big_integer("ordinal"))
        .col(text("verb"))
        // Who did it: `asker`, `officer`, `supervisor` or `system`, and for a person known to us a colon and the id.
        .col(text("actor"))
        // JSON without anything personal in it.
        .col(text("body"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(event).await?;
    crate::unique(manager, "enquiry_event", &["enquiry_id", "ordinal"]).await?;
    let enquiry = Table::create()
        .table("enquiry")
        .col(text("id").primary_key())
        .col(text("reference").unique_key())
        .col(text_null("asker"))
        .col(text("state"))
        .col(boolean("is_open"))
        .col(text("queue"))
        .col(text_null("assignee"))
        .col(big_integer("opened_at"))
        .col(big_integer("version"))
        // All that the events say, as JSON. The columns before it repeat it, to be searched.
        .col(text("body"))
        .to_owned();
    manager.create_table(enquiry).await?;
    crate::index(manager, "enquiry", &["asker", "id"]).await?;
    crate::index(manager, "enquiry", &["queue", "state", "id"]).await?;
    crate::index(manager, "enquiry", &["assignee", "is_open", "id"]).await?;
    crate::index(manager, "enquiry", &["is_open", "id"]).await
}

/// What can be erased: what people wrote, how they are reached, and what lets them in.
async fn personal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let words = Table::create()
        .table("enquiry_text")
        .col(text("enquiry_id"))
        // That of the event that brought it.
        .col(big_integer("ordinal"))
        // `asker` or `desk`.
        .col(text("author"))
        .col(text("content"))
        .primary_key(Index::create().col("enquiry_id").col("ordinal"))
        .to_owned();
    manager.create_table(words).await?;
    let contact = Table::create()
        .table("enquiry_contact")
        .col(text("enquiry_id").primary_key())
        .col(text_null("phone"))
        .col(text_null("email"))
        .col(text_null("name"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(contact).await?;
    crate::index(manager, "enquiry_contact", &["phone", "recorded_at"]).await?;
    crate::index(manager, "enquiry_contact", &["email", "recorded_at"]).await?;
    let pin = Table::create()
        .table("enquiry_pin")
        .col(text("enquiry_id").primary_key())
        .col(text("hash"))
        .col(big_integer("tries"))
        .col(big_integer("since"))
        .to_owned();
    manager.create_table(pin).await?;
    let key = Table::create()
        .table("enquiry_key")
        // SHA-256 of the key that the client made up.
        .col(text("key_hash").primary_key())
        .col(text("enquiry_id"))
        // SHA-256 of what was sent with it, made with the key itself, which we do not keep.
        .col(text("content_hash"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(key).await?;
    crate::index(manager, "enquiry_key", &["recorded_at"]).await?;
    crate::index(manager, "enquiry_key", &["enquiry_id"]).await?;
    let escalation = Table::create()
        .table("enquiry_escalation")
        .col(text("enquiry_id").primary_key())
        .col(text("reason"))
        // JSON: who said what, redacted before it came here.
        .col(text("transcript"))
        // JSON: what was found and did not do.
        .col(text("sources"))
        .to_owned();
    manager.create_table(escalation).await?;
    let notice = Table::create()
        .table("enquiry_notice")
        .col(big_pk_auto("sequence"))
        .col(text("enquiry_id"))
        .col(big_integer("ordinal"))
        .col(text("kind"))
        .col(text("way"))
        .col(big_integer("asked_at"))
        .col(big_integer("due_at"))
        .col(big_integer("tries"))
        .col(text_null("outcome"))
        // SHA-256 of the address, by which a day's messages to it are counted.
        .col(text_null("address_hash"))
        .to_owned();
    manager.create_table(notice).await?;
    crate::unique(manager, "enquiry_notice", &["enquiry_id", "ordinal", "way"]).await?;
    crate::index(manager, "enquiry_notice", &["outcome", "due_at"]).await?;
    crate::index(manager, "enquiry_notice", &["address_hash", "asked_at"]).await
}

/// What the desk works with: queues, what goes into them, who works there, and what officers tell one another.
async fn desk(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let queue = Table::create()
        .table("enquiry_queue")
        .col(text("id").primary_key())
        .col(text("name"))
        .col(text_null("authority"))
        .col(text_null("office"))
        .to_owned();
    manager.create_table(queue).await?;
    // One has to be there for the first enquiry: every other is an administrator's.
    manager
        .get_connection()
        .execute_unprepared("insert into enquiry_queue (id, name) values ('general', 'Enquiry point')")
        .await?;
    let route = Table::create()
        .table("enquiry_route")
        .col(big_pk_auto("sequence"))
        .col(text("queue"))
        .col(text_null("topic"))
        .col(text_null("language"))
        .col(text_null("urgency"))
        .col(text_null("kind"))
        .to_owned();
    manager.create_table(route).await?;
    crate::index(manager, "enquiry_route", &["queue"]).await?;
    let officer = Table::create()
        .table("enquiry_officer")
        .col(text("person_id").primary_key())
        // Words with blanks between them; nothing for all.
        .col(text("languages"))
        .col(text("topics"))
        .col(text("queues"))
        .col(big_integer("load_max"))
        .col(boolean("is_away"))
        .to_owned();
    manager.create_table(officer).await?;
    let note = Table::create()
        .table("enquiry_note")
        .col(big_pk_auto("sequence"))
        .col(text("enquiry_id"))
        .col(text("author"))
        .col(text("content"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(note).await?;
    crate::index(manager, "enquiry_note", &["enquiry_id", "sequence"]).await
}

/// Keeps events as they are, as the audit log is kept.
fn refusals(backend: DbBackend) -> &'static [&'static str] {
    if backend == DbBackend::Postgres {
        // The function is that of the audit log.
        return &[
            "create trigger enquiry_event_is_kept_row before update or delete on enquiry_event for each row \
             execute function refuse_audit_change()",
            "create trigger enquiry_event_is_kept_statement before truncate on enquiry_event for each statement \
             execute function refuse_audit_change()",
        ];
    }
    &[
        "create trigger enquiry_event_refuses_update before update on enquiry_event \
         begin select raise(abort, 'enquiry_event is only added to'); end",
        "create trigger enquiry_event_refuses_delete before delete on enquiry_event \
         begin select raise(abort, 'enquiry_event is only added to'); end",
        // `insert or replace` takes a row away without asking the triggers of a deletion.
        "create trigger enquiry_event_refuses_insert before insert on enquiry_event \
         when exists (select 1 from enquiry_event where sequence = new.sequence \
                      or enquiry_id = new.enquiry_id and ordinal = new.ordinal) \
         begin select raise(abort, 'enquiry_event is only added to'); end",
    ]
}
