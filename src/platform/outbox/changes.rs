//! What happens to things of one sort, for those who follow one of them: one reader of the outbox a process, begun with the first follower.

use std::sync::Arc;

use tokio::sync::{
    OnceCell,
    broadcast::{Receiver, Sender},
};

use super::{Event, Outbox, Position};
use crate::platform::fault::Fault;

/// How many changes a slow follower may be behind before it goes on with what is new.
const BEHIND_MAX: usize = 256;

/// What happens, by the name of what it happens to. Cheap to clone.
#[derive(Clone)]
pub struct Changes<T> {
    sender: Sender<T>,
    reading: Arc<OnceCell<()>>,
    of: fn(&Event) -> Option<T>,
}

impl<T: Clone + Send + 'static> Changes<T> {
    /// Follows the events of which `of` finds what they happened to.
    pub fn new(of: fn(&Event) -> Option<T>) -> Changes<T> {
        Changes { sender: Sender::new(BEHIND_MAX), reading: Arc::new(OnceCell::new()), of }
    }

    /// Listens to what happens from now on, on whichever server it happens.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn listen(&self, outbox: &Outbox) -> Result<Receiver<T>, Fault> {
        let receiver = self.sender.subscribe();
        let begin = async {
            let position = outbox.end().await?;
            tokio::spawn(read(outbox.clone(), position, self.sender.clone(), self.of));
            Ok(())
        };
        self.reading.get_or_try_init(|| begin).await?;
        Ok(receiver)
    }
}

/// Reads the outbox for as long as the process lives.
async fn read<T>(outbox: Outbox, mut position: Position, sender: Sender<T>, of: fn(&Event) -> Option<T>) {
    loop {
        match outbox.after(position).await {
            Ok(events) => {
                for changed in events.iter().filter_map(of) {
                    // Without followers there is nobody to tell.
                    let _ = sender.send(changed);
                }
                match events.last() {
                    Some(event) => position = event.position,
                    None => outbox.woken().await,
                }
            }
            Err(fault) => {
                tracing::warn!(cause = fault.chain(), "could not hear of what happens");
                outbox.woken().await;
            }
        }
    }
}
