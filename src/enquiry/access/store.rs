//! Rows of contacts, PINs and keys.

use jiff::SignedDuration;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, Value,
    sea_query::OnConflict,
};
use vocabulary::{EnquiryId, Timestamp};

use super::contact::Contact;
use crate::{
    audit::Digest,
    enquiry::{
        push::PushAddress,
        rows::{contact, key, pin},
    },
    platform::{
        database,
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// How often a PIN, or the last digits of a number, may be tried in an hour. Five of a million an hour are the 10⁻⁴ of a day.
pub const TRIES_MAX: i64 = 5;
/// The hour.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// How long a client may send the same again and get the same: as long as a phone may be without a network.
const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Keeps how an asker is reached.
pub async fn put_contact(connection: &impl ConnectionTrait, id: EnquiryId, value: &Contact, now: Timestamp) -> Result<(), Fault> {
    let row = contact::ActiveModel {
        enquiry_id: Set(id.to_string()),
        phone: Set(value.phone.as_ref().map(|phone| phone.reveal().to_owned())),
        email: Set(value.email.as_ref().map(|email| email.reveal().to_owned())),
        name: Set(value.name.as_ref().map(|name| name.reveal().to_owned())),
        push_address: Set(value.push.as_ref().map(|address| address.reveal().to_owned())),
        recorded_at: Set(now.as_microsecond()),
    };
    contact::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("keeping a contact"))?;
    Ok(())
}

/// Reads how an asker is reached.
pub async fn contact(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<Contact, Fault> {
    let row = contact::Entity::find_by_id(id.to_string()).one(connection).await.map_err(Fault::while_("reading a contact"))?;
    let Some(row) = row else { return Ok(Contact::default()) };
    Ok(Contact {
        phone: row.phone.map(|text| parsed("phone", &text)).transpose()?,
        email: row.email.map(|text| parsed("email", &text)).transpose()?,
        name: row.name.map(|text| parsed("name", &text)).transpose()?,
        push: row.push_address.map(|text| parsed("push_address", &text)).transpose()?,
    })
}

/// Keeps which device is woken for an asker, or that none is.
pub async fn put_push(
    connection: &impl ConnectionTrait,
    id: EnquiryId,
    address: Option<&PushAddress>,
    now: Timestamp,
) -> Result<(), Fault> {
    let row = contact::ActiveModel {
        enquiry_id: Set(id.to_string()),
        recorded_at: Set(now.as_microsecond()),
        push_address: Set(address.map(|address| address.reveal().to_owned())),
        ..Default::default()
    };
    let known = OnConflict::column(contact::Column::EnquiryId).update_column(contact::Column::PushAddress).to_owned();
    let kept = contact::Entity::insert(row).on_conflict(known).exec_without_returning(connection).await;
    kept.map_err(Fault::while_("keeping which device is woken"))?;
    Ok(())
}

/// Counts the enquiries that were opened with a number or an address since an instant.
pub async fn opened_with(connection: &impl ConnectionTrait, value: &Contact, since: Timestamp) -> Result<u64, Fault> {
    let mut theirs = Condition::any();
    if let Some(phone) = &value.phone {
        theirs = theirs.add(contact::Column::Phone.eq(phone.reveal()));
    }
    if let Some(email) = &value.email {
        theirs = theirs.add(contact::Column::Email.eq(email.reveal()));
    }
    if theirs.is_empty() {
        return Ok(0);
    }
    contact::Entity::find()
        .filter(theirs)
        .filter(contact::Column::RecordedAt.gt(since.as_microsecond()))
        .count(connection)
        .await
        .map_err(Fault::while_("counting the enquiries of a contact"))
}

/// Keeps the hash of a PIN.
pub async fn put_pin(connection: &impl ConnectionTrait, id: EnquiryId, hash: String, now: Timestamp) -> Result<(), Fault> {
    let row =
        pin::ActiveModel { enquiry_id: Set(id.to_string()), hash: Set(hash), tries: Set(0), since: Set(now.as_microsecond()) };
    pin::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("keeping a PIN"))?;
    Ok(())
}

/// What came of taking a try.
#[derive(Debug)]
pub enum Try {
    /// The hash to compare with.
    Of(String),
    /// There were too many.
    TooMany {
        /// When the next may be taken.
        again_at: Timestamp,
    },
    /// There is no PIN: whoever asked has an account, or was erased.
    NoPin,
}

#[derive(FromQueryResult)]
struct Tried {
    hash: String,
}

/// Takes one try of an enquiry before anything is compared. One statement, so that however many try at once, no more than
/// [`TRIES_MAX`] an hour succeed.
pub async fn take_try(connection: &impl ConnectionTrait, id: EnquiryId, now: Timestamp) -> Result<Try, Fault> {
    const DOING: &str = "taking a try of a PIN";
    let begins_anew = now.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN).as_microsecond();
    let sql = "update enquiry_pin set tries = case when since <= $2 then 1 else tries + 1 end, \
               since = case when since <= $2 then $3 else since end \
               where enquiry_id = $1 and (tries < $4 or since <= $2) returning hash";
    let values: [Value; 4] = [id.to_string().into(), begins_anew.into(), now.as_microsecond().into(), TRIES_MAX.into()];
    let rows: Vec<Tried> = database::rows(connection, sql, values).await.map_err(Fault::while_(DOING))?;
    if let Some(row) = rows.into_iter().next() {
        return Ok(Try::Of(row.hash));
    }
    let row = pin::Entity::find_by_id(id.to_string()).one(connection).await.map_err(Fault::while_(DOING))?;
    Ok(match row {
        Some(row) => Try::TooMany { again_at: instant(row.since)? + WINDOW },
        None => Try::NoPin,
    })
}

/// Gives all tries back after a right PIN.
pub async fn give_tries_back(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<(), Fault> {
    give_back(connection, "update enquiry_pin set tries = 0 where enquiry_id = $1", id).await
}

/// Gives the last try back, which was right, and none before it.
pub async fn give_one_back(connection: &impl ConnectionTrait, id: EnquiryId) -> Result<(), Fault> {
    give_back(connection, "update enquiry_pin set tries = tries - 1 where enquiry_id = $1 and tries > 0", id).await
}

async fn give_back(connection: &impl ConnectionTrait, sql: &str, id: EnquiryId) -> Result<(), Fault> {
    let statement = sea_orm::Statement::from_sql_and_values(connection.get_database_backend(), sql, [id.to_string().into()]);
    connection.execute_raw(statement).await.map_err(Fault::while_("giving tries back"))?;
    Ok(())
}

/// What was opened with a key before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The enquiry.
    pub enquiry: EnquiryId,
    /// What was sent with the key.
    pub content: Digest,
}

/// Finds what was opened with a key.
pub async fn known(connection: &impl ConnectionTrait, hash: Digest) -> Result<Option<Known>, Fault> {
    let row = key::Entity::find_by_id(hash.to_string()).one(connection).await;
    let row = row.map_err(Fault::while_("looking up the key of a client"))?;
    row.map(|row| {
        Ok(Known { enquiry: parsed("enquiry_id", &row.enquiry_id)?, content: parsed("content_hash", &row.content_hash)? })
    })
    .transpose()
}

/// Takes a key for an enquiry; false where somebody took it already. Forgets keys that are too old to matter.
pub async fn take_key(
    connection: &impl ConnectionTrait,
    (hash, content): (Digest, Digest),
    id: EnquiryId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let old = now.saturating_sub(KEYS_KEPT).unwrap_or(Timestamp::MIN).as_microsecond();
    let forgotten = key::Entity::delete_many().filter(key::Column::RecordedAt.lt(old)).exec(connection).await;
    forgotten.map_err(Fault::while_("forgetting the keys of clients"))?;
    let row = key::ActiveModel {
        key_hash: Set(hash.to_string()),
        enquiry_id: Set(id.to_string()),
        content_hash: Set(content.to_string()),
        recorded_at: Set(now.as_microsecond()),
    };
    let twice = OnConflict::column(key::Column::KeyHash).do_nothing().to_owned();
    let taken = key::Entity::insert(row).on_conflict(twice).exec_without_returning(connection).await;
    Ok(taken.map_err(Fault::while_("taking the key of a client"))? == 1)
}
