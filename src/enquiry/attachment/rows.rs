//! The tables of files, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in store.rs")]

pub mod file {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enquiry_file")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub enquiry_id: String,
        pub actor: String,
        pub for_asker: bool,
        pub name: String,
        pub kind: String,
        pub bytes: i64,
        pub sha256: Option<String>,
        pub sent_sha256: Option<String>,
        pub object: String,
        pub state: String,
        pub finding: Option<String>,
        pub ticket_hash: String,
        pub expires_at: i64,
        pub announced_at: i64,
        pub due_at: i64,
        pub tries: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod ticket {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enquiry_file_ticket")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: String,
        pub file_id: String,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
