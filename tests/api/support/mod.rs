//! What the tests stand on: a server on a free port, a schema that behaves and misbehaves on demand, and outside clients.

pub mod alone;
pub mod app;
pub mod authenticator;
pub mod browser;
pub mod bucket;
pub mod carrier;
pub mod cluster;
pub mod concepts;
pub mod database;
pub mod device;
pub mod forger;
pub mod gateway;
pub mod given;
pub mod language_model;
pub mod log;
pub mod node;
pub mod phone;
pub mod provider;
pub mod raw;
pub mod relay;
pub mod scanner;
pub mod server;
pub mod shared;
pub mod staff;
pub mod trial;
pub mod witness;
