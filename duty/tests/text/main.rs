//! Whole tariffs as they are published, read as rates. They are in the folder that `FINGERTIP_DATA` names; without it nothing of
//! them can be shown, and each test says so.

mod condition;
mod corpus;
mod data;
mod fuzz;
mod hmrc;
mod round_trip;
mod tree;
mod united_kingdom;
mod worked_example;
