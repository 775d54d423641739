//! What the core promises: by the vectors that every face runs too, and by killing it.

mod crash;
mod duty;
mod fetching;
mod given;
mod journal;
mod lists;
mod loopback;
mod packs;
mod play;
mod real;
mod scenario;
mod session;
mod truth;
