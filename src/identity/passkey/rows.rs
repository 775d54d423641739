//! The tables of passkeys and challenges, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in passkey.rs and challenge.rs")]

pub mod passkey {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub person_id: String,
        pub credential_id: String,
        pub public_key: String,
        pub counter: i64,
        pub backup_eligible: bool,
        pub backed_up: bool,
        pub user_verified: bool,
        pub transports: String,
        pub name: String,
        pub created_at: i64,
        pub last_used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod passkey_challenge {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey_challenge")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub thumbprint: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub purpose: String,
        pub hash: String,
        pub verification_required: bool,
        pub expires_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
