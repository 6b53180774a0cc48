//! Spec to model: every rule of the language, all mistakes of a run together.

mod access;
mod accounts;
mod advice;
mod api;
mod clashes;
mod constraints;
mod draft;
mod entities;
mod enums;
mod example;
mod expressions;
mod fields;
mod former;
mod identifiers;
mod keys;
mod links;
mod literals;
mod parser;
mod relations;
mod service;
mod sessions;
mod temporal;
mod types;
mod values;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::Model;
use crate::source::Source;
use crate::spec::{self, Spec};
use draft::{Draft, Scope};

pub use advice::Advice;
pub use example::needs_example;

/// Mistakes found so far.
type Findings = Vec<Diagnostic>;

/// Reads and checks a spec: the whole truth about the service, or everything that is wrong with it.
pub fn check(source: &Source) -> Result<Model, Report> {
    let (spec, mut findings) = spec::decode(source);
    let model = spec.map(|spec| model(source, spec, &mut findings));
    match model {
        Some(model) if findings.is_empty() => Ok(model),
        _ => Err(Report::new(source.path(), source.text(), findings)),
    }
}

fn model(source: &Source, mut spec: Spec, findings: &mut Findings) -> Model {
    accounts::complete(&mut spec);
    let service = service::service(&spec, findings);
    let enums = enums::enums(&spec, findings);
    let scope = Scope::new(source, &spec, &service, &enums, findings);
    let mut drafts: Vec<Draft<'_>> =
        spec.entities.iter().map(|written| entities::draft(&scope, written, findings)).collect();
    keys::choose(&scope, &mut drafts, findings);
    relations::columns(&scope, &mut drafts, findings);
    relations::cycles(&drafts, findings);
    links::links(&scope, &mut drafts, findings);
    clashes::within(&scope, &drafts, findings);
    constraints::constraints(&scope, &mut drafts, findings);
    expressions::checks(&scope, &mut drafts, findings);
    accounts::check(&scope, &mut drafts, findings);
    api::api(&scope, &mut drafts, findings);
    access::withhold(&mut drafts, findings);
    clashes::across(&scope, &drafts, findings);
    former::names(&spec, findings);
    let auth = accounts::auth(&scope, &drafts).filter(|_| findings.is_empty());
    let entities = drafts.into_iter().map(|draft| draft.entity).collect();
    service.model(enums, entities, auth)
}
