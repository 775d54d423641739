//! TEMPORARY
#![allow(missing_docs, clippy::disallowed_methods)]
use std::collections::HashMap;
use std::sync::OnceLock;
pub fn tune(name: &str, default: f32) -> f32 {
    static T: OnceLock<HashMap<String, f32>> = OnceLock::new();
    *T.get_or_init(|| {
        std::env::var("TUNE")
            .unwrap_or_default()
            .split(',')
            .filter_map(|p| p.split_once('='))
            .map(|(k, v)| (k.to_owned(), v.parse().unwrap()))
            .collect()
    })
    .get(name)
    .unwrap_or(&default)
}
