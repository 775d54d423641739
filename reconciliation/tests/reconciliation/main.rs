//! What reconciliation promises: whole files or none, every difference found and named, nothing found that is not there, and days that
//! nobody changes after they are closed.

mod closing;
mod dispute;
mod following;
mod given;
mod hostile;
mod injected;
mod matching;
mod report;
mod statement;
