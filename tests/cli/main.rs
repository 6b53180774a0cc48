//! The command line as a user meets it: what it prints, writes and returns.

mod add_resource;
mod branches;
mod check;
mod information;
mod new;
mod permissions;
mod removing;
mod renaming;
mod support;
mod sync;
mod taken_back;
mod templates;
