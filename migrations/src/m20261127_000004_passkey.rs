//! Passkeys, and the challenges that devices were given to answer with one.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("passkey")
                    .col(text("id").primary_key())
                    .col(text("person_id"))
                    // What the authenticator calls it, in base64url.
                    .col(text("credential_id"))
                    // RFC 7517.
                    .col(text("public_key"))
                    // How often the authenticator signed; 0 where it does not count.
                    .col(big_integer("counter"))
                    .col(boolean("backup_eligible"))
                    .col(boolean("backed_up"))
                    // Whether the authenticator made sure of the person when it was last used.
                    .col(boolean("user_verified"))
                    // How it is reached: words parted by spaces.
                    .col(text("transports"))
                    .col(text("name"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("last_used_at"))
                    .foreign_key(ForeignKey::create().from("passkey", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "passkey", &["credential_id"]).await?;
        crate::index(manager, "passkey", &["person_id", "created_at"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("passkey_challenge")
                    // RFC 7638, SHA-256: the key of the device it was given to.
                    .col(text("thumbprint"))
                    // `register` or `sign-in`.
                    .col(text("purpose"))
                    // The SHA-256 of the challenge.
                    .col(text("hash"))
                    .col(boolean("verification_required"))
                    .col(big_integer("expires_at"))
                    .col(big_integer_null("used_at"))
                    .primary_key(Index::create().col("thumbprint").col("purpose"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "passkey_challenge", &["hash"]).await?;
        crate::index(manager, "passkey_challenge", &["expires_at"]).await
    }
}
