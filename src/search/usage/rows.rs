//! The table of this part of the slice, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in phrase.rs")]

pub mod search_phrase {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_phrase")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub day: String,
        pub language: String,
        pub phrase: String,
        pub searches: i64,
        pub unanswered: i64,
        pub elsewhere: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
