//! Names in the OpenAPI document.

use scaffold::name::Name;
use scaffold::target::rust::schema_name;
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
    let own = own();
    assert!(own.len() > 6, "{own:?}");
    for name in own {
        assert_eq!(schema_name(&Name::new(&name), "Row"), "Row", "{name}");
    }
    assert_eq!(schema_name(&Name::new("Option"), "OptionRow"), "Option");
}
