//! Notifications to the WTO of where things are: written from what is published now, and compared with the last one sent. WTO TFA
//! Articles 1.4, 10.4.3, 10.6.2 and 12.2.2; row PUB-M12.
//!
//! Nothing here is made up: what the articles ask for and nobody has published is listed as missing. Others may use
//! [`Notifications`] (the use cases) and the values it returns.

mod article;
mod document;
mod graphql;
mod places;
mod rows;
mod service;
mod store;

pub use article::Article;
pub use graphql::NotificationQuery;
pub use places::{Difference, Entry, EntryKind, Missing};
pub use service::{Notification, Notifications, Sending, Sent, Unsendable};
