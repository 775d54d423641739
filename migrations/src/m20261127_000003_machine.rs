//! Services that call by themselves, the keys by which they prove who they are, and the sessions they stand in.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("machine")
                    .col(text("id").primary_key())
                    // Whose it is: `person:` and an id.
                    .col(text("owner"))
                    .col(text("name"))
                    // What it may do: words parted by spaces.
                    .col(text("scopes"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("retired_at"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "machine", &["owner", "created_at"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("machine_key")
                    .col(text("id").primary_key())
                    .col(text("machine_id"))
                    // The SHA-256 of a client secret; the secret itself is not kept.
                    .col(text_null("secret_hash"))
                    // A public key (RFC 7517), of a machine that signs.
                    .col(text_null("public_key"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("last_used_at"))
                    .col(big_integer_null("revoked_at"))
                    .foreign_key(ForeignKey::create().from("machine_key", "machine_id").to("machine", "id"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "machine_key", &["machine_id", "created_at"]).await?;
        crate::unique(manager, "machine_key", &["secret_hash"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("machine_session")
                    .col(text("key_id"))
                    // RFC 7638, SHA-256: the key that access tokens are bound to.
                    .col(text("thumbprint"))
                    .col(text("session_id"))
                    .primary_key(Index::create().col("key_id").col("thumbprint"))
                    .foreign_key(ForeignKey::create().from("machine_session", "key_id").to("machine_key", "id"))
                    .foreign_key(ForeignKey::create().from("machine_session", "session_id").to("session", "id"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "machine_session", &["session_id"]).await
    }
}
