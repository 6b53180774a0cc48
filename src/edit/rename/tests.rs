//! Every place that a name stands in, in every form of writing it.

use super::*;
use crate::source::Source;

const SPEC: &str = "\
scaffold: 1
name: shop
auth: {account: User, login: email}
entities:
  User:
    fields:
      email: email unique
      password: password
  # Where it goes.
  Order:
    owner: buyer
    fields:
      buyer: User as orders
      status: string(1..20) index = open # now
      note: 'text? was=remark'
      total: {type: \"decimal(10,2)\", min: 0, was: sum}
      tags: Tag[] through=Tagging
    unique: [[buyer, status]]
    index:
      - {fields: [status, created_at desc], where: \"status <> 'status' and buyer_id is not null\"}
    api: {sort: [status], search: [note], filter: [status]}
    checks: {is_open: status != 'status' or total > 0}
  Tagging: {was: Mark, fields: {order: Order, tag: Tag}, key: [order, tag]}
  Tag:
    was: Label
    fields: {name: string}
  Item:
    owner: order.buyer
    fields:
      order:
        to: Order
        on_delete: cascade
";

const ALL: Known<'static> = Known { entity: &|_| true, field: &|_, _| true };
const NONE: Known<'static> = Known { entity: &|_| false, field: &|_, _| false };

fn entity(old: &str, new: &str, known: &Known<'_>) -> Result<String, EditError> {
    rename_entity(&Written::read(&Source::new("spec", SPEC)).expect("a spec"), old, new, known)
}

fn field(name: &str, old: &str, new: &str, known: &Known<'_>) -> Result<String, EditError> {
    rename_field(&Written::read(&Source::new("spec", SPEC)).expect("a spec"), (name, old), new, known)
}

/// [`SPEC`] with each of the pairs in place of each other.
fn with(pairs: &[(&str, &str)]) -> Result<String, EditError> {
    Ok(pairs.iter().fold(SPEC.to_owned(), |spec, (from, to)| {
        assert!(spec.contains(from), "{from}");
        spec.replace(from, to)
    }))
}

#[test]
fn an_entity_is_renamed_wherever_it_is_named() {
    let purchase = [
        ("  Order:\n", "  Purchase:\n    was: Order\n"),
        ("order: Order,", "order: Purchase,"),
        ("to: Order", "to: Purchase"),
    ];
    assert_eq!(entity("Order", "Purchase", &ALL), with(&purchase));
    assert_eq!(entity("order", "Purchase", &NONE), with(&[("  Order:", "  Purchase:"), purchase[1], purchase[2]]));
    let member = [
        ("account: User", "account: Member"),
        ("  User:\n", "  Member:\n    was: User\n"),
        ("buyer: User", "buyer: Member"),
    ];
    assert_eq!(entity("User", "Member", &ALL), with(&member));
}

#[test]
fn the_account_is_named_once_it_is_no_more_the_usual_one() {
    let usual = |auth: &str| {
        let spec = format!(
            "scaffold: 1\nname: a\n{auth}\nentities:\n  User:\n    fields: {{name: text}}\n  Post:\n    fields: {{title: text}}\n"
        );
        let source = Source::new("spec", spec);
        let written = Written::read(&source).expect("a spec");
        let renamed = |old: &str, new: &str| rename_entity(&written, old, new, &NONE);
        // Another entity's name is no matter of the account.
        assert_eq!(renamed("Post", "Note"), Ok(source.text().replace("Post", "Note")), "{auth}");
        renamed("user", "Account").map(|text| {
            let (head, rest) = text.split_once("\nentities:\n  Account:\n").expect("the new name");
            assert_eq!(rest, "    fields: {name: text}\n  Post:\n    fields: {title: text}\n");
            head.strip_prefix("scaffold: 1\nname: a\n").expect("the same start").to_owned()
        })
    };
    for (auth, expected) in [
        ("auth: true", "auth: {account: Account}"),
        ("auth:   true  # on", "auth:   {account: Account}  # on"),
        ("auth:\n  true", "auth:\n  {account: Account}"),
        ("auth: {}", "auth: {account: Account}"),
        ("auth: {roles: [admin]} # two", "auth: {account: Account, roles: [admin]} # two"),
        ("auth: { roles: [admin] }", "auth: { account: Account, roles: [admin] }"),
        ("auth: {\n  roles: [admin]\n}", "auth: {\n  account: Account,\n  roles: [admin]\n}"),
        ("auth:\n  # Who.\n  roles: [admin]", "auth:\n  # Who.\n  account: Account\n  roles: [admin]"),
        ("auth:\n    \"roles\":\n      - admin", "auth:\n    account: Account\n    \"roles\":\n      - admin"),
        ("auth: {account: User}", "auth: {account: Account}"),
        ("auth: {account: 'user'}", "auth: {account: Account}"),
        ("auth: false", "auth: false"),
        ("auth:", "auth:"),
    ] {
        assert_eq!(usual(auth).as_deref(), Ok(expected));
    }
    let shared = "defaults: {soft_delete: &on true}\nauth: *on";
    assert_eq!(usual(shared), Err(EditError::Shared("auth".into())));
}

#[test]
fn no_other_entity_becomes_the_account_that_comes_by_itself() {
    for (auth, expected) in [
        ("auth: true", Err(EditError::UsualAccount("User".into()))),
        ("auth: {account: Post}", Ok("auth: {account: User}")),
        ("auth: false", Ok("auth: false")),
    ] {
        let spec = format!("scaffold: 1\nname: a\n{auth}\nentities:\n  Post:\n    fields: {{title: text}}\n");
        let source = Source::new("spec", spec.as_str());
        let renamed = rename_entity(&Written::read(&source).expect("a spec"), "Post", "User", &NONE);
        assert_eq!(renamed, expected.map(|expected| spec.replace(auth, expected).replace("  Post:", "  User:")));
    }
}

#[test]
fn a_former_name_gives_way_to_the_last_one() {
    let link = [("Tagging: {was: Mark", "Link: {was: Tagging"), ("through=Tagging", "through=Link")];
    assert_eq!(entity("Tagging", "Link", &ALL), with(&link));
    let back = [("Tagging: {was: Mark, ", "Mark: {"), ("through=Tagging", "through=Mark")];
    assert_eq!(entity("Tagging", "Mark", &NONE), with(&back));
    let taken = [
        ("  Order:\n", "  Label:\n    was: Order\n"),
        ("order: Order,", "order: Label,"),
        ("to: Order", "to: Label"),
        ("    was: Label\n    fields: {name", "    fields: {name"),
    ];
    assert_eq!(entity("Order", "Label", &ALL), with(&taken));
}

#[test]
fn a_field_is_renamed_wherever_it_is_named() {
    let state = [
        ("status: string(1..20) index =", "state: string(1..20) index was=status ="),
        ("[[buyer, status]]", "[[buyer, state]]"),
        ("[status, created_at", "[state, created_at"),
        ("\"status <> 'status'", "\"state <> 'status'"),
        ("sort: [status]", "sort: [state]"),
        ("filter: [status]", "filter: [state]"),
        ("status != 'status'", "state != 'status'"),
    ];
    assert_eq!(field("Order", "status", "state", &ALL), with(&state));
    let customer = [
        ("owner: buyer", "owner: customer"),
        ("buyer: User as orders", "customer: User as orders was=buyer"),
        ("[[buyer,", "[[customer,"),
        ("buyer_id is", "customer_id is"),
        ("order.buyer", "order.customer"),
    ];
    assert_eq!(field("Order", "buyer", "customer", &ALL), with(&customer));
    assert_eq!(
        field("User", "email", "mail", &ALL),
        with(&[("login: email", "login: mail"), ("email: email unique", "mail: email unique was=email")])
    );
}

#[test]
fn long_forms_and_quotes_are_kept() {
    let sum = [("total: {type", "amount: {type"), ("was: sum", "was: total"), ("or total >", "or amount >")];
    assert_eq!(field("Order", "total", "amount", &ALL), with(&sum));
    let back = [
        ("total: {type: \"decimal(10,2)\", min: 0, was: sum}", "sum: {type: \"decimal(10,2)\", min: 0}"),
        ("or total >", "or sum >"),
    ];
    assert_eq!(field("Order", "total", "sum", &NONE), with(&back));
    let comment = [("note: 'text? was=remark'", "comment: 'text? was=note'"), ("search: [note]", "search: [comment]")];
    assert_eq!(field("Order", "note", "comment", &ALL), with(&comment));
    let remark = [
        ("note: 'text? was=remark'", "note: 'text?'"),
        ("      tags: Tag[] through", "      remark: Tag[] was=tags through"),
    ];
    let renamed = field("Order", "tags", "remark", &ALL)
        .map(|text| text.replace("remark: Tag[] through=Tagging was=tags", "remark: Tag[] was=tags through=Tagging"));
    assert_eq!(renamed, with(&remark));
    let braces = "scaffold: 1\nname: a\nentities:\n  A: {\n    fields: {b: int}\n    }\n";
    let source = Source::new("spec", braces);
    let renamed = rename_entity(&Written::read(&source).expect("a spec"), "A", "B", &ALL);
    assert_eq!(renamed, Ok(braces.replace("  A: {\n", "  B: {\n    was: A,\n")));
    let block = [
        ("      order:\n        to: Order", "      purchase:\n        was: order\n        to: Order"),
        ("owner: order.buyer", "owner: purchase.buyer"),
    ];
    assert_eq!(field("Item", "order", "purchase", &ALL), with(&block));
}

#[test]
fn what_cannot_be_renamed_says_why() {
    assert_eq!(entity("Ordr", "A", &ALL), Err(EditError::NoEntity { name: "Ordr".into(), near: Some("Order".into()) }));
    assert_eq!(
        field("Order", "notes", "a", &ALL),
        Err(EditError::NoField { entity: "Order".into(), name: "notes".into(), near: Some("note".into()) })
    );
    assert_eq!(entity("Order", "order", &ALL), Err(EditError::SameName("order".into())));
    assert_eq!(entity("Order", "a b", &ALL), Err(EditError::NotAName("a b".into())));
    for (form, name) in
        [("? A\n  : fields: {b: int}", ("A", None)), ("A:\n    fields:\n      b: >-\n        int\n", ("A", Some("b")))]
    {
        let source = Source::new("spec", format!("scaffold: 1\nname: a\nentities:\n  {form}\n"));
        let written = Written::read(&source).expect("a spec");
        let renamed = match name {
            (entity, None) => rename_entity(&written, entity, "C", &ALL),
            (entity, Some(field)) => rename_field(&written, (entity, field), "c", &ALL),
        };
        assert!(matches!(renamed, Err(EditError::ByHand { .. }) | Err(EditError::Shared(_))), "{form}: {renamed:?}");
    }
    let spec = "scaffold: 1\nname: a\nentities:\n  A: &a\n    fields: {b: int}\n  B: *a\n";
    let source = Source::new("spec", spec);
    let written = Written::read(&source).expect("a spec");
    assert_eq!(rename_field(&written, ("A", "b"), "c", &ALL), Err(EditError::Shared("b".into())));
    let spec = "scaffold: 1\nname: a\nentities:\n  A:\n    fields: {b: string}\n    checks: {c: b != open}\n";
    let source = Source::new("spec", spec);
    let written = Written::read(&source).expect("a spec");
    assert_eq!(rename_field(&written, ("A", "b"), "open", &ALL), Err(EditError::Captured("open".into())));
}
