//! The table of the tariff book, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in entry.rs")]

pub mod book_entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "book_entry")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub version: i32,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub withdrawn: bool,
        pub recorded_at: i64,
        pub kind: String,
        pub name: String,
        pub body: String,
        pub source_act: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
