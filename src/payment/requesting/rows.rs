//! The table of requests to pay, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod request {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub notice_id: String,
        pub version: i64,
        pub asked_by: String,
        pub acting_for: Option<String>,
        pub phone: Option<String>,
        pub phone_hash: String,
        pub phone_masked: String,
        pub language: String,
        pub amount_minor: i64,
        pub currency: String,
        pub state: String,
        pub asked_at: i64,
        pub expires_at: i64,
        pub ended_at: Option<i64>,
        pub key_hash: String,
        pub fingerprint: String,
        pub due_at: i64,
        pub tries: i64,
        pub outcome: Option<String>,
        pub sent_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
