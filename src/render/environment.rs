//! The template environment: strict, unescaped and poor in features on purpose.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, escape_formatter, filters};

/// An environment that knows the templates that `load` finds by their names, and no filter but `indent`.
pub fn new(load: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Environment<'static> {
    let mut environment = Environment::empty();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the standard delimiters are valid"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_debug(true);
    environment.set_loader(move |name| Ok(load(name)));
    environment.add_filter("indent", filters::indent);
    environment.set_formatter(|output, state, value| {
        if value.is_none() {
            return Err(Error::new(ErrorKind::InvalidOperation, "none may not be printed"));
        }
        escape_formatter(output, state, value)
    });
    environment
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    #[test]
    fn nothing_unknown_and_nothing_empty_is_printed() {
        let environment = new(|_| None);
        let render = |text: &str| environment.render_str(text, context! { name => "<a>", nothing => () });
        assert_eq!(render("{{ name }}").expect("rendered"), "<a>");
        for text in ["{{ missing }}", "{{ nothing }}", "{% if missing %}{% endif %}", "{{ name | upper }}"] {
            assert!(render(text).is_err(), "{text}");
        }
    }

    #[test]
    fn statements_leave_no_lines_behind() {
        let text = "a\n  {% if flag %}\n  b\n  {% endif %}\nc\n";
        let rendered = new(|_| None).render_str(text, context! { flag => true });
        assert_eq!(rendered.expect("rendered"), "a\n  b\nc\n");
    }
}
