//! Names in the OpenAPI document.

use crate::models::{bare, enumeration, model};
use scaffold::model::Database;
use scaffold::name::Name;
use scaffold::target::rust::{enum_name, row_type_name, schema_name};
use std::fs;
use std::path::Path;

/// Types of the templates that become schemas under their own names.
fn own() -> Vec<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/project/src");
    let files = walkdir::WalkDir::new(directory).into_iter().map(|entry| entry.unwrap().into_path());
    let texts = files.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).unwrap());
    texts.flat_map(|text| names(&text)).collect()
}

fn names(text: &str) -> Vec<String> {
    let written = text.lines().filter_map(|line| line.strip_prefix("impl ToSchema for ")?.strip_suffix(" {}"));
    let items =
        text.split("\n#[derive(").filter(|item| item.lines().next().is_some_and(|line| line.contains("ToSchema")));
    let derived =
        items.filter_map(|item| item.lines().find_map(|line| line.strip_prefix("pub struct ")?.strip_suffix(" {")));
    written.chain(derived).filter(|name| !name.contains('<')).map(str::to_owned).collect()
}

#[test]
fn an_entity_leaves_the_schemas_of_the_service_alone() {
    let (own, model) = (own(), model(Database::Sqlite, Vec::new(), Vec::new()));
    assert!(own.len() > 6, "{own:?}");
    for name in own {
        assert_eq!(schema_name(&model, &Name::new(&name), "Row"), "Row", "{name}");
    }
    assert_eq!(schema_name(&model, &Name::new("Option"), "OptionRow"), "Option");
}

#[test]
fn an_entity_leaves_the_bodies_of_others_alone() {
    let names = ["Page", "PageRowInput", "Project", "ProjectUpdate", "ProjectUpdateRow", "Registration"];
    let entities = names.map(|name| bare(name, name, Vec::new())).into();
    let model = model(Database::Sqlite, vec![enumeration("ProjectPatch", &["a"])], entities);
    let named = |entity| {
        let row = row_type_name(&model, entity);
        (schema_name(&model, &entity.name, &row), row)
    };
    let names: Vec<(String, String)> = model.entities.iter().map(named).collect();
    let expected = [
        ("Page", "PageRow"),
        ("PageRowInputRow", "PageRowInputRow"),
        ("Project", "Project"),
        ("ProjectUpdateRowRow", "ProjectUpdateRowRow"),
        ("ProjectUpdateRow", "ProjectUpdateRow"),
        ("Registration", "Registration"),
    ];
    assert_eq!(names, expected.map(|(schema, row)| (schema.to_owned(), row.to_owned())));
    assert_eq!(enum_name(&model, &model.enums[0]), "ProjectPatchKind");
}

#[test]
fn an_entity_that_comes_later_renames_nothing() {
    let named = |names: &[&str]| -> Vec<(String, String)> {
        let entities = names.iter().map(|name| bare(name, name, Vec::new())).collect();
        let model = model(Database::Sqlite, Vec::new(), entities);
        let entities = model.entities.iter();
        entities
            .map(|entity| {
                let row = row_type_name(&model, entity);
                (schema_name(&model, &entity.name, &row), row)
            })
            .collect()
    };
    let names = ["ProjectUpdate", "Project", "ProjectRowUpdate", "Task", "TaskUpdate", "TaskInput"];
    let all = named(&names);
    let expected = ["ProjectUpdate", "ProjectRow", "ProjectRowUpdateRow", "Task", "TaskUpdateRow", "TaskInputRow"];
    assert_eq!(all, expected.map(|name| (name.to_owned(), name.to_owned())));
    for count in 1..names.len() {
        assert_eq!(named(&names[..count]), all[..count]);
    }
}
