//! Thresholds and reference files, from `relevance.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What a measurement is held to, and which references it may index.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The least nDCG@10 of each track.
    #[serde(default)]
    pub thresholds: BTreeMap<String, f64>,
    /// The tracks that are measured with slips of the fingers as well, and how much nDCG@10 that may cost.
    #[serde(default)]
    pub misspelt: BTreeMap<String, f64>,
    /// How large the expected calibration error of the confidence may be.
    #[serde(default)]
    pub calibration_error_max: Option<f64>,
    /// Reference files of each corpus, relative to the folder of the set.
    #[serde(default)]
    pub references: BTreeMap<String, Vec<String>>,
}

impl Settings {
    /// Returns the settings this version was released with.
    pub fn shipped() -> Settings {
        Settings::from_toml(include_str!("../../relevance.toml")).expect("the shipped settings were read in a test")
    }

    /// Reads settings.
    ///
    /// # Errors
    /// Returns what is wrong with the text.
    pub fn from_toml(text: &str) -> Result<Settings, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    pub(super) fn references(&self, corpus: &str) -> &[String] {
        self.references.get(corpus).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_settings_can_be_read() {
        assert!(Settings::shipped().thresholds.contains_key("hs_terms"));
    }
}
