//! The tables of companies and mandates, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in company.rs and mandate.rs")]

pub mod company {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "company")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub tin: String,
        pub name: String,
        pub created_at: i64,
        pub confirmed_at: Option<i64>,
        pub confirmed_tin: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod company_admin {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "company_admin")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub company_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: String,
        pub since: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod mandate {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub principal: String,
        pub agent: Option<String>,
        pub agent_phone: Option<String>,
        pub view: bool,
        pub draft: bool,
        pub lodge: bool,
        pub collect: bool,
        pub pay_currency: Option<String>,
        pub pay_each_minor: Option<i64>,
        pub pay_day_minor: Option<i64>,
        pub consignment: Option<String>,
        pub valid_from: i64,
        pub valid_until: i64,
        pub state: String,
        pub side: Option<String>,
        pub state_at: i64,
        pub frozen_at: Option<i64>,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod mandate_use {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandate_use")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub mandate_id: String,
        pub person_id: String,
        pub act: String,
        pub consignment: Option<String>,
        pub amount_minor: Option<i64>,
        pub day: String,
        pub used_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
