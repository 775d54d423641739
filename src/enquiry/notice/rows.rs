//! The table of notices, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in store.rs")]

pub mod notice {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enquiry_notice")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub enquiry_id: String,
        pub ordinal: i64,
        pub kind: String,
        pub way: String,
        pub asked_at: i64,
        pub due_at: i64,
        pub tries: i64,
        pub outcome: Option<String>,
        pub address_hash: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
