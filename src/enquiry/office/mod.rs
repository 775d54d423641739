//! What the desk works with: queues, who works there, notes that officers leave one another, what the assistant forwarded. No asker ever
//! sees any of it; nothing of it is in a type that an asker can reach.

pub(super) mod note;
pub(super) mod store;
