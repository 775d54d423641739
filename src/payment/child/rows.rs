//! The table of what happens to children, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_child_event")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub child: String,
        pub child_id: String,
        pub ordinal: i64,
        pub verb: String,
        pub from_state: String,
        pub to_state: String,
        pub actor: String,
        pub provider_reference: Option<String>,
        pub evidence: Option<Vec<u8>>,
        pub body: String,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
