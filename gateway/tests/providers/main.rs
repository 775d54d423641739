//! The adapters against the simulator over loopback, and against whatever else speaks as providers do.

mod cards;
mod currencies;
mod faults;
mod fixtures;
mod holders;
mod mobile;
mod notices;
mod peers;
mod strangers;
mod support;
