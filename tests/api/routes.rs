//! The inventory: one page lists every route, and nothing is served that it does not list.

use std::{fs, path::Path};

use fingertip::server::{Route, Settings, table};
use reqwest::Method;

use crate::support::server::{Trial, sent, settings};

#[test]
fn the_page_of_routes_lists_what_is_served() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/routes.md");
    let page = fs::read_to_string(page).expect("docs/routes.md");
    let expected = table(&Route::of_server());
    let found: String = page.lines().filter(|line| line.starts_with('|')).map(|line| format!("{line}\n")).collect();
    assert_eq!(found, expected, "docs/routes.md should hold this table:\n{expected}");
}

#[tokio::test]
async fn a_route_serves_the_methods_it_lists_and_refuses_all_others() {
    let trial = Trial::start_with(Settings { development: true, ..settings() });
    for Route { path, methods, .. } in Route::of_server() {
        let listed: Vec<_> = methods.split(", ").collect();
        for method in
            [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS, Method::TRACE]
        {
            let response = sent(trial.client.request(method.clone(), trial.url(path))).await;
            let refused = response.status() == 405;
            assert_eq!(refused, !listed.contains(&method.as_str()), "{method} {path}: {}", response.status());
        }
    }
}
