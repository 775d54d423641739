//! The table of plans, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod plan {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_plan")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub notice_id: String,
        pub parts: String,
        pub until: i64,
        pub outcome: String,
        pub recorded_at: i64,
        pub ended_at: Option<i64>,
        pub due_at: Option<i64>,
        pub key_hash: String,
        pub fingerprint: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
