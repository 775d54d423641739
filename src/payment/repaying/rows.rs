//! The table of repayments, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod repayment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_repayment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub payment_id: String,
        pub state: String,
        pub sequence: i64,
        pub source: String,
        pub currency: String,
        pub amount_minor: i64,
        pub requested_by: String,
        pub by_officer: bool,
        pub reason: String,
        pub phone: Option<String>,
        pub attempt_id: String,
        pub provider: String,
        pub taken_as: String,
        pub asked_way: String,
        pub way: Option<String>,
        pub approvals: i64,
        pub parts: String,
        pub key_hash: String,
        pub fingerprint: String,
        pub provider_key: Option<String>,
        pub provider_reference: Option<String>,
        pub submitted_at: Option<i64>,
        pub requested_at: i64,
        pub due_at: Option<i64>,
        pub looks: i64,
        pub contradicted: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
