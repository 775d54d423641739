//! Which apps may use the passkeys of our address, as phones look it up.
//!
//! Source: Digital Asset Links, version 1; Apple, "Supporting associated domains" (`webcredentials`).

use serde_json::json;

use crate::platform::app_links::AppLinks;

/// Writes what phones look up: for Android apps, each a package and the SHA-256 of its signing certificate, and for Apple's, each a team
/// and a bundle. Nothing where there are none.
pub fn app_links(android: &[(String, String)], apple: &[String]) -> AppLinks {
    let statement = |(package, fingerprint): &(String, String)| {
        json!({
            "relation": ["delegate_permission/common.get_login_creds"],
            "target": { "namespace": "android_app", "package_name": package, "sha256_cert_fingerprints": [fingerprint] },
        })
    };
    let android: Vec<_> = android.iter().map(statement).collect();
    AppLinks {
        android: (!android.is_empty()).then(|| json!(android).to_string()),
        apple: (!apple.is_empty()).then(|| json!({ "webcredentials": { "apps": apple } }).to_string()),
    }
}
