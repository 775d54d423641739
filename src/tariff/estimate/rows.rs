//! The table of kept estimates, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in saved.rs")]

pub mod estimate {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "estimate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub created_at: i64,
        pub expires_at: i64,
        pub declaration: String,
        pub day: String,
        pub known_at: i64,
        pub result: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
