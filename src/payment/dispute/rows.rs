//! The table of disputes, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod dispute {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_dispute")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub provider: String,
        pub provider_reference: String,
        pub payment_id: String,
        pub taken_as: String,
        pub state: String,
        pub sequence: i64,
        pub currency: String,
        pub amount_minor: i64,
        pub withdrawn_minor: Option<i64>,
        pub reinstated_minor: Option<i64>,
        pub evidence_due_at: Option<i64>,
        pub parts: Option<String>,
        pub opened_at: i64,
        pub contradicted: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
