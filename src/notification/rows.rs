//! The table of notifications sent, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in service.rs")]

pub mod tfa_notification {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tfa_notification")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub article: String,
        pub sent_on: String,
        pub entries: String,
        pub document_sha256: String,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
