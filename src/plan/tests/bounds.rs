//! What the matrix leaves out, where there cannot be so many rows as those who ask its routes need.

use super::matrix::{Matrix, RouteView, TargetView};
use super::rows::Rows;
use super::supply::Supply;
use crate::model::EntityId;

/// What a test makes.
#[derive(Clone, Default)]
struct Made {
    accounts: u64,
    rows: Vec<(EntityId, u64)>,
    shared: Vec<EntityId>,
}

/// Leaves out what needs more rows than there can be: each who asks a route gets one of their own, and those who own
/// nothing are accounts of their own.
pub fn limit(matrix: &mut Matrix, rows: &Rows<'_>, supply: &Supply) {
    let mut made = Made::default();
    for route in &mut matrix.routes {
        let Some(name) = &route.target else { continue };
        let target = matrix.targets.iter().find(|target| target.name == *name);
        let wanted = made.with(rows, route, name, target);
        if supply.suffices_beside(wanted.accounts, &wanted.rows, &wanted.shared) {
            made = wanted;
        } else {
            route.target = None;
        }
    }
    let routes = &matrix.routes;
    matrix.targets.retain(|target| routes.iter().any(|route| route.target.as_ref() == Some(&target.name)));
}

impl Made {
    fn with(&self, rows: &Rows<'_>, route: &RouteView, name: &str, target: Option<&TargetView>) -> Self {
        // Those are asked once more for what the row above includes.
        let times = if route.included.is_some() { 2 } else { 1 };
        let strangers = route.strangers.len() as u64 * times;
        let mut wanted = self.clone();
        wanted.accounts += strangers;
        let account = target.map_or(rows.model.is_account(rows.id), |target| target.account);
        match name {
            "the_list" => {}
            _ if account => wanted.accounts += strangers + 2,
            _ => wanted.rows.push((target.map_or(rows.id, |target| target.made), strangers + 2)),
        }
        wanted.shared.extend(target.and_then(|target| target.linked));
        wanted
    }
}
