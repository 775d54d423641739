//! Attempts: what providers call them, and what the payer needs to go on.

use payment::{Attempt, Rail};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde::{Deserialize, Serialize};
use vocabulary::{AttemptId, PaymentId, Timestamp};

use super::{from_text, write};
use crate::{
    payment::rows::{attempt, evidence},
    platform::{fault::Fault, stored::parsed},
};

/// What is kept beside an attempt.
#[derive(Clone, Debug)]
pub struct KeptAttempt {
    /// Its name.
    pub id: AttemptId,
    /// The payment.
    pub payment: PaymentId,
    /// The provider.
    pub provider: String,
    /// How the provider calls it, once it said so.
    pub provider_reference: Option<String>,
    /// Whose phone is prompted.
    pub payer_phone: Option<String>,
    /// What the payer needs to go on.
    pub handover: Option<Handover>,
}

/// What the payer needs to go on, as it is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "value")]
pub enum Handover {
    /// A secret for the provider's form in the app.
    ClientSecret(String),
    /// A page of the provider.
    Page(String),
    /// Nothing: a prompt is on the phone for that many seconds.
    Prompt(u64),
}

impl std::fmt::Debug for Handover {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Handover(…)")
    }
}

/// Adds an attempt with the key of its first call, which is thereby stored before it (row IDM-12).
pub async fn add_attempt(
    connection: &impl ConnectionTrait,
    id: PaymentId,
    value: &Attempt,
    payer_phone: Option<&str>,
    now: Timestamp,
) -> Result<(), Fault> {
    let row = attempt::ActiveModel {
        id: Set(value.id.to_string()),
        payment_id: Set(id.to_string()),
        provider: Set(value.provider.clone()),
        rail: Set(value.rail.to_string()),
        provider_reference: Set(None),
        start_key: Set(value.key(payment::Operation::Start).as_str().to_owned()),
        handover: Set(None),
        payer_phone: Set(payer_phone.map(ToOwned::to_owned)),
        recorded_at: Set(now.as_microsecond()),
    };
    let added = attempt::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding an attempt"))?;
    Ok(())
}

fn read_attempt(row: &attempt::Model) -> Result<KeptAttempt, Fault> {
    parsed::<Rail>("rail", &row.rail)?;
    Ok(KeptAttempt {
        id: parsed("id", &row.id)?,
        payment: parsed("payment_id", &row.payment_id)?,
        provider: row.provider.clone(),
        provider_reference: row.provider_reference.clone(),
        payer_phone: row.payer_phone.clone(),
        handover: row.handover.as_deref().map(from_text).transpose()?,
    })
}

/// Reads an attempt.
pub async fn attempt(connection: &impl ConnectionTrait, id: AttemptId) -> Result<Option<KeptAttempt>, Fault> {
    let row = attempt::Entity::find_by_id(id.to_string()).one(connection).await;
    row.map_err(Fault::while_("reading an attempt"))?.as_ref().map(read_attempt).transpose()
}

/// Finds the attempt of a sum that its provider took under some name: the attempt's own, or that of a second payment with its id.
pub async fn taken_as(connection: &impl ConnectionTrait, provider: &str, reference: &str) -> Result<Option<KeptAttempt>, Fault> {
    if let Some(found) = named(connection, provider, None, Some(reference)).await? {
        return Ok(Some(found));
    }
    let said = evidence::Entity::find()
        .filter(evidence::Column::Provider.eq(provider))
        .filter(evidence::Column::ProviderReference.eq(reference))
        .one(connection)
        .await
        .map_err(Fault::while_("looking up what a provider took"))?;
    match said {
        Some(said) => attempt(connection, parsed("attempt_id", &said.attempt_id)?).await,
        None => Ok(None),
    }
}

/// Finds an attempt by what its provider calls it, or by our id, which a second payment of the same payer carries too (row ST-21).
pub async fn named(
    connection: &impl ConnectionTrait,
    provider: &str,
    id: Option<AttemptId>,
    reference: Option<&str>,
) -> Result<Option<KeptAttempt>, Fault> {
    if let Some(reference) = reference {
        let row = attempt::Entity::find()
            .filter(attempt::Column::Provider.eq(provider))
            .filter(attempt::Column::ProviderReference.eq(reference))
            .one(connection)
            .await
            .map_err(Fault::while_("looking up an attempt"))?;
        if let Some(row) = row {
            return read_attempt(&row).map(Some);
        }
    }
    let Some(id) = id else { return Ok(None) };
    Ok(attempt(connection, id).await?.filter(|found| found.provider == provider))
}

/// Notes what a provider calls an attempt, once, and says whether it calls it so: an attempt has one name for good.
pub async fn name_attempt(connection: &impl ConnectionTrait, id: AttemptId, reference: &str) -> Result<bool, Fault> {
    let unnamed_or_so =
        Condition::any().add(attempt::Column::ProviderReference.is_null()).add(attempt::Column::ProviderReference.eq(reference));
    let named = attempt::Entity::update_many()
        .col_expr(attempt::Column::ProviderReference, Expr::value(reference))
        .filter(attempt::Column::Id.eq(id.to_string()))
        .filter(unnamed_or_so)
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what a provider calls an attempt"))?;
    Ok(named.rows_affected == 1)
}

/// Notes what the payer needs to go on.
pub async fn hand_over(connection: &impl ConnectionTrait, id: AttemptId, value: &Handover) -> Result<(), Fault> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Handover, Expr::value(write(value)?))
        .filter(attempt::Column::Id.eq(id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what a payer needs"))?;
    Ok(())
}

/// Takes away what nobody needs of the attempts of a payment that is over: secrets, and whose phone it was.
pub async fn forget_handovers(connection: &impl ConnectionTrait, id: PaymentId) -> Result<(), Fault> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Handover, Expr::value(Option::<String>::None))
        .col_expr(attempt::Column::PayerPhone, Expr::value(Option::<String>::None))
        .filter(attempt::Column::PaymentId.eq(id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("taking away what a payment no longer needs"))?;
    Ok(())
}
