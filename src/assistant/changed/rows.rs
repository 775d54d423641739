//! The tables of answers that change, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in store.rs")]

pub mod follower {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conversation_follower")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: String,
        pub since: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod watch {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "answer_watch")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub turn: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub source: String,
        pub due_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod change {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "answer_change")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub turn: i32,
        pub changed_at: i64,
        pub answer: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
