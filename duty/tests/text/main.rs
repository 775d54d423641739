//! Whole tariffs as they are published, read as rates. They are real data, which is not kept here; a test that lacks its file says so.

mod condition;
mod corpus;
mod data;
mod fuzz;
mod hmrc;
mod round_trip;
mod staging;
mod tree;
mod united_kingdom;
mod worked_example;
