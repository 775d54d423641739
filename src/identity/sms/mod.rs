//! Short messages: what they say, and who carries them. Whether one may be sent is decided in `code/`, never here.

mod gateway;
mod log;
mod sender;
mod text;

pub use gateway::{Gateway, GatewayError, GatewaySettings};
pub use log::{Log, Nobody};
pub use sender::{Delivery, Message, Sender};
pub use text::{CHARACTERS_MAX, Encoding, Segments};
