//! The tables of this slice, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in revision.rs and attestation.rs")]

pub mod publication_revision {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "publication_revision")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub publication_id: String,
        pub language: String,
        pub version: i32,
        pub state: String,
        pub title: String,
        pub summary: String,
        pub body: String,
        pub article11: String,
        pub authority: String,
        pub document_type: String,
        pub direction: String,
        pub hs_codes: String,
        pub source_act: String,
        pub source_gazette: Option<String>,
        pub source_url: Option<String>,
        pub translation_of_language: Option<String>,
        pub translation_of_hash: Option<String>,
        pub content_hash: String,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod publication_attestation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "publication_attestation")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub publication_id: String,
        pub language: String,
        pub content_hash: String,
        pub attested_by: String,
        pub confirmed_on: String,
        pub review_due_on: String,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod authority {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authority")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub name: String,
        pub phone: Option<String>,
        pub email: Option<String>,
        pub url: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
