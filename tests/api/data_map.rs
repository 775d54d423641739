//! The map of personal data: it names every column there is, and none that there is not.

use std::{collections::BTreeSet, fs, path::Path};

use sea_orm::{ConnectionTrait, Statement};

use crate::support::database::Fresh;

/// A column, as `table.column`.
type Column = String;

/// Returns the columns of a fresh database, but for what the migrations themselves keep.
async fn columns_of(fresh: &Fresh) -> BTreeSet<Column> {
    let sql = "select tables.name || '.' || columns.name from sqlite_master tables join pragma_table_info(tables.name) columns \
               where tables.type = 'table' and tables.name not like 'sqlite_%' and tables.name <> 'seaql_migrations'";
    let connection = fresh.database.connection();
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await;
    let rows = rows.expect("the schema can be read");
    rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("a name")).collect()
}

/// Returns the columns that the map names, in order.
fn mapped() -> Vec<Column> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/data-map.md");
    let page = fs::read_to_string(page).expect("the map is in the repository");
    let mut columns = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let mut cells = line.split('|').skip(1);
        let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let tables = cells.next().map(words).unwrap_or_default();
        let [table] = &tables[..] else { panic!("one table in a row: {line}") };
        columns.extend(cells.next().map(words).unwrap_or_default().iter().map(|column| format!("{table}.{column}")));
    }
    columns
}

#[tokio::test]
async fn every_column_is_in_the_map() {
    let fresh = Fresh::sqlite().await;
    let (there, mapped) = (columns_of(&fresh).await, mapped());
    assert!(there.contains("person_phone.phone") && there.len() > 100, "the schema was read: {}", there.len());
    let missing: Vec<_> = there.iter().filter(|column| !mapped.contains(column)).collect();
    assert!(
        missing.is_empty(),
        "docs/data-map.md does not say whether these columns hold something about a person: {missing:#?}"
    );
    let gone: Vec<_> = mapped.iter().filter(|column| !there.contains(*column)).collect();
    assert!(gone.is_empty(), "docs/data-map.md names columns that there are not: {gone:#?}");
    let twice = mapped.len() - mapped.iter().collect::<BTreeSet<_>>().len();
    assert_eq!(twice, 0, "docs/data-map.md names a column twice");
}

#[tokio::test]
async fn a_column_that_is_added_is_missed() {
    let fresh = Fresh::sqlite().await;
    fresh.execute("alter table device add column owner_name text").await;
    let there = columns_of(&fresh).await;
    assert!(there.contains("device.owner_name") && !mapped().contains(&"device.owner_name".to_owned()));
}
