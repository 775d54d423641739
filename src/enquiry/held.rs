//! What is held of the enquiries of a person, for the person: what they asked, what was written to them, how they are reached. What officers
//! tell one another is not among it: it is about the work, and a note may name others.

use futures_util::future::{BoxFuture, FutureExt};
use serde_json::json;
use vocabulary::PersonId;

use super::{access::store as access, attachment, service::Enquiries, store, transition::Side};
use crate::{
    identity::{HeldPart, Holder, ITEMS_MAX, Subject},
    platform::fault::Fault,
};

/// How many enquiries are written out with their texts; of older ones the export says that there are more.
const WRITTEN_OUT_MAX: usize = 200;

impl Holder for Enquiries {
    fn held(&self, person: PersonId) -> BoxFuture<'_, Result<Vec<HeldPart>, Fault>> {
        async move {
            let unit = self.database.as_subject(&Subject::Person(person)).await?;
            let most = WRITTEN_OUT_MAX.min(ITEMS_MAX);
            let mut found = store::of_asker(&unit, person, None, most + 1).await?;
            drop(unit);
            let more = found.len() > most;
            found.truncate(most);
            let connection = self.database.connection();
            let mut items = Vec::with_capacity(found.len());
            for enquiry in found {
                let contact = access::contact(connection, enquiry.id).await?;
                let sent = self.seen(enquiry.id, enquiry.changed_at).await?;
                let files = attachment::store::of_enquiry(connection, enquiry.id).await?;
                let own = files.iter().filter(|file| file.by.side() == Side::Asker);
                let files: Vec<_> = own.filter_map(|file| file.name.as_ref()).map(|name| name.reveal().to_owned()).collect();
                let texts: Vec<String> = sent.into_iter().flat_map(|seen| seen.texts.into_values()).collect();
                items.push(json!({
                    "reference": enquiry.reference.to_string(),
                    "openedAt": enquiry.opened_at.to_string(),
                    "topic": enquiry.topic.as_str(),
                    "state": enquiry.state.as_str(),
                    "phone": contact.phone.as_ref().map(|phone| phone.reveal()),
                    "email": contact.email.as_ref().map(|email| email.reveal()),
                    "name": contact.name.as_ref().map(|name| name.reveal()),
                    "device": contact.push.as_ref().map(|address| address.reveal()),
                    "texts": texts,
                    "files": files,
                }));
            }
            Ok(vec![HeldPart { name: "enquiries", items, more }])
        }
        .boxed()
    }
}
