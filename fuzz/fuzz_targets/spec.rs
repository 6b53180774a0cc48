//! Any text as a spec: it is refused with a report, or becomes a whole project in memory.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scaffold::check::check;
use scaffold::diagnostic::Style;
use scaffold::render::{self, Templates};
use scaffold::source::Source;

/// Entities of a spec that is generated too; larger ones would only be slower.
const FEW: usize = 4;

fuzz_target!(|text: &str| {
    match check(&Source::new("scaffold.yaml", text)) {
        Ok(model) if model.entities.len() <= FEW => {
            if let Ok(plan) = scaffold::plan(&model) {
                render::unformatted(&plan, &Templates::built_in()).expect("templates of a checked model");
            }
        }
        Ok(_) => {}
        Err(report) => {
            assert!(!report.diagnostics().is_empty());
            assert!(!report.render(Style::Colored).is_empty() && report.to_json().is_array());
        }
    }
});
