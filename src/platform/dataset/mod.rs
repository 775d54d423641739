//! Data sets and their editions: each file that changed a data set is one, with its hash, its licence and where it came from. Every
//! import records them; whoever answers from a data set can name the edition that was the newest then (PUB-M9).

mod edition;
mod graphql;
mod licence;
mod rows;
mod service;
mod store;

pub use edition::{Edition, NewEdition, Origin, OriginError};
pub use graphql::{DatasetEdition, DatasetQuery, NewestEdition};
pub use service::Datasets;
