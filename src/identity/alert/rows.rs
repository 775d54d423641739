//! The table of alerts, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in store.rs")]

pub mod alert {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "alert")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub person_id: String,
        pub kind: String,
        pub asked_at: i64,
        pub due_at: i64,
        pub tries: i64,
        pub outcome: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
