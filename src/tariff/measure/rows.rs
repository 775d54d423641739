//! The table of measures, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in rule.rs")]

pub mod measure {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "measure")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub version: i32,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub withdrawn: bool,
        pub recorded_at: i64,
        pub code: String,
        pub measure_type: String,
        pub tax: String,
        pub origin: String,
        pub condition: String,
        pub excluded: String,
        pub rate: String,
        pub source_act: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
