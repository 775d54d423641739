//! The tables of claims, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod claim {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_claim")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub claimant: String,
        pub ground: String,
        pub documents: String,
        pub lodged_at: i64,
        pub due_at: i64,
        pub watch_at: Option<i64>,
        pub overdue_at: Option<i64>,
        pub questions: i64,
        pub asked_at: Option<i64>,
        pub question: Option<String>,
        pub withdrawn_at: Option<i64>,
        pub sequence: i64,
        pub key_hash: String,
        pub fingerprint: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod line {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_claim_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub claim_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i64,
        pub repayment_id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
