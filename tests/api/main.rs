//! What the server promises, told through its front door.

mod architecture;
mod command;
mod configuration;
mod telemetry;
