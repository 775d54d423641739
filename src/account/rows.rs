//! The tables of accounts, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the store")]

pub mod account {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trader_account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub reference: String,
        pub kind: String,
        pub holder: String,
        pub currency: String,
        pub valid_from: String,
        pub valid_until: Option<String>,
        pub state: String,
        pub sequence: i64,
        pub held_minor: i64,
        pub limit_minor: i64,
        pub reserved_minor: i64,
        pub called_minor: i64,
        pub grn: Option<String>,
        pub proposed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_event")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub account: String,
        pub ordinal: i64,
        pub verb: String,
        pub from_state: String,
        pub to_state: String,
        pub actor: String,
        pub minor: Option<i64>,
        pub held_minor: i64,
        pub limit_minor: i64,
        pub reserved_minor: i64,
        pub called_minor: i64,
        pub reservation_id: Option<String>,
        pub payment_id: Option<String>,
        pub entry_id: Option<String>,
        pub key_hash: Option<String>,
        pub fingerprint: Option<String>,
        pub body: String,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod reservation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_reservation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub account: String,
        pub secures: String,
        pub secured_minor: i64,
        pub released_minor: i64,
        pub called_minor: i64,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod proposal {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_proposal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub account: String,
        pub change: String,
        pub reason: String,
        pub proposed_by: String,
        pub proposed_at: i64,
        pub decided_by: Option<String>,
        pub decided_at: Option<i64>,
        pub outcome: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: String,
        pub hash: String,
        pub tries: i64,
        pub since: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
