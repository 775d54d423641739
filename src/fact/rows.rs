//! The table of this slice, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in fact.rs")]

pub mod fact_revision {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "fact_revision")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub kind: String,
        pub fact_id: String,
        pub version: i32,
        pub withdrawn: bool,
        pub authority: String,
        pub article11: String,
        pub direction: String,
        pub hs_codes: String,
        pub publication_id: Option<String>,
        pub name: String,
        pub summary: String,
        pub body: String,
        pub source_act: String,
        pub source_gazette: String,
        pub source_page: i32,
        pub source_url: String,
        pub source_captured_on: String,
        pub attested_by: String,
        pub confirmed_on: String,
        pub review_due_on: String,
        pub announced_on: String,
        pub exception: Option<String>,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
