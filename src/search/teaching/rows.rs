//! The tables of this slice, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in reference.rs and synonym.rs")]

pub mod search_reference {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_reference")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub term: String,
        pub language: String,
        pub target: String,
        pub note: String,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod search_intercept {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_intercept")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub language: String,
        pub terms: String,
        pub message: String,
        pub hs_codes: String,
        pub blocks_results: bool,
        pub escalates: bool,
        pub owner: String,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod synonym {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "synonym")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub kind: String,
        pub language: String,
        pub typed: String,
        pub also_searched: String,
        pub owner: String,
        pub recorded_at: i64,
        pub hits: i64,
        pub last_hit_on: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
