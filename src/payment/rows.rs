//! The tables of payment, as rows.

#![allow(missing_docs, reason = "columns are documented where they become values, in the stores")]

pub mod notice {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_notice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub reference: String,
        pub version: i64,
        pub state: String,
        pub issuer: String,
        pub issuer_reference: String,
        pub declaration: String,
        pub debtor: Option<String>,
        pub payee: String,
        pub purpose: String,
        pub currency: String,
        pub total_minor: i64,
        pub paid_minor: i64,
        pub due_on: String,
        pub valid_until: Option<i64>,
        pub issued_at: i64,
        pub charges: String,
        pub takes_parts: bool,
        pub assessed_on: Option<String>,
        pub plan: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_notice_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub notice_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub charges: String,
        pub because: String,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod payment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub state: String,
        pub sequence: i64,
        pub payer: Option<String>,
        pub currency: String,
        pub amount_minor: i64,
        pub opened_at: i64,
        pub expires_at: i64,
        pub due_at: Option<i64>,
        pub looks: i64,
        pub body: String,
        pub acting_for: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_event")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub payment_id: String,
        pub ordinal: i64,
        pub verb: String,
        pub from_state: String,
        pub to_state: String,
        pub actor: String,
        pub evidence: Option<i64>,
        pub body: String,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod share {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_share")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub payment_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub notice_id: String,
        pub version: i64,
        pub minor: i64,
        pub is_live: bool,
        pub paid_minor: i64,
        pub plan_id: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key_hash: String,
        pub fingerprint: String,
        pub payment_id: String,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod attempt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_attempt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub payment_id: String,
        pub provider: String,
        pub rail: String,
        pub provider_reference: Option<String>,
        pub start_key: String,
        pub handover: Option<String>,
        pub payer_phone: Option<String>,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod evidence {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_evidence")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub attempt_id: String,
        pub provider: String,
        pub provider_reference: String,
        pub standing: String,
        pub minor: Option<i64>,
        pub currency: Option<String>,
        pub source: String,
        pub raw: Vec<u8>,
        pub occurred_at: i64,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod inbox {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_inbox")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub sequence: i64,
        pub provider: String,
        pub event_id: String,
        pub kind: String,
        pub outcome: String,
        pub because: Option<String>,
        pub tries: i64,
        pub due_at: Option<i64>,
        pub headers: String,
        pub told: String,
        pub raw: Vec<u8>,
        pub received_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub rule: String,
        pub layer: String,
        pub currency: String,
        pub payment_id: Option<String>,
        pub notice_id: Option<String>,
        pub ordinal: Option<i64>,
        pub child_id: Option<String>,
        pub recorded_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod posting {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_posting")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i64,
        pub account: i64,
        pub account_of: String,
        pub side: String,
        pub minor: i64,
        pub line: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod receipt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_receipt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub series: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub payment_id: String,
        pub notice_id: String,
        pub code: String,
        pub signed: Vec<u8>,
        pub issued_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod receipt_key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_receipt_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub public: String,
        pub valid_from: i64,
        pub valid_until: i64,
        pub revoked_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
