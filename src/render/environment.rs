//! The template environment: strict, unescaped and poor in features on purpose.

use include_dir::{Dir, DirEntry, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, escape_formatter, filters};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// An environment that knows every built-in template and no filter but `indent`.
pub fn new() -> Environment<'static> {
    let mut environment = Environment::empty();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the standard delimiters are valid"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_debug(true);
    environment
        .set_loader(|name| Ok(TEMPLATES.get_file(name).and_then(|file| file.contents_utf8()).map(str::to_owned)));
    environment.add_filter("indent", filters::indent);
    environment.set_formatter(|output, state, value| {
        if value.is_none() {
            return Err(Error::new(ErrorKind::InvalidOperation, "none may not be printed"));
        }
        escape_formatter(output, state, value)
    });
    environment
}

/// A built-in template as it was written.
pub fn template_source(name: &str) -> Option<&'static [u8]> {
    TEMPLATES.get_file(name).map(|file| file.contents())
}

/// Names of all built-in templates, sorted.
pub fn template_names() -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![&TEMPLATES];
    while let Some(directory) = open.pop() {
        for entry in directory.entries() {
            match entry {
                DirEntry::Dir(inner) => open.push(inner),
                DirEntry::File(file) => names.push(file.path().to_string_lossy().replace('\\', "/")),
            }
        }
    }
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    #[test]
    fn nothing_unknown_and_nothing_empty_is_printed() {
        let environment = new();
        let render = |text: &str| environment.render_str(text, context! { name => "<a>", nothing => () });
        assert_eq!(render("{{ name }}").expect("rendered"), "<a>");
        for text in ["{{ missing }}", "{{ nothing }}", "{% if missing %}{% endif %}", "{{ name | upper }}"] {
            assert!(render(text).is_err(), "{text}");
        }
    }

    #[test]
    fn statements_leave_no_lines_behind() {
        let text = "a\n  {% if flag %}\n  b\n  {% endif %}\nc\n";
        assert_eq!(new().render_str(text, context! { flag => true }).expect("rendered"), "a\n  b\nc\n");
    }

    #[test]
    fn every_template_can_be_parsed() {
        let environment = new();
        for name in template_names().iter().filter(|name| name.ends_with(".j2")) {
            assert!(environment.get_template(name).is_ok(), "{name}");
        }
    }
}
