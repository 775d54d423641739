//! What the server promises, told through its front door.

mod import;
mod support;
