//! Rows to values and back.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use vocabulary::Timestamp;

use super::{
    article::Article,
    rows::tfa_notification::{self, Column, Entity},
    service::Sent,
};
use crate::platform::{fault::Fault, stored::parsed};

/// Reads the notification sent last for an article: that of the latest day, whenever it was recorded.
pub async fn last(connection: &impl ConnectionTrait, article: Article) -> Result<Option<Sent>, Fault> {
    let row = Entity::find()
        .filter(Column::Article.eq(article.as_str()))
        .order_by_desc(Column::SentOn)
        .order_by_desc(Column::Id)
        .one(connection)
        .await
        .map_err(Fault::while_("reading the last notification"))?;
    row.map(|row| {
        Ok(Sent {
            sent_on: parsed("sent_on", &row.sent_on)?,
            entries: serde_json::from_str(&row.entries).map_err(Fault::while_("reading a stored notification"))?,
            document_sha256: row.document_sha256,
        })
    })
    .transpose()
}

/// Adds a notification that was sent.
pub async fn insert(connection: &impl ConnectionTrait, article: Article, sent: &Sent, now: Timestamp) -> Result<(), Fault> {
    let row = tfa_notification::ActiveModel {
        article: Set(article.to_string()),
        sent_on: Set(sent.sent_on.to_string()),
        entries: Set(serde_json::to_string(&sent.entries).map_err(Fault::while_("writing a notification"))?),
        document_sha256: Set(sent.document_sha256.clone()),
        recorded_at: Set(now.as_microsecond()),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("recording a notification"))?;
    Ok(())
}
