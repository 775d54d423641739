//! The table of editions, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in edition.rs")]

pub mod dataset_edition {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dataset_edition")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub dataset: String,
        pub revision: i32,
        pub source: String,
        pub file_name: String,
        pub file_sha256: String,
        pub row_count: i64,
        pub whole: bool,
        pub licence: Option<String>,
        pub source_url: Option<String>,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
