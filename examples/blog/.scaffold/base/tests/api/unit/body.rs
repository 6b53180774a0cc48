//! What a client is told of a body that cannot be read.

use blog::{
    body::decode,
    error::Error,
    validate::{Faults, Validate},
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"level": 1, "seats": 2, "views": 3, "weight": 4.5, "rows": []}))]
struct Hall {
    level: i16,
    seats: i32,
    views: i64,
    weight: f64,
    rows: Vec<i16>,
}

impl Validate for Hall {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/level", &self.level).max(9);
        faults.member("/seats", &self.seats).min(1);
        faults.member("/views", &self.views).min(0);
        faults.member("/weight", &self.weight).min(0.0);
        faults.member("/rows", self.rows.as_slice()).max_items(3);
    }
}

/// Pointers and messages of everything that is wrong.
fn told(body: &Value) -> Vec<(String, String)> {
    match decode::<Hall>(body.as_object().expect("an object").clone()) {
        Err(Error::Invalid(faults)) => {
            faults.into_iter().map(|fault| (fault.pointer, fault.message.into_owned())).collect()
        }
        read => panic!("{read:?}"),
    }
}

#[test]
fn types_are_named_in_words() {
    let wrong = json!({"level": "a", "seats": true, "views": [], "weight": "b", "rows": [1, "c"]});
    assert_eq!(
        told(&wrong),
        [
            ("/level", "invalid type: string \"a\", expected an integer of 16 bits"),
            ("/rows/1", "invalid type: string \"c\", expected an integer of 16 bits"),
            ("/seats", "invalid type: boolean `true`, expected an integer of 32 bits"),
            ("/views", "invalid type: sequence, expected an integer of 64 bits"),
            ("/weight", "invalid type: string \"b\", expected a number"),
        ]
        .map(|(pointer, message)| (pointer.to_owned(), message.to_owned()))
    );
}

#[test]
fn rules_are_applied_to_what_can_be_read() {
    let wrong = json!({"level": 10, "seats": null, "weight": 1.0, "rows": [], "colour": "red"});
    let mut pointers: Vec<String> = told(&wrong).into_iter().map(|(pointer, _)| pointer).collect();
    pointers.sort();
    assert_eq!(pointers, ["/colour", "/level", "/seats", "/views"]);
}
