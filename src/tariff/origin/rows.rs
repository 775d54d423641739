//! The table of schemes and of their rules, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in entry.rs")]

pub mod origin_entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "origin_entry")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub version: i32,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub withdrawn: bool,
        pub recorded_at: i64,
        pub scheme: String,
        pub rule_id: String,
        pub goods: String,
        pub body: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
