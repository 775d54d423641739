//! What the program does, a file for each command.

pub mod import;
