//! What the server promises, told through its front door. One binary, a module per subject.

mod alone;
mod clients;
mod headers;
mod health;
mod limits;
mod routes;
mod shutdown;
mod socket;
mod support;
mod transport;
