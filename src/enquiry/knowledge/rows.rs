//! The tables of public replies and of gaps, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in public_reply.rs and gap.rs")]

pub mod reply {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enquiry_public_reply")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub enquiry_id: String,
        pub version: i64,
        pub state: String,
        pub publication_id: String,
        pub article11: String,
        pub authority: String,
        pub source_act: String,
        pub language: String,
        pub title: String,
        pub content: String,
        pub wanted: String,
        pub drafted_by: String,
        pub approved_by: Option<String>,
        pub changed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod translation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enquiry_public_translation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub enquiry_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub title: String,
        pub content: String,
        pub translated_by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod gap {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enquiry_gap")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub enquiry_id: Option<String>,
        pub reason: String,
        pub language: String,
        pub article11: Option<String>,
        pub authority: Option<String>,
        pub question: Option<String>,
        pub times: i64,
        pub opened_at: i64,
        pub outcome: Option<String>,
        pub place: Option<String>,
        pub because: Option<String>,
        pub closed_by: Option<String>,
        pub closed_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
