//! Rebuilds the binary when a template is added or removed: the embedding macro sees only files that were there before.

fn main() {
    println!("cargo::rerun-if-changed=templates");
}
