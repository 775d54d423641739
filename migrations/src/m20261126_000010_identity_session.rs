//! People, devices, sessions and the refresh tokens that keep them going.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(Table::create().table("person").col(text("id").primary_key()).col(big_integer("created_at")).to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("device")
                    .col(text("id").primary_key())
                    // Whose it is: `person:` or `machine:` and an id.
                    .col(text("subject"))
                    // RFC 7638, SHA-256.
                    .col(text("thumbprint"))
                    // RFC 7517, the public part.
                    .col(text("key"))
                    .col(text("name"))
                    .col(big_integer("created_at"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "device", &["subject", "thumbprint"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("session")
                    .col(text("id").primary_key())
                    .col(text("subject"))
                    .col(text("device_id"))
                    .col(big_integer("began_at"))
                    .col(big_integer("refreshed_at"))
                    .col(big_integer_null("ended_at"))
                    .col(text_null("ended_because"))
                    .foreign_key(ForeignKey::create().from("session", "device_id").to("device", "id"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "session", &["subject", "began_at"]).await?;
        crate::index(manager, "session", &["ended_at"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("refresh_token")
                    // The SHA-256 of the token; the token itself is not kept.
                    .col(text("hash").primary_key())
                    .col(text("session_id"))
                    .col(integer("generation"))
                    .col(big_integer("issued_at"))
                    .col(big_integer_null("rotated_at"))
                    .col(text_null("successor_hash"))
                    // The next token, encrypted under this one.
                    .col(text_null("successor_sealed"))
                    .foreign_key(ForeignKey::create().from("refresh_token", "session_id").to("session", "id"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "refresh_token", &["session_id", "generation"]).await?;
        manager
            .create_table(
                Table::create().table("used_proof").col(text("hash").primary_key()).col(big_integer("expires_at")).to_owned(),
            )
            .await?;
        crate::index(manager, "used_proof", &["expires_at"]).await
    }
}
