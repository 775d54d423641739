//! The table of confirmations, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod confirmation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_confirmation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub terms: String,
        pub means: String,
        pub confirmed_at: i64,
        pub expires_at: i64,
        pub payment_id: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
