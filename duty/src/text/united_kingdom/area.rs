//! Countries and groups of countries.

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use vocabulary::AreaCode;

/// How many areas a tariff may have; the United Kingdom has three hundred.
const AREAS_MAX: usize = 5_000;

/// A country, or a group of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeographicalArea {
    /// `KE`, `2005`.
    pub code: AreaCode,
    /// In the words of the tariff.
    pub description: String,
    /// The countries of a group; a country has none.
    pub members: Vec<AreaCode>,
}

/// Why areas could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AreaError {
    /// The JSON is no list of areas.
    #[error("is not a list of geographical areas: {0}")]
    Shape(String),
    /// A code is none.
    #[error("has {0:?}, which is no code of an area")]
    Code(String),
    /// There are more areas than the world has.
    #[error("has more than 5000 areas")]
    TooMany,
}

#[derive(Deserialize)]
struct Shape {
    id: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    children_geographical_areas: Vec<Shape>,
}

/// Reads the list of countries and groups.
///
/// # Errors
/// Refuses a document that is no such list, whole: a group without one of its members would let other goods in.
pub fn read_geographical_areas(document: &Value) -> Result<Vec<GeographicalArea>, AreaError> {
    let shapes = Vec::<Shape>::deserialize(document).map_err(|error| AreaError::Shape(error.to_string()))?;
    if shapes.len() > AREAS_MAX {
        return Err(AreaError::TooMany);
    }
    let code = |id: &str| id.parse().map_err(|_| AreaError::Code(id.to_owned()));
    let area = |shape: Shape| {
        let members = shape.children_geographical_areas.iter().map(|member| code(&member.id)).collect::<Result<_, _>>()?;
        Ok(GeographicalArea { code: code(&shape.id)?, description: shape.description, members })
    };
    shapes.into_iter().map(area).collect()
}
