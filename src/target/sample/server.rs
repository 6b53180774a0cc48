//! What the server puts into a row, whatever a client sends.

use crate::model::{Default, Field, FieldOrigin, Literal, Model, Type};
use crate::target::json;
use serde_json::Value;

/// States of a row that are told apart: made early, changed late, made late.
pub(super) const STATES: usize = 3;

/// No project is tested before.
const EARLY: (&str, &str) = ("2026-01-01", "00:00:00.000000");
/// Days on which tests still pass, the first for which there are values: a field may have to be later than the clock
/// and by its own rules never be very late.
pub(super) const LAST_DAYS: [&str; 4] = ["2099-12-31", "2059-12-31", "2039-12-31", "2029-12-31"];
const OTHER: [&str; 6] = ["2100-01-01", "2100-01-02", "2100-01-03", "2000-01-01", "2000-01-02", "2000-01-03"];

/// What stands in a field in each state of a row; none where a client says so, or nobody knows.
pub(super) fn states(model: &Model, field: &Field, last_day: &str) -> Option<[Value; STATES]> {
    let ty = field.scalar().filter(|_| !field.creatable())?;
    let at = |(day, clock)| moment(ty, day, clock).map(|literal| json::literal(model, &literal));
    let late = (last_day, "23:59:59.999999");
    match (field.origin, &field.default) {
        (FieldOrigin::Key, _) => None,
        (FieldOrigin::UpdatedAt, _) => Some([at(EARLY)?, at(late)?, at(late)?]),
        (FieldOrigin::DeletedAt, _) => Some([Value::Null, at(late)?, Value::Null]),
        (FieldOrigin::CreatedAt, _) | (_, Some(Default::Now | Default::Today)) => {
            Some([at(EARLY)?, at(EARLY)?, at(late)?])
        }
        (_, Some(Default::Literal(literal))) => Some(std::array::from_fn(|_| json::literal(model, literal))),
        (_, Some(Default::Uuid | Default::Sql(_))) => None,
        (_, None) => (!field.required).then_some([const { Value::Null }; STATES]),
    }
}

/// Times that are over when a project is tested, or still to come.
pub(super) fn other_times(ty: &Type) -> Vec<Literal> {
    OTHER.iter().filter_map(|day| moment(ty, day, "09:30:00.000000")).collect()
}

fn moment(ty: &Type, day: &str, clock: &str) -> Option<Literal> {
    match ty {
        Type::Date => Some(Literal::Date(day.to_owned())),
        Type::DateTime => Some(Literal::DateTime(format!("{day}T{clock}Z"))),
        Type::Timestamp => Some(Literal::Timestamp(format!("{day}T{clock}"))),
        _ => None,
    }
}
