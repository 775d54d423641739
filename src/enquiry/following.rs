//! The use case of following an enquiry: each thing that happens to it is told at once, on whichever server it happened.

use std::sync::Arc;

use futures_util::{Stream, stream};
use tokio::sync::{
    OnceCell,
    broadcast::{Receiver, Sender, error::RecvError},
};
use vocabulary::EnquiryId;

use super::{
    asking::Shown,
    clock::Reading,
    enquiry::Enquiry,
    reference::Reference,
    refusal::Refusal,
    service::{CHANGED, Enquiries},
    store,
};
use crate::platform::{
    clock::SharedClock,
    fault::Fault,
    outbox::{Outbox, Position},
};

/// How many changes a slow follower may be behind before it goes on with what is new.
const BEHIND_MAX: usize = 256;

/// What happens to enquiries, for those who follow one. One reader of the outbox a process, begun with the first follower.
#[derive(Clone)]
pub(super) struct Changes {
    sender: Sender<EnquiryId>,
    reading: Arc<OnceCell<()>>,
}

impl Changes {
    pub(super) fn new() -> Changes {
        Changes { sender: Sender::new(BEHIND_MAX), reading: Arc::new(OnceCell::new()) }
    }

    /// Listens to what happens from now on.
    async fn listen(&self, outbox: &Outbox) -> Result<Receiver<EnquiryId>, Fault> {
        let receiver = self.sender.subscribe();
        let begin = async {
            let position = outbox.end().await?;
            tokio::spawn(read(outbox.clone(), position, self.sender.clone()));
            Ok(())
        };
        self.reading.get_or_try_init(|| begin).await?;
        Ok(receiver)
    }
}

/// Reads the outbox for as long as the process lives.
async fn read(outbox: Outbox, mut position: Position, sender: Sender<EnquiryId>) {
    loop {
        match outbox.after(position).await {
            Ok(events) => {
                for event in &events {
                    if let (CHANGED, Ok(id)) = (event.topic.as_str(), event.subject.parse()) {
                        // Without followers there is nobody to tell.
                        let _ = sender.send(id);
                    }
                }
                match events.last() {
                    Some(event) => position = event.position,
                    None => outbox.woken().await,
                }
            }
            Err(fault) => {
                tracing::warn!(cause = fault.chain(), "could not hear of enquiries");
                outbox.woken().await;
            }
        }
    }
}

impl Enquiries {
    /// Finds which enquiry has a reference, which says nothing of it.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn id_of(&self, reference: &Reference) -> Result<Option<EnquiryId>, Fault> {
        let found = store::by_reference(self.database.connection(), reference).await?;
        Ok(found.map(|enquiry| enquiry.id))
    }

    /// Tells where an enquiry stands, now and each time that something happens to it.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot be reached.
    pub async fn follow(
        &self,
        shown: &Shown,
        clock: SharedClock,
    ) -> Result<Result<impl Stream<Item = Result<(Enquiry, Reading), Fault>> + use<>, Refusal>, Fault> {
        let id = match self.let_in(shown, clock.now()).await? {
            Ok(id) => id,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let receiver = self.changes.listen(&self.outbox).await?;
        let state = (self.clone(), receiver, 0);
        Ok(Ok(stream::unfold(state, move |(enquiries, mut receiver, version)| {
            let clock = clock.clone();
            async move {
                let mut is_first = version == 0;
                loop {
                    if !is_first {
                        match receiver.recv().await {
                            Ok(changed) if changed != id => continue,
                            Ok(_) | Err(RecvError::Lagged(_)) => {}
                            Err(RecvError::Closed) => return None,
                        }
                    }
                    is_first = false;
                    match enquiries.newer(id, version, &clock).await {
                        Ok(Some(found)) => {
                            let version = found.0.version;
                            return Some((Ok(found), (enquiries, receiver, version)));
                        }
                        Ok(None) => {}
                        Err(fault) => return Some((Err(fault), (enquiries, receiver, version))),
                    }
                }
            }
        })))
    }

    async fn newer(&self, id: EnquiryId, version: i64, clock: &SharedClock) -> Result<Option<(Enquiry, Reading)>, Fault> {
        let found = store::find(self.database.connection(), id).await?.filter(|enquiry| enquiry.version > version);
        let Some(enquiry) = found else { return Ok(None) };
        let reading = self.clock(id, clock.now()).await?;
        Ok(Some((enquiry, reading)))
    }
}
