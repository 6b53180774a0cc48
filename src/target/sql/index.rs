//! Indexes as whole statements.

use super::constraint::{covers_living_rows, is_unique_index};
use super::identifier::{quote, quote_all};
use crate::model::{Database, Entity, FieldOrigin, Index, Model, Unique};

/// `create index … on …`; what the user wrote as SQL is marked.
pub fn index(model: &Model, entity: &Entity, index: &Index) -> String {
    let method = match (&index.method, model.database) {
        (Some(method), Database::Postgres) => format!(" using {}", quote(method)),
        _ => String::new(),
    };
    let subject = index.sql.clone().unwrap_or_else(|| {
        let columns: Vec<String> =
            index.columns.iter().map(|column| indexed(model, entity, &column.name, column.descending)).collect();
        columns.join(", ")
    });
    let filter = index.filter.as_ref().map(|filter| format!(" where {filter}")).unwrap_or_default();
    let mark = match (&index.sql, &index.filter) {
        (Some(_), _) => "-- The expression is the spec's own SQL.\n",
        (None, Some(_)) => "-- The predicate is the spec's own SQL.\n",
        (None, None) => "",
    };
    format!("{mark}create index {} on {}{method} ({subject}){filter};", quote(&index.name), quote(&entity.table))
}

/// Lists end with nulls, which PostgreSQL puts first when descending; SQLite reads any index in either order of nulls.
fn indexed(model: &Model, entity: &Entity, name: &str, descending: bool) -> String {
    let nullable = entity.columns().any(|(field, column)| column.name == name && !field.required);
    let order = match (descending, nullable, model.database) {
        (true, true, Database::Postgres) => " desc nulls last",
        (true, _, _) => " desc",
        (false, _, _) => "",
    };
    format!("{}{order}", quote(name))
}

/// The index behind a unique that is no table constraint.
pub fn unique_index(model: &Model, entity: &Entity, unique: &Unique) -> Option<String> {
    if !is_unique_index(model, entity, unique) {
        return None;
    }
    let living = covers_living_rows(model, entity, unique)
        .then(|| entity.generated(FieldOrigin::DeletedAt))
        .flatten()
        .map(|field| format!("{} is null", quote(&field.columns[0].name)));
    let filter = match (living, &unique.filter) {
        (Some(living), Some(filter)) => format!(" where {living} and ({filter})"),
        (Some(living), None) => format!(" where {living}"),
        (None, Some(filter)) => format!(" where {filter}"),
        (None, None) => String::new(),
    };
    let own = model.own_table_ids().any(|id| model.entity(id).table == entity.table);
    let mark = if unique.filter.is_some() && !own { "-- The predicate is the spec's own SQL.\n" } else { "" };
    let columns = quote_all(&unique.columns);
    Some(format!("{mark}create unique index {} on {} ({columns}){filter};", quote(&unique.name), quote(&entity.table)))
}
