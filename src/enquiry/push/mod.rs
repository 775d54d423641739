//! Push messages to the devices of askers (RFC 8030). They hold nothing at all: the device is woken, and its app writes what a locked screen
//! may show, in the words and the language of its owner. Rows DESK-M16, MOB-N8.

mod address;
mod following;
mod key;
mod pusher;
mod web_push;

pub use address::{PushAddress, PushAddressError};
pub use key::VapidKey;
pub use pusher::{NoPush, Pushed, Pusher};
pub use web_push::{WebPush, WebPushSettings};
