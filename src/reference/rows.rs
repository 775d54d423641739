//! The table of this slice, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in code.rs")]

pub mod reference_code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reference_code")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub version: i32,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub withdrawn: bool,
        pub recorded_at: i64,
        pub list: String,
        pub code: String,
        pub language: String,
        pub name: String,
        pub words: String,
        pub attributes: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
