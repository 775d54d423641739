//! What the server promises, told through its front door. One binary, a module per subject.

mod alone;
mod architecture;
mod clients;
mod command;
mod configuration;
mod contract;
mod errors;
mod explorer;
mod follower;
mod headers;
mod health;
mod import;
mod importers;
mod killed;
mod limits;
mod measure;
mod publication;
mod reference;
mod routes;
mod search;
mod shutdown;
mod socket;
mod support;
mod tariff;
mod telemetry;
mod transport;
