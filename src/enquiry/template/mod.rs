//! Templates of replies: texts with slots that are filled with what is published at the moment they are used, and with nothing where
//! nothing is in force. What a reply took from a source, or an officer says that it rests on, stays beside it, so that it is not sent, and its
//! asker is told, when the source says something else. Rows DESK-M10, CHAT-N6.

mod changing;
mod filling;
pub(super) mod quote;
mod rows;
mod service;
mod source;
pub(super) mod store;
#[allow(clippy::module_inception, reason = "the module is called after its main value")]
mod template;
mod text;

pub use filling::{Filled, Sources};
pub use quote::Quoted;
pub use service::Templates;
pub use template::{TEMPLATE_LANGUAGES_MAX, TEMPLATES_MAX, Template, TemplateName, TemplateNameError, WrittenTemplate};
pub use text::{SLOTS_MAX, SlotKey, TemplateText, TemplateTextError};
