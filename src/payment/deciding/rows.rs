//! The table of what officers propose, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod proposal {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_proposal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub kind: String,
        pub subject_id: String,
        pub subject_sequence: i64,
        pub deed: String,
        pub detail: Option<String>,
        pub proposed_by: String,
        pub proposed_at: i64,
        pub decided_by: Option<String>,
        pub decided_at: Option<i64>,
        pub outcome: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
