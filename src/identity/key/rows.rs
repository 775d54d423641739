//! The table of signing keys, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in keyring.rs")]

pub mod signing_key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub role: Option<String>,
        pub public_key: String,
        pub sealed: Option<String>,
        pub made_at: i64,
        pub retired_at: Option<i64>,
    }

    /// Without the private part, encrypted as it is.
    impl std::fmt::Debug for Model {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(formatter, "signing_key({})", self.id)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
