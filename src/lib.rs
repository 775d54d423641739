//! Fingertip: the trade enquiry point and customs cashier that fits in a trader's hand.
//!
//! Start at [`command`] for what the program does and at [`schema`] for what it promises. Each other module is a slice of the
//! trade, entered by its front page; `docs/ARCHITECTURE.md` is the map.

pub mod account;
pub mod application;
pub mod assistant;
pub mod audit;
pub mod classification;
pub mod command;
pub mod config;
pub mod enquiry;
pub mod export;
pub mod fact;
pub mod feed;
pub mod history;
pub mod identity;
pub mod landed;
pub mod mandate;
pub mod notification;
pub mod pack;
pub mod payment;
pub mod platform;
pub mod publication;
pub mod reference;
pub mod review;
pub mod schema;
pub mod search;
pub mod server;
pub mod tariff;
pub mod treasury;
