//! The table of credit notes, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod note {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_credit_note")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub series: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub child_id: String,
        pub payment_id: String,
        pub notice_id: String,
        pub receipt_series: String,
        pub receipt_number: i64,
        pub reason: String,
        pub amount_minor: i64,
        pub code: String,
        pub signed: Vec<u8>,
        pub issued_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
