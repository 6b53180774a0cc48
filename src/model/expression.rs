//! Cross-field rules: comparisons over a row's own fields, joined by `and`, `or`, `not`.

use super::Literal;
use serde::Serialize;

/// A named rule of an entity, from `checks:`.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// The rule's name, snake_case: `ends_after_start`.
    pub name: String,
    /// Name of the database constraint: `events_ends_after_start_check`.
    pub constraint: String,
    pub expression: Expression,
    /// The rule as the user wrote it, for messages.
    pub text: String,
    /// What is said in place of that.
    pub message: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expression {
    Compare(Operand, Comparison, Operand),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// Index into the entity's fields; a scalar, never a list or JSON.
    Field(usize),
    /// Of the other side's type.
    Literal(Literal),
    /// `== null` and `!= null`.
    Null,
}

impl Comparison {
    /// What holds where this one does not.
    pub fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
        }
    }
}
