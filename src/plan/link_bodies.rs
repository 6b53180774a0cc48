//! The members of a body that set links.

use super::bodies::{Bodies, GIVEN, Member, attribute};
use super::relations::is_shown;
use super::rename::rename;
use super::shape::schema_bounds;
use crate::model::ManyToMany;
use crate::target::rust;

impl Bodies<'_> {
    /// Links that a body can set.
    pub fn settable_links(&self) -> Vec<&ManyToMany> {
        let settable = |link: &&ManyToMany| {
            let target = self.model.entity(link.target);
            link.through.is_none() && is_shown(target) && target.key_columns().count() == 1
        };
        self.entity.many_to_many.iter().filter(settable).collect()
    }

    pub fn link_member(&self, link: &ManyToMany) -> Member {
        let target = self.model.entity(link.target);
        let column = target.key_columns().next();
        let key = column.map(|column| rust::field_type(self.model, &column.ty)).unwrap_or_default();
        let bounds = column.map(|column| schema_bounds(&column.ty)).unwrap_or_default();
        let schema = ["nullable = false".into(), "max_items = 100".into()].into_iter().chain(bounds).collect();
        let mut serde: Vec<String> = rename(self.model, &link.member).into_iter().collect();
        serde.push("skip_serializing_if = \"Option::is_none\"".into());
        serde.extend(GIVEN.map(str::to_owned));
        let attributes = [attribute("serde", serde), attribute("schema", schema)];
        Member {
            doc: vec!["Takes the place of the links where it is given.".into()],
            attributes: attributes.into_iter().flatten().collect(),
            ident: link.member.ident(),
            ty: format!("Option<Vec<{key}>>"),
        }
    }

    pub fn link_rule(&self, link: &ManyToMany) -> String {
        let pointer = rust::string(&format!("/{}", link.member.json(self.model.json_case)));
        format!("faults.member({pointer}, self.{}.as_deref()).max_items(100);", link.member.ident())
    }
}
