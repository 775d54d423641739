//! The tables of the customs feed, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the stores")]

pub mod event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customs_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub feed: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cursor: i64,
        pub notice_id: String,
        pub sequence: i64,
        pub kind: String,
        pub body: String,
        pub signature: Option<String>,
        pub signed_by: Option<String>,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod endpoint {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customs_endpoint")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub feed: String,
        pub address: String,
        pub is_active: bool,
        pub because: Option<String>,
        pub secret_sealed: String,
        pub former_sealed: Option<String>,
        pub former_until: Option<i64>,
        pub passed: i64,
        pub failures: i64,
        pub rests_until: Option<i64>,
        pub created_at: i64,
        pub delivered_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod delivery {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customs_delivery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub endpoint_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cursor: i64,
        pub state: String,
        pub tries: i64,
        pub due_at: Option<i64>,
        pub outcome: Option<String>,
        pub tried_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
