//! The tables of this slice, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in line.rs")]

pub mod goods_line_revision {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "goods_line_revision")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub version: i32,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub withdrawn: bool,
        pub recorded_at: i64,
        pub chapter: String,
        pub code: String,
        pub suffix: String,
        pub indent: i32,
        pub declarable: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod goods_description_revision {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "goods_description_revision")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub version: i32,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub withdrawn: bool,
        pub recorded_at: i64,
        pub chapter: String,
        pub code: String,
        pub suffix: String,
        pub language: String,
        pub description: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod goods_note_revision {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "goods_note_revision")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub version: i32,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub withdrawn: bool,
        pub recorded_at: i64,
        pub scope: String,
        pub kind: String,
        pub language: String,
        pub ordinal: i32,
        pub note: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod goods_section {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "goods_section")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub first_chapter: String,
        pub last_chapter: String,
        pub title: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
