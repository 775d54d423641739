//! The tables of staff accounts and their activations, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in store.rs")]

pub mod staff_account {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: String,
        pub email: String,
        pub display_name: String,
        pub password_hash: Option<String>,
        pub totp_sealed: Option<String>,
        pub totp_step: i64,
        pub activated_at: i64,
        pub deactivated_at: Option<i64>,
        pub totp_next_sealed: Option<String>,
        pub totp_next_until: Option<i64>,
    }

    /// Without what belongs to its person.
    impl std::fmt::Debug for Model {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(formatter, "staff_account({})", self.person_id)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod staff_activation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_activation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub id: String,
        pub slot: Option<String>,
        pub email: Option<String>,
        pub invited_by: Option<String>,
        pub made_at: i64,
        pub expires_at: i64,
        pub enrolled_email: Option<String>,
        pub enrolled_name: Option<String>,
        pub enrolled_password_hash: Option<String>,
        pub enrolled_totp_sealed: Option<String>,
    }

    /// Without what belongs to its person.
    impl std::fmt::Debug for Model {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(formatter, "staff_activation({})", self.id)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
