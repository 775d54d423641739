//! The dependency rules of the sources, kept as a test so that nobody has to remember them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Which modules of `src/` each module may name. A module absent here may name any: `command` and `schema` join the others.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("config", &[]),
    // Only for `telemetry`, which is started before anything else and reads its own section.
    ("platform", &["config"]),
    ("server", &["platform"]),
    // Every slice may append to it; it knows none of them.
    ("audit", &["platform"]),
    ("identity", &["platform", "audit"]),
    ("publication", &["platform", "audit"]),
    ("fact", &["platform", "publication", "audit"]),
    // A slice of its own, because what has to be confirmed again is publications and facts in one list.
    ("review", &["platform", "publication", "fact"]),
    ("tariff", &["platform"]),
    ("reference", &["platform"]),
    // A slice of its own, because one index joins publications and tariff lines.
    ("search", &["platform", "publication", "fact", "tariff"]),
    ("classification", &["platform", "search", "tariff"]),
    // Each joins slices that do not know one another.
    ("history", &["platform", "tariff", "fact"]),
    ("landed", &["platform", "tariff", "fact", "publication"]),
    ("export", &["platform", "publication", "fact", "tariff", "search"]),
    ("notification", &["platform", "publication", "fact"]),
    // What phones take along, and the keys it is signed with.
    ("pack", &["platform", "search", "tariff", "audit"]),
    // What is replied to one becomes a publication for all.
    // Templates of replies are filled with fees, offices and duties.
    ("enquiry", &["platform", "identity", "audit", "publication", "fact", "tariff"]),
    ("mandate", &["platform", "identity", "audit"]),
    // It is told by payment, and knows nothing of it.
    ("feed", &["platform", "identity", "audit"]),
    // Who may pay for whom; what customs is told of it; whether a fee was published, and what an estimate said.
    ("payment", &["platform", "identity", "audit", "mandate", "feed", "fact", "tariff"]),
    // It is drawn from by payment, which knows its accounts by a trait of its own.
    ("account", &["platform", "identity", "audit", "mandate", "payment"]),
    // What banks list for accounts fills them.
    ("treasury", &["platform", "identity", "audit", "payment", "account"]),
    ("assistant", &["platform", "publication", "fact", "tariff", "search", "enquiry", "identity", "audit"]),
];

/// Each outside library has one door: the files that may name it. A door ends in a file name, or in `/` for a folder, which may lie in
/// a slice.
const DOORS: &[(&str, &[&str])] = &[
    ("sea_orm", &["store.rs", "store/", "rows.rs", "platform/database.rs", "platform/outbox/"]),
    ("quick_xml", &["payment/sad.rs"]),
    ("sqlx", &["store.rs", "store/", "rows.rs", "platform/database.rs", "platform/outbox/"]),
    (
        "async_graphql",
        &[
            "graphql.rs",
            "graphql/",
            "schema.rs",
            "platform/fault.rs",
            "platform/money.rs",
            "platform/policy.rs",
            "platform/quota.rs",
            "platform/refusal.rs",
            "platform/refused.rs",
            "platform/request.rs",
            "identity/policy/",
            "server/",
        ],
    ),
    ("actix_web", &["server/", "webhook.rs", "main.rs", "command/serve.rs"]),
    ("tantivy", &[]),
    ("jsonwebtoken", &["identity/"]),
    ("aws_lc_rs", &["identity/", "platform/random.rs", "audit/key.rs", "push/key.rs", "webhook/signature.rs"]),
    ("phonenumber", &["phone/number.rs"]),
    ("argon2", &["identity/hashing.rs"]),
    ("ciborium", &["passkey/cose.rs"]),
    ("totp_rs", &["staff/totp.rs"]),
    ("object_store", &["attachment/shelf.rs"]),
    ("image::ImageReader", &["attachment/content.rs"]),
    ("infer::get", &["attachment/content.rs"]),
    (
        "reqwest",
        &[
            "audit/witness.rs",
            "sms/gateway.rs",
            "oidc/provider.rs",
            "model/endpoint.rs",
            "config/sms.rs",
            "platform/outside/",
            "push/web_push.rs",
            "webhook/sender.rs",
        ],
    ),
    ("lettre", &["notice/smtp.rs"]),
    ("simulator", &["command/cashier.rs"]),
    ("async_stripe", &["gateway/stripe.rs"]),
    ("std::env", &["config/"]),
    ("Timestamp::now", &["platform/clock.rs"]),
];

/// What each other crate may not name: the crates of ours that stand on it, and the libraries that are not its business.
const CRATES: &[(&str, &[&str])] = &[
    ("vocabulary/src", &["index_core", "index", "migrations", "fingertip", "sea_orm", "tantivy", "std::env"]),
    (
        "duty/src",
        &[
            "index_core",
            "index",
            "migrations",
            "fingertip",
            "sea_orm",
            "tantivy",
            "async_graphql",
            "std::env",
            "std::fs",
            "std::net",
        ],
    ),
    (
        "desk/src",
        &[
            "duty",
            "index_core",
            "index",
            "migrations",
            "fingertip",
            "sea_orm",
            "tantivy",
            "async_graphql",
            "tokio",
            "std::env",
            "std::fs",
            "std::net",
        ],
    ),
    (
        "gateway/src",
        &[
            "simulator",
            "index_core",
            "index",
            "migrations",
            "fingertip",
            "sea_orm",
            "tantivy",
            "async_graphql",
            "actix_web",
            "std::env",
            "std::fs",
            "Timestamp::now",
        ],
    ),
    // What both understood wrongly alike would pass every test.
    (
        "simulator/src",
        &["gateway", "payment", "vocabulary", "index_core", "index", "migrations", "fingertip", "sea_orm", "tantivy", "std::env"],
    ),
    (
        "receipt/src",
        &[
            "duty",
            "index_core",
            "index",
            "migrations",
            "fingertip",
            "sea_orm",
            "tantivy",
            "async_graphql",
            "tokio",
            "std::env",
            "std::fs",
            "std::net",
        ],
    ),
    (
        "sheet/src",
        &[
            "duty",
            "index_core",
            "index",
            "migrations",
            "fingertip",
            "sea_orm",
            "tantivy",
            "async_graphql",
            "tokio",
            "std::env",
            "std::fs",
            "std::net",
        ],
    ),
    (
        "reconciliation/src",
        &[
            "duty",
            "index_core",
            "index",
            "migrations",
            "fingertip",
            "sea_orm",
            "tantivy",
            "async_graphql",
            "tokio",
            "std::env",
            "std::fs",
            "std::net",
        ],
    ),
    ("index/core/src", &["index", "migrations", "fingertip", "sea_orm", "tantivy", "async_graphql", "std::env"]),
    ("index/src", &["migrations", "fingertip", "sea_orm", "async_graphql", "std::env"]),
    // Its tests ask the environment where a real model lies.
    ("vectors/src", &["index_core", "index", "migrations", "fingertip", "sea_orm", "tantivy", "async_graphql"]),
    ("migrations/src", &["vocabulary", "index_core", "index", "fingertip", "tantivy", "async_graphql", "std::env"]),
];

#[test]
fn modules_name_only_what_they_may() {
    let files = rust_files("src");
    let violations: BTreeSet<_> = files.iter().flat_map(|(path, text)| module_violations(path, text)).collect();
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn crates_name_only_what_they_may() {
    let mut violations = BTreeSet::new();
    for (folder, forbidden) in CRATES {
        for (path, text) in rust_files(folder) {
            violations.extend(crate_violations(&format!("{folder}/{path}"), &text, forbidden));
        }
    }
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn a_slice_that_names_another_is_found() {
    for line in
        ["use crate::payment::Notice;", "use crate::{\n    platform::{clock, fault},\n    payment::{Notice, Payment},\n};"]
    {
        assert_eq!(module_violations("enquiry/service.rs", line), ["enquiry/service.rs: enquiry may not name payment"]);
        assert!(module_violations("payment/service.rs", line).is_empty(), "a slice may name itself");
        assert!(module_violations("schema.rs", line).is_empty(), "the schema joins them all");
    }
}

#[test]
fn a_library_outside_its_door_is_found() {
    let found = |path, line| !module_violations(path, line).is_empty();
    assert!(found("tariff/service.rs", "use sea_orm::EntityTrait;"));
    assert!(found("tariff/service.rs", "let row = sea_orm::Statement::from_string(text);"));
    assert!(found("tariff/my_store.rs", "use sea_orm::EntityTrait;"), "a door is a whole file name");
    assert!(found("server/route.rs", "use std::{env, fs};"));
    assert!(found("server/route.rs", "    let now = jiff::Timestamp::now();"));
    assert!(found("tariff/my_graphql/line.rs", "use async_graphql::Object;"), "a door is a whole folder name");
    assert!(!found("fact/graphql/fee.rs", "use async_graphql::Object;"));
    assert!(!found("tariff/store.rs", "use sea_orm::EntityTrait;"));
    assert!(!found("tariff/service.rs", "// sea_orm::EntityTrait is named in store.rs"));
    assert!(!found("tariff/service.rs", "use crate::tariff::sea_orm_like;"), "a longer word is another word");
}

#[test]
fn a_crate_that_names_what_stands_on_it_is_found() {
    let forbidden = ["index", "tantivy"];
    assert_eq!(crate_violations("a.rs", "use tantivy::Term;", &forbidden), ["a.rs: may not name tantivy"]);
    assert_eq!(crate_violations("a.rs", "index::open(folder)", &forbidden), ["a.rs: may not name index"]);
    assert!(crate_violations("a.rs", "use crate::index::Index; let index = index_of(tantivy);", &["index"]).is_empty());
}

/// Lists what a file of `src/` names and may not. The path is relative to `src/`.
fn module_violations(path: &str, text: &str) -> Vec<String> {
    let module = path.split(['/', '.']).next().unwrap_or_default();
    let may_name = MAY_NAME.iter().find(|(name, _)| *name == module).map(|(_, allowed)| *allowed);
    let mut violations = Vec::new();
    for named in paths(text) {
        if let (Some(allowed), ["crate", other, ..]) = (may_name, &segments(&named)[..])
            && *other != module
            && !allowed.contains(other)
        {
            violations.push(format!("{path}: {module} may not name {other}"));
        }
        for (library, doors) in DOORS {
            if names(&named, library) && !doors.iter().any(|door| is_door(door, path)) {
                violations.push(format!("{path}: names {library}, whose door is {doors:?}"));
            }
        }
    }
    violations.dedup();
    violations
}

/// Lists what a file of another crate names and may not.
fn crate_violations(path: &str, text: &str, forbidden: &[&str]) -> Vec<String> {
    let paths = paths(text);
    let is_named = |name: &&&str| paths.iter().any(|path| path.contains("::") && path.starts_with(**name) && names(path, name));
    forbidden.iter().filter(is_named).map(|name| format!("{path}: may not name {name}")).collect()
}

/// Whether one of the doors leads to this file.
fn is_door(door: &str, path: &str) -> bool {
    if door.ends_with('/') {
        format!("/{path}").contains(&format!("/{door}"))
    } else {
        path == door || path.ends_with(&format!("/{door}"))
    }
}

/// Whether the path goes through the library or the item: `jiff::Timestamp::now` names `Timestamp::now`.
fn names(path: &str, wanted: &str) -> bool {
    let wanted = segments(wanted);
    segments(path).windows(wanted.len()).any(|window| window == wanted)
}

fn segments(path: &str) -> Vec<&str> {
    path.split("::").collect()
}

/// Returns the paths in a source text, groups written out: `a::{b, c::d}` is `a::b` and `a::c::d`. Comments do not count.
fn paths(text: &str) -> BTreeSet<String> {
    let code: Vec<_> = text.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect();
    let mut found = BTreeSet::new();
    let mut rest = &code.join("\n")[..];
    while !rest.is_empty() {
        rest = read_group("", rest, &mut found);
    }
    found
}

/// Reads paths until the brace that closes the group, and returns what follows it.
fn read_group<'a>(prefix: &str, code: &'a str, found: &mut BTreeSet<String>) -> &'a str {
    let is_path = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':');
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        if !is_path(letter) {
            rest = &rest[letter.len_utf8()..];
            if letter == '}' {
                return rest;
            }
            continue;
        }
        let (path, after) = rest.split_at(rest.find(|letter| !is_path(letter)).unwrap_or(rest.len()));
        let path = format!("{prefix}{path}");
        rest = match after.strip_prefix('{') {
            Some(group) if path.ends_with("::") => read_group(&path, group, found),
            _ => {
                found.insert(path);
                after
            }
        };
    }
    rest
}

/// Returns the Rust files below a folder of the repository, with their paths relative to it.
pub fn rust_files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    collect(&root, &mut files);
    let read = |path: &PathBuf| fs::read_to_string(path).expect("sources can be read");
    let relative = |path: &PathBuf| path.strip_prefix(&root).expect("is below the root").to_string_lossy().replace('\\', "/");
    files.iter().map(|path| (relative(path), read(path))).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder of a crate exists") {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}
