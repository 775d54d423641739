//! Staff accounts, how they are activated, what is counted when somebody fails to sign in, and by what means each session began.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Until now a code sent to a phone was the only way in.
        let means = text("means").default("phone").to_owned();
        manager.alter_table(Table::alter().table("session").add_column(means).to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("staff_account")
                    .col(text("person_id").primary_key())
                    // In small letters.
                    .col(text("email"))
                    .col(text("display_name"))
                    // Argon2id (PHC string format); wiped when the account is closed, as is the next one.
                    .col(text_null("password_hash"))
                    // The secret of RFC 6238, encrypted.
                    .col(text_null("totp_sealed"))
                    // The last time step whose code was used: 30 seconds each, since 1970.
                    .col(big_integer("totp_step"))
                    .col(big_integer("activated_at"))
                    .col(big_integer_null("deactivated_at"))
                    .foreign_key(ForeignKey::create().from("staff_account", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "staff_account", &["email"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("staff_recovery_code")
                    // The SHA-256 of the account and the code.
                    .col(text("hash").primary_key())
                    .col(text("person_id"))
                    .col(big_integer_null("used_at"))
                    .foreign_key(ForeignKey::create().from("staff_recovery_code", "person_id").to("staff_account", "person_id"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "staff_recovery_code", &["person_id"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("staff_activation")
                    // The SHA-256 of the token; the token itself is not kept.
                    .col(text("token_hash").primary_key())
                    .col(text("id"))
                    // `first` for the one of the first account, or nothing: so there is one of that kind at most.
                    .col(text_null("slot"))
                    // Whom it invites, and who did; nothing for the first account.
                    .col(text_null("email"))
                    .col(text_null("invited_by"))
                    .col(big_integer("made_at"))
                    .col(big_integer("expires_at"))
                    // What was said when the activation began, until it is confirmed.
                    .col(text_null("enrolled_email"))
                    .col(text_null("enrolled_name"))
                    .col(text_null("enrolled_password_hash"))
                    .col(text_null("enrolled_totp_sealed"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "staff_activation", &["slot"]).await?;
        crate::unique(manager, "staff_activation", &["email"]).await?;
        crate::index(manager, "staff_activation", &["invited_by"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("staff_attempt")
                    // Where failures are counted: an account and a device, a network, an account whose password was right.
                    .col(text("scope").primary_key())
                    .col(big_integer("failures"))
                    .col(big_integer("last_at"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "staff_attempt", &["last_at"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("oidc_attempt")
                    // The SHA-256 of the state that comes back with the person.
                    .col(text("state_hash").primary_key())
                    // The device that began.
                    .col(text("device"))
                    .col(text("nonce"))
                    // RFC 7636, encrypted.
                    .col(text("verifier_sealed"))
                    .col(big_integer("expires_at"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "oidc_attempt", &["expires_at"]).await
    }
}
