//! The table of granted roles, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in store.rs")]

pub mod role_grant {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "role_grant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub person_id: String,
        pub role: String,
        pub office: Option<String>,
        pub until: Option<i64>,
        pub granted_by: Option<String>,
        pub granted_at: i64,
        pub approved_by: Option<String>,
        pub approved_at: Option<i64>,
        pub revoked_by: Option<String>,
        pub revoked_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
