//! The table of payouts, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod payout {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_payout")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub provider: String,
        pub provider_reference: String,
        pub bank: String,
        pub state: String,
        pub sequence: i64,
        pub currency: String,
        pub net_minor: i64,
        pub arrives_at: Option<i64>,
        pub announced_at: i64,
        pub contradicted: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
