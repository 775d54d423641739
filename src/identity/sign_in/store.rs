//! Whose number is whose.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{Language, PersonId, Timestamp};

use super::rows::person_phone;
use crate::{
    identity::{phone::PhoneNumber, token::Thumbprint},
    platform::{fault::Fault, stored::parsed},
};

/// Finds who has a number.
pub async fn person_of(connection: &impl ConnectionTrait, phone: &PhoneNumber) -> Result<Option<PersonId>, Fault> {
    let row = person_phone::Entity::find_by_id(phone.reveal()).one(connection).await;
    row.map_err(Fault::while_("looking up a number"))?.map(|row| parsed("person_id", &row.person_id)).transpose()
}

/// Finds the number of a person, and the language to speak there.
pub async fn reached_at(connection: &impl ConnectionTrait, person: PersonId) -> Result<Option<(PhoneNumber, Language)>, Fault> {
    let row = person_phone::Entity::find().filter(person_phone::Column::PersonId.eq(person.to_string())).one(connection).await;
    let row = row.map_err(Fault::while_("looking up a person"))?;
    row.map(|row| Ok((parsed("phone", &row.phone)?, parsed("language", &row.language)?))).transpose()
}

/// Gives a number to a person who speaks `language`, unless somebody has it. Returns whether it did.
pub async fn claim(
    connection: &impl ConnectionTrait,
    phone: &PhoneNumber,
    (person, language): (PersonId, Language),
    now: Timestamp,
) -> Result<bool, Fault> {
    let row = person_phone::ActiveModel {
        phone: Set(phone.reveal().to_owned()),
        person_id: Set(person.to_string()),
        language: Set(language.to_string()),
        proven_at: Set(now.as_microsecond()),
    };
    let nobody_has_it = OnConflict::column(person_phone::Column::Phone).do_nothing().to_owned();
    let inserted = person_phone::Entity::insert(row).on_conflict(nobody_has_it).exec_without_returning(connection).await;
    Ok(inserted.map_err(Fault::while_("keeping a number"))? == 1)
}

/// Notes that a number was proven again, by somebody who speaks `language`.
pub async fn note_proven(
    connection: &impl ConnectionTrait,
    phone: &PhoneNumber,
    language: Language,
    now: Timestamp,
) -> Result<(), Fault> {
    person_phone::Entity::update_many()
        .col_expr(person_phone::Column::Language, Expr::value(language.to_string()))
        .col_expr(person_phone::Column::ProvenAt, Expr::value(now.as_microsecond()))
        .filter(person_phone::Column::Phone.eq(phone.reveal()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting that a number was proven"))?;
    Ok(())
}

/// Takes a number away from a person; false where they do not have it.
pub async fn release(connection: &impl ConnectionTrait, phone: &PhoneNumber, person: PersonId) -> Result<bool, Fault> {
    let done = person_phone::Entity::delete_many()
        .filter(person_phone::Column::Phone.eq(phone.reveal()))
        .filter(person_phone::Column::PersonId.eq(person.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("taking a number away"))?;
    Ok(done.rows_affected == 1)
}

/// Whether a device has signed in as whoever has this number.
pub async fn is_known(connection: &impl ConnectionTrait, phone: &PhoneNumber, device: &Thumbprint) -> Result<bool, Fault> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "select 1 from device join person_phone on device.subject = 'person:' || person_phone.person_id \
         where person_phone.phone = $1 and device.thumbprint = $2",
        [phone.reveal().into(), device.as_str().into()],
    );
    let found = connection.query_one_raw(statement).await.map_err(Fault::while_("looking up a device"))?;
    Ok(found.is_some())
}
