//! Whole tariffs as they are published, read as rates. They are in the folder that `FINGERTIP_DATA` names; without it nothing of
//! them can be shown, and each test says so.

mod corpus;
mod data;
mod fuzz;
mod round_trip;
mod tree;
mod worked_example;
