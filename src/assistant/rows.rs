//! The tables of the assistant, as rows.

#![allow(
    missing_docs,
    reason = "columns are documented where they become values, in conversation.rs, certificate.rs and mode.rs"
)]

pub mod conversation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conversation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub language: String,
        pub started_at: i64,
        pub expires_at: i64,
        pub turns: i32,
        pub pending_since: Option<i64>,
        pub enquiry: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod turn {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conversation_turn")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub turn: i32,
        pub asked_at: i64,
        pub question: String,
        pub status: String,
        pub answer: String,
        pub stages: String,
        pub rating: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod certificate {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "answer_certificate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub issued_at: i64,
        pub signed: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod mode {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chat_mode")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub mode: String,
        pub reason: String,
        pub set_by: String,
        pub set_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
