//! Rebuilds the binary when an embedded file is added or removed: the macro sees only those that were there before.

fn main() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=docs/diagnostics");
}
