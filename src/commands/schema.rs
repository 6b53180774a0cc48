//! `scaffold schema`.

use super::Console;
use scaffold::spec::schema;

pub fn run(console: &Console) -> anyhow::Result<()> {
    Ok(console.result(&schema::json_schema())?)
}
